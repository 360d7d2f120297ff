import { problem, type Problem } from '#platform/problem'
import { dayNumber, type PlainDate } from '#platform/time'
import type { Booking, BookingStatus, Move, Reservation } from './types.ts'

/** A booking is as far as its most living reservation: two rooms of which one has arrived make an arrived booking. */
const bySeniority: readonly BookingStatus[] = ['arrived', 'held', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired']
export function statusOf(reservations: readonly Pick<Reservation, 'status'>[]): BookingStatus {
  return bySeniority.find((status) => reservations.some((reservation) => reservation.status === status)) ?? 'cancelled'
}

/** Statuses in which a reservation has its claims in the calendar. */
export const isLive = (status: BookingStatus): boolean => status === 'held' || status === 'confirmed' || status === 'arrived'
export const isOver = (status: BookingStatus): boolean => status === 'completed' || status === 'cancelled' || status === 'expired' || status === 'no_show'

/** From which states staff may move a reservation, and to which. The second way into `confirmed` and `arrived` is undo. */
const moves: Record<Move, readonly BookingStatus[]> = {
  arrived: ['confirmed', 'completed'],
  completed: ['arrived'],
  no_show: ['confirmed'],
  cancelled: ['held', 'confirmed'],
  confirmed: ['arrived', 'no_show'],
}
export const mayMove = (from: BookingStatus, to: Move): boolean => moves[to].includes(from)

export function wrongState(booking: Pick<Booking, 'status'>, wanted: string): Problem {
  return problem('wrong-state', { detail: `The booking is ${words[booking.status]} and cannot be ${wanted}. Nothing was changed.`, facts: { state: booking.status } })
}
export const words: Record<BookingStatus, string> = { held: 'held', confirmed: 'confirmed', arrived: 'in house', completed: 'completed', expired: 'expired', cancelled: 'cancelled', no_show: 'marked as no-show' }

/** A hold is over at its time, whether or not a sweeper has come by yet. */
export function hasExpired(booking: Pick<Booking, 'status' | 'expiresAt'>, now: Temporal.Instant): boolean {
  return booking.status === 'held' && booking.expiresAt !== null && Temporal.Instant.compare(booking.expiresAt, now) <= 0
}

/** As it stands at `now`: what the sweeper has not marked yet is shown as expired all the same. */
export function asOf(booking: Booking, now: Temporal.Instant): Booking {
  if (!hasExpired(booking, now)) return booking
  const reservations = booking.reservations.map((reservation) => (reservation.status === 'held' ? { ...reservation, status: 'expired' as const } : reservation))
  return { ...booking, status: 'expired', expiresAt: null, endedAt: booking.expiresAt, endReason: 'hold_ran_out', reservations }
}

/** The same booking with other facts and the next version. `only` names the reservations that change; without it all do. */
export function changed(booking: Booking, patch: Partial<Booking>, ofReservations: Partial<Reservation> = {}, only?: readonly string[]): Booking {
  const reservations = (patch.reservations ?? booking.reservations).map((reservation) =>
    only === undefined || only.includes(reservation.id) ? { ...reservation, ...ofReservations, version: reservation.version + 1 } : reservation)
  return { ...booking, ...patch, reservations, version: booking.version + 1 }
}

export function nightsSold(of: { arrival: PlainDate; departure: PlainDate }): number {
  return dayNumber(of.departure) - dayNumber(of.arrival)
}

/** Guests over rooms: as even as can be, the first rooms take the odd ones. */
export function guestsPerRoom(guests: number, rooms: number): number[] {
  return Array.from({ length: rooms }, (_, i) => Math.max(1, Math.floor(guests / rooms) + (i < guests % rooms ? 1 : 0)))
}

/** A night's price over rooms in minor units; the parts add up to it. */
export function amountPerRoom(amount: number, rooms: number): number[] {
  const sign = amount < 0 ? -1 : 1
  const whole = Math.abs(amount)
  return Array.from({ length: rooms }, (_, i) => sign * (Math.floor(whole / rooms) + (i < whole % rooms ? 1 : 0)))
}
