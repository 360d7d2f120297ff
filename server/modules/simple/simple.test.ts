import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '../../testing/app.ts'

let app: TestApp
beforeAll(async () => { app = await testApp(); await app.doors.eventLog.start() }) // 2027-03-01, 10:00 UTC
afterAll(async () => { await app.close() })

type Answer = { status: number; body: any }
const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })

async function call(method: 'GET' | 'POST' | 'PUT', url: string, options: { token?: string; body?: unknown; key?: string } = {}): Promise<Answer> {
  const answer = await app.server.inject({
    method, url, ...(options.body === undefined ? {} : { payload: options.body as object }),
    headers: { ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }), ...(options.key === undefined ? {} : { 'idempotency-key': options.key }) },
  })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

let people = 0
async function guest(): Promise<{ id: string; token: string }> {
  people += 1
  return (await call('POST', '/user/create', { body: { name: 'Ana Lima', email: `ana${people}@example.com`, password: 'correct horse battery' } })).body
}
const place = { city: 'Lisboa', country: 'PT', address: 'Rua das Flores 1', location: { lat: 38.71, lon: -9.14 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }
async function hotel(more: object = {}): Promise<{ id: string; token: string; email: string }> {
  people += 1
  const email = `hotel${people}@example.com`
  const made = await call('POST', '/vendor/create', { body: { name: `Casa ${people}`, kind: 'hotel', email, password: 'correct horse battery', ...place, facilities: ['wifi'], room_types: [{ name: 'Double', rooms: 1, sleeps: 2, price: eur(10_000) }], deposit_percent: 20, ...more } })
  expect(made.status).toBe(201)
  return { ...made.body, email }
}
async function restaurant(more: object = {}): Promise<{ id: string; token: string }> {
  people += 1
  const made = await call('POST', '/vendor/create', { body: { name: `Tasca ${people}`, kind: 'restaurant', email: `tasca${people}@example.com`, password: 'correct horse battery', ...place, cuisines: ['portuguese'], tables: [{ seats: 2, count: 1 }, { seats: 4, count: 1 }], services: [{ name: 'Dinner', days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '23:00', turn_minutes: 90 }], ...more } })
  expect(made.status).toBe(201)
  return made.body
}
async function pay(url: string, method: string): Promise<Answer> {
  const paid = await call('POST', `${new URL(url).pathname}/pay`, { body: { method } })
  await deliver()
  return paid
}
async function deliver(seconds = 2): Promise<void> {
  app.clock.advance({ seconds })
  while (await app.doors.sandboxPsp!.deliverDue()) { /* all of them */ }
  await app.doors.payments.settle()
}
const stay = { room_type: 'Double', arrival: '2027-05-03', departure: '2027-05-05', guests: 2 }

describe('accounts', () => {
  test('a user signs up once, signs in, and changes the own profile and nobody else’s', async () => {
    const made = await call('POST', '/user/create', { body: { name: 'Bo Ek', email: 'bo@example.com', password: 'correct horse battery', phone: '+46 8 123 456' } })
    expect(made).toMatchObject({ status: 201, body: { name: 'Bo Ek', email: 'bo@example.com', token: expect.any(String) } })
    expect(await call('POST', '/user/create', { body: { name: 'Bo', email: 'BO@example.com', password: 'correct horse battery' } })).toMatchObject({ status: 409, body: { code: 'email-taken' } })
    expect(await call('POST', '/user/login', { body: { email: 'bo@example.com', password: 'wrong' } })).toMatchObject({ status: 401 })
    const { status, body } = await call('POST', '/user/login', { body: { email: 'bo@example.com', password: 'correct horse battery' } })
    expect([status, body.id]).toEqual([200, made.body.id])
    expect(Temporal.Instant.compare(body.expires_at, app.clock.now())).toBe(1)
    const { id, token } = body
    expect((await call('PUT', `/user/${id}`, { token, body: { name: 'Bo Ekström', locale: 'sv' } })).body).toMatchObject({ name: 'Bo Ekström', phone: '+46 8 123 456', locale: 'sv' })
    expect((await call('GET', `/user/${id}`, { token })).body).toMatchObject({ id, name: 'Bo Ekström' })
    const other = await guest()
    expect((await call('GET', `/user/${other.id}`, { token })).status).toBe(403)
    expect((await call('PUT', `/user/${other.id}`, { token, body: { name: 'X' } })).status).toBe(403)
    expect((await call('GET', '/user/nobody', { token })).status).toBe(404)
    expect((await call('GET', `/user/${id}`)).status).toBe(401)
  })

  test('a vendor signs up published, signs in, and changes only itself', async () => {
    const one = await hotel()
    const other = await hotel()
    expect((await call('GET', `/vendor/${one.id}`)).body).toMatchObject({ id: one.id, kind: 'hotel', room_types: [{ name: 'Double', rooms: 1, sleeps: 2, price: eur(10_000) }], deposit_percent: 20 })
    expect((await call('POST', '/vendor/login', { body: { email: one.email, password: 'correct horse battery' } })).body).toMatchObject({ id: one.id, token: expect.any(String) })
    const changed = await call('PUT', `/vendor/${one.id}`, { token: one.token, body: { facilities: ['wifi', 'pool'], room_types: [{ name: 'Double', rooms: 3, sleeps: 2, price: eur(12_000) }, { name: 'Suite', rooms: 1, sleeps: 4, price: eur(30_000) }] } })
    expect(changed).toMatchObject({ status: 200, body: { facilities: ['wifi', 'pool'], room_types: [{ name: 'Double', rooms: 3, price: eur(12_000) }, { name: 'Suite', rooms: 1 }] } })
    expect(changed.body.room_types[0].id).toBe((await call('GET', `/vendor/${one.id}`)).body.room_types[0].id)
    expect((await call('PUT', `/vendor/${one.id}`, { token: other.token, body: { name: 'Mine now' } })).status).toBe(403)
    expect((await call('PUT', `/vendor/${one.id}`, { body: { name: 'Mine now' } })).status).toBe(401)
    expect((await call('GET', '/vendor/ven_000000000000000000000000')).status).toBe(404)
    expect(await call('PUT', `/vendor/${one.id}`, { token: one.token, body: { room_types: [{ name: 'Double', rooms: 1, sleeps: 2, price: { ...eur(1), currency: 'USD' } }] } })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/room_types/0/price/currency' }] } })
  })
})

describe('booking a room', () => {
  test('a deposit is due: blocked, paid, confirmed; then availed on the day and not before', async () => {
    const { id: vendor, token: staff } = await hotel()
    const { id: user, token } = await guest()
    const held = await call('POST', `/booking/vendor/${vendor}`, { token, body: stay })
    expect(held).toMatchObject({ status: 201, body: { status: 'BLOCKED', total: eur(20_000), deposit: eur(4_000), payment: { url: expect.any(String) } } })
    const { id, payment } = held.body
    expect((await call('GET', `/booking/${id}/status`, { token })).body).toEqual({ status: 'BLOCKED' })
    expect((await pay(payment.url, 'pm_declined')).body).toMatchObject({ status: 'declined' })
    expect((await call('GET', `/booking/${id}/status`, { token })).body).toEqual({ status: 'BLOCKED' })
    expect((await pay(payment.url, 'pm_ok')).body).toMatchObject({ status: 'succeeded' })
    expect((await call('GET', `/booking/${id}/status`, { token: staff })).body).toEqual({ status: 'CONFIRMED' })
    expect(await call('PUT', `/booking/${id}/status`, { token: staff, body: { status: 'AVAILED' } })).toMatchObject({ status: 409, body: { code: 'too-early' } })
    expect(await call('PUT', `/booking/${id}/status`, { token: staff, body: { status: 'NO_SHOW' } })).toMatchObject({ status: 409, body: { code: 'too-early' } })
    expect((await call('PUT', `/booking/${id}/status`, { token, body: { status: 'AVAILED' } })).status).toBe(403)
    expect((await call('GET', `/bookings/user/${user}`, { token })).body.items).toMatchObject([{ id, status: 'CONFIRMED' }])
    expect((await call('GET', `/bookings/vendor/${vendor}?from=2027-05-01&to=2027-05-31&status=CONFIRMED`, { token: staff })).body.items).toMatchObject([{ id }])
    const before = app.clock.now()
    app.clock.set('2027-05-03T14:00:00Z')
    expect(await call('PUT', `/booking/${id}/status`, { token: await signIn(vendor), body: { status: 'AVAILED' } })).toMatchObject({ status: 200, body: { status: 'AVAILED' } })
    app.clock.set(before)
  })

  test('without a deposit it is confirmed at once', async () => {
    const { id: vendor } = await hotel({ deposit_percent: 0 })
    const { token } = await guest()
    expect((await call('POST', `/booking/vendor/${vendor}`, { token, body: stay })).body).toMatchObject({ status: 'CONFIRMED', expires_at: null, payment: null, deposit: eur(0) })
  })

  test('the last room goes to one guest; the other hears why and what is near, and is free again after the hold has run out', async () => {
    const { id: vendor } = await hotel()
    const [first, second] = [await guest(), await guest()]
    const [a, b] = await Promise.all([first, second].map(({ token }) => call('POST', `/booking/vendor/${vendor}`, { token, body: stay })))
    expect([a!.status, b!.status].toSorted((x, y) => x - y)).toEqual([201, 409])
    const refused = [a!, b!].find((one) => one.status === 409)!.body
    expect(refused).toMatchObject({ code: 'not-available', reasons: [{ code: 'sold_out' }] })
    app.clock.advance({ minutes: 11 })
    expect((await call('POST', `/booking/vendor/${vendor}`, { token: second.token, body: stay })).status).toBe(201)
    expect((await call('GET', `/booking/${[a!, b!].find((one) => one.status === 201)!.body.id}/status`, { token: a!.status === 201 ? first.token : second.token })).body).toEqual({ status: 'EXPIRED' })
  })

  test('the same key books once, another body under it is refused', async () => {
    const { id: vendor } = await hotel({ room_types: [{ name: 'Double', rooms: 5, sleeps: 2, price: eur(10_000) }] })
    const { token } = await guest()
    const [one, two] = await Promise.all([1, 2].map(() => call('POST', `/booking/vendor/${vendor}`, { token, key: 'k1', body: stay })))
    expect([one!.status, two!.status]).toEqual([201, 201])
    expect(one!.body.id).toBe(two!.body.id)
    expect(await call('POST', `/booking/vendor/${vendor}`, { token, key: 'k1', body: { ...stay, guests: 1 } })).toMatchObject({ status: 422, body: { code: 'key-reused' } })
    expect((await call('GET', `/bookings/vendor/${vendor}`, { token: await signIn(vendor) })).body.items).toHaveLength(1)
  })

  test('changed all or nothing, cancelled by its guest, seen by nobody else', async () => {
    const { id: vendor } = await hotel({ deposit_percent: 0 })
    const { token } = await guest()
    const other = await guest()
    const { body: { id } } = await call('POST', `/booking/vendor/${vendor}`, { token, body: stay })
    await call('POST', `/booking/vendor/${vendor}`, { token: other.token, body: { ...stay, arrival: '2027-05-06', departure: '2027-05-07' } })
    expect(await call('PUT', `/booking/${id}`, { token, body: { departure: '2027-05-07' } })).toMatchObject({ status: 409, body: { reasons: [{ code: 'sold_out', nights: ['2027-05-06'] }] } })
    expect((await call('GET', `/booking/${id}`, { token })).body).toMatchObject({ departure: '2027-05-05', total: eur(20_000) })
    expect(await call('PUT', `/booking/${id}`, { token, body: { departure: '2027-05-06' } })).toMatchObject({ status: 200, body: { departure: '2027-05-06', total: eur(30_000) } })
    expect((await call('GET', `/booking/${id}`, { token: other.token })).status).toBe(404)
    expect((await call('PUT', `/booking/${id}/status`, { token: other.token, body: { status: 'CANCELLED' } })).status).toBe(404)
    expect((await call('PUT', `/booking/${id}/status`, { token, body: { status: 'CANCELLED' } })).body).toMatchObject({ status: 'CANCELLED' })
    expect((await call('PUT', `/booking/${id}/status`, { token, body: { status: 'CANCELLED' } })).status).toBe(409)
    expect((await call('PUT', `/booking/${id}`, { token, body: { guests: 1 } })).status).toBe(409)
  })
})

describe('booking a table', () => {
  test('by the venue’s wall time, confirmed at once where nothing is due; refused times come with near ones', async () => {
    const { id: vendor } = await restaurant()
    const { token } = await guest()
    const sitting = { at: '2027-03-05T19:30', party: 2 }
    const first = await call('POST', `/booking/vendor/${vendor}`, { token, body: sitting })
    expect(first).toMatchObject({ status: 201, body: { status: 'CONFIRMED', at: sitting.at, party: 2, total: eur(0) } })
    expect((await call('POST', `/booking/vendor/${vendor}`, { token, body: { ...sitting, party: 4 } })).status).toBe(201)
    const full = await call('POST', `/booking/vendor/${vendor}`, { token, body: sitting })
    expect(full).toMatchObject({ status: 409, body: { code: 'not-available' } })
    expect(full.body.reasons.length).toBeGreaterThan(0)
    expect(full.body.alternatives.some((one: { kind: string }) => one.kind === 'slot')).toBe(true)
    expect(await call('POST', `/booking/vendor/${vendor}`, { token, body: { ...sitting, party: 9 } })).toMatchObject({ status: 409, body: { reasons: [{ code: expect.stringMatching(/party_too_large|no_table_fits/) }] } })
    expect(await call('POST', `/booking/vendor/${vendor}`, { token, body: { at: '2027-03-05T15:00', party: 2 } })).toMatchObject({ status: 409, body: { reasons: [{ code: 'outside_service' }] } })
    expect((await call('PUT', `/booking/${first.body.id}`, { token, body: { at: '2027-03-05T21:30' } })).body).toMatchObject({ at: '2027-03-05T21:30' })
  })

  test('a deposit per cover is due, and the party is availed on the evening', async () => {
    const { id: vendor } = await restaurant({ services: [{ name: 'Dinner', days: [5], from: '18:00', to: '23:00', deposit_per_cover: eur(1_500) }] })
    const { token } = await guest()
    const held = await call('POST', `/booking/vendor/${vendor}`, { token, body: { at: '2027-03-05T19:30', party: 2 } })
    expect(held.body).toMatchObject({ status: 'BLOCKED', deposit: eur(3_000) })
    await pay(held.body.payment.url, 'pm_ok')
    const staff = await signIn(vendor)
    expect((await call('PUT', `/booking/${held.body.id}/status`, { token: staff, body: { status: 'AVAILED' } })).status).toBe(409)
    const before = app.clock.now()
    app.clock.set('2027-03-05T19:35:00Z')
    expect((await call('PUT', `/booking/${held.body.id}/status`, { token: await signIn(vendor), body: { status: 'AVAILED' } })).body).toMatchObject({ status: 'AVAILED' })
    app.clock.set(before)
  })
})

const emails = new Map<string, string>()
async function signIn(vendor: string): Promise<string> {
  const found = emails.get(vendor)
  for (let n = 1; found === undefined && n <= people; n += 1) {
    for (const kind of ['hotel', 'tasca']) {
      const { status, body } = await call('POST', '/vendor/login', { body: { email: `${kind}${n}@example.com`, password: 'correct horse battery' } })
      if (status === 200) { emails.set(body.id, `${kind}${n}@example.com`); if (body.id === vendor) return body.token }
    }
  }
  return (await call('POST', '/vendor/login', { body: { email: found, password: 'correct horse battery' } })).body.token
}

test('vendors are found by place, dates, people, kind, facility, room type and price, and only those really free', async () => {
  const one = await hotel({ name: 'Pensão Mirante', city: 'Évora', facilities: ['wifi', 'pool'], room_types: [{ name: 'Twin', rooms: 1, sleeps: 2, price: eur(8_000) }] })
  const two = await hotel({ name: 'Grande Hotel', city: 'Évora', room_types: [{ name: 'Double', rooms: 2, sleeps: 2, price: eur(20_000) }] })
  const tasca = await restaurant({ name: 'Tasca Évora', city: 'Évora' })
  const { token } = await guest()
  const find = async (query: string) => (await call('GET', `/vendors?${query}`)).body.items as { id: string; total?: object; available: boolean | null; slots?: string[] }[]
  await expect.poll(async () => (await find('city=%C3%89vora')).length, { timeout: 5_000 }).toBe(3)
  const dates = 'city=Evora&arrival=2027-05-03&departure=2027-05-05&guests=2'
  expect(await find(`${dates}&sort=price`)).toMatchObject([{ id: one.id, available: true, total: eur(16_000) }, { id: two.id, total: eur(40_000) }])
  expect((await find(`${dates}&price_max=16000`)).map((item) => item.id)).toEqual([one.id])
  expect((await find(`${dates}&room_type=double`)).map((item) => item.id)).toEqual([two.id])
  expect((await find('city=Evora&facility=pool')).map((item) => item.id)).toEqual([one.id])
  expect((await find('city=Evora&kind=restaurant&at=2027-05-03T19:30&party=2'))[0]).toMatchObject({ id: tasca.id, available: true, slots: expect.arrayContaining(['2027-05-03T19:30']) })
  await call('POST', `/booking/vendor/${one.id}`, { token, body: { ...stay, room_type: 'twin' } })
  expect((await find(dates)).map((item) => item.id)).toEqual([two.id])
  const page = (await call('GET', '/vendors?city=Evora&limit=1')).body
  expect((await call('GET', `/vendors?city=Evora&limit=1&cursor=${encodeURIComponent(page.next_cursor)}`)).body.items[0].id).not.toBe(page.items[0].id)
})
