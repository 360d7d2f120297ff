import type { VenueId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { insertingSales } from './sales-store.ts'
import type { Day, Key, Row, Sheet } from './sheet.ts'
import { quartersPerDay, type Closure, type StoredDefinition } from './setup.ts'
import type { SaleLine } from './types.ts'

// ---- set-up -----------------------------------------------------------------------------------------------------

export interface VenueState { version: number; expired: boolean }

// `order by … limit 1` rather than `exists`: it takes the index of expiries whatever the planner thinks of the table's
// size; with `exists` it read all sales of a busy venue (1,500 µs a hold instead of 500).
export const firstExpiry = sql.raw(`
  (select s.expires_at from availability.sale s where s.venue_id = v.venue_id and s.expires_at is not null order by s.expires_at limit 1)`)

/** The version of the set-up in force, and whether a hold here has run out. One row, no lock. */
export async function readVenueState(reader: Reader, venue: VenueId, now: Temporal.Instant): Promise<VenueState | undefined> {
  return reader.maybe<VenueState>(sql`select version, coalesce(${firstExpiry} <= ${now}, false) as expired from availability.venue v where venue_id = ${venue}`)
}

/** The same for many venues at once. */
export async function readVenueStates(reader: Reader, venues: VenueId[], now: Temporal.Instant): Promise<{ venue_id: VenueId; version: number; expired: boolean }[]> {
  return reader.rows(sql`select venue_id, version, coalesce(${firstExpiry} <= ${now}, false) as expired from availability.venue v where venue_id = any(${venues}::text[])`)
}

// Most venues have none, and to find that out costs a third of what it costs to gather none.
const theirClosures = sql.raw(`
  case when exists (select from availability.closure c where c.venue_id = v.venue_id) then (
    select jsonb_agg(jsonb_build_object('id', c.id, 'from', c.first_day, 'to', c.last_day) order by c.first_day, c.id)
    from availability.closure c where c.venue_id = v.venue_id) end as closures`)

export async function readDefinition(reader: Reader, venue: VenueId): Promise<{ version: number; stored: StoredDefinition; closures: Closure[] } | undefined> {
  const row = await reader.maybe<{ version: number; definition: StoredDefinition; closures: Closure[] | null }>(sql`
    select version, definition, ${theirClosures} from availability.venue v where venue_id = ${venue}`)
  return row && { version: row.version, stored: row.definition, closures: row.closures ?? [] }
}

export async function readDefinitions(reader: Reader, venues: VenueId[]): Promise<{ venue: VenueId; version: number; stored: StoredDefinition; closures: Closure[] }[]> {
  const rows = await reader.rows<{ venue_id: VenueId; version: number; definition: StoredDefinition; closures: Closure[] | null }>(sql`
    select v.venue_id, v.version, v.definition, ${theirClosures} from ${given([[venues, 'text']], 'k (venue_id)')} join availability.venue v on v.venue_id = k.venue_id`)
  return rows.map((row) => ({ venue: row.venue_id, version: row.version, stored: row.definition, closures: row.closures ?? [] }))
}

export async function readVersions(reader: Reader, venues: VenueId[]): Promise<{ venue_id: VenueId; version: number }[]> {
  return reader.rows(sql`select venue_id, version from availability.venue where venue_id = any(${venues}::text[])`)
}

/** A change of the set-up keeps everybody from making new rows by the old one until it is committed. */
export async function lockVenue(tx: Tx, venue: VenueId, how: 'to change' | 'to add rows'): Promise<number | undefined> {
  const strength = how === 'to change' ? sql.raw('for update') : sql.raw('for share')
  return (await tx.maybe<{ version: number }>(sql`select version from availability.venue where venue_id = ${venue} ${strength}`))?.version
}

export async function insertVenue(tx: Tx, venue: VenueId, stored: StoredDefinition): Promise<boolean> {
  return await tx.run(sql`
    insert into availability.venue (venue_id, kind, definition, version) values (${venue}, ${stored.definition.kind}, ${JSON.stringify(stored)}, nextval('availability.setup_version'))
    on conflict do nothing`) === 1
}

/** The version that a change will have; taken under the venue's lock, so that it grows. */
export async function nextVersion(tx: Tx): Promise<number> {
  return (await tx.one<{ version: number }>(sql`select nextval('availability.setup_version')::int as version`)).version
}

export async function writeDefinition(tx: Tx, venue: VenueId, stored: StoredDefinition, version: number): Promise<void> {
  await tx.run(sql`update availability.venue set kind = ${stored.definition.kind}, definition = ${JSON.stringify(stored)}, version = ${version} where venue_id = ${venue}`)
}

export async function insertClosure(tx: Tx, venue: VenueId, closure: Closure, version: number): Promise<void> {
  await tx.run(sql`insert into availability.closure (venue_id, id, first_day, last_day) values (${venue}, ${closure.id}, ${closure.from}, ${closure.to})`)
  await tx.run(sql`update availability.venue set version = ${version} where venue_id = ${venue}`)
}

export async function deleteClosure(tx: Tx, venue: VenueId, id: string, version: number): Promise<boolean> {
  const removed = await tx.run(sql`delete from availability.closure where venue_id = ${venue} and id = ${id}`) === 1
  if (removed) await tx.run(sql`update availability.venue set version = ${version} where venue_id = ${venue}`)
  return removed
}

// ---- calendars and service days ---------------------------------------------------------------------------------

export interface StoredRow { venue_id: VenueId; grp: string; bucket: number; free: number[]; over: number[] | null; nailed: number; as_of: number }
export interface StoredDay { venue_id: VenueId; day: PlainDate; busy: string; sold: number; as_of: number }

const bitsOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) - 48)

