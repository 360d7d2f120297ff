import type { Reason } from '@holdfast/contract/kit'
import { refusalsOf, type Asking, type PlanTerms, type PromoTerms, type RateProgram, type StayToPrice } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { RatePlanId, RoomTypeId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { QuotingDeps } from './context.ts'
import type { StayTerms } from './terms.ts'

/** Dates and people, and what goes with them: ages of children, codes, extras, reasons that free from taxes. `member`: who asks has an account. */
export interface StayWish {
  arrival: PlainDate; departure: PlainDate; guests: number; rooms: number
  children?: readonly number[] | undefined; /** A promotion code, as it was typed. */
  promoCode?: string | undefined
  /** A company's code, which opens its rates. */
  code?: string | undefined
  extras?: readonly { extra: string; quantity: number }[] | undefined; exempt?: readonly string[] | undefined; member?: boolean | undefined
  /** Every plan is theirs: it was quoted to them before, or staff ask. */
  entitled?: boolean | undefined
  /** The code of a group or an allotment: its rooms only, at its rate. */
  group?: string | undefined
  /** What a desk has leased, for its staff. */
  lease?: `lse_${string}` | undefined
}
/** What a promotion code is worth for a wish: its terms and the plans that it is for (null: all), or why it is not. */
export interface Promotion { terms: PromoTerms | null; plans: RatePlanId[] | null; refused: Reason | null }
const none: Promotion = { terms: null, plans: null, refused: null }

export async function promotionFor(deps: QuotingDeps, reader: Reader, layout: VenueLayout, wish: StayWish, today: PlainDate): Promise<Promotion> {
  if (wish.promoCode === undefined) return none
  const found = await deps.pricing.promos.weigh(reader, layout.id, wish.promoCode, { arrival: wish.arrival, departure: wish.departure, plan: null }, today, deps.clock.now())
  return 'refused' in found ? { terms: null, plans: null, refused: found.refused } : { ...found, refused: null }
}

export const askingOf = (wish: StayWish): Asking => ({ member: wish.member, codes: wish.code === undefined ? [] : [wish.code], entitled: wish.entitled })

/** For the calculator: every price of a wish is asked for this way, so that offer, quote and booking agree. */
export function stayToPrice(wish: StayWish, roomType: RoomTypeId, plan: PlanTerms, promotion: Promotion, today: PlainDate): StayToPrice {
  return {
    roomType, plan: plan.id, arrival: wish.arrival, departure: wish.departure, guests: wish.guests, rooms: wish.rooms, bookedOn: today,
    children: wish.children, extras: wish.extras, exempt: wish.exempt, promo: promoOf(promotion, plan),
  }
}
export const promoOf = (promotion: Promotion, plan: PlanTerms): PromoTerms | null => (promotion.plans === null || promotion.plans.includes(plan.id) ? promotion.terms : null)

/** Why a type is not sold under a plan to who asks. */
export const plansRefusal = (program: RateProgram, roomType: RoomTypeId, plan: PlanTerms, wish: StayWish, today: PlainDate): Reason[] => refusalsOf(program, roomType, plan.id, wish, today, askingOf(wish))

/** What goes into the terms of a quote beside dates and people; nothing that was not asked. */
export function asksOf(wish: StayWish, promo: PromoTerms | null): Pick<StayTerms, 'children' | 'promo' | 'extras' | 'exempt'> {
  return {
    ...(wish.children === undefined || wish.children.length === 0 ? {} : { children: wish.children }), ...(promo === null ? {} : { promo }),
    ...(wish.extras === undefined || wish.extras.length === 0 ? {} : { extras: wish.extras }), ...(wish.exempt === undefined || wish.exempt.length === 0 ? {} : { exempt: wish.exempt }),
  }
}

/** What can never be right in a wish, by the caller's field. */
export function wishFaults(wish: StayWish, program: RateProgram | undefined): { pointer: string; detail: string }[] {
  const faults: { pointer: string; detail: string }[] = []
  if ((wish.children?.length ?? 0) > wish.guests - wish.rooms) faults.push({ pointer: '/children', detail: 'each room needs an adult beside the children' })
  wish.extras?.forEach(({ extra, quantity }, i) => {
    const known = program?.extras.find(({ id }) => id === extra)
    if (known === undefined) faults.push({ pointer: `/extras/${i}/extra`, detail: 'is no extra of this venue' })
    else if (quantity > known.maxQuantity) faults.push({ pointer: `/extras/${i}/quantity`, detail: `at most ${known.maxQuantity}` })
    if (wish.extras!.findIndex((other) => other.extra === extra) !== i) faults.push({ pointer: `/extras/${i}/extra`, detail: 'stands there twice' })
  })
  const reasons = new Set(program?.taxes.flatMap(({ rule }) => rule.exempt ?? []))
  wish.exempt?.forEach((reason, i) => { if (!reasons.has(reason)) faults.push({ pointer: `/tax_exemptions/${i}`, detail: 'frees from no tax of this venue' }) })
  return faults
}
