import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '@holdfast/contract'
import { systemActor } from '#http/actor'
import { newId, type VendorId, type VenueId } from '#platform/id'
import { openDatabase, type Database } from '#platform/sql'
import { plainDate, stay } from '#platform/time'
import { testApp, type TestApp } from '#server/testing/app'
import { dinner, hotelInput, ratesInput, restaurantInput, roomTypesInput, tablesInput } from '#server/testing/example-venues'

let app: TestApp
let db: Database
let vendor: VendorId
const ids: Record<string, VenueId> = {}

// The clock stands at 2027-03-01, 10:00 UTC. Three hotels and two restaurants.
beforeAll(async () => {
  app = await testApp()
  db = openDatabase({ url: app.databaseUrl, connections: 2 })
  vendor = (await app.doors.venues.createVendor(systemActor, { name: 'Houses' })).id
  await publishHotel('rio', { name: 'Casa do Rio', facilities: ['wifi', 'lift'] }, 8.4)
  await publishHotel('alto', { name: 'Bairro Álto', district: 'Bairro Alto', location: { lat: 38.715, lon: -9.145 }, facilities: ['wifi', 'pool'] }, 9.1, 20_000)
  await publishHotel('hana', { name: 'Hana', city: 'Kyoto', district: 'Gion', country: 'JP', location: { lat: 35.003, lon: 135.775 }, time_zone: 'Asia/Tokyo', currency: 'JPY', facilities: ['garden'] }, 9.5)
  await publishInn('ouro', {}, 8.8)
  await publishInn('grill', { name: 'Grelha', district: 'Alfama', cuisines: ['grill'], location: { lat: 38.713, lon: -9.129 } }, 7.9)
  await app.startWorkers()
})
afterAll(async () => {
  await db.close()
  await app.close()
})

async function publishHotel(key: string, over: object, rating: number, price?: number): Promise<void> {
  const { venues } = app.doors
  const { id } = await venues.createVenue(systemActor, vendor, hotelInput(over))
  const rates = ratesInput(await venues.putRoomTypes(systemActor, id, roomTypesInput()))
  if (price !== undefined) rates.room_types[0]!.price = { ...rates.room_types[0]!.price, amount: String(price) }
  await venues.putRates(systemActor, id, rates)
  await venues.setRating(systemActor, id, rating, 100)
  await venues.publish(systemActor, id)
  ids[key] = id
}
async function publishInn(key: string, over: object, rating: number): Promise<void> {
  const { venues } = app.doors
  const { id } = await venues.createVenue(systemActor, vendor, restaurantInput(over))
  await venues.putTables(systemActor, id, tablesInput())
  await venues.putServices(systemActor, id, { services: [dinner()] })
  await venues.setRating(systemActor, id, rating, 100)
  await venues.publish(systemActor, id)
  ids[key] = id
}
async function ask(query: string) { const answer = await app.server.inject({ url: `/v1/search?${query}` }); return { status: answer.statusCode, body: answer.json() } }
async function found(query: string) { const { status, body } = await ask(query); expect(body, JSON.stringify(body)).toBeTruthy(); expect(status, JSON.stringify(body)).toBe(200); return body }
const names = async (query: string) => (await found(query)).items.map((item: any) => item.name)
async function take(venue: VenueId, roomType: string, arrival: string, departure: string, quantity: number): Promise<void> {
  const layout = await app.doors.venues.layoutOf(db, venue)
  const type = layout.roomTypes.find(({ name }) => name === roomType)!
  await db.transaction((tx) => app.doors.availability.claim(tx, { venue, holder: newId('rsv', app.clock.now().epochMilliseconds), holderKind: 'booking', channel: 'site', claims: [{ kind: 'stay', roomType: type.id, ...stay(arrival, departure), quantity }] }))
}

const march = 'arrival=2027-03-04&departure=2027-03-06'

