import type { Actor } from '#http/actor'
import { chargeIfCancelled, cancellationTimeline, inWords, refundOf, timelineOnWire } from '#module/pricing'
import type { BookingId } from '#platform/id'
import { money, type Money } from '#platform/money'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { dropPendingAmendment } from './amend-booking.ts'
import { findBooking, lockBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { releaseClaims } from './inventory.ts'
import { once } from './once-store.ts'
import { isGuaranteed } from './payable.ts'
import { asOf, changed, hasExpired, isLive, wrongState } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, GuestReason, Once, Reservation, StaffReason, TimelineStep } from './types.ts'
import { writeAndTell, type Written } from './write-changes.ts'
import { mayChange, maySee } from './who-may.ts'
import { layoutOf } from './layouts.ts'

export interface CancelInput { reason: GuestReason | StaffReason; expectedRefund?: Money | undefined; /** The house lets the guest off. */ free?: boolean }

/**
 * Cancels by the policy that was frozen into the booking: what it charges is kept of what was paid, the rest goes back.
 * Staff who cancel because of the house charge nothing. A hold that is not paid yet is let go.
 */
export async function cancelBooking(deps: BookingDeps, actor: Actor, id: BookingId, input: CancelInput, given?: Once): Promise<Booking> {
  await mayChange(deps.db, actor, id)
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `cancel ${id}`, given, now, async () => {
      const [booking] = await lockBookings(tx, [id])
      await writeAndTell(deps, tx, actor, [await cancelLocked(deps, tx, actor, booking!, input, now)])
      return { bookings: [id] }
    })
    return (await findBooking(tx, id))!
  })
}

/** What a cancellation asks beside the booking: fetched for many at once where many are cancelled. */
export interface Known {
  mayBePaid: boolean
  mayBeAmending: boolean
  /** Its claims were given back, or its room given, together with those of others. */
  released?: boolean
  arrived?: Partial<Reservation> | undefined
}

/** The cancellation itself, of a booking that the caller has locked: gives back claims and money, and answers what is to be written. */
export async function cancelLocked(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, input: CancelInput, now: Temporal.Instant, known: Known = { mayBePaid: true, mayBeAmending: true }): Promise<Written> {
  if (hasExpired(booking, now) || !['held', 'confirmed'].includes(booking.status)) throw wrongState(asOf(booking, now), 'cancelled')
  const { currency } = booking.price.total
  const paid = known.mayBePaid ? await deps.payments.refundable(tx, booking.id, currency) : money(0, currency)
  const charge = input.free === true || booking.status === 'held' ? money(0, currency) : chargeIfCancelled(booking.price.policy, booking.price, booking.startsAt, now)
  // What a room that was cancelled before cost stays with the house.
  const kept = money(Math.max(0, charge.amount) + (booking.charged ?? 0), currency)
  const refund = refundOf(paid, kept)
  if (input.expectedRefund !== undefined && (input.expectedRefund.amount !== refund.amount || input.expectedRefund.currency !== refund.currency)) {
    throw problem('version-conflict', { detail: `The refund would be ${inWords(refund)} now. Look at it again, then cancel. Nothing was changed.`, facts: { refund } })
  }
  if (known.mayBeAmending) await dropPendingAmendment(deps, tx, booking, 'refused')
  if (known.released !== true) await releaseClaims(deps, tx, booking)
  if (refund.amount > 0) await deps.payments.refund(tx, { booking: booking.id, amount: refund, reason: 'cancelled' })
  if (isGuaranteed(booking)) await deps.payments.keep(tx, { booking: booking.id, amount: money(Math.max(0, kept.amount - paid.amount), currency), reason: 'cancelled' })
  if (known.mayBePaid) await deps.payments.giveUp(tx, booking.id)
  const over = changed(booking, { status: 'cancelled', expiresAt: null, endedAt: now, endReason: input.reason, charged: kept.amount }, { status: 'cancelled', endedAt: now }, booking.reservations.filter((one) => isLive(one.status)).map((one) => one.id))
  return { booking: over, events: [bookingEvent('booking.cancelled', over, { actor, at: now, reason: input.reason, facts: { charge: charge.amount, refund: refund.amount, was: booking.status } })] }
}

/** What cancelling now would cost and give back, and how that changes as the day comes nearer. */
export async function previewCancellation(deps: BookingDeps, actor: Actor, id: BookingId): Promise<{ charge: Money; refund: Money; text: string; timeline: TimelineStep[] }> {
  const { booking } = await maySee(deps.db, actor, id)
  const now = deps.clock.now()
  if (!['held', 'confirmed'].includes(asOf(booking, now).status)) throw wrongState(asOf(booking, now), 'cancelled')
  // The same as when it is cancelled: what is on its way back already, after a change, cannot go back twice.
  const paid = await deps.db.transaction((tx) => deps.payments.refundable(tx, booking.id, booking.price.total.currency))
  const charge = booking.status === 'held' ? money(0, paid.currency) : chargeIfCancelled(booking.price.policy, booking.price, booking.startsAt, now)
  const refund = refundOf(paid, money(charge.amount + (booking.charged ?? 0), paid.currency))
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
