import type { AccountId, BookingId, ReservationId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { sql, type Reader, type Sql } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { BookingPage, BookingStatus } from './types.ts'

/** A place in a list: after the booking with this first day and id. Opaque to callers. */
interface Place { day: PlainDate; id: BookingId }

const encode = (place: Place): string => Buffer.from(`${place.day} ${place.id}`).toString('base64url')
function decode(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [day, id] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (day === undefined || id === undefined || !/^\d{4}-\d\d-\d\d$/.test(day) || !/^bk_[0-9a-z]{24}$/.test(id)) {
    throw problem('invalid-request', { detail: 'The cursor is not one that a list gave.', errors: [{ pointer: '/cursor', detail: 'is not one that a list gave' }] })
  }
  return { day: day as PlainDate, id: id as BookingId }
}

async function pageOf(reader: Reader, where: Sql, order: 'asc' | 'desc', cursor: string | undefined, limit: number): Promise<BookingPage<BookingId>> {
  const after = decode(cursor)
  const onward = after === null ? sql.raw('true') : order === 'asc' ? sql`(starts_on, id) > (${after.day}, ${after.id})` : sql`(starts_on, id) < (${after.day}, ${after.id})`
  const direction = sql.raw(order)
  const rows = await reader.rows<{ id: BookingId; day: PlainDate }>(sql`
    select id, starts_on as day from booking.booking where ${where} and ${onward} order by starts_on ${direction}, id ${direction} limit ${limit + 1}`)
  const items = rows.slice(0, limit)
  return { items: items.map((row) => row.id), nextCursor: rows.length > limit ? encode(items.at(-1)!) : null }
}

export interface VenueQuery { from?: PlainDate | undefined; to?: PlainDate | undefined; status?: BookingStatus | undefined; only?: readonly BookingId[] | undefined; now: Temporal.Instant; cursor?: string | undefined; limit: number }

/** Of a venue, by first day. A stay that lasts into the window is in it. */
export function listOfVenue(reader: Reader, venue: VenueId, query: VenueQuery): Promise<BookingPage<BookingId>> {
  const conditions = [sql`venue_id = ${venue}`]
  if (query.from !== undefined) conditions.push(sql`(ends_on > ${query.from} or starts_on >= ${query.from})`)
  if (query.to !== undefined) conditions.push(sql`starts_on <= ${query.to}`)
  if (query.only !== undefined) conditions.push(sql`id = any(${query.only}::text[])`)
  if (query.status === 'expired') conditions.push(sql`(status = 'expired' or (status = 'held' and expires_at <= ${query.now}))`)
  else if (query.status === 'held') conditions.push(sql`(status = 'held' and expires_at > ${query.now})`)
  else if (query.status !== undefined) conditions.push(sql`status = ${query.status}`)
  return pageOf(reader, sql.and(conditions), 'asc', query.cursor, query.limit)
}

/** What is a visitor's own: by account, and what their tokens open. Current ones soonest first, past ones newest first. */
export function listMine(reader: Reader, own: { account: AccountId | null; opened: readonly BookingId[] }, query: { when: 'current' | 'past'; today: PlainDate; now: Temporal.Instant; cursor?: string | undefined; limit: number }): Promise<BookingPage<BookingId>> {
  const mine = sql`(account_id = ${own.account} or id = any(${own.opened}::text[]))`
  const current = sql`(status = 'arrived' or (status = 'held' and expires_at > ${query.now}) or (status = 'confirmed' and case kind when 'stay' then ends_on >= ${query.today} else starts_at > ${query.now.subtract({ hours: 6 })} end))`
  return query.when === 'current'
    ? pageOf(reader, sql`${mine} and ${current}`, 'asc', query.cursor, query.limit)
    : pageOf(reader, sql`${mine} and not ${current}`, 'desc', query.cursor, query.limit)
}

export async function idsOfAccount(reader: Reader, account: AccountId, limit: number): Promise<BookingId[]> {
  const rows = await reader.rows<{ id: BookingId }>(sql`select id from booking.booking where account_id = ${account} order by starts_on desc, id desc limit ${limit}`)
  return rows.map((row) => row.id)
}

/** Bookings with a reservation that the day at the desk shows: arriving, leaving, in the house, or sitting on that date. */
export async function idsOfDay(reader: Reader, venue: VenueId, date: PlainDate): Promise<BookingId[]> {
  const rows = await reader.rows<{ booking_id: BookingId }>(sql`
    select distinct booking_id from booking.reservation where venue_id = ${venue} and status <> 'expired' and (
      arrival = ${date} or departure = ${date} or business_date = ${date} or status = 'arrived' or (arrival < ${date} and departure > ${date}))`)
  return rows.map((row) => row.booking_id)
}

/**
 * For the reconciler: reservations (and pending amendments) that should have a place in the calendar from a day on, and
 * those that may: a stay that has ended may keep what it used.
 */
export async function standingHolders(reader: Reader, venue: VenueId, from: PlainDate, now: Temporal.Instant): Promise<{ must: Set<ReservationId>; may: Set<ReservationId> }> {
  const rows = await reader.rows<{ holder: ReservationId; must: boolean }>(sql`
    select r.id as holder, r.status in ('confirmed', 'arrived') or (r.status = 'held' and b.expires_at > ${now}) as must
    from booking.reservation r join booking.booking b on b.venue_id = r.venue_id and b.id = r.booking_id
    where r.venue_id = ${venue} and r.status in ('held', 'confirmed', 'arrived', 'completed') and (r.departure > r.arrival and r.departure > ${from} or r.business_date >= ${from} or (r.departure = r.arrival and r.arrival >= ${from} and b.terms -> 'stay' -> 'dayUse' is not null))
    union all
    select holder, false from booking.amendment where venue_id = ${venue} and status = 'pending'`)
  return { must: new Set(rows.filter((row) => row.must).map((row) => row.holder)), may: new Set(rows.filter((row) => !row.must).map((row) => row.holder)) }
}
