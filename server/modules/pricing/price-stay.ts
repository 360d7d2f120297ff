import type { Reason } from '@holdfast/contract/kit'
import { assert } from '#platform/assert'
import type { RatePlanId, RoomTypeId } from '#platform/id'
import { money, type Money } from '#platform/money'
import { dayNumber, fromDayNumber, nightCount, type PlainDate } from '#platform/time'
import { factorOf, listNight, planIndex, typeIndex, type NightLimits, type PlanTerms, type RateProgram } from './compile.ts'
import { boardOfNight, partyOf } from './party.ts'
import { portion } from './portion.ts'
import { linesMade, type Price } from './price.ts'
import type { Board } from './rates.ts'
import { promoRef, runStay, type PromoTerms, type StayOptions } from './run-stay.ts'
import { Kind, lines } from './scratch.ts'

export interface StayToPrice {
  roomType: RoomTypeId; plan: RatePlanId; arrival: PlainDate; departure: PlainDate
  /** All people, children too. */
  guests: number
  rooms: number
  /** Ages of the children among them. */
  children?: readonly number[] | undefined
  /** The venue's date when it is asked: early-bird and last-minute discounts look at it. */
  bookedOn?: PlainDate | undefined
  promo?: PromoTerms | null | undefined
  /** Extras that the guest chose. */
  extras?: readonly { extra: string; quantity: number }[] | undefined
  /** Reasons that free from taxes: `business`. */
  exempt?: readonly string[] | undefined
  /** What a group agreed on for one room in each night, board of the plan within, in minor units: instead of the plan's rate. Taxes on top stay as they are. */
  agreed?: readonly number[] | undefined
}

const boardNames: Record<Board, string> = { room_only: 'Room only', breakfast: 'Breakfast', half_board: 'Half board', full_board: 'Full board' }

/** The price of a stay: a line a night, its board, discounts and extras, and each tax of each night. Which rooms are free is not asked here. */
export function priceStay(program: RateProgram, stay: StayToPrice): Price {
  const type = typeIndex(program, stay.roomType)
  const planAt = planIndex(program, stay.plan)
  assert(type >= 0 && planAt >= 0, 'a stay is priced only for a type and a plan that have rates')
  const plan = program.plans[planAt]!
  const arrivalDay = dayNumber(stay.arrival)
  const party = partyOf(program, type, stay.guests, stay.rooms, stay.children)
  const total = runStay(program, type, planAt, arrivalDay, dayNumber(stay.departure) - arrivalDay, party, optionsOf(program, stay, arrivalDay))
  assert(Number.isSafeInteger(total), 'a total is a whole number of minor units')
  const { currency } = program
  const dueNow = plan.depositKind === 'first_night' ? firstNight(arrivalDay) : portion(total, plan.policy.depositPercent, 100)
  const made = linesMade(currency, program.taxes, stay.exempt, (kind, ref) => labelOf(program, plan, stay, kind, ref))
  return { total: { amount: total, currency }, dueNow: { amount: dueNow, currency }, dueLater: { amount: total - dueNow, currency }, lines: made, policy: plan.policy }
}

function labelOf(program: RateProgram, plan: PlanTerms, stay: StayToPrice, kind: number, ref: number): string {
  if (kind === Kind.night) return plan.name
  if (kind === Kind.board) return boardNames[plan.board]
  if (kind === Kind.discount) return ref === promoRef ? stay.promo!.name : program.discounts[ref]!.name
  return program.extras[ref]!.name
}

function firstNight(arrivalDay: number): number {
  let sum = 0
  for (let i = 0; i < lines.count; i += 1) if (lines.day[i] === arrivalDay && lines.kind[i] !== Kind.includedTax) sum += lines.amount[i]!
  return sum
}

