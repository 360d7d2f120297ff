import { assert } from '#platform/assert'
import { newId, routeOf, type BookingId } from '#platform/id'
import { money, type Money } from '#platform/money'
import { emit } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { PaymentRefused } from '#ports/payment-provider'
import { systemActor } from '#http/actor'
import type { PaymentsInside } from './inside.ts'
import { addRefunded, dueRefunds, finishRefund, insertRefund, lockPayment, lockRefundable, partsOf, type RefundRow } from './store.ts'

/**
 * Queues money to go back to the guest, in the caller's transaction; the provider is told after commit, again and
 * again until it has heard, under one key. More than was captured and not refunded yet is a bug of the caller.
 */
export async function refund(inside: PaymentsInside, tx: Tx, ask: { booking: BookingId; amount: Money; reason: string }): Promise<void> {
  const now = inside.clock.now()
  let rest = ask.amount.amount
  assert(rest >= 0, 'a refund is not negative')
  for (const part of await lockRefundable(tx, ask.booking)) {
    const possible = part.captured - part.refunded - part.on_the_way
    const amount = Math.min(rest, possible)
    if (amount <= 0) continue
    assert(part.currency === ask.amount.currency, 'a refund is in the currency of its payment')
    await insertRefund(tx, { id: newId('rfd', now.epochMilliseconds, routeOf(ask.booking)), payment: part.payment_id, booking: ask.booking, amount, reason: ask.reason, now })
    rest -= amount
  }
  assert(rest === 0, `booking ${ask.booking}: ${rest} more to refund than was captured`)
  tx.afterCommit(() => inside.wake())
}

/** What can still go back of a booking: captured, less refunded, less on its way. */
export async function refundable(tx: Tx, booking: BookingId, currency: string): Promise<Money> {
  const parts = await lockRefundable(tx, booking)
  return money(parts.reduce((total, part) => total + part.captured - part.refunded - part.on_the_way, 0), currency)
}

/** Sends queued refunds, up to 50. Answers whether there may be more. A refund that fails on the way waits twice as long each time, up to an hour. */
export async function sendRefunds(inside: PaymentsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueRefunds(tx, inside.clock.now(), 50))
  for (const row of due) await sendRefund(inside, row)
  return due.length === 50
}

async function sendRefund(inside: PaymentsInside, row: RefundRow): Promise<void> {
  const payment = await inside.db.transaction((tx) => lockPayment(tx, row.payment_id))
  assert(payment.reference !== null, `payment ${payment.id} was captured without a reference`)
  const sent = await inside.provider.refund({ reference: payment.reference, amount: money(row.amount, payment.currency), key: row.id })
    .then(() => 'done' as const)
    .catch((error: unknown) => error instanceof PaymentRefused ? 'refused' as const : undefined)
  // Refused, because somebody gave a part back at the provider meanwhile: what is left still goes back.
  const left = sent === 'refused' ? await leftAt(inside, payment.reference) : 0
  if (sent === undefined) {
    inside.log.warn({ refund: row.id, attempts: row.attempts }, 'a refund did not reach the provider; it will be sent again')
    return
  }
  await inside.db.transaction(async (tx) => {
    await lockPayment(tx, row.payment_id)
    if (!await finishRefund(tx, row, sent, inside.clock.now())) return
    if (sent === 'done') await addRefunded(tx, row)
    else if (left > 0 && left < row.amount) await insertRefund(tx, { id: newId('rfd', inside.clock.now().epochMilliseconds, routeOf(row.booking_id)), payment: row.payment_id, booking: row.booking_id, amount: left, reason: row.reason, now: inside.clock.now() })
    const at = inside.clock.now()
    const venue = (await partsOf(tx, row.payment_id)).find((part) => part.booking_id === row.booking_id)!.venue_id
    await emit(tx, { venue, type: sent === 'done' ? 'payment.refunded' : 'payment.refund_refused', subject: row.payment_id, actor: systemActor, reason: row.reason, at, facts: { booking: row.booking_id, amount: row.amount, currency: payment.currency } })
    await inside.tell(tx, {
      kind: sent === 'done' ? 'refunded' : 'refund_failed', key: row.id, payment: row.payment_id, provider: payment.provider, method: 'card', mode: payment.mode, reason: row.reason, at,
      parts: [{ booking: row.booking_id, venue, amount: money(row.amount, payment.currency) }],
    })
  })
}

async function leftAt(inside: PaymentsInside, reference: string): Promise<number> {
  const state = await inside.provider.retrieve(reference).catch(() => undefined)
  return state === undefined ? 0 : state.captured - state.refunded
}
