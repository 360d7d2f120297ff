import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { eur } from '#server/testing/example-venues'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ now: '2027-03-01T16:00:00Z' })
  await world.app.doors.venues.updateVenue(systemActor, world.hotel.id, { day_use: { from: '08:00', to: '20:00', percent: 50, holds_night: true } })
})
afterAll(() => world.close())

const book = (body: object, venue = world.hotel.id) => world.desk.call('POST', `/v1/venues/${venue}/bookings`, { channel: 'phone', guest: { name: 'Bruno Sá' }, ...body })
const stay = (arrival: string, departure: string, more: object = {}) => book({ stay: { room_type: world.double, arrival, departure, guests: 1, ...more } })
const table = (at: string, party: number, more: object = {}) => book({ sitting: { at, party, ...more } }, world.inn.id)
const assign = (reservation: string, body: object, venue = world.hotel.id) => world.desk.call('POST', `/v1/venues/${venue}/reservations/${reservation}/assign`, body)
const move = (reservation: string, body: object, venue = world.hotel.id) => world.desk.call('POST', `/v1/venues/${venue}/reservations/${reservation}/moves`, body)
const room = (i: number, type = 0) => world.hotel.roomTypes[type]!.rooms[i]!
const reservationOf = (answer: { body: any }) => answer.body.reservations[0]

describe('staff at the desk', () => {
  test('promise a stay its room, swap it with another, let it go, and move a guest who is in the house, also to another type', async () => {
    const [one, two] = [reservationOf(await stay('2027-03-10', '2027-03-12')).id, reservationOf(await stay('2027-03-10', '2027-03-12')).id]
    expect((await assign(one, { room: room(2).id })).body.reservations[0].room.number).toBe('103')
    expect((await assign(two, { room: room(2).id })).body).toMatchObject({ code: 'not-available', reasons: [{ nights: ['2027-03-10', '2027-03-11'] }] })
    await assign(two, { room: room(0).id })
    expect((await assign(one, { swap_with: two })).body.reservations[0].room.number).toBe('101')
    expect((await assign(two, { release: true })).body.reservations[0].room).toBeNull()
    expect((await assign(one, { tables: ['tb_000000000000000000000000'] })).status).toBe(400)
    const here = reservationOf(await book({ channel: 'walk_in', stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-04', guests: 1 } }))
    const moved = await assign(here.id, { room: room(0, 1).id })
    expect(moved.body.reservations[0]).toMatchObject({ status: 'arrived', room: { number: '201' } })
    expect((await assign(here.id, { release: true })).body.code).toBe('wrong-state')
    expect(await world.events(here.id)).toEqual(['reservation.arrived', 'reservation.assigned'])
  })

  test('give a party another table: who was promised none makes room, and the desk is told', async () => {
    const tables = world.inn.areas[0]!.tables
    const one = reservationOf(await table('2027-03-12T19:00', 2))
    const other = tables.find(({ name, seatsMax }) => seatsMax === 2 && name !== one.tables[0].name)!
    const two = reservationOf(await table('2027-03-12T19:00', 2))
    expect((await assign(one.id, { tables: [other.id] }, world.inn.id)).body.reservations[0].tables).toEqual([{ id: other.id, name: other.name }])
    expect(await world.events(two.id)).toEqual(['reservation.assigned'])
    const three = await table('2027-03-12T19:00', 4)
    expect(three.body.reservations[0].tables.map(({ name }: any) => name)).toEqual(['3'])
    expect((await assign(two.id, { swap_with: one.id }, world.inn.id)).body.reservations[0].tables[0].name).toBe(other.name)
    expect((await assign(one.id, { pinned: false }, world.inn.id)).status).toBe(200)
  })

  test('seat a party that comes early: its turn begins then, and taking it back gives its own time again', async () => {
    world.app.clock.set('2027-03-13T19:10:00Z')
    const made = await table('2027-03-13T20:00', 2)
    const seated = await move(reservationOf(made).id, { to: 'arrived' }, world.inn.id)
    expect(reservationOf(seated).at).toBe('2027-03-13T19:10')
    expect(reservationOf(await move(reservationOf(made).id, { to: 'confirmed', reason: 'mistake' }, world.inn.id)).at).toBe('2027-03-13T20:00')
  })

  test('add notes, which the guest does not see', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote({ at: '2027-03-20T20:00', party: 2 }, world.inn.id)], { note: 'A quiet table' })
    const [booking] = made.body.bookings
    const url = `/v1/venues/${world.inn.id}/bookings/${booking.id}/notes`
    await world.desk.call('POST', url, { text: 'Regular guest' })
    expect((await world.desk.call('POST', url, { text: 'Likes table 3' })).body.note.split('\n').toSorted()).toEqual(['A quiet table', 'Likes table 3', 'Regular guest'])
    expect((await visitor.call('GET', `/v1/bookings/${booking.id}`)).body.note).toBe('A quiet table')
    expect((await world.visitor().call('POST', url, { text: 'Mine' })).status).toBe(401)
  })
})

