import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, type Sql } from '#platform/sql'
import { addDays } from '#platform/time'
import { testDatabase, type TestDatabase } from '../database.ts'
import type { Running, Said } from '../processes.ts'
import { audit } from './audit.ts'
import { Ledger, quoteOf } from './ledger.ts'
import { dayFromNow, oneType, openTown, type Town } from './town.ts'

// An auditor that finds nothing proves nothing: here the database is broken on purpose, and each time it must say so.
let database: TestDatabase
let town: Town
let ledger: Ledger
beforeAll(async () => {
  database = await testDatabase({ connections: 2 })
  town = await openTown({ databaseUrl: database.url, roles: [] })
  const [hotel, inn] = [await town.hotel(oneType('Double', 2)), await town.restaurant()]
  const day = dayFromNow(hotel, 15)
  ledger = new Ledger('audited')
  for (const quote of [await quoteOf(here(), hotel.id, { room_type: hotel.roomTypes[0]!.id, arrival: day, departure: addDays(day, 2), guests: 1 }), await quoteOf(here(), inn.id, { at: `${day}T20:00`, party: 2 })]) {
    for (let i = 0; i < 2; i += 1) await ledger.send(ledger.begin([quote]), here())
  }
  expect(ledger.made()).toHaveLength(4)
}, 60_000)
afterAll(async () => {
  await town?.close()
  await database?.close()
})

/** Requests go into the application of this process. */
function here(): Running {
  return {
    async call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, headers: Record<string, string> = {}) {
      const answer = await town.app.server.inject({ method, url: path, ...(body === undefined ? {} : { payload: body }), headers })
      return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.json() as Said }
    },
  } as Running
}

test('what is right is found right', async () => {
  expect(await audit(town, [ledger], { settled: true })).toEqual([])
})

const of = (i: number) => ledger.attempts[i]!.bookings[0]!
const wrongs: [string, () => Sql, RegExp][] = [
  ['a calendar that counts one too few', () => sql`update availability.calendar set free[32] = free[32] - 1`, /the calendar and the sales differ.*nights/],
  ['a reservation whose claim is gone', () => sql`delete from availability.sale where holder_id in (select id from booking.reservation where booking_id = ${of(0)})`, /reservation without a sale/],
  ['a table given twice', () => sql`update availability.sale set tables = (select tables from availability.sale where kind = 'sitting' order by holder_id limit 1) where kind = 'sitting'`, /have one table/],
  ['a night sold beyond the rooms', () => sql`insert into booking.reservation select venue_id, id || 'x', booking_id, ordinal + 1, status, version, guests, room_type, arrival, departure, service_id, at, ends, business_date, arrived_at, ended_at from booking.reservation where room_type is not null limit 1`, /3 of 2 rooms/],
  ['an acknowledged booking that is not there', () => sql`update booking.booking set guest_id = 'nobody' where id = ${of(1)}`, /was told of 1 bookings and has 0/],
  ['a key that is forgotten', () => sql`delete from booking.idempotency where result -> 'bookings' ->> 0 = ${of(2)}`, /is kept 0 times/],
  ['a key that never ends', () => sql`update booking.idempotency set result = null where result -> 'bookings' ->> 0 = ${of(3)}`, /keys were never finished/],
  ['a booking of which no event tells', () => sql`delete from events.outbox where subject = ${of(2)}`, /events of bk_\w+ do not tell its life/],
  ['a confirmed booking that was never paid', () => sql`update booking.booking set status = 'confirmed', expires_at = null, confirmed_at = created_at where id = ${of(2)}`, /is confirmed and its \d+ was not paid/],
  ['a booking let go whose money was kept', () => sql`with p as (update payments.part set captured = amount where booking_id = ${of(3)} returning booking_id) update booking.booking b set status = 'cancelled', expires_at = null from p where b.id = p.booking_id`, /is cancelled and \d+ was paid for it/],
]
test.each(wrongs)('%s is found', async (_, breaking, found) => {
  await town.db.transaction((tx) => tx.run(breaking()))
  expect((await audit(town, [ledger], { settled: true })).join('\n')).toMatch(found)
})

test('a refused attempt that has a booking is found', async () => {
  ledger.attempts[0]!.outcome = 'refused'
  expect((await audit(town, [ledger])).join('\n')).toMatch(/was refused and has 1 bookings/)
})