describe('a search with dates', () => {
  test('answers what is free, the total first, cheapest when asked so', async () => {
    const { items, total_count: total, place } = await found(`place=lisbon&${march}&guests=2&sort=price`)
    expect([total, place.name]).toEqual([2, 'Lisbon'])
    // Non-refundable: 90 and 108 for two nights, and 16 of tax.
    expect(items.map((item: any) => [item.name, item.available, item.price.total.amount, item.room_type_name, item.units_left])).toEqual([['Casa do Rio', true, '21400', 'Double', 3], ['Bairro Álto', true, '41200', 'Double', 3]])
  })

  test('shows the very total that the offer and the quote have', async () => {
    const query = 'arrival=2027-07-02&departure=2027-07-09&guests=3&rooms=2'
    for (const item of (await found(query)).items) {
      const offers = (await app.server.inject({ url: `/v1/venues/${item.id}/offers?${query}` })).json()
      expect(offers.items[0].price).toEqual(item.price)
    }
  })

  test('leaves out what is sold, at once', async () => {
    const nights = 'arrival=2027-05-10&departure=2027-05-12'
    expect(await names(`place=Lisbon&${nights}`)).toHaveLength(2)
    await take(ids['rio']!, 'Double', '2027-05-11', '2027-05-12', 3)
    expect((await found(`place=Lisbon&${nights}&sort=name`)).items.map((item: any) => [item.name, item.room_type_name])).toEqual([['Bairro Álto', 'Double'], ['Casa do Rio', 'Suite']])
    await take(ids['rio']!, 'Suite', '2027-05-10', '2027-05-11', 1)
    expect(await names(`place=Lisbon&${nights}`)).toEqual(['Bairro Álto'])
  })

  test('leaves out what only the count of its rooms calls free: promised rooms are packed as on the page and for a hold', async () => {
    const nights = 'arrival=2027-06-10&departure=2027-06-12'
    await take(ids['rio']!, 'Suite', '2027-06-10', '2027-06-12', 1)
    const { roomTypes: [double] } = await app.doors.venues.layoutOf(db, ids['rio']!)
    const [one, two, three] = double!.rooms
    // Each night two doubles are taken, and no one room is free for both.
    const nailed = [[one!, 10], [two!, 10], [two!, 11], [three!, 11]] as const
    for (const [room, day] of nailed) {
      await db.transaction((tx) => app.doors.availability.setOutOfOrder(tx, { venue: ids['rio']!, room: room.id, from: plainDate(`2027-06-${day}`), to: plainDate(`2027-06-${day + 1}`), reason: 'leak' }))
    }
    expect((await app.doors.availability.freeNights(db, ids['rio']!, plainDate('2027-06-10'), plainDate('2027-06-12'))).get(double!.id)).toEqual([1, 1])
    const offers = (await app.server.inject({ url: `/v1/venues/${ids['rio']}/offers?${nights}&guests=2` })).json()
    expect([offers.items, offers.refused.map((type: any) => type.reasons[0].code)]).toEqual([[], ['sold_out', 'sold_out']])
    expect(await names(`place=Lisbon&${nights}`)).toEqual(['Bairro Álto'])
    expect(await names('place=Lisbon&arrival=2027-06-10&departure=2027-06-11&sort=name')).toEqual(['Bairro Álto', 'Casa do Rio'])
  })

  test('counts people by room, and prices of yen as yen', async () => {
    expect(await names(`${march}&guests=5`)).toEqual([])
    expect((await found(`place=Kyoto&${march}&guests=2`)).items[0].price.total).toEqual({ amount: '21400', currency: 'JPY', exponent: 0 })
    expect(await names(`place=Lisbon&${march}&price_max=30000`)).toEqual(['Casa do Rio'])
  })
})

describe('what is sold out', () => {
  test('comes with other dates, other types and neighbours that are free, each with its total', async () => {
    await take(ids['alto']!, 'Double', '2027-09-10', '2027-09-12', 3)
    const asked = { room_type: (await app.doors.venues.layoutOf(db, ids['alto']!)).roomTypes[0]!.id, arrival: '2027-09-10', departure: '2027-09-12', guests: 2 }
    const refused = (await app.server.inject({ method: 'POST', url: `/v1/venues/${ids['alto']}/quotes`, payload: asked })).json()
    expect([refused.status, refused.reasons[0].code, refused.reasons[0].nights]).toEqual([409, 'sold_out', ['2027-09-10', '2027-09-11']])
    const kinds = refused.alternatives.map((one: any) => one.kind)
    expect(new Set(kinds)).toEqual(new Set(['room_type', 'dates', 'venue']))
    const dates = refused.alternatives.find((one: any) => one.kind === 'dates')
    expect([['2027-09-08', '2027-09-12'].includes(dates.arrival), dates.total.currency]).toEqual([true, 'EUR'])
    expect(refused.alternatives.find((one: any) => one.kind === 'venue')).toMatchObject({ label: 'Casa do Rio', venue: ids['rio'], total: { amount: expect.any(String) } })
    for (const one of refused.alternatives.filter((other: any) => other.kind !== 'venue')) {
      const quoted = (await app.server.inject({ method: 'POST', url: `/v1/venues/${one.venue}/quotes`, payload: { room_type: one.room_type, arrival: one.arrival, departure: one.departure, guests: 2 } })).json()
      expect(quoted.price.total).toEqual(one.total)
    }
  })
})

