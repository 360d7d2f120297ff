import type { Actor } from '#http/actor'
import { chargeIfCancelled } from '#module/pricing'
import { money } from '#platform/money'
import type { Tx } from '#platform/sql'
import { saveTerms } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { releaseClaims } from './inventory.ts'
import { priceWithout } from './price-without.ts'
import { changed, statusOf } from './rules.ts'
import { reservationEvent } from './tell.ts'
import type { Booking, Reservation, StaffReason } from './types.ts'
import type { Written } from './write-changes.ts'

/** Whether a room counts in the booking's price: it was not cancelled before. */
export const counts = (reservation: Reservation): boolean => reservation.status !== 'cancelled' && reservation.status !== 'expired'

/**
 * One of several rooms goes, the others stay at the price that they were sold at. The room's part is charged by the
 * frozen policy; of what was paid, all goes back but the deposit of the rest and that charge.
 */
export async function cancelRoom(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, room: Reservation, input: { reason: StaffReason | null; free: boolean }, now: Temporal.Instant): Promise<Written> {
  const { left, gone } = priceWithout(booking, booking.reservations.filter(counts), room)
  const { currency } = left.total
  const charge = input.free || booking.status === 'held' ? money(0, currency) : chargeIfCancelled(booking.price.policy, gone, booking.startsAt, now)
  const paid = await deps.payments.refundable(tx, booking.id, currency)
  const refund = Math.max(0, paid.amount - left.dueNow.amount - charge.amount)
  await releaseClaims(deps, tx, booking, [room.id])
  if (refund > 0) await deps.payments.refund(tx, { booking: booking.id, amount: money(refund, currency), reason: 'cancelled' })
  const stay = booking.terms.stay!
  const next = changed(booking, { price: left, terms: { stay: { ...stay, rooms: stay.rooms - 1, guests: stay.guests - room.guests } }, charged: charge.amount > 0 ? (booking.charged ?? 0) + charge.amount : booking.charged }, { status: 'cancelled', endedAt: now }, [room.id])
  next.status = statusOf(next.reservations)
  await saveTerms(tx, next)
  const cancelled = next.reservations.find((one) => one.id === room.id)!
  return { booking: next, events: [reservationEvent('reservation.cancelled', next, cancelled, { actor, at: now, reason: input.reason, facts: { was: room.status, charge: charge.amount, refund } })] }
}
