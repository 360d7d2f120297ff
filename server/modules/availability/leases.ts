import type { Reason } from '@holdfast/contract/kit'
import type { PoolId, ReservationId, RoomId, RoomTypeId, TableId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { brokenConstraint, type Tx } from '#platform/sql'
import { addDays, dayNumber, nightsOf, type PlainDate } from '#platform/time'
import { hoursOf } from './hours.ts'
import { openBooks, type Books } from './books.ts'
import * as claims from './claims-store.ts'
import { notAvailable } from './refusal.ts'
import { fitsAll, gatherPuzzle, nail, nailedKeys, spanOf } from './packing.ts'
import { releasePool } from './pools.ts'
import { deleteLeaseUnits, insertLeaseUnits, lockLeaseUnits, readLeaseUnits, readPoolNights, writePoolNights } from './pools-store.ts'
import { restaurantOf, type Setup } from './setup.ts'
import { post } from './post-line.ts'
import { dayOf, isLease, poolGroup, shiftCarved, stayKeys, tableIsFree, type Sheet } from './sheet.ts'
import * as saleStore from './sales-store.ts'
import { soldOut } from './stay-rules.ts'
import * as store from './store.ts'
import type { Claim, RoomClaim, SaleLine } from './types.ts'

/** What a desk has of the tables on a service day is held under this name: lines of its own, for whatever is free there. */
export const leaseHolder = (pool: PoolId, day: PlainDate): ReservationId => `${pool}/${day}` as unknown as ReservationId
export const isLeaseHolder = (holder: string): boolean => holder.startsWith('lse_')

export interface LeaseRoomsAsked { venue: VenueId; pool: PoolId; rooms: readonly RoomId[]; from: PlainDate; to: PlainDate }

/**
 * Gives a desk certain rooms for the nights `[from, to)`: counted like a pool, and nailed like a promise, so that nobody
 * else is given them and everybody else still has a room. Rooms that are promised, occupied or out of order: `in-use`.
 */
export async function leaseRooms(books: Books, tx: Tx, asked: LeaseRoomsAsked): Promise<void> {
  const { sheet, setup } = await openBooks(books, tx, asked.venue, (latest) => ({
    rows: typesOf(latest, asked.rooms).flatMap((type) => [...stayKeys(type, asked.pool, asked.from, asked.to), ...nailedKeys(type, asked.from, asked.to)]), days: [],
  }))
  if (asked.rooms.some((room) => !setup.typeOfRoom.has(room)) || new Set(asked.rooms).size !== asked.rooms.length) throw problem('not-found', { detail: 'There is no such room here.' })
  const inWay = await claims.readClaims(tx, asked.venue, [...asked.rooms], asked.from, asked.to)
  if (inWay.some((claim) => claim.heldAs !== 'soft')) throw problem('in-use', { detail: 'One of the rooms is promised, occupied, leased or out of order then.', facts: { rooms: [...new Set(inWay.filter((claim) => claim.heldAs !== 'soft').map((claim) => claim.unit))] } })
  await claims.deleteClaimsOf(tx, asked.venue, inWay.map((claim) => claim.holder))
  const nights = nightsOf({ arrival: asked.from, departure: asked.to })
  for (const type of typesOf(setup, asked.rooms)) {
    const rooms = asked.rooms.filter((room) => setup.typeOfRoom.get(room) === type)
    const short = nights.filter((night) => shiftCarved(sheet, poolGroup(asked.pool, type), dayNumber(night), rooms.length) > 0)
    if (short.length > 0) throw notAvailable([soldOut(short, rooms.length, 0)])
    const puzzle = await gatherPuzzle(tx, sheet, type, { firstDay: asked.from, endDay: asked.to }, new Set(), 'locked')
    const fixed = rooms.map((room) => ({ room, ...spanOf(setup, { firstDay: asked.from, endDay: asked.to }) }))
    if (!fitsAll(puzzle, { fixed }) && fitsAll(puzzle)) throw notAvailable([{ code: 'sold_out', detail: 'Without these rooms another guest would have no room for the whole stay.' }])
    nail(sheet, type, { firstDay: asked.from, endDay: asked.to })
    await writePoolNights(tx, asked.venue, nights.map((night) => ({ pool: asked.pool, roomType: type, night, quantity: rooms.length })), null)
  }
  await store.writeDecision(tx, [sheet])
  await insertLeaseUnits(tx, asked.venue, asked.rooms.map((unit) => ({ pool: asked.pool, unit, firstDay: asked.from, endDay: asked.to })))
  await mendLease(tx, setup, asked.pool)
}

const typesOf = (setup: Setup, rooms: readonly RoomId[]): RoomTypeId[] => [...new Set(rooms.flatMap((room) => setup.typeOfRoom.get(room) ?? []))]

/** A lease keeps its rooms for all of its nights but those that were sold from it: written anew after each change of these. */
export async function mendLease(tx: Tx, setup: Setup, pool: PoolId): Promise<void> {
  const units = await lockLeaseUnits(tx, setup.venue, pool)
  await claims.deleteClaimsOf(tx, setup.venue, [pool])
  if (units.length === 0) return
  const taken = await claims.readClaims(tx, setup.venue, units.map((one) => one.unit as RoomId), units[0]!.firstDay, units[0]!.endDay)
  const left = units.flatMap((one) => gapsOf(one, taken.filter((claim) => claim.unit === one.unit && claim.dayUse == null))).map((gap): RoomClaim => ({ unit: gap.unit as RoomId, holder: pool, heldAs: 'leased', firstDay: gap.firstDay, endDay: gap.endDay }))
  try {
    await claims.insertClaims(tx, setup.venue, left.map((claim) => ({ ...claim, ...hoursOf(setup, claim) })))
  } catch (error) {
    if (brokenConstraint(error) === 'claim_one_at_a_time') throw problem('in-use', { detail: 'One of the rooms was given to somebody a moment ago.' })
    throw error
  }
}

function gapsOf(unit: { unit: string; firstDay: PlainDate; endDay: PlainDate }, taken: readonly RoomClaim[]): { unit: string; firstDay: PlainDate; endDay: PlainDate }[] {
  const gaps: { unit: string; firstDay: PlainDate; endDay: PlainDate }[] = []
  let at = unit.firstDay
  for (const claim of taken.toSorted((a, b) => (a.firstDay < b.firstDay ? -1 : 1))) {
    if (claim.firstDay > at) gaps.push({ ...unit, firstDay: at, endDay: claim.firstDay < unit.endDay ? claim.firstDay : unit.endDay })
    if (claim.endDay > at) at = claim.endDay
  }
  if (at < unit.endDay) gaps.push({ ...unit, firstDay: at })
  return gaps
}

export interface LeaseTablesAsked { venue: VenueId; pool: PoolId; tables: readonly TableId[]; from: PlainDate; to: PlainDate }

/** Gives a desk all that is free of certain tables on the service days `[from, to)`: nobody else seats or books anybody there. */
export async function leaseTables(books: Books, tx: Tx, asked: LeaseTablesAsked): Promise<void> {
  const days = nightsOf({ arrival: asked.from, departure: asked.to })
  const { sheet, setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days }))
  const known = new Set(restaurantOf(setup).tables.map((table) => table.id))
  if (!asked.tables.every((table) => known.has(table)) || new Set(asked.tables).size !== asked.tables.length) throw problem('not-found', { detail: 'There is no such table here.' })
  await insertLeaseUnits(tx, asked.venue, asked.tables.map((unit) => ({ pool: asked.pool, unit, firstDay: asked.from, endDay: asked.to })))
  await store.writeDecision(tx, [sheet], days.flatMap((day) => takeFree(sheet, asked.pool, asked.tables, day)))
}

