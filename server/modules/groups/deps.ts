import type { Availability } from '#module/availability'
import type { BookingDoor } from '#module/booking'
import type { Guests } from '#module/guests'
import type { Pricing } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'

export interface GroupsDeps {
  db: Database
  clock: Clock
  log: Log
  guests: Pick<Guests, 'findOrCreateGuest' | 'readPeople'>
  venues: Pick<Venues, 'layoutOf'>
  availability: Availability
  pricing: Pick<Pricing, 'ratesOf'>
  booking: Pick<BookingDoor, 'ofBlock' | 'find' | 'linesFor'>
}
