import type { Availability } from '#module/availability'
import type { Pricing } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'

export interface QuotingDeps {
  db: Database
  clock: Clock
  log: Log
  venues: Venues
  pricing: Pricing
  availability: Availability
  /** Published venues of the same kind nearby, nearest first; given by the composition root, because search stands above quoting. */
  neighboursOf(venue: VenueId, limit: number): Promise<VenueId[]>
}