describe('a room for the day', () => {
  test('is quoted, held and paid by a guest at its share of the night, without the tax of a night, and its night is free again when the guest has gone', async () => {
    const visitor = world.visitor()
    const day = { room_type: world.double, arrival: '2027-04-06', departure: '2027-04-06', guests: 2, day_use: { from: '11:00', to: '16:00' } }
    const free = async () => (await visitor.call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=2027-04-06&departure=2027-04-07&guests=2`)).body.items.find((offer: any) => offer.room_type === world.double).units_left
    const { body: quote } = await visitor.call('POST', `/v1/venues/${world.hotel.id}/quotes`, day)
    expect(quote).toMatchObject({ stay: { nights: 0, day_use: { from: '11:00', to: '16:00' } }, price: { total: { amount: '4500' }, lines: [{ kind: 'night', label: '11:00–16:00' }] } })
    const made = await visitor.hold([quote.id])
    if (made.body.payment !== null) await world.pay(made.body.payment.url)
    expect(await free()).toBe(2)
    world.app.clock.set('2027-04-06T11:00:00Z')
    const reservation = made.body.bookings[0].reservations[0].id
    const arrived = await move(reservation, { to: 'arrived' })
    expect(arrived.body).toMatchObject({ status: 'arrived', reservations: [{ room: { number: expect.any(String) } }] })
    expect((await move(reservation, { to: 'completed' })).body.status).toBe('completed')
    expect(await free()).toBe(3)
    expect((await move(reservation, { to: 'arrived', reason: 'mistake' })).body.status).toBe('arrived')
    expect(await free()).toBe(2)
  })

  test('is refused with its reason and what is nearest: another type for these hours, other days', async () => {
    const hours = { day_use: { from: '10:00', to: '14:00' } }
    for (let i = 0; i < 3; i += 1) expect((await stay('2027-04-20', '2027-04-20', hours)).status).toBe(201)
    const refused = await world.visitor().call('POST', `/v1/venues/${world.hotel.id}/quotes`, { room_type: world.double, arrival: '2027-04-20', departure: '2027-04-20', guests: 1, ...hours })
    expect(refused.body).toMatchObject({ code: 'not-available', reasons: [{ code: 'sold_out' }] })
    expect(refused.body.alternatives.map((one: any) => one.kind)).toEqual(['room_type', 'dates', 'dates', 'dates'])
    expect((await stay('2027-04-20', '2027-04-20', { day_use: { from: '14:00', to: '18:00' } })).status, 'other hours share a room').toBe(201)
    expect((await stay('2027-04-20', '2027-04-20', { day_use: { from: '05:00', to: '09:00' } })).body.reasons).toMatchObject([{ code: 'outside_service' }])
    expect((await stay('2027-04-20', '2027-04-21', { day_use: { from: '14:00', to: '18:00' } })).status).toBe(400)
  })

  test('is moved to another day in one step, and becomes a stay when a night is added', async () => {
    const made = await stay('2027-05-03', '2027-05-03', { day_use: { from: '11:00', to: '16:00' } })
    const amend = (body: object) => world.desk.call('POST', `/v1/bookings/${made.body.id}/amend`, body)
    expect((await amend({ arrival: '2027-05-04' })).body.stay).toMatchObject({ arrival: '2027-05-04', departure: '2027-05-04', day_use: { from: '11:00' } })
    expect((await amend({ departure: '2027-05-06' })).body.stay).toMatchObject({ nights: 2, day_use: null })
  })
})

describe('a split stay', () => {
  test('is offered with the fewest moves when no one type has all nights, and is held by a guest, or booked at the desk, as one', async () => {
    for (let i = 0; i < 3; i += 1) await stay('2027-06-10', '2027-06-12')
    await book({ stay: { room_type: world.suite, arrival: '2027-06-08', departure: '2027-06-10', guests: 1 } })
    const visitor = world.visitor()
    const wish = { arrival: '2027-06-08', departure: '2027-06-12', guests: 2 }
    const { body: offers } = await visitor.call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=${wish.arrival}&departure=${wish.departure}&guests=2`)
    const split = offers.alternatives.find((one: any) => one.kind === 'split')
    expect(split.parts).toMatchObject([{ room_type: world.double, arrival: '2027-06-08', departure: '2027-06-10' }, { room_type: world.suite, arrival: '2027-06-10', departure: '2027-06-12' }])
    const quotes = await Promise.all(split.parts.map(({ room_type, arrival, departure }: any) => visitor.quote({ room_type, arrival, departure, guests: 2 })))
    const held = await visitor.hold(quotes)
    expect(held.body.bookings.map(({ status, stay: its }: any) => [status, its.arrival])).toEqual([['held', '2027-06-08'], ['held', '2027-06-10']])
    const stays = split.parts.map(({ room_type, arrival, departure }: any) => ({ room_type, arrival, departure, guests: 2 }))
    const refused = await book({ stays })
    expect(refused.body.code, 'all or nothing').toBe('not-available')
    for (const { id } of held.body.bookings) await visitor.call('POST', `/v1/bookings/${id}/release`)
    expect((await book({ stays })).body).toMatchObject({ status: 'confirmed', stay: { arrival: '2027-06-08', departure: '2027-06-10' } })
  })
})

