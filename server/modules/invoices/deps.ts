import type { Booking, BookingDoor } from '#module/booking'
import type { Guests } from '#module/guests'
import type { BookingPayment } from '#module/payments'
import type { Venues } from '#module/venues'
import type { Mailer } from '#ports/mail'
import type { Clock } from '#platform/clock'
import type { BookingId, VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Database, Reader, Tx } from '#platform/sql'
import type { Billable, DocumentId } from './types.ts'

export interface InvoicesDeps {
  db: Database
  clock: Clock
  log: Log
  guests: Pick<Guests, 'readPerson' | 'findOrCreateGuest' | 'sealFor' | 'unsealEach'>
  venues: Pick<Venues, 'findLayout' | 'vendorsOf'>
  booking: Pick<BookingDoor, 'read' | 'find' | 'isGuestOf'>
  payments: { of(reader: Reader, bookings: readonly BookingId[]): Promise<BookingPayment[]> }
  folios: FolioBills
  mailer: Mailer | null
  publicUrl: string
}

/** What folios say of a window, and are told of it; given by the composition root. */
export interface FolioBills {
  /**
   * What of the window is not invoiced yet, and what was paid on it; `not-found` for a folio that is not this venue's.
   */
  billable(reader: Reader, venue: VenueId, folio: string, window: number): Promise<Billable>
  /** In the issuing transaction: these charges are on paper now. Throws when one was moved, taken back or invoiced since they were read. */
  invoiced?(tx: Tx, venue: VenueId, items: readonly string[], document: DocumentId): Promise<void>
}
export type { Booking }