describe('a search with a time', () => {
  test('answers restaurants with a table about then, and the times', async () => {
    const { items } = await found('place=Lisbon&at=2027-03-04T19:15&party=2&sort=name')
    expect(items.map((item: any) => [item.name, item.slots])).toEqual([['Água d’Ouro', ['2027-03-04T19:00', '2027-03-04T19:15', '2027-03-04T19:30', '2027-03-04T19:45', '2027-03-04T20:00']], ['Grelha', expect.any(Array)]])
    expect(items[0].price).toMatchObject({ total: { amount: '0' }, due_now: { amount: '2000' } })
    expect(await names('place=Lisbon&at=2027-03-04T15:00&party=2')).toEqual([])
    expect(await names('place=Lisbon&at=2027-03-04T19:15&party=9')).toEqual([])
  })
})

describe('a restaurant that has a table only by moving others', () => {
  test('is found as its own page shows it, and is not when they were promised their table', async () => {
    const venue = ids['grill']!
    const { services } = await app.doors.venues.layoutOf(db, venue)
    const book = async () => {
      const holder = newId('rsv', app.clock.now().epochMilliseconds)
      const [placed] = (await db.transaction((tx) => app.doors.availability.claim(tx, { venue, holder, holderKind: 'booking', channel: 'site', claims: [{ kind: 'sitting', service: services[0]!.id, at: Temporal.Instant.from('2027-04-08T18:30:00Z'), party: 2 }] }))).placed
      return { holder, tables: placed!.kind === 'sitting' ? placed!.tables : [] }
    }
    const [first, , third] = [await book(), await book(), await book()]
    const four = 'place=Lisbon&at=2027-04-08T19:30&party=4'
    const page = async () => (await app.server.inject({ url: `/v1/venues/${venue}/slots?date=2027-04-08&party=4` })).json().items.filter((slot: any) => slot.free).map((slot: any) => slot.at)
    expect([await names(four), await page()]).toEqual([['Água d’Ouro'], expect.not.arrayContaining(['2027-04-08T19:30'])])
    await db.transaction((tx) => app.doors.availability.release(tx, { venue, holder: first.holder }))
    const { items } = await found(`${four}&sort=name`)
    expect(items.map((item: any) => item.name)).toEqual(['Água d’Ouro', 'Grelha'])
    expect(await page()).toEqual(expect.arrayContaining(items[1].slots))
    expect(items[1].slots).toContain('2027-04-08T19:30')
    await db.transaction((tx) => app.doors.availability.seat(tx, { venue, holder: third.holder, pinned: true }))
    expect(await names(four)).toEqual(['Água d’Ouro'])
  })
})

