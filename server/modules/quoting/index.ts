import { may } from '@holdfast/contract/permissions'
import type { Actor } from '#http/actor'
import type { QuoteId, VenueId } from '#platform/id'
import { isProblem, problem, type Problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { repeating, type Worker } from '#platform/worker'
import { displayRate } from '#module/pricing'
import type { Currency } from '#platform/money'
import { checkQuote, type CheckView } from './check-quote.ts'
import type { QuotingDeps } from './context.ts'
import { keepQuotes } from './kept-quotes.ts'
import { createQuote, quoteSitting, quoteStay, type QuoteAsked } from './create-quote.ts'
import { cheapestStays, offersFor, offersOnWire, type OffersAsked, type OffersView } from './offers.ts'
import { priceCalendarOf, type CalendarView } from './price-calendar.ts'
import { slotsFor, type SlotsAsked, type SlotsView } from './slots.ts'
import { deleteExpired, findQuote } from './store.ts'
import type { Quote, SittingAsked } from './terms.ts'
import { quoteOnWire, type QuoteView } from './views.ts'
import type { PlainDate } from '#platform/time'

export { quoteRoutes } from './routes.ts'
export { quoteMinutes, type Quote, type Terms, type StayTerms, type SittingTerms, type StayAsked, type SittingAsked } from './terms.ts'
export { whatOnWire, type QuoteView, type WhatView } from './views.ts'
export { planInGroup, soldIn, type GroupTerms, type GroupsAsked, type SoldInGroup } from './in-group.ts'
export type { QuotingDeps } from './context.ts'
export type { QuoteAsked } from './create-quote.ts'
export type { CheapestStay, Offer, Offers, OffersAsked } from './offers.ts'

export type Quoting = ReturnType<typeof openQuoting>

/** Offers and quotes: what is free and what it costs, put together. Doc comments stand at each use case. */
export function openQuoting(deps: QuotingDeps) {
  const { db, clock, log, venues } = deps
  const kept = keepQuotes()
  /** The rate into the currency that a guest reads; undefined where it is the venue's own, or no rate is known. */
  const shownIn = async (own: Currency, wished: string | undefined) => (wished === undefined ? undefined : displayRate(await deps.pricing.referenceRates(db), own, wished))
  const mayWait = async (venue: VenueId): Promise<boolean> => await deps.waitlistFor(venue, [{ code: 'sold_out' }]) !== null
  /** A refusal that waiting may end says where. */
  async function orWait<T>(venue: VenueId, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const waitlist = isProblem(error, 'not-available') ? await deps.waitlistFor(venue, error.reasons).catch(() => null) : null
      throw waitlist === null ? error : problem('not-available', { ...(error as Problem).extra, facts: { ...(error as Problem).facts, waitlist } })
    }
  }
  return {
    /** Of a published venue. What a desk has leased only its staff may ask for: to others there is no such lease. */
    async offers(venue: VenueId, asked: OffersAsked, currency?: string, actor?: Actor): Promise<OffersView & { waitlist: boolean }> {
      const layout = await venues.published(db, venue)
      if (asked.lease !== undefined && (actor === undefined || !may.bookAtDesk(actor, { vendor: layout.vendor, venue: layout.id }))) throw problem('not-found', { detail: 'There is no such lease here.' })
      return { ...offersOnWire(layout, await offersFor(deps, db, layout, asked), asked, clock.now(), await shownIn(layout.currency, currency)), waitlist: await mayWait(venue) }
    },
    async slots(venue: VenueId, asked: SlotsAsked): Promise<SlotsView & { waitlist: boolean }> { return { ...await slotsFor(deps, db, await venues.published(db, venue), asked), waitlist: await mayWait(venue) } },
    async priceCalendar(venue: VenueId, asked: { from: PlainDate; to: PlainDate; guests: number }): Promise<CalendarView> { return priceCalendarOf(deps, db, await venues.published(db, venue), asked) },
    createQuote: (actor: Actor, venue: VenueId, asked: QuoteAsked, idempotencyKey?: string | null): Promise<Quote> => orWait(venue, () => createQuote(deps, actor, venue, asked, idempotencyKey)).then(kept.keep),
    /** Also one that ran out, for a day: who sells by it compares `expiresAt` and refuses with `quote-expired`. */
    loadQuote: (reader: Reader, id: QuoteId): Promise<Quote | undefined> => findQuote(reader, id),
    /** Many at once. A quote never changes, so those that this process has made or read lately are not read again. */
    loadQuotes: (reader: Reader, ids: readonly QuoteId[]): Promise<Map<QuoteId, Quote>> => kept.load(reader, ids),
    async viewQuote(quote: Quote, currency?: string): Promise<QuoteView> {
      const layout = await venues.layoutOf(db, quote.venue)
      return quoteOnWire(layout, quote, clock.now(), await shownIn(layout.currency, currency))
    },
    checkQuote: (id: QuoteId): Promise<CheckView> => checkQuote(deps, id),
    async getQuote(id: QuoteId, currency?: string): Promise<QuoteView> {
      const quote = await findQuote(db, id)
      if (quote === undefined) throw problem('not-found', { detail: 'There is no such quote, or it ran out long ago.' })
      return this.viewQuote(quote, currency)
    },
    /** Price and terms of what is free now, without keeping a quote; throws as `createQuote` does. */
    async priceOf(reader: Reader, venue: VenueId, asked: QuoteAsked): Promise<Pick<Quote, 'terms' | 'price' | 'arrivalAt'>> {
      const layout = await venues.layoutOf(reader, venue)
      return orWait(venue, () => (asked.stay !== undefined ? quoteStay(deps, reader, layout, asked.stay) : quoteSitting(deps, reader, layout, asked.sitting as SittingAsked)))
    },
    /** The cheapest that is free in each of many hotels: for search and alternatives. */
    cheapestStays: (reader: Reader, among: readonly VenueId[], asked: OffersAsked & { typeNamed?: string | undefined }) => cheapestStays(deps, reader, among, asked),
    workers: [repeating('quoting: quotes that ran out', 600_000, log, async () => await db.transaction((tx) => deleteExpired(tx, clock.now().subtract({ hours: 24 }), 1_000)) === 1_000)] as Worker[],
  }
}
