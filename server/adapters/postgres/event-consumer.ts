import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import type { Consumer, Consumption, LoggedEvent } from '#ports/event-log'
import { openWake } from './event-sequencer.ts'
import { addCursor, countFailure, lockCursor, moveCursor, park, readLog, readParked, unpark } from './event-store.ts'

interface ConsumerDeps { db: Database; clock: Clock; log: Log; pollMs: number }

const defaults = { batch: 100, attempts: 5, backoffMs: 200, from: 'start' } as const
const longestBackoffMs = 30_000
const worthMoving = 500

export interface RunningConsumer extends Consumption {
  /** There is something new to read, of these types (null: of any). */
  wake(types: readonly string[] | null): void
}

export function runConsumer(deps: ConsumerDeps, given: Consumer): RunningConsumer {
  const consumer: Filled = { ...defaults, ...given }
  const wake = openWake()
  let stopping = false
  // After a failed batch its events are taken one by one, so that the one at fault is found and the others pass.
  let singles = 0
  let quiet = false

  const running = (async () => {
    let known = false
    for (let outages = 0; !stopping;) {
      try {
        if (!known) await deps.db.transaction((tx) => addCursor(tx, consumer.name, consumer.from, deps.clock.now()))
        known = true
        const result = await handleBatch(deps, consumer, singles > 0 ? 1 : consumer.batch, quiet)
        outages = 0
        if (result.kind === 'handled') singles = Math.max(0, singles - result.count)
        if (result.kind === 'failed') {
          singles = Math.max(singles, result.count)
          if (result.backoffMs > 0) await wakeless(result.backoffMs, () => stopping)
        }
        quiet = (result.kind === 'idle' || (result.kind === 'handled' && result.drained)) && !await wake.wait(deps.pollMs)
      } catch (error) {
        outages += 1
        deps.log.warn({ consumer: consumer.name, code: (error as { code?: string }).code, outages }, 'a consumer of events could not reach the database and tries again')
        await wake.wait(Math.min(5_000, 50 * 2 ** outages))
      }
    }
  })()

  return {
    // What concerns others alone is passed at the next look without being told.
    wake(types) { if (types === null || consumer.types === undefined || types.some((type) => consumer.types!.includes(type))) wake.wake() },
    async stop() {
      stopping = true
      wake.wake()
      await running
    },
  }
}

type Result = { kind: 'idle' } | { kind: 'handled'; count: number; /** Nothing more was there. */ drained: boolean } | { kind: 'failed'; count: number; backoffMs: number }
type Filled = Consumer & Required<Pick<Consumer, keyof typeof defaults>>

async function handleBatch(deps: ConsumerDeps, consumer: Filled, limit: number, quiet: boolean): Promise<Result> {
  let inHand: LoggedEvent[] = []
  let handlerFailed = false
  try {
    return await deps.db.transaction(async (tx): Promise<Result> => {
      handlerFailed = false
      const cursor = await lockCursor(tx, consumer.name)
      if (cursor === undefined) return { kind: 'idle' } // another process has it
      const { head } = cursor // read before the events: all up to here are visible to the next statement
      if (head <= cursor.position) return { kind: 'idle' }
      inHand = await readLog(tx, { after: cursor.position, types: consumer.types, limit })
      if (inHand.length > 0) {
        try {
          await consumer.handler(tx, inHand)
        } catch (error) {
          handlerFailed = true
          throw error
        }
      }
      // Events of others alone are not worth a write each time: the cursor passes them when it is quiet, or when they are many.
      if (inHand.length === 0 && !quiet && head - cursor.position < worthMoving) return { kind: 'idle' }
      // Fewer than asked: nothing else up to the head concerns this consumer.
      const last = inHand.at(-1)?.position ?? 0
      await moveCursor(tx, consumer.name, inHand.length < limit ? Math.max(head, last) : last, deps.clock.now())
      return inHand.length === 0 ? { kind: 'idle' } : { kind: 'handled', count: inHand.length, drained: inHand.length < limit }
    })
  } catch (error) {
    if (!handlerFailed || isOutage(error)) throw error
    if (inHand.length > 1) return { kind: 'failed', count: inHand.length, backoffMs: 0 }
    return await recordFailure(deps, consumer, inHand[0]!.position, error)
  }
}

/** Counts a failure of a single event, and parks it at the last attempt. */
async function recordFailure(deps: ConsumerDeps, consumer: Filled, position: number, error: unknown): Promise<Result> {
  return await deps.db.transaction(async (tx): Promise<Result> => {
    const cursor = await lockCursor(tx, consumer.name)
    if (cursor === undefined || cursor.position >= position) return { kind: 'failed', count: 1, backoffMs: consumer.backoffMs }
    const failures = cursor.failing === position ? cursor.failures + 1 : 1
    const facts = { consumer: consumer.name, position, failures, error: nameOf(error) }
    if (failures >= consumer.attempts) {
      await park(tx, consumer.name, position, failures, nameOf(error), deps.clock.now())
      await moveCursor(tx, consumer.name, position, deps.clock.now())
      deps.log.error(facts, 'an event was parked: it failed every attempt')
      return { kind: 'handled', count: 1, drained: false }
    }
    await countFailure(tx, consumer.name, position, failures)
    deps.log.warn(facts, 'an event could not be handled and will be tried again')
    return { kind: 'failed', count: 1, backoffMs: Math.min(longestBackoffMs, consumer.backoffMs * 2 ** (failures - 1)) }
  })
}

export async function retryParkedOf(deps: ConsumerDeps, consumer: Consumer, limit: number): Promise<number> {
  let through = 0
  for (const parked of await readParked(deps.db, consumer.name, limit)) {
    const { position } = parked.event
    try {
      await deps.db.transaction(async (tx) => {
        await consumer.handler(tx, [parked.event])
        await unpark(tx, consumer.name, position)
      })
      through += 1
    } catch (error) {
      if (isOutage(error)) throw error
      await deps.db.transaction((tx) => park(tx, consumer.name, position, parked.attempts + 1, nameOf(error), deps.clock.now()))
    }
  }
  return through
}

/** The database went away, which is no fault of the event. */
function isOutage(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return /^(08|53|57P|ECONN|EPIPE|ETIMEDOUT)/.test(code) || (error as Error).message === 'Connection terminated unexpectedly'
}

function nameOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string }
  return [name ?? 'Error', code].filter((part) => part !== undefined).join(' ').slice(0, 100)
}

/** A wait that new events do not cut short; looks every 50 ms whether it may end. */
async function wakeless(ms: number, over: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && !over(); left -= 50) await new Promise((resolve) => { setTimeout(resolve, Math.min(50, left)) })
}
