import type { RoomId, RoomTypeId } from '#platform/id'
import type { Reason } from '@holdfast/contract/kit'
import type { Reader } from '#platform/sql'
import { addDays, dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import { readClaims } from './claims-store.ts'
import { spareOfCount } from './by-clock.ts'
import { spanOfLine, spanOfNights, type HoursOf } from './day-use.ts'
import { packStays, splitStay, type Budget, type Fixed, type Movable, type Span } from './pack.ts'
import { hotelOf, nightsPerBucket, type Setup } from './setup.ts'
import { bucketOf, forNights, isLease, nightKeys, rowName, stands, type Key, type Sheet } from './sheet.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import type { SaleLine, StayClaim } from './types.ts'

type HoursLine = Pick<SaleLine, 'kind' | 'grp' | 'quantity'> & { startsAt?: SaleLine['startsAt'] | undefined; endsAt?: SaleLine['endsAt'] | undefined }
const isHours = (line: HoursLine): line is HoursLine & HoursOf => line.startsAt != null

/** What has to find a room around some nights: rooms, what is nailed to one, and what may go anywhere. */
export interface Puzzle { rooms: RoomId[]; spare: RoomId[]; fixed: Fixed[]; movable: Movable[]; from: PlainDate; to: PlainDate }

/** So far to either side of a stay everything that hangs together with it is packed. */
export const reachDays = 90
/** With locks, for a change; or how things stand at an instant, for a view. */
export type AsOf = 'locked' | Temporal.Instant

/** Whether promises or rooms out of order may lie on these nights; without them a stay that fits by count fits. */
export function isNailed(sheet: Sheet, type: string, from: PlainDate, to: PlainDate): boolean {
  return nightKeys(type, from, to).some(({ grp, bucket }) => (sheet.rows.get(rowName(grp, bucket))?.nailed ?? 0) > 0)
}

/**
 * Gathers everything that hangs together with some nights of a type: sales that overlap them, what overlaps those, and
 * so on, at most 90 days to either side. The type's rows of that window are locked on the way, so that nobody sells into
 * it meanwhile; or it is a view as of an instant, in which holds that have run out want no room.
 */
export async function gatherPuzzle(reader: Reader, sheet: Sheet, type: RoomTypeId, nights: { firstDay: PlainDate; endDay: PlainDate }, without: ReadonlySet<string>, as: AsOf, more: readonly HoursLine[] = []): Promise<Puzzle> {
  const { setup } = sheet
  const rooms = setup.roomsOfType.get(type) ?? []
  const least = addDays(nights.firstDay, -reachDays)
  const most = addDays(nights.endDay, reachDays)
  let [from, to] = [nights.firstDay, nights.endDay]
  for (;;) {
    const locked = nightKeys(type, from, to).filter(({ grp, bucket }) => !sheet.rows.has(rowName(grp, bucket)))
    store.putOnSheet(sheet, await store.readRows(reader, setup.venue, locked, as === 'locked'), [])
    const all = (await saleStore.readSalesBetween(reader, setup.venue, [type], from, to)).filter((line) => line.kind === 'stay')
    const over = as === 'locked' ? new Set<string>() : new Set<string>(all.filter((line) => !stands(line, as)).map((line) => line.holder))
    const sales = all.filter((line) => !without.has(line.holder) && !over.has(line.holder))
    const claims = (await readClaims(reader, setup.venue, rooms, from, to)).filter((claim) => claim.heldAs !== 'soft' && !without.has(claim.holder) && !over.has(claim.holder))
    const ends = [...sales, ...claims]
    const wider = {
      from: later(least, ends.reduce((day, one) => (one.firstDay < day ? one.firstDay : day), from)),
      to: earlier(most, ends.reduce((day, one) => (one.endDay > day ? one.endDay : day), to)),
    }
    if (wider.from < from || wider.to > to) { from = wider.from; to = wider.to; continue }
    const nailed = new Set<string>(claims.map((claim) => claim.holder))
    return {
      rooms, spare: spareRooms(sheet, type, from, to, [...all, ...more]), from, to,
      fixed: claims.map((claim) => ({ room: claim.unit, ...spanOf(setup, claim) })),
      // What is sold from a lease lies in the lease's rooms, which are nailed already.
      movable: sales.filter((line) => !nailed.has(line.holder) && !nailed.has(line.pool ?? '')).flatMap((line) => Array.from({ length: line.quantity }, (_, i) => ({ holder: `${line.holder}/${line.line}/${i}`, ...spanOfLine(setup, line) }))),
    }
  }
}

const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b)
const earlier = (a: PlainDate, b: PlainDate): PlainDate => (a < b ? a : b)
export const spanOf = (setup: Setup, of: { firstDay: PlainDate; endDay: PlainDate; dayUse?: Span | null | undefined }): Span => (of.dayUse == null ? spanOfNights(setup, of) : { from: of.dayUse.from, to: of.dayUse.to })

