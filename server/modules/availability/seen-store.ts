import type { VenueId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { insertingSales } from './sales-store.ts'
import type { Day, Keys, Row, Sheet } from './sheet.ts'
import { arrayText, firstExpiry, given, type StoredDay } from './store.ts'
import type { SaleLine } from './types.ts'

/** Rows as they are seen without a lock, with the version by which a write knows whether they are still so. */
export interface SeenRows {
  /** Of those venues only whose state was asked for. */
  states: { venue_id: VenueId; version: number; expired: boolean }[]
  rows: SeenRow[]
  days: (StoredDay & { version: number })[]
}
/** `place`: where the row lies, so that its write needs no way through the index; it moves with every write. */
export interface SeenRow { venue_id: VenueId; grp: string; bucket: number; free: string; over: number[] | null; nailed: number; as_of: number; version: number; place: string }
/** `{10,9,10}`: numbers from zero on, which is what `free` holds. The driver's own reader of arrays takes six times as long. */
export function countsOf(text: string): number[] {
  const counts: number[] = []
  let count = 0
  for (let i = 1; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) { count = count * 10 + digit; continue }
    counts.push(count)
    count = 0
  }
  return counts
}

/** `state`: the set-up's version and whether a hold has run out are wanted too. */
export type SeenAsked = Keys & { venue: VenueId; state: boolean }

/** The set-up's version first: whoever changes it afterwards changes the rows' versions too. Sent together. */
export async function readSeen(reader: Reader, asked: readonly SeenAsked[], now: Temporal.Instant): Promise<SeenRows> {
  const venues = asked.flatMap((one) => (one.state ? [one.venue] : []))
  const keys = asked.flatMap(({ venue, rows }) => rows.map((key) => ({ venue, grp: key.grp, bucket: key.bucket })))
  const days = asked.flatMap((one) => one.days.map((day) => ({ venue: one.venue, day })))
  const [states, rows, seenDays] = await Promise.all([
    venues.length === 0 ? [] : reader.rows<SeenRows['states'][number]>(sql`
      select v.venue_id, v.version, coalesce(${firstExpiry} <= ${now}, false) as expired
      from ${given([[venues, 'text']], 'k (venue_id)')} join availability.venue v on v.venue_id = k.venue_id`),
    keys.length === 0 ? [] : reader.rows<SeenRow>(seeingRows(keys)),
    days.length === 0 ? [] : reader.rows<SeenRows['days'][number]>(sql`
      select d.venue_id, d.day, d.busy, d.sold, d.as_of, d.version
      from ${given([[days.map((key) => key.venue), 'text'], [days.map((key) => key.day), 'date']], 'k (venue_id, day)')} join availability.service_day d on d.venue_id = k.venue_id and d.day = k.day`),
  ])
  return { states, rows, days: seenDays }
}

/** One row, as most stays need, without arrays. */
function seeingRows(keys: readonly { venue: VenueId; grp: string; bucket: number }[]): Sql {
  const columns = sql.raw('c.venue_id, c.grp, c.bucket, c.free::text as free, c.over, c.nailed, c.as_of, c.version, c.ctid::text as place')
  const [only] = keys
  if (keys.length === 1) return sql`select ${columns} from availability.calendar c where c.venue_id = ${only!.venue} and c.grp = ${only!.grp} and c.bucket = ${only!.bucket}`
  return sql`
    select ${columns} from ${given([[keys.map((key) => key.venue), 'text'], [keys.map((key) => key.grp), 'text'], [keys.map((key) => key.bucket), 'int']], 'k (venue_id, grp, bucket)')}
    join availability.calendar c on c.venue_id = k.venue_id and c.grp = k.grp and c.bucket = k.bucket`
}

/** How a row or day was as it was seen. */
export interface AsSeen { version: number; place?: string }

/**
 * Changed rows, each if it is still as it was seen, those that were not there, and the new lines: one statement, which
 * fails when one row is not as it was. Before new rows are added nobody may change the set-up that they are made by.
 */
export function writeSeen(tx: Tx, sheets: readonly Sheet[], seen: ReadonlyMap<object, AsSeen>, lines: SaleLine[]): void {
  const changedRows = sheets.flatMap((sheet) => [...sheet.rows.values()].filter((row) => row.changed).map((row) => ({ venue: sheet.setup.venue, row, seen: seen.get(row) }))).sort(inOrder)
  const changedDays = sheets.flatMap((sheet) => [...sheet.days.values()].filter((day) => day.changed).map((day) => ({ venue: sheet.setup.venue, row: day, seen: seen.get(day) })))
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

/** The order in which everybody takes rows. */
const inOrder = (a: { venue: VenueId; row: Row }, b: { venue: VenueId; row: Row }): number => before(a.venue, b.venue) || before(a.row.grp, b.row.grp) || a.row.bucket - b.row.bucket
const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const isThere = <Row extends { seen: AsSeen | undefined }>(row: Row): row is Row & { seen: AsSeen } => row.seen !== undefined

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

/** By place, key and version: a row that has been written since lies elsewhere, and what lies there now has another version or key. */
function movingRows(rows: { venue: VenueId; seen: AsSeen; row: Row }[]): Sql {
  const [only] = rows
  if (rows.length === 1) {
    const { venue, seen, row } = only!
    return sql`
      update availability.calendar set free = ${arrayText(row.free)}::smallint[], over = ${row.over === null ? null : arrayText(row.over)}::smallint[], version = version + 1
      where ctid = ${seen.place}::tid and venue_id = ${venue} and grp = ${row.grp} and bucket = ${row.bucket} and version = ${seen.version}`
  }
  // Beyond capacity hardly anything is ever sold.
  const over = rows.some(({ row }) => row.over !== null)
  return sql`
    update availability.calendar c set free = n.free::smallint[], over = ${over ? sql.raw('n.over::smallint[]') : sql.raw('null')}, version = c.version + 1
    from ${given([[rows.map(({ seen }) => seen.place), 'tid'], [rows.map(({ venue }) => venue), 'text'], [rows.map(({ row }) => row.grp), 'text'], [rows.map(({ row }) => row.bucket), 'int'], [rows.map(({ seen }) => seen.version), 'int'], [rows.map(({ row }) => arrayText(row.free)), 'text'],
      ...(over ? [[rows.map(({ row }) => (row.over === null ? null : arrayText(row.over))), 'text'] as [unknown[], 'text']] : [])], `n (place, venue_id, grp, bucket, version, free${over ? ', over' : ''})`)}
    where c.ctid = n.place and c.venue_id = n.venue_id and c.grp = n.grp and c.bucket = n.bucket and c.version = n.version`
}

function movingDays(days: { venue: VenueId; seen: AsSeen; row: Day }[]): Sql {
  return sql`
    update availability.service_day d set busy = n.busy::bit varying, sold = n.sold, version = d.version + 1
    from ${given([[days.map(({ venue }) => venue), 'text'], [days.map(({ row }) => row.day), 'date'], [days.map(({ row }) => row.busy.join('')), 'text'], [days.map(({ row }) => row.sold), 'int'],
      [days.map(({ seen }) => seen.version), 'int']], 'n (venue_id, day, busy, sold, version)')}
    where d.venue_id = n.venue_id and d.day = n.day and d.version = n.version`
}
