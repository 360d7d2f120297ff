import { problem } from '#platform/problem'
import { isId, type BookingId } from '#platform/id'
import { bookingsByCode, bookingsOfTrip, findBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import type { Booking } from './types.ts'

/**
 * Opens bookings without an account: by the token of a letter's link, or by code and e-mail. A wrong code and a wrong
 * e-mail answer the same, so that nobody learns which it was. The server limits how often this may be tried.
 */
export async function openBooking(deps: BookingDeps, by: { token: string } | { code: string; email: string }): Promise<{ bookings: BookingId[]; token: string }> {
  if ('token' in by) {
    const id = deps.accessTokens.idOf(by.token)
    const bookings = id === null ? [] : isId('trp', id) ? await bookingsOfTrip(deps.db, id) : await findBookings(deps.db, [id as BookingId])
    if (bookings.length === 0) throw nothing()
    return { bookings: bookings.map((one) => one.id), token: by.token }
  }
  const [booking] = await withEmail(deps, await bookingsByCode(deps.db, by.code.toUpperCase().replaceAll(/[\s-]/g, '')), by.email)
  if (booking === undefined) throw nothing()
  const trip = booking.trip === null ? [] : await bookingsOfTrip(deps.db, booking.trip)
  // The trip opens only where all of it was booked with this e-mail.
  const whole = trip.length > 0 && (await withEmail(deps, trip, by.email)).length === trip.length
  return { bookings: whole ? trip.map((one) => one.id) : [booking.id], token: deps.accessTokens.of(whole ? booking.trip! : booking.id) }
}

async function withEmail(deps: BookingDeps, bookings: readonly Booking[], email: string): Promise<Booking[]> {
  const people = await deps.guests.readPeople(deps.db, bookings.map((booking) => booking.guest))
  const wanted = email.trim().toLowerCase()
  return bookings.filter((booking) => people.get(booking.guest)?.email?.toLowerCase() === wanted)
}

const nothing = () => problem('not-found', { detail: 'Nothing is booked under these. Look at the letter again: the code has eight letters and digits.' })
