import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '#server/testing/app'
import { eur } from '#server/testing/example-venues'
import { openDatabase } from '#platform/sql'
import { parseReferenceRates } from '#module/pricing'

let app: TestApp
let venue: string
let token: string
let type: string
let plans: { id: string; name: string }[]

const place = { city: 'Lisbon', country: 'PT', address: 'Rua 1', location: { lat: 38.7, lon: -9.1 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }
const ask = async (method: string, url: string, payload?: unknown, as: string | null = null, headers: Record<string, string> = {}) => {
  const answer = await app.server.inject({ method: method as 'GET', url, ...(payload === undefined ? {} : { payload: payload as object }), headers: { ...(as === null ? {} : { authorization: `Bearer ${as}` }), ...headers } })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) }
}
const policy = [{ until_hours: null, charge_percent: 0 }]
const stay = (over: object = {}) => ({ room_type: type, rate_plan: plans[0]!.id, arrival: '2027-05-03', departure: '2027-05-05', guests: 3, ...over })
const quote = (over: object = {}, as: string | null = null) => ask('POST', `/v1/venues/${venue}/quotes`, stay(over), as)
const hold = (id: string, email = 'ana@example.com') => ask('POST', '/v1/bookings', { quotes: [id], guest: { name: 'Ana', email } })
const total = (answer: { body: any }) => Number(answer.body.price.total.amount)

beforeAll(async () => {
  app = await testApp()
  const hotel = (await ask('POST', '/vendor/create', { name: 'Casa', kind: 'hotel', email: 'owner@example.com', password: 'correct horse battery', ...place, room_types: [{ name: 'Double', rooms: 6, sleeps: 4, price: eur(10_000) }], deposit_percent: 0 })).body
  venue = hotel.id
  token = hotel.token
  type = (await ask('GET', `/v1/venues/${venue}/setup`, undefined, token)).body.room_types[0].id
  const rates = await ask('PUT', `/v1/venues/${venue}/rates`, {
    room_types: [{ room_type: type, price: eur(10_000), extra_guest: eur(3_000), included_guests: 2 }],
    plans: [
      { name: 'Flexible', cancellation: policy, deposit_percent: 20 }, { name: 'Members', parent: 'Flexible', percent: 95, visibility: 'members', cancellation: policy }, { name: 'Company', parent: 'Flexible', percent: 80, visibility: 'corporate', code: 'ACME', cancellation: policy },
    ],
    child_bands: [{ up_to: 2, amount: eur(0), board_percent: 0, takes_bed: false }, { up_to: 12, amount: eur(1_000), board_percent: 50 }],
    extras: [{ id: 'parking', name: 'Parking', per: 'night', price: eur(1_500), max_quantity: 2 }, { id: 'picnic', name: 'Picnic', per: 'person', price: eur(2_000), parts: [{ category: 'food', percent: 80 }, { category: 'beverage', percent: 20 }] }],
  }, token)
  expect(rates.status).toBe(200)
  plans = rates.body.rates.plans
  const examples = (await ask('GET', '/v1/tax-examples')).body.items
  expect((await ask('PUT', `/v1/venues/${venue}/taxes`, { taxes: examples.find((one: any) => one.id === 'pt-lisbon-hotel').taxes }, token)).status).toBe(200)
})
afterAll(() => app.close())

