import type { Availability } from '#module/availability'
import type { BookingDoor } from '#module/booking'
import type { Guests } from '#module/guests'
import type { Payments } from '#module/payments'
import type { Quoting } from '#module/quoting'
import type { VenueLayout, Venues } from '#module/venues'
import type { AccessTokens } from '#platform/access-token'
import type { Clock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import { problem } from '#platform/problem'
import type { Database, Reader } from '#platform/sql'

export interface WaitlistDeps {
  db: Database
  clock: Clock
  log: Log
  /** Where guests reach the pages, without a slash at the end. */
  publicUrl: string
  accessTokens: AccessTokens
  guests: Guests
  venues: Pick<Venues, 'published' | 'findLayout' | 'layoutsOf'>
  availability: Pick<Availability, 'slots' | 'freeNights' | 'freeTables'>
  quoting: Pick<Quoting, 'priceOf'>
  booking: BookingDoor
  payments: Pick<Payments, 'openPage'>
}

export interface Inside extends WaitlistDeps {
  /** Has the lines looked through at once. */
  wake(): void
}

/** Published or not: who is in line stays there when a venue is taken off the search. */
export async function layoutOf(inside: Pick<Inside, 'venues'>, reader: Reader, venue: VenueId): Promise<VenueLayout> {
  const layout = await inside.venues.findLayout(reader, venue)
  if (layout === undefined) throw problem('not-found', { detail: 'There is no such venue.' })
  return layout
}
