import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { openDatabase, sql, type Database } from '#platform/sql'
import { plainDate, type PlainDate } from '#platform/time'
import { hotelInput, ratesInput, roomTypesInput } from '../../testing/example-venues.ts'
import { testApp, type TestApp } from '../../testing/app.ts'

let app: TestApp
let db: Database
beforeAll(async () => { app = await testApp(); db = openDatabase({ url: app.databaseUrl, connections: 4 }) }, 60_000)
afterAll(async () => { await db.close(); await app.close() })

const rooms = 24
const first = plainDate('2027-03-01')

/** A hotel with a guest in each room for two nights: 2 charges a night each, the room and the city tax. */
async function fullHotel(): Promise<{ venue: VenueId; total: number }> {
  const { venues, booking } = app.doors
  app.clock.set('2027-03-01T15:00:00Z')
  const vendor = (await venues.createVendor(systemActor, { name: 'Rio' })).id
  const venue = (await venues.createVenue(systemActor, vendor, hotelInput())).id
  const [type] = roomTypesInput().room_types
  const layout = await venues.putRoomTypes(systemActor, venue, { room_types: [{ ...type!, rooms: Array.from({ length: rooms }, (_, n) => ({ number: String(100 + n), floor: '1', features: [] })) }] })
  await venues.putRates(systemActor, venue, ratesInput(layout))
  await venues.publish(systemActor, venue)
  let total = 0
  for (let n = 0; n < rooms; n += 4) {
    const made = await Promise.all([0, 1, 2, 3].map(() => booking.deskBook(systemActor, venue, { channel: 'walk_in', guest: { name: 'Ana' }, stay: { roomType: layout.roomTypes[0]!.id, arrival: first, departure: plainDate('2027-03-03'), guests: 2, rooms: 1 } })))
    total += made.reduce((sum, one) => sum + one.price.total.amount, 0)
  }
  return { venue, total }
}

const openDate = async (venue: VenueId): Promise<PlainDate> => (await app.doors.ledger.bookOf(db, venue))!.businessDate
const posted = async (venue: VenueId): Promise<number> => (await db.one<{ n: number }>(sql`select coalesce(sum(charges), 0)::int as n from night.run where venue_id = ${venue}`)).n

function closing(venue: VenueId, date: PlainDate, now: string): { kill(): void; ended: Promise<number | null>; said(): string } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/close-worker.ts'), app.databaseUrl, venue, date, now, '2'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let heard = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { heard += text })
  return { kill: () => { child.kill('SIGKILL') }, ended: new Promise((done) => { child.once('exit', (code) => { done(code) }) }), said: () => heard }
}

test('a closing that is killed in the middle is run again: each night is posted once, and the date rolls once', async () => {
  const { venue, total } = await fullHotel()
  const worker = closing(venue, first, '2027-03-02T04:00:00Z')
  const limit = performance.now() + 40_000
  while (await posted(venue) === 0 && performance.now() < limit) await pause(2)
  worker.kill()
  await worker.ended
  const half = await posted(venue)
  expect(half, worker.said()).toBeGreaterThan(0)
  expect(half).toBeLessThan(rooms * 2)
  expect(await openDate(venue)).toBe(first)
  expect(await app.doors.folios.reconcile(db, venue)).toEqual([])
  app.clock.set('2027-03-02T04:05:00Z')
  expect(await app.doors.night.closeByItself(venue)).toBe(1)
  expect([await openDate(venue), await posted(venue)]).toEqual(['2027-03-02', rooms * 2])
  app.clock.set('2027-03-03T04:05:00Z')
  await app.doors.night.closeByItself(venue)
  expect(await app.doors.ledger.balance(db, venue, 'guest')).toBe(total)
  expect(await app.doors.folios.reconcile(db, venue)).toEqual([])
}, 90_000)

test('two processes close the same date at once: everything is posted once', async () => {
  const { venue, total } = await fullHotel()
  for (const [date, now] of [[first, '2027-03-02T04:00:00Z'], [plainDate('2027-03-02'), '2027-03-03T04:00:00Z']] as const) {
    const two = [closing(venue, date, now), closing(venue, date, now)]
    expect(await Promise.all(two.map((one) => one.ended)), two.map((one) => one.said()).join('\n')).toEqual([0, 0])
  }
  expect([await openDate(venue), await posted(venue)]).toEqual(['2027-03-03', rooms * 4])
  expect(await app.doors.ledger.balance(db, venue, 'guest')).toBe(total)
  expect(await app.doors.folios.reconcile(db, venue)).toEqual([])
}, 120_000)
