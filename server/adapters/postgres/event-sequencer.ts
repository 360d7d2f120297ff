import type { Client } from 'pg'
import type { Database } from '#platform/sql'
import type { Log } from '#platform/log'

/** Any number, the same in every process: who holds it gives the positions of this database. */
const electionKey = 4_865_616_002
const writtenChannel = 'events_written'
const positionedChannel = 'events_positioned'

export interface SequencerOptions {
  db: Database
  log: Log
  /** False in a process that only reads; it still listens. */
  sequence: boolean
  /** Most events that get their position in one transaction. */
  batch: number
  /** How often the outbox is looked at without being told, and how often a stand-by tries to be elected. */
  pollMs: number
  electionMs: number
  /** Least time between two batches, so that a busy minute costs its readers at most 1000 / gapMs wake-ups a second. */
  gapMs: number
  /** Positions up to this one were given, by this process or another, to events of these types (null: of any). */
  onPositioned(position: number, types: readonly string[] | null): void
}

export interface Sequencer {
  /** Something was committed in this process. */
  kick(): void
  leads(): boolean
  /** The server's process number of this connection, for a test that kills it. */
  backend(): number | undefined
  close(): Promise<void>
}

/**
 * Holds one connection for all three: it listens, it takes part in the election, and if elected it gives the
 * positions. The lock belongs to the connection that does the work, so a sequencer that lost it cannot go on working,
 * and the row lock on `events.head` keeps positions right even if two believed to be elected.
 */
export function openSequencer(options: SequencerOptions): Sequencer {
  const wake = openWake()
  const state = { closing: false, leads: false, mustTell: false, backend: undefined as number | undefined }

  const running = (async () => {
    for (let failures = 0; !state.closing;) {
      try {
        await serve(options, wake, state, () => { failures = 0 })
      } catch (error) {
        failures += 1
        if (!state.closing) options.log.warn({ code: (error as { code?: string }).code, failures }, 'the event log lost its connection and takes another')
        await wake.wait(Math.min(5_000, 50 * 2 ** failures))
      }
    }
  })()

  return {
    kick() {
      if (!state.leads) state.mustTell = true
      wake.wake()
    },
    leads: () => state.leads,
    backend: () => state.backend,
    async close() {
      state.closing = true
      wake.wake()
      await running
    },
  }
}

interface State { closing: boolean; leads: boolean; mustTell: boolean; backend: number | undefined }

/** One connection's life. */
async function serve(options: SequencerOptions, wake: Wake, state: State, worked: () => void): Promise<void> {
  const { client, release } = await options.db.dedicated()
  let lost = false
  client.on('end', () => { lost = true; wake.wake() })
  client.on('error', () => { lost = true; wake.wake() })
  client.on('notification', ({ channel, payload }) => {
    if (channel !== positionedChannel) { wake.wake(); return }
    const [position, ...types] = (payload ?? '').split(' ')
    options.onPositioned(Number(position), types.length === 0 ? null : types)
  })
  try {
    await client.query(`listen ${writtenChannel}; listen ${positionedChannel}`)
    state.backend = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid
    // Whatever was positioned while nobody listened here.
    options.onPositioned(Number((await client.query<{ position: string }>('select position from events.head')).rows[0]!.position), null)
    while (!state.closing && !lost) {
      if (options.sequence && !state.leads) {
        const { rows } = await client.query<{ elected: boolean }>('select pg_try_advisory_lock($1) as elected', [electionKey])
        state.leads = rows[0]!.elected
      }
      if (state.leads) {
        let given = 0
        do given = await giveBatch(client, options); while (given === options.batch && !state.closing)
        // The first event after a quiet moment goes at once; a burst behind it shares transactions and notifications.
        if (given > 0) await pause(options.gapMs)
      } else if (state.mustTell) {
        state.mustTell = false
        await client.query(`notify ${writtenChannel}`)
      }
      worked()
      await wake.wait(state.leads ? options.pollMs : options.electionMs)
    }
    if (lost && !state.closing) throw new Error('connection lost')
  } finally {
    state.leads = false
    state.backend = undefined
    await release().catch(() => {})
  }
}

// Oldest first by order of insertion: within a venue an event that follows another was inserted after that one's commit.
const giveStatement = `
  with taken as (
    delete from events.outbox where seq in (select seq from events.outbox order by seq limit $2)
    returning *
  ), given as (
    insert into events.log (position, id, venue, type, type_version, subject, actor, channel, reason, cause, test, at, facts)
    select $1::bigint + row_number() over (order by seq), id, venue, type, type_version, subject, actor, channel, reason, cause, test, at, facts from taken
    returning type
  ), moved as (
    update events.head set position = $1::bigint + (select count(*) from given) where exists (select 1 from given)
  )
  select count(*)::int as count, array_agg(distinct type) as types from given`

/** Gives the next positions to what is committed; answers how many. */
async function giveBatch(client: Client, options: SequencerOptions): Promise<number> {
  const some = await client.query('select 1 from events.outbox limit 1')
  if (some.rowCount === 0) return 0
  let last = 0
  let given: { count: number; types: string[] | null }
  try {
    await client.query('begin')
    const head = Number((await client.query<{ position: string }>('select position from events.head for update')).rows[0]!.position)
    given = (await client.query<typeof given>({ name: 'give-positions', text: giveStatement, values: [head, options.batch] })).rows[0]!
    last = head + given.count
    if (given.count > 0) await client.query('select pg_notify($1, $2)', [positionedChannel, wordOf(last, given.types ?? [])])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
  if (given.count > 0) options.onPositioned(last, given.types)
  return given.count
}

/** `120 booking.held booking.confirmed`, or the position alone when the types are too many for a notification (8,000 bytes). */
function wordOf(position: number, types: readonly string[]): string {
  const word = [position, ...types].join(' ')
  return word.length < 7_000 ? word : String(position)
}

// ---- waiting that can be cut short ------------------------------------------------------------------------------

export interface Wake {
  wake(): void
  /** True when woken, false when the time ran out. */
  wait(ms: number): Promise<boolean>
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}

/** A wake between two waits is remembered, so none is lost. */
export function openWake(): Wake {
  let pending = false
  let end: (() => void) | undefined
  return {
    wake() {
      pending = true
      end?.()
    },
    wait: (ms) => new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        end = undefined
        resolve(pending)
        pending = false
      }
      const timer = setTimeout(finish, pending ? 0 : ms)
      end = finish
    }),
  }
}
