import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { testApp, type TestApp } from '#server/testing/app'
import { dinner, hotelInput, ratesInput, restaurantInput, roomTypesInput, tablesInput } from '#server/testing/example-venues'

let app: TestApp
let hotel: VenueId
let inn: VenueId
let types: { double: string; suite: string }

// One world for all: quotes claim nothing, so tests do not meet. The clock stands at 2027-03-01, 10:00 UTC.
beforeAll(async () => {
  app = await testApp()
  const { venues } = app.doors
  const vendor = (await venues.createVendor(systemActor, { name: 'Rio' })).id
  hotel = (await venues.createVenue(systemActor, vendor, hotelInput())).id
  const layout = await venues.putRoomTypes(systemActor, hotel, roomTypesInput())
  types = { double: layout.roomTypes[0]!.id, suite: layout.roomTypes[1]!.id }
  await venues.putRates(systemActor, hotel, ratesInput(layout))
  await venues.publish(systemActor, hotel)
  inn = (await venues.createVenue(systemActor, vendor, restaurantInput())).id
  await venues.putTables(systemActor, inn, tablesInput())
  await venues.putServices(systemActor, inn, { services: [dinner(), dinner({ name: 'Tasting', days: [5], from: '18:00', to: '18:30', deposit_per_cover: null, prepaid_per_cover: { amount: '9000', currency: 'EUR', exponent: 2 } })] })
  await venues.publish(systemActor, inn)
})
afterAll(() => app.close())

const get = async (url: string) => { const answer = await app.server.inject({ url }); return { status: answer.statusCode, body: answer.json() } }
const post = async (url: string, payload: object, headers: Record<string, string> = {}) => { const answer = await app.server.inject({ method: 'POST', url, payload, headers }); return { status: answer.statusCode, body: answer.json() } }
const offers = (query: string) => get(`/v1/venues/${hotel}/offers?${query}`)
const quote = (body: object, at = hotel, headers = {}) => post(`/v1/venues/${at}/quotes`, body, headers)

describe('offers', () => {
  test('are all types and plans that are free, the lowest total first, with the price of each night', async () => {
    const { body } = await offers('arrival=2027-03-04&departure=2027-03-07&guests=2')
    // Thursday 100, Friday and Saturday 120, and 4 a person and night of tax.
    expect(body.items.map((offer: any) => [offer.room_type_name, offer.rate_plan_name, offer.price.total.amount, offer.units_left])).toEqual([
      ['Double', 'Non-refundable', String(9_000 + 10_800 * 2 + 2_400), 3], ['Double', 'Flexible', '36400', 3], ['Double', 'With breakfast', '45400', 3],
      ['Suite', 'Non-refundable', '63600', 1], ['Suite', 'Flexible', '70400', 1], ['Suite', 'With breakfast', '79400', 1],
    ])
    expect(body.items[1]).toMatchObject({ nights: [{ night: '2027-03-04', amount: { amount: '10000' } }, { amount: { amount: '12000' } }, { amount: { amount: '12000' } }], price: { due_now: { amount: '7280' }, nights: 3, free_until_local: '2027-03-02T15:00' } })
  })

  test('say for each type that is not among them why not', async () => {
    const four = await offers('arrival=2027-03-04&departure=2027-03-07&guests=4')
    expect(four.body.refused).toMatchObject([{ room_type_name: 'Double', reasons: [{ code: 'party_too_large', limit: 2 }] }])
    const two = await offers('arrival=2027-03-04&departure=2027-03-07&guests=4&rooms=2')
    expect(two.body.refused).toMatchObject([{ room_type_name: 'Suite', reasons: [{ code: 'sold_out' }] }])
    const past = await offers('arrival=2027-02-04&departure=2027-02-07&guests=2')
    expect(past.body.refused.map((refusal: any) => refusal.reasons[0].code)).toEqual(['in_the_past', 'in_the_past'])
    const far = await offers('arrival=2028-12-04&departure=2028-12-07&guests=2')
    expect(far.body.refused.map((refusal: any) => refusal.reasons[0].code)).toEqual(['beyond_horizon', 'beyond_horizon'])
  })

  test('cost exactly what the quote costs', async () => {
    const { body } = await offers('arrival=2027-07-02&departure=2027-07-09&guests=3&rooms=2')
    for (const offer of body.items) {
      const quoted = await quote({ room_type: offer.room_type, rate_plan: offer.rate_plan, arrival: '2027-07-02', departure: '2027-07-09', guests: 3, rooms: 2 })
      expect(quoted.body.price.total).toEqual(offer.price.total)
      expect(quoted.body.price.lines.reduce((sum: number, line: any) => sum + Number(line.amount.amount), 0)).toBe(Number(offer.price.total.amount))
    }
  })
})

