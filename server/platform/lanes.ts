import { problem } from './problem.ts'
import { databaseTrouble, waitedTooLong } from './sql.ts'

export interface LanesOptions<Request, Answer> {
  /**
   * Executes a batch in one transaction and answers each request, in order; an error in an answer is that request's own.
   * `isAgain`: it is part of a batch that failed, and no others wait with it.
   */
  run(batch: readonly Request[], isAgain: boolean): Promise<readonly (Answer | Error)[]>
  /** Keys are spread over so many; a lane is in one batch at a time, a batch has any number of lanes. */
  lanes: number
  /** Requests in one batch. */
  batchMost: number
  /** Requests waiting in one lane; more are refused at once as `overloaded`. */
  queueMost: number
  /** Batches that may run at the same time; 4 unless told. */
  together?: number
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
/** `inBatch`: how many of it are in a batch that has not answered them yet. */
interface Lane<Request, Answer> { waiting: Waiting<Request, Answer>[]; inBatch: number }

/** So many go beside a batch that is under way; fewer wait for its end. */
const worthABatch = 24
/** A batch that takes longer than this, and than twice what batches took lately, holds up its own lanes only. */
const slowMs = 20
const slowMostMs = 250

/**
 * Micro-batching: while a batch is under way the next one gathers from all lanes that are not in it, so that a batch is
 * as large as the load makes it and nobody waits for a timer when nothing is in the way. A batch costs the database
 * little more than a single request, so one at a time is cheapest; a second starts beside it when many have gathered
 * (then database and process work at once), more only when those are slow (somebody else has their rows).
 *
 * A batch that fails as a whole (a deadlock with another process, a broken constraint) is replayed one by one, so that
 * only the culprit fails. Where one by one would only make everybody wait again (the database has gone, a row is locked
 * for long), it is not: then a venue's requests fail together.
 */
export function openLanes<Request, Answer>(options: LanesOptions<Request, Answer>): Lanes<Request, Answer> {
  type One = Waiting<Request, Answer>
  const lanes = Array.from({ length: options.lanes }, (): Lane<Request, Answer> => ({ waiting: [], inBatch: 0 }))
  const { together = 4, patienceMs = 4_000 } = options
  const figures = { batches: 0, requests: 0, replayed: 0, overloaded: 0 }
  const running = new Set<One[]>()
  let lastStart = 0
  /** How long batches took lately: on a busy machine all are longer, and none of them is stuck. */
  let typicalMs = 0
  let isAsked = false
  let timer: NodeJS.Timeout | undefined
  const onIdle: (() => void)[] = []

  async function execute(batch: One[], isAgain = false): Promise<void> {
    figures.batches += 1
    figures.requests += batch.length
    try {
      const answers = await options.run(batch.map(({ request }) => request), isAgain)
      batch.forEach((one, i) => { end(one, answers[i]!) })
    } catch (error) {
      const parts = partsToReplay(batch, error)
      if (parts.length === 1) { for (const one of batch) end(one, error as Error); return }
      figures.replayed += batch.length
      // Who waits for a lock does not make the others of the batch wait.
      if (waitedTooLong(error)) await Promise.all(parts.map((part) => execute(part, true)))
      else for (const part of parts) await execute(part, true)
    }
  }

  function end({ key, resolve, reject }: One, answer: Answer | Error): void {
    if (answer instanceof Error) reject(answer)
    else resolve(answer)
    const lane = lanes[laneOf(key, options.lanes)]!
    lane.inBatch -= 1
    if (lane.inBatch === 0 && lane.waiting.length > 0) startSoon()
  }

  function partsToReplay(batch: One[], error: unknown): One[][] {
    if (databaseTrouble(error) === 'gone') return [batch]
    return waitedTooLong(error) ? [...Map.groupBy(batch, ({ key }) => key).values()] : batch.map((one) => [one])
  }

  function refuse(): Error {
    figures.overloaded += 1
    return problem('overloaded', { detail: 'Too many people book here at this moment. Nothing was changed; try again in a second.', retryAfterSeconds: 1 })
  }
  const impatient = (one: One | undefined) => one !== undefined && performance.now() - one.since > patienceMs

  /** Starts what may start now. */
  function start(): void {
    for (;;) {
      const free = lanes.filter(({ inBatch, waiting }) => inBatch === 0 && waiting.length > 0)
      for (const { waiting } of free) while (impatient(waiting[0])) waiting.shift()!.reject(refuse())
      const count = free.reduce((sum, { waiting }) => sum + waiting.length, 0)
      if (count === 0 || running.size >= together) break
      const wait = lastStart + Math.min(slowMostMs, Math.max(slowMs, 2 * typicalMs)) - performance.now()
      if (running.size > (count < worthABatch ? 0 : 1) && wait > 0) { timer ??= setTimeout(() => { timer = undefined; start() }, wait); return }
      void runBatch(free, Math.min(options.batchMost, Math.max(worthABatch, Math.ceil((count + inBatches()) / 2))))
    }
    if (running.size === 0 && onIdle.length > 0) { for (const done of onIdle.splice(0)) done() }
  }
  const inBatches = () => [...running].reduce((sum, batch) => sum + batch.length, 0)

  /** Who waits longest goes first, with their whole lane as far as the batch goes. */
  async function runBatch(free: readonly Lane<Request, Answer>[], most: number): Promise<void> {
    const batch: One[] = []
    for (const lane of free.toSorted((a, b) => (a.waiting[0]?.since ?? Infinity) - (b.waiting[0]?.since ?? Infinity))) {
      const some = lane.waiting.splice(0, most - batch.length)
      lane.inBatch = some.length
      batch.push(...some)
    }
    running.add(batch)
    const began = lastStart = performance.now()
    await execute(batch)
    typicalMs += (performance.now() - began - typicalMs) / 8
    running.delete(batch)
    start()
  }

  /** After this turn of the loop, so that requests which arrived together go together. */
  function startSoon(): void {
    if (isAsked) return
    isAsked = true
    setImmediate(() => { isAsked = false; start() })
  }

  return {
    figures,
    submit(key, request) {
      const lane = lanes[laneOf(key, options.lanes)]!
      if (lane.waiting.length >= options.queueMost || impatient(lane.waiting[0])) return Promise.reject(refuse())
      return new Promise((resolve, reject) => {
        lane.waiting.push({ key, since: performance.now(), request, resolve, reject })
        if (lane.inBatch === 0 && running.size < together) startSoon()
      })
    },
    idle: () => (running.size === 0 && lanes.every(({ waiting }) => waiting.length === 0) ? Promise.resolve() : new Promise((resolve) => { onIdle.push(resolve) })),
  }
}

/** FNV-1a: cheap, and even enough for lanes. */
function laneOf(key: string, lanes: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % lanes
}
