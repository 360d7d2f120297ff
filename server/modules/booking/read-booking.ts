import type { Actor } from '#http/actor'
import type { EventLog } from '#ports/event-log'
import type { BookingId, TripId, VenueId } from '#platform/id'
import { cancellationTimeline, instantText, timelineOnWire } from '#module/pricing'
import { paidOf } from './cancel-booking.ts'
import { bookingsOfTrip } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { layoutOf } from './layouts.ts'
import { asOf } from './rules.ts'
import { findTrip } from './trip-store.ts'
import type { Booking, HistoryLine, TripView } from './types.ts'
import { viewBookings } from './view-booking.ts'
import { canSee, maySee, notFound, requireStaff } from './who-may.ts'

/** The booking, for its guest and for staff of its venue; for everybody else there is none. */
export async function readBooking(deps: BookingDeps, actor: Actor, id: BookingId): Promise<Booking> {
  const { booking } = await maySee(deps.db, actor, id)
  return asOf(booking, deps.clock.now())
}

/** What happened to it, oldest first: to the booking and to each of its reservations. For staff of its venue. */
export async function readHistory(deps: BookingDeps & { eventLog: Pick<EventLog, 'history'> }, actor: Actor, venue: VenueId, id: BookingId): Promise<HistoryLine[]> {
  const { booking, seat } = await maySee(deps.db, actor, id)
  if (booking.venue !== venue || seat === 'guest') throw notFound()
  requireStaff(actor, { vendor: booking.vendor, venue }, 'seeBoard')
  const events = await deps.eventLog.history([booking.id, ...booking.reservations.map((reservation) => reservation.id)])
  return events.map((event) => ({ at: instantText(event.at), type: event.type, actor: event.actor, channel: event.channel, reason: event.reason }))
}

/** A trip with its bookings and one timeline of what cancelling costs, of all of them together in time. Only those that the actor may see. */
export async function readTrip(deps: BookingDeps, actor: Actor, id: TripId): Promise<TripView> {
  const trip = await findTrip(deps.db, id)
  const seen = trip === undefined ? [] : (await bookingsOfTrip(deps.db, id)).filter((booking) => canSee(actor, booking))
  if (trip === undefined || seen.length === 0) throw notFound()
  const now = deps.clock.now()
  const parts = await Promise.all(seen.map(async (booking) => {
    const { timeZone } = await layoutOf(deps, deps.db, booking.venue)
    const paid = await paidOf(deps, deps.db, booking)
    const expected = paid.amount === 0 ? booking.price.dueNow : paid
    return timelineOnWire(cancellationTimeline(booking.price.policy, booking.price, expected, booking.startsAt, now), timeZone).map((step) => ({ ...step, booking: booking.id }))
  }))
  const timeline = parts.flat().sort((a, b) => ((a.until ?? '9') < (b.until ?? '9') ? -1 : 1))
  return { id: trip.id, code: trip.code, bookings: await viewBookings(deps, actor, seen), timeline }
}
