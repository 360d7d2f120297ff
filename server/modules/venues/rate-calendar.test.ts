import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '#server/testing/app'
import { eur } from '#server/testing/example-venues'

let app: TestApp
let venue: string
let token: string
let types: { id: string; name: string }[]
let plans: { id: string; name: string }[]

const place = { city: 'Lisbon', country: 'PT', address: 'Rua 1', location: { lat: 38.7, lon: -9.1 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }
const ask = async (method: string, url: string, payload?: unknown, as: string | null = token, headers: Record<string, string> = {}) => {
  const answer = await app.server.inject({ method: method as 'GET', url, ...(payload === undefined ? {} : { payload: payload as object }), headers: { ...(as === null ? {} : { authorization: `Bearer ${as}` }), ...headers } })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) }
}
const policy = [{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }]
const calendar = async (from: string, to: string) => (await ask('GET', `/v1/venues/${venue}/rate-calendar?from=${from}&to=${to}`)).body
const prices = async (plan: string, from: string, to: string) => (await calendar(from, to)).cells.find((cell: any) => cell.plan === plans.find(({ name }) => name === plan)!.id).nights.map((night: any) => Number(night.price.amount))
const change = async (changes: object[], more: object = {}) => ask('POST', `/v1/venues/${venue}/rate-calendar/changes`, { version: (await calendar('2027-06-01', '2027-06-01')).version, changes, ...more })

beforeAll(async () => {
  app = await testApp()
  const hotel = (await ask('POST', '/vendor/create', { name: 'Casa', kind: 'hotel', email: 'owner@example.com', password: 'correct horse battery', ...place, room_types: [{ name: 'Double', rooms: 3, sleeps: 2, price: eur(10_000) }], deposit_percent: 20 }, null)).body
  venue = hotel.id
  token = hotel.token
  types = (await ask('GET', `/v1/venues/${venue}/setup`)).body.room_types
  const put = await ask('PUT', `/v1/venues/${venue}/rates`, {
    room_types: [{ room_type: types[0]!.id, price: eur(10_000), child_bands: undefined }],
    plans: [{ name: 'Flexible', cancellation: policy }, { name: 'Saver', parent: 'Flexible', percent: 90, cancellation: [{ until_hours: null, charge_percent: 100 }] }, { name: 'Breakfast', parent: 'Flexible', board: 'breakfast', per_person: eur(1_500), cancellation: policy }],
  })
  expect(put.status).toBe(200)
  plans = put.body.rates.plans
})
afterAll(() => app.close())

