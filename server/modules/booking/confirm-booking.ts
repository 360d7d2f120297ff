import { systemActor } from '#http/actor'
import type { PaymentFact } from '#module/payments'
import { money } from '#platform/money'
import { emitAll } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { amendmentOfPayment } from './amendment-store.ts'
import { applyPaidAmendment } from './amend-booking.ts'
import { bookingsOfTrip, findBookings, lockBookings, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { claimAgain, keepClaims } from './inventory.ts'
import { markConfirmed } from './mark-confirmed.ts'
import { changed } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking } from './types.ts'

/**
 * What a fact of a payment does to the bookings that it pays for, in the transaction that records it. A success after
 * the hold has run out claims again; when the room is gone, the money goes back and the guest is told. Nobody ever
 * pays and has nothing. A failure changes nothing: the hold stays until its time, and another try may succeed.
 */
export async function takePaymentFact(deps: BookingDeps, tx: Tx, fact: PaymentFact): Promise<void> {
  if (fact.kind !== 'captured' && fact.kind !== 'authorized') return
  const amendment = await amendmentOfPayment(tx, fact.payment)
  if (amendment !== undefined) return applyPaidAmendment(deps, tx, amendment, fact)
  const paid = fact.parts.map((part) => part.booking)
  const free = await companions(tx, paid)
  for (const booking of await lockBookings(tx, [...paid, ...free])) await confirmPaid(deps, tx, booking, fact)
}

/** Bookings of the same trip with nothing due: they were held to wait for the others. */
async function companions(tx: Tx, paid: readonly Booking['id'][]): Promise<Booking['id'][]> {
  const found = new Set<Booking['id']>()
  for (const booking of await findBookings(tx, paid)) {
    if (booking.trip === null) continue
    for (const other of await bookingsOfTrip(tx, booking.trip)) if (other.price.dueNow.amount === 0 && other.status === 'held') found.add(other.id)
  }
  return [...found]
}

async function confirmPaid(deps: BookingDeps, tx: Tx, booking: Booking, fact: PaymentFact): Promise<void> {
  const part = fact.parts.find((one) => one.booking === booking.id)
  const amount = part?.amount.amount ?? 0
  if (['confirmed', 'arrived', 'completed', 'no_show'].includes(booking.status)) return // confirmed already: the provider told us twice
  // A page that was closed when the booking was changed, and that asked for less than is due now.
  const tooLittle = amount < booking.price.dueNow.amount
  if (tooLittle && booking.status === 'held') return refundPart(deps, tx, booking, amount)
  const kept = !tooLittle && booking.status !== 'cancelled' && ((booking.status === 'held' && await keepClaims(deps, tx, booking)) || await claimAgain(deps, tx, booking, booking.reservations))
  if (kept) await markConfirmed(deps, tx, booking)
  else await giveBack(deps, tx, booking, amount)
}

async function refundPart(deps: BookingDeps, tx: Tx, booking: Booking, amount: number): Promise<void> {
  if (amount > 0) await deps.payments.refund(tx, { booking: booking.id, amount: money(amount, booking.price.total.currency), reason: 'paid_in_vain' })
}

/** Paid for a hold that was let go and whose place is taken: the money goes back at once, and the mail says so. */
async function giveBack(deps: BookingDeps, tx: Tx, booking: Booking, amount: number): Promise<void> {
  const now = deps.clock.now()
  await refundPart(deps, tx, booking, amount)
  const over = booking.status === 'held' ? changed(booking, { status: 'expired', expiresAt: null, endedAt: now, endReason: 'hold_ran_out' }, { status: 'expired', endedAt: now }) : booking
  if (over !== booking) await saveBookings(tx, [over])
  await emitAll(tx, [
    ...(over !== booking ? [bookingEvent('booking.expired', over, { actor: systemActor, at: now, reason: 'hold_ran_out' })] : []),
    bookingEvent('booking.paid_in_vain', over, { actor: systemActor, at: now, reason: 'no_longer_available', facts: { refund: amount } }),
  ])
}
