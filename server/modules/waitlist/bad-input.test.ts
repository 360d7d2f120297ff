import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { openLineWorld, type LineWorld } from './testing/line.ts'

let at: LineWorld
beforeAll(async () => {
  at = await openLineWorld()
  await at.book(at.stay('2027-04-01', '2027-04-03'))
})
afterAll(() => at.world.close())

const footprint = async () => (await at.world.db.one<{ n: string }>(sql`
  select (select count(*) || '/' || coalesce(sum(hashtext(e::text)), 0) from waitlist.entry e) || ' ' || (select count(*) from guests.person) || ' ' || (select count(*) from booking.booking) as n`)).n
let before: string
beforeEach(async () => { before = await footprint() })
afterEach(async () => { expect(await footprint()).toBe(before) })

const guest = { name: 'Ana', email: 'ana@example.org' }
const pointers = (body: { errors?: { pointer: string }[] }) => (body.errors ?? []).map((error) => error.pointer)

describe('joining is refused, with a pointer, and nothing is put in line', () => {
  test.each([
    ['an unknown field', { colour: 'blue' }, '/colour'],
    ['neither stay nor sitting', { stay: undefined }, '/stay'],
    ['both', { sitting: { at: '2027-04-01T20:00', party: 2 } }, '/stay'],
    ['no guest', { guest: undefined }, '/guest'],
    ['no way to reach them', { guest: { name: 'Ana' } }, '/guest/email'],
    ['a name of nothing', { guest: { ...guest, name: '  ' } }, '/guest/name'],
    ['an e-mail that is none', { guest: { ...guest, email: 'ana' } }, '/guest/email'],
    ['a day that is not in the calendar', { stay: { arrival: '2027-02-30' } }, '/stay/arrival'],
    ['500 guests', { stay: { guests: 500 } }, '/stay/guests'],
    ['a room type of another house', { stay: { room_type: 'rt_000000000000000000000000' } }, '/stay/room_type'],
    ['a stay that ends before it begins', { stay: { departure: '2027-04-01' } }, '/stay/departure'],
  ] as const)('%s', async (_, more: Record<string, unknown>, pointer) => {
    const stay = 'stay' in more && more['stay'] === undefined ? undefined : { ...at.stay('2027-04-01', '2027-04-03'), ...more['stay'] as object }
    const { status, body } = await at.world.visitor().call('POST', `/v1/venues/${at.world.hotel.id}/waitlist`, { guest, ...more, stay })
    expect([status, body.code]).toEqual([400, 'invalid-request'])
    expect(pointers(body).join()).toContain(pointer)
  })

  test('a table at a hotel, a room at a restaurant, a time in the past, a venue that is not there', async () => {
    const send = (venue: string, body: object) => at.world.visitor().call('POST', `/v1/venues/${venue}/waitlist`, { guest, ...body })
    expect(pointers((await send(at.world.hotel.id, { sitting: { at: '2027-04-01T20:00', party: 2 } })).body)).toEqual(['/sitting'])
    expect(pointers((await send(at.world.inn.id, { stay: at.stay('2027-04-01', '2027-04-03') })).body)).toEqual(['/stay'])
    expect(pointers((await send(at.world.inn.id, { sitting: { at: '2027-02-01T20:00', party: 2 } })).body)).toEqual(['/sitting/at'])
    expect((await send('ven_000000000000000000000000', { stay: at.stay('2027-04-01', '2027-04-03') })).status).toBe(404)
    expect(pointers((await send(at.world.inn.id, { sitting: { at: '2027-04-01T20:00', party: 2, area: 'ar_000000000000000000000000' } })).body)).toEqual(['/sitting/area'])
  })
})

test('a place in line that is not there, a token of nothing and a foreign cursor are told so', async () => {
  const visitor = at.world.visitor()
  for (const step of ['', '/accept', '/decline', '/leave']) expect((await visitor.call(step === '' ? 'GET' : 'POST', `/v1/waitlist/wl_000000000000000000000000${step}`)).status).toBe(404)
  expect((await visitor.call('GET', '/v1/waitlist/nonsense')).status).toBe(404)
  expect((await visitor.call('POST', '/v1/waitlist/access', { token: 'x' })).status).toBe(404)
  expect((await visitor.call('GET', '/v1/me/waitlist')).body.items).toEqual([])
  const path = `/v1/venues/${at.world.hotel.id}/waitlist`
  expect(pointers((await at.world.desk.call('GET', `${path}?cursor=drop%20table`)).body)).toEqual(['/cursor'])
  expect((await at.world.desk.call('POST', `${path}/wl_000000000000000000000000/moves`, { to: 'removed' })).status).toBe(404)
  expect((await at.world.desk.call('POST', `${path}/wl_000000000000000000000000/moves`, { to: 'flying' })).status).toBe(400)
  expect((await visitor.call('GET', path)).status).toBe(401)
})
