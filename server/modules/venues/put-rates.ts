import type { BodyOf, ResponseOf } from '@holdfast/contract/kit'
import type { getSetup, putRates as contract } from '@holdfast/contract/venues'
import type { Actor } from '#http/actor'
import { cityTax, fromWire, type Extra, type Rates } from '#module/pricing'
import { newId, routeOf, type VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import type { PlainDate } from '#platform/time'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import type { VenueLayout } from './layout.ts'
import { refuse, type Fault } from './rules.ts'

export type RatesInput = BodyOf<typeof contract>
type WireRates = NonNullable<ResponseOf<typeof getSetup>['rates']>

/** Prices, seasons, plans and policies as a whole. Bookings keep the price and the policy that they were made with. */
export async function putRates(context: Context, actor: Actor, venue: VenueId, input: RatesInput, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'rates', options, async (tx, before) => {
    if (before.kind !== 'hotel') refuse([{ pointer: '/room_types', detail: 'a restaurant has no rates; its services say what a cover costs' }])
    const known = await context.pricing.setupOf(tx, venue)
    const faults: Fault[] = []
    const nowMs = context.clock.now().epochMilliseconds
    const rates = ratesOf(input, before, known, () => newId('rp', nowMs, routeOf(venue)), faults)
    const types = new Set(before.roomTypes.map(({ id }) => id))
    const plans = new Set(known?.plans.map(({ id }) => id))
    input.room_types.forEach((type, i) => { if (!types.has(type.room_type)) faults.push({ pointer: `/room_types/${i}/room_type`, detail: 'is no room type of this venue' }) })
    input.plans.forEach((plan, i) => { if (plan.id !== undefined && !plans.has(plan.id)) faults.push({ pointer: `/plans/${i}/id`, detail: 'is no plan of this venue' }) })
    refuse(faults)
    await context.pricing.define(tx, venue, rates)
  })
}

type NewPlan = () => Rates['plans'][number]['id']

function ratesOf(input: RatesInput, venue: VenueLayout, known: Rates | undefined, newPlan: NewPlan, faults: Fault[]): Rates {
  const amount = (value: RatesInput['room_types'][number]['price'], pointer: string): number => {
    const parsed = fromWire(value, venue.currency)
    if ('detail' in parsed) { faults.push({ pointer, detail: parsed.detail }); return 1 }
    return parsed.amount
  }
  const maybe = (value: RatesInput['room_types'][number]['extra_guest'] | undefined, pointer: string) => (value == null ? null : amount(value, pointer))
  const ids = input.plans.map((plan) => plan.id ?? newPlan())
  // A plan may be named before it has an id.
  const named = (name: string, pointer: string): Rates['plans'][number]['id'] => {
    const at = input.plans.findIndex((plan, i) => ids[i] === name || plan.name.toLowerCase() === name.toLowerCase())
    if (at < 0) faults.push({ pointer, detail: 'is no plan of this venue' })
    return ids[Math.max(0, at)]!
  }
  const derivedOf = (before: Rates['plans'][number] | undefined, plan: RatesInput['plans'][number], i: number) => ({
    parent: plan.parent === undefined ? before?.parent ?? null : plan.parent === null ? null : named(plan.parent, `/plans/${i}/parent`),
    perNight: plan.per_night === undefined ? before?.perNight ?? null : maybe(plan.per_night, `/plans/${i}/per_night`),
    visibility: plan.visibility ?? before?.visibility ?? 'public', code: plan.code === undefined ? before?.code ?? null : plan.code, extras: plan.extras ?? before?.extras ?? [],
  })
  return {
    currency: venue.currency, weekdayPercent: input.weekday_percent,
    roomTypes: input.room_types.map((type, i) => ({
      roomType: type.room_type, price: amount(type.price, `/room_types/${i}/price`), singlePercent: type.single_percent,
      extraGuest: maybe(type.extra_guest, `/room_types/${i}/extra_guest`), includedGuests: type.included_guests,
      ...(type.by_guests == null || type.by_guests.length === 0 ? {} : { byGuests: type.by_guests.map((price, k) => amount(price, `/room_types/${i}/by_guests/${k}`)) }),
    })),
    seasons: input.seasons.map((season) => ({ ...season, from: season.from as PlainDate, to: season.to as PlainDate })),
    plans: input.plans.map((plan, i) => ({
      id: ids[i]!, name: plan.name, board: plan.board, percent: plan.percent, perPerson: maybe(plan.per_person, `/plans/${i}/per_person`),
      cancellation: plan.cancellation.map((step) => ({ untilHours: step.until_hours, chargePercent: step.charge_percent })), depositPercent: plan.deposit_percent, depositKind: plan.deposit_kind ?? 'percent', deposit: { take: plan.deposit_take ?? 'charge', after: plan.deposit_after ?? 'credit' },
      minStay: plan.min_stay, maxStay: plan.max_stay, advanceDaysMin: plan.advance_days_min,
      ...derivedOf(known?.plans.find(({ id }) => id === plan.id), plan, i),
    })),
    taxes: [...(input.city_tax === null ? [] : [cityTax(input.city_tax.name, amount(input.city_tax.per_person_night, '/city_tax/per_person_night'), input.city_tax.max_nights)]), ...(known?.taxes ?? []).filter(({ code }) => code !== 'city')],
    // What is left out stays as it is: an older page knows nothing of it.
    childBands: input.child_bands === undefined ? known?.childBands ?? [] : input.child_bands.map((band, i) => ({ upTo: band.up_to, amount: amount(band.amount, `/child_bands/${i}/amount`), boardPercent: band.board_percent, takesBed: band.takes_bed })),
    discounts: input.discounts === undefined ? known?.discounts ?? [] : input.discounts.map(({ plans, ...discount }, i) => ({ ...discount, plans: plans === null ? null : plans.map((name, k) => named(name, `/discounts/${i}/plans/${k}`)) })),
    extras: input.extras === undefined ? known?.extras ?? [] : input.extras.map((extra, i): Extra => ({ id: extra.id, name: extra.name, per: extra.per, price: amount(extra.price, `/extras/${i}/price`), parts: extra.parts, mandatory: extra.mandatory, maxQuantity: extra.max_quantity })),
  }
}

