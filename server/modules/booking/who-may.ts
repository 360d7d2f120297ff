import { may } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import type { BookingId } from '#platform/id'
import { problem, type Problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { findBooking, findBookings } from './booking-store.ts'
import { isOpened } from './opened.ts'
import type { Booking } from './types.ts'

/** As whom somebody stands before a booking. */
export type Seat = 'guest' | 'staff' | 'system'

export const notFound = (): Problem => problem('not-found', { detail: 'There is no such booking, or it is not yours to see.' })

/** The booking and as whom the actor sees it; whoever has no part in it is told that there is none. */
export async function maySee(reader: Reader, actor: Actor, id: BookingId): Promise<{ booking: Booking; seat: Seat }> {
  const booking = await findBooking(reader, id)
  const seat = booking === undefined ? null : seatOf(actor, booking, 'seeBoard')
  if (booking === undefined || seat === null) throw notFound()
  return { booking, seat }
}

/** The same of a booking that was read already. */
export const canSee = (actor: Actor, booking: Booking): boolean => seatOf(actor, booking, 'seeBoard') !== null

/** The same for a change: its guest, or staff who may act for guests. */
export async function mayChange(reader: Reader, actor: Actor, id: BookingId): Promise<{ booking: Booking; seat: Seat }> {
  const booking = await findBooking(reader, id)
  const seat = booking === undefined ? null : seatOf(actor, booking, 'cancelForGuest')
  if (booking === undefined || seat === null) throw notFound()
  return { booking, seat }
}

/** The same for changes of many at once, in one statement; undefined for who may not, or for what is not there. */
export async function mayChangeEach(reader: Reader, asked: readonly { actor: Actor; id: BookingId }[]): Promise<(Booking | undefined)[]> {
  const bookings = new Map((await findBookings(reader, [...new Set(asked.map(({ id }) => id))])).map((booking) => [booking.id, booking]))
  return asked.map(({ actor, id }) => {
    const booking = bookings.get(id)
    return booking === undefined || seatOf(actor, booking, 'cancelForGuest') === null ? undefined : booking
  })
}

function seatOf(actor: Actor, booking: Booking, permission: 'seeBoard' | 'cancelForGuest'): Seat | null {
  if (actor.system) return 'system'
  if (actor.account !== null && actor.account === booking.account) return 'guest'
  if (may[permission](actor, { vendor: booking.vendor, venue: booking.venue })) return 'staff'
  return isOpened(actor, booking) ? 'guest' : null
}

/** Staff of the venue, for a named permission: outsiders learn nothing, colleagues without the right are told so. */
export function requireStaff(actor: Actor, at: { vendor: string; venue: string }, permission: keyof typeof staffPermissions): void {
  if (actor.system || may[permission](actor, at)) return
  if (may.seeBoard(actor, at)) throw problem('not-allowed', { detail: 'Your role at this venue does not include this. Ask a manager.' })
  throw problem('not-found', { detail: 'There is no such venue, or you do not work there.' })
}
const staffPermissions = { seeBoard: true, seeGuests: true, bookAtDesk: true, checkIn: true, cancelForGuest: true, overrideAvailability: true } as const
