import type { Actor } from '#http/actor'
import { isId, type BookingId, type TripId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { idsOfTrips } from './booking-store.ts'
import type { Booking } from './types.ts'

/** Whether a token of the visitor opens the booking, by itself or with its trip. */
export const isOpened = (actor: Actor, booking: Pick<Booking, 'id' | 'trip'>): boolean =>
  actor.opens.includes(booking.id) || (booking.trip !== null && actor.opens.includes(booking.trip))

/** Whether it is the visitor's own, by account or by a token. */
export const isGuestOf = (actor: Actor, booking: Pick<Booking, 'id' | 'trip' | 'account'>): boolean =>
  (actor.account !== null && actor.account === booking.account) || isOpened(actor, booking)

/** All bookings that the visitor's tokens open. */
export async function openedBookings(reader: Reader, actor: Actor): Promise<BookingId[]> {
  const trips = actor.opens.filter((id): id is TripId => isId('trp', id))
  return [...new Set([...actor.opens.filter((id): id is BookingId => isId('bk', id)), ...await idsOfTrips(reader, trips)])]
}

/** What a token is made for that opens a booking with all that was booked with it. */
export const openerOf = (booking: Pick<Booking, 'id' | 'trip'>): BookingId | TripId => booking.trip ?? booking.id