describe('children', () => {
  test('pay by their age for a bed beyond those included, and no city tax where they are exempt', async () => {
    // Two nights; tax of 4.00 a night for each who is 13 or older.
    expect(total(await quote())).toBe(2 * 13_000 + 2 * 3 * 400)
    expect(total(await quote({ children: [8] }))).toBe(2 * 11_000 + 2 * 2 * 400)
    expect(total(await quote({ children: [1] }))).toBe(2 * 10_000 + 2 * 2 * 400)
    expect((await ask('GET', `/v1/venues/${venue}/offers?arrival=2027-05-03&departure=2027-05-05&guests=3&children=8`)).body).toMatchObject({ child_age_max: 12, items: [{ price: { total: { amount: String(2 * 11_000 + 1_600) } } }] })
    expect((await ask('GET', `/v1/search?place=Lisbon&arrival=2027-05-03&departure=2027-05-05&guests=3&children=8&kind=hotel`)).status).toBe(200)
  })
  test('do not travel without an adult in each room', async () => {
    const answer = await quote({ guests: 2, children: [8, 9] })
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/children'])
  })
  test('stay children when the dates of the booking change', async () => {
    const made = await hold((await quote({ children: [8], arrival: '2027-06-07', departure: '2027-06-08' })).body.id)
    const { id } = made.body.bookings[0]
    expect(made.body.bookings[0].stay.children).toEqual([8])
    const preview = await ask('POST', `/v1/bookings/${id}/amendment-preview`, { departure: '2027-06-09' }, null, { cookie: `hf_access=${made.body.access_token}` })
    expect(preview.body.price.total.amount).toBe(String(2 * 11_000 + 2 * 2 * 400))
  })
})

describe('rates that are not for everybody', () => {
  test('are offered to guests with an account, and to who names the company’s code', async () => {
    const names = async (query: string, as: string | null = null) => (await ask('GET', `/v1/venues/${venue}/offers?arrival=2027-05-03&departure=2027-05-05&guests=2${query}`, undefined, as)).body.items.map((offer: any) => offer.rate_plan_name).sort()
    expect(await names('')).toEqual(['Flexible'])
    expect(await names('&code=acme')).toEqual(['Company', 'Flexible'])
    expect(await names('', token)).toEqual(['Flexible', 'Members'])
    expect((await quote({ rate_plan: plans[2]!.id })).status).toBe(409)
    expect((await quote({ rate_plan: plans[2]!.id, code: 'ACME' })).status).toBe(201)
  })
})

describe('extras and exemptions', () => {
  test('are lines of the price, split into what they are revenue of, each with its tax', async () => {
    const { body } = await quote({ guests: 2, extras: [{ extra: 'parking', quantity: 2 }, { extra: 'picnic', quantity: 1 }] })
    expect(body.price.lines.filter((line: any) => line.kind === 'extra').map((line: any) => [line.label, line.category, line.amount.amount])).toEqual([['Parking', 'extra', '3000'], ['Picnic', 'food', '3200'], ['Picnic', 'beverage', '800'], ['Parking', 'extra', '3000']])
    expect((await quote({ extras: [{ extra: 'parking', quantity: 3 }] })).body.errors[0].pointer).toBe('/extras/0/quantity')
    expect((await quote({ extras: [{ extra: 'helicopter' }] })).body.errors[0].pointer).toBe('/extras/0/extra')
  })
  test('who is exempt is told so by a line of nothing, and a reason that frees from nothing is refused', async () => {
    const { body } = await quote({ guests: 2, tax_exemptions: ['medical'] })
    expect(body.price.lines.filter((line: any) => line.tax?.exempt_reason === 'medical').map((line: any) => line.amount.amount)).toEqual(['0'])
    expect((await quote({ tax_exemptions: ['business'] })).body.errors[0].pointer).toBe('/tax_exemptions/0')
  })
})

