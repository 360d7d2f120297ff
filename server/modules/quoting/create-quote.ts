import { createHash } from 'node:crypto'
import type { Actor } from '#http/actor'
import { cheapestPlan, fullestRoom, priceDayUse, priceStay, typeIndex, type PlanTerms, type Price, type RateProgram } from '#module/pricing'
import { today, type RoomType, type VenueLayout } from '#module/venues'
import { newId, routeOf, seededId, type QuoteId, type RoomTypeId, type VenueId } from '#platform/id'
import type { Alternative } from '@holdfast/contract/kit'
import { toWire } from '#platform/money'
import { gather, type Gather } from '#platform/gather'
import { problem, type Problem } from '#platform/problem'
import { openSparing, type Sparing } from '#platform/sparing'
import type { Reader } from '#platform/sql'
import { addDays, instantAt, type PlainDate } from '#platform/time'
import { askingOf, asksOf, plansRefusal, promoOf, promotionFor, stayToPrice, wishFaults } from './ask-stay.ts'
import type { QuotingDeps } from './context.ts'
import { planInGroup, soldIn } from './in-group.ts'
import { alternativesTo, planRefusals, typeRefusals } from './offers.ts'
import { nearestTo, priceOfSitting, wishOf } from './slots.ts'
import { findQuote, insertQuotes } from './store.ts'
import { checkInAt, quoteMinutes, type Quote, type SittingAsked, type StayAsked, type Terms } from './terms.ts'

export interface QuoteAsked { stay?: StayAsked | undefined; sitting?: SittingAsked | undefined }
type Priced = Pick<Quote, 'terms' | 'price' | 'arrivalAt'>

/** Locks a price for 15 minutes. Anybody may. Nothing is claimed: what is not free now is refused with reasons and the nearest that is. */
export async function createQuote(deps: QuotingDeps, actor: Actor, venue: VenueId, asked: QuoteAsked, idempotencyKey: string | null = null): Promise<Quote> {
  const now = deps.clock.now()
  const hash = idempotencyKey === null ? null : createHash('sha256').update(JSON.stringify([venue, asked])).digest('base64url')
  const id: QuoteId = idempotencyKey === null ? newId('qt', now.epochMilliseconds, routeOf(venue)) : seededId('qt', `${actor.account ?? 'anybody'}:${idempotencyKey}`, routeOf(venue))
  const before = idempotencyKey === null ? undefined : await findQuote(deps.db, id)
  if (before !== undefined) return sameOrRefused(before, hash)
  const layout = await deps.venues.published(deps.db, venue)
  const priced = asked.stay !== undefined ? await quoteStay(deps, deps.db, layout, asked.stay) : await quoteSitting(deps, deps.db, layout, asked.sitting!)
  const quote: Quote = { id, venue, ...priced, createdAt: now, expiresAt: now.add({ minutes: quoteMinutes }) }
  const inserted = await keeping(deps)({ quote, requestHash: hash })
  return inserted ? quote : sameOrRefused((await findQuote(deps.db, id))!, hash)
}

/** Quotes that come at once share a transaction. */
type Keeping = Gather<{ quote: Quote; requestHash: string | null }, boolean>
const keepings = new WeakMap<QuotingDeps, Keeping>()
function keeping(deps: QuotingDeps): Keeping {
  let mine = keepings.get(deps)
  if (mine === undefined) keepings.set(deps, mine = gather((all) => deps.db.transaction((tx) => insertQuotes(tx, all))))
  return mine
}

function sameOrRefused(before: Quote & { requestHash: string | null }, hash: string | null): Quote {
  if (before.requestHash !== hash) throw problem('key-reused', { detail: 'This key asked for another price before. Use a new key.' })
  return before
}

