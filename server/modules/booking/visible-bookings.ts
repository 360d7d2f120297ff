import type { Actor } from '#http/actor'
import type { PaymentSeller } from '#module/payments'
import type { BookingId } from '#platform/id'
import { findBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { asOf } from './rules.ts'
import { maySee } from './who-may.ts'

/** Of these bookings, those that the actor may see, for the page of a payment. */
export async function visibleForPayment(deps: BookingDeps, actor: Actor, ids: readonly BookingId[]): ReturnType<PaymentSeller['visible']> {
  const now = deps.clock.now()
  const seen = await Promise.all((await findBookings(deps.db, ids)).map(async (booking) => ({ booking: asOf(booking, now), may: await maySee(deps.db, actor, booking.id).then(() => true, () => false) })))
  return seen.filter((one) => one.may).map(({ booking }) => ({ id: booking.id, code: booking.code, status: booking.status, holdsUntil: booking.expiresAt }))
}
