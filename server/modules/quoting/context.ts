import type { Reason } from '@holdfast/contract/kit'
import type { Availability } from '#module/availability'
import type { Pricing } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import type { GroupsAsked } from './in-group.ts'

/** `join`: the address to which a wish to wait is sent. */
export interface WaitlistFact { venue: VenueId; join: string }

export interface QuotingDeps {
  db: Database
  clock: Clock
  log: Log
  venues: Venues
  pricing: Pricing
  availability: Availability
  /** Groups and allotments; given by the composition root, because groups stands above quoting. */
  groups: GroupsAsked
  /** Published venues of the same kind nearby, nearest first; given by the composition root, because search stands above quoting. */
  neighboursOf(venue: VenueId, limit: number): Promise<VenueId[]>
  /** Where one may wait for what was refused for these reasons; null where waiting would not help. Given by the composition root too. */
  waitlistFor(venue: VenueId, reasons: readonly Pick<Reason, 'code'>[]): Promise<WaitlistFact | null>
}
