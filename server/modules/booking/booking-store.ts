import type { BlockId, BookingId, GuestId, ReservationId, TripId, VenueId } from '#platform/id'
import { freeze, thaw, type Frozen } from '#module/pricing'
import { assert } from '#platform/assert'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Booking, BookingStatus, Reservation } from './types.ts'

interface ReservationRow {
  id: ReservationId; venue_id: VenueId; booking_id: BookingId; ordinal: number; status: BookingStatus; version: number; guests: number
  room_type: Reservation['roomType']; arrival: PlainDate | null; departure: PlainDate | null
  service_id: Reservation['service']; at: string | null; ends: string | null; business_date: PlainDate | null; arrived_at: string | null; ended_at: string | null; units: Reservation['units']
}

const instant = (text: string | null): Temporal.Instant | null => (text === null ? null : Temporal.Instant.from(text))

function bookingRow(b: Booking): Record<string, unknown> {
  return {
    venue_id: b.venue, id: b.id, vendor_id: b.vendor, code: b.code, status: b.status, version: b.version, channel: b.channel, kind: b.kind,
    terms: b.terms, price: freeze(b.price), currency: b.price.total.currency, total: b.price.total.amount, due_now: b.price.dueNow.amount,
    starts_on: b.startsOn, ends_on: b.endsOn, starts_at: b.startsAt, guest_id: b.guest, account_id: b.account, has_note: b.hasNote,
    quote_id: b.quote, trip_id: b.trip, payment_id: b.payment, expires_at: b.expiresAt, held_minutes: b.heldMinutes, extended: b.extended,
    created_at: b.createdAt, confirmed_at: b.confirmedAt, ended_at: b.endedAt, end_reason: b.endReason, charged: b.charged,
  }
}

function reservationRow(r: Reservation): Record<string, unknown> {
  return {
    venue_id: r.venue, id: r.id, booking_id: r.booking, ordinal: r.ordinal, status: r.status, version: r.version, guests: r.guests,
    room_type: r.roomType, arrival: r.arrival, departure: r.departure, service_id: r.service, at: r.at, ends: r.ends, business_date: r.businessDate,
    arrived_at: r.arrivedAt, ended_at: r.endedAt, units: r.units,
  }
}

interface BookingRow {
  id: BookingId; venue_id: VenueId; vendor_id: Booking['vendor']; code: string; status: BookingStatus; version: number; channel: Booking['channel']; kind: Booking['kind']
  terms: Booking['terms']; price: Frozen; starts_on: PlainDate; ends_on: PlainDate; starts_at: Temporal.Instant; guest_id: GuestId; account_id: Booking['account']; has_note: boolean
  quote_id: Booking['quote']; trip_id: TripId | null; payment_id: Booking['payment']; expires_at: Temporal.Instant | null; held_minutes: number; extended: boolean
  created_at: Temporal.Instant; confirmed_at: Temporal.Instant | null; ended_at: Temporal.Instant | null; end_reason: string | null; charged: number | null; reservations: ReservationRow[]
}

function fromRow(row: BookingRow): Booking {
  const { terms } = row
  if (terms.sitting !== undefined) {
    terms.sitting.at = Temporal.Instant.from(terms.sitting.at as unknown as string)
    terms.sitting.ends = Temporal.Instant.from(terms.sitting.ends as unknown as string)
  }
  return {
    id: row.id, venue: row.venue_id, vendor: row.vendor_id, code: row.code, status: row.status, version: row.version, channel: row.channel, kind: row.kind,
    terms, price: thaw(row.price, row.starts_on), startsOn: row.starts_on, endsOn: row.ends_on, startsAt: row.starts_at, guest: row.guest_id, account: row.account_id, hasNote: row.has_note,
    quote: row.quote_id, trip: row.trip_id, payment: row.payment_id, expiresAt: row.expires_at, heldMinutes: row.held_minutes, extended: row.extended,
    createdAt: row.created_at, confirmedAt: row.confirmed_at, endedAt: row.ended_at, endReason: row.end_reason, charged: row.charged,
    reservations: row.reservations.map(reservationFromRow),
  }
}

