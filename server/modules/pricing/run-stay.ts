import { factorOf, listNight, seasonAt, type RateProgram } from './compile.ts'
import { boardOfNight, type Party } from './party.ts'
import { portion } from './portion.ts'
import { addTaxes, beginTaxes } from './run-taxes.ts'
import { beginLines, lines, pushLine, pushParts, Kind } from './scratch.ts'

/** Off the room's price of each night: a percentage, or an amount for the whole stay. */
export interface PromoTerms { code: string; name: string; percent: number | null; amount: number | null }
/** What a stay asks beyond its dates and its party. */
export interface StayOptions {
  /** Days between today at the venue and arrival; null: no discount looks at it. */
  ahead: number | null
  promo?: PromoTerms | null
  /** Extras by their place in the program, with how many. */
  extras?: readonly { at: number; quantity: number }[]
  /** Reasons that free from taxes. */
  exempt?: readonly string[]
  /** What was agreed for one room in each night, board within: instead of the plan's price, and without its discounts. */
  agreed?: readonly number[]
}

const room = 0
const board = 1

/**
 * Runs the program for a stay. All lines are written into the scratch arrays of `scratch.ts`, the total is answered, and
 * nothing is made: search reads the total only, a quote makes its lines from the arrays. It is the only way to a price.
 */
export function runStay(program: RateProgram, type: number, plan: number, arrivalDay: number, nights: number, party: Party, options: StayOptions): number {
  beginLines()
  beginTaxes(program, options)
  const terms = program.plans[plan]!
  const { agreed } = options
  const boardAmount = terms.perPerson === 0 || agreed !== undefined ? 0 : boardOfNight(terms.perPerson, party)
  const within = terms.board === 'room_only'
  const off = percentsOff(program, plan, nights, options.ahead)
  let season = seasonAt(program, arrivalDay)
  for (let i = 0; i < nights; i += 1) {
    const day = arrivalDay + i
    while (season + 1 < program.seasonFrom.length && program.seasonFrom[season + 1]! <= day) season += 1
    const factor = factorOf(program, day, season)
    let amount = within ? boardAmount : 0
    if (agreed !== undefined) amount = agreed[i]! * party.rooms
    else for (const group of party.groups) amount += group.rooms * (listNight(program, type, plan, group.place, day, factor) + group.flat)
    const first = lines.count
    pushLine(Kind.night, day, party.rooms, amount, room, -1, -1)
    if (boardAmount > 0 && !within) pushLine(Kind.board, day, party.people, boardAmount, board, -1, -1)
    if (agreed === undefined) takeOff(first, off, options, i, nights)
    addExtras(program, terms.extras, options, party, day, i)
    addTaxes(program, party, day, i, first)
  }
  return lines.total
}

// The best percentage of each kind of discount, and which one it is: reused, because a stay is priced at a time.
const off = { count: 0, which: new Int32Array(3), percent: new Int32Array(3) }
const kinds = ['length_of_stay', 'early_bird', 'last_minute'] as const

function percentsOff(program: RateProgram, plan: number, nights: number, ahead: number | null): typeof off {
  off.count = 0
  if (program.discounts.length === 0) return off
  let left = 100
  for (const kind of kinds) {
    let best = -1
    program.discounts.forEach((discount, at) => {
      if (discount.kind !== kind || (discount.plansMask & (1 << plan)) === 0) return
      const holds = kind === 'length_of_stay' ? nights >= discount.from : ahead !== null && (kind === 'early_bird' ? ahead >= discount.from : ahead <= discount.from)
      if (holds && (best < 0 || discount.percent > program.discounts[best]!.percent)) best = at
    })
    if (best < 0 || left === 0) continue
    off.which[off.count] = best
    off.percent[off.count] = Math.min(left, program.discounts[best]!.percent)
    left -= off.percent[off.count]!
    off.count += 1
  }
  return off
}

/** Discount lines of the night at `first`; together never more than the night. */
function takeOff(first: number, discounts: typeof off, options: StayOptions, night: number, nights: number): void {
  if (discounts.count === 0 && options.promo == null) return
  const price = lines.amount[first]!
  const day = lines.day[first]!
  let left = price
  for (let k = 0; k < discounts.count; k += 1) left -= takeOne(first, day, Math.min(left, portion(price, discounts.percent[k]!, 100)), discounts.which[k]!)
  const { promo } = options
  if (promo == null) return
  // An amount for the stay is spread over its nights so that it adds up to the unit.
  const asked = promo.percent !== null ? portion(price, promo.percent, 100) : portion(promo.amount!, night + 1, nights, -1) - portion(promo.amount!, night, nights, -1)
  takeOne(first, day, Math.min(left, asked), promoRef)
}
/** In place of a discount's number: the promotion code. */
export const promoRef = -2

function takeOne(first: number, day: number, amount: number, which: number): number {
  if (amount > 0) pushLine(Kind.discount, day, 1, -amount, room, first, which)
  return amount
}

function addExtras(program: RateProgram, ofPlan: readonly number[], options: StayOptions, party: Party, day: number, night: number): void {
  if (program.extras.length === 0) return
  for (let at = 0; at < program.extras.length; at += 1) {
    const extra = program.extras[at]!
    const chosen = options.extras?.find((one) => one.at === at)?.quantity ?? 0
    const quantity = extra.mandatory || ofPlan.includes(at) ? 1 : chosen
    if (quantity === 0 || ((extra.per === 'stay' || extra.per === 'person') && night > 0)) continue
    const units = quantity * (extra.per === 'person' || extra.per === 'person_night' ? party.people : extra.per === 'night' ? party.rooms : 1)
    pushParts(extra.mandatory ? Kind.fee : Kind.extra, day, units, extra.price * units, extra.parts, at)
  }
}
