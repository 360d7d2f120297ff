import type { BookingId, GuestId, VenueId, WaitlistId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Entry, Line } from './types.ts'

// ---- lines ------------------------------------------------------------------------------------------------------

const lineColumns = sql.raw('venue_id as venue, open, today_minutes as "todayMinutes", later_minutes as "laterMinutes", due_at as "dueAt"')

export const findLine = (reader: Reader, venue: VenueId): Promise<Line | undefined> => reader.maybe<Line>(sql`select ${lineColumns} from waitlist.line where venue_id = ${venue}`)

/** The line of a venue, made when there is none, and locked until the transaction ends. */
export async function lockLine(tx: Tx, venue: VenueId): Promise<Line> {
  await tx.run(sql`insert into waitlist.line (venue_id) values (${venue}) on conflict do nothing`)
  return tx.one<Line>(sql`select ${lineColumns} from waitlist.line where venue_id = ${venue} for update`)
}

/** The same for a round: undefined when another process has it, or has been through it. */
export const lockDueLine = (tx: Tx, venue: VenueId, now: Temporal.Instant): Promise<Line | undefined> =>
  tx.maybe<Line>(sql`select ${lineColumns} from waitlist.line where venue_id = ${venue} and due_at <= ${now} for update skip locked`)

export async function dueLines(reader: Reader, now: Temporal.Instant, limit: number): Promise<VenueId[]> {
  return (await reader.rows<{ venue: VenueId }>(sql`select venue_id as venue from waitlist.line where due_at <= ${now} order by due_at limit ${limit}`)).map(({ venue }) => venue)
}

/** Something may have freed up there. Lines are locked in one order. */
export async function wakeLines(tx: Tx, venues: readonly VenueId[], now: Temporal.Instant): Promise<number> {
  if (venues.length === 0) return 0
  await tx.rows(sql`select 1 from waitlist.line where venue_id = any(${venues}::text[]) order by venue_id for update`)
  return tx.run(sql`update waitlist.line set due_at = least(due_at, ${now}) where venue_id = any(${venues}::text[])
    and exists (select 1 from waitlist.entry e where e.venue_id = line.venue_id and e.state in ('waiting', 'offered'))`)
}

export async function setDue(tx: Tx, venue: VenueId, dueAt: Temporal.Instant | null): Promise<void> {
  await tx.run(sql`update waitlist.line set due_at = ${dueAt} where venue_id = ${venue}`)
}

export async function saveSettings(tx: Tx, venue: VenueId, settings: { open: boolean; today: number; later: number }): Promise<void> {
  await tx.run(sql`update waitlist.line set open = ${settings.open}, today_minutes = ${settings.today}, later_minutes = ${settings.later} where venue_id = ${venue}`)
}

/** The next place in line, under the line's lock. */
export async function nextPlace(tx: Tx, venue: VenueId): Promise<number> {
  return (await tx.one<{ seq: number }>(sql`update waitlist.line set next_seq = next_seq + 1 where venue_id = ${venue} returning next_seq - 1 as seq`)).seq
}

// ---- entries ----------------------------------------------------------------------------------------------------

const columns = sql.raw(`id, venue_id as venue, vendor_id as vendor, seq, state, version, channel, wish, first_day as "firstDay", end_day as "endDay", passes_at as "passesAt",
  guest_id as guest, account_id as account, person_key as "personKey", wish_key as "wishKey", quoted_minutes as "quotedMinutes", called_at as "calledAt",
  booking_id as booking, offered_at as "offeredAt", offer_expires_at as "offerExpiresAt", taken_at as "takenAt", joined_at as "joinedAt", ended_at as "endedAt", end_reason as "endReason"`)

const some = (reader: Reader, rest: Sql): Promise<Entry[]> => reader.rows<Entry>(sql`select ${columns} from waitlist.entry ${rest}`)

export const findEntries = (reader: Reader, ids: readonly WaitlistId[]): Promise<Entry[]> => (ids.length === 0 ? Promise.resolve([]) : some(reader, sql`where id = any(${ids}::text[]) order by seq`))
export const findEntry = async (reader: Reader, id: WaitlistId): Promise<Entry | undefined> => (await findEntries(reader, [id]))[0]

/** All that are in line at a venue, first come first. */
export const inLine = (reader: Reader, venue: VenueId): Promise<Entry[]> => some(reader, sql`where venue_id = ${venue} and state in ('waiting', 'offered') order by seq`)
export const inLines = (reader: Reader, venues: readonly VenueId[]): Promise<Entry[]> => (venues.length === 0 ? Promise.resolve([]) : some(reader, sql`where venue_id = any(${venues}::text[]) and state in ('waiting', 'offered') order by venue_id, seq`))

