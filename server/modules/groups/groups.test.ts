import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { testApp, type TestApp } from '#server/testing/app'

// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire
let app: TestApp
let venue: string
let tokens: Record<'owner' | 'desk' | 'host', string>
let double: string
let rooms: string[]
const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })
const password = 'correct horse battery'
async function ask(method: string, url: string, body?: unknown, token?: string, headers: Record<string, string> = {}): Promise<{ status: number; body: any }> {
  const answer = await app.server.inject({ method: method as 'GET', url, headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, ...(body === undefined ? {} : { payload: body as object }) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}
async function must(method: string, url: string, body?: unknown, token?: string): Promise<any> {
  const answer = await ask(method, url, body, token)
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const at = (rest: string) => `/v1/venues/${venue}${rest}`
const free = async (arrival: string, departure: string) => (await must('GET', at(`/offers?arrival=${arrival}&departure=${departure}&guests=2`))).items[0]?.units_left ?? 0
const block = (more: object = {}) => ({ name: 'Silva wedding', contact: { name: 'Rita Silva', email: 'rita@example.com' }, cut_off: '2027-04-01', rooms: [{ room_type: double, arrival: '2027-05-01', departure: '2027-05-03', rooms: 4, rate: eur(8_000) }], ...more })
const stay = (more: object = {}) => ({ room_type: double, arrival: '2027-05-01', departure: '2027-05-03', guests: 2, ...more })
const guest = { name: 'Ana Gast', email: 'ana@example.com' }
const released = async () => (await inTransaction<unknown[]>((tx) => tx.rows(sql`select id from events.outbox where type = 'block.released' union all select id from events.log where type = 'block.released'`))).length

/** Sessions do not outlive such leaps of the clock. */
async function later(now: string) {
  app.clock.set(now)
  for (const name of ['owner', 'desk', 'host'] as const) tokens[name] = (await must('POST', '/v1/session', { email: `${name}@example.com`, password })).token
}

beforeAll(async () => {
  app = await testApp()
  const hotel = await must('POST', '/vendor/create', { name: 'Casa', kind: 'hotel', email: 'owner@example.com', password, city: 'Lisboa', country: 'PT', address: 'Rua 1', location: { lat: 38.71, lon: -9.14 }, time_zone: 'Europe/Lisbon', currency: 'EUR', room_types: [{ name: 'Double', rooms: 6, sleeps: 2, price: eur(10_000) }] })
  venue = hotel.id
  tokens = { owner: hotel.token, desk: '', host: '' }
  for (const [name, role] of [['desk', 'front_desk'], ['host', 'host']] as const) {
    tokens[name] = (await must('POST', '/v1/account', { name, email: `${name}@example.com`, password })).token
    await must('POST', at('/staff'), { name, email: `${name}@example.com`, role }, tokens.owner)
  }
  const setup = await must('GET', at('/setup'), undefined, tokens.owner)
  double = setup.room_types[0].id
  rooms = setup.room_types[0].rooms.map((room: any) => room.id)
})
afterAll(() => app.close())

describe('a group', () => {
  let made: any
  test('has its rooms and its rate, and the house has the rest', async () => {
    made = await must('POST', at('/blocks'), block(), tokens.desk)
    expect(made).toMatchObject({ kind: 'block', status: 'definite', contracted: 8, picked_up: 0, left: 8, contact: { name: 'Rita Silva' }, arrival: '2027-05-01', departure: '2027-05-03' })
    expect(made.code).toMatch(/^[A-Z0-9]{6}$/)
    expect(await free('2027-05-01', '2027-05-03')).toBe(2)
    expect(await must('GET', at(`/groups/${made.code.toLowerCase()}`))).toEqual({ code: made.code, name: 'Silva wedding', kind: 'block', arrival: '2027-05-01', departure: '2027-05-03', cut_off: '2027-04-01' })
    expect((await ask('GET', at('/groups/NOSUCH'))).status).toBe(404)
  })
  test('is booked by guests with its code, at the agreed rate', async () => {
    const offers = await must('GET', at(`/offers?arrival=2027-05-01&departure=2027-05-03&guests=2&group=${made.code}`))
    expect(offers.items).toMatchObject([{ units_left: 4, price: { total: eur(16_000) } }])
    const quote = await must('POST', at('/quotes'), stay({ group: made.code }))
    expect(quote).toMatchObject({ stay: { group: made.code }, price: { total: eur(16_000) } })
    const held = await must('POST', '/v1/bookings', { quotes: [quote.id], guest })
    expect(held.bookings[0]).toMatchObject({ status: 'confirmed', stay: { group: made.code } })
    const seen = await must('GET', at(`/blocks/${made.id}`), undefined, tokens.desk)
    expect(seen).toMatchObject({ picked_up: 2, left: 6, nights: [{ night: '2027-05-01', contracted: 4, picked_up: 1, left: 3, rate: eur(8_000) }, { night: '2027-05-02', picked_up: 1 }] })
    expect((await must('GET', at(`/blocks/${made.id}/bookings`), undefined, tokens.desk)).items).toMatchObject([{ guest_name: 'Ana Gast' }])
    expect(await free('2027-05-01', '2027-05-03')).toBe(2)
  })
  test('is booked at the desk, and never beyond what it has', async () => {
    const book = (rooms: number) => ask('POST', at('/bookings'), { channel: 'phone', guest: { name: 'Group' }, stay: stay({ group: made.code, guests: rooms, rooms }) }, tokens.desk)
    expect((await book(3)).body).toMatchObject({ status: 'confirmed', price: { total: eur(48_000) } })
    const refused = await book(1)
    expect(refused).toMatchObject({ status: 409, body: { code: 'not-available', reasons: [{ code: 'sold_out', nights: ['2027-05-01', '2027-05-02'] }] } })
    expect(refused.body.alternatives.length).toBeGreaterThan(0)
    expect((await ask('POST', at('/quotes'), stay({ group: made.code, departure: '2027-05-04' }))).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'closed', nights: ['2027-05-03'] }] })
  })
  test('grows and shrinks; what the house has not is not given without a reason that is recorded', async () => {
    const to = (count: number, more: object = {}) => ask('PATCH', at(`/blocks/${made.id}`), { rooms: [{ room_type: double, arrival: '2027-05-01', departure: '2027-05-02', rooms: count }], ...more }, tokens.owner)
    expect((await to(6)).body.nights[0]).toMatchObject({ contracted: 6, left: 2, rate: eur(8_000) })
    expect((await to(7)).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'sold_out', nights: ['2027-05-01'] }] })
    expect((await ask('PATCH', at(`/blocks/${made.id}`), { rooms: [{ room_type: double, arrival: '2027-05-01', departure: '2027-05-02', rooms: 7 }], override: { reason: 'annex opens' } }, tokens.desk)).status).toBe(403)
    expect((await to(7, { override: { reason: 'annex opens' } })).body.nights[0]).toMatchObject({ contracted: 7 })
    const cases = await must('GET', at('/overbooked'), undefined, tokens.desk)
    expect(cases.items).toMatchObject([{ cause: 'override', nights: ['2027-05-01'], reason: 'annex opens', still_over: 1, room_type: double }])
    expect((await to(4)).body.nights[0]).toMatchObject({ contracted: 4, left: 0 })
    expect(await must('POST', at(`/overbooked/${cases.items[0].id}/solve`), { solution: 'capacity' }, tokens.desk)).toMatchObject({ solution: 'capacity', still_over: 0 })
    expect((await ask('POST', at(`/overbooked/${cases.items[0].id}/solve`), { solution: 'capacity' }, tokens.desk)).body.code).toBe('wrong-state')
  })
  test('gives the unsold back when its cut-off is over, once, and says so to who comes late', async () => {
    await must('PATCH', at(`/blocks/${made.id}`), { rooms: [{ room_type: double, arrival: '2027-05-01', departure: '2027-05-03', rooms: 5 }] }, tokens.desk)
    expect(await free('2027-05-01', '2027-05-03')).toBe(1)
    await later('2027-04-02T02:59:00Z') // 03:59 in Lisbon: the business date of the cut-off is not over
    expect(await app.doors.groups.releaseDue()).toBe(false)
    expect(await free('2027-05-01', '2027-05-03')).toBe(1)
    await later('2027-04-02T03:00:00Z')
    expect((await ask('POST', at('/quotes'), stay({ group: made.code }))).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'cut_off_passed' }], alternatives: expect.arrayContaining([expect.objectContaining({ kind: 'room_type', room_type: double })]) })
    const other = await app.another()
    await Promise.all([app.doors.groups.releaseDue(), other.doors.groups.releaseDue()])
    await app.doors.groups.releaseDue()
    expect(await free('2027-05-01', '2027-05-03')).toBe(2)
    expect(await must('GET', at(`/blocks/${made.id}`), undefined, tokens.desk)).toMatchObject({ status: 'released', picked_up: 8, left: 0, next_release: null })
    expect(await released()).toBe(1)
  })
  test('lets who has booked change and cancel afterwards, out of and into the house', async () => {
    const [line] = (await must('GET', at(`/blocks/${made.id}/bookings`), undefined, tokens.desk)).items.filter((one: any) => one.guest_name === 'Ana Gast')
    const amended = await must('POST', `/v1/bookings/${line.booking}/amend`, { departure: '2027-05-04' }, tokens.desk)
    expect(amended).toMatchObject({ stay: { departure: '2027-05-04', group: made.code }, price: { total: eur(24_000) } })
    expect(await free('2027-05-03', '2027-05-04')).toBe(5)
    await must('POST', `/v1/bookings/${line.booking}/cancel`, {}, tokens.desk)
    expect(await free('2027-05-01', '2027-05-03')).toBe(3)
    expect(await free('2027-05-03', '2027-05-04')).toBe(6)
  })
  test('gives who was marked a no-show by mistake their room again, out of the house', async () => {
    await later('2027-05-01T20:00:00Z')
    const [line] = (await must('GET', at(`/blocks/${made.id}/bookings`), undefined, tokens.desk)).items.filter((one: any) => one.guest_name === 'Group')
    const move = (to: string) => must('POST', at(`/reservations/${line.reservation}/moves`), { to, reason: 'mistake' }, tokens.desk)
    await move('no_show')
    expect(await free('2027-05-01', '2027-05-03')).toBe(4)
    await move('confirmed')
    expect(await free('2027-05-01', '2027-05-03')).toBe(3)
  })
  test('is made once for one key, and cancelled it keeps nothing', async () => {
    const headers = { 'idempotency-key': 'group-1' }
    const body = block({ cut_off: '2027-06-01', rooms: [{ room_type: double, arrival: '2027-07-01', departure: '2027-07-02', rooms: 3 }] })
    const [one, two] = [await ask('POST', at('/blocks'), body, tokens.desk, headers), await ask('POST', at('/blocks'), body, tokens.desk, headers)]
    expect(one.body.id).toBe(two.body.id)
    expect((await ask('POST', at('/blocks'), { ...body, name: 'Other' }, tokens.desk, headers)).body.code).toBe('key-reused')
    expect(await free('2027-07-01', '2027-07-02')).toBe(3)
    expect(await must('PATCH', at(`/blocks/${one.body.id}`), { status: 'cancelled' }, tokens.desk)).toMatchObject({ status: 'cancelled', left: 0 })
    expect(await free('2027-07-01', '2027-07-02')).toBe(6)
    expect((await ask('PATCH', at(`/blocks/${one.body.id}`), { name: 'Again' }, tokens.desk)).body.code).toBe('wrong-state')
    expect((await ask('POST', at('/quotes'), stay({ group: one.body.code, arrival: '2027-07-01', departure: '2027-07-02' }))).status).toBe(404)
  })
  test('that is tentative is the desk’s only', async () => {
    const made = await must('POST', at('/blocks'), block({ code: 'maybe-1', status: 'tentative', cut_off: null, rooms: [{ room_type: double, arrival: '2027-08-01', departure: '2027-08-02', rooms: 2 }] }), tokens.desk)
    const asked = stay({ group: 'MAYBE-1', arrival: '2027-08-01', departure: '2027-08-02' })
    expect((await ask('POST', at('/quotes'), asked)).status).toBe(404)
    expect((await ask('POST', at('/bookings'), { channel: 'phone', guest: { name: 'X' }, stay: asked }, tokens.desk)).status).toBe(201)
    await must('PATCH', at(`/blocks/${made.id}`), { status: 'definite' }, tokens.desk)
    expect((await ask('POST', at('/quotes'), asked)).status).toBe(201)
    expect((await ask('POST', at('/blocks'), block({ code: 'MAYBE-1', rooms: [{ room_type: double, arrival: '2027-08-01', departure: '2027-08-02', rooms: 1 }] }), tokens.desk)).body).toMatchObject({ code: 'in-use', errors: [{ pointer: '/code' }] })
  })
})

