import type { Actor } from '#http/actor'
import type { BookingId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { bookingsOfTrip, findBooking, lockBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { releaseClaims } from './inventory.ts'
import { once } from './once-store.ts'
import { changed, hasExpired, wrongState } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, Once } from './types.ts'
import { mayChange } from './who-may.ts'
import { writeAll, type Written } from './write-changes.ts'

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
  await writeAll(tx, [await releaseLocked(deps, tx, actor, booking, reason, now)])
}

/** The same, answering what is to be written; `known` tells what was done or asked for many together. */
export async function releaseLocked(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, reason: string, now: Temporal.Instant, known: { mayBePaid: boolean; released: boolean } = { mayBePaid: true, released: false }): Promise<Written> {
  if (booking.status !== 'held' || (reason === 'released' && hasExpired(booking, now))) throw wrongState(booking, 'released')
  if (!known.released) await releaseClaims(deps, tx, booking)
  if (known.mayBePaid) await deps.payments.giveUp(tx, booking.id)
  if (booking.terms.stay?.promo !== undefined) await deps.pricing.promos.until(tx, booking.venue, booking.id, now)
  const over = changed(booking, { status: 'cancelled', expiresAt: null, endedAt: now, endReason: reason, charged: 0 }, { status: 'cancelled', endedAt: now })
  return { booking: over, events: [bookingEvent('booking.cancelled', over, { actor, at: now, reason, facts: { charge: 0, refund: 0, was: 'held' } })] }
}
