import type { Reason } from '@holdfast/contract/kit'
import { assert } from '#platform/assert'
import type { RatePlanId, RoomTypeId } from '#platform/id'
import { money, share, type Money } from '#platform/money'
import { dayNumber, fromDayNumber, nightCount, type PlainDate } from '#platform/time'
import { nightOfRooms, planIndex, stayTotal, typeIndex, type PlanTerms, type RateProgram } from './compile.ts'
import type { FrozenPolicy } from './policy.ts'
import type { Board } from './rates.ts'

export interface StayToPrice {
  roomType: RoomTypeId; plan: RatePlanId; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number
  /** What a group agreed on for one room in each night, board of the plan within, in minor units: instead of the plan's rate. Taxes on top stay as they are. */
  agreed?: readonly number[] | undefined
}

/** What a line is revenue of; taxes are of none. */
export const categories = ['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'] as const
export type Category = (typeof categories)[number]

export interface LineTax {
  code: string
  name: string
  kind: 'vat' | 'city' | 'service' | 'other'
  /** In hundredths of a percent; null for an amount a person, night or stay. */
  rateBp: number | null
  /** What it was reckoned on: of an included tax the price that it lies in. */
  base: Money
  exemptReason?: string
}

export interface PriceLine {
  kind: 'night' | 'board' | 'extra' | 'cover' | 'fee' | 'tax' | 'discount'
  label: string
  /** The night on which it is posted to the folio (what is per stay: the first); of a sitting its business date. */
  date: PlainDate
  /** Rooms of a night, people of a board, covers of a sitting, person-nights of a tax. `amount` is for all of them. */
  quantity: number
  amount: Money
  /** True: only told, it lies within the other lines. The lines that are not included add up to the total. */
  included: boolean
  /** Null for taxes. */
  category: Category | null
  tax: LineTax | null
  /** Of a tax or a discount: the index of the line that it is on or lies in; null: of the whole day. */
  within: number | null
}
/** A price with its breakdown and the policy that goes with it. Plain data: it is frozen into quotes and bookings as it is. */
export interface Price { total: Money; dueNow: Money; dueLater: Money; lines: PriceLine[]; policy: FrozenPolicy }

const boardNames: Record<Board, string> = { room_only: 'Room only', breakfast: 'Breakfast', half_board: 'Half board', full_board: 'Full board' }

/** The price of a stay: a line a night, its board, and each tax of each night. Which rooms are free is not asked here. */
export function priceStay(program: RateProgram, stay: StayToPrice): Price {
  const type = typeIndex(program, stay.roomType)
  const planAt = planIndex(program, stay.plan)
  assert(type >= 0 && planAt >= 0, 'a stay is priced only for a type and a plan that have rates')
  const plan = program.plans[planAt]!
  const nights = nightCount(stay)
  const arrivalDay = dayNumber(stay.arrival)
  const lines: PriceLine[] = []
  for (let i = 0; i < nights; i += 1) {
    const date = fromDayNumber(arrivalDay + i)
    const board = stay.agreed === undefined ? plan.perPerson * stay.guests : 0
    const room = stay.agreed === undefined ? nightOfRooms(program, type, planAt, stay.guests, stay.rooms, arrivalDay + i) - board : stay.agreed[i]! * stay.rooms
    lines.push({ kind: 'night', label: plan.name, date, quantity: stay.rooms, amount: money(room, program.currency), included: false, category: 'room', tax: null, within: null })
    if (board > 0) lines.push({ kind: 'board', label: boardNames[plan.board], date, quantity: stay.guests, amount: money(board, program.currency), included: false, category: 'board', tax: null, within: null })
    for (const tax of program.taxes) {
      if (tax.amount === 0 || (tax.maxNights !== null && i >= tax.maxNights)) continue
      const amount = money(tax.amount * stay.guests, program.currency)
      lines.push({ kind: 'tax', label: tax.name, date, quantity: stay.guests, amount, included: false, category: null, within: null, tax: { code: 'city', name: tax.name, kind: 'city', rateBp: null, base: money(0, program.currency) } })
    }
  }
  const total = money(stay.agreed === undefined ? stayTotal(program, type, planAt, arrivalDay, nights, stay.guests, stay.rooms) : lines.reduce((sum, line) => (line.included ? sum : sum + line.amount.amount), 0), program.currency)
  const dueNow = share(total, plan.policy.depositPercent * 100)
  return { total, dueNow, dueLater: money(total.amount - dueNow.amount, program.currency), lines, policy: plan.policy }
}

/** Nights with what the room and its board cost in each, discounts off, for an offer. */
export function perNight(price: Price): { night: PlainDate; amount: Money }[] {
  const nights = new Map<PlainDate, number>()
  for (const line of price.lines) {
    if (line.included || (line.kind !== 'night' && line.kind !== 'board' && line.kind !== 'discount')) continue
    nights.set(line.date, (nights.get(line.date) ?? 0) + line.amount.amount)
  }
  return [...nights].map(([night, amount]) => ({ night, amount: money(amount, price.total.currency) }))
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
