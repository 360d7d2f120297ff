import type { Reason } from '@holdfast/contract/kit'
import { cheapestPlan, planIndex, priceDayUse, priceSitting, priceStay, refusedByPlan, typeIndex, type Price, type PromoTerms, type RateProgram } from '#module/pricing'
import { planInGroup, soldIn, type GroupTerms, type SoldInGroup } from '#module/quoting'
import { sittingTerms, type TableClass, type VenueLayout } from '#module/venues'
import type { AreaId, PoolId, QuoteId, RatePlanId, RoomTypeId, TableId, VenueId } from '#platform/id'
import { problem, type Problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { businessDateAt, weekday, type PlainDate } from '#platform/time'
import type { BookingDeps } from './deps.ts'
import type { DayHours, FrozenPrice, Terms } from './types.ts'
import { layoutOf } from './layouts.ts'

export interface Asked {
  stay?: { roomType: RoomTypeId; ratePlan?: RatePlanId | null | undefined; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children?: readonly number[] | undefined; promo?: PromoTerms | undefined; extras?: readonly { extra: string; quantity: number }[] | undefined; exempt?: readonly string[] | undefined; /** The code of a group, or the group in which it was sold. */ group?: string | SoldInGroup | undefined; lease?: LeaseId | undefined; dayUse?: DayHours | undefined } | undefined
  sitting?: { at: string; party: number; area?: AreaId | undefined; tableClass?: TableClass | undefined; tables?: TableId[] | undefined; lease?: LeaseId | undefined } | undefined
  /** Staff sell past what the plans ask, with a reason. */
  override?: boolean
}
type LeaseId = `lse_${string}`
export interface AgreedTerms { layout: VenueLayout; terms: Terms; price: FrozenPrice }
export interface AgreedQuote extends AgreedTerms { id: QuoteId; expiresAt: Temporal.Instant }

/** What a quote promised: its price is the booking's price, whatever the rates are now. */
export async function agreeOnQuote(deps: BookingDeps, id: QuoteId, pointer: string): Promise<AgreedQuote> {
  const quote = await deps.quoting.loadQuote(deps.db, id)
  if (quote === undefined) throw problem('not-found', { detail: 'There is no such quote.', errors: [{ pointer, detail: 'is not known' }] })
  const layout = await layoutOf(deps, deps.db, quote.venue)
  return { id, layout, terms: quote.terms, price: quote.price, expiresAt: quote.expiresAt }
}

/** Names and prices what is asked for now, by the venue's own calculator. Whether it is free is decided where it is claimed. */
export async function agreeOn(deps: BookingDeps, reader: Reader, venue: VenueId, asked: Asked, now: Temporal.Instant): Promise<AgreedTerms> {
  const layout = await layoutOf(deps, reader, venue)
  const pool = await leaseOf(deps, reader, layout, asked)
  if (asked.stay === undefined) return agreeOnSitting(layout, asked.sitting!, pool)
  const { group } = asked.stay
  const terms = group === undefined ? undefined : typeof group === 'string' ? await deps.groups.groupOfCode(reader, layout, group, true) : await deps.groups.groupOfBooking(reader, layout, group.block)
  // Who is sold already keeps what was agreed, also beyond the group's nights and after its cut-off.
  const over = terms === undefined || typeof group !== 'string' || asked.override === true ? [] : terms.refusals(asked.stay.roomType, asked.stay)
  if (over.length > 0) throw refused(over)
  return agreeOnStay(layout, await deps.pricing.ratesOf(reader, venue), asked.stay, now, terms, pool, asked.override === true)
}

/** A desk sells what it has leased, while the lease lasts. */
async function leaseOf(deps: BookingDeps, reader: Reader, layout: VenueLayout, asked: Asked): Promise<PoolId | undefined> {
  const id = asked.stay?.lease ?? asked.sitting?.lease
  if (id === undefined) return undefined
  const lease = await deps.groups.leaseOf(reader, layout.id, id)
  if (lease === undefined) throw refused([{ code: 'lease_over', detail: 'The lease is over: what it had has gone back to the house' }])
  return lease.id
}

function agreeOnStay(layout: VenueLayout, rates: RateProgram | undefined, asked: NonNullable<Asked['stay']>, now: Temporal.Instant, group?: GroupTerms, lease?: PoolId, override = false): AgreedTerms {
  if (asked.dayUse === undefined ? asked.arrival >= asked.departure : asked.arrival !== asked.departure) throw problem('invalid-request', { detail: asked.dayUse === undefined ? 'The departure must be after the arrival.' : 'A day use ends on the day of arrival.', errors: [{ pointer: '/departure', detail: asked.dayUse === undefined ? 'must be after the arrival' : 'must be the day of arrival' }] })
  const type = layout.roomTypes.find((one) => one.id === asked.roomType)
  if (type === undefined) throw problem('not-found', { detail: 'There is no such room type here.', errors: [{ pointer: '/room_type', detail: 'is not one of this venue' }] })
  if (asked.guests > type.sleeps * asked.rooms) throw refused([{ code: 'party_too_large', detail: `${type.name} sleeps ${type.sleeps} in each room`, limit: type.sleeps * asked.rooms }])
  if (asked.guests < asked.rooms) throw refused([{ code: 'party_too_small', detail: 'Each room needs a guest', limit: asked.rooms }])
  if (rates === undefined || typeIndex(rates, type.id) < 0) throw refused([{ code: 'closed', detail: `${type.name} has no price` }])
  const today = businessDateAt(now, layout.timeZone, layout.dayEnds)
  if (asked.dayUse !== undefined) {
    const { plan: its, price } = priceDayUse(rates, { roomType: type.id, plan: asked.ratePlan ?? null, day: asked.arrival, guests: asked.guests, rooms: asked.rooms, percent: layout.dayUse?.percent ?? 100, hours: asked.dayUse })
    return { layout, price, terms: { stay: { roomType: type.id, roomTypeName: type.name, ratePlan: its.id, ratePlanName: its.name, arrival: asked.arrival, departure: asked.departure, guests: asked.guests, rooms: asked.rooms, dayUse: asked.dayUse } } }
  }
  const plan = group === undefined ? planFor(rates, asked, today, override) : planInGroup(rates, group, asked, today) ?? planFor(rates, asked, today, override)
  const { arrival, departure, guests, rooms, children = [], promo, exempt = [] } = asked
  if (children.length > guests - rooms) throw problem('invalid-request', { detail: 'Each room needs an adult beside the children.', errors: [{ pointer: '/children', detail: 'each room needs an adult' }] })
  // An extra that the house no longer has is left out.
  const extras = (asked.extras ?? []).filter(({ extra }) => rates.extras.some(({ id }) => id === extra))
  const price = priceStay(rates, { roomType: type.id, plan: plan.id, arrival, departure, guests, rooms, bookedOn: today, children, promo, extras, exempt, agreed: group?.agreedFor(type.id, asked) ?? undefined })
  const from = group !== undefined ? soldIn(group) : lease === undefined ? {} : { pool: lease }
  return { layout, price, terms: { stay: { roomType: type.id, roomTypeName: type.name, ratePlan: plan.id, ratePlanName: plan.name, arrival, departure, guests, rooms, ...from, ...(children.length === 0 ? {} : { children }), ...(promo === undefined ? {} : { promo }), ...(extras.length === 0 ? {} : { extras }), ...(exempt.length === 0 ? {} : { exempt }) } } }
}

function planFor(rates: RateProgram, asked: NonNullable<Asked['stay']>, today: PlainDate, override: boolean) {
  const at = asked.ratePlan == null ? -1 : planIndex(rates, asked.ratePlan)
  if (at >= 0) {
    const plan = rates.plans[at]!
    const reasons = refusedByPlan(plan, asked, today)
    if (reasons.length > 0 && !override) throw refused(reasons)
    return plan
  }
  const cheapest = cheapestPlan(rates, asked, today)
  if (cheapest === undefined && override && rates.plans.length > 0) return rates.plans[0]!
  if (cheapest === undefined) throw refused(rates.plans.flatMap((plan) => refusedByPlan(plan, asked, today)).slice(0, 5))
  return cheapest.plan
}

function agreeOnSitting(layout: VenueLayout, asked: NonNullable<Asked['sitting']>, lease?: PoolId): AgreedTerms {
  const at = Temporal.PlainDateTime.from(asked.at).toZonedDateTime(layout.timeZone).toInstant()
  const businessDate = businessDateAt(at, layout.timeZone, layout.dayEnds)
  const service = serviceAt(layout, asked.at.slice(11), businessDate)
  if (service === undefined) throw refused([{ code: 'outside_service', detail: 'No party is seated at that time', slots: [asked.at] }])
  const price: Price = priceSitting(sittingTerms(layout, service, asked.tableClass), { party: asked.party, date: businessDate })
  return {
    layout, price,
    terms: { sitting: { service: service.id, serviceName: service.name, at, ends: at.add({ minutes: 15 }), businessDate, party: asked.party, ...(asked.area === undefined ? {} : { area: asked.area }), ...(asked.tableClass === undefined ? {} : { tableClass: asked.tableClass }), ...(asked.tables === undefined ? {} : { tables: asked.tables }), ...(lease === undefined ? {} : { pool: lease }) } },
  }
}

/** The service whose hours the wall time lies in on that business date; times after midnight belong to the day before. */
function serviceAt(layout: VenueLayout, wall: string, day: PlainDate): VenueLayout['services'][number] | undefined {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + (time < layout.dayEnds ? 1_440 : 0)
  const at = minutes(wall)
  const open = layout.services.filter((service) => service.days.includes(weekday(day)) && (service.validFrom === null || service.validFrom <= day) && (service.validTo === null || day <= service.validTo))
  const last = (service: VenueLayout['services'][number]) => (minutes(service.to) < minutes(service.from) ? minutes(service.to) + 1_440 : minutes(service.to))
  return open.find((service) => minutes(service.from) <= at && at <= last(service))
    // A walk-in shortly before or after the hours belongs to the nearest service.
    ?? open.map((service) => ({ service, away: Math.min(Math.abs(at - minutes(service.from)), Math.abs(at - last(service))) })).filter(({ away }) => away <= 120).sort((a, b) => a.away - b.away)[0]?.service
}

export function refused(reasons: Reason[]): Problem {
  return problem('not-available', { detail: `${reasons.map((reason) => reason.detail).join('. ')}.`, reasons })
}
