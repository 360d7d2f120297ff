import { fail } from '#platform/assert'
import type { RatePlanId, RoomTypeId } from '#platform/id'
import type { Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'

/** What a venue set up, in minor units of its one currency. The calculator never reads this: it runs the compiled program. */
export interface Rates {
  currency: Currency
  roomTypes: RoomTypeRate[]
  /** Monday first; 100 leaves the price as it is. */
  weekdayPercent: number[]
  /** Where seasons overlap, the one that stands later in the list wins: a festival within the summer. */
  seasons: Season[]
  plans: PlanRate[]
  taxes: TaxRule[]
}
export interface RoomTypeRate {
  roomType: RoomTypeId
  /** A night for `includedGuests` people. */
  price: number
  /** What one person alone pays of it. */
  singlePercent: number
  /** A night for each guest beyond `includedGuests`; null: nothing more is asked. */
  extraGuest: number | null
  includedGuests: number
}
/** From the night of `from` to the night of `to`, both included. */
export interface Season { name: string; from: PlainDate; to: PlainDate; percent: number }
export type Board = 'room_only' | 'breakfast' | 'half_board' | 'full_board'
export interface LadderStep {
  /** The step holds until so many hours before arrival; null: up to and after arrival, no-show included. */
  untilHours: number | null
  chargePercent: number
}
/**
 * `charge`: paid now. `authorize`: nothing is paid now; the card is kept, the amount is held on it near the visit, and
 * it is taken only for a late cancellation, a no-show, or with the bill. Afterwards it counts towards the bill
 * (`credit`) or goes back (`refund`).
 */
export interface DepositTerms { take: 'charge' | 'authorize'; after: 'credit' | 'refund' }
export interface PlanRate {
  id: RatePlanId
  name: string
  board: Board
  percent: number
  /** A night for each person, for the board. */
  perPerson: number | null
  cancellation: LadderStep[]
  depositPercent: number
  /** How the deposit is taken; left out, it is charged now and credited. */
  deposit?: DepositTerms | undefined
  minStay: number
  maxStay: number | null
  advanceDaysMin: number
}
/** Taxes are data. One kind so far; others join the union and `priceStay` gets a branch for each. */
export interface TaxRule { kind: 'per_person_night'; name: string; amount: number; maxNights: number | null }

export interface RateError { pointer: string; detail: string }

/** The largest night that any multiplier may lead to, so that a stay of two years in nine rooms still is a safe integer. */
const largestNight = 500_000_000_000

/** What is wrong with rates, by pointer into the request of `putRates`. */
export function errorsOf(rates: Rates): RateError[] {
  const errors: RateError[] = []
  const positive = (amount: number | null, pointer: string, least: number) => {
    if (amount === null) return
    if (amount < least) errors.push({ pointer, detail: least > 0 ? 'must be more than nothing' : 'must not be negative' })
    else if (least === 0 && amount > largestNight / 100) errors.push({ pointer, detail: 'is too large' })
  }
  const factor = Math.max(10_000, Math.max(...rates.weekdayPercent) * Math.max(100, ...rates.seasons.map((season) => season.percent)))
  const dearest = Math.max(...rates.plans.map((plan) => plan.percent))
  const seen = new Set<string>()
  rates.roomTypes.forEach((type, i) => {
    if (seen.has(type.roomType)) errors.push({ pointer: `/room_types/${i}/room_type`, detail: 'has a price already' })
    seen.add(type.roomType)
    positive(type.price, `/room_types/${i}/price`, 1)
    positive(type.extraGuest, `/room_types/${i}/extra_guest`, 0)
    if (type.price * (dearest / 100) * (factor / 10_000) > largestNight) errors.push({ pointer: `/room_types/${i}/price`, detail: 'is too large with these seasons and plans' })
  })
  rates.seasons.forEach((season, i) => {
    if (season.to < season.from) errors.push({ pointer: `/seasons/${i}/to`, detail: 'must not be before from' })
  })
  const names = new Set<string>()
  rates.plans.forEach((plan, i) => {
    if (names.has(plan.name.toLowerCase())) errors.push({ pointer: `/plans/${i}/name`, detail: 'is the name of another plan' })
    names.add(plan.name.toLowerCase())
    positive(plan.perPerson, `/plans/${i}/per_person`, 0)
    if (plan.maxStay !== null && plan.maxStay < plan.minStay) errors.push({ pointer: `/plans/${i}/max_stay`, detail: 'must not be less than min_stay' })
    errors.push(...ladderErrors(plan.cancellation, `/plans/${i}/cancellation`))
  })
  rates.taxes.forEach((tax) => { positive(tax.amount, '/city_tax/per_person_night', 0) })
  return errors
}

function ladderErrors(ladder: readonly LadderStep[], pointer: string): RateError[] {
  const errors: RateError[] = []
  ladder.forEach((step, i) => {
    const last = i === ladder.length - 1
    if (step.untilHours === null && !last) errors.push({ pointer: `${pointer}/${i}/until_hours`, detail: 'only the last line may have none' })
    const next = ladder[i + 1]
    if (next === undefined) return
    if (next.untilHours !== null && step.untilHours !== null && next.untilHours >= step.untilHours) errors.push({ pointer: `${pointer}/${i + 1}/until_hours`, detail: 'must be nearer to the arrival than the line before' })
    if (next.chargePercent < step.chargePercent) errors.push({ pointer: `${pointer}/${i + 1}/charge_percent`, detail: 'must not be less than the line before' })
  })
  return errors
}

/** A ladder always ends with a line for the time after all others: without one, the whole is charged. */
export function wholeLadder(ladder: readonly LadderStep[]): LadderStep[] {
  const last = ladder.at(-1) ?? fail('a ladder has at least one line')
  return last.untilHours === null ? [...ladder] : [...ladder, { untilHours: null, chargePercent: 100 }]
}
