import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { BookingId, TableId, VenueId, WaitlistId } from '#platform/id'
import { isProblem, problem } from '#platform/problem'
import { end, locked, over, take } from './answer-offer.ts'
import { called, ended, offered, write } from './change-entry.ts'
import { layoutOf, type Inside } from './inside.ts'
import { offerTo } from './make-offers.ts'
import { isInLine } from './rules.ts'
import { findEntry } from './store.ts'
import type { Entry, MoveInput } from './types.ts'
import { requireStaff } from './who-may.ts'

/** Staff tell, offer, accept for, seat or remove one in line. Each step again is the same. */
export async function moveEntry(inside: Inside, actor: Actor, venue: VenueId, id: WaitlistId, input: MoveInput): Promise<Entry> {
  const layout = await layoutOf(inside, inside.db, venue)
  requireStaff(actor, layout, 'bookAtDesk')
  const seen = await findEntry(inside.db, id)
  if (seen === undefined || seen.venue !== venue) throw problem('not-found', { detail: 'There is no such place in line here.' })
  switch (input.to) {
    case 'called': return change(inside, seen, input, async (tx, entry) => callGuest(inside, tx, actor, entry))
    case 'offered': return change(inside, seen, input, async (tx, entry) => offerNow(inside, tx, actor, layout, entry))
    case 'accepted': return change(inside, seen, input, async (tx, entry) => (await take(inside, tx, actor, entry, 'desk')).entry)
    case 'removed': return change(inside, seen, input, async (tx, entry) => (entry.state === 'removed' ? entry : end(inside, tx, actor, inLineOnly(entry), 'removed', input.reason ?? 'other')))
    case 'seated': return seatParty(inside, actor, layout, seen, input)
  }
}

type Tx = Parameters<typeof write>[0]

function change(inside: Inside, seen: Entry, input: MoveInput, work: (tx: Tx, entry: Entry) => Promise<Entry>): Promise<Entry> {
  return inside.db.transaction(async (tx) => {
    const entry = await locked(tx, seen)
    refuseOther(entry, input)
    return work(tx, entry)
  })
}

function refuseOther(entry: Entry, input: MoveInput): void {
  if (input.version !== undefined && input.version !== entry.version) throw problem('version-conflict', { detail: 'Somebody changed this place in line meanwhile. Look at it again; nothing was changed.', facts: { version: entry.version } })
}

function inLineOnly(entry: Entry): Entry {
  if (!isInLine(entry.state)) throw over(entry)
  return entry
}

/** Their turn is near, or a table is ready: a letter goes out where there is an address. Twice within a minute is once. */
async function callGuest(inside: Inside, tx: Tx, actor: Actor, entry: Entry): Promise<Entry> {
  const now = inside.clock.now()
  inLineOnly(entry)
  if (entry.calledAt !== null && Temporal.Instant.compare(entry.calledAt.add({ minutes: 1 }), now) > 0) return entry
  const done = called(entry, { actor, at: now })
  await write(tx, [done])
  return done.entry
}

/** Out of turn, by somebody's decision, which the event names. */
async function offerNow(inside: Inside, tx: Tx, actor: Actor, layout: VenueLayout, entry: Entry): Promise<Entry> {
  if (entry.state === 'offered') return entry
  inLineOnly(entry)
  const held = await offerTo(inside, tx, layout, entry)
  if ('refused' in held) throw problem('not-available', { detail: `${held.refused.map(({ detail }) => detail.replace(/\.$/, '')).join('. ') || 'It is not free now'}. They stay in line.`, reasons: held.refused })
  const done = offered(entry, held.booking, { actor, at: inside.clock.now(), reason: 'by_staff' })
  await write(tx, [done])
  return done.entry
}

/**
 * At a table now. What was held for them is taken and seated; who only waited is booked as a walk-in first, under a key
 * of this place in line, so that a crash between the two steps books nobody twice.
 */
async function seatParty(inside: Inside, actor: Actor, layout: VenueLayout, seen: Entry, input: MoveInput): Promise<Entry> {
  const { sitting } = seen.wish
  if (sitting === undefined) throw problem('invalid-request', { detail: 'A room is not a table: offer it, and accept it for the guest.', errors: [{ pointer: '/to', detail: 'is for tables' }] })
  if (seen.state === 'seated') return seen
  refuseOther(seen, input)
  if (seen.state === 'offered' || seen.state === 'accepted') {
    const { booking, entry } = await inside.db.transaction((tx) => take(inside, tx, actor, seen, 'desk'))
    const [found] = await inside.booking.find(inside.db, [booking])
    const reservation = found!.reservations[0]!
    try {
      if (reservation.status !== 'arrived') await inside.booking.move(actor, layout.id, reservation.id, { to: 'arrived', tables: input.table === undefined ? undefined : [input.table] })
    } catch (error) {
      // The table is theirs from its time on, but not in this quarter of an hour, in which others still sat there: they are seated from the board.
      if (isProblem(error, 'not-available')) return entry
      throw error
    }
    return markSeated(inside, actor, seen, booking)
  }
  inLineOnly(seen)
  const person = await inside.guests.readPerson(inside.db, seen.guest)
  const at = inside.clock.now().toZonedDateTimeISO(layout.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
  const booking = await inside.booking.deskBook(actor, layout.id, {
    channel: 'walk_in', guest: { name: person?.name ?? '–' }, known: seen.guest, sitting: { at, party: sitting.party, table: input.table as TableId | undefined },
  }, { key: `waitlist ${seen.id}`, request: { entry: seen.id } })
  return markSeated(inside, actor, seen, booking.id)
}

async function markSeated(inside: Inside, actor: Actor, seen: Entry, booking: BookingId): Promise<Entry> {
  return inside.db.transaction(async (tx) => {
    const entry = await locked(tx, seen)
    if (entry.state === 'seated') return entry
    // A table was held for them in the very moment in which they were given another.
    if (entry.state === 'offered' && entry.booking !== booking) await inside.booking.withdrawOffer(tx, actor, entry.booking!, 'offer_declined')
    const done = ended(entry, 'seated', { actor, at: inside.clock.now(), booking })
    await write(tx, [done])
    return done.entry
  })
}
