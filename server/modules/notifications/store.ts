import type { BookingId, EventId, GuestId, Id, VenueId, WaitlistId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { WaitlistKind } from './waitlist-words.ts'
import type { Kind } from './words.ts'

export type MessageId = Id<'msg'>
export interface Queued { id: MessageId; venue_id: VenueId; booking_id: BookingId | null; entry_id: WaitlistId | null; guest_id: GuestId; kind: Kind | WaitlistKind; refund: number; charge: number; attempts: number; created_at: Temporal.Instant }

export interface NewMessage { event: EventId; venue: VenueId; booking: BookingId | null; entry: WaitlistId | null; guest: GuestId; kind: Kind | WaitlistKind; refund: number; charge: number }

/** Once for each event, however often it is read: a message is named after its event. */
export async function insertMessages(tx: Tx, some: readonly NewMessage[], now: Temporal.Instant): Promise<void> {
  if (some.length === 0) return
  const column = <K extends keyof NewMessage>(key: K) => some.map((one) => one[key])
  await tx.run(sql`insert into notifications.message (id, venue_id, booking_id, entry_id, guest_id, kind, refund, charge, status, next_attempt_at, created_at)
    select 'msg' || substr(event, 4), venue, booking, entry, guest, kind, refund, charge, 'queued', ${now}, ${now}
    from unnest(${column('event')}::text[], ${column('venue')}::text[], ${column('booking')}::text[], ${column('entry')}::text[], ${column('guest')}::text[], ${column('kind')}::text[], ${column('refund')}::bigint[], ${column('charge')}::bigint[])
      g (event, venue, booking, entry, guest, kind, refund, charge)
    on conflict (id) do nothing`)
}

/** Takes messages that are due and puts each off, so that one whose sending fails comes again. */
export async function takeDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<Queued[]> {
  const due = await lockDue(tx, now, limit)
  await putOff(tx, due.map(({ id }) => id), now)
  return due
}

/** By 10 s, 20 s, … an hour. */
export async function putOff(tx: Tx, ids: readonly MessageId[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return
  await tx.run(sql`update notifications.message set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + least(3600, 10 * 2 ^ least(attempts, 9)) * interval '1 second' where id = any(${ids}::text[])`)
}

/** Locks messages that are due, for who finishes them in the same transaction. */
export function lockDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<Queued[]> {
  return tx.rows<Queued>(sql`select id, venue_id, booking_id, entry_id, guest_id, kind, refund, charge, attempts, created_at from notifications.message
    where status = 'queued' and next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked`)
}

/** Letters that were sent or kept, in one statement. */
export async function finish(tx: Tx, status: 'sent' | 'kept', done: readonly { id: MessageId; sealed: Buffer }[], now: Temporal.Instant): Promise<void> {
  if (done.length === 0) return
  await tx.run(sql`update notifications.message m set status = ${status}, sealed = k.sealed, sent_at = ${now}
    from unnest(${done.map((one) => one.id)}::text[], ${done.map((one) => one.sealed)}::bytea[]) k (id, sealed) where m.id = k.id and m.status = 'queued'`)
}

export async function drop(tx: Tx, ids: readonly MessageId[]): Promise<void> {
  if (ids.length === 0) return
  await tx.run(sql`update notifications.message set status = 'dropped' where id = any(${ids}::text[]) and status = 'queued'`)
}

export interface Sent { id: MessageId; booking_id: BookingId | null; guest_id: GuestId; status: 'sent' | 'kept'; sent_at: Temporal.Instant; sealed: Buffer }

/** Newest first; `before` is the id of the last one of the page before (ids of one moment are ordered by chance, which is enough here). */
export function sentTo(reader: Reader, bookings: readonly BookingId[], entries: readonly WaitlistId[], before: { at: string; id: string } | null, limit: number): Promise<Sent[]> {
  return reader.rows<Sent>(sql`select id, booking_id, guest_id, status, sent_at, sealed from notifications.message
    where (booking_id = any(${bookings}) or entry_id = any(${entries}::text[])) and status in ('sent', 'kept') and (${before?.at ?? null}::timestamptz is null or (sent_at, id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}))
    order by sent_at desc, id desc limit ${limit}`)
}
