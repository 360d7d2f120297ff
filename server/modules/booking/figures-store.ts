import type { RoomTypeId, VenueId } from '#platform/id'
import { sql, type Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Figures } from './types.ts'

/**
 * What became of all bookings of a venue, counted from the bookings themselves. Nights and sums are of completed stays.
 * A frozen line is [kind, label, date, quantity, amount, included, …]: see `freeze` of pricing.
 */
export async function figuresOf(reader: Reader, venue: VenueId): Promise<Figures> {
  const counts = await reader.one<{ bookings: number; cancelled: number; no_shows: number; checked_out: number; moved: number }>(sql`
    select count(*) as bookings, count(*) filter (where b.status = 'cancelled') as cancelled, count(*) filter (where b.status = 'no_show') as no_shows, count(*) filter (where b.status = 'completed') as checked_out,
      count(*) filter (where b.status = 'completed' and exists (select 1 from booking.reservation r where r.venue_id = b.venue_id and r.booking_id = b.id and r.room_type <> b.terms -> 'stay' ->> 'roomType')) as moved
    from booking.booking b where b.venue_id = ${venue}`)
  const nights = await reader.rows<{ month: string; room_type: string; nights: number; revenue: number }>(sql`
    select to_char(night, 'YYYY-MM') as month, r.room_type, count(*) as nights, round(sum(coalesce(of_night.amount, 0)))::bigint as revenue
    from booking.reservation r join booking.booking b on b.venue_id = r.venue_id and b.id = r.booking_id, generate_series(r.arrival, r.departure - 1, interval '1 day') night,
      lateral (select sum((line ->> 4)::numeric) / (b.terms -> 'stay' ->> 'rooms')::int as amount from jsonb_array_elements(b.price -> 'lines') line
        where (line ->> 2)::date = night::date and line ->> 0 in ('night', 'board', 'discount') and line ->> 5 = '0') of_night
    where r.venue_id = ${venue} and r.status = 'completed' and r.arrival is not null group by 1, 2 order by 1, 2`)
  const by = (key: 'month' | 'room_type') => nights.reduce<Record<string, number>>((all, row) => ({ ...all, [row[key]]: (all[row[key]] ?? 0) + row.nights }), {})
  return {
    bookings: counts.bookings, cancelled: counts.cancelled, noShows: counts.no_shows, checkedOut: counts.checked_out, movedAtArrival: counts.moved,
    roomNights: nights.reduce((total, row) => total + row.nights, 0), revenue: nights.reduce((total, row) => total + row.revenue, 0),
    nightsByMonth: by('month'), nightsByType: by('room_type'),
  }
}

/** Room nights of these types that are sold on these dates. */
export async function bookedNights(reader: Reader, venue: VenueId, roomTypes: readonly RoomTypeId[], nights: readonly PlainDate[]): Promise<number> {
  const { count } = await reader.one<{ count: number }>(sql`
    select count(*) as count from booking.reservation r join unnest(${nights}::date[]) night on r.arrival <= night and night < r.departure
    where r.venue_id = ${venue} and r.departure > ${nights.toSorted()[0]!}::date and r.room_type = any(${roomTypes}::text[]) and r.status in ('held', 'confirmed', 'arrived', 'completed')`)
  return count
}
