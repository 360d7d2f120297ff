import type { LoggedEvent, ParkedEvent, PastEvent } from '#ports/event-log'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'

/** All SQL of the log's reading side. The sequencer's own statement is in `event-sequencer.ts`. */

const columns = sql.raw('id, venue, type, type_version as "typeVersion", subject, actor, channel, reason, cause, test, at, facts')

export interface Cursor { position: number; failing: number | null; failures: number }

export function readLog(reader: Reader, query: { after: number; venue?: string; types?: readonly string[]; limit: number }): Promise<LoggedEvent[]> {
  const conditions: Sql[] = [sql`position > ${query.after}`]
  if (query.venue !== undefined) conditions.push(sql`venue = ${query.venue}`)
  if (query.types !== undefined) conditions.push(sql`type = any(${[...query.types]})`)
  return reader.rows<LoggedEvent>(sql`select position, ${columns} from events.log where ${sql.and(conditions)} order by position limit ${query.limit}`)
}

/** Events without a position come last: they were committed after every one that has one, as far as a subject's own order goes. */
export function readHistory(reader: Reader, subjects: readonly string[], limit: number): Promise<PastEvent[]> {
  return reader.rows<PastEvent>(sql`
    select * from (
      select position, 0::bigint as seq, ${columns} from events.log where subject = any(${[...subjects]})
      union all
      select null, seq, ${columns} from events.outbox where subject = any(${[...subjects]})
    ) past order by position nulls last, seq limit ${limit}`)
}

export async function readHead(reader: Reader): Promise<number> {
  return (await reader.one<{ position: number }>(sql`select position from events.head`)).position
}

export async function addCursor(tx: Tx, consumer: string, from: 'start' | 'now', at: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into events.cursor (consumer, position, moved_at)
    select ${consumer}, case when ${from} = 'now' then position else 0 end, ${at} from events.head
    on conflict (consumer) do nothing`)
}

/** With the last position given. Undefined when another process is at work with it. */
export function lockCursor(tx: Tx, consumer: string): Promise<(Cursor & { head: number }) | undefined> {
  return tx.maybe<Cursor & { head: number }>(sql`
    select cursor.position, cursor.failing, cursor.failures, head.position as head
    from events.cursor, events.head where cursor.consumer = ${consumer} for update of cursor skip locked`)
}

export async function moveCursor(tx: Tx, consumer: string, position: number, at: Temporal.Instant): Promise<void> {
  await tx.run(sql`update events.cursor set position = ${position}, failing = null, failures = 0, moved_at = ${at} where consumer = ${consumer}`)
}

export async function countFailure(tx: Tx, consumer: string, failing: number, failures: number): Promise<void> {
  await tx.run(sql`update events.cursor set failing = ${failing}, failures = ${failures} where consumer = ${consumer}`)
}

export async function park(tx: Tx, consumer: string, position: number, attempts: number, error: string, at: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into events.parked (consumer, position, attempts, error, parked_at) values (${consumer}, ${position}, ${attempts}, ${error}, ${at})
    on conflict (consumer, position) do update set attempts = excluded.attempts, error = excluded.error, parked_at = excluded.parked_at`)
}

export async function unpark(tx: Tx, consumer: string, position: number): Promise<void> {
  await tx.run(sql`delete from events.parked where consumer = ${consumer} and position = ${position}`)
}

export async function readParked(reader: Reader, consumer: string, limit: number): Promise<ParkedEvent[]> {
  const rows = await reader.rows<LoggedEvent & { attempts: number; error: string; parkedAt: Temporal.Instant }>(sql`
    select position, ${columns}, attempts, error, parked_at as "parkedAt"
    from events.parked join events.log using (position) where consumer = ${consumer} order by position limit ${limit}`)
  return rows.map(({ attempts, error, parkedAt, ...event }) => ({ event, attempts, error, parkedAt }))
}

export function readCursors(reader: Reader): Promise<(Cursor & { consumer: string; parked: number })[]> {
  return reader.rows(sql`
    select consumer, position, failing, failures, (select count(*) from events.parked p where p.consumer = c.consumer)::int as parked
    from events.cursor c order by consumer`)
}

export function readWaiting(reader: Reader): Promise<{ waiting: number; oldest: Temporal.Instant | null }> {
  return reader.one(sql`select count(*)::int as waiting, min(at) as oldest from events.outbox`)
}
