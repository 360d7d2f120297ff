import type { Slot } from '#module/availability'
import type { VenueLayout } from '#module/venues'
import type { Reader } from '#platform/sql'
import type { Inside } from './inside.ts'
import { wallInstant, windowOf } from './rules.ts'
import type { EntryChannel, SittingWish } from './types.ts'

/** The times of the wish's day that lie within its window, free or not and why. */
export async function slotsAround(inside: Pick<Inside, 'availability'>, reader: Reader, layout: VenueLayout, wish: SittingWish, channel: EntryChannel): Promise<Slot[]> {
  const { firstDay } = windowOf(layout, { sitting: wish })
  const all = await inside.availability.slots(reader, layout.id, { date: firstDay, party: wish.party, channel, ...(wish.area === null ? {} : { area: wish.area }) })
  const at = wallInstant(layout.timeZone, wish.at).epochMilliseconds
  return all.filter((slot) => Math.abs(slot.instant.epochMilliseconds - at) <= wish.toleranceMinutes * 60_000)
}

/** Who stands at the door wants a table about now, not one for later tonight. */
const soonMinutes = 30

/** The free time nearest to the wished one; for who stands at the door the soonest, if it is soon. */
export function slotFor(found: readonly Slot[], layout: VenueLayout, wish: SittingWish, channel: EntryChannel, now: Temporal.Instant): Slot | undefined {
  const at = wallInstant(layout.timeZone, wish.at).epochMilliseconds
  const away = (slot: Slot) => (channel === 'walk_in' ? slot.instant.epochMilliseconds : Math.abs(slot.instant.epochMilliseconds - at))
  const inTime = (slot: Slot) => Temporal.Instant.compare(slot.instant, now) > 0 && (channel !== 'walk_in' || Temporal.Instant.compare(slot.instant, now.add({ minutes: soonMinutes })) <= 0)
  return found.filter((slot) => slot.free && inTime(slot)).toSorted((a, b) => away(a) - away(b))[0]
}
