import type { ResponseOf } from '@holdfast/contract/kit'
import type { getDocument, listDocuments } from '@holdfast/contract/invoices'
import { money, toWire } from '#platform/money'
import { openBuyers } from './buyers.ts'
import type { InvoicesDeps } from './deps.ts'
import { dueOf, taxSummary } from './rules.ts'
import * as store from './store.ts'
import type { Buyer, IssuedDocument } from './types.ts'

export type DocumentItem = ResponseOf<typeof listDocuments>['items'][number]
export type DocumentView = ResponseOf<typeof getDocument>

/** As the API shows them. Whoever asks has been found to be allowed to see the buyer. */
export async function viewItems(deps: InvoicesDeps, documents: readonly IssuedDocument[]): Promise<DocumentItem[]> {
  const [buyers, credited] = await Promise.all([openBuyers(deps, deps.db, documents), store.creditedWhole(deps.db, documents.filter(({ kind }) => kind === 'invoice').map(({ id }) => id))])
  return documents.map((document, i) => itemOf(document, buyers[i] ?? null, credited.get(document.id) ?? 0))
}

function itemOf(document: IssuedDocument, buyer: Buyer | null, credited: number): DocumentItem {
  const wire = (amount: number) => toWire(money(amount, document.currency))
  const { corrects } = document.content
  return {
    id: document.id, kind: document.kind, number: document.number, series: document.series, venue: document.venue, issued_on: document.issuedOn, issued_at: document.issuedAt.toString(), currency: document.currency,
    net: wire(document.net), tax: wire(document.tax), gross: wire(document.gross), paid: wire(document.paid), due: wire(dueOf(document)), credited: wire(credited),
    booking: document.booking, folio: document.folio as `fol_${string}` | null, window: document.window, corrects: corrects === undefined ? null : { id: corrects.id, number: corrects.number },
    buyer_name: buyer === null ? null : buyer.company ?? buyer.name,
    pdf: `/v1/invoices/${document.id}/document.pdf`, xml: document.kind === 'receipt' ? null : `/v1/invoices/${document.id}/document.xml`,
  }
}

export async function viewDocument(deps: InvoicesDeps, document: IssuedDocument): Promise<DocumentView> {
  const wire = (amount: number) => toWire(money(amount, document.currency))
  const [[buyer = null], credited, notes] = await Promise.all([
    openBuyers(deps, deps.db, [document]), store.creditedOf(deps.db, document.id), document.kind === 'invoice' ? store.creditNotesOf(deps.db, document.id) : [],
  ])
  const taxOnWire = (tax: { code: string; name: string; kind: 'vat' | 'city' | 'service' | 'other'; rateBp: number | null; base: number; amount: number; exemptReason?: string | null | undefined }) =>
    ({ code: tax.code, name: tax.name, kind: tax.kind, rate_bp: tax.rateBp, base: wire(tax.base), amount: wire(tax.amount), exempt_reason: tax.exemptReason ?? null })
  return {
    ...itemOf(document, buyer, credited.get(0) ?? 0), locale: document.locale, seller: { legal_name: document.content.seller.legalName, tax_number: document.content.seller.taxNumber }, erased: document.sealed !== null && buyer === null,
    buyer: buyer === null ? null : { name: buyer.name, company: buyer.company, street: buyer.street, postal_code: buyer.postalCode, city: buyer.city, country: buyer.country, tax_number: buyer.taxNumber, email: buyer.email },
    lines: document.content.lines.map((line, i) => ({ line: i + 1, date: line.date, description: line.description, quantity: line.quantity, category: line.category, net: wire(line.net), gross: wire(line.gross), credited: wire(credited.get(i + 1) ?? 0), taxes: line.taxes.map(taxOnWire) })),
    taxes: taxSummary(document.content.lines).map(taxOnWire), payments: document.content.payments.map((payment) => ({ date: payment.date, method: payment.method, amount: wire(payment.amount) })),
    credit_notes: notes.map((note) => ({ id: note.id, number: note.number, gross: wire(note.gross) })),
  }
}