/** Prices a stay that is free now, or throws `not-available` (why, and what is nearest) or `invalid-request` (what can never be). */
export async function quoteStay(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: StayAsked): Promise<Priced> {
  const date = today(layout, deps.clock.now())
  const type = layout.roomTypes.find(({ id }) => id === asked.roomType)
  refuseImpossible(layout, type, asked, date)
  const program = await deps.pricing.ratesOf(reader, layout.id)
  const fault = wishFaults(asked, program)[0]
  if (fault !== undefined) throw invalid(fault.pointer, fault.detail)
  const promotion = await promotionFor(deps, reader, layout, asked, date)
  const known = asked.ratePlan == null ? undefined : program?.plans.find(({ id }) => id === asked.ratePlan)
  if (asked.ratePlan != null && known === undefined) throw invalid('/rate_plan', 'is no plan of this venue')
  if (asked.dayUse !== undefined) return quoteDayUse(deps, reader, layout, type!, program, { ...asked, dayUse: asked.dayUse })
  const group = asked.group === undefined ? undefined : await deps.groups.groupOfCode(reader, layout, asked.group, false)
  const free = await deps.availability.freeStays(reader, layout.id, { arrival: asked.arrival, departure: asked.departure, quantity: asked.rooms, pool: group?.pool, contracted: group?.contracted })
  const over = group?.refusals(type!.id, asked) ?? []
  const reasons = [...promotion.refused === null ? [] : [promotion.refused], ...over.length > 0 ? over : typeRefusals(type!, free.find(({ roomType }) => roomType === asked.roomType), program, asked)]
  const plan = reasons.length > 0 ? undefined : group === undefined ? planFor(program!, asked, known, date) : planInGroup(program!, group, asked, date)
  if (plan === undefined) {
    const why = reasons.length > 0 ? reasons : known === undefined ? planRefusals(program!, asked.roomType, asked, date) : plansRefusal(program!, asked.roomType, known, asked, date)
    throw problem('not-available', { detail: sentence(why), reasons: why, alternatives: await sparingly(deps, [layout.id, asked], () => alternativesTo(deps, reader, layout, program, asked.roomType, asked, group !== undefined)) })
  }
  const promo = promoOf(promotion, plan)
  if (promo === null && promotion.terms !== null) throw problem('not-available', { detail: 'This promotion code is for other rates. Nothing was claimed.', reasons: [{ code: 'promo_plan', detail: 'This promotion code is for other rates' }] })
  const price: Price = priceStay(program!, { ...stayToPrice(asked, type!.id, plan, promotion, date), agreed: group?.agreedFor(type!.id, asked) ?? undefined })
  const terms: Terms = { stay: { roomType: type!.id, roomTypeName: type!.name, ratePlan: plan.id, ratePlanName: plan.name, arrival: asked.arrival, departure: asked.departure, guests: asked.guests, rooms: asked.rooms, ...(group === undefined ? {} : soldIn(group)), ...asksOf(asked, promo) } }
  return { terms, price, arrivalAt: checkInAt(layout, asked.arrival) }
}

/** When a sale begins thousands are refused at once, most of them for the same: looking for something else costs more than refusing. */
const alternativesPerSecond = 20
const spared = new WeakMap<QuotingDeps, Sparing<Alternative[]>>()
async function sparingly(deps: QuotingDeps, question: unknown, find: () => Promise<Alternative[]>): Promise<Alternative[]> {
  let mine = spared.get(deps)
  if (mine === undefined) spared.set(deps, mine = openSparing({ perSecond: alternativesPerSecond, keepMs: 2_000 }))
  return await mine(JSON.stringify(question), find) ?? []
}

/** A room for some hours of a day. What is nearest: another type for the same hours, then other days. */
async function quoteDayUse(deps: QuotingDeps, reader: Reader, layout: VenueLayout, type: RoomType, program: RateProgram | undefined, asked: StayAsked & { dayUse: { from: string; to: string } }): Promise<Priced> {
  const freeOn = (arrival: PlainDate) => deps.availability.freeDayUse(reader, layout.id, { arrival, hours: asked.dayUse, quantity: asked.rooms })
  const priceOf = (roomType: RoomTypeId, day: PlainDate) => priceDayUse(program!, { roomType, plan: asked.ratePlan ?? null, day, guests: asked.guests, rooms: asked.rooms, percent: layout.dayUse?.percent ?? 100, hours: asked.dayUse })
  const free = await freeOn(asked.arrival)
  const mine = free.find(({ roomType }) => roomType === type.id)
  const reasons = typeRefusals(type, mine === undefined ? undefined : { ...mine, free: mine.reasons.length === 0 ? asked.rooms : 0 }, program, asked)
  if (reasons.length > 0) {
    const fits = (id: RoomTypeId) => layout.roomTypes.some((one) => one.id === id && fullestRoom(asked.guests, asked.rooms) <= one.sleeps) && program !== undefined && typeIndex(program, id) >= 0
    const others = free.filter((one) => one.roomType !== type.id && one.reasons.length === 0 && fits(one.roomType)).map((one): Alternative => ({ kind: 'room_type', label: layout.roomTypes.find(({ id }) => id === one.roomType)!.name, venue: layout.id, room_type: one.roomType, arrival: asked.arrival, departure: asked.arrival, total: toWire(priceOf(one.roomType, asked.arrival).price.total) }))
    const days = layout.dayUse === null || !fits(type.id) ? [] : [1, -1, 2, -2, 3, -3].map((by) => addDays(asked.arrival, by))
    const near = await Promise.all(days.map(async (day): Promise<Alternative[]> => ((await freeOn(day)).some((one) => one.roomType === type.id && one.reasons.length === 0)
      ? [{ kind: 'dates', label: `${type.name}, ${day}`, venue: layout.id, room_type: type.id, arrival: day, departure: day, total: toWire(priceOf(type.id, day).price.total) }] : [])))
    throw problem('not-available', { detail: sentence(reasons), reasons, alternatives: [...others, ...near.flat().slice(0, 3)] })
  }
  const { plan, price } = priceOf(type.id, asked.arrival)
  return {
    price, arrivalAt: instantAt(asked.arrival, asked.dayUse.from, layout.timeZone),
    terms: { stay: { roomType: type.id, roomTypeName: type.name, ratePlan: plan.id, ratePlanName: plan.name, arrival: asked.arrival, departure: asked.arrival, guests: asked.guests, rooms: asked.rooms, dayUse: asked.dayUse } },
  }
}

