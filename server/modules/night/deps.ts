import type { BookingDoor } from '#module/booking'
import type { Folios } from '#module/folios'
import type { Ledger } from '#module/ledger'
import type { Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'

export interface NightDeps {
  db: Database
  clock: Clock
  log: Log
  venues: Pick<Venues, 'layoutOf' | 'findLayout'>
  booking: Pick<BookingDoor, 'find' | 'move' | 'staysOfNight' | 'linesFor'>
  ledger: Ledger
  folios: Folios
  /** Stays whose nights are posted in one transaction. */
  staysAtOnce?: number
}
