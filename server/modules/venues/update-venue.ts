import type { BodyOf } from '@holdfast/contract/kit'
import type { updateVenue as contract } from '@holdfast/contract/venues'
import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import { profileOf, refuseForeignLink } from './create-venue.ts'
import type { VenueLayout } from './layout.ts'
import { profileFaults, refuse } from './rules.ts'
import { updateProfile } from './store.ts'

/** Changes what is named in `input` and leaves the rest. The currency and the zone stay once there are prices or services in them. */
export async function updateVenue(context: Context, actor: Actor, venue: VenueId, input: BodyOf<typeof contract>, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'profile', options, async (tx, before) => {
    const profile = profileOf({ ...asInput(before), ...given(input) })
    refuse(profileFaults(profile, before.kind))
    if (profile.linkedTo === venue) refuse([{ pointer: '/linked_to', detail: 'a venue is not linked to itself' }])
    if (profile.linkedTo !== before.linkedTo) await refuseForeignLink(context, tx, actor, profile.linkedTo)
    if (profile.currency !== before.currency && (before.services.length > 0 || (await context.pricing.setupOf(tx, venue)) !== undefined)) {
      throw problem('in-use', { detail: 'There are prices in the present currency. Begin a venue anew to trade in another one.', errors: [{ pointer: '/currency', detail: 'prices depend on it' }] })
    }
    if (profile.timeZone !== before.timeZone && before.publishedAt !== null) {
      throw problem('in-use', { detail: 'Bookings were made in the present time zone.', errors: [{ pointer: '/time_zone', detail: 'bookings depend on it' }] })
    }
    await updateProfile(tx, venue, profile)
  })
}

const given = <T extends object>(values: T): Partial<T> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>

function asInput(layout: VenueLayout): Parameters<typeof profileOf>[0] {
  return {
    name: layout.name, local_name: layout.localName, description: layout.description, city: layout.city, district: layout.district, country: layout.country, address: layout.address, location: layout.location,
    time_zone: layout.timeZone, currency: layout.currency, languages: layout.languages, stars: layout.stars, phone: layout.phone, facilities: layout.facilities, cuisines: layout.cuisines,
    check_in_from: layout.checkInFrom, check_out_until: layout.checkOutUntil, day_ends: layout.dayEnds, hold_minutes: layout.holdMinutes, horizon_days: layout.horizonDays, linked_to: layout.linkedTo,
    day_use: layout.dayUse === null ? null : { from: layout.dayUse.from, to: layout.dayUse.to, percent: layout.dayUse.percent, holds_night: layout.dayUse.holdsNight },
  }
}