describe('a quote of a stay', () => {
  const stay = () => ({ room_type: types.double, arrival: '2027-03-04', departure: '2027-03-07', guests: 2 })

  test('locks the cheapest plan for 15 minutes, also when prices rise meanwhile', async () => {
    const { status, body } = await quote(stay())
    expect([status, body.stay.rate_plan_name, body.price.total.amount, body.expires_at]).toEqual([201, 'Non-refundable', '33000', '2027-03-01T10:15:00Z'])
    expect(body.price.cancellation).toMatchObject([{ charge: { amount: '33000' }, refund: { amount: '0' }, text: 'Cancelling costs €330.00.' }])
    expect((await get(`/v1/quotes/${body.id}`)).body).toEqual(body)
  })

  test('is one for one idempotency key; another body with that key is refused', async () => {
    const key = { 'idempotency-key': 'q-1' }
    const one = await quote(stay(), hotel, key)
    expect((await quote(stay(), hotel, key)).body.id).toBe(one.body.id)
    expect(await quote({ ...stay(), guests: 1 }, hotel, key)).toMatchObject({ status: 422 })
    const atOnce = await Promise.all(Array.from({ length: 6 }, () => quote(stay(), hotel, { 'idempotency-key': 'q-2' })))
    expect(new Set(atOnce.map(({ body }) => body.id)).size).toBe(1)
  })

  test('is refused with the field that is wrong', async () => {
    const wrong = async (body: object) => { const answer = await quote({ ...stay(), ...body }); return [answer.status, answer.body.errors?.map((error: any) => error.pointer)] }
    expect(await wrong({ arrival: '2027-03-07' })).toEqual([400, ['/departure']])
    expect(await wrong({ arrival: '2027-02-20' })).toEqual([400, ['/arrival']])
    expect(await wrong({ arrival: '2029-02-20', departure: '2029-02-21' })).toEqual([400, ['/departure']])
    expect(await wrong({ guests: 0 })).toEqual([400, ['/guests']])
    expect(await wrong({ guests: 500 })).toEqual([400, ['/guests']])
    expect(await wrong({ colour: 'blue' })).toEqual([400, ['/colour']])
    expect(await wrong({ room_type: 'rt_000000000000000000000000' })).toEqual([400, ['/room_type']])
    expect(await wrong({ arrival: '2027-02-30' })).toEqual([400, ['/arrival']])
    expect((await quote(stay(), 'ven_000000000000000000000000' as VenueId)).status).toBe(404)
  })

  test('of what is not free names other types and dates that are', async () => {
    const { status, body } = await quote({ ...stay(), room_type: types.suite, rooms: 2, guests: 4 })
    expect([status, body.reasons[0].code]).toEqual([409, 'sold_out'])
    expect(body.alternatives).toMatchObject([{ kind: 'room_type', label: 'Double', total: { amount: expect.any(String) } }])
  })
})

describe('slots', () => {
  test('of a day are free or not and why, and carry their price', async () => {
    const { body } = await get(`/v1/venues/${inn}/slots?date=2027-03-04&party=2`)
    expect(body.items).toHaveLength(13)
    expect(body.items[0]).toMatchObject({ at: '2027-03-04T19:00', instant: '2027-03-04T19:00:00Z', free: true, service_name: 'Dinner', price: { total: { amount: '0' }, due_now: { amount: '2000' } } })
    const many = await get(`/v1/venues/${inn}/slots?date=2027-03-04&party=9`)
    expect(many.body.items.every((slot: any) => !slot.free && slot.reasons[0].code === 'party_too_large')).toBe(true)
  })

  test('that are quoted become a price with a deposit, which is credited to the bill', async () => {
    const { status, body } = await quote({ at: '2027-03-04T19:30', party: 2 }, inn)
    expect([status, body.sitting.ends, body.price.total.amount, body.price.due_now.amount]).toEqual([201, '2027-03-04T21:00:00Z', '0', '2000'])
    expect(body.price.cancellation).toMatchObject([{ until_local: '2027-03-03T19:30', charge: { amount: '0' }, refund: { amount: '2000' } }, { charge: { amount: '2000' }, refund: { amount: '0' } }])
    const menu = await quote({ at: '2027-03-05T18:00', party: 2 }, inn)
    expect(menu.body.price).toMatchObject({ total: { amount: '18000' }, due_now: { amount: '18000' }, lines: [{ kind: 'cover', quantity: 2 }] })
  })

  test('that are no slots are refused with the nearest that are', async () => {
    const { status, body } = await quote({ at: '2027-03-04T16:00', party: 2 }, inn)
    expect([status, body.reasons[0].code, body.alternatives[0]]).toMatchObject([409, 'outside_service', { kind: 'slot', at: '2027-03-04T19:00' }])
    expect((await quote({ at: '2027-02-04T19:30', party: 2 }, inn)).body.errors[0].pointer).toBe('/at')
    expect((await quote({ at: '2027-03-04T19:30', party: 2 })).body.errors[0].pointer).toBe('/at')
  })
})

