import type { ResponseOf } from '@holdfast/contract/kit'
import type { getQuote } from '@holdfast/contract/booking'
import { instantText, priceOnWire, wallText, type DisplayRate } from '#module/pricing'
import { pictureOnWire, type VenueLayout } from '#module/venues'
import { nightCount } from '#platform/time'
import type { Quote, Terms } from './terms.ts'

export type QuoteView = ResponseOf<typeof getQuote>
export type WhatView = Pick<QuoteView, 'venue' | 'stay' | 'sitting'>

/** What was quoted or booked, and where, as quote and booking both show it. */
export function whatOnWire(layout: VenueLayout, terms: Terms): WhatView {
  const facade = layout.pictures.find(({ kind }) => kind === 'facade') ?? layout.pictures[0]
  return {
    venue: {
      id: layout.id, slug: layout.slug, name: layout.name, kind: layout.kind, city: layout.city, country: layout.country, address: layout.address, time_zone: layout.timeZone,
      phone: layout.phone, location: layout.location, picture: facade === undefined ? null : pictureOnWire(facade),
    },
    stay: terms.stay === undefined ? null : {
      room_type: terms.stay.roomType, room_type_name: terms.stay.roomTypeName, rate_plan: terms.stay.ratePlan, rate_plan_name: terms.stay.ratePlanName,
      arrival: terms.stay.arrival, departure: terms.stay.departure, nights: nightCount(terms.stay), guests: terms.stay.guests, rooms: terms.stay.rooms, children: [...terms.stay.children ?? []], promo: terms.stay.promo?.code ?? null, extras: [...terms.stay.extras ?? []], group: terms.stay.group?.code ?? null, day_use: terms.stay.dayUse ?? null,
    },
    sitting: terms.sitting === undefined ? null : {
      at: wallText(terms.sitting.at, layout.timeZone), instant: instantText(terms.sitting.at), ends: instantText(terms.sitting.ends), party: terms.sitting.party,
      service: terms.sitting.service, service_name: terms.sitting.serviceName, business_date: terms.sitting.businessDate, table_class: terms.sitting.tableClass ?? null,
    },
  }
}

export function quoteOnWire(layout: VenueLayout, quote: Quote, now: Temporal.Instant, display?: DisplayRate): QuoteView {
  return { id: quote.id, ...whatOnWire(layout, quote.terms), price: priceOnWire(quote.price, { now, arrivalAt: quote.arrivalAt, timeZone: layout.timeZone, display }), expires_at: instantText(quote.expiresAt) }
}
