import type { Actor } from '#http/actor'
import type { PaymentSeller } from '#module/payments'
import type { BookingId } from '#platform/id'
import { findBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { asOf } from './rules.ts'
import { canSee } from './who-may.ts'

/** Of these bookings, those that the actor may see, for the page of a payment. */
export async function visibleForPayment(deps: BookingDeps, actor: Actor, ids: readonly BookingId[]): ReturnType<PaymentSeller['visible']> {
  const now = deps.clock.now()
  const seen = (await findBookings(deps.db, ids)).filter((booking) => canSee(actor, booking)).map((booking) => asOf(booking, now))
  return seen.map((booking) => ({ id: booking.id, code: booking.code, status: booking.status, holdsUntil: booking.expiresAt }))
}