describe('a search', () => {
  test('filters by kind, facilities (all), cuisines (any), and counts what the other filters leave', async () => {
    const body = await found('place=Lisbon&kind=hotel&facility=wifi,pool')
    expect(body.items.map((item: any) => item.name)).toEqual(['Bairro Álto'])
    expect(body.facets.kind).toEqual([{ value: 'hotel', count: 1 }])
    expect(body.facets.facility).toEqual([{ value: 'wifi', count: 2 }, { value: 'lift', count: 1 }, { value: 'pool', count: 1 }])
    expect(await names('cuisine=grill,seafood&sort=name')).toEqual(['Água d’Ouro', 'Grelha'])
    expect((await found('place=Lisbon')).facets.kind).toEqual([{ value: 'hotel', count: 2 }, { value: 'restaurant', count: 2 }])
  })

  test('finds what is near a point, with distances', async () => {
    const { items } = await found('near=38.715,-9.145&radius_km=1&sort=distance')
    expect(items.map((item: any) => [item.name, item.distance_m])).toEqual([['Bairro Álto', 0], ['Água d’Ouro', expect.any(Number)]])
  })

  test('sorts by rating, and goes on where the page ended', async () => {
    expect(await names('sort=rating')).toEqual(['Hana', 'Bairro Álto', 'Água d’Ouro', 'Casa do Rio', 'Grelha'])
    for (const sort of ['best', 'price', 'rating', 'name']) {
      const whole = await names(`sort=${sort}`)
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await found(`sort=${sort}&limit=2${cursor}`)
        seen.push(...page.items.map((item: any) => item.name))
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
      } while (cursor !== '')
      expect(seen, sort).toEqual(whole)
    }
  })

  test('finds a venue as soon as it is published, and not after it was taken off', async () => {
    await publishHotel('new', { name: 'Quinta Nova', city: 'Porto' }, 8)
    await expect.poll(() => ask('place=Porto').then(({ status }) => status), { timeout: 10_000, interval: 20 }).toBe(200)
    expect(await names('place=Porto')).toEqual(['Quinta Nova'])
    await app.doors.venues.unpublish(systemActor, ids['new']!)
    await expect.poll(() => ask('place=Porto').then(({ status }) => status), { timeout: 10_000, interval: 20 }).toBe(400)
  })

  test('is refused with the field that is wrong', async () => {
    const wrong = async (query: string) => { const { status, body } = await ask(query); return [status, body.errors?.[0]?.pointer] }
    expect(await wrong('place=Atlantis')).toEqual([400, '/place'])
    expect(await wrong('arrival=2027-03-07&departure=2027-03-04')).toEqual([400, '/departure'])
    expect(await wrong('arrival=2027-03-07')).toEqual([400, '/departure'])
    expect(await wrong('arrival=2027-02-01&departure=2027-02-04')).toEqual([400, '/arrival'])
    expect(await wrong('arrival=2032-02-01&departure=2032-02-04')).toEqual([400, '/departure'])
    expect(await wrong('at=2027-02-01T20:00')).toEqual([400, '/at'])
    expect(await wrong(`${march}&guests=0`)).toEqual([400, '/guests'])
    expect(await wrong(`${march}&guests=500`)).toEqual([400, '/guests'])
    expect(await wrong(`${march}&guests=1&rooms=2`)).toEqual([400, '/rooms'])
    expect(await wrong('near=95,0')).toEqual([400, '/near'])
    expect(await wrong('colour=blue')).toEqual([400, '/colour'])
    expect(await wrong('cursor=abc')).toEqual([400, '/cursor'])
    const { next_cursor: cursor } = await found('limit=1')
    expect(await wrong(`limit=1&sort=name&cursor=${cursor}`)).toEqual([400, '/cursor'])
  })
})

describe('another process on the same database', () => {
  test('finds what was published here, and has its new prices', async () => {
    const other = await app.another()
    await other.startWorkers()
    const there = async (query: string) => (await other.doors.search.search(endpoints.search.query.parse(Object.fromEntries(new URLSearchParams(query)))).catch(() => undefined))?.items[0]
    await publishHotel('far', { name: 'Far Away', city: 'Faro' }, 8)
    await expect.poll(async () => (await there(`place=Faro&${march}`))?.price?.total.amount, { timeout: 10_000, interval: 20 }).toBe('21400')
    const rates = ratesInput(await app.doors.venues.layoutOf(db, ids['far']!))
    rates.room_types[0]!.price = { ...rates.room_types[0]!.price, amount: '5000' }
    await app.doors.venues.putRates(systemActor, ids['far']!, rates)
    await expect.poll(async () => (await there(`place=Faro&${march}`))?.price?.total.amount, { timeout: 10_000, interval: 20 }).toBe('11500')
    await app.doors.venues.unpublish(systemActor, ids['far']!)
  })
})

describe('places', () => {
  test('are suggested by their beginning, cities first', async () => {
    await expect.poll(() => ask('place=Faro').then(({ status }) => status), { timeout: 10_000, interval: 20 }).toBe(400)
    const suggest = async (q: string) => (await app.server.inject({ url: `/v1/places?q=${encodeURIComponent(q)}` })).json().items.map((item: any) => [item.kind, item.name, item.place])
    expect(await suggest('')).toEqual([['city', 'Lisbon', 'Lisbon'], ['city', 'Kyoto', 'Kyoto']])
    expect(await suggest('alf')).toEqual([['district', 'Alfama', 'Alfama, Lisbon']])
    expect(await suggest('agua')).toEqual([['venue', 'Água d’Ouro', 'Água d’Ouro, Lisbon']])
    expect((await found(`place=${encodeURIComponent('Água d’Ouro, Lisbon')}`)).items).toHaveLength(1)
  })
})
