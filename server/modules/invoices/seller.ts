import type { VenueLayout } from '#module/venues'
import { fail } from '#platform/assert'
import type { VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { InvoicesDeps } from './deps.ts'
import * as store from './store.ts'
import type { Seller } from './types.ts'

/** Who sells, as it is printed: what the venue set, and its vendor's name and its own address until it did. */
export async function sellerOf(deps: InvoicesDeps, reader: Reader, layout: VenueLayout): Promise<Seller> {
  const row = await store.findSeller(reader, layout.id)
  const { name, phone } = layout
  if (row !== undefined) return { name, phone, legalName: row.legal_name, street: row.street, postalCode: row.postal_code, city: row.city, country: row.country, taxNumber: row.tax_number, registration: row.registration, iban: row.iban, footer: row.footer }
  const vendor = (await deps.venues.vendorsOf(reader, [layout.vendor])).get(layout.vendor)
  return { name, phone, legalName: vendor?.name ?? name, street: layout.address, postalCode: '', city: layout.city, country: layout.country, taxNumber: null, registration: null, iban: null, footer: '' }
}

export async function layoutOf(deps: InvoicesDeps, reader: Reader, venue: VenueId): Promise<VenueLayout> {
  return (await deps.venues.findLayout(reader, venue)) ?? fail(`no venue ${venue}`)
}