describe('an allotment', () => {
  test('gives each night back its hours before check-in, and a limit takes nothing until it sells', async () => {
    const allotment = (more: object) => must('POST', at('/blocks'), { kind: 'allotment', name: 'Sunny Tours', partner: 'sunny', release_hours: 48, rooms: [{ room_type: double, arrival: '2027-09-01', departure: '2027-09-04', rooms: 2 }], ...more }, tokens.desk)
    const sure = await allotment({ code: 'SUNNY' })
    expect(await free('2027-09-01', '2027-09-02')).toBe(4)
    const limit = await allotment({ code: 'MOON', guaranteed: false, rooms: [{ room_type: double, arrival: '2027-09-01', departure: '2027-09-04', rooms: 3 }] })
    expect(await free('2027-09-01', '2027-09-02')).toBe(4)
    const asked = (group: string, night: string, next: string) => ask('POST', at('/quotes'), stay({ group, arrival: night, departure: next }))
    expect((await asked('MOON', '2027-09-01', '2027-09-02')).body.price.total).toEqual(eur(10_000))
    await later('2027-08-31T10:00:00Z')
    while (await app.doors.groups.releaseDue()) { /* until nothing is due */ }
    const seen = await must('GET', at(`/blocks/${sure.id}`), undefined, tokens.desk)
    expect(seen.nights.map((one: any) => one.released)).toEqual([true, false, false])
    expect(await free('2027-09-01', '2027-09-02')).toBe(6)
    expect(await free('2027-09-02', '2027-09-03')).toBe(6 - 2 * Number(seen.nights[1].left > 0))
    expect((await asked('SUNNY', '2027-09-01', '2027-09-02')).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'release_passed', nights: ['2027-09-01'] }] })
    expect((await asked('SUNNY', '2027-09-03', '2027-09-04')).status).toBe(201)
    expect((await must('POST', at(`/blocks/${limit.id}/release`), {}, tokens.desk)).status).toBe('released')
    expect((await must('POST', at(`/blocks/${limit.id}/release`), {}, tokens.desk)).status).toBe('released')
  })
})

