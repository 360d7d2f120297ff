import type { Actor } from '#http/actor'
import type { Booking } from '#module/booking'
import { emitAll, type NewEvent } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { saveEntries } from './store.ts'
import { entryEvent, type WaitlistEvent } from './tell.ts'
import type { Entry, EntryState } from './types.ts'

export interface Changed { entry: Entry; event: NewEvent }

const changed = (entry: Entry, patch: Partial<Entry>): Entry => ({ ...entry, ...patch, version: entry.version + 1 })

type Ending = Exclude<EntryState, 'waiting' | 'offered'>
/** Out of the line, for good. */
export function ended(entry: Entry, state: Ending, said: { actor: Actor; at: Temporal.Instant; reason?: string | null; booking?: Booking['id'] }): Changed {
  const after = changed(entry, { state, endedAt: said.at, endReason: said.reason ?? state, booking: said.booking ?? entry.booking })
  return { entry: after, event: entryEvent(`waitlist.${state}` satisfies WaitlistEvent, after, said) }
}

/** A place is held for it. */
export function offered(entry: Entry, booking: Booking, said: { actor: Actor; at: Temporal.Instant; reason?: string | null }): Changed {
  const after = changed(entry, { state: 'offered', booking: booking.id, offeredAt: said.at, offerExpiresAt: booking.expiresAt, takenAt: null })
  return { entry: after, event: entryEvent('waitlist.offered', after, said) }
}

/** Taken, and to be paid until its time. */
export function taken(entry: Entry, booking: Booking, said: { actor: Actor; at: Temporal.Instant }): Changed {
  const after = changed(entry, { takenAt: said.at, offerExpiresAt: booking.expiresAt })
  return { entry: after, event: entryEvent('waitlist.taken', after, said) }
}

export function called(entry: Entry, said: { actor: Actor; at: Temporal.Instant }): Changed {
  const after = changed(entry, { calledAt: said.at })
  return { entry: after, event: entryEvent('waitlist.called', after, said) }
}

/** Rows and events, in the transaction that has the line's lock. */
export async function write(tx: Tx, changes: readonly Changed[]): Promise<void> {
  await saveEntries(tx, changes.map(({ entry }) => entry))
  await emitAll(tx, changes.map(({ event }) => event))
}
