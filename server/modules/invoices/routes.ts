import type { FastifyReply } from 'fastify'
import * as contract from '@holdfast/contract/invoices'
import { route, type Route } from '#http/route'
import type { InvoicesDeps } from './deps.ts'
import type { Invoices } from './index.ts'
import { documentPdf, documentUbl, informationBill, type File } from './document-files.ts'
import { mailDocument } from './mail-document.ts'
import { viewDocument, viewItems } from './views.ts'

export function invoiceRoutes(deps: InvoicesDeps, door: Invoices): Route[] {
  const view = (document: Awaited<ReturnType<Invoices['read']>>) => viewDocument(deps, document)
  const send = (reply: FastifyReply, file: File, type: string) => reply.type(type).header('content-disposition', `inline; filename="${file.name}"`).header('cache-control', 'private, no-store').send(file.content)
  return [
    route(contract.documentPdf, async ({ actor, params, reply }) => send(reply, await documentPdf(deps, actor, params.document), 'application/pdf')),
    route(contract.documentUbl, async ({ actor, params, reply }) => send(reply, await documentUbl(deps, actor, params.document), 'application/xml; charset=utf-8')),
    route(contract.informationBill, async ({ actor, params, reply }) => send(reply, await informationBill(deps, actor, params.venue, params.folio, params.window), 'application/pdf')),
    route(contract.getInvoiceSettings, ({ actor, params }) => door.settings(actor, params.venue)),
    route(contract.putInvoiceSettings, ({ actor, params, body }) => door.putSettings(actor, params.venue, body)),
    route(contract.issueInvoice, async ({ actor, params, body, idempotencyKey }) => view(await door.issueInvoice(actor, params.venue, body, { key: idempotencyKey, request: ['invoice', body] }))),
    route(contract.creditInvoice, async ({ actor, params, body, idempotencyKey }) => view(await door.creditInvoice(actor, params.venue, params.document, body, { key: idempotencyKey, request: ['credit', params.document, body] }))),
    route(contract.issueReceipt, async ({ actor, params }) => view(await door.issueReceipt(actor, params.booking))),
    route(contract.mailDocument, ({ actor, params }) => mailDocument(deps, actor, params.venue, params.document)),
    route(contract.listDocuments, async ({ actor, params, query }) => {
      const { items, nextCursor } = await door.list(actor, params.venue, query)
      return { items: await viewItems(deps, items), next_cursor: nextCursor }
    }),
    route(contract.bookingDocuments, async ({ actor, params }) => {
      const { items, mayReceipt } = await door.ofBooking(actor, params.booking)
      return { items: await viewItems(deps, items), next_cursor: null, may_receipt: mayReceipt }
    }),
    route(contract.getDocument, async ({ actor, params }) => view(await door.read(actor, params.document))),
  ]
}
