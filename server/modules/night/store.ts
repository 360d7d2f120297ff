import type { VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'

export interface Run { businessDate: PlainDate; status: 'running' | 'done'; startedAt: Temporal.Instant; doneAt: Temporal.Instant | null; nights: number; charges: number; amount: number; noShows: number; takenAlong: Record<string, number> }
const columns = sql.raw(`business_date as "businessDate", status, started_at as "startedAt", done_at as "doneAt", nights, charges, amount, no_shows as "noShows", taken_along as "takenAlong"`)

/** Begins the closing of a date, or finds the one that was begun. */
export async function beginRun(tx: Tx, venue: VenueId, date: PlainDate, actor: string, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`insert into night.run (venue_id, business_date, status, actor, started_at) values (${venue}, ${date}, 'running', ${actor}, ${now}) on conflict do nothing`)
}
export async function addToRun(tx: Tx, venue: VenueId, date: PlainDate, more: { nights?: number; charges?: number; amount?: number; noShows?: number }): Promise<void> {
  await tx.run(sql`update night.run set nights = nights + ${more.nights ?? 0}, charges = charges + ${more.charges ?? 0}, amount = amount + ${more.amount ?? 0}, no_shows = no_shows + ${more.noShows ?? 0} where venue_id = ${venue} and business_date = ${date}`)
}
export async function finishRun(tx: Tx, venue: VenueId, date: PlainDate, takenAlong: Record<string, number>, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update night.run set status = 'done', done_at = ${now}, taken_along = ${takenAlong} where venue_id = ${venue} and business_date = ${date} and status = 'running'`)
}
export function lastRun(reader: Reader, venue: VenueId): Promise<Run | undefined> {
  return reader.maybe<Run>(sql`select ${columns} from night.run where venue_id = ${venue} and status = 'done' order by business_date desc limit 1`)
}
export function runOf(reader: Reader, venue: VenueId, date: PlainDate): Promise<Run | undefined> {
  return reader.maybe<Run>(sql`select ${columns} from night.run where venue_id = ${venue} and business_date = ${date}`)
}

/** A venue that said nothing closes by itself. */
export async function isAutomatic(reader: Reader, venue: VenueId): Promise<boolean> {
  return (await reader.maybe<{ automatic: boolean }>(sql`select automatic from night.setting where venue_id = ${venue}`))?.automatic ?? true
}
export async function putSetting(tx: Tx, venue: VenueId, automatic: boolean): Promise<void> {
  await tx.run(sql`insert into night.setting (venue_id, automatic) values (${venue}, ${automatic}) on conflict (venue_id) do update set automatic = excluded.automatic`)
}
