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
  booking: Pick<BookingDoor, 'read' | 'find' | 'ofAccessTokens'>
  payments: { of(reader: Reader, bookings: readonly BookingId[]): Promise<BookingPayment[]> }
  folios: FolioBills
  mailer: Mailer | null
  publicUrl: string
}

/** What folios say of a window, and are told of it; given by the composition root. */
export interface FolioBills {
  /**
   * What of the window is not invoiced yet; `not-found` for a folio that is not this venue's. With `forIssue` the folio is locked until
   * the transaction ends, so that no charge is posted, moved or reversed while it is put on paper.
   */
  billable(reader: Reader, venue: VenueId, folio: string, window: string, forIssue: boolean): Promise<Billable>
  /** In the issuing transaction: these charges are on paper now. */
  invoiced?(tx: Tx, folio: string, items: readonly string[], document: DocumentId): Promise<void>
}
export type { Booking }
