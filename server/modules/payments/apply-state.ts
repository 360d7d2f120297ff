import { fail } from '#platform/assert'
import type { PaymentId } from '#platform/id'
import { money } from '#platform/money'
import { emit } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import type { ProviderState } from '#ports/payment-provider'
import { systemActor } from '#http/actor'
import type { PaymentsInside } from './inside.ts'
import { captureParts, closed, lockPayment, partsOf, saveState, type PaymentRow } from './store.ts'

/**
 * Records the provider's word on a payment and tells the seller, in one transaction. The word is the whole state, not
 * a step, so late, doubled and disordered news do no harm: only what is further on than the row is taken in.
 */
export async function applyState(inside: PaymentsInside, tx: Tx, id: PaymentId, state: ProviderState): Promise<void> {
  const row = await lockPayment(tx, id)
  if (!isNews(row, state)) return
  if (state.status === 'captured' && state.captured !== row.amount) fail(`payment ${id}: ${state.captured} captured of ${row.amount}`)
  await saveState(tx, id, state.status, state.status === 'captured' ? row.amount : 0)
  if (state.status === 'captured') await captureParts(tx, id)
  if (state.status === 'captured' || state.status === 'voided') await closed(tx, id)
  if (state.status === 'requires_action') return
  const parts = await partsOf(tx, id)
  for (const part of parts) {
    await emit(tx, { venue: part.venue_id, type: `payment.${state.status}`, subject: id, actor: systemActor, at: inside.clock.now(), facts: { booking: part.booking_id, amount: part.amount, currency: row.currency } })
  }
  await inside.tell(tx, {
    kind: state.status, key: `${id}:${state.status}`, payment: id, provider: row.provider, method: 'card', reason: null, at: inside.clock.now(),
    parts: parts.map((part) => ({ booking: part.booking_id, venue: part.venue_id, amount: money(part.amount, row.currency) })),
  })
}

function isNews(row: PaymentRow, state: ProviderState): boolean {
  if (row.status === state.status) return false
  if (row.captured > 0) return false
  return state.status === 'captured' || row.status !== 'voided'
}
