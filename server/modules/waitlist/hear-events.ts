import { systemActor } from '#http/actor'
import type { BookingId, GuestId, VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import { end } from './answer-offer.ts'
import { ended, write, type Changed } from './change-entry.ts'
import type { Inside } from './inside.ts'
import { inLineOf, ofBookings, wakeLines } from './store.ts'
import type { Entry } from './types.ts'

/**
 * After these something may be free that was not: bookings that end, shrink or move, what a venue sets up (its rooms and
 * tables, hours, closures: `venue.changed`), what was set aside and goes back, and rooms that are in order again.
 */
const freeing = new Set([
  'booking.cancelled', 'booking.expired', 'booking.amended', 'reservation.cancelled', 'reservation.completed', 'reservation.no_show',
  'venue.changed', 'venue.published', 'rates.changed', 'room.back_in_order',
  'block.released', 'block.changed', 'block.confirmed', 'block.cancelled', 'allotment.released', 'allotment.changed', 'allotment.confirmed', 'allotment.cancelled',
  'lease.returned', 'lease.lapsed',
])
/** What becomes of a booking that was held for somebody in line. */
const ofOffers = new Set(['booking.confirmed', 'booking.expired', 'booking.cancelled'])
/** A person who is nobody any more. */
const erasure = 'guest.erased'
export const heardTypes = [...new Set([...freeing, ...ofOffers, erasure])]

/**
 * Reads the event log, at least once: what a held place became, and which lines to look through. Nothing is offered
 * here, so that a round that takes its time never holds up the log.
 */
export async function hearEvents(inside: Inside, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  const now = inside.clock.now()
  const venues = [...new Set(events.flatMap((event) => (event.venue !== null && freeing.has(event.type) ? [event.venue] : [])))].sort() as VenueId[]
  const answers = new Map(events.filter((event) => ofOffers.has(event.type)).map((event) => [event.facts['booking'] as BookingId, event]))
  const held = await ofBookings(tx, [...answers.keys()])
  const erased = [...new Set(events.flatMap((event) => (event.type === erasure ? [event.subject as GuestId] : [])))]
  const theirs = await inLineOf(tx, erased)
  const lines = [...new Set([...venues, ...[...held, ...theirs].map(({ venue }) => venue)])].sort()
  if (await wakeLines(tx, lines, now) > 0) tx.afterCommit(() => inside.wake())
  // Read again, now that the lines are locked.
  const current = await ofBookings(tx, held.map(({ booking }) => booking!))
  await write(tx, current.flatMap((entry) => answered(entry, answers.get(entry.booking!)!, now)))
  if (theirs.length > 0) for (const entry of await inLineOf(tx, erased)) await end(inside, tx, systemActor, entry, 'removed', 'erased')
}

/** A payment may come after its time and find the place still free: then it is booked after all. */
function answered(entry: Entry, event: LoggedEvent, now: Temporal.Instant): Changed[] {
  const said = { actor: systemActor, at: now }
  if (event.type === 'booking.confirmed') return entry.state === 'offered' || entry.state === 'lapsed' ? [ended(entry, 'accepted', { ...said, reason: 'paid' })] : []
  if (entry.state !== 'offered') return []
  return [event.type === 'booking.expired' ? ended(entry, 'lapsed', { ...said, reason: entry.takenAt === null ? 'no_answer' : 'not_paid' }) : ended(entry, 'declined', { ...said, reason: 'let_go' })]
}

