import type { Alternative, Reason, ResponseOf } from '@holdfast/contract/kit'
import type { listOffers } from '@holdfast/contract/venues'
import type { FreeType } from '#module/availability'
import { cheapestPlan, fullestRoom, perNight, policyOnWire, priceStay, priceSummary, offeredTo, typeIndex, type DisplayRate, type PlanTerms, type Price, type RateProgram } from '#module/pricing'
import { today, type RoomType, type VenueLayout } from '#module/venues'
import type { PoolId, RoomTypeId, VenueId } from '#platform/id'
import { money, toWire, type Money } from '#platform/money'
import type { Reader } from '#platform/sql'
import { nightCount, type PlainDate } from '#platform/time'
import type { QuotingDeps } from './context.ts'
import { askingOf, plansRefusal, promotionFor, stayToPrice, type Promotion, type StayWish } from './ask-stay.ts'
import { planInGroup } from './in-group.ts'
import { splitStayOf } from './split-stay.ts'
import { checkInAt } from './terms.ts'

export type OffersAsked = StayWish
export interface Offer { type: RoomType; plan: PlanTerms; unitsLeft: number; price: Price }
export interface Offers { program: RateProgram | undefined; promotion: Promotion; offers: Offer[]; refused: { type: RoomType; reasons: Reason[] }[]; alternatives: Alternative[] }
/** Whether one may wait is said by whoever answers. */
export type OffersView = Omit<ResponseOf<typeof listOffers>, 'waitlist'>

/** Nearest dates are looked for so many days to either side. */
const daysAround = 7

/** All types × plans that are free for these nights, cheapest first; the others with reasons; and what is nearest when nothing is free. */
export async function offersFor(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: OffersAsked): Promise<Offers> {
  if (layout.kind !== 'hotel') return { program: undefined, promotion: { terms: null, plans: null, refused: null }, offers: [], refused: [], alternatives: [] }
  const program = await deps.pricing.ratesOf(reader, layout.id)
  const group = asked.group === undefined ? undefined : await deps.groups.groupOfCode(reader, layout, asked.group, false)
  const lease = asked.lease === undefined ? undefined : await leaseTerms(deps, reader, layout, asked.lease)
  const free = new Map((await deps.availability.freeStays(reader, layout.id, { arrival: asked.arrival, departure: asked.departure, quantity: asked.rooms, pool: group?.pool ?? lease?.pool, contracted: group?.contracted, ...(lease === undefined ? {} : { channel: 'desk' as const }) })).map((one) => [one.roomType, one]))
  const date = today(layout, deps.clock.now())
  const promotion = await promotionFor(deps, reader, layout, asked, date)
  const offers: Offer[] = []
  const refused: Offers['refused'] = []
  for (const type of layout.roomTypes.filter(({ id }) => (group ?? lease)?.roomTypes.includes(id) ?? true)) {
    const over = group?.refusals(type.id, asked) ?? lease?.refusals ?? []
    const reasons = over.length > 0 ? over : typeRefusals(type, free.get(type.id), program, asked)
    const inGroup = group === undefined || program === undefined || reasons.length > 0 ? undefined : planInGroup(program, group, { ...asked, roomType: type.id }, date)
    if (inGroup !== undefined) {
      offers.push({ type, plan: inGroup, unitsLeft: free.get(type.id)!.free, price: priceStay(program!, { ...stayToPrice(asked, type.id, inGroup, promotion, date), agreed: group!.agreedFor(type.id, asked) ?? undefined }) })
      continue
    }
    const plans = reasons.length > 0 || program === undefined ? [] : program.plans.filter((plan) => plansRefusal(program, type.id, plan, asked, date).length === 0)
    for (const plan of plans) offers.push({ type, plan, unitsLeft: free.get(type.id)!.free, price: priceStay(program!, stayToPrice(asked, type.id, plan, promotion, date)) })
    if (plans.length === 0) refused.push({ type, reasons: reasons.length > 0 ? reasons : planRefusals(program!, type.id, asked, date) })
  }
  offers.sort((a, b) => a.price.total.amount - b.price.total.amount)
  return { program, promotion, offers, refused, alternatives: offers.length > 0 || lease !== undefined ? [] : await alternativesTo(deps, reader, layout, program, null, asked, group !== undefined) }
}

