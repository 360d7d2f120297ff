import type { Actor } from '#http/actor'
import type { BookingPayment } from '#module/payments'
import { fail } from '#platform/assert'
import type { BookingId } from '#platform/id'
import type { Currency } from '#platform/money'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { buyerOf } from './buyers.ts'
import type { Booking, InvoicesDeps } from './deps.ts'
import { issueDocument, issuedOn } from './issue-document.ts'
import { layoutOf, sellerOf } from './seller.ts'
import * as store from './store.ts'
import type { DocumentId } from './types.ts'
import { mayBill } from './who-may.ts'

/** A receipt for what was paid on a booking and has none yet; when all has one, the last of those. Asked twice at once, both get one receipt. */
export async function issueReceipt(deps: InvoicesDeps, actor: Actor, id: BookingId): Promise<DocumentId> {
  const booking = await mayBill(deps, actor, id)
  try {
    return await write(deps, actor, booking)
  } catch (error) {
    if (!store.documentedAlready(error)) throw error
    return write(deps, actor, booking) // somebody else wrote it a moment ago
  }
}

async function write(deps: InvoicesDeps, actor: Actor, booking: Booking): Promise<DocumentId> {
  const layout = await layoutOf(deps, deps.db, booking.venue)
  return deps.db.transaction(async (tx) => {
    const { open, done } = await paymentsToReceipt(deps, tx, booking.id)
    if (open.length === 0) return done.at(-1) ?? (() => { throw problem('not-ready', { detail: 'Nothing was paid on this booking yet, so there is nothing to receipt.' }) })()
    const { buyer, guest, locale } = await buyerOf(deps, tx, layout, { guest: booking.guest, company: null }, undefined)
    const document = await issueDocument(deps, tx, actor, layout, {
      kind: 'receipt', series: undefined, currency: (open[0] ?? fail('a receipt of nothing')).captured.currency as Currency,
      content: { seller: await sellerOf(deps, tx, layout), lines: [], payments: open.map((payment) => ({ date: issuedOn(layout, deps.clock.now()), method: 'card', amount: payment.captured.amount })) },
      buyer, guest, locale: locale ?? layout.languages[0] ?? 'en', booking: booking.id, folio: null, window: null, corrects: null, items: open.map((payment, i) => ({ item: itemOf(payment), line: i + 1 })),
    }, null)
    return document.id
  })
}

/** One payment may pay several bookings: each booking's part has its own receipt. */
const itemOf = (payment: BookingPayment) => `${payment.id}/${payment.booking}`

/** Payments of the booking that are in the house's hands: those without a receipt, and the receipts of the others. */
export async function paymentsToReceipt(deps: InvoicesDeps, reader: Reader, booking: BookingId): Promise<{ open: BookingPayment[]; done: DocumentId[] }> {
  const paid = (await deps.payments.of(reader, [booking])).filter((payment) => payment.captured.amount > 0)
  const known = await store.documentsOfItems(reader, 'receipt', paid.map(itemOf))
  return { open: paid.filter((payment) => !known.has(itemOf(payment)) && payment.refunded.amount < payment.captured.amount), done: [...new Set(known.values())] }
}
