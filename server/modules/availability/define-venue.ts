import { isDeepStrictEqual } from 'node:util'
import type { RoomId, VenueId } from '#platform/id'
import { fail } from '#platform/assert'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import type { Books } from './books.ts'
import { insertOverbooked, readClaims, deleteClaimsOf } from './claims-store.ts'
import { compileSetup, countLimit, nightsPerBucket, withPositions, type Setup } from './setup.ts'
import { bucketOf, emptySheet, freshRow, isPoolGroup, pacingGroups, parentOf, pacingQuarter, rowName, shift, type Sheet } from './sheet.ts'
import { isLeaseHolder } from './leases.ts'
import { parentsOf } from './pools.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import type { Definition, RoomClaim, SaleLine } from './types.ts'

/**
 * Takes over how a venue is set up. Rows that exist move by the difference of capacity, under their locks; what is sold
 * stays sold, and a cut below it is recorded as a case. Taking away what future guests have is refused as `in-use`.
 */
export async function defineVenue(books: Books, tx: Tx, venue: VenueId, definition: Definition): Promise<void> {
  check(definition)
  if (await store.insertVenue(tx, venue, withPositions(definition))) return
  await store.lockVenue(tx, venue, 'to change')
  const found = await store.readDefinition(tx, venue) ?? fail('a locked venue is there')
  const stored = withPositions(definition, found.stored.positions)
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(stored)), found.stored)) return
  const before = compileSetup(venue, found.version, found.stored, found.closures)
  const after = compileSetup(venue, await store.nextVersion(tx), stored, found.closures)
  const today = before.days.dayOf(books.deps.clock.now())
  const sheet = emptySheet(after)
  const firstBucket = before.definition.kind === 'hotel' ? bucketOf(dayNumber(today)) : dayNumber(today)
  store.putOnSheet(sheet, await store.rowsFrom(tx, venue, firstBucket, true), await store.daysFrom(tx, venue, today, true))
  // Every row that a claim could be waiting for now says that the set-up has changed.
  for (const row of [...sheet.rows.values(), ...sheet.days.values()]) Object.assign(row, { asOf: after.version, changed: true })
  const sales = await saleStore.readSalesBetween(tx, venue, null, today, null)
  refuseStranding(before, after, sales)
  const pooled = parentsOf([...sheet.rows.values()].filter((row) => isPoolGroup(row.grp)))
  if ([...pooled].some((type) => !after.capacityOfType.has(type as never))) throw problem('in-use', { detail: 'A room type that is set aside for a group or a channel cannot be removed: release it first.' })
  await (definition.kind === 'hotel' ? changeRooms(books, tx, before, sheet, today) : changePacing(tx, sheet, sales))
  await store.writeDecision(tx, [sheet])
  await store.writeDefinition(tx, venue, stored, after.version)
}

function check(definition: Definition): void {
  if (definition.kind === 'hotel') {
    const rooms = definition.roomTypes.flatMap((type) => type.rooms)
    if (new Set(rooms).size !== rooms.length) fail('a room belongs to one room type')
    if (definition.roomTypes.some((type) => type.rooms.length + type.overbooking > countLimit)) fail(`a room type has at most ${countLimit} rooms`)
    return
  }
  const tables = new Set(definition.tables.map((table) => table.id))
  if (definition.combinations.some((one) => !one.tables.every((table) => tables.has(table)))) fail('a combination is made of tables of the venue')
}

function refuseStranding(before: Setup, after: Setup, sales: SaleLine[]): void {
  const inUse = (detail: string) => problem('in-use', { detail, facts: { holders: [...new Set(sales.map((line) => line.holder))].slice(0, 50) } })
  if (sales.length === 0) return
  if (before.definition.kind !== after.definition.kind) throw inUse('The kind of a venue that has bookings cannot be changed.')
  if (before.definition.kind === 'restaurant' && (before.definition.timeZone !== after.definition.timeZone || before.definition.dayEnds !== after.definition.dayEnds)) {
    throw inUse('The time zone and the end of the day cannot be changed while tables are booked.')
  }
  const sides = (setup: Setup) => (setup.definition.kind === 'hotel' ? `${setup.definition.dayUse?.holdsNight ?? true} ${setup.definition.checkInFrom} ${setup.definition.checkOutUntil} ${setup.definition.timeZone}` : '')
  if (sides(before) !== sides(after) && sales.some((line) => line.kind === 'stay' && line.startsAt !== null)) throw inUse('Check-in and check-out time, and whether a room is sold again after day use, cannot be changed while rooms are booked for the day.')
  for (const line of sales) {
    if (line.kind === 'stay' && !after.capacityOfType.has(line.grp as never)) throw inUse('A room type that is booked cannot be removed.')
    if (line.kind === 'sitting' && !isLeaseHolder(line.holder) && !after.services.has(line.grp as never)) throw inUse('A service that is booked cannot be removed.')
    const { definition } = after
    if (line.tables !== null && definition.kind === 'restaurant' && !line.tables.every((id) => definition.tables.some((table) => table.id === id))) throw inUse('A table that is booked cannot be removed.')
  }
}