describe('a change that is refused', () => {
  test('leaves the booking as it was, and says why and what is nearest', async () => {
    for (let i = 0; i < 3; i += 1) await stay('2027-07-10', '2027-07-12')
    const mine = await stay('2027-07-01', '2027-07-03')
    const refused = await world.desk.call('POST', `/v1/bookings/${mine.body.id}/amend`, { arrival: '2027-07-10', departure: '2027-07-12' })
    expect(refused.body).toMatchObject({ code: 'not-available', reasons: [{ code: 'sold_out' }] })
    expect(refused.body.alternatives.map((one: any) => one.kind)).toEqual(expect.arrayContaining(['room_type', 'dates']))
    expect((await world.desk.call('GET', `/v1/bookings/${mine.body.id}`)).body.stay.arrival).toBe('2027-07-01')
  })
})

describe('kinds of table', () => {
  test('are set up with their rank and surcharge, asked for by guests, and kept in the booking', async () => {
    const { venues } = world.app.doors
    const areas = world.inn.areas.map((area) => ({ id: area.id, name: area.name, tables: [
      ...area.tables.map((one) => ({ id: one.id, name: one.name, seats_min: one.seatsMin, seats_max: one.seatsMax, walk_in_only: one.walkInOnly, ...(one.name === '3' ? { class: 'window' as const } : {}) })),
      ...[1, 2, 3].map((seat) => ({ name: `B${seat}`, seats_min: 1, seats_max: 1, walk_in_only: false, class: 'bar' as const, counter: 'Bar' })),
    ] }))
    await venues.putTables(systemActor, world.inn.id, { areas, combinations: [{ tables: ['1', '2'], party_min: 3, party_max: 4 }], table_classes: [{ class: 'window', rank: 2, asked_only: false, surcharge_per_cover: eur(500) }, { class: 'bar', rank: 1, asked_only: true, surcharge_per_cover: null }] })
    const visitor = world.visitor()
    expect((await visitor.call('GET', `/v1/venues/${world.inn.id}`)).body.table_classes).toMatchObject([{ class: 'window', surcharge_per_cover: { amount: '500' } }, { class: 'bar', surcharge_per_cover: null }])
    const quoted = async (asked: object) => (await visitor.call('POST', `/v1/venues/${world.inn.id}/quotes`, { at: '2027-05-05T20:00', ...asked })).body
    expect(await quoted({ party: 2, table_class: 'window' })).toMatchObject({ sitting: { table_class: 'window' }, price: { total: { amount: '1000' }, due_now: { amount: '2000' }, lines: [{ kind: 'fee', quantity: 2 }] } })
    const seatsOf = async (asked: object) => (await table('2027-05-05T20:00', 2, asked)).body.reservations?.[0].tables.map(({ name }: any) => name)
    const bar = await seatsOf({ table_class: 'bar' })
    expect([['B1', 'B2'], ['B2', 'B3']]).toContainEqual(bar)
    expect(await seatsOf({ table_class: 'window' })).toEqual(['3'])
    const slots = await visitor.call('GET', `/v1/venues/${world.inn.id}/slots?date=2027-05-05&party=2&table_class=bar`)
    expect(slots.body.items.find((slot: any) => slot.at.endsWith('20:00'))).toMatchObject({ free: false, reasons: [{ code: 'sold_out' }] })
    expect((await table('2027-05-05T20:00', 3)).body.reservations[0].tables).toHaveLength(2)
  })
})
