import { createHash } from 'node:crypto'
import { systemClock } from '#platform/clock'
import type { GuestId, ReservationId, VenueId } from '#platform/id'
import { sql, type Database } from '#platform/sql'
import type { Attempt, Ledger } from './ledger.ts'
import type { Town } from './town.ts'

/**
 * Looks at a database that nobody writes to any more, past the modules' own doors where it can, and answers what is
 * wrong in sentences; none is what a test asks for. `settled`: the money has come to rest as well.
 */
export async function audit(town: Town, ledgers: readonly Ledger[], options: { settled?: boolean } = {}): Promise<string[]> {
  const { db } = town
  const now = systemClock.now()
  return [
    ...ledgers.flatMap((ledger) => ledger.outrages),
    ...await nightsSoldTwice(db, now), ...await tablesSoldTwice(db, now), ...await reconciled(town, now),
    ...await acknowledged(town, ledgers.flatMap((ledger) => ledger.attempts)),
    ...await eventsOfBookings(db), ...await unfinished(db), ...(options.settled === true ? await money(db) : []),
  ]
}

/** Live reservations a night against rooms that exist, from the bookings' own record and not from the calendar. */
async function nightsSoldTwice(db: Database, now: Temporal.Instant): Promise<string[]> {
  const rows = await db.rows<{ room_type: string; night: string; sold: number; rooms: number }>(sql`
    with capacity as (
      select t ->> 'id' as room_type, jsonb_array_length(t -> 'rooms') + (t ->> 'overbooking')::int as rooms
      from availability.venue v, jsonb_array_elements(v.definition -> 'definition' -> 'roomTypes') t where v.kind = 'hotel'
    ), sold as (
      select r.room_type, night::date::text as night, count(*) as sold
      from booking.reservation r join booking.booking b on b.id = r.booking_id and b.venue_id = r.venue_id,
        generate_series(r.arrival::timestamp, r.departure::timestamp - interval '1 day', interval '1 day') night
      where r.status in ('held', 'confirmed', 'arrived') and (r.status <> 'held' or b.expires_at > ${now}) group by 1, 2
    ) select sold.*, rooms from sold join capacity using (room_type) where sold > rooms`)
  return rows.map((row) => `${row.sold} of ${row.rooms} rooms ${row.room_type} sold on ${row.night}`)
}

async function tablesSoldTwice(db: Database, now: Temporal.Instant): Promise<string[]> {
  const rows = await db.rows<{ one: string; other: string; starts_at: string }>(sql`
    select a.holder_id as one, b.holder_id as other, a.starts_at::text as starts_at from availability.sale a join availability.sale b
      on a.venue_id = b.venue_id and a.tables && b.tables and a.starts_at < b.ends_at and b.starts_at < a.ends_at and (a.holder_id, a.line) < (b.holder_id, b.line)
    where a.kind = 'sitting' and b.kind = 'sitting' and coalesce(a.expires_at > ${now}, true) and coalesce(b.expires_at > ${now}, true)`)
  return rows.map((row) => `${row.one} and ${row.other} have one table at ${row.starts_at}`)
}

/** Availability's own comparison of calendars, sales and reservations. */
async function reconciled({ app, db }: Town, now: Temporal.Instant): Promise<string[]> {
  const venues = await db.rows<{ venue_id: VenueId }>(sql`select venue_id from availability.venue`)
  const differences = []
  for (const { venue_id } of venues) {
    differences.push(...await db.transaction((tx) => app.doors.availability.reconcile(tx, venue_id, async (reader, venue) => {
      const rows = await reader.rows<{ id: ReservationId }>(sql`
        select r.id from booking.reservation r join booking.booking b on b.id = r.booking_id and b.venue_id = r.venue_id
        where r.venue_id = ${venue} and r.status in ('held', 'confirmed', 'arrived') and (r.status <> 'held' or b.expires_at > ${now})
        union all select holder from booking.amendment where venue_id = ${venue} and status = 'pending' and expires_at > ${now}`)
      const must = new Set(rows.map((row) => row.id))
      return { must, may: must }
    })))
  }
  return differences.map((one) => `the calendar and the sales differ: ${JSON.stringify(one)}`)
}

/** Each acknowledged booking once, under its key; of a refused attempt nothing at all. */
async function acknowledged({ app, db }: Town, attempts: readonly Attempt[]): Promise<string[]> {
  const rows = await db.rows<{ id: string; guest_id: GuestId; trip_id: string | null; status: string; end_reason: string | null }>(sql`select id, guest_id, trip_id, status, end_reason from booking.booking`)
  const people = await app.doors.guests.readPeople(db, [...new Set(rows.map((row) => row.guest_id))])
  const byBooker = Map.groupBy(rows, (row) => people.get(row.guest_id)?.email ?? 'nobody')
  const keys = await db.rows<{ key: string; result: { bookings: string[] } | null }>(sql`select encode(key_hash, 'hex') as key, result from booking.idempotency`)
  const byKey = Map.groupBy(keys, (row) => row.key)
  return attempts.flatMap((attempt): string[] => {
    // What a trip let go again is there, cancelled, and claims nothing.
    const found = (byBooker.get(attempt.who) ?? []).filter((row) => attempt.bookings.includes(row.id) || !(row.trip_id !== null && row.status === 'cancelled'))
    const kept = byKey.get(createHash('sha256').update(attempt.key).digest('hex')) ?? []
    const same = (a: readonly string[], b: readonly string[]) => a.toSorted().join() === b.toSorted().join()
    switch (attempt.outcome) {
      case 'unknown': return [`${attempt.who} was never answered: ${attempt.troubles.slice(-3).join('; ')}`]
      case 'refused': return found.length === 0 && kept.length === 0 ? [] : [`${attempt.who} was refused and has ${found.length} bookings (${found.map((row) => row.status).join()}) and ${kept.length} keys`]
      case 'made': return [
        ...(same(found.map((row) => row.id), attempt.bookings) ? [] : [`${attempt.who} was told of ${attempt.bookings.length} bookings and has ${found.length}: ${found.map((row) => row.id).join()}`]),
        ...(attempt.letGo === true && found.some((row) => row.status !== 'cancelled') ? [`${attempt.who} was told that it was let go, and it is ${found.map((row) => row.status).join()}`] : []),
        ...(kept.length === 1 && same(kept[0]!.result?.bookings ?? [], attempt.bookings) ? [] : [`the key of ${attempt.who} is kept ${kept.length} times, for ${kept[0]?.result?.bookings.join() ?? 'nothing'}`]),
      ]
    }
  })
}

