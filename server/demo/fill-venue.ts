import type { Doors } from '../app.ts'
import { systemActor } from '#http/actor'
import type { Booking } from '#module/booking'
import type { VenueLayout } from '#module/venues'
import { isProblem } from '#platform/problem'
import { planBookings, type PlannedBooking } from './past-and-future.ts'
import type { DemoVenue } from './world.ts'

type Clock = { set(to: Temporal.Instant): void }

/**
 * Lives a venue's past through the use cases, step by step in the order of time, with the clock set to each moment. What
 * is refused (full, no table fits) is left out, as it was then. Answers how many bookings stand.
 */
export async function fillVenue(doors: Pick<Doors, 'booking'>, clock: Clock, it: DemoVenue, layout: VenueLayout, now: Temporal.Instant): Promise<number> {
  const steps = planBookings(it, layout, now).flatMap((planned) => {
    let made: Booking | undefined
    return [
      { at: planned.bookedAt, run: async () => { made = await book(doors, layout, planned) } },
      ...planned.fate.filter((one) => Temporal.Instant.compare(one.at, now) < 0).map((one) => ({ at: one.at, run: async () => { made &&= await move(doors, layout, made, one.to) } })),
    ]
  }).toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
  for (const step of steps) {
    clock.set(step.at)
    await step.run()
  }
  clock.set(now)
  return steps.length
}

async function book({ booking }: Pick<Doors, 'booking'>, layout: VenueLayout, planned: PlannedBooking): Promise<Booking | undefined> {
  const { channel, guest, note, stay, sitting } = planned
  try {
    return await booking.deskBook(systemActor, layout.id, { channel, guest, note, stay, sitting }, { key: `demo ${planned.key}`, request: planned.key })
  } catch (error) {
    if (isProblem(error, 'not-available')) return undefined
    throw error
  }
}

async function move({ booking }: Pick<Doors, 'booking'>, layout: VenueLayout, of: Booking, to: 'arrived' | 'completed' | 'cancelled' | 'no_show'): Promise<Booking | undefined> {
  let current = of
  try {
    for (const reservation of of.reservations) {
      if (reservation.status === to || ['completed', 'cancelled', 'no_show'].includes(reservation.status)) continue
      current = await booking.move(systemActor, layout.id, reservation.id, { to, ...(to === 'cancelled' ? { reason: 'guest_asked' as const } : to === 'no_show' ? { reason: 'no_contact' as const } : {}) })
    }
    return current
  } catch (error) {
    // No table free for an early guest, a room not left yet: then it did not happen so.
    if (isProblem(error)) return undefined
    throw error
  }
}
