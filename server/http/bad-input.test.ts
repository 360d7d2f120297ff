import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { openWorld, type Visitor, type World } from '../modules/booking/testing/world.ts'

// The world's clock: 2027-03-01, 10:00 in Lisbon.
let world: World
let visitor: Visitor
beforeAll(async () => { world = await openWorld(); visitor = world.visitor() })
afterAll(async () => { await world.close() })

/** What a refused request must not change. Accounts and sessions of the set-up aside, nothing is written but by sales and set-up. */
const footprint = async () => {
  const tables = ['booking.booking', 'booking.reservation', 'booking.idempotency', 'availability.calendar', 'availability.claim', 'quoting.quote', 'payments.payment', 'venues.venue', 'venues.vendor', 'events.outbox', 'events.log', 'guests.person']
  const known = new Set((await world.db.rows<{ name: string }>(sql`select schemaname || '.' || tablename as name from pg_tables`)).map((row) => row.name))
  const counts = await Promise.all(tables.filter((table) => known.has(table)).map(async (table) => [table, (await world.db.one<{ n: string }>(sql`select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) as n from ${sql.raw(table)} t`)).n]))
  return Object.fromEntries(counts) as Record<string, string>
}
let before: Record<string, string>
beforeEach(async () => { before = await footprint() })
afterEach(async () => { expect(await footprint()).toEqual(before) })

const stay = (more: object = {}) => ({ room_type: world.double, arrival: '2027-04-01', departure: '2027-04-03', guests: 2, ...more })
const quote = (body: object) => visitor.call('POST', `/v1/venues/${world.hotel.id}/quotes`, body)
const pointers = (body: { errors?: { pointer: string }[] }) => (body.errors ?? []).map((error) => error.pointer)

describe('a quote is refused, with a pointer, and nothing is changed', () => {
  test.each([
    ['an unknown field', { colour: 'blue' }, '/colour'],
    ['a wrong type', { guests: 'two' }, '/guests'],
    ['no guests', { guests: 0 }, '/guests'],
    ['500 guests', { guests: 500 }, '/guests'],
    ['a day that is not in the calendar', { arrival: '2027-02-30' }, '/arrival'],
    ['half a date', { departure: '2027-04' }, '/departure'],
    ['a room type of nowhere', { room_type: 'suite' }, '/room_type'],
  ])('%s', async (_, more, pointer) => {
    const { status, body } = await quote(stay(more))
    expect([status, body.code]).toEqual([400, 'invalid-request'])
    expect(pointers(body)).toContain(pointer)
    expect(body.detail).toContain('Nothing was changed')
  })

  test.each([
    ['arrival after departure', { arrival: '2027-04-05' }, /^\/(arrival|departure)$/],
    ['arrival on departure', { arrival: '2027-04-03' }, /^\/(arrival|departure)$/],
  ])('%s', async (_, more, pointer) => {
    const { status, body } = await quote(stay(more))
    expect([status, body.code]).toEqual([400, 'invalid-request'])
    expect(pointers(body).join()).toMatch(pointer)
  })

  test.each([
    ['a date in the past', { arrival: '2027-02-01', departure: '2027-02-03' }, 'in_the_past'],
    ['a date beyond the horizon', { arrival: '2029-04-01', departure: '2029-04-03' }, 'beyond_horizon'],
  ])('%s says so', async (_, more, reason) => {
    const { status, body } = await quote(stay(more))
    expect([400, 409]).toContain(status)
    expect(JSON.stringify([body.reasons, body.errors])).toMatch(new RegExp(`${reason}|/arrival`))
  })
})

describe('the search refuses', () => {
  test.each([
    ['an unknown field', '?colour=blue', '/colour'],
    ['arrival after departure', '?arrival=2027-04-05&departure=2027-04-03', '/departure'],
    ['arrival without departure', '?arrival=2027-04-05', '/departure'],
    ['a place off this planet', '?near=91,500', '/near'],
    ['a facility that nobody has', '?facility=helipad', '/facility/0'],
    ['a page of a million', '?limit=1000000', '/limit'],
  ])('%s', async (_, query, pointer) => {
    const { status, body } = await visitor.call('GET', `/v1/search${query}`)
    expect([status, body.code]).toEqual([400, 'invalid-request'])
    expect(pointers(body)).toContain(pointer)
  })

  test('a place that does not exist', async () => {
    const { status, body } = await visitor.call('GET', '/v1/search?place=Xyzzyville')
    expect([status, body.code, pointers(body)]).toEqual([400, 'invalid-request', ['/place']])
  })
})

describe('a hold is refused', () => {
  const guest = { name: 'Ana', email: 'ana@example.com' }

  test('by a quote that nobody made', async () => {
    const { status, body } = await visitor.call('POST', '/v1/bookings', { quotes: ['qt_000000000000000000000000'], guest })
    expect([status, body.code]).toEqual([404, 'not-found'])
  })

  test('by an address that is none, a name of a thousand letters, no quote at all', async () => {
    const { status, body } = await visitor.call('POST', '/v1/bookings', { quotes: [], guest: { name: 'x'.repeat(1_000), email: 'ana.example.com' } })
    expect(status).toBe(400)
    expect(pointers(body).sort()).toEqual(['/guest/email', '/guest/name', '/quotes'])
  })
})

describe('a body is refused', () => {
  const post = (payload: string, type = 'application/json') => world.app.server.inject({ method: 'POST', url: '/v1/bookings', payload, headers: { 'content-type': type } })

  test('that is not JSON', async () => {
    const answer = await post('{"quotes": [')
    expect([answer.statusCode, answer.json().code, answer.headers['content-type']]).toEqual([400, 'malformed-json', 'application/problem+json; charset=utf-8'])
  })
  test('of ten megabytes', async () => {
    const answer = await post(JSON.stringify({ note: 'x'.repeat(10_000_000) }))
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'payload-too-large'])
  })
  test('of another type', async () => {
    const answer = await post('<xml/>', 'text/xml')
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported-media-type'])
  })
  test('with a key that pollutes prototypes', async () => {
    expect((await post('{"__proto__": {"admin": true}, "quotes": []}')).statusCode).toBe(400)
  })
  test('that is a list', async () => {
    expect((await post('[1, 2]')).json()).toMatchObject({ status: 400, code: 'invalid-request' })
  })
})

describe('what is another vendor’s', () => {
  test('is not to be changed, and its bookings are not there', async () => {
    const foreign = 'ven_000000000000000000000000'
    for (const url of [`/v1/venues/${foreign}/setup`, `/v1/venues/${foreign}/bookings`, `/v1/venues/${foreign}/board`]) {
      expect((await world.desk.call('GET', url)).status).toBe(404)
      expect((await visitor.call('GET', url)).status).toBe(401)
    }
    const inside = await world.desk.call('GET', `/v1/venues/${world.hotel.id}/board`)
    expect(inside.status).toBe(200)
  })

  test('an idempotency key of a novel’s length is refused', async () => {
    const { status, body } = await visitor.call('POST', `/v1/venues/${world.hotel.id}/quotes`, stay(), { 'idempotency-key': 'k'.repeat(500) })
    expect([status, pointers(body)]).toEqual([400, ['/Idempotency-Key']])
  })

  test('an unknown currency does not make a venue', async () => {
    const { status, body } = await world.desk.call('POST', `/v1/vendors/${world.vendor}/venues`, { kind: 'hotel', name: 'X', city: 'Y', country: 'PT', address: 'Z', location: { lat: 0, lon: 0 }, time_zone: 'Europe/Lisbon', currency: 'XQQ' })
    expect([status, pointers(body)]).toEqual([400, ['/currency']])
  })
})
