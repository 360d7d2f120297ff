import { createHash, randomBytes } from 'node:crypto'
import type { BookingId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'

/** A token that opens these bookings without an account. Only its hash is stored: it is shown once. */
export async function addAccess(tx: Tx, bookings: readonly { venue: VenueId; id: BookingId }[], now: Temporal.Instant, token: string = newToken()): Promise<string> {
  await tx.run(sql`
    insert into booking.access (token_hash, venue_id, booking_id, created_at)
    select ${hash(token)}, venue, id, ${now} from unnest(${bookings.map((b) => b.venue)}::text[], ${bookings.map((b) => b.id)}::text[]) as given (venue, id)
    on conflict do nothing`)
  return token
}

/** A token for each booking by itself, in one statement. */
export async function addAccessEach(tx: Tx, bookings: readonly { venue: VenueId; id: BookingId }[], now: Temporal.Instant, tokens: string[] = bookings.map(() => newToken())): Promise<string[]> {
  if (tokens.length === 0) return []
  await tx.run(sql`
    insert into booking.access (token_hash, venue_id, booking_id, created_at)
    select token_hash, venue, id, ${now} from unnest(${tokens.map(hash)}::bytea[], ${bookings.map((b) => b.venue)}::text[], ${bookings.map((b) => b.id)}::text[]) as given (token_hash, venue, id)`)
  return tokens
}

export async function bookingsOfTokens(reader: Reader, tokens: readonly string[]): Promise<BookingId[]> {
  if (tokens.length === 0) return []
  const rows = await reader.rows<{ booking_id: BookingId }>(sql`select distinct booking_id from booking.access where token_hash = any(${tokens.map(hash)}::bytea[])`)
  return rows.map((row) => row.booking_id)
}

/** Which token opens which bookings. */
export async function openedByTokens(reader: Reader, tokens: readonly string[]): Promise<Map<string, Set<BookingId>>> {
  if (tokens.length === 0) return new Map()
  const tokenOf = new Map(tokens.map((token) => [hash(token).toString('latin1'), token]))
  const rows = await reader.rows<{ token_hash: Buffer; booking_id: BookingId }>(sql`select token_hash, booking_id from booking.access where token_hash = any(${tokens.map(hash)}::bytea[])`)
  const opened = new Map<string, Set<BookingId>>()
  for (const row of rows) {
    const token = tokenOf.get(row.token_hash.toString('latin1'))!
    opened.set(token, (opened.get(token) ?? new Set()).add(row.booking_id))
  }
  return opened
}

export const newToken = (): string => randomBytes(24).toString('base64url')

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
