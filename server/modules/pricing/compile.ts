import type { RatePlanId, RoomTypeId, VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import { dayNumber, weekdayOf } from '#platform/time'
import { freezePolicy, type FrozenPolicy } from './policy.ts'
import { portion } from './portion.ts'
import { lineage, type Board, type ChildBand, type Discount, type PlanRate, type Rates, type Visibility } from './rates.ts'
import { compileParts, type CompiledParts } from './scratch.ts'
import { compileTaxes, type CompiledTax } from './taxes.ts'

/**
 * The rates of a venue as a small program over integers: what offer, quote, booking and search all run (`run-stay.ts`).
 *
 * A night of one room costs
 *   round(list[cell, guests] × season% × weekday% ÷ 10,000)  +  guests in extra beds  +  board
 * where `list` is the price of a type under a plan by the number of guests, rounded to the minor unit when it is
 * compiled. A price set for one date replaces the first summand; a plan that derives from another takes the other's.
 * Extra beds, children and board are flat amounts that no season touches. All roundings are commercial: half a unit
 * goes up.
 */
export interface RateProgram {
  readonly venue: VenueId
  readonly version: number
  readonly currency: Currency
  readonly roomTypes: readonly RoomTypeId[]
  readonly plans: readonly PlanTerms[]
  /** `stride` entries a cell (type × plan): for one guest, two, … up to those that are included. Doubles hold integers up to 2^53. */
  readonly list: Float64Array
  readonly stride: number
  readonly extraGuest: Float64Array
  readonly includedGuests: Int32Array
  readonly weekdayPercent: Int32Array
  /** The percentage that holds from each day (days since 1970, ascending) to the next; the first begins before all time. */
  readonly seasonFrom: Int32Array
  readonly seasonPercent: Int32Array
  /** Prices set for single dates, a row a cell: NaN where there is none. */
  readonly dated: readonly (DatedPrices | null)[]
  /** Restrictions of single dates, by cell and day. */
  readonly limits: readonly (ReadonlyMap<number, NightLimits> | null)[]
  readonly taxes: readonly CompiledTax[]
  readonly childBands: readonly ChildBand[]
  readonly discounts: readonly (Discount & { plansMask: number })[]
  readonly extras: readonly CompiledExtra[]
}
export interface DatedPrices { firstDay: number; prices: Float64Array }
/** What a date of a type under a plan asks of a stay; a date without any is not kept. */
export interface NightLimits { minStay: number | null; maxStay: number | null; closedToArrival: boolean; closedToDeparture: boolean; stopSell: boolean }
/** A cell's own dates, as the rate calendar keeps them. */
export interface DatedCell { roomType: RoomTypeId; plan: RatePlanId; nights: ({ day: number; price: number | null } & NightLimits)[] }
export interface CompiledExtra {
  readonly id: string; readonly name: string; readonly per: 'stay' | 'night' | 'person' | 'person_night'; readonly price: number; readonly mandatory: boolean; readonly maxQuantity: number
  readonly parts: CompiledParts
}
export interface PlanTerms {
  id: RatePlanId
  name: string
  board: Board
  /** Of the plan and of those it derives from together. */
  perPerson: number
  /** The plan that it derives from, by its place; -1: none. */
  parent: number
  percent: number
  perNight: number
  minStay: number
  maxStay: number | null
  advanceDaysMin: number
  visibility: Visibility
  code: string | null
  depositKind: 'percent' | 'first_night'
  /** Places of the extras that come with it. */
  extras: readonly number[]
  policy: FrozenPolicy
}

export function compileRates(venue: VenueId, version: number, rates: Rates, cells: readonly DatedCell[] = []): RateProgram {
  const stride = Math.max(2, ...rates.roomTypes.map((type) => type.includedGuests))
  const extras = rates.extras ?? []
  return {
    venue, version, currency: rates.currency, stride, list: compileList(rates, stride),
    roomTypes: rates.roomTypes.map((type) => type.roomType),
    plans: rates.plans.map((plan) => ({
      id: plan.id, name: plan.name, board: plan.board, perPerson: boardOf(rates, plan), minStay: plan.minStay, maxStay: plan.maxStay, advanceDaysMin: plan.advanceDaysMin,
      parent: plan.parent == null ? -1 : rates.plans.findIndex(({ id }) => id === plan.parent), percent: plan.percent, perNight: plan.perNight ?? 0,
      visibility: plan.visibility ?? 'public', code: plan.code ?? null, depositKind: plan.depositKind ?? 'percent',
      extras: (plan.extras ?? []).map((one) => extras.findIndex(({ id }) => id === one)), policy: freezePolicy(plan),
    })),
    extraGuest: Float64Array.from(rates.roomTypes, (type) => type.extraGuest ?? 0),
    includedGuests: Int32Array.from(rates.roomTypes, (type) => type.includedGuests),
    weekdayPercent: Int32Array.from(rates.weekdayPercent),
    ...compileSeasons(rates), ...compileDates(rates, cells),
    taxes: compileTaxes(rates.taxes), childBands: rates.childBands ?? [],
    discounts: (rates.discounts ?? []).map((discount) => ({ ...discount, plansMask: rates.plans.reduce((mask, plan, p) => (discount.plans === null || discount.plans.includes(plan.id) ? mask | (1 << p) : mask), 0) })),
    extras: extras.map((extra) => ({ ...extra, parts: compileParts(extra.parts) })),
  }
}

function compileList(rates: Rates, stride: number): Float64Array {
  const list = new Float64Array(rates.roomTypes.length * rates.plans.length * stride)
  rates.roomTypes.forEach((type, t) => {
    rates.plans.forEach((plan, p) => {
      const cell = (t * rates.plans.length + p) * stride
      for (let guests = 1; guests <= stride; guests += 1) {
        const own = type.byGuests?.[Math.min(guests, type.byGuests.length) - 1]
        list[cell + guests - 1] = own !== undefined ? portion(own, plan.percent, 100) : guests === 1 ? portion(type.price, plan.percent * type.singlePercent, 10_000) : portion(type.price, plan.percent, 100)
      }
    })
  })
  return list
}

/** The board of a plan is its own and that of the plans it derives from. */
const boardOf = (rates: Rates, plan: PlanRate): number => lineage(rates.plans, plan).reduce((sum, one) => sum + (one.perPerson ?? 0), 0)

/** Overlapping seasons become a list of days on which the percentage changes. */
function compileSeasons(rates: Rates): { seasonFrom: Int32Array; seasonPercent: Int32Array } {
  const edges = new Set<number>([0])
  for (const season of rates.seasons) edges.add(dayNumber(season.from)).add(dayNumber(season.to) + 1)
  const from = [...edges].sort((a, b) => a - b)
  const percent = from.map((day) => rates.seasons.findLast((season) => dayNumber(season.from) <= day && day <= dayNumber(season.to))?.percent ?? 100)
  return { seasonFrom: Int32Array.from(from), seasonPercent: Int32Array.from(percent) }
}

function compileDates(rates: Rates, cells: readonly DatedCell[]): { dated: (DatedPrices | null)[]; limits: (Map<number, NightLimits> | null)[] } {
  const size = rates.roomTypes.length * rates.plans.length
  const dated = Array<DatedPrices | null>(size).fill(null)
  const limits = Array<Map<number, NightLimits> | null>(size).fill(null)
  for (const { roomType, plan, nights } of cells) {
    const t = rates.roomTypes.findIndex((type) => type.roomType === roomType)
    const p = rates.plans.findIndex(({ id }) => id === plan)
    if (t < 0 || p < 0) continue
    const priced = nights.filter(({ price }) => price !== null)
    if (priced.length > 0) {
      const firstDay = Math.min(...priced.map(({ day }) => day))
      const prices = new Float64Array(Math.max(...priced.map(({ day }) => day)) - firstDay + 1).fill(NaN)
      for (const night of priced) prices[night.day - firstDay] = night.price!
      dated[t * rates.plans.length + p] = { firstDay, prices }
    }
    const limited = nights.filter(isLimited)
    if (limited.length > 0) limits[t * rates.plans.length + p] = new Map(limited.map((night) => [night.day, night]))
  }
  return { dated, limits }
}

/** Whether a date asks anything of a stay. */
export const isLimited = (night: NightLimits): boolean => night.stopSell || night.closedToArrival || night.closedToDeparture || night.minStay !== null || night.maxStay !== null

/** Which of the season's percentages holds on a day. */
export function seasonAt(program: RateProgram, day: number): number {
  let low = 0
  let high = program.seasonFrom.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (program.seasonFrom[middle]! <= day) low = middle
    else high = middle - 1
  }
  return low
}