describe('a service that runs past midnight', () => {
  let bar: VenueId
  beforeAll(async () => {
    const { venues } = app.doors
    const vendor = (await venues.createVendor(systemActor, { name: 'Late' })).id
    bar = (await venues.createVenue(systemActor, vendor, restaurantInput({ name: 'Late' }))).id
    await venues.putTables(systemActor, bar, tablesInput())
    // Thursdays only, until half past midnight; in summer time it is one hour earlier in UTC.
    await venues.putServices(systemActor, bar, { services: [dinner({ name: 'Night', days: [4], from: '22:00', to: '00:30', deposit_per_cover: null }), dinner({ name: 'Sunday', days: [7], from: '11:30', to: '23:00', interval_minutes: 30 })] })
    await venues.publish(systemActor, bar)
  })

  test('belongs to the day on which it began', async () => {
    const { status, body } = await quote({ at: '2027-03-05T00:30', party: 2 }, bar)
    expect([status, body.sitting.business_date, body.sitting.instant, body.price.due_now.amount]).toEqual([201, '2027-03-04', '2027-03-05T00:30:00Z', '0'])
    expect((await get(`/v1/venues/${bar}/slots?date=2027-03-04&party=2`)).body.items.at(-1)).toMatchObject({ at: '2027-03-05T00:30', free: true })
    expect((await quote({ at: '2027-03-06T00:30', party: 2 }, bar)).status).toBe(409)
  })

  test('keeps its wall time when the clocks change', async () => {
    const first = async (date: string) => (await get(`/v1/venues/${bar}/slots?date=${date}&party=2`)).body.items.find((slot: any) => slot.at.endsWith('T12:00')).instant
    // Lisbon: summer time from 28 March to 31 October 2027, both Sundays.
    expect([await first('2027-03-21'), await first('2027-03-28'), await first('2027-10-31')]).toEqual(['2027-03-21T12:00:00Z', '2027-03-28T11:00:00Z', '2027-10-31T12:00:00Z'])
  })
})

describe('a stay over a change of the clocks', () => {
  test('has as many nights as dates, and is free to cancel until the same instant that it says', async () => {
    const { body } = await quote({ room_type: types.double, rate_plan: (await offers('arrival=2027-03-28&departure=2027-03-30&guests=2')).body.items.find((offer: any) => offer.rate_plan_name === 'Flexible').rate_plan, arrival: '2027-03-28', departure: '2027-03-30', guests: 2 })
    expect([body.stay.nights, body.price.cancellation[0].until, body.price.cancellation[0].until_local]).toEqual([2, '2027-03-26T14:00:00Z', '2027-03-26T14:00'])
  })
})

describe('the price calendar', () => {
  test('has the cheapest price of each night, and none for nights that are over', async () => {
    const { body } = await get(`/v1/venues/${hotel}/price-calendar?from=2027-02-28&to=2027-03-05`)
    expect(body.items.map((item: any) => [item.night, item.free, item.amount?.amount])).toEqual([
      ['2027-02-28', false, undefined], ['2027-03-01', true, '9800'], ['2027-03-02', true, '9800'], ['2027-03-03', true, '9800'], ['2027-03-04', true, '9800'], ['2027-03-05', true, '11600'],
    ])
    expect((await get(`/v1/venues/${hotel}/price-calendar?from=2027-03-05&to=2027-03-01`)).status).toBe(400)
    expect((await get(`/v1/venues/${hotel}/price-calendar?from=2027-03-05&to=2028-03-01`)).status).toBe(400)
  })
})