/** Rates as the set-up page edits them. */
export function ratesOnWire(rates: Rates): WireRates {
  const wire = (amount: number) => toWire(money(amount, rates.currency))
  const maybe = (amount: number | null) => (amount === null ? null : wire(amount))
  const tax = rates.taxes.find(({ code, charged }) => code === 'city' && charged === 'person_night')
  return {
    room_types: rates.roomTypes.map((type) => ({
      room_type: type.roomType, price: wire(type.price), single_percent: type.singlePercent, extra_guest: maybe(type.extraGuest), included_guests: type.includedGuests, by_guests: type.byGuests?.map(wire) ?? null,
    })),
    weekday_percent: rates.weekdayPercent, seasons: rates.seasons,
    plans: rates.plans.map((plan) => ({
      id: plan.id, name: plan.name, board: plan.board, percent: plan.percent, per_person: maybe(plan.perPerson),
      cancellation: plan.cancellation.map((step) => ({ until_hours: step.untilHours, charge_percent: step.chargePercent })), deposit_percent: plan.depositPercent, deposit_kind: plan.depositKind ?? 'percent', deposit_take: plan.deposit?.take ?? 'charge', deposit_after: plan.deposit?.after ?? 'credit',
      min_stay: plan.minStay, max_stay: plan.maxStay, advance_days_min: plan.advanceDaysMin,
      parent: plan.parent ?? null, per_night: maybe(plan.perNight ?? null), visibility: plan.visibility ?? 'public', code: plan.code ?? null, extras: plan.extras ?? [],
    })),
    city_tax: tax?.amount == null ? null : { name: tax.name, per_person_night: wire(tax.amount), max_nights: tax.maxNights ?? null },
    child_bands: (rates.childBands ?? []).map((band) => ({ up_to: band.upTo, amount: wire(band.amount), board_percent: band.boardPercent, takes_bed: band.takesBed })),
    discounts: rates.discounts ?? [],
    extras: (rates.extras ?? []).map((extra) => ({ id: extra.id, name: extra.name, per: extra.per, price: wire(extra.price), parts: extra.parts, mandatory: extra.mandatory, max_quantity: extra.maxQuantity })),
  }
}
