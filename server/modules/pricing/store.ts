import type { RatePlanId, RoomTypeId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import { fromDayNumber } from '#platform/time'
import type { DatedCell } from './compile.ts'
import type { NightRow } from './gesture.ts'
import type { Rates } from './rates.ts'
import { taxOf } from './taxes.ts'

export interface RatesRow { venue: VenueId; version: number; rates: Rates }

export async function putRates(tx: Tx, venue: VenueId, rates: Rates): Promise<number> {
  const { version } = await tx.one<{ version: number }>(sql`
    insert into pricing.rates (venue_id, version, rates) values (${venue}, 1, ${rates})
    on conflict (venue_id) do update set version = pricing.rates.version + 1, rates = excluded.rates
    returning version`)
  return version
}

export async function readRates(reader: Reader, venues: readonly VenueId[]): Promise<RatesRow[]> {
  const rows = await reader.rows<RatesRow>(sql`select venue_id as venue, version, rates from pricing.rates where venue_id = any(${venues})`)
  return rows.map((row) => ({ ...row, rates: { ...row.rates, taxes: row.rates.taxes.map(taxOf) } }))
}

type PackedNight = [day: number, price: number | null, minStay: number | null, maxStay: number | null, closedToArrival: boolean, closedToDeparture: boolean, stopSell: boolean]

/** The dates that say something of their own, by venue and cell. */
export async function readCells(reader: Reader, venues: readonly VenueId[]): Promise<Map<VenueId, DatedCell[]>> {
  const rows = await reader.rows<{ venue: VenueId; roomType: RoomTypeId; plan: RatePlanId; nights: PackedNight[] }>(sql`
    select venue_id as venue, room_type as "roomType", plan,
      jsonb_agg(jsonb_build_array(night - date '1970-01-01', price, min_stay, max_stay, closed_to_arrival, closed_to_departure, stop_sell) order by night) as nights
    from pricing.night where venue_id = any(${venues}) group by venue_id, room_type, plan order by venue_id, room_type, plan`)
  const cells = new Map<VenueId, DatedCell[]>()
  for (const { venue, roomType, plan, nights } of rows) {
    const cell = { roomType, plan, nights: nights.map(([day, price, minStay, maxStay, closedToArrival, closedToDeparture, stopSell]) => ({ day, price, minStay, maxStay, closedToArrival, closedToDeparture, stopSell })) }
    cells.set(venue, [...cells.get(venue) ?? [], cell])
  }
  return cells
}

/** Writes dates as they are to be; one that says nothing loses its row. */
export async function putNights(tx: Tx, venue: VenueId, rows: readonly NightRow[]): Promise<void> {
  const given = JSON.stringify(rows.map((row) => ({ ...row, day: undefined, night: fromDayNumber(row.day) })))
  await tx.run(sql`
    delete from pricing.night n using jsonb_to_recordset(${given}::jsonb) as g ("roomType" text, plan text, night date)
    where n.venue_id = ${venue} and n.room_type = g."roomType" and n.plan = g.plan and n.night = g.night`)
  await tx.run(sql`
    insert into pricing.night (venue_id, room_type, plan, night, price, min_stay, max_stay, closed_to_arrival, closed_to_departure, stop_sell)
    select ${venue}, "roomType", plan, night, price, "minStay", "maxStay", "closedToArrival", "closedToDeparture", "stopSell"
    from jsonb_to_recordset(${given}::jsonb) as g ("roomType" text, plan text, night date, price bigint, "minStay" smallint, "maxStay" smallint, "closedToArrival" boolean, "closedToDeparture" boolean, "stopSell" boolean)
    where price is not null or "minStay" is not null or "maxStay" is not null or "closedToArrival" or "closedToDeparture" or "stopSell"`)
}

/** Dates of plans and types that are no more say nothing. */
export async function dropOrphans(tx: Tx, venue: VenueId, rates: Rates): Promise<void> {
  await tx.run(sql`delete from pricing.night where venue_id = ${venue} and (plan <> all(${rates.plans.map(({ id }) => id)}) or room_type <> all(${rates.roomTypes.map(({ roomType }) => roomType)}))`)
}

// ---- changes of the calendar ------------------------------------------------------------------------------------

export interface ChangeRow { id: string; at: Temporal.Instant; by: string; summary: string; nights: number; undone: boolean }
export interface NewChange { id: string; at: Temporal.Instant; actor: string; summary: string; nights: number; before: NightRow[]; key: string | null; hash: string | null }

export async function insertChange(tx: Tx, venue: VenueId, change: NewChange): Promise<void> {
  await tx.run(sql`
    insert into pricing.change (venue_id, id, number, at, actor, summary, nights, before, request_key, request_hash)
    values (${venue}, ${change.id}, (select coalesce(max(number), 0) + 1 from pricing.change where venue_id = ${venue}), ${change.at}, ${change.actor}, ${change.summary}, ${change.nights}, ${JSON.stringify(change.before)}, ${change.key}, ${change.hash})`)
}

export async function changeByKey(reader: Reader, venue: VenueId, key: string): Promise<{ id: string; hash: string | null } | undefined> {
  return reader.maybe<{ id: string; hash: string | null }>(sql`select id, request_hash as hash from pricing.change where venue_id = ${venue} and request_key = ${key}`)
}

export async function readChanges(reader: Reader, venue: VenueId, before: number | null, limit: number): Promise<(ChangeRow & { number: number })[]> {
  return reader.rows<ChangeRow & { number: number }>(sql`
    select id, number, at, actor as by, summary, nights, undone_at is not null as undone from pricing.change
    where venue_id = ${venue} and number < ${before ?? 2_147_483_647} order by number desc limit ${limit}`)
}

/** The newest change that still stands, with what was there before it. */
export async function lastStanding(tx: Tx, venue: VenueId): Promise<{ id: string; before: NightRow[]; nights: number } | undefined> {
  return tx.maybe<{ id: string; before: NightRow[]; nights: number }>(sql`select id, before, nights from pricing.change where venue_id = ${venue} and undone_at is null order by number desc limit 1`)
}

export async function findChange(tx: Tx, venue: VenueId, id: string): Promise<{ undone: boolean } | undefined> {
  return tx.maybe<{ undone: boolean }>(sql`select undone_at is not null as undone from pricing.change where venue_id = ${venue} and id = ${id}`)
}

export async function markUndone(tx: Tx, venue: VenueId, id: string, at: Temporal.Instant, by: string): Promise<void> {
  await tx.run(sql`update pricing.change set undone_at = ${at}, undone_by = ${by} where venue_id = ${venue} and id = ${id}`)
}
