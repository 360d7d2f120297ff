import type { PaymentId } from '#platform/id'
import { money, split } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { ProviderState } from '#ports/payment-provider'
import { systemActor } from '#http/actor'
import { guaranteeAfter } from './guarantee.ts'
import type { PaymentsInside } from './inside.ts'
import { tellDisputes, tellRefundsMadeThere } from './told-by-provider.ts'
import { closed, lockPayment, partsOf, saveCapturedPart, saveState, type PartRow, type PaymentRow } from './store.ts'

/**
 * Records the provider's word on a payment and tells the listeners, in one transaction. The word is the whole state, not
 * a step, so late, doubled and disordered news do no harm: only what is further on than the row is taken in. A word
 * that cannot be about this payment (another currency, more than was asked for) changes nothing. Answers what was new.
 */
export async function applyState(inside: PaymentsInside, tx: Tx, id: PaymentId, state: ProviderState): Promise<string[]> {
  const row = await lockPayment(tx, id)
  refuseForeign(row, state)
  const news: string[] = []
  if (isNews(row, state)) {
    await recordStatus(inside, tx, row, state)
    if (state.status !== 'requires_action') news.push(state.status)
  }
  if (state.captured > 0) {
    news.push(...await tellRefundsMadeThere(inside, tx, row, state), ...await tellDisputes(inside, tx, id, state))
  }
  return news
}

async function recordStatus(inside: PaymentsInside, tx: Tx, row: PaymentRow, state: ProviderState): Promise<void> {
  const now = inside.clock.now()
  const { id } = row
  await saveState(tx, id, {
    status: state.status, captured: state.captured, intent: state.intent, authorizedAt: state.status === 'authorized' ? now : null,
    nextAuditAt: ['captured', 'authorized'].includes(state.status) ? now.add({ hours: 1 }) : null,
  })
  if (!['requires_action', 'failed'].includes(state.status)) await closed(tx, id)
  if (state.status === 'requires_action') return
  const parts = await partsOf(tx, id)
  const amounts = await moved(tx, row, parts, state)
  for (const [i, part] of parts.entries()) {
    await emit(tx, { venue: part.venue_id, type: `payment.${state.status}`, subject: id, actor: systemActor, at: now, facts: { booking: part.booking_id, amount: amounts[i], currency: row.currency } })
  }
  // First what stands for the bookings, then who hears of it: a seller that lets go finds the guarantee there.
  const alsoSaved = await guaranteeAfter(inside, tx, row, state)
  const told = { payment: id, provider: row.provider, method: 'card' as const, mode: row.mode, reason: state.status === 'failed' && row.return_url === '' ? 'without_guest' : null, at: now }
  await inside.tell(tx, {
    ...told, kind: state.status, key: `${id}:${state.status}`,
    parts: parts.map((part, i) => ({ booking: part.booking_id, venue: part.venue_id, amount: money(amounts[i]!, row.currency) })),
  })
  if (alsoSaved.length > 0) await inside.tell(tx, { ...told, mode: 'save', kind: 'saved', key: `${id}:saved`, parts: alsoSaved })
}

/** What each booking's part is of what happened: all of it, or of a capture its share of what was captured. */
async function moved(tx: Tx, row: PaymentRow, parts: readonly PartRow[], state: ProviderState): Promise<number[]> {
  if (state.status !== 'captured') return parts.map((part) => part.amount)
  const shares = state.captured === row.amount ? parts.map((part) => part.amount) : split(money(state.captured, row.currency), parts.map((part) => part.amount)).map((one) => one.amount)
  for (const [i, part] of parts.entries()) await saveCapturedPart(tx, row.id, part.booking_id, shares[i]!)
  return shares
}

function refuseForeign(row: PaymentRow, state: ProviderState): void {
  const short = state.status === 'captured' && row.mode === 'charge' && state.captured !== row.amount
  const wrong = state.currency !== row.currency ? 'another currency' : state.captured > row.amount ? 'more than was asked for' : state.refunded > state.captured ? 'more back than was taken' : short ? 'another amount' : null
  if (wrong !== null) throw problem('payment-mismatch', { detail: `The provider speaks of ${wrong}. Nothing was changed here; npm run holdfast -- doctor shows it.` })
}

function isNews(row: PaymentRow, state: ProviderState): boolean {
  if (row.status === state.status) return false
  if (row.captured > 0 || row.status === 'saved') return false
  if (row.status === 'authorized') return state.status === 'captured' || state.status === 'voided'
  return ['captured', 'authorized', 'saved'].includes(state.status) || row.status !== 'voided'
}
