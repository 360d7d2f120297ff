import { fail } from './assert.ts'
import { newId, routeOf, type EventId, type Id, type VenueId } from './id.ts'
import { sql, type Tx } from './sql.ts'

/** What may stand in an event: ids, numbers, dates, times, codes, money in minor units. Never a name, an address, a sentence. */
export type Fact = string | number | boolean | null | Temporal.Instant | readonly Fact[] | { readonly [key: string]: Fact | undefined }

export interface NewEvent {
  /** Null only for events about accounts, vendors and people. */
  venue: VenueId | null
  /** `booking.confirmed`: what it is about, and what happened, in the past. */
  type: string
  /** The shape of the facts; raise it when a fact changes its meaning. */
  typeVersion?: number
  /** The id of what changed: a booking, a reservation, a venue, an account. */
  subject: Id<string>
  /** Who did it. An account's id is kept; a guest without an account is `guest`, the system itself `system`. */
  actor: { account: string | null; system?: boolean }
  channel?: string | null
  /** A code, such as `guest_asked`. */
  reason?: string | null
  /** The event that led to this one. */
  cause?: EventId | null
  test?: boolean
  /** When it happened, from the caller's clock. Left out, the machine's time. */
  at?: Temporal.Instant
  facts?: { readonly [key: string]: Fact | undefined }
}

const typeText = /^[a-z_]+\.[a-z_]+$/
const codeText = /^[a-z0-9][a-z0-9_.-]{0,63}$/
// Ids, dates, wall times, instants, currencies, decimal text, and codes: no spaces, no capitals, so no name and no sentence.
const factText = [
  codeText, /^\d{4}-\d\d-\d\d$/, /^\d\d:\d\d$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/, /^[A-Z]{3}$/, /^-?\d{1,15}(\.\d{1,9})?$/,
]
const personalKeys = /(^|_)(name|names|email|e_mail|mail|phone|note|text|address|comment|message|title)$/
const maxFactsBytes = 8_000

/**
 * Writes one event in the caller's transaction. It is seen by consumers after commit, in the order of its venue, and
 * not at all after a rollback. Answers the event's id, to be the `cause` of others.
 */
export async function emit(tx: Tx, event: NewEvent): Promise<EventId> {
  return (await emitAll(tx, [event]))[0]!
}

/** Many events in one statement, in the order given. */
export async function emitAll(tx: Tx, events: readonly NewEvent[]): Promise<EventId[]> {
  if (events.length === 0) return []
  const rows = events.map(rowOf)
  const column = <K extends keyof ReturnType<typeof rowOf>>(key: K) => rows.map((row) => row[key])
  await tx.run(sql`
    insert into events.outbox (id, venue, type, type_version, subject, actor, channel, reason, cause, test, at, facts)
    select id, venue, type, type_version, subject, actor, channel, reason, cause, test, at, facts::jsonb
    from unnest(${column('id')}::text[], ${column('venue')}::text[], ${column('type')}::text[], ${column('typeVersion')}::smallint[], ${column('subject')}::text[],
      ${column('actor')}::text[], ${column('channel')}::text[], ${column('reason')}::text[], ${column('cause')}::text[], ${column('test')}::boolean[],
      ${column('at')}::timestamptz[], ${column('facts')}::text[])
      with ordinality as given (id, venue, type, type_version, subject, actor, channel, reason, cause, test, at, facts, ordinal)
    order by ordinal`)
  kickAfterCommit(tx)
  return rows.map((row) => row.id)
}

function rowOf(event: NewEvent) {
  if (!typeText.test(event.type)) fail(`an event's type is like booking.confirmed, not ${event.type}`)
  for (const code of [event.channel, event.reason]) if (code != null && !codeText.test(code)) fail(`${event.type}: channel and reason are codes`)
  const at = event.at ?? Temporal.Now.instant()
  const facts = JSON.stringify(checkedFacts(event.type, event.facts ?? {}))
  if (facts.length > maxFactsBytes) fail(`${event.type}: more than ${maxFactsBytes} bytes of facts`)
  return {
    id: newId('evt', at.epochMilliseconds, routeOf(event.venue ?? event.subject)) as EventId,
    venue: event.venue, type: event.type, typeVersion: event.typeVersion ?? 1, subject: event.subject,
    actor: event.actor.account ?? (event.actor.system === true ? 'system' : 'guest'),
    channel: event.channel ?? null, reason: event.reason ?? null, cause: event.cause ?? null, test: event.test ?? false, at, facts,
  }
}

function checkedFacts(type: string, facts: Readonly<Record<string, Fact | undefined>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined).map(([key, value]) => {
    if (personalKeys.test(key)) fail(`${type}: the fact ${key} sounds like personal data, which lives in the vault`)
    return [key, checkedFact(`${type}.${key}`, value as Fact)]
  }))
}

function checkedFact(path: string, value: Fact): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : fail(`${path} is not a number`)
  if (typeof value === 'string') return factText.some((allowed) => allowed.test(value)) ? value : fail(`${path} is neither an id, a number, a date nor a code`)
  if (value instanceof Temporal.Instant) return value.toString()
  if (Array.isArray(value)) return value.map((item: Fact) => checkedFact(path, item))
  return checkedFacts(path, value as Readonly<Record<string, Fact | undefined>>)
}

// ---- waking the sequencer ---------------------------------------------------------------------------------------

const listeners = new Set<() => void>()
const kicked = new WeakSet<Tx>()

/** Called after each commit that wrote events, in this process. A wake-up only: the sequencer polls as well. */
export function onEmitted(listener: () => void): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

function kickAfterCommit(tx: Tx): void {
  if (kicked.has(tx)) return
  kicked.add(tx)
  tx.afterCommit(() => { for (const listener of listeners) listener() })
}
