import type { Actor } from '#http/actor'
import type { Fact, NewEvent } from '#platform/outbox'
import type { Entry } from './types.ts'

export type WaitlistEvent = 'waitlist.joined' | 'waitlist.called' | 'waitlist.offered' | 'waitlist.taken' | 'waitlist.accepted' | 'waitlist.seated' | 'waitlist.declined' | 'waitlist.lapsed' | 'waitlist.left' | 'waitlist.removed' | 'waitlist.passed'

/** What happened to a place in line, for the event log: ids, dates and numbers, never who the guest is. */
export function entryEvent(type: WaitlistEvent, entry: Entry, said: { actor: Actor; at: Temporal.Instant; reason?: string | null; facts?: Record<string, Fact | undefined> }): NewEvent {
  return {
    venue: entry.venue, type, subject: entry.id, actor: { account: said.actor.account, system: said.actor.system }, channel: entry.channel, reason: said.reason ?? null, at: said.at,
    facts: {
      entry: entry.id, state: entry.state, version: entry.version, kind: entry.wish.stay === undefined ? 'sitting' : 'stay', first_day: entry.firstDay, end_day: entry.endDay, guest: entry.guest, account: entry.account,
      room_type: entry.wish.stay?.roomType, guests: entry.wish.stay?.guests ?? entry.wish.sitting?.party, place: entry.seq, booking: entry.booking, expires_at: entry.offerExpiresAt, ...said.facts,
    },
  }
}
