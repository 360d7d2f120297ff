import type { RatePlanId, RoomTypeId } from '#platform/id'
import { addDays, dayNumber, fromDayNumber, weekdayOf, type PlainDate } from '#platform/time'
import { compileRates, factorOf, isLimited, listNight, placeOf, planIndex, typeIndex, type DatedCell, type NightLimits, type RateProgram } from './compile.ts'
import { portion } from './portion.ts'
import { largestNight, type Rates } from './rates.ts'

/** One date of one cell, as it is kept. */
export interface NightRow extends NightLimits { roomType: RoomTypeId; plan: RatePlanId; day: number; price: number | null }

/** One movement of a manager's hand over the calendar. Empty lists mean all; of prices only the plans that derive from no other. */
export interface Gesture {
  from: PlainDate; to: PlainDate; weekdays: readonly number[]
  roomTypes: readonly RoomTypeId[]; plans: readonly RatePlanId[]
  price?: { set: number } | { percent: number } | { add: number } | { clear: true } | undefined
  roundTo: number
  minStay?: number | null | undefined; maxStay?: number | null | undefined
  closedToArrival?: boolean | undefined; closedToDeparture?: boolean | undefined; stopSell?: boolean | undefined
}

export interface Touched {
  /** The dates as they will be, and as they were. */
  rows: NightRow[]
  before: NightRow[]
  prices: { roomType: RoomTypeId; plan: RatePlanId; day: number; before: number; after: number }[]
  /** How many dates of plans that derive from what is touched change with it. */
  derivedNights: number
  errors: { pointer: string; detail: string }[]
}

/** So many dates of cells in one change: a year of thirty types under five plans. */
const mostNights = 60_000
const longestRangeDays = 760

/** What a cell's date costs: the price for the included guests. */
export const cellPrice = (program: RateProgram, type: number, plan: number, day: number): number => listNight(program, type, plan, placeOf(program, type, 1_000), day, factorOf(program, day))

const bare = (roomType: RoomTypeId, plan: RatePlanId, day: number): NightRow => ({ roomType, plan, day, price: null, minStay: null, maxStay: null, closedToArrival: false, closedToDeparture: false, stopSell: false })
const keyOf = (row: { roomType: string; plan: string; day: number }) => `${row.roomType} ${row.plan} ${row.day}`

/** What gestures would do, one after the other, without doing it. */
export function tryGestures(rates: Rates, cells: readonly DatedCell[], gestures: readonly Gesture[]): Touched {
  const errors = gestures.flatMap((gesture, i) => errorsOfGesture(rates, gesture, `/changes/${i}`))
  const none: Touched = { rows: [], before: [], prices: [], derivedNights: 0, errors }
  if (errors.length > 0) return none
  const original = new Map(rowsOf(cells).map((row) => [keyOf(row), row]))
  const now = new Map(original)
  const started = compileRates('ven_' as never, 1, rates, cells)
  let program = started
  for (const [i, gesture] of gestures.entries()) {
    const wrong = applyOne(rates, program, now, gesture, `/changes/${i}`)
    if (wrong.length > 0) return { ...none, errors: wrong }
    program = compileRates('ven_' as never, 1, rates, cellsFrom([...now.values()]))
  }
  const changed = [...now.values()].filter((row) => !same(row, original.get(keyOf(row)) ?? bare(row.roomType, row.plan, row.day)))
  if (changed.length > mostNights) return { ...none, errors: [{ pointer: '/changes', detail: `touches ${changed.length} dates; at most ${mostNights} at once` }] }
  return { rows: changed, before: changed.map((row) => original.get(keyOf(row)) ?? bare(row.roomType, row.plan, row.day)), ...compare(started, program, changed), errors: [] }
}

function same(a: NightRow, b: NightRow): boolean {
  return a.price === b.price && a.minStay === b.minStay && a.maxStay === b.maxStay && a.closedToArrival === b.closedToArrival && a.closedToDeparture === b.closedToDeparture && a.stopSell === b.stopSell
}

function errorsOfGesture(rates: Rates, gesture: Gesture, at: string): Touched['errors'] {
  const errors: Touched['errors'] = []
  if (gesture.to < gesture.from) errors.push({ pointer: `${at}/to`, detail: 'must not be before from' })
  else if (dayNumber(gesture.to) - dayNumber(gesture.from) >= longestRangeDays) errors.push({ pointer: `${at}/to`, detail: `at most ${longestRangeDays} days` })
  gesture.roomTypes.forEach((id, i) => { if (!rates.roomTypes.some(({ roomType }) => roomType === id)) errors.push({ pointer: `${at}/room_types/${i}`, detail: 'has no price at this venue' }) })
  gesture.plans.forEach((id, i) => { if (!rates.plans.some((plan) => plan.id === id)) errors.push({ pointer: `${at}/plans/${i}`, detail: 'is no plan of this venue' }) })
  if (gesture.price !== undefined && 'set' in gesture.price && gesture.price.set < 1) errors.push({ pointer: `${at}/price/set/amount`, detail: 'must be more than nothing' })
  if (gesture.minStay != null && gesture.maxStay != null && gesture.maxStay < gesture.minStay) errors.push({ pointer: `${at}/max_stay`, detail: 'must not be less than min_stay' })
  if (gesture.price === undefined && [gesture.minStay, gesture.maxStay, gesture.closedToArrival, gesture.closedToDeparture, gesture.stopSell].every((one) => one === undefined)) errors.push({ pointer: at, detail: 'changes nothing: give a price or a restriction' })
  return errors
}