function reservationFromRow(r: ReservationRow): Reservation {
  return {
    id: r.id, venue: r.venue_id, booking: r.booking_id, ordinal: r.ordinal, status: r.status, version: r.version, guests: r.guests,
    roomType: r.room_type, arrival: r.arrival, departure: r.departure, service: r.service_id, at: instant(r.at), ends: instant(r.ends), businessDate: r.business_date,
    arrivedAt: instant(r.arrived_at), endedAt: instant(r.ended_at), units: r.units,
  }
}

/** Writes bookings with their reservations, however many, in one statement. */
export async function insertBookings(tx: Tx, bookings: readonly Booking[]): Promise<void> {
  if (bookings.length === 0) return
  await tx.run(sql`
    with given as (insert into booking.booking select * from jsonb_populate_recordset(null::booking.booking, ${JSON.stringify(bookings.map(bookingRow))}::jsonb))
    insert into booking.reservation select * from jsonb_populate_recordset(null::booking.reservation, ${JSON.stringify(bookings.flatMap((b) => b.reservations.map(reservationRow)))}::jsonb)`)
}

/** Adds one reservation to a booking (a room more) or takes one away, in an amendment. */
export async function insertReservations(tx: Tx, reservations: readonly Reservation[]): Promise<void> {
  if (reservations.length === 0) return
  await tx.run(sql`insert into booking.reservation select * from jsonb_populate_recordset(null::booking.reservation, ${JSON.stringify(reservations.map(reservationRow))}::jsonb)`)
}

/** What a move of state changes; terms and price, which are large, stay in their row. */
function stateRow(b: Booking): Record<string, unknown> {
  return {
    venue_id: b.venue, id: b.id, status: b.status, version: b.version, account_id: b.account, has_note: b.hasNote, payment_id: b.payment, expires_at: b.expiresAt, extended: b.extended,
    confirmed_at: b.confirmedAt, ended_at: b.endedAt, end_reason: b.endReason, charged: b.charged,
  }
}

/**
 * Writes what changed of bookings that the caller has locked. The version in the row must be the one before, which is
 * a bug when it is not: the lock was taken, so nobody else can have written.
 */
export async function saveBookings(tx: Tx, bookings: readonly Booking[]): Promise<void> {
  if (bookings.length === 0) return
  const touched = await tx.run(sql`
    with now_so as (
      select * from jsonb_populate_recordset(null::booking.booking, ${JSON.stringify(bookings.map(stateRow))}::jsonb)),
    rooms_now as (
      select * from jsonb_populate_recordset(null::booking.reservation, ${JSON.stringify(bookings.flatMap((b) => b.reservations.map(reservationRow)))}::jsonb)),
    rooms as (
      update booking.reservation r set status = n.status, version = n.version, guests = n.guests, room_type = n.room_type, arrival = n.arrival, departure = n.departure,
        service_id = n.service_id, at = n.at, ends = n.ends, business_date = n.business_date, arrived_at = n.arrived_at, ended_at = n.ended_at, units = n.units
      from rooms_now n where r.venue_id = n.venue_id and r.id = n.id and r.version <> n.version)
    update booking.booking b set status = n.status, version = n.version, account_id = n.account_id, has_note = n.has_note, payment_id = n.payment_id,
      expires_at = n.expires_at, extended = n.extended, confirmed_at = n.confirmed_at, ended_at = n.ended_at, end_reason = n.end_reason, charged = n.charged
    from now_so n where b.venue_id = n.venue_id and b.id = n.id and b.version = n.version - 1`)
  assert(touched === bookings.length, 'a locked booking was changed by somebody else')
}

/** New terms of a booking, with their price and days; `saveBookings` writes the rest. */
export async function saveTerms(tx: Tx, b: Booking): Promise<void> {
  await tx.run(sql`
    update booking.booking set terms = ${JSON.stringify(b.terms)}, price = ${JSON.stringify(freeze(b.price))}, total = ${b.price.total.amount}, due_now = ${b.price.dueNow.amount},
      starts_on = ${b.startsOn}, ends_on = ${b.endsOn}, starts_at = ${b.startsAt}
    where venue_id = ${b.venue} and id = ${b.id}`)
}

