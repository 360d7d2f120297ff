import { ICalCalendarMethod, ICalEventStatus, default as ical } from 'ical-generator'
import type { Actor } from '#http/actor'
import type { BookingId } from '#platform/id'
import type { BookingDeps } from './deps.ts'
import { layoutOf } from './layouts.ts'
import { asOf } from './rules.ts'
import type { Booking } from './types.ts'
import { maySee } from './who-may.ts'

/** RFC 5545: a stay as whole days with an exclusive end, a sitting with its zone. Its UID stays, and it names no guest. */
export async function calendarFile(deps: BookingDeps, actor: Actor, id: BookingId): Promise<string> {
  const { booking } = await maySee(deps.db, actor, id)
  const layout = await layoutOf(deps, deps.db, booking.venue)
  const now = deps.clock.now()
  const calendar = ical({ prodId: { company: 'Holdfast', product: 'Bookings', language: 'EN' }, method: ICalCalendarMethod.PUBLISH })
  calendar.createEvent({
    id: `${booking.id}@holdfast`, stamp: stampOf(now), summary: `${layout.name}${detailOf(booking)}`, location: `${layout.name}, ${layout.address}, ${layout.city}`,
    description: `Confirmation code ${booking.code}`, url: `${deps.publicUrl}/booking/${booking.id}`, sequence: booking.version,
    status: ['cancelled', 'expired', 'no_show'].includes(asOf(booking, now).status) ? ICalEventStatus.CANCELLED : booking.status === 'held' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    ...whenOf(booking),
  })
  return calendar.toString()
}

function whenOf(booking: Booking): { start: Date; end: Date; allDay?: boolean; timezone?: string } {
  const { stay, sitting } = booking.terms
  // The library wants the platform's Date at its edge; what it prints are the plain dates and instants given here.
  if (stay !== undefined) return { start: new Date(`${stay.arrival}T00:00:00Z`), end: new Date(`${stay.departure}T00:00:00Z`), allDay: true, timezone: 'UTC' }
  return { start: stampOf(sitting!.at), end: stampOf(sitting!.ends) }
}

const stampOf = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds)
const detailOf = (booking: Booking): string => (booking.terms.stay !== undefined ? `, ${booking.terms.stay.roomTypeName}` : `, table for ${booking.terms.sitting!.party}`)
