import type { Actor } from '#http/actor'
import type { Route } from '#http/route'
import type { BookingId, VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { repeating, type Worker } from '#platform/worker'
import { creditInvoice, type CreditInput } from './credit-invoice.ts'
import type { InvoicesDeps } from './deps.ts'
import type { Once } from './issue-document.ts'
import { issueInvoice, type InvoiceInput } from './issue-invoice.ts'
import { issueReceipt } from './issue-receipt.ts'
import { sendDocuments } from './mail-document.ts'
import { bookingDocuments, listDocuments, type ListInput } from './read-documents.ts'
import { invoiceRoutes } from './routes.ts'
import { putSettings, readSettings, type SettingsInput } from './settings.ts'
import { findDocument } from './store.ts'
import type { DocumentId, IssuedDocument } from './types.ts'
import { maySee, noDocument } from './who-may.ts'

export type { Billable, Buyer, DocumentId, DocumentPayment, IssuedDocument, Line, LineTax } from './types.ts'
export type { FolioBills } from './deps.ts'
export { billsOfFolios } from './from-folio.ts'

export interface Invoices {
  issueInvoice(actor: Actor, venue: VenueId, input: InvoiceInput, once?: Once): Promise<IssuedDocument>
  creditInvoice(actor: Actor, venue: VenueId, invoice: DocumentId, input: CreditInput, once?: Once): Promise<IssuedDocument>
  issueReceipt(actor: Actor, booking: BookingId): Promise<IssuedDocument>
  list(actor: Actor, venue: VenueId, input: ListInput): Promise<{ items: IssuedDocument[]; nextCursor: string | null }>
  ofBooking(actor: Actor, booking: BookingId): Promise<{ items: IssuedDocument[]; mayReceipt: boolean }>
  read(actor: Actor, document: DocumentId): Promise<IssuedDocument>
  settings(actor: Actor, venue: VenueId): ReturnType<typeof readSettings>
  putSettings(actor: Actor, venue: VenueId, input: SettingsInput, options?: { tx?: Tx }): ReturnType<typeof putSettings>
  /** One round of what the worker does, for tests. */
  send(): Promise<void>
  routes: Route[]
  workers: Worker[]
}

/** Invoices, credit notes and receipts. Every use case asks first whether the actor may; what is not theirs is not found. */
export function openInvoices(deps: InvoicesDeps): Invoices {
  const written = async (id: DocumentId) => (await findDocument(deps.db, id)) ?? (() => { throw noDocument() })()
  const noKey = { key: null, request: null }
  const door: Invoices = {
    issueInvoice: async (actor, venue, input, once = noKey) => written(await issueInvoice(deps, actor, venue, input, once)),
    creditInvoice: async (actor, venue, invoice, input, once = noKey) => written(await creditInvoice(deps, actor, venue, invoice, input, once)),
    issueReceipt: async (actor, booking) => written(await issueReceipt(deps, actor, booking)),
    list: (actor, venue, input) => listDocuments(deps, actor, venue, input),
    ofBooking: (actor, booking) => bookingDocuments(deps, actor, booking),
    read: (actor, document) => maySee(deps, actor, document),
    settings: (actor, venue) => readSettings(deps, actor, venue),
    putSettings: (actor, venue, input, options) => putSettings(deps, actor, venue, input, options),
    async send() { while (await sendDocuments(deps)) { /* until nothing is due */ } },
    routes: [],
    workers: deps.mailer === null ? [] : [repeating('documents by mail', 5_000, deps.log, async () => { await sendDocuments(deps) })],
  }
  door.routes = invoiceRoutes(deps, door)
  return door
}
