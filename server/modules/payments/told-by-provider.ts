import { newId, routeOf, type PaymentId } from '#platform/id'
import { money, split } from '#platform/money'
import { emit } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import type { ProviderState } from '#ports/payment-provider'
import { systemActor } from '#http/actor'
import { disputesOf, putDispute, refundsUnderWay } from './guarantee-store.ts'
import type { PaymentsInside } from './inside.ts'
import { addRefunded, insertRefund, lockPayment, partsOf, finishRefund, type PaymentRow, type RefundRow } from './store.ts'

/** Money that somebody sent back on the provider's own pages, past us: it is written down as a refund and told as one. The row is locked. */
export async function tellRefundsMadeThere(inside: PaymentsInside, tx: Tx, row: PaymentRow, state: ProviderState): Promise<string[]> {
  const { id } = row
  let rest = state.refunded - row.refunded
  // One of ours that is on its way may be in that sum already: it is looked at again when it has arrived.
  if (rest <= 0 || await refundsUnderWay(tx, id) > 0) return []
  const now = inside.clock.now()
  for (const part of await partsOf(tx, id)) {
    const amount = Math.min(rest, part.captured - part.refunded)
    if (amount <= 0) continue
    const refund: RefundRow = { id: newId('rfd', now.epochMilliseconds, routeOf(part.booking_id)), payment_id: id, booking_id: part.booking_id, amount, reason: 'at_provider', attempts: 0 }
    await insertRefund(tx, { id: refund.id, payment: id, booking: part.booking_id, amount, reason: refund.reason, now })
    await finishRefund(tx, refund, 'done', now)
    await addRefunded(tx, refund)
    await emit(tx, { venue: part.venue_id, type: 'payment.refunded', subject: id, actor: systemActor, reason: refund.reason, at: now, facts: { booking: part.booking_id, amount, currency: row.currency } })
    await inside.tell(tx, { kind: 'refunded', key: refund.id, payment: id, provider: row.provider, method: 'card', mode: row.mode, reason: refund.reason, at: now, parts: [{ booking: part.booking_id, venue: part.venue_id, amount: money(amount, row.currency) }] })
    rest -= amount
  }
  return ['refunded at the provider']
}

const kinds = { open: 'disputed', won: 'dispute_won', lost: 'dispute_lost' } as const

/** A dispute is told when it is first seen, and once more when it is decided. One that is seen only when it is over is told both ways. */
export async function tellDisputes(inside: PaymentsInside, tx: Tx, id: PaymentId, state: ProviderState): Promise<string[]> {
  if (state.disputes.length === 0) return []
  const row = await lockPayment(tx, id)
  const known = new Map((await disputesOf(tx, id)).map((one) => [one.id, one.status]))
  const now = inside.clock.now()
  const news: string[] = []
  for (const dispute of state.disputes) {
    const before = known.get(dispute.id)
    if (before === dispute.status || (before !== undefined && before !== 'open')) continue
    await putDispute(tx, id, dispute, now)
    const steps = before === undefined && dispute.status !== 'open' ? ['open' as const, dispute.status] : [dispute.status]
    const parts = await partsOf(tx, id)
    const shares = split(money(Math.min(dispute.amount, row.captured), row.currency), parts.map((part) => part.captured))
    for (const step of steps) {
      news.push(kinds[step])
      for (const [i, part] of parts.entries()) {
        if (shares[i]!.amount > 0) await emit(tx, { venue: part.venue_id, type: `payment.${kinds[step]}`, subject: id, actor: systemActor, reason: dispute.reason, at: now, facts: { booking: part.booking_id, amount: shares[i]!.amount, currency: row.currency } })
      }
      await inside.tell(tx, {
        kind: kinds[step], key: `${id}:${dispute.id}:${step}`, payment: id, provider: row.provider, method: 'card', mode: row.mode, reason: dispute.reason, at: now,
        parts: parts.flatMap((part, i) => (shares[i]!.amount > 0 ? [{ booking: part.booking_id, venue: part.venue_id, amount: shares[i]! }] : [])),
      })
    }
  }
  return news
}
