import { directionOf, localeOf } from '@holdfast/contract/words'
import type { Actor } from '#http/actor'
import { newId, routeOf, type VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { openBuyers } from './buyers.ts'
import type { InvoicesDeps } from './deps.ts'
import { pdfOf, ublFileOf } from './document-files.ts'
import { formatsFor } from './formats.ts'
import * as letters from './letter-store.ts'
import { findDocument } from './store.ts'
import type { Buyer, DocumentId, IssuedDocument } from './types.ts'
import { noDocument, requireStaff } from './who-may.ts'
import { intlTagOf, languageOf, words } from './words.ts'

/** Notes that the document shall leave to its buyer; a worker sends it. Asked again while it waits, nothing more is noted. */
export async function mailDocument(deps: InvoicesDeps, actor: Actor, venue: VenueId, id: DocumentId): Promise<{ queued: boolean }> {
  await requireStaff(deps, actor, venue, 'issueInvoices')
  const document = await findDocument(deps.db, id)
  if (document === undefined || document.venue !== venue) throw noDocument()
  const [buyer = null] = await openBuyers(deps, deps.db, [document])
  if (buyer === null || buyer.email === null) throw problem('not-ready', { detail: 'The buyer has no e-mail address on this document. Nothing was sent; give them the PDF.' })
  if (deps.mailer === null) throw problem('not-ready', { detail: 'No mail relay is set up here. Nothing was sent; give the buyer the PDF.' })
  const now = deps.clock.now()
  const queued = await deps.db.transaction((tx) => letters.insertLetter(tx, newId('msg', now.epochMilliseconds, routeOf(venue)), id, now))
  return { queued }
}

/** Sends what is due, up to 20; one that the relay does not take comes again later. */
export async function sendDocuments(deps: InvoicesDeps): Promise<boolean> {
  const { mailer } = deps
  if (mailer === null) return false
  const due = await deps.db.transaction((tx) => letters.takeDue(tx, deps.clock.now(), 20))
  for (const { id, document: documentId, attempts } of due) {
    try {
      const document = await findDocument(deps.db, documentId)
      const [buyer = null] = document === undefined ? [] : await openBuyers(deps, deps.db, [document])
      // Erased since it was asked for.
      if (document === undefined || buyer === null || buyer.email === null) { await deps.db.transaction((tx) => letters.finish(tx, id, 'dropped', deps.clock.now())); continue }
      const [pdf, xml] = [await pdfOf(deps, document), ublFileOf(document, buyer)]
      const attachments = [{ filename: pdf.name, contentType: 'application/pdf', content: pdf.content }, ...(xml === null ? [] : [{ filename: xml.name, contentType: 'application/xml', content: xml.content }])]
      await mailer.send({ to: buyer.email, messageId: `${id}@${new URL(deps.publicUrl).hostname}`, attachments, ...letterOf(document, buyer) })
      await deps.db.transaction((tx) => letters.finish(tx, id, 'sent', deps.clock.now()))
    } catch (error) {
      deps.log.warn({ letter: id, attempts, code: (error as { code?: string }).code }, 'a document did not leave; it will be sent again')
    }
  }
  return due.length === 20
}

/** A short letter in the language of the document, which hangs on it. */
export function letterOf(document: IssuedDocument, buyer: Buyer): { subject: string; text: string; html: string } {
  const language = languageOf(document.locale)
  const say = words[language]
  const { exact, withCurrency, day } = formatsFor(intlTagOf(language), document.currency)
  const { seller } = document.content
  const subject = `${say.title[document.kind]} ${document.number} · ${seller.name}`
  const lines = [buyer.name, `${say.title[document.kind]} ${document.number}`, `${say.issued}: ${day(document.issuedOn)}`, `${say.total[document.kind]}: ${withCurrency.format(exact(document.gross))}`, [seller.name, seller.phone].filter((part) => part !== null).join(' · ')]
  const html = `<!doctype html><html lang="${language}" dir="${language === 'ar' ? directionOf(localeOf('ar')) : 'ltr'}"><head><meta charset="utf-8"><title>${escape(subject)}</title></head><body style="margin:0;padding:24px;color:#26221c;font:16px/1.5 Inter,system-ui,sans-serif">${lines.map((line) => `<p style="margin:0 0 10px">${escape(line)}</p>`).join('')}</body></html>`
  return { subject, text: lines.join('\n\n'), html }
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
