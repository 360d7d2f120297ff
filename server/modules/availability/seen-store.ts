import type { VenueId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { insertingSales } from './sales-store.ts'
import type { Keys, Sheet } from './sheet.ts'
import { arrayText, firstExpiry, given, type StoredDay, type StoredRow } from './store.ts'
import type { SaleLine } from './types.ts'

/** Rows as they are seen without a lock, with the version by which a write knows whether they are still so. */
export interface SeenRows {
  states: { venue_id: VenueId; version: number; expired: boolean }[]
  rows: (StoredRow & { version: number })[]
  days: (StoredDay & { version: number })[]
}

/** The set-up's version first: whoever changes it afterwards changes the rows' versions too. Sent together. */
export async function readSeen(reader: Reader, asked: readonly (Keys & { venue: VenueId })[], now: Temporal.Instant): Promise<SeenRows> {
  const keys = asked.flatMap(({ venue, rows }) => rows.map((key) => ({ venue, ...key })))
  const days = asked.flatMap((one) => one.days.map((day) => ({ venue: one.venue, day })))
  if (asked.length === 1 && keys.length === 1 && days.length === 0) return readOne(reader, keys[0]!, now)
  const [states, rows, seenDays] = await Promise.all([
    asked.length === 0 ? [] : reader.rows<SeenRows['states'][number]>(sql`
      select v.venue_id, v.version, coalesce(${firstExpiry} <= ${now}, false) as expired
      from ${given([[asked.map((one) => one.venue), 'text']], 'k (venue_id)')} join availability.venue v on v.venue_id = k.venue_id`),
    keys.length === 0 ? [] : reader.rows<SeenRows['rows'][number]>(sql`
      select c.venue_id, c.grp, c.bucket, c.free, c.over, c.nailed, c.as_of, c.version
      from ${given([[keys.map((key) => key.venue), 'text'], [keys.map((key) => key.grp), 'text'], [keys.map((key) => key.bucket), 'int']], 'k (venue_id, grp, bucket)')}
      join availability.calendar c on c.venue_id = k.venue_id and c.grp = k.grp and c.bucket = k.bucket`),
    days.length === 0 ? [] : reader.rows<SeenRows['days'][number]>(sql`
      select d.venue_id, d.day, d.busy, d.sold, d.as_of, d.version
      from ${given([[days.map((key) => key.venue), 'text'], [days.map((key) => key.day), 'date']], 'k (venue_id, day)')} join availability.service_day d on d.venue_id = k.venue_id and d.day = k.day`),
  ])
  return { states, rows, days: seenDays }
}

/** One row, as most stays need: version, expiry and row in one statement. */
async function readOne(reader: Reader, key: { venue: VenueId; grp: string; bucket: number }, now: Temporal.Instant): Promise<SeenRows> {
  const row = await reader.maybe<StoredRow & { version: number; setup: number; expired: boolean }>(sql`
    select v.venue_id, v.version as setup, coalesce(${firstExpiry} <= ${now}, false) as expired, c.grp, c.bucket, c.free, c.over, c.nailed, c.as_of, c.version
    from availability.venue v left join availability.calendar c on c.venue_id = v.venue_id and c.grp = ${key.grp} and c.bucket = ${key.bucket} where v.venue_id = ${key.venue}`)
  if (row === undefined) return { states: [], rows: [], days: [] }
  return { states: [{ venue_id: row.venue_id, version: row.setup, expired: row.expired }], rows: row.grp === null ? [] : [row], days: [] }
}

/**
 * Changed rows, each if it is still as it was seen, those that were not there, and the new lines: one statement, which
 * fails when one row is not as it was. Before new rows are added nobody may change the set-up that they are made by.
 */
export function writeSeen(tx: Tx, sheets: readonly Sheet[], versions: ReadonlyMap<object, number>, lines: SaleLine[]): void {
  const changedRows = sheets.flatMap((sheet) => [...sheet.rows.values()].filter((row) => row.changed).map((row) => ({ venue: sheet.setup.venue, row, version: versions.get(row) })))
  const changedDays = sheets.flatMap((sheet) => [...sheet.days.values()].filter((day) => day.changed).map((day) => ({ venue: sheet.setup.venue, row: day, version: versions.get(day) })))
  const [rows, days] = [changedRows.filter(isThere), changedDays.filter(isThere)]
  const [newRows, newDays] = [changedRows.filter((one) => !isThere(one)), changedDays.filter((one) => !isThere(one))]
  const making = new Set([...newRows, ...newDays].map(({ venue }) => venue))
  if (making.size > 0) tx.finally(tx.rows(lockingVenues(sheets.filter((sheet) => making.has(sheet.setup.venue)))))
  const parts: Sql[] = [sql`sold as (${insertingSales(lines)})`]
  const counts: Sql[] = []
  if (rows.length > 0) { parts.push(sql`moved as (${movingRows(rows)} returning 1)`); counts.push(sql`(select count(*) from moved)`) }
  if (days.length > 0) { parts.push(sql`taken as (${movingDays(days)} returning 1)`); counts.push(sql`(select count(*) from taken)`) }
  if (newRows.length > 0) parts.push(sql`new_rows as (${addingRows(newRows)})`)
  if (newDays.length > 0) parts.push(sql`new_days as (${addingDays(newDays)})`)
  tx.finally(tx.rows(sql`with ${parts.reduce((all, part) => sql`${all}, ${part}`)} select availability.must_be(${counts.reduce((all, part) => sql`${all} + ${part}`, sql`0`)}, ${rows.length + days.length}::bigint)`))
}

const isThere = <Row extends { version: number | undefined }>(row: Row): row is Row & { version: number } => row.version !== undefined

function lockingVenues(sheets: readonly Sheet[]): Sql {
  return sql`
    with locked as (
      select 1 from ${given([[sheets.map((sheet) => sheet.setup.venue), 'text'], [sheets.map((sheet) => sheet.setup.version), 'int']], 'k (venue_id, version)')}
      join availability.venue v on v.venue_id = k.venue_id and v.version = k.version order by v.venue_id for share of v)
    select availability.must_be((select count(*) from locked), ${sheets.length}::bigint)`
}

function addingRows(rows: { venue: VenueId; row: { grp: string; bucket: number; free: number[]; asOf: number } }[]): Sql {
  return sql`
    insert into availability.calendar (venue_id, grp, bucket, free, as_of)
    select n.venue_id, n.grp, n.bucket, n.free::smallint[], n.as_of
    from unnest(${rows.map(({ venue }) => venue)}::text[], ${rows.map(({ row }) => row.grp)}::text[], ${rows.map(({ row }) => row.bucket)}::int[], ${rows.map(({ row }) => arrayText(row.free))}::text[], ${rows.map(({ row }) => row.asOf)}::int[]) n (venue_id, grp, bucket, free, as_of)
    order by n.venue_id, n.grp, n.bucket`
}

function addingDays(days: { venue: VenueId; row: { day: PlainDate; busy: Uint8Array; sold: number; asOf: number } }[]): Sql {
  return sql`
    insert into availability.service_day (venue_id, day, busy, sold, as_of)
    select n.venue_id, n.day, n.busy::bit varying, n.sold, n.as_of
    from unnest(${days.map(({ venue }) => venue)}::text[], ${days.map(({ row }) => row.day)}::date[], ${days.map(({ row }) => row.busy.join(''))}::text[], ${days.map(({ row }) => row.sold)}::int[], ${days.map(({ row }) => row.asOf)}::int[]) n (venue_id, day, busy, sold, as_of)
    order by n.venue_id, n.day`
}

function movingRows(rows: { venue: VenueId; version: number; row: { grp: string; bucket: number; free: number[]; over: number[] | null; asOf: number } }[]): Sql {
  const [only] = rows
  if (rows.length === 1) {
    const { venue, version, row } = only!
    return sql`
      update availability.calendar set free = ${arrayText(row.free)}::smallint[], over = ${row.over === null ? null : arrayText(row.over)}::smallint[], version = version + 1
      where venue_id = ${venue} and grp = ${row.grp} and bucket = ${row.bucket} and version = ${version} and as_of = ${row.asOf}`
  }
  return sql`
    update availability.calendar c set free = n.free::smallint[], over = n.over::smallint[], version = c.version + 1
    from ${given([[rows.map(({ venue }) => venue), 'text'], [rows.map(({ row }) => row.grp), 'text'], [rows.map(({ row }) => row.bucket), 'int'], [rows.map(({ row }) => arrayText(row.free)), 'text'],
      [rows.map(({ row }) => (row.over === null ? null : arrayText(row.over))), 'text'], [rows.map(({ version }) => version), 'int'], [rows.map(({ row }) => row.asOf), 'int']], 'n (venue_id, grp, bucket, free, over, version, as_of)')}
    where c.venue_id = n.venue_id and c.grp = n.grp and c.bucket = n.bucket and c.version = n.version and c.as_of = n.as_of`
}

function movingDays(days: { venue: VenueId; version: number; row: { day: PlainDate; busy: Uint8Array; sold: number; asOf: number } }[]): Sql {
  return sql`
    update availability.service_day d set busy = n.busy::bit varying, sold = n.sold, version = d.version + 1
    from ${given([[days.map(({ venue }) => venue), 'text'], [days.map(({ row }) => row.day), 'date'], [days.map(({ row }) => row.busy.join('')), 'text'], [days.map(({ row }) => row.sold), 'int'],
      [days.map(({ version }) => version), 'int'], [days.map(({ row }) => row.asOf), 'int']], 'n (venue_id, day, busy, sold, version, as_of)')}
    where d.venue_id = n.venue_id and d.day = n.day and d.version = n.version and d.as_of = n.as_of`
}
