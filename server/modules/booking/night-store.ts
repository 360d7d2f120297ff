import type { BookingId, ReservationId, VenueId } from '#platform/id'
import { sql, type Reader } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import type { BookingStatus } from './types.ts'

/** A sitting has no arrival and departure. */
export interface StayOfNight { booking: BookingId; reservation: ReservationId; status: BookingStatus; arrival: PlainDate | null; departure: PlainDate | null }

/** An arrival that nobody decided about for so long is no longer asked about each night. */
const undecidedDays = 30

/** What a night audit looks at: who is in the house, who sat down on that date, who should have come by that date, and who left on it or later. */
export function staysOfNight(reader: Reader, venue: VenueId, date: PlainDate): Promise<StayOfNight[]> {
  const columns = sql.raw('booking_id as booking, id as reservation, status, arrival, departure')
  return reader.rows<StayOfNight>(sql`
    select ${columns} from booking.reservation where venue_id = ${venue} and status = 'arrived' and arrival is not null
    union all select ${columns} from booking.reservation where venue_id = ${venue} and status = 'confirmed' and arrival between ${addDays(date, -undecidedDays)} and ${date}
    union all select ${columns} from booking.reservation where venue_id = ${venue} and status = 'completed' and arrival <= ${date} and departure between ${date} and ${addDays(date, 366)}
    union all select ${columns} from booking.reservation where venue_id = ${venue} and business_date = ${date} and status in ('arrived', 'completed')
    order by reservation`)
}