/** What season and weekday make of a price, in 1/10,000. */
export function factorOf(program: RateProgram, day: number, season = seasonAt(program, day)): number {
  return program.seasonPercent[season]! * program.weekdayPercent[weekdayOf(day) - 1]!
}

/** The room's own price of one night, for the guests of a place in the list: set for the date, derived, or from list, season and weekday. */
export function listNight(program: RateProgram, type: number, plan: number, place: number, day: number, factor: number): number {
  const cell = type * program.plans.length + plan
  const dated = program.dated[cell]!
  if (dated !== null) {
    const set = dated.prices[day - dated.firstDay]
    if (set !== undefined && set === set) {
      const last = program.list[cell * program.stride + placeOf(program, type, 1_000)]!
      const here = program.list[cell * program.stride + place]!
      return here === last ? set : portion(set, here, last)
    }
  }
  const terms = program.plans[plan]!
  if (terms.parent >= 0) return Math.max(0, portion(listNight(program, type, terms.parent, place, day, factor), terms.percent, 100) + terms.perNight)
  return portion(program.list[cell * program.stride + place]!, factor, 10_000)
}

/** Where the list has the price for so many guests: those that are included are the last place that is used. */
export const placeOf = (program: RateProgram, type: number, guests: number): number => Math.min(guests, Math.max(2, program.includedGuests[type]!)) - 1

export const typeIndex = (program: RateProgram, roomType: RoomTypeId): number => program.roomTypes.indexOf(roomType)
export const planIndex = (program: RateProgram, plan: RatePlanId): number => program.plans.findIndex(({ id }) => id === plan)

/** The largest number of people in one of the rooms. */
export const fullestRoom = (guests: number, rooms: number): number => Math.ceil(guests / rooms)
