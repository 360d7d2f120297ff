import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { guest, openWorld, signIn, type World } from './testing/world.ts'
import { systemActor } from '#http/actor'
import { newId } from '#platform/id'

let world: World
let before: number
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())

const rows = async () => (await world.db.one<{ n: number }>(sql`select (select count(*) from booking.booking) + (select count(*) from booking.idempotency) + (select count(*) from booking.trip) as n`)).n
const stay = (more: object = {}) => ({ room_type: world.double, arrival: '2027-04-01', departure: '2027-04-03', guests: 2, ...more })
const quoteOf = (body: object) => world.visitor().call('POST', `/v1/venues/${world.hotel.id}/quotes`, body)
const holdOf = (body: object, headers?: Record<string, string>) => world.visitor().call('POST', '/v1/bookings', body, headers)

async function refused(answer: { status: number; body: any }, status: number, code: string, pointer?: string) {
  expect({ status: answer.status, code: answer.body.code, type: answer.body.type, pointer: answer.body.errors?.map((error: any) => error.pointer).find((one: string) => one === pointer) })
    .toEqual({ status, code, type: expect.stringMatching(new RegExp(`/problems/${code}$`)), pointer })
  expect(await rows()).toBe(before)
}

describe('bad input answers its problem with a pointer, and changes nothing:', () => {
  let quote: string
  beforeAll(async () => { quote = await world.visitor().quote(stay()); before = await rows() })

  test('an unknown field, a wrong type', async () => {
    await refused(await holdOf({ quotes: [quote], guest, coupon: 'X' }), 400, 'invalid-request', '/coupon')
    await refused(await holdOf({ quotes: [quote], guest: { ...guest, vip: true } }), 400, 'invalid-request', '/guest/vip')
    await refused(await holdOf({ quotes: quote, guest }), 400, 'invalid-request', '/quotes')
    await refused(await holdOf({ quotes: [7], guest }), 400, 'invalid-request', '/quotes/0')
  })
  test('arrival after departure, a date in the past, beyond the horizon, that does not exist', async () => {
    await refused(await quoteOf(stay({ departure: '2027-03-30' })), 400, 'invalid-request', '/departure')
    await refused(await quoteOf(stay({ arrival: '2027-02-01' })), 400, 'invalid-request', '/arrival')
    await refused(await quoteOf(stay({ arrival: '2031-02-01', departure: '2031-02-03' })), 400, 'invalid-request', '/departure')
    await refused(await quoteOf(stay({ departure: '2027-04-31' })), 400, 'invalid-request', '/departure')
  })
  test('0 or 500 guests', async () => {
    await refused(await quoteOf(stay({ guests: 0 })), 400, 'invalid-request', '/guests')
    await refused(await quoteOf(stay({ guests: 500 })), 400, 'invalid-request', '/guests')
  })
  test('an unknown currency', async () => {
    const booked = await holdOf({ quotes: [await world.visitor().quote(stay({ arrival: '2027-05-01', departure: '2027-05-02' }))], guest })
    const visitor = world.visitor()
    await visitor.call('POST', '/v1/bookings/access', { token: booked.body.access_token })
    before = await rows()
    await refused(await visitor.call('POST', `/v1/bookings/${booked.body.bookings[0].id}/cancel`, { expected_refund: { amount: '1', currency: 'XXQ', exponent: 2 } }), 400, 'invalid-request', '/expected_refund')
    await refused(await visitor.call('POST', `/v1/bookings/${booked.body.bookings[0].id}/amend`, { at: '2027-05-01T20:00' }), 400, 'invalid-request', '/at')
    await refused(await visitor.call('POST', `/v1/bookings/${booked.body.bookings[0].id}/amend`, { departure: '2027-05-01' }), 400, 'invalid-request', '/departure')
    expect((await visitor.call('GET', `/v1/bookings/${booked.body.bookings[0].id}`)).body.status).toBe('held')
  })
  test('a quote, a booking, a trip that is not there', async () => {
    await refused(await holdOf({ quotes: [newId('qt', 1)], guest }), 404, 'not-found', '/quotes/0')
    await refused(await holdOf({ quotes: [quote, quote], guest }), 400, 'invalid-request', '/quotes/1')
    await refused(await world.visitor().call('GET', `/v1/bookings/${newId('bk', 1)}`), 404, 'not-found')
    await refused(await world.visitor().call('GET', '/v1/bookings/nonsense'), 404, 'not-found')
    await refused(await world.visitor().call('GET', `/v1/trips/${newId('trp', 1)}`), 404, 'not-found')
  })
  test("another vendor's object", async () => {
    const { venues, identity } = world.app.doors
    const other = (await venues.createVendor(systemActor, { name: 'Other' })).id
    const account = await identity.createAccount({ name: 'Eva', email: 'eva@other.example', password: 'a long enough one' })
    await world.db.transaction((tx) => identity.grantRole(tx, account, { vendor: other, venue: null, role: 'owner' }))
    const eva = world.visitor()
    await signIn(eva, 'eva@other.example')
    await refused(await eva.call('GET', `/v1/venues/${world.hotel.id}/bookings`), 404, 'not-found')
    await refused(await eva.call('POST', `/v1/venues/${world.hotel.id}/bookings`, { channel: 'phone', guest: { name: 'X' }, stay: stay() }), 404, 'not-found')
    await refused(await eva.call('POST', `/v1/venues/${world.hotel.id}/reservations/${newId('rsv', 1)}/moves`, { to: 'arrived' }), 404, 'not-found')
    await refused(await world.desk.call('POST', `/v1/venues/${world.hotel.id}/bookings`, { channel: 'phone', guest: { name: 'X' }, stay: stay({ room_type: newId('rt', 1) }) }), 404, 'not-found', '/room_type')
  })
  test('a stale quote, an expired hold', async () => {
    const stale = await world.visitor().quote(stay({ arrival: '2027-06-01', departure: '2027-06-02' }))
    const held = world.visitor()
    const made = await held.hold([await held.quote(stay({ arrival: '2027-06-05', departure: '2027-06-06' }))])
    world.app.clock.advance({ minutes: 16 })
    before = await rows()
    await refused(await holdOf({ quotes: [stale], guest }, { 'idempotency-key': 'stale' }), 409, 'quote-expired', '/quotes/0')
    await refused(await held.call('POST', `/v1/bookings/${made.body.bookings[0].id}/extend`), 409, 'hold-expired')
    await refused(await held.call('POST', `/v1/bookings/${made.body.bookings[0].id}/amend`, { guests: 1 }), 409, 'hold-expired')
    await refused(await held.call('POST', `/v1/payments/${made.body.payment.id}/retry`), 409, 'hold-expired')
  })
  test('a repeated key with another body', async () => {
    const fresh = await world.visitor().quote(stay({ arrival: '2027-06-10', departure: '2027-06-11' }))
    await holdOf({ quotes: [fresh], guest }, { 'idempotency-key': 'again' })
    before = await rows()
    await refused(await holdOf({ quotes: [fresh], guest: { ...guest, name: 'Other' } }, { 'idempotency-key': 'again' }), 422, 'key-reused')
    await refused(await holdOf({ quotes: [fresh], guest }, { 'idempotency-key': 'x'.repeat(201) }), 400, 'invalid-request', '/Idempotency-Key')
  })
  test('a body of 10 MB, broken JSON', async () => {
    await refused(await holdOf({ quotes: [quote], guest, note: 'x'.repeat(10_000_000) }), 413, 'payload-too-large')
    await refused(await holdOf({ quotes: [quote], guest, note: 'x'.repeat(1_001) }), 400, 'invalid-request', '/note')
    const raw = await world.app.server.inject({ method: 'POST', url: '/v1/bookings', payload: '{"quotes": [', headers: { 'content-type': 'application/json' } })
    await refused({ status: raw.statusCode, body: raw.json() }, 400, 'malformed-json')
  })
})