/** Each booking was born once in the event log and ended as its row says, once. */
async function eventsOfBookings(db: Database): Promise<string[]> {
  const rows = await db.rows<{ id: string; status: string; born: number; confirmed: number; over: number }>(sql`
    with said as (select type, subject from events.outbox union all select type, subject from events.log)
    select b.id, b.status, count(*) filter (where s.type = 'booking.held') as born, count(*) filter (where s.type = 'booking.confirmed') as confirmed,
      count(*) filter (where s.type in ('booking.expired', 'booking.cancelled')) as over
    from booking.booking b left join said s on s.subject = b.id group by b.venue_id, b.id, b.status`)
  return rows.filter(({ status, born, confirmed, over }) => born > 1 || confirmed > 1 || born + confirmed === 0
    || (status === 'held' && (born !== 1 || confirmed + over > 0)) || (status === 'confirmed' && confirmed !== 1) || (['expired', 'cancelled'].includes(status) && over !== 1))
    .map((row) => `the events of ${row.id} do not tell its life: ${JSON.stringify(row)}`)
}

/** Keys, trips and bookings without their other half. */
async function unfinished(db: Database): Promise<string[]> {
  const [keys] = await db.rows<{ open: number }>(sql`select count(*) as open from booking.idempotency where result is null`)
  const [trips] = await db.rows<{ open: number }>(sql`select count(*) as open from booking.trip where status = 'holding'`)
  const parts = await db.rows<{ id: string; statuses: string[] }>(sql`
    select t.id, array_agg(b.status order by b.status) as statuses from booking.trip t left join booking.booking b on b.trip_id = t.id
    group by t.id having (t.status = 'released' and bool_or(b.status in ('held', 'confirmed'))) or (t.status = 'held' and count(b.id) < cardinality(t.venues))`)
  const odd = await db.rows<{ id: string; status: string }>(sql`
    select r.id, r.status from booking.reservation r join booking.booking b on b.id = r.booking_id and b.venue_id = r.venue_id where r.status <> b.status
    union all select b.id, b.status from booking.booking b where not exists (select 1 from booking.reservation r where r.booking_id = b.id)`)
  return [
    ...(keys!.open > 0 ? [`${keys!.open} keys were never finished`] : []), ...(trips!.open > 0 ? [`${trips!.open} trips were never finished`] : []),
    ...parts.map((row) => `the trip ${row.id} has parts that are ${row.statuses.join()}`), ...odd.map((row) => `${row.id} is ${row.status}, and its other half is not`),
  ]
}

/** Nobody paid and has nothing; nobody has what was to be paid first and was not; the provider's books and ours agree. */
async function money(db: Database): Promise<string[]> {
  const vain = await db.rows<{ booking_id: string; status: string; kept: number }>(sql`
    select p.booking_id, b.status, sum(p.captured - p.refunded) as kept from payments.part p join booking.booking b on b.id = p.booking_id
    group by 1, 2 having sum(p.captured - p.refunded) > 0 and b.status not in ('confirmed', 'arrived', 'completed', 'no_show')`)
  const free = await db.rows<{ id: string; due_now: number }>(sql`
    select b.id, b.due_now from booking.booking b where b.channel in ('site', 'api') and b.status in ('confirmed', 'arrived', 'completed')
      and not exists (select 1 from payments.guarantee g where g.booking_id = b.id and g.status in ('saved', 'authorized', 'failing', 'capturing', 'captured'))
      and b.due_now > coalesce((select sum(p.captured - p.refunded) from payments.part p where p.booking_id = b.id), 0)`)
  const books = await db.rows<{ reference: string; status: string; ours: string }>(sql`
    select c.reference, c.status, y.status as ours from sandbox_psp.charge c join payments.payment y on y.reference = c.reference
    where (c.status = 'succeeded') <> (y.captured > 0) or c.refunded <> y.refunded`)
  const strangers = await db.rows<{ reference: string }>(sql`
    select c.reference from sandbox_psp.charge c where c.status = 'succeeded' and not exists (select 1 from payments.payment y where y.reference = c.reference)`)
  const [queued] = await db.rows<{ open: number }>(sql`select count(*) as open from payments.refund where status = 'queued'`)
  return [
    ...vain.map((row) => `${row.booking_id} is ${row.status} and ${row.kept} was paid for it`), ...free.map((row) => `${row.id} is confirmed and its ${row.due_now} was not paid`),
    ...books.map((row) => `the provider says ${row.reference} is ${row.status}, and here it is ${row.ours}`), ...strangers.map((row) => `${row.reference} was paid and is not known here`),
    ...(queued!.open > 0 ? [`${queued!.open} refunds are still queued`] : []),
  ]
}
