import type { Guests } from '#module/guests'
import type { VenueLayout } from '#module/venues'
import { newId, type VendorId, type VenueId } from '#platform/id'
import { money, type Currency } from '#platform/money'
import { problem } from '#platform/problem'
import type { Mailer } from '#ports/mail'
import { silentLog } from '#platform/log'
import type { PlainDate } from '#platform/time'
import type { FolioBills, InvoicesDeps } from './deps.ts'
import { openInvoices } from './index.ts'
import type { Billable } from './types.ts'

/** For tests: this module alone on a real database, with a venue and a bill that the test makes up. */
export const testVendor = 'vnd_0000000000000000000test' as VendorId

export function billOf(venue: VenueId, folio: string, amounts: readonly number[], over: Partial<Billable> = {}): Billable {
  const date = '2027-03-01' as PlainDate
  return {
    venue, booking: null, guest: null, company: null, businessDate: date, currency: 'EUR' as Currency, payments: [],
    lines: amounts.map((gross, i) => {
      const tax = Math.round((gross * 600) / 10_600)
      return { item: `${folio}-${i}`, corrects: null, date, description: `Double room, night ${i + 1}`, quantity: 1, category: 'room' as const, gross, net: gross - tax, taxes: [{ code: 'vat_6', name: 'IVA 6%', kind: 'vat' as const, rateBp: 600, base: gross - tax, amount: tax }] }
    }),
    ...over,
  }
}

export const testDoor = (given: Parameters<typeof depsOf>[0]) => openInvoices(depsOf(given))

export function depsOf(given: Pick<InvoicesDeps, 'db' | 'clock'> & { folios?: FolioBills; guests?: Guests; layout?: Partial<VenueLayout>; mailer?: Mailer }): InvoicesDeps {
  const layout = (id: VenueId) => ({ id, vendor: testVendor, kind: 'hotel', name: 'Casa do Rio', address: 'Rua do Cais 1', city: 'Lisboa', country: 'PT', timeZone: 'Europe/Lisbon', dayEnds: '04:00', currency: money(0, 'EUR').currency, languages: ['en'], phone: null, ...given.layout }) as unknown as VenueLayout
  const none = async () => { throw problem('not-found') }
  return {
    db: given.db, clock: given.clock, log: silentLog, mailer: given.mailer ?? null, publicUrl: 'http://localhost',
    guests: given.guests ?? { readPerson: async () => null, findOrCreateGuest: none, sealFor: none, unsealEach: async (_, list) => list.map(() => null) },
    venues: { findLayout: async (_, id) => layout(id), vendorsOf: async () => new Map([[testVendor, { id: testVendor, name: 'Casa do Rio, Lda.' }]]) },
    booking: { read: none, find: async () => [], isGuestOf: () => false }, payments: { of: async () => [] },
    folios: given.folios ?? { billable: none },
  }
}

export const newVenue = (): VenueId => newId('ven', 1)