function applyOne(rates: Rates, program: RateProgram, now: Map<string, NightRow>, gesture: Gesture, at: string): Touched['errors'] {
  const days: number[] = []
  for (let day = dayNumber(gesture.from); day <= dayNumber(gesture.to); day += 1) if (gesture.weekdays.length === 0 || gesture.weekdays.includes(weekdayOf(day))) days.push(day)
  for (const [t, { roomType }] of rates.roomTypes.entries()) {
    if (gesture.roomTypes.length > 0 && !gesture.roomTypes.includes(roomType)) continue
    for (const [p, plan] of rates.plans.entries()) {
      if (gesture.plans.length > 0 && !gesture.plans.includes(plan.id)) continue
      const pricing = gesture.plans.length > 0 || plan.parent == null ? gesture.price : undefined
      for (const day of days) {
        const before = now.get(keyOf({ roomType, plan: plan.id, day })) ?? bare(roomType, plan.id, day)
        const price = pricing === undefined ? before.price : priceAfter(pricing, gesture.roundTo, cellPrice(program, t, p, day))
        if (price !== null && (price < 1 || price > largestNight / 100)) return [{ pointer: `${at}/price`, detail: `would make ${plan.name} ${price < 1 ? 'cost nothing or less' : 'too dear'} on ${fromDayNumber(day)}` }]
        now.set(keyOf(before), {
          ...before, price, minStay: gesture.minStay === undefined ? before.minStay : gesture.minStay, maxStay: gesture.maxStay === undefined ? before.maxStay : gesture.maxStay,
          closedToArrival: gesture.closedToArrival ?? before.closedToArrival, closedToDeparture: gesture.closedToDeparture ?? before.closedToDeparture, stopSell: gesture.stopSell ?? before.stopSell,
        })
      }
    }
  }
  return []
}

function priceAfter(change: NonNullable<Gesture['price']>, roundTo: number, before: number): number | null {
  if ('clear' in change) return null
  const exact = 'set' in change ? change.set : 'add' in change ? before + change.add : portion(before, 100 + change.percent, 100)
  return exact < 1 ? exact : portion(exact, 1, roundTo) * roundTo
}

function compare(started: RateProgram, after: RateProgram, changed: readonly NightRow[]): Pick<Touched, 'prices' | 'derivedNights'> {
  const prices: Touched['prices'] = []
  let derivedNights = 0
  const own = new Set(changed.map(keyOf))
  for (const { roomType, plan, day } of changed) {
    const t = typeIndex(started, roomType)
    const p = planIndex(started, plan)
    const [old, next] = [cellPrice(started, t, p, day), cellPrice(after, t, p, day)]
    if (old === next) continue
    prices.push({ roomType, plan, day, before: old, after: next })
    started.plans.forEach((other, q) => {
      if (q !== p && descends(started, q, p) && !own.has(keyOf({ roomType, plan: other.id, day })) && cellPrice(started, t, q, day) !== cellPrice(after, t, q, day)) derivedNights += 1
    })
  }
  return { prices, derivedNights }
}

function descends(program: RateProgram, plan: number, from: number): boolean {
  for (let at = program.plans[plan]!.parent; at >= 0; at = program.plans[at]!.parent) if (at === from) return true
  return false
}

export const rowsOf = (cells: readonly DatedCell[]): NightRow[] => cells.flatMap(({ roomType, plan, nights }) => nights.map((night) => ({ roomType, plan, ...night })))

export function cellsFrom(rows: readonly NightRow[]): DatedCell[] {
  const cells = new Map<string, DatedCell>()
  for (const row of rows) {
    const key = `${row.roomType} ${row.plan}`
    const cell = cells.get(key) ?? { roomType: row.roomType, plan: row.plan, nights: [] }
    cell.nights.push(row)
    cells.set(key, cell)
  }
  return [...cells.values()]
}

/** Restrictions of dates as ranges, for the claim: neighbouring dates that ask the same are one. */
export function rangesOf(cells: readonly DatedCell[]): ({ roomType: RoomTypeId; plan: RatePlanId; from: PlainDate; to: PlainDate } & NightLimits)[] {
  const ranges: ReturnType<typeof rangesOf> = []
  for (const { roomType, plan, nights } of cells) {
    for (const night of nights) {
      if (!isLimited(night)) continue
      const last = ranges.at(-1)
      const date = fromDayNumber(night.day)
      const { minStay, maxStay, closedToArrival, closedToDeparture, stopSell } = night
      if (last?.roomType === roomType && last.plan === plan && addDays(last.to, 1) === date && same({ ...bare(roomType, plan, 0), ...last, price: null }, { ...bare(roomType, plan, 0), ...night, price: null })) last.to = date
      else ranges.push({ roomType, plan, from: date, to: date, minStay, maxStay, closedToArrival, closedToDeparture, stopSell })
    }
  }
  return ranges
}
