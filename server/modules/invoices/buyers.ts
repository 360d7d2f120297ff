import type { buyer as contract } from '@holdfast/contract/invoices'
import type { z } from 'zod'
import type { VenueLayout } from '#module/venues'
import type { GuestId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'
import type { InvoicesDeps } from './deps.ts'
import type { Buyer, IssuedDocument } from './types.ts'

export type BuyerInput = z.output<typeof contract>

/** The buyer of a bill: who is named, else the guest. A buyer who has no profile at the vendor gets one, for the key that seals the name. */
export async function buyerOf(deps: InvoicesDeps, tx: Tx, layout: VenueLayout, guest: GuestId | null, given: BuyerInput | undefined): Promise<{ buyer: Buyer | null; guest: GuestId | null; locale: string | null }> {
  const person = guest === null ? null : await deps.guests.readPerson(tx, guest)
  if (given === undefined) return { buyer: person === null ? null : { name: person.name, company: null, street: '', postalCode: '', city: '', country: null, taxNumber: null, email: person.email }, guest: person === null ? null : guest, locale: person?.locale ?? null }
  const buyer: Buyer = { name: given.name, company: given.company, street: given.street, postalCode: given.postal_code, city: given.city, country: given.country, taxNumber: given.tax_number, email: given.email ?? person?.email ?? null }
  const key = person === null ? await deps.guests.findOrCreateGuest(tx, layout.vendor, { name: given.name, email: given.email }) : guest
  return { buyer, guest: key, locale: person?.locale ?? null }
}

/** The buyers of documents, in one look; null where nobody was named or the person was forgotten. */
export async function openBuyers(deps: InvoicesDeps, reader: Reader, documents: readonly IssuedDocument[]): Promise<(Buyer | null)[]> {
  const named = documents.flatMap((document) => (document.sealed === null || document.guest === null ? [] : [{ document, guest: document.guest, sealed: document.sealed }]))
  const opened = await deps.guests.unsealEach(reader, named)
  const found = new Map(named.map(({ document }, i) => [document.id, opened[i] ?? null]))
  return documents.map((document) => { const text = found.get(document.id); return text === undefined || text === null ? null : JSON.parse(text) as Buyer })
}
