import type { Reason } from '@holdfast/contract/kit'
import { assert } from '#platform/assert'
import type { RatePlanId, RoomTypeId } from '#platform/id'
import { money, share, type Money } from '#platform/money'
import { dayNumber, fromDayNumber, nightCount, type PlainDate } from '#platform/time'
import { nightOfRooms, planIndex, stayTotal, taxAmount, typeIndex, type PlanTerms, type RateProgram } from './compile.ts'
import type { FrozenPolicy } from './policy.ts'

export interface StayToPrice { roomType: RoomTypeId; plan: RatePlanId; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number }

export interface PriceLine {
  kind: 'night' | 'cover' | 'tax' | 'fee' | 'discount'
  label: string
  date: PlainDate | null
  /** Rooms of a night, covers of a sitting, person-nights of a tax. `amount` is for all of them. */
  quantity: number
  amount: Money
  /** True: only told, it lies within the other lines. The lines that are not included add up to the total. */
  included: boolean
}
/** A price with its breakdown and the policy that goes with it. Plain data: it is frozen into quotes and bookings as it is. */
export interface Price { total: Money; dueNow: Money; dueLater: Money; lines: PriceLine[]; policy: FrozenPolicy }

/** The price of a stay: a line a night, a line a tax. Which rooms are free is not asked here. */
export function priceStay(program: RateProgram, stay: StayToPrice): Price {
  const type = typeIndex(program, stay.roomType)
  const planAt = planIndex(program, stay.plan)
  assert(type >= 0 && planAt >= 0, 'a stay is priced only for a type and a plan that have rates')
  const plan = program.plans[planAt]!
  const nights = nightCount(stay)
  const arrivalDay = dayNumber(stay.arrival)
  const lines: PriceLine[] = Array.from({ length: nights }, (_, i) => ({
    kind: 'night', label: plan.name, date: fromDayNumber(arrivalDay + i), quantity: stay.rooms, included: false,
    amount: money(nightOfRooms(program, type, planAt, stay.guests, stay.rooms, arrivalDay + i), program.currency),
  }))
  for (const tax of program.taxes) {
    const { quantity, amount } = taxAmount(tax, stay.guests, nights)
    if (amount > 0) lines.push({ kind: 'tax', label: tax.name, date: null, quantity, amount: money(amount, program.currency), included: false })
  }
  const total = money(stayTotal(program, type, planAt, arrivalDay, nights, stay.guests, stay.rooms), program.currency)
  const dueNow = share(total, plan.policy.depositPercent * 100)
  return { total, dueNow, dueLater: money(total.amount - dueNow.amount, program.currency), lines, policy: plan.policy }
}

/** Nights with their amounts, for an offer. */
export function perNight(price: Price): { night: PlainDate; amount: Money }[] {
  return price.lines.filter((line) => line.kind === 'night').map((line) => ({ night: line.date!, amount: line.amount }))
}

/** Why a plan is not sold for these dates; empty when it is. `today` is the venue's date. */
export function refusedByPlan(plan: PlanTerms, stay: { arrival: PlainDate; departure: PlainDate }, today: PlainDate): Reason[] {
  const nights = nightCount(stay)
  const reasons: Reason[] = []
  if (nights < plan.minStay) reasons.push({ code: 'min_stay', detail: `${plan.name} is for at least ${plan.minStay} nights`, limit: plan.minStay })
  if (plan.maxStay !== null && nights > plan.maxStay) reasons.push({ code: 'max_stay', detail: `${plan.name} is for at most ${plan.maxStay} nights`, limit: plan.maxStay })
  if (dayNumber(stay.arrival) - dayNumber(today) < plan.advanceDaysMin) reasons.push({ code: 'advance_purchase', detail: `${plan.name} is to be booked at least ${plan.advanceDaysMin} days ahead`, limit: plan.advanceDaysMin })
  return reasons
}

/** The plan of the lowest total for a type, among those sold for these dates; undefined when there is none. Ties go to the first. */
export function cheapestPlan(program: RateProgram, stay: Omit<StayToPrice, 'plan'>, today: PlainDate): { plan: PlanTerms; total: number } | undefined {
  const type = typeIndex(program, stay.roomType)
  if (type < 0) return undefined
  const nights = nightCount(stay)
  const arrivalDay = dayNumber(stay.arrival)
  const ahead = arrivalDay - dayNumber(today)
  let best: { plan: PlanTerms; total: number } | undefined
  for (let p = 0; p < program.plans.length; p += 1) {
    const plan = program.plans[p]!
    if (nights < plan.minStay || (plan.maxStay !== null && nights > plan.maxStay) || ahead < plan.advanceDaysMin) continue
    const total = stayTotal(program, type, p, arrivalDay, nights, stay.guests, stay.rooms)
    if (best === undefined || total < best.total) best = { plan, total }
  }
  return best
}

/** The lowest price of one night in the next so many days, to say «from». */
export function lowestNight(program: RateProgram, roomType: RoomTypeId, guests: number, from: PlainDate, days: number): Money | null {
  const type = typeIndex(program, roomType)
  if (type < 0) return null
  let lowest = Infinity
  const first = dayNumber(from)
  for (let p = 0; p < program.plans.length; p += 1) {
    for (let day = first; day < first + days; day += 1) lowest = Math.min(lowest, nightOfRooms(program, type, p, guests, 1, day))
  }
  return Number.isFinite(lowest) ? money(lowest, program.currency) : null
}
