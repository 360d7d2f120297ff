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
  if (fact.kind === 'failed' && fact.reason === 'without_guest') return tellDeclined(deps, tx, fact)
  // What was guaranteed buys nothing more by being taken; and a page that saves a card beside a charge confirms its own.
  if (fact.mode === 'authorize' ? fact.kind !== 'authorized' : fact.kind !== 'captured' && fact.kind !== 'saved') return
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
  const other = booking.payment !== fact.payment
  if (['confirmed', 'arrived', 'completed', 'no_show'].includes(booking.status)) {
    // Paid on a second page, which was open still when the first was paid: nobody pays twice.
    if (other && fact.kind === 'captured') await refundPart(deps, tx, booking, amount, 'paid_twice')
    return
  }
  if (fact.kind !== 'captured' && other) return deps.payments.drop(tx, fact.payment)
  // A page that was closed when the booking was changed, and that asked for less than is due now.
  const tooLittle = amount < booking.price.dueNow.amount
  if (tooLittle && booking.status === 'held') return undo(deps, tx, booking, fact, amount)
  const kept = !tooLittle && booking.status !== 'cancelled' && ((booking.status === 'held' && await keepClaims(deps, tx, booking)) || await claimAgain(deps, tx, booking, booking.reservations))
  if (!kept) return giveBack(deps, tx, booking, fact, amount)
  // Nobody shall pay once more on the page that was opened for it meanwhile.
  if (other && amount > 0) await deps.payments.giveUp(tx, booking.id)
  await markConfirmed(deps, tx, amount > 0 ? { ...booking, payment: fact.payment } : booking)
}

/** The card that guarantees a booking was declined while the guest was away: they and the desk are told, with time to give another. */
async function tellDeclined(deps: BookingDeps, tx: Tx, fact: PaymentFact): Promise<void> {
  const bookings = await findBookings(tx, fact.parts.map((part) => part.booking))
  await emitAll(tx, bookings.map((booking) => bookingEvent('booking.card_declined', booking, { actor: systemActor, at: deps.clock.now(), reason: 'payment' })))
}

/** What was paid goes back; what was held on a card is let go. */
async function undo(deps: BookingDeps, tx: Tx, booking: Booking, fact: PaymentFact, amount: number): Promise<void> {
  if (fact.kind === 'captured') return refundPart(deps, tx, booking, amount, 'paid_in_vain')
  await deps.payments.release(tx, booking.id)
  await deps.payments.drop(tx, fact.payment)
}

async function refundPart(deps: BookingDeps, tx: Tx, booking: Booking, amount: number, reason: string): Promise<void> {
  if (amount > 0) await deps.payments.refund(tx, { booking: booking.id, amount: money(amount, booking.price.total.currency), reason })
}

/** Paid for a hold that was let go and whose place is taken: the money goes back at once, and the mail says so. */
async function giveBack(deps: BookingDeps, tx: Tx, booking: Booking, fact: PaymentFact, amount: number): Promise<void> {
  const now = deps.clock.now()
  await undo(deps, tx, booking, fact, amount)
  const over = booking.status === 'held' ? changed(booking, { status: 'expired', expiresAt: null, endedAt: now, endReason: 'hold_ran_out' }, { status: 'expired', endedAt: now }) : booking
  if (over !== booking) await saveBookings(tx, [over])
  await emitAll(tx, [
    ...(over !== booking ? [bookingEvent('booking.expired', over, { actor: systemActor, at: now, reason: 'hold_ran_out' })] : []),
    bookingEvent('booking.paid_in_vain', over, { actor: systemActor, at: now, reason: 'no_longer_available', facts: { refund: fact.kind === 'captured' ? amount : 0 } }),
  ])
}