describe('a promotion code', () => {
  const put = (code: string, body: object) => ask('PUT', `/v1/venues/${venue}/promos/${code}`, { name: 'Spring', percent: 10, ...body }, token)
  const uses = async (code: string) => (await ask('GET', `/v1/venues/${venue}/promos`, undefined, token)).body.items.find((promo: any) => promo.code === code).uses

  test('takes its part off the room of each night, never off the taxes', async () => {
    await put('SPRING', {})
    expect(total(await quote({ guests: 2, promo: 'spring' }))).toBe(2 * 9_000 + 2 * 2 * 400)
    expect((await ask('GET', `/v1/venues/${venue}/offers?arrival=2027-05-03&departure=2027-05-05&promo=nothing`)).body.promo).toMatchObject({ refused: { code: 'promo_unknown', detail: 'This promotion code is not known here' } })
    expect((await quote({ promo: 'nothing' })).body.reasons[0].code).toBe('promo_unknown')
  })
  test('with a limit is used once by each hold; the last use goes to one, and a hold that lapses gives it back', async () => {
    await put('ONCE', { max_uses: 1 })
    const dates = { guests: 2, arrival: '2027-07-05', departure: '2027-07-06', promo: 'ONCE' }
    const [a, b] = [(await quote(dates)).body.id, (await quote(dates)).body.id]
    const results = await Promise.all([hold(a), hold(b, 'rui@example.com')])
    expect(results.map(({ status }) => status).sort((x, y) => x - y)).toEqual([201, 409])
    expect(results.find(({ status }) => status === 409)!.body.reasons[0].code).toBe('promo_used_up')
    expect(await uses('ONCE')).toBe(1)
    expect((await quote(dates)).body.reasons[0].code).toBe('promo_used_up')
    app.clock.advance({ minutes: 11 })
    expect(await uses('ONCE')).toBe(0)
    const again = await hold((await quote(dates)).body.id, 'eva@example.com')
    expect([again.status, await uses('ONCE')]).toEqual([201, 1])
  })
  test('is either a percentage or an amount, in the currency of the house', async () => {
    expect((await put('BOTH', { amount: eur(500) })).status).toBe(400)
    expect((await put('OTHER', { percent: null, amount: { amount: '500', currency: 'USD', exponent: 2 } })).body.errors[0].pointer).toBe('/amount')
  })
})

describe('a price check', () => {
  test('says matched, then changed with old and new, then sold out with reasons', async () => {
    const dates = { guests: 2, arrival: '2027-09-06', departure: '2027-09-07' }
    const { id } = (await quote(dates)).body
    const check = async () => (await ask('POST', `/v1/quotes/${id}/check`)).body
    expect(await check()).toMatchObject({ result: 'matched', difference: { amount: '0' }, expired: false })
    const { version } = (await ask('GET', `/v1/venues/${venue}/rate-calendar`, undefined, token)).body
    expect((await ask('POST', `/v1/venues/${venue}/rate-calendar/changes`, { version, changes: [{ from: '2027-09-06', to: '2027-09-06', price: { add: eur(1_000) } }] }, token)).status).toBe(200)
    expect(await check()).toMatchObject({ result: 'changed', quoted: { amount: '10800' }, now: { amount: '11800' }, difference: { amount: '1000' } })
    for (let i = 0; i < 6; i += 1) expect((await hold((await quote(dates)).body.id, `guest${i}@example.com`)).status).toBe(201)
    expect(await check()).toMatchObject({ result: 'sold_out', now: null, reasons: [{ code: 'sold_out' }] })
  })
})

describe('a guest’s currency', () => {
  test('shows the sum by a reference rate with its date, and changes nothing that is due', async () => {
    const db = openDatabase({ url: app.databaseUrl, connections: 1 })
    await db.transaction((tx) => app.doors.pricing.loadReferenceRates(tx, parseReferenceRates('Date, USD, JPY\n2027-01-15, 1.0800, 160.25\n', 'Reference bank')))
    await db.close()
    const { id } = (await quote({ guests: 2 })).body
    const { body } = await ask('GET', `/v1/quotes/${id}?currency=JPY`)
    expect(body.price.total).toEqual({ amount: '21600', currency: 'EUR', exponent: 2 })
    expect(body.price.shown).toEqual({ total: { amount: '34614', currency: 'JPY', exponent: 0 }, due_now: { amount: '6923', currency: 'JPY', exponent: 0 }, rate: '160.25', date: '2027-01-15', source: 'Reference bank' })
    expect((await ask('GET', '/v1/currencies')).body.items.map((one: any) => one.currency)).toEqual(['JPY', 'USD'])
    expect(() => parseReferenceRates('2027-01-15;XXQ;1', 'x')).toThrow()
  })
})