/** Wherever these people stand in line. */
export const inLineOf = (reader: Reader, guests: readonly GuestId[]): Promise<Entry[]> => (guests.length === 0 ? Promise.resolve([]) : some(reader, sql`where guest_id = any(${guests}::text[]) and state in ('waiting', 'offered') order by venue_id, seq`))

export const ofBookings = (reader: Reader, bookings: readonly BookingId[]): Promise<Entry[]> => (bookings.length === 0 ? Promise.resolve([]) : some(reader, sql`where booking_id = any(${bookings}::text[]) order by venue_id, seq`))

/** For the desk: in line, or all, of a day or later. */
export const ofVenue = (reader: Reader, venue: VenueId, by: { from: PlainDate; over: boolean; after: number; limit: number }): Promise<Entry[]> =>
  some(reader, sql`where venue_id = ${venue} and end_day > ${by.from} and (${by.over} or state in ('waiting', 'offered')) and seq > ${by.after} order by seq limit ${by.limit}`)

export const ofVisitor = (reader: Reader, account: string | null, opened: readonly string[], limit: number): Promise<Entry[]> =>
  some(reader, sql`where id = any(${opened}::text[]) or (${account}::text is not null and account_id = ${account}) order by joined_at desc, seq desc limit ${limit}`)

export const sameRequest = (reader: Reader, key: string): Promise<(Entry & { requestHash: string }) | undefined> =>
  reader.maybe(sql`select ${columns}, request_hash as "requestHash" from waitlist.entry where request_key = ${key}`)

export const sameWish = (reader: Reader, venue: VenueId, guest: string, wishKey: string): Promise<Entry | undefined> =>
  some(reader, sql`where venue_id = ${venue} and guest_id = ${guest} and wish_key = ${wishKey} and state in ('waiting', 'offered')`).then((found) => found[0])

export async function countInLine(reader: Reader, venue: VenueId, personKey: string | null): Promise<{ all: number; own: number }> {
  return reader.one<{ all: number; own: number }>(sql`select count(*)::int as all, count(*) filter (where person_key = ${personKey})::int as own from waitlist.entry where venue_id = ${venue} and state in ('waiting', 'offered')`)
}

export async function insertEntry(tx: Tx, e: Entry, request: { key: string; hash: string } | null): Promise<void> {
  await tx.run(sql`
    insert into waitlist.entry (venue_id, id, vendor_id, seq, state, version, channel, kind, wish, first_day, end_day, passes_at, guest_id, account_id, person_key, wish_key, quoted_minutes, joined_at, request_key, request_hash)
    values (${e.venue}, ${e.id}, ${e.vendor}, ${e.seq}, ${e.state}, ${e.version}, ${e.channel}, ${e.wish.stay === undefined ? 'sitting' : 'stay'}, ${JSON.stringify(e.wish)}, ${e.firstDay}, ${e.endDay}, ${e.passesAt},
      ${e.guest}, ${e.account}, ${e.personKey}, ${e.wishKey}, ${e.quotedMinutes}, ${e.joinedAt}, ${request?.key ?? null}, ${request?.hash ?? null})`)
}

/** Writes what changed of entries under the line's lock. What ends loses the hashes of its person and wish. */
export async function saveEntries(tx: Tx, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((e) => ({
    venue_id: e.venue, id: e.id, state: e.state, version: e.version, person_key: e.endedAt === null ? e.personKey : null, wish_key: e.endedAt === null ? e.wishKey : null, called_at: e.calledAt,
    booking_id: e.booking, offered_at: e.offeredAt, offer_expires_at: e.offerExpiresAt, taken_at: e.takenAt, ended_at: e.endedAt, end_reason: e.endReason,
  }))
  await tx.run(sql`
    update waitlist.entry e set state = n.state, version = n.version, person_key = n.person_key, wish_key = n.wish_key, called_at = n.called_at, booking_id = n.booking_id,
      offered_at = n.offered_at, offer_expires_at = n.offer_expires_at, taken_at = n.taken_at, ended_at = n.ended_at, end_reason = n.end_reason
    from jsonb_populate_recordset(null::waitlist.entry, ${JSON.stringify(rows)}::jsonb) n where e.venue_id = n.venue_id and e.id = n.id`)
}
