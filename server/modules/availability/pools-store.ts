import type { PoolId, RoomId, RoomTypeId, TableId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { given } from './store.ts'

/** What a pool has of a room type for a night; `released`: the unsold went back to the house. */
export interface PoolNight { pool: PoolId; roomType: RoomTypeId; night: PlainDate; quantity: number; released: boolean }
const columns = sql.raw('pool_id as pool, room_type as "roomType", night, quantity, released_at is not null as released')

export async function readPoolNights(reader: Reader, venue: VenueId, pool: PoolId, from: PlainDate | null, to: PlainDate | null): Promise<PoolNight[]> {
  return reader.rows<PoolNight>(sql`
    select ${columns} from availability.pool_night where venue_id = ${venue} and pool_id = ${pool}
      and (${from}::date is null or night >= ${from}::date) and (${to}::date is null or night < ${to}::date) order by room_type, night`)
}
/** What all pools of a venue have from a day on, or over `[from, to)`. */
export async function readAllPoolNights(reader: Reader, venue: VenueId, from: PlainDate, to: PlainDate | null = null): Promise<PoolNight[]> {
  return reader.rows<PoolNight>(sql`select ${columns} from availability.pool_night where venue_id = ${venue} and night >= ${from} and (${to}::date is null or night < ${to}::date) and quantity > 0 order by pool_id, room_type, night`)
}
/** Of some pools and nights `[from, to)`, those that went back to the house. */
export async function readReleased(reader: Reader, asked: readonly { venue: VenueId; pool: PoolId; from: PlainDate; to: PlainDate }[]): Promise<Pick<PoolNight, 'pool' | 'roomType' | 'night'>[]> {
  return reader.rows(sql`
    select distinct n.pool_id as pool, n.room_type as "roomType", n.night
    from ${given([[asked.map((one) => one.venue), 'text'], [asked.map((one) => one.pool), 'text'], [asked.map((one) => one.from), 'date'], [asked.map((one) => one.to), 'date']], 'k (venue_id, pool_id, from_day, to_day)')}
    join availability.pool_night n on n.venue_id = k.venue_id and n.pool_id = k.pool_id and n.night >= k.from_day and n.night < k.to_day and n.released_at is not null`)
}
export async function writePoolNights(tx: Tx, venue: VenueId, nights: readonly Omit<PoolNight, 'released'>[], releasedAt: Temporal.Instant | null): Promise<void> {
  if (nights.length === 0) return
  await tx.run(sql`
    insert into availability.pool_night (venue_id, pool_id, room_type, night, quantity, released_at)
    select ${venue}, n.pool_id, n.room_type, n.night, n.quantity, ${releasedAt}::timestamptz
    from unnest(${nights.map((one) => one.pool)}::text[], ${nights.map((one) => one.roomType)}::text[], ${nights.map((one) => one.night)}::date[], ${nights.map((one) => one.quantity)}::smallint[])
      n (pool_id, room_type, night, quantity)
    on conflict (venue_id, pool_id, room_type, night) do update set quantity = excluded.quantity, released_at = excluded.released_at`)
}

export interface LeaseUnit { pool: PoolId; unit: RoomId | TableId; firstDay: PlainDate; endDay: PlainDate }
export async function readLeaseUnits(reader: Reader, venue: VenueId, pool: PoolId): Promise<LeaseUnit[]> {
  return reader.rows<LeaseUnit>(sql`select pool_id as pool, unit_id as unit, first_day as "firstDay", end_day as "endDay" from availability.lease_unit where venue_id = ${venue} and pool_id = ${pool} order by unit_id`)
}
/** The same, locked: whoever writes a lease's rooms anew comes one after the other. */
export async function lockLeaseUnits(tx: Tx, venue: VenueId, pool: PoolId): Promise<LeaseUnit[]> {
  return tx.rows<LeaseUnit>(sql`select pool_id as pool, unit_id as unit, first_day as "firstDay", end_day as "endDay" from availability.lease_unit where venue_id = ${venue} and pool_id = ${pool} order by unit_id for update`)
}
export async function insertLeaseUnits(tx: Tx, venue: VenueId, units: readonly LeaseUnit[]): Promise<void> {
  await tx.run(sql`
    insert into availability.lease_unit (venue_id, pool_id, unit_id, first_day, end_day)
    select ${venue}, n.pool_id, n.unit_id, n.first_day, n.end_day
    from unnest(${units.map((one) => one.pool)}::text[], ${units.map((one) => one.unit)}::text[], ${units.map((one) => one.firstDay)}::date[], ${units.map((one) => one.endDay)}::date[])
      n (pool_id, unit_id, first_day, end_day)`)
}
export async function deleteLeaseUnits(tx: Tx, venue: VenueId, pool: PoolId): Promise<void> {
  await tx.run(sql`delete from availability.lease_unit where venue_id = ${venue} and pool_id = ${pool}`)
}