async function changeRooms(books: Books, tx: Tx, before: Setup, sheet: Sheet, today: PlainDate): Promise<void> {
  const after = sheet.setup
  const claims = await readClaims(tx, after.venue, null, today, null)
  await giveUpRooms(tx, before, after, claims)
  const outOfOrder = claims.filter((claim) => claim.heldAs === 'out_of_order')
  const gone = [...sheet.rows.values()].filter((row) => !after.capacityOfType.has(parentOf(row.grp) as never))
  for (const row of gone) sheet.rows.delete(rowName(row.grp, row.bucket))
  await store.deleteRows(tx, after.venue, gone)
  const cases = new Map<string, PlainDate[]>()
  for (const row of sheet.rows.values()) {
    for (let i = 0; i < nightsPerBucket; i += 1) {
      const night = fromDayNumber(row.bucket * nightsPerBucket + i)
      const by = sellable(after, row.grp, night, outOfOrder) - sellable(before, row.grp, night, outOfOrder)
      if (shift(row, i, by) > 0 && night >= today) cases.set(row.grp, [...cases.get(row.grp) ?? [], night])
    }
  }
  await insertOverbooked(tx, after.venue, [...cases].map(([grp, nights]) => ({ grp, nights, cause: 'capacity_cut' as const, holder: null, reason: null })), books.deps.clock.now())
}

/** Rooms of a type that can be sold for a night when nothing is. */
export function sellable(setup: Setup, grp: string, night: PlainDate, outOfOrder: RoomClaim[]): number {
  const away = outOfOrder.filter((claim) => setup.typeOfRoom.get(claim.unit) === grp && claim.firstDay <= night && night < claim.endDay).length
  return (setup.capacityOfType.get(grp as never) ?? 0) - away
}

/** Soft assignments of rooms that go are dropped; promised and occupied rooms cannot go. */
async function giveUpRooms(tx: Tx, before: Setup, after: Setup, claims: RoomClaim[]): Promise<void> {
  const changed = (room: RoomId) => before.typeOfRoom.get(room) !== after.typeOfRoom.get(room)
  const touched = claims.filter((claim) => changed(claim.unit) && claim.heldAs !== 'out_of_order')
  const firm = touched.filter((claim) => claim.heldAs !== 'soft')
  if (firm.length > 0) throw problem('in-use', { detail: 'A room that is promised or occupied cannot be removed or change its type.', facts: { rooms: [...new Set(firm.map((claim) => claim.unit))] } })
  await deleteClaimsOf(tx, after.venue, touched.map((claim) => claim.holder))
}

/** Pacing is counted anew from the sittings: intervals and limits may both have changed. */
async function changePacing(tx: Tx, sheet: Sheet, sales: SaleLine[]): Promise<void> {
  const { setup } = sheet
  await store.deleteRows(tx, setup.venue, [...sheet.rows.values()])
  sheet.rows.clear()
  const built = countPacing(setup, sales.filter((line) => line.kind === 'sitting'))
  await store.insertRows(tx, setup.venue, [...built.rows.values()].map((row) => ({ grp: row.grp, bucket: row.bucket, free: row.free, as_of: setup.version })))
  for (const [name, row] of built.rows) sheet.rows.set(name, row)
}

/** What the pacing rows of some sittings must be. */
export function countPacing(setup: Setup, sales: SaleLine[]): Sheet {
  const sheet = emptySheet(setup)
  for (const line of sales) {
    for (const grp of pacingGroups(setup, line.grp)) {
      const bucket = dayNumber(line.firstDay)
      const row = sheet.rows.get(rowName(grp, bucket)) ?? freshRow(setup, { grp, bucket })
      sheet.rows.set(rowName(grp, bucket), row)
      shift(row, pacingQuarter(setup, line.grp, line.firstDay, line.fromQuarter!), grp.startsWith('cov:') ? -line.quantity : -1)
    }
  }
  return sheet
}
