import { assert } from '#platform/assert'
import { heldAtOnceHours } from '#platform/card-holds'
import { newId, routeOf, type PaymentId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { money, sum } from '#platform/money'
import { PaymentRefused, ProviderUnreachable, type PageMode } from '#ports/payment-provider'
import { putGuarantee } from './guarantee-store.ts'
import type { PaymentsInside } from './inside.ts'
import { insertPayment, insertPayments, lockPayment, paymentById, savePage } from './store.ts'
import type { Payable } from './types.ts'

/**
 * Saves what is to be paid now, in the seller's transaction: one payment for all bookings that are bought together.
 * What is only guaranteed is held on the card, or, when the visit is far off or several are bought, the card is kept
 * on the same page. The provider is asked afterwards by `openPage`, so that no row is locked while it thinks.
 */
export async function startPayment(inside: PaymentsInside, tx: Tx, ask: { payables: readonly Payable[]; returnUrl: (payment: PaymentId) => string; expiresAt: Temporal.Instant }): Promise<PaymentId> {
  const now = inside.clock.now()
  const [first] = ask.payables
  assert(first !== undefined, 'a payment pays for something')
  const currency = first.amount.currency
  const later = ask.payables.filter((payable) => payable.guarantee !== undefined)
  const paid = later.length < ask.payables.length ? ask.payables.filter((payable) => payable.guarantee === undefined) : later
  const mode = modeOf(ask.payables, later, now)
  const total = sum(paid.map((payable) => payable.amount), currency)
  const no = inside.provider.refuses(total)
  if (no !== null) throw problem('payment-failed', { detail: `${no} Nothing was held.` })
  const id = newId('pay', now.epochMilliseconds, routeOf(first.venue))
  await insertPayment(tx, { id, provider: inside.provider.name, currency, amount: total.amount, mode, keepCard: later.length > 0, returnUrl: ask.returnUrl(id), expiresAt: ask.expiresAt, now }, paid)
  for (const { booking, venue, vendor, amount, guarantee } of later) await putGuarantee(tx, { booking, venue, vendor, currency, amount: amount.amount, neededAt: guarantee!.neededAt, page: id, now })
  return id
}

export interface StartEach { id: PaymentId; payables: readonly [Payable]; returnUrl: string; expiresAt: Temporal.Instant }

/** The same for many bookings that have nothing to do with each other, each with a payment of its own: sent along with the rest of a batch. */
export function startEach(inside: PaymentsInside, tx: Tx, asks: readonly StartEach[]): void {
  if (asks.length === 0) return
  const now = inside.clock.now()
  tx.finally(insertPayments(tx, asks.map(({ id, payables, returnUrl, expiresAt }) => {
    const [part] = payables
    const later = payables.filter((one) => one.guarantee !== undefined)
    return { id, provider: inside.provider.name, amount: part.amount, mode: modeOf(payables, later, now), keepCard: later.length > 0, returnUrl, expiresAt, part }
  }), now))
  for (const { id, payables: [{ booking, venue, vendor, amount, guarantee }] } of asks) {
    if (guarantee !== undefined) tx.finally(putGuarantee(tx, { booking, venue, vendor, currency: amount.currency, amount: amount.amount, neededAt: guarantee.neededAt, page: id, now }))
  }
}

function modeOf(all: readonly Payable[], later: readonly Payable[], now: Temporal.Instant): PageMode {
  if (later.length < all.length) return 'charge'
  const soon = Temporal.Instant.compare(later[0]!.guarantee!.neededAt, now.add({ hours: heldAtOnceHours })) <= 0
  return later.length === 1 && soon ? 'authorize' : 'save'
}

/** The provider's page of a payment; asked for once, then remembered. Null when the provider does not answer: the hold stands, and the guest can try again. */
export async function openPage(inside: PaymentsInside, id: PaymentId): Promise<string | null> {
  const row = await paymentById(inside.db, id)
  assert(row !== undefined, `payment ${id} was started`)
  if (row.url !== null) return row.url
  try {
    const page = await inside.provider.openPage({ payment: id, mode: row.mode, keepCard: row.keep_card, amount: money(row.amount, row.currency), returnUrl: row.return_url, expiresAt: row.expires_at })
    await inside.db.transaction(async (tx) => { await lockPayment(tx, id); await savePage(tx, id, page) })
    return page.url
  } catch (error) {
    if (!(error instanceof ProviderUnreachable) && !(error instanceof PaymentRefused)) throw error
    inside.log.warn({ payment: id, refused: error instanceof PaymentRefused }, 'the payment provider does not answer')
    return null
  }
}

/** A page to try again on, after a decline or when the provider did not answer. */
export async function retryPayment(inside: PaymentsInside, id: PaymentId): Promise<string> {
  const url = await openPage(inside, id)
  if (url === null) throw problem('unavailable', { detail: 'The payment provider does not answer. Your hold stands; try again in a moment.', retryAfterSeconds: 5 })
  return url
}
