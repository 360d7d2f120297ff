import type { Guests } from '#module/guests'
import type { Availability } from '#module/availability'
import type { Pricing } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { Quoting } from '#module/quoting'
import type { Payments } from '#module/payments'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/sql'

export interface BookingDeps {
  db: Database
  clock: Clock
  /** Where guests reach the pages, without a slash at the end. */
  publicUrl: string
  guests: Guests
  venues: Venues
  availability: Availability
  pricing: Pricing
  quoting: Quoting
  payments: Payments
}
