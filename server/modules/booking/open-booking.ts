import { problem } from '#platform/problem'
import { isId, type BookingId, type TripId } from '#platform/id'
import { bookingsByCode, bookingsOfTrip, findBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { tripOfCode } from './trip-store.ts'
import type { Booking } from './types.ts'

/** What was opened: bookings, the trip where it is all of one, and the token that opens them again. */
export interface Opened { bookings: BookingId[]; trip: TripId | null; token: string }

/**
 * Opens bookings without an account: by the token of a letter's link, or by a code (of a booking, or of a trip) and
 * e-mail. A wrong code and a wrong e-mail answer the same, so that nobody learns which it was. The server limits how
 * often this may be tried.
 */
export async function openBooking(deps: BookingDeps, by: { token: string } | { code: string; email: string }): Promise<Opened> {
  if ('token' in by) {
    const id = deps.accessTokens.idOf(by.token)
    const trip = id !== null && isId('trp', id) ? id : null
    const bookings = id === null ? [] : trip !== null ? await bookingsOfTrip(deps.db, trip) : await findBookings(deps.db, [id as BookingId])
    if (bookings.length === 0) throw nothing()
    return { bookings: bookings.map((one) => one.id), trip, token: by.token }
  }
  const code = by.code.toUpperCase().replaceAll(/[\s-]/g, '')
  const [booking] = await withEmail(deps, await bookingsByCode(deps.db, code), by.email)
  const trip = booking === undefined ? await tripOfCode(deps.db, code) : booking.trip
  const together = trip === null ? [] : await bookingsOfTrip(deps.db, trip)
  // The trip opens only where all of it was booked with this e-mail.
  if (trip !== null && together.length > 0 && (await withEmail(deps, together, by.email)).length === together.length) {
    return { bookings: together.map((one) => one.id), trip, token: deps.accessTokens.of(trip) }
  }
  if (booking === undefined) throw nothing()
  return { bookings: [booking.id], trip: null, token: deps.accessTokens.of(booking.id) }
}

async function withEmail(deps: BookingDeps, bookings: readonly Booking[], email: string): Promise<Booking[]> {
  const people = await deps.guests.readPeople(deps.db, bookings.map((booking) => booking.guest))
  const wanted = email.trim().toLowerCase()
  return bookings.filter((booking) => people.get(booking.guest)?.email?.toLowerCase() === wanted)
}

const nothing = () => problem('not-found', { detail: 'Nothing is booked under these. Look at the letter again: the code has eight letters and digits.' })
