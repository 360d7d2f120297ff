import { assert } from '#platform/assert'
import { newId, routeOf, type PaymentId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { money, sum } from '#platform/money'
import { ProviderUnreachable } from '#ports/payment-provider'
import type { PaymentsInside } from './inside.ts'
import { insertPayment, insertPayments, lockPayment, paymentById, savePage } from './store.ts'
import type { Payable } from './types.ts'

/**
 * Saves what is to be paid, in the seller's transaction: one payment for all bookings that are bought together.
 * The provider is asked afterwards by `openPage`, so that no row is locked while it thinks.
 */
export async function startPayment(inside: PaymentsInside, tx: Tx, ask: { payables: readonly Payable[]; returnUrl: (payment: PaymentId) => string; expiresAt: Temporal.Instant }): Promise<PaymentId> {
  const now = inside.clock.now()
  const [first] = ask.payables
  assert(first !== undefined, 'a payment pays for something')
  const currency = first.amount.currency
  const total = sum(ask.payables.map((payable) => payable.amount), currency)
  const id = newId('pay', now.epochMilliseconds, routeOf(first.venue))
  await insertPayment(tx, { id, provider: inside.provider.name, currency, amount: total.amount, returnUrl: ask.returnUrl(id), expiresAt: ask.expiresAt, now }, ask.payables)
  return id
}

export interface StartEach { id: PaymentId; payables: readonly [Payable]; returnUrl: string; expiresAt: Temporal.Instant }

/** The same for many bookings that have nothing to do with each other, each with a payment of its own: sent along with the rest of a batch. */
export function startEach(inside: PaymentsInside, tx: Tx, asks: readonly StartEach[]): void {
  if (asks.length === 0) return
  tx.finally(insertPayments(tx, asks.map(({ id, payables: [part], returnUrl, expiresAt }) => ({ id, provider: inside.provider.name, amount: part.amount, returnUrl, expiresAt, part })), inside.clock.now()))
}

/** The provider's page of a payment; asked for once, then remembered. Null when the provider does not answer: the hold stands, and the guest can try again. */
export async function openPage(inside: PaymentsInside, id: PaymentId): Promise<string | null> {
  const row = await paymentById(inside.db, id)
  assert(row !== undefined, `payment ${id} was started`)
  if (row.url !== null) return row.url
  try {
    const page = await inside.provider.openPage({ payment: id, amount: money(row.amount, row.currency), returnUrl: row.return_url, expiresAt: row.expires_at })
    await inside.db.transaction(async (tx) => { await lockPayment(tx, id); await savePage(tx, id, page) })
    return page.url
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error
    inside.log.warn({ payment: id }, 'the payment provider does not answer')
    return null
  }
}

/** A page to try again on, after a decline or when the provider did not answer. */
export async function retryPayment(inside: PaymentsInside, id: PaymentId): Promise<string> {
  const url = await openPage(inside, id)
  if (url === null) throw problem('unavailable', { detail: 'The payment provider does not answer. Your hold stands; try again in a moment.', retryAfterSeconds: 5 })
  return url
}
