import { problem } from '#platform/problem'
import type { BookingId } from '#platform/id'
import { addAccess, bookingsOfTokens, newToken } from './access-store.ts'
import { bookingsByCode, bookingsOfTrip } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import type { Booking } from './types.ts'

/**
 * Opens bookings without an account: by the token of a letter's link, or by code and e-mail. A wrong code and a wrong
 * e-mail answer the same, so that nobody learns which it was. The server limits how often this may be tried.
 */
export async function openBooking(deps: BookingDeps, by: { token: string } | { code: string; email: string }): Promise<{ bookings: BookingId[]; token: string }> {
  if ('token' in by) {
    const bookings = await bookingsOfTokens(deps.db, [by.token])
    if (bookings.length === 0) throw nothing()
    return { bookings, token: by.token }
  }
  const [booking] = await withEmail(deps, await bookingsByCode(deps.db, by.code.toUpperCase().replaceAll(/[\s-]/g, '')), by.email)
  if (booking === undefined) throw nothing()
  const all = booking.trip === null ? [booking] : await withEmail(deps, await bookingsOfTrip(deps.db, booking.trip), by.email)
  const token = await deps.db.transaction((tx) => addAccess(tx, all, deps.clock.now(), newToken()))
  return { bookings: all.map((one) => one.id), token }
}

async function withEmail(deps: BookingDeps, bookings: readonly Booking[], email: string): Promise<Booking[]> {
  const people = await deps.guests.readPeople(deps.db, bookings.map((booking) => booking.guest))
  const wanted = email.trim().toLowerCase()
  return bookings.filter((booking) => people.get(booking.guest)?.email?.toLowerCase() === wanted)
}

const nothing = () => problem('not-found', { detail: 'Nothing is booked under these. Look at the letter again: the code has eight letters and digits.' })