describe('a lease', () => {
  test('keeps rooms for one desk, which sells them by itself, until it is given back or lapses', async () => {
    const lease = await must('POST', at('/leases'), { desk: 'Pool bar', rooms: rooms.slice(0, 2), from: '2027-09-10', to: '2027-09-14', until: '2027-09-11T12:00:00Z' }, tokens.desk)
    expect(lease).toMatchObject({ status: 'live', kind: 'rooms', units: [{ id: rooms[0] }, { id: rooms[1] }] })
    expect(await free('2027-09-10', '2027-09-11')).toBe(4)
    // What the desk may sell of it, and at what price: for its staff, for the nights that it has.
    const offers = (nights: string, token?: string) => ask('GET', at(`/offers?${nights}&guests=2&lease=${lease.id}`), undefined, token)
    const mine = async (nights: string) => (await must('GET', at(`/free-units?${nights}&lease=${lease.id}`), undefined, tokens.desk)).rooms.map((room: any) => room.id)
    const nights = 'arrival=2027-09-10&departure=2027-09-12'
    expect((await offers(nights, tokens.desk)).body.items[0]).toMatchObject({ room_type: double, units_left: 2, price: { total: eur(20_000) } })
    expect([(await offers(nights)).status, (await offers('arrival=2027-09-13&departure=2027-09-15', tokens.desk)).body.items]).toEqual([404, []])
    expect([await mine(nights), await mine('arrival=2027-09-13&departure=2027-09-15')]).toEqual([rooms.slice(0, 2), []])
    const sell = (room: string) => ask('POST', at('/bookings'), { channel: 'desk', guest: { name: 'Leased' }, stay: stay({ arrival: '2027-09-10', departure: '2027-09-12', lease: lease.id, room }) }, tokens.desk)
    const hours = { channel: 'desk', guest: { name: 'Leased' }, stay: stay({ arrival: '2027-09-10', departure: '2027-09-10', day_use: { from: '10:00', to: '14:00' }, lease: lease.id, room: rooms[0] }) }
    expect((await ask('POST', at('/bookings'), hours, tokens.desk)).body.errors).toMatchObject([{ pointer: '/stay/day_use' }])
    expect((await sell(rooms[0]!)).body).toMatchObject({ status: 'confirmed' })
    expect((await sell(rooms[0]!)).status).toBe(409)
    expect(await free('2027-09-10', '2027-09-11')).toBe(4)
    expect([(await offers(nights, tokens.desk)).body.items[0].units_left, await mine(nights)]).toEqual([1, [rooms[1]]])
    await later('2027-09-11T12:00:00Z')
    expect((await offers('arrival=2027-09-12&departure=2027-09-13', tokens.desk)).body).toMatchObject({ items: [], refused: [{ reasons: [{ code: 'lease_over' }] }] })
    expect((await sell(rooms[1]!)).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'lease_over' }] })
    await app.doors.groups.endLapsed()
    expect(await free('2027-09-12', '2027-09-13')).toBe(6)
    expect((await sell(rooms[1]!)).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'lease_over' }] })
    expect((await must('GET', at('/leases?past=yes'), undefined, tokens.desk)).items).toMatchObject([{ status: 'lapsed' }])
    expect((await must('POST', at(`/leases/${lease.id}/return`), undefined, tokens.desk)).status).toBe('lapsed')
  })
})

