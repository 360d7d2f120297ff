import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => { world = await openWorld({ now: '2027-03-01T16:00:00Z' }) }) // 16:00 in Lisbon, after check-in time
afterAll(() => world.close())

const book = (body: object, venue = world.hotel.id) => world.desk.call('POST', `/v1/venues/${venue}/bookings`, body)
const phone = (arrival: string, departure: string, more: object = {}) => book({ channel: 'phone', guest: { name: 'Bruno Sá' }, stay: { room_type: world.double, arrival, departure, guests: 1, ...more } })
const move = (reservation: string, body: object, venue = world.hotel.id) => world.desk.call('POST', `/v1/venues/${venue}/reservations/${reservation}/moves`, body)
const free = async (arrival: string, departure: string): Promise<number> => {
  const offers = await world.visitor().call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=${arrival}&departure=${departure}&guests=2`)
  return offers.body.items.find((offer: any) => offer.room_type === world.double)?.units_left ?? 0
}

describe('at the desk', () => {
  test('a walk-in has a room at once, and leaving early frees the nights at once', async () => {
    const made = await book({ channel: 'walk_in', guest: { name: 'Bruno Sá' }, note: 'Paid in cash', stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-04' } })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ status: 'arrived', channel: 'walk_in', guest: { name: 'Bruno Sá', email: null }, note: 'Paid in cash', reservations: [{ room: { number: expect.any(String) } }] })
    expect(await free('2027-03-02', '2027-03-04')).toBe(2)
    world.app.clock.set('2027-03-02T09:00:00Z')
    const left = await move(made.body.reservations[0].id, { to: 'completed' })
    expect(left.body).toMatchObject({ status: 'completed', reservations: [{ departure: '2027-03-02', room: made.body.reservations[0].room }] })
    expect(await free('2027-03-02', '2027-03-04')).toBe(3)
    expect(await world.events(made.body.reservations[0].id)).toEqual(['reservation.arrived', 'reservation.completed'])
  })

  test('a caller is confirmed without a payment, checked in on the day and not before, and each move can be undone', async () => {
    const made = await phone('2027-03-05', '2027-03-06')
    const [reservation] = made.body.reservations
    expect(made.body).toMatchObject({ status: 'confirmed', channel: 'phone' })
    for (const to of ['arrived', 'no_show']) expect((await move(reservation.id, { to })).body.code).toBe('too-early')
    expect((await move(reservation.id, { to: 'completed' })).body.code).toBe('wrong-state')
    world.app.clock.set('2027-03-05T15:00:00Z')
    const arrived = await move(reservation.id, { to: 'arrived', version: made.body.version, room: world.hotel.roomTypes[0]!.rooms[1]!.id })
    expect(arrived.body).toMatchObject({ status: 'arrived', reservations: [{ room: { number: '102' } }] })
    expect((await move(reservation.id, { to: 'completed', version: made.body.version })).body.code).toBe('version-conflict')
    expect((await move(reservation.id, { to: 'confirmed', reason: 'mistake' })).body).toMatchObject({ status: 'confirmed', reservations: [{ room: null }] })
    expect((await move(reservation.id, { to: 'no_show', reason: 'no_contact' })).body.status).toBe('no_show')
    expect(await free('2027-03-05', '2027-03-06')).toBe(3)
    expect((await move(reservation.id, { to: 'confirmed', reason: 'mistake' })).body.status).toBe('confirmed')
    expect(await free('2027-03-05', '2027-03-06')).toBe(2)
    const { body } = await world.desk.call('GET', `/v1/venues/${world.hotel.id}/bookings/${made.body.id}`)
    expect(body.history.map((line: any) => [line.type, line.reason])).toEqual([
      ['booking.confirmed', null], ['reservation.arrived', null], ['reservation.reopened', 'mistake'], ['reservation.no_show', 'no_contact'], ['reservation.reopened', 'mistake'],
    ])
    expect(body.history.every((line: any) => line.actor.startsWith('acc_'))).toBe(true)
  })

  test('a walk-in is for today only', async () => {
    const refused = await book({ channel: 'walk_in', guest: { name: 'Bruno Sá' }, stay: { room_type: world.double, arrival: '2027-03-20', departure: '2027-03-21' } })
    expect([refused.status, refused.body.errors]).toEqual([400, [{ pointer: '/stay/arrival', detail: 'is not today' }]])
  })

  test('a guest may be given a room of another type at arrival', async () => {
    const made = await phone('2027-03-05', '2027-03-07')
    const upgraded = await move(made.body.reservations[0].id, { to: 'arrived', room: world.hotel.roomTypes[1]!.rooms[0]!.id })
    expect(upgraded.body.reservations[0].room.number).toBe('201')
    const lines = await world.desk.call('GET', `/v1/venues/${world.hotel.id}/bookings?from=2027-03-05&to=2027-03-05&status=arrived`)
    expect(lines.body.items).toMatchObject([{ booking: made.body.id, room: '201', room_type_name: 'Suite', guest_name: 'Bruno Sá' }])
  })

  test('the house that cancels charges nothing, the guest who asked pays by the policy', async () => {
    const house = await phone('2027-03-06', '2027-03-07')
    expect((await move(house.body.reservations[0].id, { to: 'cancelled', reason: 'house' })).body.status).toBe('cancelled')
    const found = await world.desk.call('GET', `/v1/venues/${world.hotel.id}/bookings?q=${house.body.code}`)
    expect(found.body.items).toMatchObject([{ status: 'cancelled', code: house.body.code }])
    const byName = await world.desk.call('GET', `/v1/venues/${world.hotel.id}/bookings?q=bru`)
    expect(byName.body.items.length).toBeGreaterThan(1)
  })

  test('one of two rooms is cancelled at its own part of the price, and the other stays as it was sold', async () => {
    const visitor = world.visitor()
    const offers = await visitor.call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=2027-04-06&departure=2027-04-08&guests=3&rooms=2`)
    const flexible = offers.body.items.find((offer: any) => offer.rate_plan_name === 'Flexible' && offer.room_type === world.double).rate_plan
    const made = await visitor.hold([await visitor.quote({ room_type: world.double, rate_plan: flexible, arrival: '2027-04-06', departure: '2027-04-08', guests: 3, rooms: 2 })])
    await world.pay(made.body.payment.url)
    const [booking] = made.body.bookings
    const one = await move(booking.reservations[1].id, { to: 'cancelled', reason: 'guest_asked' })
    expect(one.body).toMatchObject({ status: 'confirmed', stay: { rooms: 1, guests: 2 }, reservations: [{ status: 'confirmed' }, { status: 'cancelled' }] })
    const [before, after] = [booking.price, one.body.price]
    expect(after.lines.reduce((sum: number, line: any) => sum + Number(line.amount.amount), 0)).toBe(Number(after.total.amount))
    expect(Number(after.total.amount)).toBeLessThan(Number(before.total.amount))
    await world.deliver()
    const { body } = await visitor.call('GET', `/v1/bookings/${booking.id}`)
    expect(Number(body.paid.amount) - Number(body.refunded.amount)).toBe(Number(after.due_now.amount))
    expect(await free('2027-04-06', '2027-04-08')).toBe(2)
    const rest = await visitor.call('POST', `/v1/bookings/${booking.id}/cancel`, {})
    expect(rest.body.status).toBe('cancelled')
    await world.deliver()
    const over = await visitor.call('GET', `/v1/bookings/${booking.id}`)
    expect(over.body.refunded).toEqual(over.body.paid)
  })

  test('a party is seated at the table that it was given, leaves, and the table is free again', async () => {
    world.app.clock.set('2027-03-05T19:30:00Z')
    const walkIn = await book({ channel: 'walk_in', guest: { name: 'Ana' }, sitting: { at: '2027-03-05T19:30', party: 2 } }, world.inn.id)
    expect(walkIn.body).toMatchObject({ status: 'arrived', sitting: { service_name: 'Dinner', business_date: '2027-03-05' }, reservations: [{ tables: [{ name: expect.any(String) }] }] })
    const left = await move(walkIn.body.reservations[0].id, { to: 'completed' }, world.inn.id)
    expect(left.body).toMatchObject({ status: 'completed', reservations: [{ tables: walkIn.body.reservations[0].tables }] })
    const pinned = await book({ channel: 'phone', guest: { name: 'Ana' }, sitting: { at: '2027-03-05T20:00', party: 2, table: world.inn.areas[0]!.tables[2]!.id } }, world.inn.id)
    expect(pinned.body.reservations[0].tables).toMatchObject([{ name: '3' }])
    const taken = await book({ channel: 'phone', guest: { name: 'Eva' }, sitting: { at: '2027-03-05T20:00', party: 2, table: world.inn.areas[0]!.tables[2]!.id } }, world.inn.id)
    expect([taken.status, taken.body.code]).toEqual([409, 'not-available'])
  })
})