/** Rooms that do not exist but were sold: the allowance for overbooking, and what an override added; not what the count takes too much for hours. */
function spareRooms(sheet: Sheet, type: RoomTypeId, from: PlainDate, to: PlainDate, lines: readonly HoursLine[]): RoomId[] {
  const allowance = hotelOf(sheet.setup).roomTypes.find((one) => one.id === type)?.overbooking ?? 0
  const hours = lines.filter(isHours)
  let over = 0
  for (let night = dayNumber(from); night < dayNumber(to); night += 1) {
    const by = sheet.rows.get(rowName(type, bucketOf(night)))?.over?.[night - bucketOf(night) * nightsPerBucket] ?? 0
    if (by > over) over = Math.max(over, by - spareOfCount(sheet.setup, hours, fromDayNumber(night)))
  }
  return Array.from({ length: allowance + over }, (_, i) => `spare_${i}` as RoomId)
}

export function fitsAll(puzzle: Puzzle, more: { fixed?: Fixed[]; movable?: Movable[] } = {}, budget?: Budget): boolean {
  return packStays([...puzzle.rooms, ...puzzle.spare], [...puzzle.fixed, ...more.fixed ?? []], [...puzzle.movable, ...more.movable ?? []], budget).outcome === 'fits'
}

export type PackedLine = Pick<SaleLine, 'holder' | 'line' | 'kind' | 'grp' | 'firstDay' | 'endDay' | 'quantity'> & Partial<Pick<SaleLine, 'startsAt' | 'endsAt' | 'pool'>>

/**
 * Checks new lines that fit by count against promised and out-of-order rooms. Null: there is a room for everybody.
 * Otherwise the reason and, when there is one, the split that would do. A set that did not fit before is left to the desk.
 * With a budget of steps, which a view of many venues has, nothing is refused once that is used up.
 */
export async function packingRefusal(reader: Reader, sheet: Sheet, lines: PackedLine[], as: AsOf, budget?: Budget): Promise<{ reasons: Reason[]; split: { room: RoomId; from: PlainDate; to: PlainDate }[] | null } | null> {
  for (const line of lines.filter((one) => one.kind === 'stay' && !isLease(one.pool) && isNailed(sheet, one.grp, one.firstDay, one.endDay))) {
    const puzzle = await gatherPuzzle(reader, sheet, line.grp as RoomTypeId, line, new Set([line.holder]), as, lines)
    if (puzzle.fixed.length === 0) continue
    const others = lines.filter((one) => one !== line && one.kind === 'stay' && one.grp === line.grp)
    const movable = [line, ...others].flatMap((one) => Array.from({ length: one.quantity }, (_, i) => ({ holder: `${one.holder}/${one.line}/${i}`, ...spanOfLine(sheet.setup, one) })))
    if (fitsAll(puzzle, { movable }, budget) || !fitsAll(puzzle, {}, budget) || (budget !== undefined && budget.steps <= 0)) continue
    const split = splitStay(puzzle.rooms, puzzle.fixed, spanOfLine(sheet.setup, line))
    return {
      reasons: [{ code: 'sold_out', detail: 'Rooms are free on each of these nights, but no single room for all of them: others are promised or out of order.' }],
      split: split === null || split.length < 2 ? null : split.map((part) => ({ room: part.room, from: fromDayNumber(part.from), to: fromDayNumber(Math.ceil(part.to)) })),
    }
  }
  return null
}

/**
 * Whether a stay of the house that fits by count has a room for sure, without packing: who arrives with it or later may
 * be put anew, in order of arrival, into rooms that are nailed to nobody from its arrival on, and on each of its nights
 * as many of these are free as are wanted. `nailed`: what is on the type's rooms from the arrival on, for as far as packing looks.
 */
export function surelyFits(sheet: Sheet, stay: Pick<StayClaim, 'roomType' | 'arrival' | 'departure' | 'quantity'>, nailed: readonly { room: RoomId; firstDay: PlainDate; endDay: PlainDate }[]): boolean {
  const rooms = new Set(nailed.map(({ room }) => room)).size
  let fits = true
  forNights(sheet, stay.roomType, stay.arrival, stay.departure, (row, i, night) => {
    const now = new Set(nailed.filter((one) => dayNumber(one.firstDay) <= night && night < dayNumber(one.endDay)).map(({ room }) => room)).size
    if (row.free[i]! < stay.quantity + rooms - now) fits = false
  })
  return fits
}

/**
 * The rows in which counts alone may not be enough beside something nailed: its own, and one more to either side, for a
 * stay that reaches over from it stands in the way of others there.
 */
export function nailedKeys(type: string, from: PlainDate, to: PlainDate): Key[] {
  return nightKeys(type, addDays(from, -nightsPerBucket), addDays(to, nightsPerBucket))
}

/** Marks these, as far as they are on the sheet. A hint: it says where to pack, and stays when nothing is nailed any more. */
export function nail(sheet: Sheet, type: string, of: { firstDay: PlainDate; endDay: PlainDate }): void {
  for (const { grp, bucket } of nailedKeys(type, of.firstDay, of.endDay)) {
    const row = sheet.rows.get(rowName(grp, bucket))
    if (row !== undefined && row.nailed === 0) Object.assign(row, { nailed: 1, changed: true })
  }
}
