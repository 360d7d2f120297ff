import type { BookingDoor } from '#module/booking'
import type { Identity } from '#module/identity'
import type { Ledger } from '#module/ledger'
import type { Payments } from '#module/payments'
import type { Category, LineTax } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import type { Money } from '#platform/money'
import type { Database, Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'

/** The taxes in or on an amount of a category, by the venue's tax data. */
export type TaxesOn = (reader: Reader, venue: VenueId, of: { category: Category; amount: Money; date: PlainDate }) => Promise<{ tax: LineTax; amount: Money; included: boolean }[]>

export interface FoliosDeps {
  db: Database
  clock: Clock
  venues: Pick<Venues, 'layoutOf' | 'findLayout'>
  identity: Pick<Identity, 'staffOf'>
  booking: Pick<BookingDoor, 'find' | 'linesFor'>
  ledger: Ledger
  payments: Pick<Payments, 'refund' | 'refundable'>
  taxesOn: TaxesOn
}
