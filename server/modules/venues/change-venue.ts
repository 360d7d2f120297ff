import type { Actor } from '#http/actor'
import { may } from '@holdfast/contract'
import type { ReservationId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { isProblem, problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { definitionOf } from './definition.ts'
import type { VenuesDeps } from './index.ts'
import type { VenueLayout } from './layout.ts'
import type { Layouts } from './layouts.ts'
import { lockVenue, raiseVersion } from './store.ts'

export interface Context extends VenuesDeps { layouts: Layouts }

/** What a set-up call may say beside its body: the version it saw, and a transaction to be part of. */
export interface ChangeOptions { expectedVersion?: number | undefined; tx?: Tx | undefined }

export const within = <T>(context: Context, tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> => (tx === undefined ? context.db.transaction(work) : work(tx))

/** Another vendor's draft is not there; what everybody can see is there and may not be touched. */
export function refuseUnlessSetUp(actor: Actor, layout: VenueLayout | undefined): asserts layout is VenueLayout {
  if (layout === undefined) throw problem('not-found', { detail: 'There is no such venue.' })
  if (actor.system || may.setUpVenue(actor, { vendor: layout.vendor, venue: layout.id })) return
  const known = layout.status === 'published' || actor.memberships.some((membership) => membership.vendor === layout.vendor && (membership.venue === null || membership.venue === layout.id))
  throw known ? problem('not-allowed', { detail: 'Only owners and managers of this venue change its set-up.' }) : problem('not-found', { detail: 'There is no such venue.' })
}

/**
 * One change of a venue's set-up: under the venue's lock, with its version raised, its event written, and availability
 * told of what there is now, all in one transaction. Availability refuses (`in-use`) what would strand a booking.
 */
export async function changeVenue(context: Context, actor: Actor, venue: VenueId, what: 'profile' | 'rooms' | 'tables' | 'services' | 'rates' | 'closures' | 'pictures' | 'status' | 'rating', options: ChangeOptions, work: (tx: Tx, before: VenueLayout) => Promise<void>): Promise<VenueLayout> {
  return within(context, options.tx, async (tx) => {
    await lockVenue(tx, venue)
    context.layouts.changed(tx, venue)
    const before = await context.layouts.get(tx, venue)
    refuseUnlessSetUp(actor, before)
    if (options.expectedVersion !== undefined && options.expectedVersion !== before.version) {
      throw problem('version-conflict', { detail: 'The set-up was changed meanwhile. Load it again; nothing was changed.', facts: { version: before.version } })
    }
    await work(tx, before)
    await raiseVersion(tx, venue)
    const after = (await context.layouts.get(tx, venue))!
    for (const linked of [...before.linked, ...after.linked]) context.layouts.changed(tx, linked.id)
    if (what !== 'pictures' && what !== 'status' && what !== 'rating' && what !== 'closures') {
      const definition = definitionOf(after, await context.pricing.setupOf(tx, venue), after.kind === 'hotel' ? await context.pricing.restrictionsOf(tx, venue) : [])
      await context.availability.define(tx, venue, definition).catch(async (error: unknown) => { throw await withBookings(context, tx, error) })
    }
    const at = context.clock.now()
    const type = what === 'status' ? `venue.${after.status === 'published' ? 'published' : 'unpublished'}` : what === 'rates' ? 'rates.changed' : 'venue.changed'
    await emit(tx, { venue, type, subject: venue, actor, channel: actor.channel, at, facts: { version: after.version, what, linked: after.linked.map(({ id }) => id) } })
    return after
  })
}

/** «In use» names reservations; staff know bookings. */
async function withBookings(context: Context, tx: Tx, error: unknown): Promise<unknown> {
  if (!isProblem(error, 'in-use') || !Array.isArray(error.facts['holders'])) return error
  return problem('in-use', { ...error.extra, facts: { ...error.facts, bookings: await context.bookingsOf(tx, error.facts['holders'] as ReservationId[]) } })
}
