import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { fail } from '#platform/assert'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { buyerOf, type BuyerInput } from './buyers.ts'
import { creditLines, leftOf, type Credit } from './credit-invoice.ts'
import type { InvoicesDeps } from './deps.ts'
import { issueDocument, onceFor, type Once } from './issue-document.ts'
import { paymentsLeft } from './rules.ts'
import { sellerOf } from './seller.ts'
import * as store from './store.ts'
import type { Billable, DocumentId, Line } from './types.ts'
import { requireStaff } from './who-may.ts'

export interface InvoiceInput { folio: string; window: number; series?: string | undefined; buyer?: BuyerInput | undefined; locale?: string | undefined }

/**
 * Puts what is not invoiced yet of a folio's window on an invoice. All of it or nothing; a charge is invoiced once. What was
 * taken back since an earlier invoice goes on a credit note for that one first; when there is nothing else, that is the answer.
 */
export async function issueInvoice(deps: InvoicesDeps, actor: Actor, venue: VenueId, input: InvoiceInput, once: Once): Promise<DocumentId> {
  const layout = await requireStaff(deps, actor, venue, 'issueInvoices')
  return onceFor(deps, layout, once, () => deps.db.transaction(async (tx) => {
    const bill = await deps.folios.billable(tx, venue, input.folio, input.window)
    await refuseInvoiced(tx, bill)
    const fresh = bill.lines.filter((line) => line.corrects === null)
    const notes = await creditTakenBack(deps, tx, actor, layout, bill, fresh.length === 0 ? once : null)
    return fresh.length === 0 ? notes.at(-1) ?? fail('a bill of nothing') : write(deps, tx, actor, layout, input, { ...bill, lines: fresh }, once)
  }).catch((error: unknown) => { throw store.documentedAlready(error) ? invoicedAlready([]) : error }))
}

async function write(deps: InvoicesDeps, tx: Tx, actor: Actor, layout: VenueLayout, input: InvoiceInput, bill: Billable, once: Once): Promise<DocumentId> {
  const { buyer, guest, locale } = await buyerOf(deps, tx, layout, bill, input.buyer)
  const seller = await sellerOf(deps, tx, layout)
  // A folio's payments pay its invoices one after the other: those that an earlier one took are not shown again.
  const payments = paymentsLeft(bill.payments, await store.invoicedOfWindow(tx, layout.id, input.folio, input.window))
  const items = bill.lines.map((line, i) => ({ item: line.item, line: i + 1 }))
  const document = await issueDocument(deps, tx, actor, layout, {
    kind: 'invoice', series: input.series, currency: bill.currency, content: { seller, lines: bill.lines.map(lineOf), payments }, buyer, guest, locale: input.locale ?? locale ?? layout.languages[0] ?? 'en',
    booking: bill.booking, folio: input.folio, window: input.window, corrects: null, items,
  }, once)
  await deps.folios.invoiced?.(tx, layout.id, items.map(({ item }) => item), document.id)
  return document.id
}

/** A credit note for each invoice of which lines were taken back. What was credited by hand before is not credited again. */
async function creditTakenBack(deps: InvoicesDeps, tx: Tx, actor: Actor, layout: VenueLayout, bill: Billable, once: Once | null): Promise<DocumentId[]> {
  const taken = bill.lines.filter((line) => line.corrects !== null)
  const places = await store.linesOfItems(tx, taken.map((line) => line.corrects!.item))
  const notes: DocumentId[] = []
  for (const [invoice, lines] of Map.groupBy(taken, (line) => line.corrects!.invoice as DocumentId)) {
    const found = await store.findDocument(tx, invoice) ?? fail(`a folio names an invoice ${invoice} that is not there`)
    const credited = await store.creditedOf(tx, invoice, true)
    const credits = lines.flatMap((line): Credit[] => {
      const place = places.get(line.corrects!.item) ?? fail('a line was invoiced and stands on no invoice')
      const left = leftOf(found, credited, place.line)
      return left === 0 ? [] : [{ line: place.line, gross: left }]
    })
    const note = credits.length === 0 ? undefined : await creditLines(deps, tx, actor, layout, found, credited, credits, { reason: 'mistake' }, once)
    const document = note ?? (await store.creditNotesOf(tx, invoice)).at(-1)?.id ?? fail('what was credited has a credit note')
    await store.insertItems(tx, 'invoice', lines.map((line, i) => ({ item: line.item, line: i + 1 })), document)
    await deps.folios.invoiced?.(tx, layout.id, lines.map((line) => line.item), document)
    notes.push(document)
  }
  return notes
}

const lineOf = ({ item: _item, corrects: _corrects, ...line }: Billable['lines'][number]): Line => line

async function refuseInvoiced(tx: Tx, bill: Billable): Promise<void> {
  const known = await store.documentsOfItems(tx, 'invoice', bill.lines.map((line) => line.item))
  if (known.size > 0 || bill.lines.length === 0) throw invoicedAlready([...new Set(known.values())])
}

function invoicedAlready(documents: readonly DocumentId[]) {
  return problem('already-invoiced', { detail: 'There is nothing in this window that is not on an invoice already. No number was taken.', facts: { documents } })
}
