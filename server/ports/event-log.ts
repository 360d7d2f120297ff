import type { EventId, VenueId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'

/** An event as it is read: what `emit` wrote, with its place in the order. */
export interface LoggedEvent {
  /** 1, 2, 3 … without a gap, in the order of each venue. */
  position: number
  id: EventId
  venue: VenueId | null
  type: string
  typeVersion: number
  subject: string
  /** An account's id, `guest` or `system`. */
  actor: string
  channel: string | null
  reason: string | null
  cause: string | null
  test: boolean
  at: Temporal.Instant
  facts: Record<string, unknown>
}

/** An event of a history, which is shown as soon as it is committed: its position may not be given yet. */
export type PastEvent = Omit<LoggedEvent, 'position'> & { position: number | null }

export interface Consumer {
  /** Names the cursor; keep it when the code moves. */
  name: string
  /** Only these types; all of them when left out. */
  types?: readonly string[]
  /**
   * Handles a batch in order, in one transaction with the move of the cursor: what it writes through `tx` happens
   * exactly once, anything else at least once, so it must bear a repetition. Throwing undoes the batch; it is then
   * taken event by event, and an event that fails `attempts` times in a row is parked and passed over.
   */
  handler(tx: Tx, events: readonly LoggedEvent[]): Promise<void>
  /** Most events in one call; 100 unless told. */
  batch?: number
  /** Where a new consumer begins: with the first event ever, or with the next one. */
  from?: 'start' | 'now'
  attempts?: number
  /** The wait after a first failure, doubled with each further one up to 30 s. */
  backoffMs?: number
}

export interface Consumption {
  /** Ends after the batch in hand. */
  stop(): Promise<void>
}

export interface Subscription { close(): void }

export interface SubscribeOptions {
  venue?: VenueId
  types?: readonly string[]
  /** Begin after this position; left out, with the next event. */
  after?: number
  /** Called in order, each event once. Must not block: it is on the way of every other subscriber. */
  deliver(event: LoggedEvent): void
  /** More than `catchUpLimit` (1,000) events passed since `after`: read the state anew; delivery goes on with the next event. */
  missed?(): void
  catchUpLimit?: number
}

export interface ConsumerLag {
  consumer: string
  position: number
  /** Positions between the cursor and the head. */
  behind: number
  parked: number
  /** The event that it cannot get past at the moment, and how often it was tried. */
  failing: { position: number; failures: number } | null
}

export interface Lag {
  head: number
  /** Committed events that have no position yet, and the age of the oldest. */
  waiting: number
  waitingSeconds: number
  consumers: ConsumerLag[]
}

export interface ParkedEvent { event: LoggedEvent; attempts: number; error: string; parkedAt: Temporal.Instant }

/**
 * The log of what happened: written by `emit` inside transactions, given positions after commit, read by cursors.
 * Order holds within a venue. Every adapter passes the suite in `event-log.exercise.ts`.
 */
export interface EventLog {
  /** Begins to give positions (one process at a time does) and to wake readers. */
  start(): Promise<void>
  /** Runs in one process at a time for each name, however many processes call it. */
  consume(consumer: Consumer): Consumption
  /** For streams to people and for caches: no cursor is kept, each process has its own. */
  subscribe(options: SubscribeOptions): Subscription
  read(query: { after: number; venue?: VenueId; types?: readonly string[]; limit: number }, reader?: Reader): Promise<LoggedEvent[]>
  /** All that happened to these subjects, oldest first, at most 500. */
  history(subjects: readonly string[], reader?: Reader): Promise<PastEvent[]>
  /** The last position given. */
  head(reader?: Reader): Promise<number>
  lag(): Promise<Lag>
  /** Lets a consumer read again from after this position (0: everything). */
  rewind(consumer: string, position: number): Promise<void>
  parked(consumer: string, limit?: number): Promise<ParkedEvent[]>
  /** Hands parked events to their consumer once more, oldest first; those that fail stay parked. Answers how many went through. */
  retryParked(consumer: Consumer, limit?: number): Promise<number>
  close(): Promise<void>
}
