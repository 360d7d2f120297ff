import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import type { VenueLayout } from './layout.ts'
import { missingOf } from './rules.ts'
import { setStatus } from './store.ts'

/** From now on it is found and booked. Refused with a list of what is missing. */
export async function publishVenue(context: Context, actor: Actor, venue: VenueId, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'status', options, async (tx, before) => {
    const missing = missingOf(before, await context.pricing.setupOf(tx, venue))
    if (missing.length > 0) throw problem('not-ready', { detail: `${missing[0]!.detail} first. It stays a draft.`, errors: missing })
    await setStatus(tx, venue, 'published', context.clock.now())
  })
}

/** Off the search and closed to new bookings; those that were made stay. */
export async function unpublishVenue(context: Context, actor: Actor, venue: VenueId, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'status', options, async (tx) => { await setStatus(tx, venue, 'draft', context.clock.now()) })
}