const withReservations = sql.raw(`
  select b.*, (select jsonb_agg(r order by r.ordinal) from booking.reservation r where r.venue_id = b.venue_id and r.booking_id = b.id) as reservations
  from booking.booking b`)

async function load(reader: Reader, rest: Sql): Promise<Booking[]> {
  return (await reader.rows<BookingRow>(sql`${withReservations} ${rest}`)).map(fromRow)
}

export async function findBookings(reader: Reader, ids: readonly BookingId[]): Promise<Booking[]> {
  if (ids.length === 0) return []
  return load(reader, sql`where b.id = any(${ids}::text[]) order by b.starts_at, b.id`)
}

export async function findBooking(reader: Reader, id: BookingId): Promise<Booking | undefined> {
  return (await findBookings(reader, [id]))[0]
}

/** Locks the bookings in the order of their keys, so that two that lock several never wait for each other in a ring. */
export async function lockBookings(tx: Tx, ids: readonly BookingId[]): Promise<Booking[]> {
  if (ids.length === 0) return []
  // The lock first and the reading after it, in a statement of its own: only that sees what the one before us committed.
  await tx.rows(sql`select 1 from booking.booking where id = any(${ids}::text[]) order by venue_id, id for update`)
  return load(tx, sql`where b.id = any(${ids}::text[]) order by b.venue_id, b.id`)
}

export async function bookingOfReservation(reader: Reader, venue: VenueId, reservation: ReservationId): Promise<BookingId | undefined> {
  return (await reader.maybe<{ booking_id: BookingId }>(sql`select booking_id from booking.reservation where venue_id = ${venue} and id = ${reservation}`))?.booking_id
}

export async function bookingsOfReservations(reader: Reader, reservations: readonly ReservationId[]): Promise<BookingId[]> {
  if (reservations.length === 0) return []
  return (await reader.rows<{ booking_id: BookingId }>(sql`select distinct booking_id from booking.reservation where id = any(${reservations}::text[])`)).map((row) => row.booking_id)
}

export async function bookingsByCode(reader: Reader, code: string): Promise<Booking[]> {
  return load(reader, sql`where b.code = ${code} limit 5`)
}

export async function bookingsOfTrip(reader: Reader, trip: TripId): Promise<Booking[]> {
  return load(reader, sql`where b.trip_id = ${trip} order by b.starts_at, b.id`)
}

export async function idsOfTrips(reader: Reader, trips: readonly TripId[]): Promise<BookingId[]> {
  if (trips.length === 0) return []
  return (await reader.rows<{ id: BookingId }>(sql`select id from booking.booking where trip_id = any(${trips}::text[])`)).map(({ id }) => id)
}

/** Who booked from a group's or a channel's rooms, newest first, before an id. */
export async function bookingsOfBlock(reader: Reader, venue: VenueId, block: BlockId, before: string | null, limit: number): Promise<BookingId[]> {
  const rows = await reader.rows<{ id: BookingId }>(sql`
    select id from booking.booking where venue_id = ${venue} and terms #>> '{stay,group,block}' = ${block} and (${before}::text is null or id < ${before}::text) order by id desc limit ${limit}`)
  return rows.map((row) => row.id)
}

export async function bookingsOfGuests(reader: Reader, venue: VenueId, guests: readonly GuestId[]): Promise<BookingId[]> {
  if (guests.length === 0) return []
  const rows = await reader.rows<{ id: BookingId }>(sql`select id from booking.booking where venue_id = ${venue} and guest_id = any(${guests}::text[]) order by starts_on desc, id desc limit 200`)
  return rows.map((row) => row.id)
}

/** Ids of holds that have run out, locked, at most `limit`; rows that somebody works on are left to them. */
export async function lockExpired(tx: Tx, now: Temporal.Instant, limit: number): Promise<BookingId[]> {
  const rows = await tx.rows<{ id: BookingId }>(sql`
    select id from booking.booking where status = 'held' and expires_at <= ${now} order by expires_at limit ${limit} for update skip locked`)
  return rows.map((row) => row.id)
}
