import type { ReservationId, RoomTypeId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { addDays, dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import { readClaims } from './claims-store.ts'
import { holdsNight, isDayUse, quartersOf, quarterOfCheckOut, type HoursOf } from './day-use.ts'
import { decide, type Granted, type Request } from './decide.ts'
import { post } from './post-line.ts'
import { readAllPoolNights, type PoolNight } from './pools-store.ts'
import { hotelOf, quartersPerDay, type Setup } from './setup.ts'
import { isLimit, stands, type Sheet } from './sheet.ts'
import * as saleStore from './sales-store.ts'
import type { Claim, Decision, RoomClaim, SaleLine } from './types.ts'

/**
 * In a house that sells rooms for the day, the count of nights is quick and asks for more than is needed: hours that lie
 * between one guest's check-out and the next one's check-in are counted on a night all the same. What the count refuses is
 * therefore asked of the clock: who is in a room when. Soft rooms are intervals, and intervals need as many rooms as meet
 * at one moment, so it is exact. What it grants stands in the calendar as `over`: nothing is sold there by count until
 * that is paid off, and what passes by count keeps it true that everybody has a room (README, invariant 11).
 */
export async function decideByClock(reader: Reader, sheet: Sheet, request: Request, now: Temporal.Instant, known: { granted?: readonly SaleLine[]; own?: ReadonlySet<string>; /** In a view: holds that have run out are free. */ liveAt?: Temporal.Instant } = {}): Promise<Decision<Granted> | null> {
  const decision = decide(sheet, { ...request, byClock: true }, now)
  if (!decision.ok) return null
  const { lines } = decision.value
  const stays = lines.filter((line) => line.kind === 'stay')
  for (const type of new Set(stays.map((line) => line.grp as RoomTypeId))) {
    const mine = stays.filter((line) => line.grp === type)
    const load = await loadOf(reader, sheet.setup, type, mine, known.own ?? new Set(), known.liveAt ?? null)
    load.lines.push(...(known.granted ?? []).filter((line) => line.kind === 'stay' && line.grp === type))
    const rooms = sheet.setup.capacityOfType.get(type) ?? 0
    const together = { ...load, lines: [...load.lines, ...mine] }
    // Where more is sold than there is already, hours that make it no worse may share.
    if (mine.every((line) => { const before = wanted(sheet.setup, load, line); return wanted(sheet.setup, together, line).every((most, i) => most <= Math.max(rooms, before[i]!)) })) continue
    for (const line of lines.toReversed()) post(sheet, line, 1)
    return null
  }
  return decision
}

/** All that wants a room of a type around some nights. */
interface Load { lines: SaleLine[]; setAside: PoolNight[]; away: RoomClaim[] }

async function loadOf(reader: Reader, setup: Setup, type: RoomTypeId, lines: readonly SaleLine[], own: ReadonlySet<string>, liveAt: Temporal.Instant | null): Promise<Load> {
  const from = lines.map((line) => line.firstDay).reduce((a, b) => (a < b ? a : b))
  const to = lines.map((line) => line.endDay).reduce((a, b) => (a > b ? a : b))
  const sales = await saleStore.readSalesBetween(reader, setup.venue, [type], from, to)
  const claims = await readClaims(reader, setup.venue, setup.roomsOfType.get(type) ?? [], from, to)
  return {
    lines: sales.filter((line) => line.kind === 'stay' && !own.has(line.holder) && (liveAt === null || stands(line, liveAt))),
    setAside: (await readAllPoolNights(reader, setup.venue, from, to)).filter((one) => one.roomType === type && !isLimit(one.pool)),
    away: claims.filter((claim) => claim.heldAs === 'out_of_order'),
  }
}

/** How many rooms are wanted at each moment that a line is there: night by night, and between check-out and check-in. */
function wanted(setup: Setup, load: Load, line: SaleLine): number[] {
  const held = holdsNight(setup)
  const rooms: number[] = []
  for (let night = dayNumber(line.firstDay); night < dayNumber(line.endDay); night += 1) {
    const [evening, morning] = [peaksOn(setup, load, fromDayNumber(night)), peaksOn(setup, load, fromDayNumber(night + 1)).morning]
    rooms.push(asleep(load, fromDayNumber(night)) + Math.max(morning, held ? evening.all : 0))
  }
  if (held) return rooms
  const [first, last] = isDayUse(line) ? [line.endDay, line.endDay] : [addDays(line.firstDay, 1), addDays(line.endDay, -1)]
  for (let day = dayNumber(first); day <= dayNumber(last); day += 1) rooms.push(staying(load, fromDayNumber(day)) + peaksOn(setup, load, fromDayNumber(day)).later)
  return rooms
}

const covers = (one: { firstDay: PlainDate; endDay: PlainDate }, night: PlainDate): boolean => one.firstDay <= night && night < one.endDay
const add = (lines: readonly SaleLine[]): number => lines.reduce((sum, line) => sum + line.quantity, 0)
/** Sold of the house for whole nights; a limit's sales are the house's. */
const ofHouse = (line: SaleLine): boolean => !isDayUse(line) && (line.pool === null || isLimit(line.pool))

/** Rooms that are slept in, set aside or out of order on a night. */
function asleep(load: Load, night: PlainDate): number {
  return add(load.lines.filter((line) => ofHouse(line) && covers(line, night))) + setAside(load, night) + load.away.filter((claim) => covers(claim, night)).length
}

/** A pool's rooms are its own whether it has sold them or not, and what it sold of nights that were released is on the house. */
function setAside(load: Load, night: PlainDate): number {
  const sold = load.lines.filter((line) => line.pool !== null && !isLimit(line.pool) && covers(line, night))
  const has = load.setAside.filter((one) => one.night === night)
  return [...new Set([...sold.map((line) => line.pool!), ...has.map((one) => one.pool)])]
    .reduce((sum, pool) => sum + Math.max(has.find((one) => one.pool === pool)?.quantity ?? 0, add(sold.filter((line) => line.pool === pool))), 0)
}

/**
 * Rooms that nobody leaves on a day. What is set aside or out of order for the night before counts as staying, whatever
 * the next night brings: a pool may be given that night, and sell both, without anybody looking at these hours again.
 */
function staying(load: Load, day: PlainDate): number {
  const before = addDays(day, -1)
  return add(load.lines.filter((line) => ofHouse(line) && covers(line, before) && covers(line, day))) + setAside(load, before) + load.away.filter((claim) => covers(claim, before)).length
}

type Used = HoursOf & Pick<SaleLine, 'quantity' | 'kind'>
/** As many rooms as are in day use at once: in all, before check-out, and from then on. */
function peaksOn(setup: Setup, load: { lines: readonly Used[] }, day: PlainDate): { all: number; morning: number; later: number } {
  const used = new Array<number>(quartersPerDay).fill(0)
  for (const line of load.lines.filter(isDayUse)) {
    const hours = quartersOf(setup, line)
    if (hours.day === day) for (let q = hours.from; q < hours.to; q += 1) used[q]! += line.quantity
  }
  const until = quarterOfCheckOut(setup)
  const [morning, later] = [Math.max(0, ...used.slice(0, until)), Math.max(0, ...used.slice(until))]
  return { all: Math.max(morning, later), morning, later }
}

/** What the count of a night takes for day use beyond what the clock does: by so much `over` may stand there without anybody lacking a room. */
export function spareOfCount(setup: Setup, hours: readonly Used[], night: PlainDate): number {
  if (hours.length === 0) return 0
  const [today, next] = [peaksOn(setup, { lines: hours }, night), peaksOn(setup, { lines: hours }, addDays(night, 1))]
  return holdsNight(setup) ? Math.min(today.all, next.morning) : next.all - next.morning
}

/** Where a claim that the count refuses may yet be granted by the clock: it is for hours, or it meets some. */
export interface Crowded { type: RoomTypeId; from: PlainDate; to: PlainDate; hours: boolean }

/** Which room types of houses that sell hours have some sold around what is asked, as `venue/type`. One statement; none where no house does. */
export async function typesInDayUse(reader: Reader, asked: readonly { setup: Setup; claims: readonly Claim[] }[]): Promise<ReadonlySet<string>> {
  const stays = asked.filter(({ setup }) => setup.definition.kind === 'hotel' && hotelOf(setup).dayUse != null)
    .flatMap(({ setup, claims }) => claims.flatMap((claim) => (claim.kind === 'stay' && claim.hours === undefined && claim.pool === undefined ? [{ venue: setup.venue, type: claim.roomType, from: claim.arrival, to: claim.departure }] : [])))
  return stays.length === 0 ? new Set() : new Set((await saleStore.readDayUse(reader, stays)).map(({ venue, type }) => `${venue}/${type}`))
}
export const meetsHours = (venue: VenueId, crowded: Crowded, used: ReadonlySet<string>): boolean => crowded.hours || used.has(`${venue}/${crowded.type}`)

/** Of a view: whether a stay or hours that the count refuses can be had all the same. The sheet is left as it was. */
export async function canBeHad(reader: Reader, sheet: Sheet, claim: Claim, request: Omit<Request, 'holder' | 'expiresAt' | 'claims'>, now: Temporal.Instant): Promise<boolean> {
  const decision = await decideByClock(reader, sheet, { ...request, holder: '' as ReservationId, expiresAt: null, claims: [claim] }, now, { liveAt: now })
  if (decision?.ok !== true) return false
  for (const line of decision.value.lines) post(sheet, line, 1)
  return true
}
