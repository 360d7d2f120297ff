import { systemActor } from '#http/actor'
import { emit } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { changed } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking } from './types.ts'

/** Held → confirmed; the claims are kept already. */
export async function markConfirmed(deps: BookingDeps, tx: Tx, booking: Booking): Promise<void> {
  const now = deps.clock.now()
  const confirmed = changed(booking, { status: 'confirmed', expiresAt: null, confirmedAt: now, endedAt: null, endReason: null }, { status: 'confirmed', endedAt: null })
  await saveBookings(tx, [confirmed])
  if (booking.terms.stay?.promo !== undefined) await deps.pricing.promos.until(tx, booking.venue, booking.id, null)
  await emit(tx, bookingEvent('booking.confirmed', confirmed, { actor: systemActor, at: now }))
}