/** Calendar rows by key. Locks are taken in one order, (group, bucket), whoever takes them. */
export async function readRows(reader: Reader, venue: VenueId, keys: Key[], lock: boolean): Promise<StoredRow[]> {
  return readRowsOf(reader, keys.map((key) => ({ ...key, venue })), lock)
}

/** Rows of many venues at once; locks are taken in one order, (venue, group, bucket). */
export async function readRowsOf(reader: Reader, keys: (Key & { venue: VenueId })[], lock = false): Promise<StoredRow[]> {
  const [only] = keys
  if (only === undefined) return []
  // One row, as most stays need: without arrays a third of the CPU of such a statement is saved.
  const locking = lock ? sql.raw('for update') : sql.raw('')
  if (keys.length === 1) return reader.rows<StoredRow>(sql`select venue_id, grp, bucket, free, over, nailed, as_of from availability.calendar where venue_id = ${only.venue} and grp = ${only.grp} and bucket = ${only.bucket} ${locking}`)
  return reader.rows<StoredRow>(sql`
    select c.venue_id, c.grp, c.bucket, c.free, c.over, c.nailed, c.as_of
    from ${given([[keys.map((key) => key.venue), 'text'], [keys.map((key) => key.grp), 'text'], [keys.map((key) => key.bucket), 'int']], 'k (venue_id, grp, bucket)')}
    join availability.calendar c on c.venue_id = k.venue_id and c.grp = k.grp and c.bucket = k.bucket
    ${lock ? sql.raw('order by c.venue_id, c.grp, c.bucket for update of c') : sql.raw('')}`)
}

/**
 * Columns given as arrays. The limit changes nothing but what the planner expects of an unknown array, one row instead
 * of ten: otherwise it finds its general plan too dear and plans a hot statement anew each time (0.5 ms of CPU).
 */
export function given(columns: [unknown[], 'text' | 'int' | 'date' | 'tid'][], as: string): Sql {
  const arrays = columns.map(([values, type]) => sql`${values}${sql.raw(`::${type}[]`)}`).reduce((all, one) => sql`${all}, ${one}`)
  return sql`(select * from unnest(${arrays}) limit ${columns[0]![0].length}::int) ${sql.raw(as)}`
}

