import type { Actor } from '#http/actor'
import { chargeIfCancelled, cancellationTimeline, inWords, refundOf, timelineOnWire } from '#module/pricing'
import type { BookingId } from '#platform/id'
import { money, type Money } from '#platform/money'
import { emitAll } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { dropPendingAmendment } from './amend-booking.ts'
import { findBooking, lockBookings, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { releaseClaims } from './inventory.ts'
import { once } from './once-store.ts'
import { asOf, changed, hasExpired, wrongState } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, GuestReason, Once, StaffReason, TimelineStep } from './types.ts'
import { mayChange, maySee } from './who-may.ts'
import { layoutOf } from './layouts.ts'

/**
 * Cancels by the policy that was frozen into the booking: what it charges is kept of what was paid, the rest goes back.
 * Staff who cancel because of the house charge nothing. A hold that is not paid yet is let go.
 */
export async function cancelBooking(deps: BookingDeps, actor: Actor, id: BookingId, input: { reason: GuestReason | StaffReason; expectedRefund?: Money | undefined; free?: boolean }, given?: Once): Promise<Booking> {
  await mayChange(deps.db, actor, id)
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `cancel ${id}`, given, now, async () => {
      const [booking] = await lockBookings(tx, [id])
      await cancelLocked(deps, tx, actor, booking!, input, now)
      return { bookings: [id] }
    })
    return (await findBooking(tx, id))!
  })
}

/** The cancellation itself, of a booking that the caller has locked. */
export async function cancelLocked(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, input: { reason: GuestReason | StaffReason; expectedRefund?: Money | undefined; free?: boolean }, now: Temporal.Instant): Promise<Booking> {
  if (hasExpired(booking, now) || !['held', 'confirmed'].includes(booking.status)) throw wrongState(asOf(booking, now), 'cancelled')
  const paid = await deps.payments.refundable(tx, booking.id, booking.price.total.currency)
  const charge = input.free === true || booking.status === 'held' ? money(0, booking.price.total.currency) : chargeIfCancelled(booking.price.policy, booking.price, booking.startsAt, now)
  const refund = refundOf(paid, charge)
  if (input.expectedRefund !== undefined && (input.expectedRefund.amount !== refund.amount || input.expectedRefund.currency !== refund.currency)) {
    throw problem('version-conflict', { detail: `The refund would be ${inWords(refund)} now. Look at it again, then cancel. Nothing was changed.`, facts: { refund } })
  }
  await dropPendingAmendment(deps, tx, booking, 'refused')
  await releaseClaims(deps, tx, booking)
  if (refund.amount > 0) await deps.payments.refund(tx, { booking: booking.id, amount: refund, reason: 'cancelled' })
  await deps.payments.giveUp(tx, booking.id)
  const over = changed(booking, { status: 'cancelled', expiresAt: null, endedAt: now, endReason: input.reason, charged: charge.amount }, { status: 'cancelled', endedAt: now })
  await saveBookings(tx, [over])
  await emitAll(tx, [bookingEvent('booking.cancelled', over, { actor, at: now, reason: input.reason, facts: { charge: charge.amount, refund: refund.amount, was: booking.status } })])
  return over
}

/** What cancelling now would cost and give back, and how that changes as the day comes nearer. */
export async function previewCancellation(deps: BookingDeps, actor: Actor, id: BookingId): Promise<{ charge: Money; refund: Money; text: string; timeline: TimelineStep[] }> {
  const { booking } = await maySee(deps.db, actor, id)
  const now = deps.clock.now()
  if (!['held', 'confirmed'].includes(asOf(booking, now).status)) throw wrongState(asOf(booking, now), 'cancelled')
  const paid = await paidOf(deps, deps.db, booking)
  const charge = booking.status === 'held' ? money(0, paid.currency) : chargeIfCancelled(booking.price.policy, booking.price, booking.startsAt, now)
  const refund = refundOf(paid, charge)
  const text = charge.amount === 0
    ? paid.amount === 0 ? 'Cancelling costs nothing.' : `Cancelling costs nothing; ${inWords(refund)} goes back to you.`
    : `Cancelling costs ${inWords(charge)}; ${refund.amount === 0 ? 'nothing goes back' : `${inWords(refund)} goes back to you`}.`
  const layout = await layoutOf(deps, deps.db, booking.venue)
  return { charge, refund, text, timeline: timelineOnWire(cancellationTimeline(booking.price.policy, booking.price, paid, booking.startsAt, now), layout.timeZone) }
}

/** Captured and not given back. */
export async function paidOf(deps: BookingDeps, reader: Reader, booking: Booking): Promise<Money> {
  const payments = await deps.payments.of(reader, [booking.id])
  return money(payments.reduce((total, payment) => total + payment.captured.amount - payment.refunded.amount, 0), booking.price.total.currency)
}
