import { hold } from '@holdfast/contract/booking'
import type { App } from '@holdfast/server/app'
import type { Actor } from '@holdfast/server/http/actor'
import { mount, route } from '@holdfast/server/http/route'
import { insertBookings } from '@holdfast/server/modules/booking/booking-store'
import { draft } from '@holdfast/server/modules/booking/place'
import { bookingEvent } from '@holdfast/server/modules/booking/tell'
import type { Booking } from '@holdfast/server/modules/booking/types'
import { thaw, type Frozen } from '@holdfast/server/modules/pricing/index'
import { systemClock } from '@holdfast/server/platform/clock'
import type { QuoteId } from '@holdfast/server/platform/id'
import { emit } from '@holdfast/server/platform/outbox'
import { problem } from '@holdfast/server/platform/problem'
import { sql, type Database, type Tx } from '@holdfast/server/platform/sql'
import type { Town } from './api.ts'

/**
 * (b) through the same HTTP server: the same checks, the same answer and the same rows (key, guest in the vault, booking,
 * reservation, event), but as it is ordinarily written: look up what is needed, then one transaction a
 * request that locks the nights with `select … for update`, looks, counts up and writes, statement by statement.
 */
export async function plainWay(app: App, db: Database, town: Town): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.run(sql`create schema if not exists bench`)
    await tx.run(sql`create table if not exists bench.nights (venue_id text, room_type text, night date, used int not null, capacity int not null, primary key (venue_id, room_type, night), check (used <= capacity)) with (fillfactor = 80)`)
    await tx.run(sql`create table if not exists bench.keys (caller text, key text, result jsonb, created_at timestamptz not null, primary key (caller, key))`)
    await tx.run(sql`
      insert into bench.nights select v.venue, t.type, current_date + n, 0, 100000 from unnest(${town.venues.map((one) => one.id)}::text[], ${town.venues.map((one) => one.types.join(' '))}::text[]) v (venue, types),
        regexp_split_to_table(v.types, ' ') t (type), generate_series(0, 400) n on conflict do nothing`)
  })
  const endpoint = { ...hold, operation: 'plainHold' as never, path: '/bench/plain' }
  mount(app.server, [route(endpoint, async ({ actor, body, idempotencyKey }) => {
    const booking = await holdPlainly(app, db, actor, body.quotes[0]!, body.guest, idempotencyKey!)
    const [seen] = await app.doors.booking.view({ ...actor, opens: [booking.id] }, [booking])
    return { bookings: [seen!], trip: null, payment: null, access_token: app.doors.booking.accessToken(booking.id) }
  })], { authenticate: app.doors.identity.authenticate, checkAnswers: false })
}

async function holdPlainly(app: App, db: Database, actor: Actor, id: QuoteId, guest: { name: string; email?: string | null | undefined; phone?: string | null | undefined }, key: string): Promise<Booking> {
  const now = systemClock.now()
  const { guests, venues } = app.doors
  const quote = await db.maybe<{ venue: string; terms: Booking['terms']; price: Frozen; expires: Temporal.Instant }>(sql`select venue_id as venue, terms, price, expires_at as expires from quoting.quote where id = ${id}`)
  if (quote === undefined) throw problem('not-found')
  if (Temporal.Instant.compare(quote.expires, now) <= 0) throw problem('quote-expired')
  const layout = await venues.layoutOf(db, quote.venue as never)
  return db.transaction(async (tx) => {
    if (await tx.run(sql`insert into bench.keys values (${actor.account ?? 'anyone'}, ${key}, null, ${now}) on conflict do nothing`) === 0) throw problem('key-in-progress')
    const person = await guests.findOrCreateGuest(tx, layout.vendor, { ...guest, account: actor.account })
    const booking = draft({ layout, terms: quote.terms, price: thaw(quote.price, quote.terms.stay!.arrival), channel: actor.channel, quote: id, guest: person, account: actor.account, hasNote: false, trip: null, as: 'booking' }, now)
    await takeNights(tx, booking)
    await insertBookings(tx, [booking])
    await emit(tx, bookingEvent('booking.confirmed', booking, { actor, at: now }))
    await tx.run(sql`update bench.keys set result = ${{ bookings: [booking.id] }} where caller = ${actor.account ?? 'anyone'} and key = ${key}`)
    return booking
  })
}

async function takeNights(tx: Tx, booking: Booking): Promise<void> {
  const stay = booking.terms.stay!
  const nights = await tx.rows<{ used: number; capacity: number }>(sql`
    select used, capacity from bench.nights where venue_id = ${booking.venue} and room_type = ${stay.roomType} and night >= ${stay.arrival} and night < ${stay.departure} order by night for update`)
  if (nights.some((night) => night.used + stay.rooms > night.capacity)) throw problem('not-available')
  await tx.run(sql`update bench.nights set used = used + ${stay.rooms} where venue_id = ${booking.venue} and room_type = ${stay.roomType} and night >= ${stay.arrival} and night < ${stay.departure}`)
}
