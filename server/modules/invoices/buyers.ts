import type { buyer as contract } from '@holdfast/contract/invoices'
import type { z } from 'zod'
import type { VenueLayout } from '#module/venues'
import type { GuestId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'
import type { InvoicesDeps } from './deps.ts'
import type { Buyer, IssuedDocument } from './types.ts'

export type BuyerInput = z.output<typeof contract>

/**
 * The buyer of a bill: who is named, else the company that pays the window, else the guest. A buyer who has no profile at the
 * vendor gets one, for the key that seals the name.
 */
export async function buyerOf(deps: InvoicesDeps, tx: Tx, layout: VenueLayout, bill: { guest: GuestId | null; company: string | null }, given: BuyerInput | undefined): Promise<{ buyer: Buyer | null; guest: GuestId | null; locale: string | null }> {
  const person = bill.guest === null ? null : await deps.guests.readPerson(tx, bill.guest)
  const buyer: Buyer | null = given !== undefined
    ? { name: given.name, company: given.company, street: given.street, postalCode: given.postal_code, city: given.city, country: given.country, taxNumber: given.tax_number, email: given.email ?? person?.email ?? null }
    : person === null && bill.company === null ? null
      : { name: person?.name ?? bill.company!, company: bill.company, street: '', postalCode: '', city: '', country: null, taxNumber: null, email: person?.email ?? null }
  if (buyer === null) return { buyer, guest: null, locale: null }
  const guest = person === null ? await deps.guests.findOrCreateGuest(tx, layout.vendor, { name: buyer.name, email: buyer.email }) : bill.guest
  return { buyer, guest, locale: person?.locale ?? null }
}

/** The buyers of documents, in one look; null where nobody was named or the person was forgotten. */
export async function openBuyers(deps: InvoicesDeps, reader: Reader, documents: readonly IssuedDocument[]): Promise<(Buyer | null)[]> {
  const named = documents.flatMap((document) => (document.sealed === null || document.guest === null ? [] : [{ document, guest: document.guest, sealed: document.sealed }]))
  const opened = await deps.guests.unsealEach(reader, named)
  const found = new Map(named.map(({ document }, i) => [document.id, opened[i] ?? null]))
  return documents.map((document) => { const text = found.get(document.id); return text === undefined || text === null ? null : JSON.parse(text) as Buyer })
}
