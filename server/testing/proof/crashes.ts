import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VenueLayout } from '#module/venues'
import { sql } from '#platform/sql'
import { addDays } from '#platform/time'
import { startEmbedded, type Embedded } from '../../adapters/postgres/embedded.ts'
import type { Running } from '../processes.ts'
import { Ledger, quoteOf, type Attempt } from './ledger.ts'
import { moneyAtRest, payAt } from './races.ts'
import { seeded, type Seeded } from './seeded.ts'
import { dayFromNow, oneType, until, type Town } from './town.ts'

/** A durable PostgreSQL of its own (fsync on, as with guests), to be killed. */
export async function openServer(): Promise<Embedded & { databaseUrl: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), `holdfast-test-${process.pid}-`))
  chmodSync(dataDir, 0o711) // root runs PostgreSQL as another user, who must come through
  const server = await startEmbedded({ dataDir })
  return {
    ...server, databaseUrl: await server.url('holdfast'),
    async stop() {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** What bookers do all the while: hold, pay, let go, change, buy trips; scarce enough that they meet. */
export interface Load {
  ledger: Ledger
  /** Bookings acknowledged so far. */
  acknowledged(): number
  /** No new wishes; resolves when the last is answered or lost. */
  stop(): Promise<void>
}

interface Wish { quotes: string[]; lasting: boolean }

export async function startLoad(town: Town, options: { name: string; seed: number; clients: number }): Promise<Load> {
  const random = seeded(options.seed)
  const ledger = new Ledger(options.name)
  const wishes = await wishesOf(town, random)
  let stopped = false
  const client = async (own: Seeded) => {
    while (!stopped) {
      const wish = own.pick(wishes)
      const attempt = ledger.begin(wish.quotes)
      await ledger.send(attempt, await someProcess(town, own))
      // What a program may do: the same again, with the same key, a little later. What is open then is left for the end.
      if (attempt.outcome === 'unknown') {
        await new Promise((soon) => { setTimeout(soon, 500) })
        await ledger.send(attempt, await someProcess(town, own))
      }
      if (attempt.outcome === 'made') await afterwards(town, own, attempt)
    }
  }
  const running = Promise.all(Array.from({ length: options.clients }, (_, i) => client(seeded(options.seed * 1_000 + i))))
  running.catch(() => {})
  return {
    ledger, acknowledged: () => ledger.made().length,
    async stop() {
      stopped = true
      await running
    },
  }
}

/** Quotes for rooms, tables and trips; the clients share them. */
async function wishesOf(town: Town, random: Seeded): Promise<Wish[]> {
  const [hotel, inn] = [await town.hotel(oneType('Double', 50)), await town.restaurant()]
  const from = town.processes[0]!
  const plans = await plansOf(from, hotel)
  const rooms = await Promise.all(Array.from({ length: 60 }, async (): Promise<Wish> => {
    const arrival = dayFromNow(hotel, 10 + random.below(60))
    const { id, lasting } = random.pick(plans)
    return { quotes: [await quoteOf(from, hotel.id, { room_type: random.pick(hotel.roomTypes).id, rate_plan: id, arrival, departure: addDays(arrival, 2 + random.below(3)), guests: 1 })], lasting }
  }))
  const tables = await Promise.all(Array.from({ length: 40 }, async (): Promise<Wish> => {
    const time = random.pick(['19:00', '19:30', '20:00', '20:30', '21:00', '21:45'])
    return { quotes: [await quoteOf(from, inn.id, { at: `${dayFromNow(inn, 3 + random.below(40))}T${time}`, party: 1 + random.below(4) })], lasting: false }
  }))
  const trips = Array.from({ length: 25 }, (): Wish => ({ quotes: [random.pick(rooms).quotes[0]!, random.pick(tables).quotes[0]!], lasting: false }))
  return [...rooms, ...tables, ...trips]
}

async function plansOf(from: Running, hotel: VenueLayout): Promise<{ id: string; lasting: boolean }[]> {
  const day = dayFromNow(hotel, 5)
  const { body } = await from.call('GET', `/v1/venues/${hotel.id}/offers?arrival=${day}&departure=${addDays(day, 2)}&guests=1`)
  const names = new Map((body.items ?? []).map((offer) => [offer.rate_plan_name, offer.rate_plan]))
  if (names.size === 0) throw new Error(`the hotel has no plan: ${JSON.stringify(body)}`)
  return [...names].map(([name, id]) => ({ id, lasting: name === 'With breakfast' }))
}

async function someProcess(town: Town, random: Seeded): Promise<Running> {
  await until(60, 'a process is there', async () => town.processes.length, (length) => length > 0)
  return random.pick(town.processes)
}

/** Half pay, some decline first, some let go, the rest leave the page open. Whatever breaks on the way is left to the sweepers. */
async function afterwards(town: Town, random: Seeded, attempt: Attempt): Promise<void> {
  const fate = random.next()
  const to = await someProcess(town, random)
  if (fate < 0.5) {
    if (fate < 0.1) await payAt(to, attempt, 'pm_declined')
    attempt.paid = await payAt(await someProcess(town, random), attempt) === 200
  } else if (fate < 0.75) {
    const answer = await to.call('POST', `/v1/bookings/${attempt.bookings[0]!}/${attempt.payment === null ? 'cancel' : 'release'}`, attempt.payment === null ? { reason: 'mistake' } : undefined, { cookie: `hf_access=${attempt.token}` }).catch(() => undefined)
    attempt.letGo = answer?.status === 200
  }
}

/** Each crash comes after so many more bookings were acknowledged. */
export interface Crash { after: number; strike(): Promise<void> }

export interface Survived { ledger: Ledger; figures: Record<string, number> }

/**
 * Load, crashes in the middle of it, and then what time and the guests would do: sweepers and the reconciler end what
 * was cut, repeated keys are answered.
 */
export async function crashUnderLoad(town: Town, options: { name: string; seed: number; clients: number; crashes: readonly Crash[]; last: number }): Promise<Survived> {
  const load = await startLoad(town, options)
  try {
    for (const { after, strike } of [...options.crashes, { after: options.last, strike: async () => {} }]) {
      const enough = load.acknowledged() + after
      await until(60, `${enough} bookings are acknowledged (${town.processes.map((one) => one.alive() ? 'alive' : one.said()).join()})`, async () => load.acknowledged(), (seen) => seen >= enough)
      await strike()
    }
  } finally {
    await load.stop()
  }
  const open = await town.db.one<{ trips: number; keys: number }>(sql`
    select (select count(*) from booking.trip where status = 'holding') as trips, (select count(*) from booking.idempotency where result is null) as keys`)
  const unanswered = load.ledger.unknown().length
  await letTimePass(town)
  await load.ledger.resolve(town)
  await moneyAtRest(town)
  const { ledger } = load
  return {
    ledger,
    figures: {
      attempts: ledger.attempts.length, made: ledger.made().length, refused: ledger.refused().length, 'answers cut': ledger.attempts.filter((one) => one.troubles.some((trouble) => trouble.startsWith('gone'))).length,
      'answered 503': ledger.attempts.filter((one) => one.troubles.some((trouble) => trouble.startsWith('503'))).length, 'left open': unanswered, 'trips cut': open.trips, 'keys cut': open.keys,
    },
  }
}

/** Three minutes, for what waits for them: trips that nobody will finish, and their keys. */
async function letTimePass(town: Town): Promise<void> {
  await town.db.transaction(async (tx) => {
    await tx.run(sql`update booking.trip set give_up_at = give_up_at - interval '3 minutes' where status = 'holding'`)
    await tx.run(sql`update booking.idempotency set created_at = created_at - interval '4 minutes' where result is null`)
    await tx.run(sql`update payments.payment set checked_at = checked_at - interval '20 seconds' where status in ('requires_action', 'failed')`)
    await tx.run(sql`update sandbox_psp.delivery set due_at = least(due_at, ${Temporal.Now.instant()})`)
  })
  await town.app.doors.booking.sweepExpired()
}

/** kill -9 of one process, and another in its place. */
export const killProcess = (town: Town, random: Seeded) => async (): Promise<void> => {
  const one = random.pick(town.processes)
  await town.kill(one)
  await town.start(one.role)
}

/** kill -9 of PostgreSQL: of the server, or of one of its backends, which makes it end all others. It starts again by itself. */
export const killPostgres = (town: Town, server: Embedded, random: Seeded, what: 'server' | 'backend') => async (): Promise<void> => {
  const victims = what === 'server' ? [{ pid: server.pid() }] : await town.db.rows<{ pid: number }>(sql`select pid from pg_stat_activity where application_name = 'holdfast' and pid <> pg_backend_pid()`)
  await postgresIsBack(town, () => { process.kill(random.pick(victims).pid, 'SIGKILL') })
}

/** Strikes, and waits until none of today's server processes is left and new ones answer. */
export async function postgresIsBack(town: Town, strike: () => void): Promise<void> {
  const before = await startedAt(town)
  strike()
  await until(60, 'PostgreSQL is back', () => startedAt(town).catch(() => before), (seen) => seen !== before)
}

/** The checkpointer is started anew whenever the server is, and when it ends all its processes after a crash of one. */
const startedAt = async (town: Town): Promise<string> => (await town.db.one<{ at: string }>(sql`select min(backend_start)::text as at from pg_stat_activity where backend_type = 'checkpointer'`)).at
