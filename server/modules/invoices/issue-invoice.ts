import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { buyerOf, type BuyerInput } from './buyers.ts'
import type { InvoicesDeps } from './deps.ts'
import { issueDocument, onceFor, type Once } from './issue-document.ts'
import { sellerOf } from './seller.ts'
import * as store from './store.ts'
import type { Billable, DocumentId, Line } from './types.ts'
import { requireStaff } from './who-may.ts'

export interface InvoiceInput { folio: string; window: string; series?: string | undefined; buyer?: BuyerInput | undefined; locale?: string | undefined }

/** Puts what is not invoiced yet of a folio's window on an invoice. All of it or nothing; a charge is invoiced once. */
export async function issueInvoice(deps: InvoicesDeps, actor: Actor, venue: VenueId, input: InvoiceInput, once: Once): Promise<DocumentId> {
  const layout = await requireStaff(deps, actor, venue, 'issueInvoices')
  return onceFor(deps, layout, once, () => deps.db.transaction(async (tx) => {
    const bill = await deps.folios.billable(tx, venue, input.folio, input.window, true)
    await refuseNothing(deps, tx, bill)
    const { buyer, guest, locale } = await buyerOf(deps, tx, layout, bill.guest, input.buyer)
    const seller = await sellerOf(deps, tx, layout)
    const items = bill.lines.map((line) => line.item)
    const document = await issueDocument(deps, tx, actor, layout, {
      kind: 'invoice', series: input.series, currency: bill.currency, content: { seller, lines: bill.lines.map(lineOf), payments: bill.payments }, buyer, guest, locale: input.locale ?? locale ?? layout.languages[0] ?? 'en',
      booking: bill.booking, folio: input.folio, window: input.window, corrects: null, items,
    }, once).catch((error: unknown) => { throw store.documentedAlready(error) ? invoicedAlready([]) : error })
    await deps.folios.invoiced?.(tx, input.folio, items, document.id)
    return document.id
  }))
}

const lineOf = ({ item: _, ...line }: Billable['lines'][number]): Line => line

async function refuseNothing(deps: InvoicesDeps, tx: Parameters<InvoicesDeps['folios']['billable']>[0], bill: Billable): Promise<void> {
  const known = await store.documentsOfItems(tx, 'invoice', bill.lines.map((line) => line.item))
  if (known.size > 0) throw invoicedAlready([...new Set(known.values())])
  if (bill.lines.length === 0) throw invoicedAlready([])
}

function invoicedAlready(documents: readonly DocumentId[]) {
  return problem('already-invoiced', { detail: 'There is nothing in this window that is not on an invoice already. No number was taken.', facts: { documents } })
}
