import type { BookingDoor } from '#module/booking'
import type { Guests } from '#module/guests'
import type { Identity } from '#module/identity'
import type { Waitlist } from '#module/waitlist'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import type { Mailer } from '#ports/mail'

export interface NotificationsInside {
  db: Database
  clock: Clock
  log: Log
  guests: Guests
  identity: Identity
  booking: BookingDoor
  waitlist: Pick<Waitlist, 'find' | 'view' | 'accessToken' | 'ofVisitor'>
  /** Null: no relay is set, letters are kept. */
  mailer: Mailer | null
  publicUrl: string
  wake(): void
}
