import type { BookingDoor } from '#module/booking'
import type { Identity } from '#module/identity'
import type { Quoting } from '#module/quoting'
import type { Search } from '#module/search'
import type { Venues } from '#module/venues'
import type { Database } from '#platform/sql'

export interface SimpleDeps { db: Database; identity: Identity; venues: Venues; search: Search; quoting: Quoting; booking: BookingDoor }