/** Lines for whatever is free of some tables on a day. */
function takeFree(sheet: Sheet, pool: PoolId, tables: readonly TableId[], day: PlainDate): SaleLine[] {
  const { setup } = sheet
  const length = setup.days.quartersIn(day)
  const lines: SaleLine[] = []
  const free = (table: TableId, q: number) => tableIsFree(sheet, table, [{ day, from: q, to: q + 1 }])
  const instant = (q: number) => Temporal.Instant.fromEpochMilliseconds(setup.days.startMs(day) + q * 15 * 60_000)
  for (const table of tables) {
    for (let q = 0; q < length; q += 1) {
      if (!free(table, q)) continue
      let to = q + 1
      while (to < length && free(table, to)) to += 1
      lines.push({
        venue: setup.venue, holder: leaseHolder(pool, day), line: lines.length, kind: 'sitting', channel: 'desk', grp: 'lease', firstDay: day, endDay: addDays(day, 1), quantity: 1,
        fromQuarter: q, toQuarter: to, startsAt: instant(q), endsAt: instant(to), tables: [table], pool, expiresAt: null, pinned: true, wish: null,
      })
      q = to
    }
  }
  for (const line of lines) post(sheet, line, -1)
  return lines
}

/** What leases have on the service days of some lines that are sold from them, or come back to them; locked before anything else. */
export async function lockLeased(tx: Tx, venue: VenueId, of: readonly { pool: PoolId | null; day: PlainDate }[]): Promise<SaleLine[]> {
  const holders = [...new Set(of.filter((one) => isLease(one.pool)).map((one) => leaseHolder(one.pool!, one.day)))].sort()
  return holders.length === 0 ? [] : saleStore.lockSalesOf(tx, venue, holders)
}

