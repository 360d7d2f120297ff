import { problem } from './problem.ts'
import { databaseTrouble, waitedTooLong } from './sql.ts'

export interface LanesOptions<Request, Answer> {
  /** Executes a batch in one transaction and answers each request, in order; an error in an answer is that request's own. */
  run(batch: readonly Request[]): Promise<readonly (Answer | Error)[]>
  /** Batches that may run at the same time. */
  lanes: number
  /** Requests in one batch. */
  batchMost: number
  /** Requests waiting in one lane; more are refused at once as `overloaded`. */
  queueMost: number
  /** Who has waited longer than this for their batch is refused as `overloaded`, and so is whoever comes behind them. */
  patienceMs?: number
}

export interface Lanes<Request, Answer> {
  /** `key` (the venue) decides the lane: what might wait for the same rows never runs at once. Refuses with `overloaded` when the lane is full. */
  submit(key: string, request: Request): Promise<Answer>
  /** Waits until nothing is left. */
  idle(): Promise<void>
  readonly figures: { batches: number; requests: number; replayed: number; overloaded: number }
}

interface Waiting<Request, Answer> { key: string; since: number; request: Request; resolve(answer: Answer): void; reject(error: unknown): void }

/**
 * Micro-batching: while a lane's batch is under way the next one gathers, so that a batch is as large as the load makes
 * it and nobody waits for a timer. A batch that fails as a whole (a deadlock with another process, a broken
 * constraint) is replayed one by one, so that only the culprit fails. Where one by one would only make everybody wait
 * again (the database has gone, a row is locked for long), it is not: then a venue's requests fail together.
 */
export function openLanes<Request, Answer>(options: LanesOptions<Request, Answer>): Lanes<Request, Answer> {
  const queues = Array.from({ length: options.lanes }, () => ({ waiting: [] as Waiting<Request, Answer>[], running: false }))
  const patienceMs = options.patienceMs ?? 4_000
  const figures = { batches: 0, requests: 0, replayed: 0, overloaded: 0 }
  let onIdle: (() => void)[] = []

  async function execute(batch: Waiting<Request, Answer>[]): Promise<void> {
    figures.batches += 1
    figures.requests += batch.length
    try {
      const answers = await options.run(batch.map(({ request }) => request))
      batch.forEach(({ resolve, reject }, i) => { const answer = answers[i]!; if (answer instanceof Error) reject(answer); else resolve(answer) })
    } catch (error) {
      const parts = partsToReplay(batch, error)
      if (parts.length === 1) { for (const one of batch) one.reject(error); return }
      for (const part of parts) {
        figures.replayed += part.length
        await execute(part)
      }
    }
  }

  function partsToReplay(batch: Waiting<Request, Answer>[], error: unknown): Waiting<Request, Answer>[][] {
    if (databaseTrouble(error) === 'gone') return [batch]
    return waitedTooLong(error) ? [...Map.groupBy(batch, ({ key }) => key).values()] : batch.map((one) => [one])
  }

  function refuse(): Error {
    figures.overloaded += 1
    return problem('overloaded', { detail: 'Too many people book here at this moment. Nothing was changed; try again in a second.', retryAfterSeconds: 1 })
  }
  const impatient = (one: Waiting<Request, Answer> | undefined) => one !== undefined && performance.now() - one.since > patienceMs

  async function drain(queue: (typeof queues)[number]): Promise<void> {
    queue.running = true
    while (queue.waiting.length > 0) {
      await execute(queue.waiting.splice(0, options.batchMost))
      while (impatient(queue.waiting[0])) queue.waiting.shift()!.reject(refuse())
    }
    queue.running = false
    if (queues.every((one) => !one.running)) { for (const done of onIdle) done(); onIdle = [] }
  }

  return {
    figures,
    submit(key, request) {
      const queue = queues[laneOf(key, options.lanes)]!
      if (queue.waiting.length >= options.queueMost || impatient(queue.waiting[0])) return Promise.reject(refuse())
      return new Promise((resolve, reject) => {
        queue.waiting.push({ key, since: performance.now(), request, resolve, reject })
        // Started after this turn of the loop, so that requests which arrived together go together.
        if (!queue.running) { queue.running = true; setImmediate(() => { void drain(queue) }) }
      })
    },
    idle: () => (queues.every((one) => !one.running) ? Promise.resolve() : new Promise((resolve) => { onIdle.push(resolve) })),
  }
}

/** FNV-1a: cheap, and even enough for lanes. */
function laneOf(key: string, lanes: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % lanes
}
