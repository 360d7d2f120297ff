import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorld, signUp, type World } from '../booking/testing/world.ts'

let world: World
beforeEach(async () => { world = await openWorld() }, 60_000)
afterEach(async () => { await world.close() })

const walkIn = (body: object) => world.desk.call('POST', `/v1/venues/${world.hotel.id}/bookings`, { channel: 'walk_in', guest: { name: 'Ana Duarte' }, ...body })
const board = async (venue = world.hotel.id, date?: string) => (await world.desk.call('GET', `/v1/venues/${venue}/board${date === undefined ? '' : `?date=${date}`}`)).body
const names = (lines: { guest_name: string }[]) => lines.map((line) => line.guest_name)
const move = (line: { reservation: string }, to: string, more: object = {}) => world.desk.call('POST', `/v1/venues/${world.hotel.id}/reservations/${line.reservation}/moves`, { to, ...more })

test('a walk-in is in house at once, a caller arrives on the day, and the counts follow', async () => {
  expect((await board()).counts).toMatchObject({ arrivals: 0, in_house: 0, free_tonight: 4 })
  expect((await walkIn({ stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-02', guests: 2 } })).status).toBe(201)
  expect((await walkIn({ channel: 'phone', guest: { name: 'Ben Osei', phone: '+233 20 000 0000' }, note: 'Late', stay: { room_type: world.suite, arrival: '2027-03-01', departure: '2027-03-03', guests: 2 } })).status).toBe(201)
  const today = await board()
  expect(names(today.arrivals)).toEqual(['Ben Osei', 'Ana Duarte']) // who is still to come stands first
  expect(names(today.in_house)).toEqual(['Ana Duarte'])
  expect(today.in_house[0].room).toMatch(/^10\d$/)
  expect(today.arrivals[0]).toMatchObject({ status: 'confirmed', note: 'Late', nights: 2, room_type_name: 'Suite' })
  expect(today.counts).toMatchObject({ arrivals: 2, arrived: 1, in_house: 1, free_tonight: 2, departures: 0 })
  expect((await move(today.arrivals[0], 'arrived')).status).toBe(200)
  expect((await board()).counts).toMatchObject({ arrived: 2, in_house: 2 })
  const tomorrow = await board(world.hotel.id, '2027-03-02')
  expect(names(tomorrow.departures)).toEqual(['Ana Duarte'])
  expect(names(tomorrow.in_house)).toEqual(['Ben Osei'])
})

test('who should have left and is still there stands under today’s departures', async () => {
  await walkIn({ stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-02', guests: 1 } })
  world.app.clock.advance({ hours: 48 })
  const today = await board()
  expect(names(today.departures)).toEqual(['Ana Duarte'])
  expect((await move(today.departures[0], 'completed')).status).toBe(200)
  expect((await board()).departures).toEqual([])
})

test('a room that somebody is in is not offered; the reserved type comes first', async () => {
  await walkIn({ stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-02', guests: 2 } })
  await walkIn({ channel: 'phone', guest: { name: 'Ben Osei' }, stay: { room_type: world.suite, arrival: '2027-03-01', departure: '2027-03-02', guests: 2 } })
  const today = await board()
  const taken = today.in_house[0].room
  const free = (await world.desk.call('GET', `/v1/venues/${world.hotel.id}/free-units?reservation=${today.arrivals[0].reservation}`)).body
  expect(free.rooms.map((room: { number: string }) => room.number)).toEqual(['201', ...['101', '102', '103'].filter((number) => number !== taken)])
  const chosen = free.rooms.at(-1)
  await move(today.arrivals[0], 'arrived', { room: chosen.id })
  expect((await board()).arrivals.find((line: { guest_name: string }) => line.guest_name === 'Ben Osei').room).toBe(chosen.number)
})

test('a party sits, and its table is free again when it has finished', async () => {
  world.app.clock.set('2027-03-01T19:30:00Z')
  const inn = world.inn.id
  const seated = await world.desk.call('POST', `/v1/venues/${inn}/bookings`, { channel: 'walk_in', guest: { name: 'Ana Duarte' }, sitting: { at: '2027-03-01T19:30', party: 2 } })
  expect(seated.body).toMatchObject({ status: 'arrived' })
  const during = await board(inn)
  expect(during.service[0]).toMatchObject({ status: 'arrived', at: '2027-03-01T19:30', guests: 2 })
  expect(during.counts).toMatchObject({ covers: 2, covers_seated: 2, free_tonight: 2 })
  const free = (await world.desk.call('GET', `/v1/venues/${inn}/free-units?at=2027-03-01T19:30&party=2`)).body
  expect(free.tables.length).toBe(2)
  expect(during.service[0].tables).not.toContain(free.tables[0].name)
  world.app.clock.advance({ minutes: 45 })
  await world.desk.call('POST', `/v1/venues/${inn}/reservations/${during.service[0].reservation}/moves`, { to: 'completed' })
  expect((await board(inn)).counts).toMatchObject({ covers_seated: 0, free_tonight: 3 })
})

test('nobody but the venue’s staff sees the board, and housekeeping sees it without names', async () => {
  await walkIn({ note: 'Allergic to feathers', stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-02', guests: 2 } })
  const stranger = world.visitor()
  expect((await stranger.call('GET', `/v1/venues/${world.hotel.id}/board`)).status).toBe(401)
  const account = await signUp(stranger, 'zoe@example.org')
  for (const path of ['board', 'live', 'free-units', 'bookings']) expect((await stranger.call('GET', `/v1/venues/${world.hotel.id}/${path}`)).status).toBe(404)
  await world.db.transaction((tx) => world.app.doors.identity.grantRole(tx, account, { vendor: world.vendor, venue: world.hotel.id, role: 'housekeeping' }))
  const seen = (await stranger.call('GET', `/v1/venues/${world.hotel.id}/board`)).body
  expect(seen.in_house[0].room).toMatch(/^10\d$/)
  expect(JSON.stringify(seen)).not.toMatch(/Ana|feathers/)
  expect((await stranger.call('GET', `/v1/venues/${world.inn.id}/board`)).status).toBe(404)
})
