import type { Actor } from '#http/actor'
import type { BookingId } from '#platform/id'
import { emit } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { bookingsOfTrip, findBooking, lockBookings, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { releaseClaims } from './inventory.ts'
import { once } from './once-store.ts'
import { changed, hasExpired, wrongState } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, Once } from './types.ts'
import { mayChange } from './who-may.ts'

/** Lets a hold go before its time: the place is free for the next guest at once. Of a trip, all bookings that are still held. */
export async function releaseHold(deps: BookingDeps, actor: Actor, id: BookingId, given?: Once): Promise<Booking> {
  const { booking: seen } = await mayChange(deps.db, actor, id)
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `release ${id}`, given, now, async () => {
      const ids = seen.trip === null ? [id] : (await bookingsOfTrip(tx, seen.trip)).map((booking) => booking.id)
      for (const booking of await lockBookings(tx, ids)) {
        if (booking.status === 'held' && !hasExpired(booking, now)) await letGo(deps, tx, actor, booking, 'released', now)
        else if (booking.id === id) throw wrongState(booking, 'released')
      }
      return { bookings: [id] }
    })
    return (await findBooking(tx, id))!
  })
}

/** Held → cancelled, of a booking that the caller has locked. */
export async function letGo(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, reason: string, now: Temporal.Instant): Promise<void> {
  await releaseClaims(deps, tx, booking)
  await deps.payments.giveUp(tx, booking.id)
  const over = changed(booking, { status: 'cancelled', expiresAt: null, endedAt: now, endReason: reason, charged: 0 }, { status: 'cancelled', endedAt: now })
  await saveBookings(tx, [over])
  await emit(tx, bookingEvent('booking.cancelled', over, { actor, at: now, reason, facts: { charge: 0, refund: 0, was: 'held' } }))
}