/** What a desk has leased: these types, for as long as the lease lasts. */
async function leaseTerms(deps: QuotingDeps, reader: Reader, layout: VenueLayout, id: `lse_${string}`): Promise<{ pool: PoolId; roomTypes: RoomTypeId[]; refusals: Reason[] }> {
  const lease = await deps.groups.leaseOf(reader, layout.id, id)
  const units = new Set(lease?.units)
  return {
    pool: id, roomTypes: layout.roomTypes.filter((type) => lease === undefined || type.rooms.some((room) => units.has(room.id))).map((type) => type.id),
    refusals: lease === undefined ? [{ code: 'lease_over', detail: 'The lease is over: what it had has gone back to the house' }] : [],
  }
}

/** Why a type is not free, whatever the plan. */
export function typeRefusals(type: RoomType, free: FreeType | undefined, program: RateProgram | undefined, asked: OffersAsked): Reason[] {
  const reasons: Reason[] = []
  if (fullestRoom(asked.guests, asked.rooms) > type.sleeps) reasons.push({ code: 'party_too_large', detail: `${type.name} sleeps ${type.sleeps} in each room`, limit: type.sleeps * asked.rooms })
  if (asked.guests < asked.rooms) reasons.push({ code: 'party_too_small', detail: 'Each room needs a guest', limit: asked.rooms })
  if (program === undefined || typeIndex(program, type.id) < 0) reasons.push({ code: 'stop_sell', detail: `${type.name} has no price` })
  if (free === undefined) reasons.push({ code: 'stop_sell', detail: `${type.name} is not on sale` })
  else reasons.push(...free.reasons)
  if (reasons.length === 0 && free!.free < asked.rooms) reasons.push({ code: 'sold_out', detail: free!.free === 0 ? `${type.name} is sold out` : `Only ${free!.free} of ${type.name} left`, limit: free!.free })
  return reasons
}

/** When no plan is sold for these dates: what the easiest of them asks. */
export function planRefusals(program: RateProgram, roomType: RoomTypeId, asked: OffersAsked, date: PlainDate): Reason[] {
  const all = program.plans.filter((plan) => offeredTo(plan, askingOf(asked))).map((plan) => plansRefusal(program, roomType, plan, asked, date)).toSorted((a, b) => a.length - b.length)
  const seen = new Set<string>()
  return all.flat().filter((reason) => !seen.has(reason.code) && seen.add(reason.code)).slice(0, 4)
}

/** The nearest that is free: other dates (± 7 days), other types on these dates, neighbouring venues. */
export async function alternativesTo(deps: QuotingDeps, reader: Reader, layout: VenueLayout, program: RateProgram | undefined, wished: RoomTypeId | null, asked: OffersAsked, ofHouse = false): Promise<Alternative[]> {
  if (program === undefined || asked.guests < asked.rooms) return []
  const date = today(layout, deps.clock.now())
  const found: Alternative[] = []
  const fitting = new Map(layout.roomTypes.filter((type) => fullestRoom(asked.guests, asked.rooms) <= type.sleeps).map((type) => [type.id, type]))
  const totalOf = (roomType: RoomTypeId, dates: { arrival: PlainDate; departure: PlainDate }): Money | undefined => {
    const best = cheapestPlan(program, { ...peopleOf(asked), ...dates, roomType }, date, askingOf(asked))
    return best === undefined ? undefined : money(best.total, program.currency)
  }
  // Who wished for a group's room may have the same of the house, at its price.
  if (wished !== null || ofHouse) {
    const free = await deps.availability.freeStays(reader, layout.id, { arrival: asked.arrival, departure: asked.departure, quantity: asked.rooms })
    for (const { roomType, free: units, reasons } of free) {
      const total = (roomType === wished && !ofHouse) || !fitting.has(roomType) || units < asked.rooms || reasons.length > 0 ? undefined : totalOf(roomType, asked)
      if (total !== undefined) found.push({ kind: 'room_type', label: fitting.get(roomType)!.name, venue: layout.id, room_type: roomType, arrival: asked.arrival, departure: asked.departure, total: toWire(total) })
    }
  }
  if (found.length === 0) {
    const split = await splitStayOf(deps, reader, layout, program, wished, asked, date)
    if (split !== null) found.push(split)
  }
  const nearest = await deps.availability.nearestStays(reader, layout.id, wished, { arrival: asked.arrival, departure: asked.departure, quantity: asked.rooms }, { daysAround, limit: 20 })
  const seen = new Set<string>()
  for (const { roomType, arrival, departure } of nearest) {
    const total = seen.has(arrival) || !fitting.has(roomType) ? undefined : totalOf(roomType, { arrival, departure })
    if (total === undefined || seen.size >= 4) continue
    seen.add(arrival)
    found.push({ kind: 'dates', label: `${fitting.get(roomType)!.name}, ${arrival} to ${departure}`, venue: layout.id, room_type: roomType, arrival, departure, total: toWire(total) })
  }
  if (date <= asked.arrival) found.push(...await neighbours(deps, reader, layout, asked))
  return found
}