function planFor(program: RateProgram, asked: StayAsked, known: PlanTerms | undefined, date: PlainDate): PlanTerms | undefined {
  if (known === undefined) return cheapestPlan(program, { roomType: asked.roomType, arrival: asked.arrival, departure: asked.departure, guests: asked.guests, rooms: asked.rooms, children: asked.children }, date, askingOf(asked))?.plan
  return plansRefusal(program, asked.roomType, known, asked, date).length === 0 ? known : undefined
}

/** What no change at the venue would make right: the caller's field is wrong. */
function refuseImpossible(layout: VenueLayout, type: RoomType | undefined, asked: StayAsked, date: PlainDate): void {
  if (layout.kind !== 'hotel') throw invalid('/room_type', 'this venue has tables, not rooms')
  if (type === undefined) throw invalid('/room_type', 'is no room type of this venue')
  if (asked.dayUse !== undefined && asked.departure !== asked.arrival) throw invalid('/departure', 'of a day use is the day of arrival')
  if (asked.dayUse === undefined && asked.departure <= asked.arrival) throw invalid('/departure', 'must be after the arrival')
  if (asked.arrival < date) throw invalid('/arrival', 'is in the past', 'in_the_past')
  if (asked.departure > addDays(date, layout.horizonDays)) throw invalid('/departure', `is beyond ${addDays(date, layout.horizonDays)}, the last day that can be booked`, 'beyond_horizon')
  if (asked.guests < asked.rooms) throw invalid('/rooms', 'each room needs a guest')
}

function invalid(pointer: string, detail: string, code?: 'in_the_past' | 'beyond_horizon'): Problem {
  return problem('invalid-request', { detail: `${pointer}: ${detail}. Nothing was changed.`, errors: [{ pointer, detail }], ...(code === undefined ? {} : { reasons: [{ code, detail }] }) })
}

const sentence = (reasons: readonly { detail: string }[]): string => `${reasons.map(({ detail }) => detail.replace(/\.$/, '')).join('. ')}. Nothing was claimed.`

/** Prices a sitting at a time that is free now, or throws as `quoteStay` does. */
export async function quoteSitting(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: SittingAsked): Promise<Priced> {
  if (layout.kind !== 'restaurant') throw invalid('/at', 'this venue has rooms, not tables')
  if (asked.area !== undefined && !layout.areas.some(({ id }) => id === asked.area)) throw invalid('/area', 'is no area of this venue')
  const date = asked.at.slice(0, 10) as PlainDate
  const wished = instantAt(date, asked.at.slice(11), layout.timeZone)
  const now = deps.clock.now()
  if (Temporal.Instant.compare(wished, now) < 0) throw invalid('/at', 'is in the past', 'in_the_past')
  if (date > addDays(today(layout, now), layout.horizonDays)) throw invalid('/at', 'is beyond the last day that can be booked', 'beyond_horizon')
  // A time after midnight belongs to the shift of the day before.
  const day = asked.at.slice(11) < layout.dayEnds ? addDays(date, -1) : date
  const wish = { party: asked.party, ...wishOf(asked) }
  const there = (await deps.availability.slots(reader, layout.id, { date: day, ...wish })).filter((slot) => slot.at === asked.at)
  const slot = there.find(({ free }) => free)
  if (slot === undefined) {
    const why = there[0]?.reasons ?? [await deps.availability.closedOn(reader, layout.id, day) ?? { code: 'outside_service' as const, detail: 'No party is seated at that time', slots: [asked.at] }]
    throw problem('not-available', { detail: sentence(why), reasons: why, alternatives: await sparingly(deps, [layout.id, asked], () => nearestTo(deps, reader, layout, { date: day, party: asked.party, area: asked.area, tableClass: asked.tableClass }, wished)) })
  }
  const name = layout.services.find(({ id }) => id === slot.service)!.name
  return {
    terms: { sitting: { service: slot.service, serviceName: name, at: slot.instant, ends: slot.ends, businessDate: slot.businessDate, party: asked.party, ...wishOf(asked) } },
    price: priceOfSitting(layout, slot.service, asked.party, slot.businessDate, asked.tableClass), arrivalAt: slot.instant,
  }
}
