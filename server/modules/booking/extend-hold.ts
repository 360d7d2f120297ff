import { systemActor, type Actor } from '#http/actor'
import type { BookingId } from '#platform/id'
import { emitAll } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { bookingsOfTrip, findBooking, lockBookings, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { extendClaims } from './inventory.ts'
import { once } from './once-store.ts'
import { changed, hasExpired, wrongState } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, Once } from './types.ts'
import { mayChange } from './who-may.ts'

/** Once, on request, a hold is given as long again from now. Of a trip, all its holds together. */
export async function extendHold(deps: BookingDeps, actor: Actor, id: BookingId, given?: Once): Promise<Booking> {
  const { booking: seen } = await mayChange(deps.db, actor, id)
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `extend ${id}`, given, now, async () => {
      const ids = seen.trip === null ? [id] : (await bookingsOfTrip(tx, seen.trip)).map((booking) => booking.id)
      const held: Booking[] = []
      for (const booking of await lockBookings(tx, ids)) {
        const over = booking.status === 'expired' || hasExpired(booking, now)
        if (booking.id === id && over) throw ranOut()
        if (booking.id === id && (booking.status !== 'held' || booking.extended)) throw booking.extended ? problem('wrong-state', { detail: 'The hold was extended once already.' }) : wrongState(booking, 'extended')
        if (booking.status === 'held' && !over) held.push(booking)
      }
      const later = held.map((booking) => changed(booking, { expiresAt: now.add({ minutes: booking.heldMinutes }), extended: true }))
      for (const booking of later) if (!await extendClaims(deps, tx, booking)) throw ranOut()
      await saveBookings(tx, later)
      for (const booking of later) await keepPromo(deps, tx, booking)
      await emitAll(tx, later.map((booking) => bookingEvent('booking.extended', booking, { actor, at: now })))
      return { bookings: [id] }
    })
    return (await findBooking(tx, id))!
  })
}

/** A promotion code is used as long as the hold lasts. */
async function keepPromo(deps: BookingDeps, tx: Tx, booking: Booking): Promise<void> {
  if (booking.terms.stay?.promo !== undefined) await deps.pricing.promos.until(tx, booking.venue, booking.id, booking.expiresAt)
}

/** Somebody is paying while the hold runs out: it is kept until the bank has answered. What it claims is kept as well, or the hold stays as it is. */
export async function keepForPayer(deps: BookingDeps, tx: Tx, ids: readonly BookingId[], until: Temporal.Instant): Promise<void> {
  const now = deps.clock.now()
  for (const booking of await lockBookings(tx, ids)) {
    if (booking.status !== 'held' || hasExpired(booking, now) || booking.expiresAt === null || Temporal.Instant.compare(booking.expiresAt, until) >= 0) continue
    const later = changed(booking, { expiresAt: until })
    if (!await extendClaims(deps, tx, later)) continue
    await saveBookings(tx, [later])
    await keepPromo(deps, tx, later)
    await emitAll(tx, [bookingEvent('booking.extended', later, { actor: systemActor, at: now, reason: 'payment_under_way' })])
  }
}

const ranOut = () => problem('hold-expired', { detail: 'The hold has run out. Look whether it is still free, and hold it again.' })