async function neighbours(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: OffersAsked): Promise<Alternative[]> {
  const near = await deps.neighboursOf(layout.id, 12)
  const best = await cheapestStays(deps, reader, near, asked)
  const layouts = await deps.venues.layoutsOf(reader, near)
  return near.flatMap((venue): Alternative[] => {
    const stay = best.get(venue)
    const other = layouts.get(venue)
    return stay === undefined || other === undefined ? [] : [{ kind: 'venue', label: other.name, venue, room_type: stay.type.id, arrival: asked.arrival, departure: asked.departure, total: toWire(stay.total) }]
  }).slice(0, 3)
}

/** Without the codes: what many hotels are searched by. */
const peopleOf = ({ arrival, departure, guests, rooms, children }: OffersAsked) => ({ arrival, departure, guests, rooms, children })

export interface CheapestStay { type: RoomType; plan: PlanTerms; total: Money; unitsLeft: number }

/** The cheapest free type and plan of each of many hotels, in a handful of statements; hotels with nothing free are left out. `typeNamed` narrows it to types with that in their name. */
export async function cheapestStays(deps: QuotingDeps, reader: Reader, venues: readonly VenueId[], asked: OffersAsked & { typeNamed?: string | undefined }): Promise<Map<VenueId, CheapestStay>> {
  const wish = { arrival: asked.arrival, departure: asked.departure, quantity: asked.rooms }
  const [layouts, programs, free] = await Promise.all([deps.venues.layoutsOf(reader, venues), deps.pricing.ratesOfMany(reader, venues), deps.availability.freeStaysOf(reader, [...venues], wish)])
  const now = deps.clock.now()
  const wished = asked.typeNamed?.toLowerCase()
  const found = new Map<VenueId, CheapestStay>()
  for (const [venue, types] of free) {
    const layout = layouts.get(venue)
    const program = programs.get(venue)
    if (layout === undefined || program === undefined) continue
    const date = today(layout, now)
    let best: CheapestStay | undefined
    for (const one of types) {
      const type = layout.roomTypes.find(({ id }) => id === one.roomType)
      if (type === undefined || (wished !== undefined && !type.name.toLowerCase().includes(wished)) || typeRefusals(type, one, program, asked).length > 0) continue
      const cheapest = cheapestPlan(program, { ...peopleOf(asked), roomType: type.id }, date, askingOf(asked))
      if (cheapest !== undefined && (best === undefined || cheapest.total < best.total.amount)) best = { type, plan: cheapest.plan, total: money(cheapest.total, program.currency), unitsLeft: one.free }
    }
    if (best !== undefined) found.set(venue, best)
  }
  return found
}

export function offersOnWire(layout: VenueLayout, found: Offers, asked: OffersAsked, now: Temporal.Instant, display?: DisplayRate): OffersView {
  const moment = { now, arrivalAt: checkInAt(layout, asked.arrival), timeZone: layout.timeZone, display }
  const bands = found.program?.childBands ?? []
  return {
    items: found.offers.map(({ type, plan, unitsLeft, price }) => ({
      room_type: type.id, room_type_name: type.name, rate_plan: plan.id, rate_plan_name: plan.name, board: plan.board, visibility: plan.visibility, sleeps: type.sleeps, units_left: unitsLeft,
      price: priceSummary(price, moment, nightCount(asked)), nights: perNight(price).map(({ night, amount }) => ({ night, amount: toWire(amount) })), policy: policyOnWire(price.policy),
    })),
    next_cursor: null,
    refused: found.refused.map(({ type, reasons }) => ({ room_type: type.id, room_type_name: type.name, reasons })),
    alternatives: found.alternatives,
    extras: (found.program?.extras ?? []).filter(({ mandatory }) => !mandatory).map((extra) => ({ id: extra.id, name: extra.name, per: extra.per, price: toWire(money(extra.price, layout.currency)), max_quantity: extra.maxQuantity })),
    promo: asked.promoCode === undefined ? null : { code: found.promotion.terms?.code ?? asked.promoCode.toUpperCase(), name: found.promotion.terms?.name ?? null, refused: found.promotion.refused },
    child_age_max: bands.length === 0 ? null : bands.at(-1)!.upTo,
  }
}
