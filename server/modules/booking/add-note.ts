import type { Actor } from '#http/actor'
import type { BookingId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { findBooking, lockBookings, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { layoutOf } from './layouts.ts'
import { once } from './once-store.ts'
import { changed } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, Once } from './types.ts'
import { notFound, requireStaff } from './who-may.ts'

/** Staff who may see guests add a line to what is known of a booking. It lives in the vault; the event says only that there is one. */
export async function addNote(deps: BookingDeps, actor: Actor, venue: VenueId, id: BookingId, text: string, given?: Once): Promise<Booking> {
  const layout = await layoutOf(deps, deps.db, venue)
  requireStaff(actor, { vendor: layout.vendor, venue }, 'seeGuests')
  if ((await findBooking(deps.db, id))?.venue !== venue) throw notFound()
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `note ${id}`, given, now, async () => {
      const [booking] = await lockBookings(tx, [id])
      const before = (await deps.guests.readNotes(tx, [{ guest: booking!.guest, subject: id }])).get(id)?.find((note) => note.kind === 'desk')
      await deps.guests.putNote(tx, booking!.guest, 'desk', id, [before?.text, text].filter((part) => part !== undefined).join('\n'))
      const next = changed(booking!, { hasNote: true }, {}, [])
      await saveBookings(tx, [next])
      await emit(tx, bookingEvent('booking.noted', next, { actor, at: now }))
      return { bookings: [id] }
    })
    return (await findBooking(tx, id))!
  })
}