describe('the rate calendar', () => {
  test('shows each type under each plan, what derives following what it derives from', async () => {
    const seen = await calendar('2027-06-01', '2027-06-30')
    expect(seen.cells).toHaveLength(3)
    expect(seen.plans.map((plan: any) => [plan.name, plan.parent === plans[0]!.id])).toEqual([['Flexible', false], ['Saver', true], ['Breakfast', true]])
    expect(await prices('Saver', '2027-06-01', '2027-06-02')).toEqual([9_000, 9_000])
  })

  test('tells what a gesture touches before it is saved, changes nothing by telling, and saves it in one go', async () => {
    const gesture = { from: '2027-06-01', to: '2027-06-30', weekdays: [5, 6], price: { percent: 25 }, round_to: 100 }
    const preview = (await ask('POST', `/v1/venues/${venue}/rate-calendar/preview`, { changes: [gesture] })).body
    expect(preview).toMatchObject({ nights: 8, cells: 1, before: { lowest: { amount: '10000' } }, after: { highest: { amount: '12500' } }, derived_nights: 16, booked_nights: 0, errors: [] })
    expect(await prices('Flexible', '2027-06-04', '2027-06-06')).toEqual([10_000, 10_000, 10_000])
    const saved = await change([gesture], { reason: 'Festival' })
    expect(saved.status).toBe(200)
    expect(await prices('Flexible', '2027-06-03', '2027-06-06')).toEqual([10_000, 12_500, 12_500, 10_000])
    expect(await prices('Saver', '2027-06-04', '2027-06-04')).toEqual([11_250])
    expect((await calendar('2027-06-01', '2027-06-01')).changes[0]).toMatchObject({ nights: 8, undone: false, summary: 'Festival: +25%, 2027-06-01 to 2027-06-30' })
    const offers = (await ask('GET', `/v1/venues/${venue}/offers?arrival=2027-06-04&departure=2027-06-05&guests=2`, undefined, null)).body.items
    expect(offers.map((offer: any) => [offer.rate_plan_name, offer.price.total.amount])).toEqual([['Saver', '11250'], ['Flexible', '12500'], ['Breakfast', '15500']])
  })

  test('is undone, the newest first, and never twice', async () => {
    const first = (await change([{ from: '2027-07-01', to: '2027-07-03', price: { set: eur(20_000) } }])).body.change
    const second = (await change([{ from: '2027-07-02', to: '2027-07-02', price: { add: eur(500) } }])).body.change
    expect(await prices('Flexible', '2027-07-01', '2027-07-04')).toEqual([20_000, 20_500, 20_000, 10_000])
    const undo = async (id: string) => ask('POST', `/v1/venues/${venue}/rate-calendar/changes/${id}/undo`, { version: (await calendar('2027-06-01', '2027-06-01')).version })
    expect((await undo(first)).body.code).toBe('in-use')
    expect((await undo(second)).status).toBe(200)
    expect((await undo(second)).body.code).toBe('in-use')
    expect((await undo(first)).status).toBe(200)
    expect(await prices('Flexible', '2027-07-01', '2027-07-04')).toEqual([10_000, 10_000, 10_000, 10_000])
  })

  test('refuses a change that was made on an older version, and one that would make a night cost nothing, whole', async () => {
    const { version } = await calendar('2027-06-01', '2027-06-01')
    await change([{ from: '2027-08-01', to: '2027-08-01', price: { set: eur(9_000) } }])
    expect((await ask('POST', `/v1/venues/${venue}/rate-calendar/changes`, { version, changes: [{ from: '2027-08-01', to: '2027-08-02', price: { set: eur(1) } }] })).status).toBe(412)
    const free = await change([{ from: '2027-08-01', to: '2027-08-05', price: { add: eur(-9_500) } }])
    expect([free.status, free.body.errors[0].pointer]).toEqual([400, '/changes/0/price'])
    expect((await change([{ from: '2027-08-01', to: '2027-08-02', price: { set: { amount: '100', currency: 'USD', exponent: 2 } } }])).body.errors[0].pointer).toBe('/changes/0/price/set')
    expect(await prices('Flexible', '2027-08-01', '2027-08-02')).toEqual([9_000, 10_000])
  })

  test('does one change for one key, however often it is sent', async () => {
    const { version } = await calendar('2027-06-01', '2027-06-01')
    const body = { version, changes: [{ from: '2027-09-01', to: '2027-09-01', price: { add: eur(100) } }] }
    const send = () => ask('POST', `/v1/venues/${venue}/rate-calendar/changes`, body, token, { 'idempotency-key': 'one-change' })
    const [a, b] = [await send(), await send()]
    expect([a.status, b.status, b.body.change]).toEqual([200, 200, a.body.change])
    expect(await prices('Flexible', '2027-09-01', '2027-09-01')).toEqual([10_100])
  })

  test('keeps a stay from being sold where its dates say so, in offers and where it is claimed', async () => {
    expect((await change([{ from: '2027-10-10', to: '2027-10-12', plans: [plans[1]!.id], stop_sell: true }, { from: '2027-10-11', to: '2027-10-11', closed_to_arrival: true, min_stay: 3 }])).status).toBe(200)
    const names = async (arrival: string, departure: string) => (await ask('GET', `/v1/venues/${venue}/offers?arrival=${arrival}&departure=${departure}&guests=2`, undefined, null)).body.items.map((offer: any) => offer.rate_plan_name)
    expect(await names('2027-10-10', '2027-10-11')).toEqual(['Flexible', 'Breakfast'])
    expect(await names('2027-10-11', '2027-10-15')).toEqual([])
    const refused = await ask('POST', `/v1/venues/${venue}/bookings`, { channel: 'phone', guest: { name: 'Ana' }, stay: { room_type: types[0]!.id, rate_plan: plans[1]!.id, arrival: '2027-10-09', departure: '2027-10-11', guests: 2 } })
    expect(refused.status).toBe(409)
    expect(JSON.stringify(refused.body.reasons)).toContain('stop_sell')
  })

  test('leaves what is booked as it is', async () => {
    const quote = (await ask('POST', `/v1/venues/${venue}/quotes`, { room_type: types[0]!.id, rate_plan: plans[0]!.id, arrival: '2027-11-02', departure: '2027-11-04', guests: 2 }, null)).body
    const held = (await ask('POST', '/v1/bookings', { quotes: [quote.id], guest: { name: 'Rui', email: 'rui@example.com' } }, null)).body
    expect((await ask('POST', `/v1/venues/${venue}/rate-calendar/preview`, { changes: [{ from: '2027-11-01', to: '2027-11-05', price: { percent: 50 } }] })).body.booked_nights).toBe(2)
    await change([{ from: '2027-11-01', to: '2027-11-05', price: { percent: 50 } }])
    const booking = (await ask('GET', `/v1/bookings/${held.bookings[0].id}`)).body
    expect([booking.price.total.amount, (await prices('Flexible', '2027-11-02', '2027-11-02'))[0]]).toEqual(['20000', 15_000])
  })

  test('refuses plans that derive from each other in a ring', async () => {
    const answer = await ask('PUT', `/v1/venues/${venue}/rates`, { room_types: [{ room_type: types[0]!.id, price: eur(10_000) }], plans: [{ name: 'A', parent: 'B', cancellation: policy }, { name: 'B', parent: 'A', cancellation: policy }] })
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/plans/0/parent'])
  })
})