export async function readDays(reader: Reader, venue: VenueId, days: PlainDate[], lock: boolean): Promise<StoredDay[]> {
  return readDaysOf(reader, days.map((day) => ({ day, venue })), lock)
}
export async function readDaysOf(reader: Reader, keys: { venue: VenueId; day: PlainDate }[], lock = false): Promise<StoredDay[]> {
  if (keys.length === 0) return []
  return reader.rows<StoredDay>(sql`
    select d.venue_id, d.day, d.busy, d.sold, d.as_of
    from ${given([[keys.map((key) => key.venue), 'text'], [keys.map((key) => key.day), 'date']], 'k (venue_id, day)')} join availability.service_day d on d.venue_id = k.venue_id and d.day = k.day
    ${lock ? sql.raw('order by d.venue_id, d.day for update of d') : sql.raw('')}`)
}

/** Puts stored rows on a sheet. A service day that is shorter than the tables of today is filled up with free quarter-hours. */
export function putOnSheet(sheet: Sheet, rows: StoredRow[], days: StoredDay[]): void {
  for (const row of rows) {
    sheet.rows.set(`${row.grp}/${row.bucket}`, { grp: row.grp, bucket: row.bucket, free: row.free, over: row.over, nailed: row.nailed, asOf: row.as_of, changed: false })
  }
  for (const row of days) {
    const busy = new Uint8Array(Math.max(row.busy.length, sheet.setup.positionCount * quartersPerDay))
    busy.set(bitsOf(row.busy))
    sheet.days.set(row.day, { day: row.day, busy, sold: row.sold, asOf: row.as_of, changed: false })
  }
}

