import type { Actor } from '#http/actor'
import type { BookingId, PaymentId, WaitlistId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { ended, taken, write } from './change-entry.ts'
import type { Inside } from './inside.ts'
import { isInLine } from './rules.ts'
import { findEntry, lockLine, setDue } from './store.ts'
import type { Entry } from './types.ts'
import { ownEntry } from './who-may.ts'

/** Its guest takes what is held: booked at once when nothing is due, else to be paid while it is held. Again is the same. */
export async function acceptOffer(inside: Inside, actor: Actor, id: WaitlistId): Promise<{ entry: Entry; booking: BookingId; payment: PaymentId | null }> {
  const seen = await ownEntry(inside.db, actor, id)
  return inside.db.transaction((tx) => take(inside, tx, actor, seen, 'site'))
}

/** The same for staff at the desk, who take the money there: confirmed without a payment. */
export async function take(inside: Inside, tx: Tx, actor: Actor, seen: Entry, at: 'site' | 'desk'): Promise<{ entry: Entry; booking: BookingId; payment: PaymentId | null }> {
  const now = inside.clock.now()
  const entry = await locked(tx, seen)
  if (entry.state === 'accepted' || entry.state === 'seated') return { entry, booking: entry.booking!, payment: null }
  if (entry.state === 'lapsed') throw problem('hold-expired', { detail: 'The time to answer is over, and it went to the next in line.' })
  if (entry.state !== 'offered') throw nothingOffered(entry)
  const { booking, payment } = await inside.booking.takeOffer(tx, actor, entry.booking!, at)
  if (payment !== null && booking.status === 'held') {
    const change = entry.takenAt === null ? taken(entry, booking, { actor, at: now }) : null
    if (change !== null) await write(tx, [change])
    return { entry: change?.entry ?? entry, booking: booking.id, payment }
  }
  const change = ended(entry, 'accepted', { actor, at: now, reason: at === 'desk' ? 'at_desk' : 'taken' })
  await write(tx, [change])
  return { entry: change.entry, booking: booking.id, payment: null }
}

/** Its guest does not want it: it is free, and the line is looked through at once. */
export async function declineOffer(inside: Inside, actor: Actor, id: WaitlistId): Promise<Entry> {
  const seen = await ownEntry(inside.db, actor, id)
  return inside.db.transaction(async (tx) => {
    const entry = await locked(tx, seen)
    if (entry.state === 'declined') return entry
    if (entry.state !== 'offered') throw nothingOffered(entry)
    return end(inside, tx, actor, entry, 'declined', 'declined')
  })
}

/** Its guest waits no longer, whether or not something is held for them. */
export async function leaveLine(inside: Inside, actor: Actor, id: WaitlistId): Promise<Entry> {
  const seen = await ownEntry(inside.db, actor, id)
  return inside.db.transaction(async (tx) => {
    const entry = await locked(tx, seen)
    if (entry.state === 'left') return entry
    if (!isInLine(entry.state)) throw over(entry)
    return end(inside, tx, actor, entry, 'left', 'left')
  })
}

/** Out of the line; what was held is let go, and whoever is next is looked for. */
export async function end(inside: Inside, tx: Tx, actor: Actor, entry: Entry, state: 'declined' | 'left' | 'removed', reason: string): Promise<Entry> {
  const now = inside.clock.now()
  if (entry.state === 'offered') await inside.booking.withdrawOffer(tx, actor, entry.booking!, 'offer_declined')
  const change = ended(entry, state, { actor, at: now, reason })
  await write(tx, [change])
  await setDue(tx, entry.venue, now)
  tx.afterCommit(() => inside.wake())
  return change.entry
}

/** The entry as it is under the line's lock. */
export async function locked(tx: Tx, seen: Entry): Promise<Entry> {
  await lockLine(tx, seen.venue)
  return (await findEntry(tx, seen.id))!
}

export const over = (entry: Entry) => problem('wrong-state', { detail: 'This place in line is over. Nothing was changed.', facts: { state: entry.state } })
const nothingOffered = (entry: Entry) => problem('wrong-state', { detail: entry.state === 'waiting' ? 'Nothing is held for you yet. You stay in line.' : 'This place in line is over. Nothing was changed.', facts: { state: entry.state } })
