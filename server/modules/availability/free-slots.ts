import type { Reason } from '@holdfast/contract/kit'
import type { AreaId, ServiceId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { addDays, dayNumber, type PlainDate } from '#platform/time'
import { viewBooks, type Books } from './books.ts'
import { closureOn, restaurantOf, type Setup } from './setup.ts'
import { pacingGroups, type Keys, type Sheet } from './sheet.ts'
import { bestFreeFit, fittingTables, pacingRefusals, partyRefusal, sittingAt, sittingRefusals, slotTimes, walkInOf, type Full, type SlotTime } from './sitting-rules.ts'
import type { SaleChannel, SaleLine, TableClass } from './types.ts'
import { mayRepack, movable, repack, type Budget, type Mover } from './repack.ts'
import { readSittings } from './sales-store.ts'
import { viewMany } from './view-many.ts'

export interface SlotWish { date: PlainDate; party: number; area?: AreaId; tableClass?: TableClass; channel?: SaleChannel }
/** `at`: the venue's wall time `2027-03-05T19:30`; `ends`: when the turn time is over; `businessDate`: the shift's. */
export interface Slot { at: string; instant: Temporal.Instant; ends: Temporal.Instant; service: ServiceId; businessDate: PlainDate; free: boolean; reasons: Reason[] }
/** As the parties sit now. `full`: of a slot that has no table so, what would do if others could be moved. */
interface SeenSlot extends Slot { full?: Full }

/** Every slot of a service day (its business date), free or not and why. */
export async function slots(books: Books, reader: Reader, venue: VenueId, wish: SlotWish): Promise<Slot[]> {
  const sheet = await viewBooks(books, reader, venue, (setup) => keysForDay(setup, wish.date))
  const now = books.deps.clock.now()
  const found = slotsFree(sheet, wish, now)
  if (!found.some((slot) => slot.full !== undefined)) return found
  const movers = movable(sheet, await othersOf(books, reader, [venue], wish.date))
  return found.map((slot) => afterMoves(sheet, slot, movers))
}

/** Parties of some days that might be moved to let another in. */
function othersOf(books: Books, reader: Reader, venues: readonly VenueId[], from: PlainDate, to = from): Promise<SaleLine[]> {
  return readSittings(reader, venues, addDays(from, -1), addDays(to, 2), books.deps.clock.now())
}

/** A slot as a hold would find it: free as well where others can be moved. */
function afterMoves(sheet: Sheet, { full, ...slot }: SeenSlot, movers: readonly Mover[], budget?: Budget): Slot {
  return full !== undefined && repack(sheet, full, movers, budget) !== null ? { ...slot, free: true, reasons: [] } : slot
}

/** Only slots so near to a moment. */
export interface About { ms: number; minutes: number }

/** Of the restaurants that look full, so many are looked at for parties that might move, the first of those given… */
const mostRepacked = 40
/** …with so many steps of search for all of them: some 50 ms. Who is left over is shown as it looks. */
const stepsForAll = 30_000
/** For the nearest times of one restaurant, which are asked for whenever a party is refused. */
const stepsForNearest = 12_000

/**
 * The same for many restaurants, about a moment when given; venues without a set-up are left out. One that has no free
 * slot as its parties sit now is asked again whether some could make room, as its own page would.
 */
export async function freeSlotsOf(books: Books, reader: Reader, venues: VenueId[], wish: SlotWish, about?: (venue: VenueId) => About | undefined): Promise<Map<VenueId, Slot[]>> {
  const sheets = await viewMany(books, reader, venues, (setup) => (setup.definition.kind === 'restaurant' ? keysForDay(setup, wish.date) : null))
  const now = books.deps.clock.now()
  const within = (venue: VenueId) => { const near = about?.(venue); return near === undefined ? () => true : (slot: Slot) => Math.abs(slot.instant.epochMilliseconds - near.ms) <= near.minutes * 60_000 }
  const found = new Map([...sheets].map(([venue, sheet]) => [venue, slotsFree(sheet, wish, now, within(venue))]))
  const looksFull = (slots: readonly SeenSlot[] | undefined) => slots?.some((slot) => slot.full !== undefined) === true && !slots.some((slot) => slot.free)
  const full = venues.filter((venue) => looksFull(found.get(venue))).slice(0, mostRepacked)
  const others = Map.groupBy(full.length === 0 ? [] : await othersOf(books, reader, full, wish.date), (line) => line.venue)
  const budget = { steps: stepsForAll }
  for (const venue of full) {
    const sheet = sheets.get(venue)!
    const movers = movable(sheet, others.get(venue) ?? [])
    found.set(venue, found.get(venue)!.map((slot) => afterMoves(sheet, slot, movers, budget)))
  }
  return new Map([...found].map(([venue, slots]) => [venue, slots.filter((slot) => slot.free)]))
}

/** Free slots nearest to a wished time, on its day and those around, as the pages of these days show them: the nearest times that look full are asked whether others could make room. */
export async function nearestSlots(books: Books, reader: Reader, venue: VenueId, wish: SlotWish & { at: Temporal.Instant }, options: { daysAround?: number; limit?: number } = {}): Promise<Slot[]> {
  const around = Math.min(7, options.daysAround ?? 2)
  const limit = Math.min(20, options.limit ?? 4)
  const dates = [0, ...Array.from({ length: around }, (_, i) => [i + 1, -(i + 1)]).flat()].map((by) => addDays(wish.date, by))
  const sheet = await viewBooks(books, reader, venue, (setup) => mergeKeys(dates.map((date) => keysForDay(setup, date))))
  const distance = (slot: Slot) => Math.abs(slot.instant.epochMilliseconds - wish.at.epochMilliseconds)
  const seen = dates.flatMap((date) => slotsFree(sheet, { ...wish, date }, books.deps.clock.now()).filter((slot) => (slot.free || slot.full !== undefined) && distance(slot) > 0)).toSorted((a, b) => distance(a) - distance(b))
  // Further away than enough that are free anyway nobody needs to move.
  const last = seen.filter((slot) => slot.free)[limit - 1]
  const near = last === undefined ? seen : seen.slice(0, seen.indexOf(last) + 1)
  const fullOn = near.flatMap((slot) => (slot.full === undefined ? [] : [slot.businessDate])).sort()
  const movers = fullOn.length === 0 ? [] : movable(sheet, await othersOf(books, reader, [venue], fullOn[0]!, fullOn.at(-1)))
  const budget = { steps: stepsForNearest }
  const found: Slot[] = []
  for (const seenSlot of near) {
    const slot = afterMoves(sheet, seenSlot, movers, budget)
    if (slot.free && found.push(slot) >= limit) break
  }
  return found
}

/** Rows of a shift's day: a sitting may run past its end into the next, and past midnight slots belong to the day before. */
export function keysForDay(setup: Setup, date: PlainDate): Keys {
  const groups = restaurantOf(setup).services.flatMap((service) => pacingGroups(setup, service.id))
  return { rows: groups.map((grp) => ({ grp, bucket: dayNumber(date) })), days: [date, addDays(date, 1), addDays(date, 2)] }
}

const mergeKeys = (all: Keys[]): Keys => ({ rows: all.flatMap((keys) => keys.rows), days: all.flatMap((keys) => keys.days) })

function slotsFree(sheet: Sheet, wish: SlotWish, now: Temporal.Instant, within: (slot: Slot) => boolean = () => true): SeenSlot[] {
  const { setup } = sheet
  const channel = wish.channel ?? 'site'
  const options = { walkIn: walkInOf(channel), area: wish.area, tableClass: wish.tableClass }
  const fits = fittingTables(setup, wish.party, options)
  const party = partyRefusal(setup, wish.party, options, fits)
  const times = restaurantOf(setup).services.flatMap((service) => slotTimes(setup, service, wish.date)).sort((a, b) => a.ms - b.ms)
  return times.map((time) => slotOf(setup, time, wish.party)).filter(({ slot }) => within(slot)).map(({ slot, time }) => {
    const sitting = sittingAt(setup, time.service, time.day, time.ms, wish.party)
    const reasons = party === null ? [...sittingRefusals(setup, time, channel, now), ...pacingRefusals(sheet, sitting, wish.party)] : [party]
    if (reasons.length > 0 || bestFreeFit(sheet, sitting, fits) !== undefined) return { ...slot, free: reasons.length === 0, reasons: reasons.map((reason) => ({ ...reason, slots: [slot.at] })) }
    const reason: Reason = { code: 'sold_out', detail: `No table for ${wish.party} is free at that time.`, slots: [slot.at] }
    return { ...slot, free: false, reasons: [reason], ...(mayRepack(sheet, sitting) ? { full: { sitting, fits } } : {}) }
  })
}

function slotOf(setup: Setup, time: SlotTime, party: number): { slot: Slot; time: SlotTime } {
  const instant = Temporal.Instant.fromEpochMilliseconds(time.ms)
  const at = instant.toZonedDateTimeISO(setup.definition.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
  const { endMs } = sittingAt(setup, time.service, time.day, time.ms, party)
  return { slot: { at, instant, ends: Temporal.Instant.fromEpochMilliseconds(endMs), service: time.service.id, businessDate: time.day, free: false, reasons: [] }, time }
}

/** Why a whole day has no slots, or null when it has some. */
export async function closedOn(books: Books, reader: Reader, venue: VenueId, date: PlainDate): Promise<Reason | null> {
  const { setup } = await viewBooks(books, reader, venue, () => ({ rows: [], days: [] }))
  const closure = closureOn(setup, date)
  if (closure !== undefined) return { code: 'closed', detail: `Closed on ${date}.` }
  const served = restaurantOf(setup).services.some((service) => slotTimes(setup, service, date).length > 0)
  return served ? null : { code: 'closed', detail: `There is no service on ${date}.` }
}
