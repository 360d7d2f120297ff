import type { PoolId, ReservationId, TableId, VenueId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { stands } from './sheet.ts'
import type { SaleChannel, SaleLine } from './types.ts'

interface StoredSale {
  venue_id: VenueId; holder_id: ReservationId; line: number; kind: 'stay' | 'sitting'; channel: SaleChannel; grp: string; first_day: PlainDate; end_day: PlainDate; quantity: number
  from_quarter: number | null; to_quarter: number | null; starts_at: Temporal.Instant | null; ends_at: Temporal.Instant | null; tables: TableId[] | null; pool: PoolId | null; expires_at: Temporal.Instant | null; pinned: boolean; wish: string | null
}
const saleColumns = sql.raw('venue_id, holder_id, line, kind, channel, grp, first_day, end_day, quantity, from_quarter, to_quarter, starts_at, ends_at, tables, pool, expires_at, pinned, wish')
const saleOf = (row: StoredSale): SaleLine => ({
  venue: row.venue_id, holder: row.holder_id, line: row.line, kind: row.kind, channel: row.channel, grp: row.grp, firstDay: row.first_day, endDay: row.end_day, quantity: row.quantity,
  fromQuarter: row.from_quarter, toQuarter: row.to_quarter, startsAt: row.starts_at, endsAt: row.ends_at, tables: row.tables, pool: row.pool, expiresAt: row.expires_at, pinned: row.pinned, wish: row.wish,
})

/** The statement that inserts lines; part of the one that writes all of a decision. */
export function insertingSales(lines: SaleLine[]): Sql {
  const [only] = lines
  if (lines.length === 1) {
    const l = only!
    return sql`
      insert into availability.sale (${saleColumns})
      values (${l.venue}, ${l.holder}, ${l.line}, ${l.kind}, ${l.channel}, ${l.grp}, ${l.firstDay}, ${l.endDay}, ${l.quantity}, ${l.fromQuarter}, ${l.toQuarter}, ${l.startsAt}, ${l.endsAt}, ${l.tables}, ${l.pool}, ${l.expiresAt}, ${l.pinned}, ${l.wish})`
  }
  const column = <T>(pick: (line: SaleLine) => T): T[] => lines.map(pick)
  // Whole nights of the house, which most are, with half of the columns.
  if (lines.every((l) => l.kind === 'stay' && l.fromQuarter === null && l.startsAt === null && l.pool === null && l.wish === null && !l.pinned)) {
    return sql`
      insert into availability.sale (venue_id, holder_id, line, kind, channel, grp, first_day, end_day, quantity, expires_at)
      select n.venue_id, n.holder_id, n.line, 'stay', n.channel, n.grp, n.first_day, n.end_day, n.quantity, n.expires_at
      from unnest(${column((l) => l.venue)}::text[], ${column((l) => l.holder)}::text[], ${column((l) => l.line)}::smallint[], ${column((l) => l.channel)}::text[], ${column((l) => l.grp)}::text[],
        ${column((l) => l.firstDay)}::date[], ${column((l) => l.endDay)}::date[], ${column((l) => l.quantity)}::smallint[], ${column((l) => l.expiresAt)}::timestamptz[])
        n (venue_id, holder_id, line, channel, grp, first_day, end_day, quantity, expires_at)`
  }
  return sql`
    insert into availability.sale (${saleColumns})
    select n.venue_id, n.holder_id, n.line, n.kind, n.channel, n.grp, n.first_day, n.end_day, n.quantity, n.from_quarter, n.to_quarter, n.starts_at, n.ends_at, n.tables::text[], n.pool, n.expires_at, n.pinned, n.wish
    from unnest(${column((l) => l.venue)}::text[], ${column((l) => l.holder)}::text[], ${column((l) => l.line)}::smallint[], ${column((l) => l.kind)}::text[], ${column((l) => l.channel)}::text[],
      ${column((l) => l.grp)}::text[], ${column((l) => l.firstDay)}::date[], ${column((l) => l.endDay)}::date[], ${column((l) => l.quantity)}::smallint[], ${column((l) => l.fromQuarter)}::smallint[],
      ${column((l) => l.toQuarter)}::smallint[], ${column((l) => l.startsAt)}::timestamptz[], ${column((l) => l.endsAt)}::timestamptz[],
      ${column((l) => (l.tables === null ? null : `{${l.tables.join(',')}}`))}::text[], ${column((l) => l.pool)}::text[], ${column((l) => l.expiresAt)}::timestamptz[], ${column((l) => l.pinned)}::boolean[], ${column((l) => l.wish)}::text[])
      n (venue_id, holder_id, line, kind, channel, grp, first_day, end_day, quantity, from_quarter, to_quarter, starts_at, ends_at, tables, pool, expires_at, pinned, wish)`
}

/** A holder's lines, locked: whoever changes them comes one after the other. Sales are locked before calendar rows. */
export async function lockSales(tx: Tx, venue: VenueId, holder: ReservationId): Promise<SaleLine[]> {
  return (await tx.rows<StoredSale>(sql`select ${saleColumns} from availability.sale where venue_id = ${venue} and holder_id = ${holder} order by line for update`)).map(saleOf)
}
/** Lines of several holders, locked in one order. */
export async function lockSalesOf(tx: Tx, venue: VenueId, holders: readonly ReservationId[]): Promise<SaleLine[]> {
  return (await tx.rows<StoredSale>(sql`select ${saleColumns} from availability.sale where venue_id = ${venue} and holder_id = any(${holders}::text[]) order by holder_id, line for update`)).map(saleOf)
}
export async function readSales(reader: Reader, venue: VenueId, holders: ReservationId[]): Promise<SaleLine[]> {
  return (await reader.rows<StoredSale>(sql`select ${saleColumns} from availability.sale where venue_id = ${venue} and holder_id = any(${holders}::text[]) order by holder_id, line`)).map(saleOf)
}
/** Lines of holds that have run out and that nobody else is dealing with, at most `limit`. */
export async function lockExpired(tx: Tx, venue: VenueId, now: Temporal.Instant, limit: number): Promise<SaleLine[]> {
  return (await tx.rows<StoredSale>(sql`
    select ${saleColumns} from availability.sale where venue_id = ${venue} and expires_at <= ${now}
    order by holder_id, line limit ${limit} for update skip locked`)).map(saleOf)
}
export async function readExpired(reader: Reader, venues: VenueId[], now: Temporal.Instant): Promise<SaleLine[]> {
  return (await reader.rows<StoredSale>(sql`select ${saleColumns} from availability.sale where venue_id = any(${venues}::text[]) and expires_at <= ${now}`)).map(saleOf)
}
export async function deleteSales(tx: Tx, venue: VenueId, holders: ReservationId[]): Promise<void> {
  await tx.run(sql`delete from availability.sale where venue_id = ${venue} and holder_id = any(${holders}::text[])`)
}
/** Lines of some groups (null: of all) that lie in `[from, to)`: what is sold for good by its days, and the few holds of the venue. */
export async function readSalesBetween(reader: Reader, venue: VenueId, groups: string[] | null, from: PlainDate, to: PlainDate | null): Promise<SaleLine[]> {
  const there = sql`venue_id = ${venue} and (${groups}::text[] is null or grp = any(${groups}::text[])) and end_day > ${from} and (${to}::date is null or first_day < ${to}::date)`
  return (await reader.rows<StoredSale>(sql`
    select ${saleColumns} from availability.sale where ${there} and expires_at is null
    union all select ${saleColumns} from availability.sale where ${there} and expires_at is not null
    order by first_day, holder_id, line`)).map(saleOf)
}
/** Of some room types and nights `[from, to)`, those under which hours are sold. */
export async function readDayUse(reader: Reader, asked: readonly { venue: VenueId; type: string; from: PlainDate; to: PlainDate }[]): Promise<{ venue: VenueId; type: string }[]> {
  return reader.rows(sql`
    select distinct k.venue_id as venue, k.grp as type
    from unnest(${asked.map((one) => one.venue)}::text[], ${asked.map((one) => one.type)}::text[], ${asked.map((one) => one.from)}::date[], ${asked.map((one) => one.to)}::date[]) k (venue_id, grp, from_day, to_day)
    where exists (select 1 from availability.sale s where s.venue_id = k.venue_id and s.grp = k.grp and s.end_day > k.from_day and s.first_day < k.to_day and s.kind = 'stay' and s.starts_at is not null)`)
}
export async function setExpiry(tx: Tx, venue: VenueId, holder: ReservationId, expiresAt: Temporal.Instant | null): Promise<boolean> {
  return await tx.run(sql`update availability.sale set expires_at = ${expiresAt} where venue_id = ${venue} and holder_id = ${holder}`) > 0
}

const sittingsToCome = (venues: readonly VenueId[], from: PlainDate, to: PlainDate, now: Temporal.Instant): Sql => sql`
  select ${saleColumns} from availability.sale where venue_id = any(${venues}::text[]) and kind = 'sitting' and first_day >= ${from} and first_day < ${to} and starts_at > ${now} and not pinned order by venue_id, holder_id, line`
/** Parties that are still to come and were promised no table, of the service days `[from, to)`; without holds that have run out. */
export async function readSittings(reader: Reader, venues: readonly VenueId[], from: PlainDate, to: PlainDate, now: Temporal.Instant): Promise<SaleLine[]> {
  return (await reader.rows<StoredSale>(sittingsToCome(venues, from, to, now))).map(saleOf).filter((line) => stands(line, now))
}
/** The same with such holds, locked, without those that somebody else is changing: sales come before service days in the order of locks, so nobody is waited for here. */
export async function lockSittings(tx: Tx, venue: VenueId, from: PlainDate, to: PlainDate, now: Temporal.Instant): Promise<SaleLine[]> {
  return (await tx.rows<StoredSale>(sql`${sittingsToCome([venue], from, to, now)} for update skip locked`)).map(saleOf)
}
export async function setTables(tx: Tx, venue: VenueId, moves: readonly { holder: ReservationId; line: number; tables: TableId[] }[]): Promise<void> {
  for (const { holder, line, tables } of moves) await tx.run(sql`update availability.sale set tables = ${tables} where venue_id = ${venue} and holder_id = ${holder} and line = ${line}`)
}
export async function setPinned(tx: Tx, venue: VenueId, holder: ReservationId, pinned: boolean): Promise<void> {
  await tx.run(sql`update availability.sale set pinned = ${pinned} where venue_id = ${venue} and holder_id = ${holder} and pinned <> ${pinned}`)
}
