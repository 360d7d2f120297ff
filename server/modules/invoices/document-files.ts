import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { openBuyers } from './buyers.ts'
import type { InvoicesDeps } from './deps.ts'
import { drawDocument, drawingOf } from './draw-document.ts'
import { issuedOn } from './issue-document.ts'
import { missingForUbl, ublOf } from './ubl.ts'
import { problem } from '#platform/problem'
import { totalsOf } from './rules.ts'
import { sellerOf } from './seller.ts'
import type { Buyer, DocumentId, IssuedDocument } from './types.ts'
import { maySee, requireStaff } from './who-may.ts'

export interface File { name: string; content: Buffer }

/** The document as a PDF, for whoever may see it. Drawn from what was frozen: the same document gives the same file. */
export async function documentPdf(deps: InvoicesDeps, actor: Actor, id: DocumentId): Promise<File> {
  return pdfOf(deps, await maySee(deps, actor, id))
}

export async function pdfOf(deps: InvoicesDeps, document: IssuedDocument): Promise<File> {
  const [buyer = null] = await openBuyers(deps, deps.db, [document])
  const [booking] = document.booking === null ? [] : await deps.booking.find(deps.db, [document.booking])
  const drawing = drawingOf(document, { buyer, erased: document.sealed !== null && buyer === null, bookingCode: booking?.code ?? null, xml: buyer !== null && missingForUbl(document, buyer).length === 0 ? ublOf(document, buyer) : null })
  return { name: `${fileName(document)}.pdf`, content: await drawDocument(drawing) }
}

/** The electronic form beside the PDF; null when something is missing for it. */
export function ublFileOf(document: IssuedDocument, buyer: Buyer): File | null {
  return missingForUbl(document, buyer).length > 0 ? null : { name: `${fileName(document)}.xml`, content: Buffer.from(ublOf(document, buyer)) }
}

/** EN 16931 as UBL 2.1, for whoever may see the document; refused with what is missing for it. */
export async function documentUbl(deps: InvoicesDeps, actor: Actor, id: DocumentId): Promise<File> {
  const document = await maySee(deps, actor, id)
  const [buyer = null] = await openBuyers(deps, deps.db, [document])
  const missing = missingForUbl(document, buyer)
  if (buyer === null || missing.length > 0) throw problem('not-ready', { detail: `The electronic form needs more than this document has: ${missing.map(({ detail }) => detail).join(', ')}.`, errors: missing })
  return { name: `${fileName(document)}.xml`, content: Buffer.from(ublOf(document, buyer)) }
}

/** What an invoice would say if it were issued now: without a number, and kept nowhere. */
export async function informationBill(deps: InvoicesDeps, actor: Actor, venue: VenueId, folio: string, window: number): Promise<File> {
  const layout = await requireStaff(deps, actor, venue, 'issueInvoices')
  const bill = await deps.folios.billable(deps.db, venue, folio, window)
  const person = bill.guest === null ? null : await deps.guests.readPerson(deps.db, bill.guest)
  const [booking] = bill.booking === null ? [] : await deps.booking.find(deps.db, [bill.booking])
  const now = deps.clock.now()
  const content = { seller: await sellerOf(deps, deps.db, layout), lines: bill.lines, payments: bill.payments }
  return {
    name: 'bill.pdf',
    content: await drawDocument({
      kind: 'bill', number: null, issuedOn: issuedOn(layout, now), issuedAt: now, locale: person?.locale ?? layout.languages[0] ?? 'en', currency: bill.currency, ...totalsOf(bill.lines, bill.payments), content,
      buyer: person === null ? null : { name: person.name, company: null, street: '', postalCode: '', city: '', country: null, taxNumber: null, email: null }, erased: false, bookingCode: booking?.code ?? null, xml: null,
    }),
  }
}

/** Numbers may have a slash in them. */
const fileName = (document: IssuedDocument): string => document.number.replaceAll('/', '-')
