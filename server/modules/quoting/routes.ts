import { checkQuote, createQuote, getQuote } from '@holdfast/contract/booking'
import { listOffers, listSlots, priceCalendar } from '@holdfast/contract/venues'
import { route, type Route } from '#http/route'
import type { PlainDate } from '#platform/time'
import type { Quoting } from './index.ts'

export function quoteRoutes(quoting: Quoting): Route[] {
  return [
    route(listOffers, ({ actor, params, query: { currency, promo, ...query } }) => quoting.offers(params.venue, { ...query, arrival: query.arrival as PlainDate, departure: query.departure as PlainDate, promoCode: promo, member: actor.account !== null }, currency, actor)),
    route(listSlots, ({ params, query }) => quoting.slots(params.venue, { ...query, tableClass: query.table_class, date: query.date as PlainDate })),
    route(priceCalendar, ({ params, query }) => quoting.priceCalendar(params.venue, { from: query.from as PlainDate, to: query.to as PlainDate, guests: query.guests })),
    route(createQuote, async ({ actor, params, body, idempotencyKey }) => {
      const asked = 'at' in body
        ? { sitting: { at: body.at, party: body.party, area: body.area, tableClass: body.table_class } }
        : { stay: { roomType: body.room_type, ratePlan: body.rate_plan, arrival: body.arrival as PlainDate, departure: body.departure as PlainDate, guests: body.guests, rooms: body.rooms, children: body.children, promoCode: body.promo, code: body.code, extras: body.extras, exempt: body.tax_exemptions, member: actor.account !== null, group: body.group, dayUse: body.day_use } }
      return quoting.viewQuote(await quoting.createQuote(actor, params.venue, asked, idempotencyKey))
    }),
    route(getQuote, ({ params, query }) => quoting.getQuote(params.quote, query.currency)),
    route(checkQuote, ({ params }) => quoting.checkQuote(params.quote)),
  ]
}