/** Takes again what is free of leased tables on some days, whose lines were given back on the sheet. Nothing for a lease that is over. */
export async function leaseAgain(tx: Tx, sheet: Sheet, of: readonly { pool: PoolId | null; day: PlainDate }[]): Promise<SaleLine[]> {
  const lines: SaleLine[] = []
  const days = new Map(of.filter((one) => isLease(one.pool)).map((one) => [leaseHolder(one.pool!, one.day), one as { pool: PoolId; day: PlainDate }]))
  for (const { pool, day } of days.values()) {
    dayOf(sheet, day)
    const units = (await readLeaseUnits(tx, sheet.setup.venue, pool)).filter((one) => one.firstDay <= day && day < one.endDay)
    lines.push(...takeFree(sheet, pool, units.map((one) => one.unit as TableId), day))
  }
  await saleStore.deleteSales(tx, sheet.setup.venue, [...days.keys()])
  return lines
}

/** The lines of leases that a claim of tables may be sold from: of its day, and of the days around, whatever the zone. */
export async function lockLeasedFor(tx: Tx, venue: VenueId, asked: readonly Claim[]): Promise<SaleLine[]> {
  const days = asked.flatMap((claim) => {
    if (claim.kind !== 'sitting' || !isLease(claim.pool)) return []
    const day = claim.at.toZonedDateTimeISO('UTC').toPlainDate().toString() as PlainDate
    return [-1, 0, 1].map((by) => ({ pool: claim.pool!, day: addDays(day, by) }))
  })
  if (days.length > 0 && asked.some((claim) => claim.pool !== asked[0]!.pool)) throw problem('invalid-request', { detail: 'What is sold from a lease is sold by itself.' })
  return lockLeased(tx, venue, days)
}

/** A desk sells the tables that it has: it names them. Null: it may. */
export async function refusedByLease(tx: Tx, venue: VenueId, asked: readonly Claim[]): Promise<Reason[] | null> {
  for (const claim of asked) {
    if (claim.kind !== 'sitting' || !isLease(claim.pool)) continue
    const units = new Set((await readLeaseUnits(tx, venue, claim.pool!)).map((one) => one.unit as TableId))
    if (units.size > 0 && (claim.tables === undefined || !claim.tables.every((table) => units.has(table)))) return [{ code: 'sold_out', detail: 'That table is not leased to this desk.' }]
  }
  return null
}

/** Rooms of leases after stays that were sold from them have changed. */
export async function mendLeases(tx: Tx, setup: Setup, lines: readonly SaleLine[]): Promise<void> {
  for (const pool of new Set(lines.flatMap((line) => (line.kind === 'stay' && isLease(line.pool) ? [line.pool!] : [])))) await mendLease(tx, setup, pool)
}
export async function leaseHas(tx: Tx, venue: VenueId, pool: PoolId, room: RoomId): Promise<boolean> {
  return (await readLeaseUnits(tx, venue, pool)).some((one) => one.unit === room)
}

/** The lease is over: what it has goes back, what was sold from it stays sold. Safe twice. */
export async function endLease(books: Books, tx: Tx, asked: { venue: VenueId; pool: PoolId }): Promise<void> {
  const units = await readLeaseUnits(tx, asked.venue, asked.pool)
  if (units.length === 0) return
  const days = nightsOf({ arrival: units[0]!.firstDay, departure: units[0]!.endDay })
  const tables = await lockLeased(tx, asked.venue, days.map((day) => ({ pool: asked.pool, day })))
  if ((await readPoolNights(tx, asked.venue, asked.pool, null, null)).length > 0) await releasePool(books, tx, asked)
  await deleteLeaseUnits(tx, asked.venue, asked.pool)
  await claims.deleteClaimsOf(tx, asked.venue, [asked.pool])
  if (tables.length === 0) return
  const { sheet } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), tables)
  for (const line of tables) post(sheet, line, 1)
  await saleStore.deleteSales(tx, asked.venue, [...new Set(tables.map((line) => line.holder))])
  await store.writeDecision(tx, [sheet])
}
