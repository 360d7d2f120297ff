import type { Guests } from '#module/guests'
import type { GroupsAsked, QuoteAsked } from '#module/quoting'
import type { Availability } from '#module/availability'
import type { Pricing } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { Payments } from '#module/payments'
import type { QuoteId, VenueId } from '#platform/id'
import type { BookingListener, FrozenPrice, Terms } from './types.ts'
import type { AccessTokens } from '#platform/access-token'
import type { Clock } from '#platform/clock'
import type { Database, Reader } from '#platform/sql'

/** What booking needs of a quote. */
export interface LoadedQuote { id: QuoteId; venue: VenueId; terms: Terms; price: FrozenPrice; expiresAt: Temporal.Instant }

export interface BookingDeps {
  db: Database
  clock: Clock
  /** Where guests reach the pages, without a slash at the end. */
  publicUrl: string
  accessTokens: AccessTokens
  guests: Guests
  venues: Venues
  availability: Availability
  pricing: Pricing
  quoting: { loadQuote(reader: Reader, id: QuoteId): Promise<LoadedQuote | undefined>; loadQuotes(reader: Reader, ids: readonly QuoteId[]): Promise<Map<QuoteId, LoadedQuote>>; priceOf(reader: Reader, venue: VenueId, asked: QuoteAsked): Promise<unknown> }
  payments: Payments
  groups: GroupsAsked
  /** Who hears what becomes of bookings; attached in `app.ts`. */
  listeners?: BookingListener[]
}