function optionsOf(program: RateProgram, stay: Omit<StayToPrice, 'plan' | 'roomType'>, arrivalDay: number): StayOptions {
  return {
    ahead: stay.bookedOn === undefined ? null : arrivalDay - dayNumber(stay.bookedOn), promo: stay.promo ?? null,
    ...(stay.extras === undefined || stay.extras.length === 0 ? {} : { extras: stay.extras.map(({ extra, quantity }) => ({ at: program.extras.findIndex(({ id }) => id === extra), quantity })) }),
    ...(stay.exempt === undefined || stay.exempt.length === 0 ? {} : { exempt: stay.exempt }),
    ...(stay.agreed === undefined ? {} : { agreed: stay.agreed }),
  }
}

/** The whole stay, taxes included, without making anything: what search runs over thousands of venues. */
export function stayTotal(program: RateProgram, type: number, plan: number, stay: Omit<StayToPrice, 'plan' | 'roomType'>): number {
  const arrivalDay = dayNumber(stay.arrival)
  return runStay(program, type, plan, arrivalDay, dayNumber(stay.departure) - arrivalDay, partyOf(program, type, stay.guests, stay.rooms, stay.children), optionsOf(program, stay, arrivalDay))
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

/** Who asks: members have an account, `codes` are corporate codes that were named. */
export interface Asking { member?: boolean | undefined; codes?: readonly string[] | undefined; entitled?: boolean | undefined }

/** Whether a plan is offered to who asks. */
export function offeredTo(plan: PlanTerms, asking: Asking = {}): boolean {
  if (plan.visibility === 'public' || asking.entitled === true) return true
  if (plan.visibility === 'members') return asking.member === true
  return plan.code !== null && (asking.codes ?? []).some((code) => code.toLowerCase() === plan.code!.toLowerCase())
}

/** Why a plan is not sold for these dates; empty when it is. `today` is the venue's date. With a type, what is set for single dates is asked too. */
export function refusedByPlan(plan: PlanTerms, stay: { arrival: PlainDate; departure: PlainDate }, today: PlainDate, limits?: ReadonlyMap<number, NightLimits> | null): Reason[] {
  const nights = nightCount(stay)
  const reasons: Reason[] = []
  if (nights < plan.minStay) reasons.push({ code: 'min_stay', detail: `${plan.name} is for at least ${plan.minStay} nights`, limit: plan.minStay })
  if (plan.maxStay !== null && nights > plan.maxStay) reasons.push({ code: 'max_stay', detail: `${plan.name} is for at most ${plan.maxStay} nights`, limit: plan.maxStay })
  if (dayNumber(stay.arrival) - dayNumber(today) < plan.advanceDaysMin) reasons.push({ code: 'advance_purchase', detail: `${plan.name} is to be booked at least ${plan.advanceDaysMin} days ahead`, limit: plan.advanceDaysMin })
  return limits == null ? reasons : [...reasons, ...refusedByDates(plan, stay, limits)]
}

function refusedByDates(plan: PlanTerms, stay: { arrival: PlainDate; departure: PlainDate }, limits: ReadonlyMap<number, NightLimits>): Reason[] {
  const first = dayNumber(stay.arrival)
  const last = dayNumber(stay.departure)
  const reasons: Reason[] = []
  const stopped = Array.from({ length: last - first }, (_, i) => first + i).filter((day) => limits.get(day)?.stopSell === true).map(fromDayNumber)
  if (stopped.length > 0) reasons.push({ code: 'stop_sell', detail: `${plan.name} is not sold on some of these nights`, nights: stopped })
  const arriving = limits.get(first)
  if (arriving?.closedToArrival === true) reasons.push({ code: 'closed_to_arrival', detail: `No arrival on ${stay.arrival} under ${plan.name}`, nights: [stay.arrival] })
  if (limits.get(last)?.closedToDeparture === true) reasons.push({ code: 'closed_to_departure', detail: `No departure on ${stay.departure} under ${plan.name}`, nights: [stay.departure] })
  if (arriving?.minStay != null && last - first < arriving.minStay) reasons.push({ code: 'min_stay', detail: `${plan.name} is for at least ${arriving.minStay} nights from ${stay.arrival}`, limit: arriving.minStay })
  if (arriving?.maxStay != null && last - first > arriving.maxStay) reasons.push({ code: 'max_stay', detail: `${plan.name} is for at most ${arriving.maxStay} nights from ${stay.arrival}`, limit: arriving.maxStay })
  return reasons
}

/** What single dates ask of a type under a plan. */
export const limitsOf = (program: RateProgram, type: number, plan: number): ReadonlyMap<number, NightLimits> | null => (type < 0 || plan < 0 ? null : program.limits[type * program.plans.length + plan]!)

/** Why a type is not sold under a plan to who asks for these dates: its own limits, those of single dates, and whom it is for. */
export function refusalsOf(program: RateProgram, roomType: RoomTypeId, plan: RatePlanId, stay: { arrival: PlainDate; departure: PlainDate }, today: PlainDate, asking?: Asking): Reason[] {
  const at = planIndex(program, plan)
  const terms = program.plans[at]
  if (terms === undefined) return [{ code: 'closed', detail: 'This rate is no longer sold' }]
  const reasons = refusedByPlan(terms, stay, today, limitsOf(program, typeIndex(program, roomType), at))
  return offeredTo(terms, asking) ? reasons : [...reasons, { code: 'closed', detail: terms.visibility === 'members' ? `${terms.name} is for guests with an account` : `${terms.name} is sold with its code` }]
}

/** The plan of the lowest total for a type, among those sold for these dates to who asks; undefined when there is none. Ties go to the first. */
export function cheapestPlan(program: RateProgram, stay: Omit<StayToPrice, 'plan'>, today: PlainDate, asking?: Asking): { plan: PlanTerms; total: number } | undefined {
  const type = typeIndex(program, stay.roomType)
  if (type < 0) return undefined
  const arrivalDay = dayNumber(stay.arrival)
  const nights = dayNumber(stay.departure) - arrivalDay
  const ahead = arrivalDay - dayNumber(today)
  const party = partyOf(program, type, stay.guests, stay.rooms, stay.children)
  const options = { ...optionsOf(program, stay, arrivalDay), ahead }
  let best: { plan: PlanTerms; total: number } | undefined
  for (let p = 0; p < program.plans.length; p += 1) {
    const plan = program.plans[p]!
    if (nights < plan.minStay || (plan.maxStay !== null && nights > plan.maxStay) || ahead < plan.advanceDaysMin || !offeredTo(plan, asking)) continue
    const limits = limitsOf(program, type, p)
    if (limits !== null && refusedByDates(plan, stay, limits).length > 0) continue
    const total = runStay(program, type, p, arrivalDay, nights, party, options)
    if (best === undefined || total < best.total) best = { plan, total }
  }
  return best
}

/** All rooms of one night with its board, before discounts and taxes. People are spread evenly: 5 in 2 rooms are 3 and 2. */
export function nightOfRooms(program: RateProgram, type: number, plan: number, guests: number, rooms: number, day: number): number {
  const party = partyOf(program, type, guests, rooms)
  const factor = factorOf(program, day)
  let amount = boardOfNight(program.plans[plan]!.perPerson, party)
  for (const group of party.groups) amount += group.rooms * (listNight(program, type, plan, group.place, day, factor) + group.flat)
  return amount
}

/** The lowest price of one night in the next so many days under a plan that everybody may book, to say «from». */
export function lowestNight(program: RateProgram, roomType: RoomTypeId, guests: number, from: PlainDate, days: number): Money | null {
  const type = typeIndex(program, roomType)
  if (type < 0) return null
  let lowest = Infinity
  const first = dayNumber(from)
  for (let p = 0; p < program.plans.length; p += 1) {
    if (program.plans[p]!.visibility !== 'public') continue
    for (let day = first; day < first + days; day += 1) lowest = Math.min(lowest, nightOfRooms(program, type, p, guests, 1, day))
  }
  return Number.isFinite(lowest) ? money(lowest, program.currency) : null
}