export async function insertRows(tx: Tx, venue: VenueId, rows: { grp: string; bucket: number; free: number[]; as_of: number }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    insert into availability.calendar (venue_id, grp, bucket, free, as_of)
    select ${venue}, n.grp, n.bucket, n.free::smallint[], n.as_of
    from unnest(${rows.map((row) => row.grp)}::text[], ${rows.map((row) => row.bucket)}::int[], ${rows.map((row) => arrayText(row.free))}::text[], ${rows.map((row) => row.as_of)}::int[]) n (grp, bucket, free, as_of)
    order by n.grp, n.bucket on conflict do nothing`)
}

export async function insertDays(tx: Tx, venue: VenueId, days: { day: PlainDate; bits: number; as_of: number }[]): Promise<void> {
  if (days.length === 0) return
  await tx.run(sql`
    insert into availability.service_day (venue_id, day, busy, sold, as_of)
    select ${venue}, n.day, repeat('0', n.bits)::bit varying, 0, n.as_of
    from unnest(${days.map((row) => row.day)}::date[], ${days.map((row) => row.bits)}::int[], ${days.map((row) => row.as_of)}::int[]) n (day, bits, as_of)
    order by n.day on conflict do nothing`)
}

export const arrayText = (values: readonly number[]): string => `{${values.join(',')}}`

/**
 * Writes all of a decision in one statement: each changed row of each venue once, and the new lines of sale. Nothing
 * waits for the client in between.
 */
export async function writeDecision(tx: Tx, sheets: readonly Sheet[], lines: readonly SaleLine[] = []): Promise<void> {
  const rows = sheets.flatMap((sheet) => [...sheet.rows.values()].filter((row) => row.changed).map((row) => ({ venue: sheet.setup.venue, row })))
  const days = sheets.flatMap((sheet) => [...sheet.days.values()].filter((day) => day.changed).map((day) => ({ venue: sheet.setup.venue, day })))
  const parts = [...(rows.length > 0 ? [updatingRows(rows)] : []), ...(days.length > 0 ? [updatingDays(days)] : []), ...(lines.length > 0 ? [insertingSales([...lines])] : [])]
  const last = parts.pop()
  if (last === undefined) return
  const [first, second] = parts
  if (first === undefined) await tx.run(last)
  else if (second === undefined) await tx.run(sql`with first as (${first}) ${last}`)
  else await tx.run(sql`with first as (${first}), second as (${second}) ${last}`)
  for (const { row } of rows) row.changed = false
  for (const { day } of days) day.changed = false
}

function updatingRows(rows: { venue: VenueId; row: Row }[]): Sql {
  const [only] = rows
  if (rows.length === 1) {
    const { venue, row } = only!
    return sql`
      update availability.calendar set free = ${arrayText(row.free)}::smallint[], over = ${row.over === null ? null : arrayText(row.over)}::smallint[], nailed = ${row.nailed}, as_of = ${row.asOf}, version = version + 1
      where venue_id = ${venue} and grp = ${row.grp} and bucket = ${row.bucket}`
  }
  const column = <T>(pick: (row: Row) => T): T[] => rows.map(({ row }) => pick(row))
  return sql`
    update availability.calendar c set free = n.free::smallint[], over = n.over::smallint[], nailed = n.nailed, as_of = n.as_of, version = c.version + 1
    from ${given([[rows.map(({ venue }) => venue), 'text'], [column((row) => row.grp), 'text'], [column((row) => row.bucket), 'int'], [column((row) => arrayText(row.free)), 'text'],
      [column((row) => (row.over === null ? null : arrayText(row.over))), 'text'], [column((row) => row.nailed), 'int'], [column((row) => row.asOf), 'int']], 'n (venue_id, grp, bucket, free, over, nailed, as_of)')}
    where c.venue_id = n.venue_id and c.grp = n.grp and c.bucket = n.bucket`
}

function updatingDays(days: { venue: VenueId; day: Day }[]): Sql {
  const column = <T>(pick: (day: Day) => T): T[] => days.map(({ day }) => pick(day))
  return sql`
    update availability.service_day d set busy = n.busy::bit varying, sold = n.sold, as_of = n.as_of, version = d.version + 1
    from ${given([[days.map(({ venue }) => venue), 'text'], [column((day) => day.day), 'date'], [column((day) => day.busy.join('')), 'text'], [column((day) => day.sold), 'int'],
      [column((day) => day.asOf), 'int']], 'n (venue_id, day, busy, sold, as_of)')}
    where d.venue_id = n.venue_id and d.day = n.day`
}

/** All rows from a bucket on, and all service days from a day on; with `lock` in their order, for changes of the set-up. */
export async function rowsFrom(reader: Reader, venue: VenueId, fromBucket: number, lock: boolean): Promise<StoredRow[]> {
  return reader.rows<StoredRow>(sql`
    select venue_id, grp, bucket, free, over, nailed, as_of from availability.calendar
    where venue_id = ${venue} and bucket >= ${fromBucket} order by grp, bucket ${lock ? sql.raw('for update') : sql.raw('')}`)
}
export async function daysFrom(reader: Reader, venue: VenueId, from: PlainDate, lock: boolean): Promise<StoredDay[]> {
  return reader.rows<StoredDay>(sql`
    select venue_id, day, busy, sold, as_of from availability.service_day where venue_id = ${venue} and day >= ${from} order by day ${lock ? sql.raw('for update') : sql.raw('')}`)
}
/** The transaction's first statement: all that it reads is as of one moment. */
export async function inOneSnapshot(tx: Tx): Promise<void> {
  await tx.run(sql`set transaction isolation level repeatable read`)
}
export async function readVenues(reader: Reader, after: string, limit: number): Promise<VenueId[]> {
  return (await reader.rows<{ venue_id: VenueId }>(sql`select venue_id from availability.venue where venue_id > ${after} order by venue_id limit ${limit}`)).map((row) => row.venue_id)
}
export async function deleteRows(tx: Tx, venue: VenueId, keys: Key[]): Promise<void> {
  if (keys.length === 0) return
  await tx.run(sql`
    delete from availability.calendar c using unnest(${keys.map((key) => key.grp)}::text[], ${keys.map((key) => key.bucket)}::int[]) k (grp, bucket)
    where c.venue_id = ${venue} and c.grp = k.grp and c.bucket = k.bucket`)
}
