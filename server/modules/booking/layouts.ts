import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import type { BookingDeps } from './deps.ts'

/** The snapshot of a venue, published or not: what is booked there stays when it is taken off the search. */
export async function layoutOf(deps: BookingDeps, reader: Reader, venue: VenueId): Promise<VenueLayout> {
  const layout = await deps.venues.layoutOf(reader, venue)
  if (layout === undefined) throw problem('not-found', { detail: 'There is no such venue.' })
  return layout
}
