import type { ReservationId, VenueId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'
import { addDays, dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import type { Books } from './books.ts'
import { insertOverbooked, readClaims } from './claims-store.ts'
import { dayOfGroup, dayOfUse, isDayGroup, isDayUse } from './day-use.ts'
import { countPacing } from './define-venue.ts'
import { nightsPerBucket, quartersPerDay, type Setup } from './setup.ts'
import { keysOfLine, post } from './post-line.ts'
import { bucketOf, emptySheet, freshDay, freshRow, isPoolGroup, markTable, poolGroup, rowName, segmentsOf, shift, shiftCarved, stands, tableIsFree, type Row, type Sheet } from './sheet.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import { isLeaseHolder } from './leases.ts'
import { readAllPoolNights, type PoolNight } from './pools-store.ts'
import type { RoomClaim, SaleLine } from './types.ts'

/** Where two things that must agree do not. `expected` follows from the sales, `found` is what the calendar says. */
export interface Difference {
  venue: VenueId
  what: 'nights' | 'tables' | 'pacing' | 'sold twice' | 'room without a stay' | 'sale without a reservation' | 'reservation without a sale'
  grp?: string
  day?: PlainDate
  holder?: string
  expected?: number
  found?: number
}

/** Who should hold something here from a day on (`must`), and who may (a hold about to run out, a stay that has ended). Given by whoever keeps reservations, so that both sides are compared. */
export type LiveHolders = (reader: Reader, venue: VenueId, from: PlainDate) => Promise<{ must: Set<ReservationId>; may: Set<ReservationId> }>

/** Compares calendars, service days, rooms and reservations of a venue from today on, in one snapshot. Changes nothing. */
export async function reconcile(books: Books, tx: Tx, venue: VenueId, liveHolders?: LiveHolders): Promise<Difference[]> {
  await store.inOneSnapshot(tx)
  const setup = await books.setups.read(tx, venue)
  const today = setup.days.dayOf(books.deps.clock.now())
  const stored = emptySheet(setup)
  store.putOnSheet(stored, await store.rowsFrom(tx, venue, firstBucket(setup, today), false), await store.daysFrom(tx, venue, today, false))
  const sales = await salesFrom(tx, setup, today)
  const claims = await readClaims(tx, venue, null, today, null)
  const { sheet, twice } = expectedSheet(setup, sales, claims, today, await readAllPoolNights(tx, venue, today))
  return [
    ...twice, ...(setup.definition.kind === 'hotel' ? compareNights(stored, sheet, today) : compareTables(stored, sheet)),
    ...roomsWithoutStay(setup, sales, claims),
    ...(liveHolders === undefined ? [] : compareHolders(setup, sales, await liveHolders(tx, venue, today), books.deps.clock.now())),
  ]
}

/** Writes calendars and service days anew from the sales, under their locks. Nights sold beyond capacity become a case. */
export async function repair(books: Books, tx: Tx, venue: VenueId): Promise<void> {
  const version = await store.lockVenue(tx, venue, 'to change')
  if (version === undefined) return
  const setup = await books.setups.read(tx, venue)
  const today = setup.days.dayOf(books.deps.clock.now())
  const stored = emptySheet(setup)
  store.putOnSheet(stored, await store.rowsFrom(tx, venue, firstBucket(setup, today), true), await store.daysFrom(tx, venue, today, true))
  const sales = await salesFrom(tx, setup, today)
  const { sheet } = expectedSheet(setup, sales, await readClaims(tx, venue, null, today, null), today, await readAllPoolNights(tx, venue, today))
  const cases = setup.definition.kind === 'hotel' ? keepPastNights(stored, sheet, today) : []
  fill(stored, sheet)
  await store.insertRows(tx, venue, [...sheet.rows.values()].map((row) => ({ grp: row.grp, bucket: row.bucket, free: row.free, as_of: setup.version })))
  await store.insertDays(tx, venue, [...sheet.days.values()].map((day) => ({ day: day.day, bits: day.busy.length, as_of: setup.version })))
  for (const row of [...sheet.rows.values(), ...sheet.days.values()]) row.changed = true
  await store.writeDecision(tx, [sheet])
  await insertOverbooked(tx, venue, cases.map((one) => ({ ...one, cause: 'override' as const, holder: null, reason: 'found by the reconciler' })), books.deps.clock.now())
}

/** What is sold from today on; day use of today may lie on the night before. */
async function salesFrom(tx: Tx, setup: Setup, today: PlainDate): Promise<SaleLine[]> {
  const lines = await saleStore.readSalesBetween(tx, setup.venue, null, addDays(today, -1), null)
  return lines.filter((line) => (isDayUse(line) ? dayOfUse(setup, line) >= today : line.endDay > today))
}

const firstBucket = (setup: Setup, today: PlainDate): number => (setup.definition.kind === 'hotel' ? bucketOf(dayNumber(today)) : dayNumber(today))

/** The rows as they must be: defined, less what is out of order, less what is sold. */
export function expectedSheet(setup: Setup, sales: SaleLine[], claims: RoomClaim[], today: PlainDate, pools: readonly PoolNight[] = []): { sheet: Sheet; twice: Difference[] } {
  if (setup.definition.kind === 'hotel') return { sheet: expectedNights(setup, sales, claims, today, pools), twice: [] }
  const sheet = countPacing(setup, sales)
  const twice: Difference[] = []
  for (const line of sales) {
    const segments = segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
    for (const { day } of segments) if (!sheet.days.has(day)) sheet.days.set(day, freshDay(setup, day))
    for (const table of line.tables!) {
      if (tableIsFree(sheet, table, segments)) markTable(sheet, table, segments, 1)
      else twice.push({ venue: setup.venue, what: 'sold twice', grp: table, day: line.firstDay, holder: line.holder })
    }
  }
  return { sheet, twice }
}

function expectedNights(setup: Setup, sales: SaleLine[], claims: RoomClaim[], today: PlainDate, pools: readonly PoolNight[]): Sheet {
  const sheet = emptySheet(setup)
  const outOfOrder = claims.filter((claim) => claim.heldAs === 'out_of_order')
  const first = dayNumber(today)
  const need = (grp: string, bucket: number): Row => {
    const row = sheet.rows.get(rowName(grp, bucket)) ?? freshRow(setup, { grp, bucket })
    sheet.rows.set(rowName(grp, bucket), row)
    return row
  }
  const put = (grp: string, from: PlainDate, to: PlainDate, by: number) => {
    for (let night = Math.max(first, dayNumber(from)); night < dayNumber(to); night += 1) shift(need(grp, bucketOf(night)), night - bucketOf(night) * nightsPerBucket, by)
  }
  for (const claim of outOfOrder) {
    const type = setup.typeOfRoom.get(claim.unit)
    if (type !== undefined) put(type, claim.firstDay, claim.endDay, -1)
  }
  for (const { pool, roomType, night, quantity } of pools) {
    const grp = poolGroup(pool, roomType)
    for (const row of [grp, roomType]) need(row, bucketOf(dayNumber(night)))
    shiftCarved(sheet, grp, dayNumber(night), quantity)
  }
  for (const line of sales) {
    if (line.pool === null && !isDayUse(line)) { put(line.grp, line.firstDay, line.endDay, -line.quantity); continue }
    const fromToday = { ...line, firstDay: line.firstDay < today && !isDayUse(line) ? today : line.firstDay }
    for (const { grp, bucket } of keysOfLine(setup, fromToday).rows) need(grp, bucket)
    post(sheet, fromToday, -1)
  }
  return sheet
}

/** Adds what is stored but expected to be as defined, so that both sides show the same rows. */
function fill(stored: Sheet, sheet: Sheet): void {
  for (const [name, row] of stored.rows) {
    const expected = sheet.rows.get(name) ?? freshRow(sheet.setup, row)
    expected.nailed = row.nailed
    sheet.rows.set(name, expected)
  }
  for (const day of stored.days.keys()) if (!sheet.days.has(day)) sheet.days.set(day, freshDay(sheet.setup, day))
}

function keepPastNights(stored: Sheet, sheet: Sheet, today: PlainDate): { grp: string; nights: PlainDate[] }[] {
  const cases: { grp: string; nights: PlainDate[] }[] = []
  for (const [name, row] of sheet.rows) {
    if (isDayGroup(row.grp)) continue
    const before = stored.rows.get(name)
    const nights: PlainDate[] = []
    for (let i = 0; i < nightsPerBucket; i += 1) {
      const night = fromDayNumber(row.bucket * nightsPerBucket + i)
      if (night < today) { row.free[i] = before?.free[i] ?? row.free[i]!; continue }
      if ((row.over?.[i] ?? 0) > (before?.over?.[i] ?? 0)) nights.push(night)
    }
    if (nights.length > 0 && !isPoolGroup(row.grp)) cases.push({ grp: row.grp, nights })
  }
  return cases
}

function compareNights(stored: Sheet, expected: Sheet, today: PlainDate): Difference[] {
  const all = new Set([...stored.rows.keys(), ...expected.rows.keys()])
  return [...all].flatMap((name) => {
    const found = stored.rows.get(name) ?? freshRow(stored.setup, expected.rows.get(name)!)
    const wanted = expected.rows.get(name) ?? freshRow(expected.setup, found)
    return found.free.flatMap((free, i): Difference[] => {
      const day = isDayGroup(found.grp) ? dayOfGroup(found.grp) : fromDayNumber(found.bucket * nightsPerBucket + i)
      const [have, want] = [free - (found.over?.[i] ?? 0), wanted.free[i]! - (wanted.over?.[i] ?? 0)]
      const both = free > 0 && (found.over?.[i] ?? 0) > 0
      return day < today || (have === want && !both) ? [] : [{ venue: stored.setup.venue, what: 'nights', grp: found.grp, day, expected: want, found: have }]
    })
  })
}

function compareTables(stored: Sheet, expected: Sheet): Difference[] {
  const { venue } = stored.setup
  const days = new Set([...stored.days.keys(), ...expected.days.keys()])
  const tables = [...days].flatMap((day): Difference[] => {
    const found = stored.days.get(day)?.busy ?? new Uint8Array(0)
    const wanted = expected.days.get(day)?.busy ?? new Uint8Array(0)
    const differ = Array.from({ length: Math.max(found.length, wanted.length) / quartersPerDay }, (_, position) => position)
      .filter((position) => { for (let q = position * quartersPerDay; q < (position + 1) * quartersPerDay; q += 1) if ((found[q] ?? 0) !== (wanted[q] ?? 0)) return true; return false })
    return differ.map((position) => ({ venue, what: 'tables', day, grp: [...stored.setup.positions].find(([, at]) => at === position)?.[0] ?? String(position) }))
  })
  const rows = new Set([...stored.rows.keys(), ...expected.rows.keys()])
  const pacing = [...rows].flatMap((name): Difference[] => {
    const found = stored.rows.get(name) ?? freshRow(stored.setup, expected.rows.get(name)!)
    const wanted = expected.rows.get(name) ?? freshRow(expected.setup, found)
    const differs = found.free.some((free, i) => free - (found.over?.[i] ?? 0) !== wanted.free[i]! - (wanted.over?.[i] ?? 0))
    return differs ? [{ venue, what: 'pacing', grp: found.grp, day: fromDayNumber(found.bucket) }] : []
  })
  return [...tables, ...pacing]
}

/** A room is given to a stay that stands, of that room's type, and for nights that it has. */
function roomsWithoutStay(setup: Setup, sales: SaleLine[], claims: RoomClaim[]): Difference[] {
  return claims.filter((claim) => claim.heldAs !== 'out_of_order' && claim.heldAs !== 'leased').filter((claim) => !sales.some((line) =>
    line.holder === claim.holder && line.grp === setup.typeOfRoom.get(claim.unit) && line.firstDay <= claim.firstDay && claim.endDay <= line.endDay))
    .map((claim) => ({ venue: setup.venue, what: 'room without a stay', grp: claim.unit, day: claim.firstDay, holder: claim.holder }))
}

function compareHolders(setup: Setup, sales: SaleLine[], { must, may }: Awaited<ReturnType<LiveHolders>>, now: Temporal.Instant): Difference[] {
  const holders = new Set(sales.map((line) => line.holder))
  const standing = sales.filter((line) => stands(line, now))
  return [
    ...[...new Set(standing.map((line) => line.holder))].filter((holder) => !isLeaseHolder(holder) && !must.has(holder) && !may.has(holder)).map((holder): Difference => ({ venue: setup.venue, what: 'sale without a reservation', holder })),
    ...[...must].filter((holder) => !holders.has(holder)).map((holder): Difference => ({ venue: setup.venue, what: 'reservation without a sale', holder })),
  ]
}
