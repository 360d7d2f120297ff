import type { Reason } from '@holdfast/contract/kit'
import type { PoolId, RatePlanId, ReservationId, RoomTypeId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { addDays, dayNumber, type PlainDate } from '#platform/time'
import { viewBooks, type Books } from './books.ts'
import { canBeHad, typesInDayUse } from './by-clock.ts'
import { countRefusals, decide, freeCount, keysOf } from './decide.ts'
import { hotelOf, type Setup } from './setup.ts'
import { post } from './post-line.ts'
import { forNights, stayKeys, type Keys, type Sheet } from './sheet.ts'
import { readNailed } from './claims-store.ts'
import type { Budget } from './pack.ts'
import { isNailed, packingRefusal, reachDays, surelyFits } from './packing.ts'
import { nearbyStays, stayRefusals } from './stay-rules.ts'
import { viewMany } from './view-many.ts'
import type { SaleChannel, StayClaim } from './types.ts'

export interface StayWish { arrival: PlainDate; departure: PlainDate; quantity: number; channel?: SaleChannel; ratePlan?: RatePlanId; /** Of what was set aside there only. */ pool?: PoolId | undefined; contracted?: boolean | undefined }
/** `free`: rooms free on every night (0 when a rule forbids the stay: see `reasons`). */
export interface FreeType { roomType: RoomTypeId; free: number; reasons: Reason[] }

/** What of each room type is free for a stay, and if not, why. */
export async function freeStays(books: Books, reader: Reader, venue: VenueId, wish: StayWish): Promise<FreeType[]> {
  const sheet = await viewBooks(books, reader, venue, (setup) => keysForStay(setup, wish))
  const now = books.deps.clock.now()
  const types = typesFree(sheet, wish, now)
  await askTheClock(reader, [{ sheet, types }], wish, now)
  for (const type of types.filter((one) => one.reasons.length === 0)) await pack(reader, sheet, type, wish, now)
  return types
}

/** Beside promised rooms, and others that are nailed to somebody, the count alone is not enough. */
async function pack(reader: Reader, sheet: Sheet, type: FreeType, wish: StayWish, now: Temporal.Instant, budget?: Budget): Promise<void> {
  const refusal = await packingRefusal(reader, sheet, [lineOf(type.roomType, wish)], now, budget)
  if (refusal !== null) Object.assign(type, { free: 0, reasons: refusal.reasons })
}

const lineOf = (roomType: RoomTypeId, wish: StayWish) => ({ holder: '' as ReservationId, line: 0, kind: 'stay' as const, grp: roomType, firstDay: wish.arrival, endDay: wish.departure, quantity: wish.quantity, pool: wish.pool ?? null })

/** Of so many room types that the count refuses beside rooms for the day it is asked whether the clock grants them. */
const mostByClock = 40

async function askTheClock(reader: Reader, views: readonly { sheet: Sheet; types: FreeType[] }[], wish: StayWish, now: Temporal.Instant): Promise<void> {
  const short = views.flatMap(({ sheet, types }) => types.filter(({ reasons }) => reasons.length > 0 && reasons.every(({ code }) => code === 'sold_out'))
    .map((type) => ({ sheet, setup: sheet.setup, type, claims: [{ kind: 'stay', roomType: type.roomType, ...wish } satisfies StayClaim] })))
  const used = await typesInDayUse(reader, short)
  const asked = short.filter(({ setup, type }) => used.has(`${setup.venue}/${type.roomType}`)).slice(0, mostByClock)
  for (const { sheet, type, claims: [claim] } of asked) {
    if (await canBeHad(reader, sheet, claim!, { channel: wish.channel ?? 'site' }, now)) Object.assign(type, { free: wish.quantity, reasons: [] })
  }
}

/**
 * The same for many hotels in one go; venues without a set-up are left out. Where rooms are promised or out of order about
 * these nights it is packed as on the hotel's own page, in bounded work, the first of those given first.
 */
export async function freeStaysOf(books: Books, reader: Reader, venues: VenueId[], wish: StayWish): Promise<Map<VenueId, FreeType[]>> {
  const sheets = await viewMany(books, reader, venues, (setup) => (setup.definition.kind === 'hotel' ? keysForStay(setup, wish) : null))
  const now = books.deps.clock.now()
  const views = venues.flatMap((venue) => { const sheet = sheets.get(venue); return sheet === undefined ? [] : [{ venue, sheet, types: typesFree(sheet, wish, now) }] })
  await askTheClock(reader, views, wish, now)
  await packMany(reader, views, wish, now)
  return new Map(views.map(({ venue, types }) => [venue, types]))
}

/** Of so many hotels with nailed rooms it is read which; most have enough free beside them… */
const mostNailed = 200
/** …and of the others so many room types are packed, with so many steps for all of them: some 70 ms. What is left over is shown by count. */
const mostPackedOfMany = 20
const stepsForAll = 10_000

async function packMany(reader: Reader, views: readonly { venue: VenueId; sheet: Sheet; types: FreeType[] }[], wish: StayWish, now: Temporal.Instant): Promise<void> {
  const nailed = views.map(({ types, ...of }) => ({ ...of, types: types.filter((type) => type.reasons.length === 0 && isNailed(of.sheet, type.roomType, wish.arrival, wish.departure)) }))
    .filter(({ types }) => types.length > 0).slice(0, mostNailed)
  if (nailed.length === 0) return
  const rooms = Map.groupBy(await readNailed(reader, nailed.map(({ venue }) => venue), wish.arrival, addDays(wish.departure, reachDays)), (one) => one.venue)
  // What is set aside, and beside hours, is counted in another way.
  const byNights = ({ setup }: Sheet) => wish.pool === undefined && hotelOf(setup).dayUse == null
  const tight = nailed.flatMap(({ venue, sheet, types }) => types.map((type) => ({ sheet, type }))
    .filter(({ type: { roomType } }) => !byNights(sheet) || !surelyFits(sheet, { roomType, ...wish }, (rooms.get(venue) ?? []).filter(({ room }) => sheet.setup.typeOfRoom.get(room) === roomType))))
  const budget = { steps: stepsForAll }
  for (const { sheet, type } of tight.slice(0, mostPackedOfMany)) if (budget.steps > 0) await pack(reader, sheet, type, wish, now, budget)
}

/** Free rooms of each type, night by night, over `[from, to)`; rules are not asked. */
export async function freeNights(books: Books, reader: Reader, venue: VenueId, from: PlainDate, to: PlainDate): Promise<Map<RoomTypeId, number[]>> {
  const sheet = await viewBooks(books, reader, venue, (setup) => keysForStay(setup, { arrival: from, departure: to }))
  return new Map(hotelOf(sheet.setup).roomTypes.map(({ id }) => {
    const free: number[] = []
    forNights(sheet, id, from, to, (row, i) => { free.push(row.free[i]!) })
    return [id, free]
  }))
}

/** So many of the nearest stays are packed where rooms are promised; who is not packed is left out there. */
const mostPacked = 12

/** The nearest stays of the same length that a room type has free, nearest first. */
export async function nearestStays(books: Books, reader: Reader, venue: VenueId, roomType: RoomTypeId | null, wish: StayWish, options: { daysAround?: number; limit?: number } = {}): Promise<{ roomType: RoomTypeId; arrival: PlainDate; departure: PlainDate; free: number }[]> {
  const around = Math.min(60, options.daysAround ?? 14)
  const limit = Math.min(20, options.limit ?? 4)
  const sheet = await viewBooks(books, reader, venue, (setup) => keysForStay(setup, { arrival: addDays(wish.arrival, -around), departure: addDays(wish.departure, around) }))
  const now = books.deps.clock.now()
  const found: { roomType: RoomTypeId; arrival: PlainDate; departure: PlainDate; free: number }[] = []
  let packed = 0
  for (const dates of nearbyStays(wish, around)) {
    for (const type of typesFree(sheet, { ...wish, ...dates }, now)) {
      if ((roomType !== null && type.roomType !== roomType) || type.reasons.length > 0) continue
      if (isNailed(sheet, type.roomType, dates.arrival, dates.departure) && ((packed += 1) > mostPacked || await packingRefusal(reader, sheet, [lineOf(type.roomType, { ...wish, ...dates })], now) !== null)) continue
      found.push({ roomType: type.roomType, ...dates, free: type.free })
      if (found.length >= limit) return found
    }
  }
  return found
}

function keysForStay(setup: Setup, wish: { arrival: PlainDate; departure: PlainDate; pool?: PoolId | undefined }): Keys {
  return { rows: hotelOf(setup).roomTypes.flatMap(({ id }) => stayKeys(id, wish.pool, wish.arrival, wish.departure)), days: [] }
}

export function typesFree(sheet: Sheet, wish: StayWish, now: Temporal.Instant): FreeType[] {
  if (dayNumber(wish.arrival) >= dayNumber(wish.departure)) return []
  return hotelOf(sheet.setup).roomTypes.map(({ id }) => {
    const claim = { kind: 'stay' as const, roomType: id, ...wish }
    const refusals = stayRefusals(sheet.setup, claim, wish.channel ?? 'site', now)
    return { roomType: id, free: refusals.length > 0 ? 0 : freeCount(sheet, claim), reasons: [...countRefusals(sheet, claim), ...refusals] }
  })
}

/** What of each room type is free for some hours of a day, and if not, why. */
export async function freeDayUse(books: Books, reader: Reader, venue: VenueId, wish: { arrival: PlainDate; hours: { from: string; to: string }; quantity: number }): Promise<{ roomType: RoomTypeId; reasons: Reason[] }[]> {
  const claimOf = (roomType: RoomTypeId): StayClaim => ({ kind: 'stay', roomType, arrival: wish.arrival, departure: wish.arrival, quantity: wish.quantity, hours: wish.hours })
  const sheet = await viewBooks(books, reader, venue, (setup) => keysOf(setup, hotelOf(setup).roomTypes.map(({ id }) => claimOf(id))))
  const now = books.deps.clock.now()
  const byCount = hotelOf(sheet.setup).roomTypes.map(({ id }) => {
    const decision = decide(sheet, { holder: '' as ReservationId, channel: 'site', expiresAt: null, claims: [claimOf(id)] }, now)
    if (!decision.ok) return { roomType: id, reasons: decision.reasons, crowded: decision.crowded !== undefined }
    for (const line of decision.value.lines) post(sheet, line, 1)
    return { roomType: id, reasons: [], crowded: false }
  })
  const types: { roomType: RoomTypeId; reasons: Reason[] }[] = []
  for (const { roomType, reasons, crowded } of byCount) types.push({ roomType, reasons: crowded && await canBeHad(reader, sheet, claimOf(roomType), { channel: 'site' }, now) ? [] : reasons })
  return types
}
