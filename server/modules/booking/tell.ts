import type { Actor } from '#http/actor'
import type { Fact, NewEvent } from '#platform/outbox'
import type { Booking, Reservation } from './types.ts'

export type BookingEvent = 'booking.held' | 'booking.confirmed' | 'booking.extended' | 'booking.cancelled' | 'booking.expired' | 'booking.amended' | 'booking.paid_in_vain' | 'booking.card_declined' | 'booking.noted'
export type ReservationEvent = 'reservation.arrived' | 'reservation.completed' | 'reservation.no_show' | 'reservation.cancelled' | 'reservation.reopened' | 'reservation.assigned'

interface Said { actor: Actor; at: Temporal.Instant; reason?: string | null; facts?: Record<string, Fact | undefined> }

/** What happened to a booking, for the event log: ids, dates and sums, never who the guest is. */
export function bookingEvent(type: BookingEvent, booking: Booking, said: Said): NewEvent {
  return {
    venue: booking.venue, type, subject: booking.id, actor: { account: said.actor.account, system: said.actor.system },
    channel: type === 'booking.held' || type === 'booking.confirmed' ? booking.channel : said.actor.channel, reason: said.reason ?? null, at: said.at,
    facts: {
      booking: booking.id, reservations: booking.reservations.map((reservation) => reservation.id), status: booking.status, version: booking.version, kind: booking.kind,
      starts_on: booking.startsOn, ends_on: booking.endsOn, starts_at: booking.startsAt, guest: booking.guest, account: booking.account, trip: booking.trip,
      total: booking.price.total.amount, due_now: booking.price.dueNow.amount, currency: booking.price.total.currency, expires_at: booking.expiresAt,
      room_type: booking.terms.stay?.roomType, service: booking.terms.sitting?.service, guests: booking.terms.stay?.guests ?? booking.terms.sitting?.party, ...said.facts,
    },
  }
}

export function reservationEvent(type: ReservationEvent, booking: Booking, reservation: Reservation, said: Said): NewEvent {
  return {
    venue: booking.venue, type, subject: reservation.id, actor: { account: said.actor.account, system: said.actor.system },
    channel: said.actor.channel, reason: said.reason ?? null, at: said.at,
    facts: {
      booking: booking.id, reservation: reservation.id, status: reservation.status, booking_status: booking.status, version: booking.version, kind: booking.kind,
      arrival: reservation.arrival, departure: reservation.departure, business_date: reservation.businessDate, room_type: reservation.roomType, service: reservation.service,
      guest: booking.guest, account: booking.account, ...said.facts,
    },
  }
}
