import { may } from '@holdfast/contract'
import type { BodyOf } from '@holdfast/contract/kit'
import type { createVenue as contract } from '@holdfast/contract/venues'
import type { Actor } from '#http/actor'
import { newId, routeOf, seededId, type VendorId, type VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { refuseUnlessSetUp, within, type Context } from './change-venue.ts'
import { requestHash } from './create-vendor.ts'
import { definitionOf } from './definition.ts'
import type { VenueLayout, VenueProfile } from './layout.ts'
import { profileFaults, refuse, slugs } from './rules.ts'
import { findRequestHash, findVendors, insertVenue, takenSlugs, type NewVenue } from './store.ts'

export type VenueInput = BodyOf<typeof contract>

/** Begins a venue as a draft. Only the vendor's owner may. */
export async function createVenue(context: Context, actor: Actor, vendor: VendorId, input: VenueInput, options: { idempotencyKey?: string | null; tx?: Tx; id?: VenueId } = {}): Promise<VenueLayout> {
  if (!actor.system && !may.ownVendor(actor, vendor)) throw refusal(actor, vendor)
  const profile = profileOf(input)
  refuse(profileFaults(profile, input.kind))
  return within(context, options.tx, async (tx) => {
    if ((await findVendors(tx, [vendor])).length === 0) throw problem('not-found', { detail: 'There is no such business.' })
    await refuseForeignLink(context, tx, actor, profile.linkedTo)
    const now = context.clock.now()
    const key = options.idempotencyKey ?? null
    const hash = key === null ? null : requestHash(input)
    const id: VenueId = options.id ?? (key === null ? newId('ven', now.epochMilliseconds) : seededId('ven', `${vendor}:${key}`))
    const made = key === null || (await findRequestHash(tx, id)) === undefined
      ? await insertUnderFreeSlug(tx, { id, vendor, kind: input.kind, createdAt: now, requestHash: hash, profile })
      : false
    if (!made) {
      const before = await findRequestHash(tx, id)
      if (before === undefined) throw problem('unavailable', { detail: 'No address was free for this name just now. Try again.' })
      if (before.requestHash !== hash) throw problem('key-reused', { detail: 'This key began another venue. Use a new key.' })
      return (await context.layouts.get(tx, id))!
    }
    context.layouts.changed(tx, id)
    if (profile.linkedTo !== null) context.layouts.changed(tx, profile.linkedTo)
    const layout = (await context.layouts.get(tx, id))!
    await context.availability.define(tx, id, definitionOf(layout, undefined))
    await emit(tx, { venue: id, type: 'venue.created', subject: id, actor, channel: actor.channel, at: now, facts: { kind: input.kind, vendor } })
    return layout
  })
}

function refusal(actor: Actor, vendor: VendorId) {
  return actor.memberships.some((membership) => membership.vendor === vendor)
    ? problem('not-allowed', { detail: 'Only the owner of the business begins a venue.' })
    : problem('not-found', { detail: 'There is no such business.' })
}

/** A link shows the other venue on this one's page, so both must be in the caller's hands. */
export async function refuseForeignLink(context: Context, reader: Reader, actor: Actor, to: VenueId | null): Promise<void> {
  if (to === null) return
  const other = await context.layouts.get(reader, to)
  try { refuseUnlessSetUp(actor, other) } catch { refuse([{ pointer: '/linked_to', detail: 'is not a venue of yours' }]) }
}

async function insertUnderFreeSlug(tx: Tx, venue: Omit<NewVenue, 'slug'>): Promise<boolean> {
  const wished = slugs(venue.profile.name, venue.profile.city, venue.kind)
  const taken = await takenSlugs(tx, wished)
  // Somebody may take the free one at this very moment; the venue's own id never is taken.
  const free = [...wished.filter((slug) => !taken.has(slug)).slice(0, 2), `${wished[0]}-${routeOf(venue.id)}${venue.id.slice(-6)}`]
  for (const slug of free) if (await insertVenue(tx, { ...venue, slug })) return true
  return false
}

/** What was left out gets what most venues have. */
export function profileOf(input: Omit<VenueInput, 'kind'>): VenueProfile {
  return {
    name: input.name, localName: input.local_name ?? null, description: input.description ?? '', city: input.city, district: input.district ?? null, country: input.country,
    address: input.address, location: input.location, timeZone: input.time_zone, currency: input.currency as Currency, languages: input.languages ?? [], stars: input.stars ?? null, phone: input.phone ?? null,
    facilities: [...new Set(input.facilities)], cuisines: [...new Set(input.cuisines)], checkInFrom: input.check_in_from ?? '15:00', checkOutUntil: input.check_out_until ?? '11:00',
    dayEnds: input.day_ends ?? '04:00', holdMinutes: input.hold_minutes ?? 10, horizonDays: input.horizon_days ?? 365, linkedTo: input.linked_to ?? null,
    dayUse: input.day_use == null ? null : { from: input.day_use.from, to: input.day_use.to, percent: input.day_use.percent, holdsNight: input.day_use.holds_night },
  }
}
