import type { RatePlanId, RoomTypeId, VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import { dayNumber } from '#platform/time'
import { freezePolicy, type FrozenPolicy } from './policy.ts'
import type { Board, Rates, TaxRule } from './rates.ts'

/**
 * The rates of a venue as a small program over integers: what offer, quote, booking and search all run.
 *
 * A night of one room costs
 *   round(list[cell] × season% × weekday% / 10,000)  +  extra guests  +  board
 * where `list` is the price of a type under a plan, for one person or for more, rounded to the minor unit when it is
 * compiled. Extra guests and board are flat amounts that no season touches. Both roundings are commercial: half a unit
 * goes up. Nothing else rounds, so nights add up to the stay exactly.
 */
export interface RateProgram {
  readonly venue: VenueId
  readonly version: number
  readonly currency: Currency
  readonly roomTypes: readonly RoomTypeId[]
  readonly plans: readonly PlanTerms[]
  /** Two entries a cell (type × plan): for more than one person, for one alone. Doubles hold integers up to 2^53. */
  readonly list: Float64Array
  readonly extraGuest: Float64Array
  readonly includedGuests: Int32Array
  readonly weekdayPercent: Int32Array
  /** The percentage that holds from each day (days since 1970, ascending) to the next; the first begins before all time. */
  readonly seasonFrom: Int32Array
  readonly seasonPercent: Int32Array
  readonly taxes: readonly TaxRule[]
}
export interface PlanTerms {
  id: RatePlanId
  name: string
  board: Board
  perPerson: number
  minStay: number
  maxStay: number | null
  advanceDaysMin: number
  policy: FrozenPolicy
}

export function compileRates(venue: VenueId, version: number, rates: Rates): RateProgram {
  const list = new Float64Array(rates.roomTypes.length * rates.plans.length * 2)
  rates.roomTypes.forEach((type, t) => {
    rates.plans.forEach((plan, p) => {
      const cell = (t * rates.plans.length + p) * 2
      list[cell] = commercially(type.price * plan.percent, 100)
      list[cell + 1] = commercially(type.price * plan.percent * type.singlePercent, 10_000)
    })
  })
  return {
    venue, version, currency: rates.currency, list,
    roomTypes: rates.roomTypes.map((type) => type.roomType),
    plans: rates.plans.map((plan) => ({
      id: plan.id, name: plan.name, board: plan.board, perPerson: plan.perPerson ?? 0,
      minStay: plan.minStay, maxStay: plan.maxStay, advanceDaysMin: plan.advanceDaysMin, policy: freezePolicy(plan),
    })),
    extraGuest: Float64Array.from(rates.roomTypes, (type) => type.extraGuest ?? 0),
    includedGuests: Int32Array.from(rates.roomTypes, (type) => type.includedGuests),
    weekdayPercent: Int32Array.from(rates.weekdayPercent),
    ...compileSeasons(rates),
    taxes: rates.taxes,
  }
}

/** Overlapping seasons become a list of days on which the percentage changes. */
function compileSeasons(rates: Rates): { seasonFrom: Int32Array; seasonPercent: Int32Array } {
  const edges = new Set<number>([0])
  for (const season of rates.seasons) edges.add(dayNumber(season.from)).add(dayNumber(season.to) + 1)
  const from = [...edges].sort((a, b) => a - b)
  const percent = from.map((day) => rates.seasons.findLast((season) => dayNumber(season.from) <= day && day <= dayNumber(season.to))?.percent ?? 100)
  return { seasonFrom: Int32Array.from(from), seasonPercent: Int32Array.from(percent) }
}

/** Whole division with half a unit upwards, exact for integers up to 2^53 (a quotient of doubles is not). */
export function commercially(numerator: number, denominator: number): number {
  const shifted = numerator + denominator / 2
  return (shifted - (shifted % denominator)) / denominator
}

/** What season and weekday make of a price, in 1/10,000. */
export function factorOf(program: RateProgram, day: number): number {
  let low = 0
  let high = program.seasonFrom.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (program.seasonFrom[middle]! <= day) low = middle
    else high = middle - 1
  }
  return program.seasonPercent[low]! * program.weekdayPercent[((day + 3) % 7 + 7) % 7]!
}

/** One room, one night, `guests` people in it: minor units. */
export function nightAmount(program: RateProgram, type: number, plan: number, guests: number, day: number): number {
  const list = program.list[(type * program.plans.length + plan) * 2 + (guests === 1 ? 1 : 0)]!
  const extra = Math.max(0, guests - program.includedGuests[type]!) * program.extraGuest[type]!
  return commercially(list * factorOf(program, day), 10_000) + extra + program.plans[plan]!.perPerson * guests
}

/** All rooms of one night. People are spread evenly: 5 in 2 rooms are 3 and 2. A room is never priced for fewer than one. */
export function nightOfRooms(program: RateProgram, type: number, plan: number, guests: number, rooms: number, day: number): number {
  const fewer = Math.floor(guests / rooms)
  const fuller = guests - fewer * rooms
  const one = nightAmount(program, type, plan, Math.max(1, fewer), day) * (rooms - fuller)
  return fuller === 0 ? one : one + nightAmount(program, type, plan, fewer + 1, day) * fuller
}

export function taxAmount(tax: TaxRule, guests: number, nights: number): { quantity: number; amount: number } {
  const quantity = guests * Math.min(nights, tax.maxNights ?? nights)
  return { quantity, amount: quantity * tax.amount }
}

/** The whole stay, taxes included, without making anything: what search runs over thousands of venues. */
export function stayTotal(program: RateProgram, type: number, plan: number, arrivalDay: number, nights: number, guests: number, rooms: number): number {
  let total = 0
  for (let day = arrivalDay; day < arrivalDay + nights; day += 1) total += nightOfRooms(program, type, plan, guests, rooms, day)
  for (const tax of program.taxes) total += taxAmount(tax, guests, nights).amount
  return total
}

export const typeIndex = (program: RateProgram, roomType: RoomTypeId): number => program.roomTypes.indexOf(roomType)
export const planIndex = (program: RateProgram, plan: RatePlanId): number => program.plans.findIndex(({ id }) => id === plan)

/** The largest number of people in one of the rooms. */
export const fullestRoom = (guests: number, rooms: number): number => Math.ceil(guests / rooms)

