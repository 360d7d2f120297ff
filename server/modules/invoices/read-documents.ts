import type { Actor } from '#http/actor'
import { may } from '@holdfast/contract'
import { readMomentCursor, writeMomentCursor } from '#platform/cursor'
import type { BookingId, VenueId } from '#platform/id'
import type { InvoicesDeps } from './deps.ts'
import { paymentsToReceipt } from './issue-receipt.ts'
import * as store from './store.ts'
import type { IssuedDocument } from './types.ts'
import { mayBill, requireStaff } from './who-may.ts'

export interface ListInput extends store.Filter { cursor?: string | undefined; limit: number }

/** A venue's documents, newest first, a page at a time. */
export async function listDocuments(deps: InvoicesDeps, actor: Actor, venue: VenueId, input: ListInput): Promise<{ items: IssuedDocument[]; nextCursor: string | null }> {
  await requireStaff(deps, actor, venue, 'issueInvoices')
  const rows = await store.listDocuments(deps.db, venue, input, readMomentCursor(input.cursor), input.limit + 1)
  const items = rows.slice(0, input.limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? writeMomentCursor(last.issuedAt, last.id) : null }
}

/** A booking's documents for its guest, those that are made out to them, and for staff, all of them; and whether there is a payment without a receipt. */
export async function bookingDocuments(deps: InvoicesDeps, actor: Actor, id: BookingId): Promise<{ items: IssuedDocument[]; mayReceipt: boolean }> {
  const booking = await mayBill(deps, actor, id)
  const all = await store.documentsOfBooking(deps.db, id)
  const staff = actor.system || may.issueInvoices(actor, { vendor: booking.vendor, venue: booking.venue })
  return { items: staff ? all : all.filter((document) => document.guest === booking.guest), mayReceipt: (await paymentsToReceipt(deps, deps.db, id)).open.length > 0 }
}