test('tables are leased to a desk too, and it names the one that it sells', async () => {
  const place = { city: 'Lisboa', country: 'PT', address: 'Rua 2', location: { lat: 38.71, lon: -9.14 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }
  const house = await must('POST', '/vendor/create', { name: 'Mesa', kind: 'restaurant', email: 'mesa@example.com', password, ...place, tables: [{ seats: 2, count: 2 }], services: [{ name: 'Dinner', days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '22:00', turn_minutes: 90 }] })
  const setup = await must('GET', `/v1/venues/${house.id}/setup`, undefined, house.token)
  const tables = setup.areas.flatMap((area: any) => area.tables.map((table: any) => table.id))
  const lease = await must('POST', `/v1/venues/${house.id}/leases`, { desk: 'Terrace', tables: tables.slice(0, 1), from: '2027-09-20', to: '2027-09-21', until: '2027-09-21T12:00:00Z' }, house.token)
  const sell = (sitting: object) => ask('POST', `/v1/venues/${house.id}/bookings`, { channel: 'phone', guest: { name: 'Leased' }, sitting: { at: '2027-09-20T19:00', party: 2, ...sitting } }, house.token)
  expect((await sell({})).status).toBe(201)
  expect((await sell({})).status).toBe(409)
  expect((await sell({ lease: lease.id })).body).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/sitting/table' }] })
  const mine = async (time: string) => (await must('GET', `/v1/venues/${house.id}/free-units?at=2027-09-20T${time}&party=2&lease=${lease.id}`, undefined, house.token)).tables.map((table: any) => table.id)
  expect(await mine('19:00')).toEqual([tables[0]])
  expect((await sell({ lease: lease.id, table: tables[0] })).body).toMatchObject({ status: 'confirmed' })
  expect([await mine('19:00'), await mine('18:00'), await mine('20:30')]).toEqual([[], [], [tables[0]]])
  expect((await sell({ lease: lease.id, table: tables[0] })).status).toBe(409)
  await must('POST', `/v1/venues/${house.id}/leases/${lease.id}/return`, undefined, house.token)
  expect(await inTransaction((tx) => app.doors.availability.reconcile(tx, house.id, app.doors.booking.standingHolders))).toEqual([])
})

test('nothing is out of joint after all of that', async () => {
  expect(await inTransaction((tx) => app.doors.availability.reconcile(tx, venue as never, app.doors.booking.standingHolders))).toEqual([])
})

async function inTransaction<T>(work: (tx: any) => Promise<T>): Promise<T> {
  const { openDatabase } = await import('#platform/sql')
  const db = openDatabase({ url: app.databaseUrl, connections: 1 })
  try { return await db.transaction(work) } finally { await db.close() }
}

describe('bad input answers its problem with a pointer, and changes nothing:', () => {
  const refused = async (body: object, pointer: string, status = 400) => {
    const answer = await ask('POST', at('/blocks'), block({ cut_off: null, rooms: [{ room_type: double, arrival: '2027-10-01', departure: '2027-10-02', rooms: 1 }], ...body }), tokens.desk)
    expect({ status: answer.status, pointers: (answer.body.errors ?? []).map((one: any) => one.pointer) }).toEqual({ status, pointers: expect.arrayContaining([pointer]) })
  }
  test('of a group', async () => {
    await refused({ rooms: [] }, '/rooms')
    await refused({ rooms: [{ room_type: 'rt_000000000000000000000000', arrival: '2027-10-01', departure: '2027-10-02', rooms: 1 }] }, '/rooms/0/room_type')
    await refused({ rooms: [{ room_type: double, arrival: '2027-10-02', departure: '2027-10-01', rooms: 1 }] }, '/rooms/0/departure')
    await refused({ rooms: [{ room_type: double, arrival: '2027-01-01', departure: '2027-01-02', rooms: 1 }] }, '/rooms/0/arrival')
    await refused({ rooms: [{ room_type: double, arrival: '2029-10-01', departure: '2029-10-02', rooms: 1 }] }, '/rooms/0/departure')
    await refused({ rooms: [{ room_type: double, arrival: '2027-10-01', departure: '2027-10-02', rooms: -1 }] }, '/rooms/0/rooms')
    await refused({ rooms: [{ room_type: double, arrival: '2027-10-01', departure: '2027-10-02', rooms: 1, rate: { amount: '1', currency: 'USD', exponent: 2 } }] }, '/rooms/0/rate')
    await refused({ release_hours: 24 }, '/release_hours')
    await refused({ guaranteed: false }, '/guaranteed')
    await refused({ kind: 'allotment', cut_off: '2027-09-20' }, '/cut_off')
    await refused({ rate_plan: 'rp_000000000000000000000000' }, '/rate_plan')
    await refused({ code: 'a b' }, '/code')
    await refused({ name: '' }, '/name')
    await refused({ pool: 'pool_1' }, '/pool')
  })
  test('of a lease', async () => {
    const lease = { desk: 'x', rooms: [rooms[0]], from: '2027-09-20', to: '2027-09-21', until: '2027-09-21T12:00:00Z' }
    for (const [body, pointer] of [[{ rooms: ['rm_000000000000000000000000'] }, '/rooms/0'], [{ rooms: undefined }, '/rooms'], [{ to: '2027-09-20' }, '/to'], [{ until: '2027-09-01T12:00:00Z' }, '/until'], [{ from: '2027-09-01' }, '/from'], [{ to: '2028-02-01' }, '/to']] as const) {
      const answer = await ask('POST', at('/leases'), { ...lease, ...body }, tokens.desk)
      expect({ status: answer.status, pointers: (answer.body.errors ?? []).map((one: any) => one.pointer) }).toEqual({ status: 400, pointers: expect.arrayContaining([pointer]) })
    }
  })
  test('of who may not', async () => {
    expect((await ask('POST', at('/blocks'), block(), tokens.host)).status).toBe(403)
    expect((await ask('POST', at('/leases'), { desk: 'x', rooms: [rooms[0]], from: '2027-09-20', to: '2027-09-21', until: '2027-09-21T12:00:00Z' }, tokens.host)).status).toBe(403)
    expect((await ask('GET', at('/blocks'))).status).toBe(401)
  })
  test('of a list', async () => {
    expect((await ask('GET', at('/blocks?cursor=zzz'), undefined, tokens.desk)).status).toBe(400)
    const first = await must('GET', at('/blocks?past=yes&limit=2'), undefined, tokens.desk)
    expect(first.items).toHaveLength(2)
    const second = await must('GET', at(`/blocks?past=yes&limit=2&cursor=${encodeURIComponent(first.next_cursor)}`), undefined, tokens.desk)
    expect(second.items.map((one: any) => one.id)).not.toContain(first.items[1].id)
  })
})
