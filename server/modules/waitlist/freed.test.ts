import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { plainDate } from '#platform/time'
import { roomTypesInput } from '../../testing/example-venues.ts'
import { sql } from '#platform/sql'
import { openLineWorld, type LineWorld } from './testing/line.ts'

let at: LineWorld
beforeAll(async () => { at = await openLineWorld() })
afterAll(() => at.world.close())

const post = async (url: string, body: object = {}) => {
  const answer = await at.world.desk.call('POST', url, body)
  if (answer.status >= 300) throw new Error(`${url}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const inHotel = (rest: string) => `/v1/venues/${at.world.hotel.id}${rest}`
/** Nobody has looked through the line for the minute of the slow round: only what was heard brings them here. */
const heardAtOnce = async (nights: [string, string], free: () => Promise<unknown>, name: string) => {
  const waits = await at.join(name, { stay: at.stay(...nights) })
  await at.catchUp()
  expect(await at.states([waits])).toEqual(['waiting'])
  await free()
  await at.catchUp()
  expect(await at.states([waits])).toEqual(['offered'])
}

describe('who waits hears at once, without the slow round, of', () => {
  test('a group that gives its rooms back, and one that is cancelled', async () => {
    const rooms = (arrival: string, departure: string) => ({ name: 'Choir', rooms: [{ room_type: at.world.suite, arrival, departure, rooms: 1 }] })
    const released = await post(inHotel('/blocks'), rooms('2027-04-01', '2027-04-03'))
    await heardAtOnce(['2027-04-01', '2027-04-03'], () => post(inHotel(`/blocks/${released.id}/release`)), 'choir')
    const cancelled = await post(inHotel('/blocks'), { ...rooms('2027-04-05', '2027-04-06'), kind: 'allotment', partner: 'app' })
    await heardAtOnce(['2027-04-05', '2027-04-06'], () => at.world.app.server.inject({ method: 'PATCH', url: inHotel(`/blocks/${cancelled.id}`), headers: { cookie: at.world.desk.cookie }, payload: { status: 'cancelled' } }), 'partner')
  })

  test('a group whose cut-off day is over', async () => {
    await post(inHotel('/blocks'), { name: 'Wedding', cut_off: '2027-03-01', rooms: [{ room_type: at.world.suite, arrival: '2027-04-10', departure: '2027-04-11', rooms: 1 }] })
    const waits = await at.join('wedding', { stay: at.stay('2027-04-10', '2027-04-11') })
    await at.catchUp()
    at.world.app.clock.set(Temporal.Instant.from('2027-03-02T04:30:00Z'))
    await at.catchUp()
    expect(await at.states([waits])).toEqual(['waiting'])
    await at.world.app.doors.groups.releaseDue()
    await at.catchUp()
    expect(await at.states([waits])).toEqual(['offered'])
    at.world.app.clock.set(Temporal.Instant.from('2027-03-02T10:00:00Z'))
  })

  test('a lease that comes back', async () => {
    const lease = await post(inHotel('/leases'), { desk: 'Pool bar', rooms: [at.world.hotel.roomTypes[1]!.rooms[0]!.id], from: '2027-04-15', to: '2027-04-16', until: '2027-04-15T20:00:00Z' })
    await heardAtOnce(['2027-04-15', '2027-04-16'], () => post(inHotel(`/leases/${lease.id}/return`)), 'leased')
  })

  test('a room that is in order again', async () => {
    const { availability } = at.world.app.doors
    const venue = at.world.hotel.id
    const id = await at.world.db.transaction((tx) => availability.setOutOfOrder(tx, { venue, room: at.world.hotel.roomTypes[1]!.rooms[0]!.id, from: plainDate('2027-04-20'), to: plainDate('2027-04-22'), reason: 'A burst pipe' }))
    await heardAtOnce(['2027-04-20', '2027-04-21'], () => at.world.db.transaction((tx) => availability.endOutOfOrder(tx, { venue, id })), 'plumber')
    // Why it was out of order is somebody's own words: it stays with the claim.
    const told = await at.world.db.rows<{ type: string; facts: object }>(sql`select type, facts from events.log where type like 'room.%' order by position`)
    expect(told).toEqual(['room.out_of_order', 'room.back_in_order'].map((type) => ({ type, facts: { from: '2027-04-20', to: '2027-04-22' } })))
  })

  test('a closure that is taken back', async () => {
    const { venues } = at.world.app.doors
    await at.book(at.stay('2027-04-25', '2027-04-26'))
    const waits = await at.join('closed', { stay: at.stay('2027-04-25', '2027-04-26') })
    const { id } = await venues.addClosure(systemActor, at.world.hotel.id, { from: plainDate('2027-04-25'), to: plainDate('2027-04-26'), reason: 'Works' })
    const [booked] = await at.world.db.rows<{ id: string }>(sql`select id from booking.booking where status = 'confirmed' and starts_on = '2027-04-25'`)
    await at.world.desk.call('POST', `/v1/bookings/${booked!.id}/cancel`, {})
    await at.catchUp()
    expect(await at.states([waits])).toEqual(['waiting'])
    await venues.removeClosure(systemActor, at.world.hotel.id, id)
    await at.catchUp()
    expect(await at.states([waits])).toEqual(['offered'])
  })

  test('a room that is added to the house', async () => {
    await at.book(at.stay('2027-05-01', '2027-05-02'))
    const { venues } = at.world.app.doors
    const [double, suite] = roomTypesInput().room_types
    const known = at.world.hotel.roomTypes
    await heardAtOnce(['2027-05-01', '2027-05-02'], () => venues.putRoomTypes(systemActor, at.world.hotel.id, { room_types: [
      { ...double!, id: known[0]!.id, rooms: double!.rooms.map((room, i) => ({ ...room, id: known[0]!.rooms[i]!.id })) },
      { ...suite!, id: known[1]!.id, rooms: [{ ...suite!.rooms[0]!, id: known[1]!.rooms[0]!.id }, { number: '202', floor: '2', features: [] }] }] } as never), 'builder')
  })
})

describe('who is erased', () => {
  test('is out of every line; what was held for them goes to the next, and no letter leaves', async () => {
    const [soon, later] = [at.stay('2027-06-10', '2027-06-11', { rooms: 2 }), at.stay('2027-06-12', '2027-06-13', { rooms: 2 })]
    const suites = await at.book(soon)
    await at.book(later)
    const offered = await at.join('gone', { stay: soon })
    const waiting = await at.join('gone', { stay: later })
    const next = await at.join('next', { stay: soon })
    await at.cancel(suites)
    await at.catchUp()
    expect(await at.states([offered, waiting, next])).toEqual(['offered', 'waiting', 'waiting'])
    const { guest, booking } = await at.world.db.one<{ guest: string; booking: string }>(sql`select guest_id as guest, booking_id as booking from waitlist.entry where id = ${offered.id}`)

    await at.world.db.transaction((tx) => at.world.app.doors.guests.eraseEveryTrace(tx, guest as never))
    await at.world.db.transaction((tx) => at.world.app.doors.guests.eraseEveryTrace(tx, guest as never))
    await at.catchUp()
    await at.catchUp()
    expect(await at.states([offered, waiting, next])).toEqual(['removed', 'removed', 'offered'])
    expect(await at.look(waiting)).toMatchObject({ end_reason: 'erased', ahead: null, offer: null })
    expect((await at.world.db.one<{ status: string }>(sql`select status from booking.booking where id = ${booking}`)).status).toBe('cancelled')
    expect(await at.world.db.one(sql`select count(*)::int as kept from waitlist.entry where guest_id = ${guest} and (person_key is not null or wish_key is not null)`)).toEqual({ kept: 0 })
    // One event, with nothing but an id that is nobody's.
    expect(await at.world.db.rows(sql`select venue, subject, actor, facts from events.log where type = 'guest.erased'`)).toEqual([{ venue: null, subject: guest, actor: 'system', facts: {} }])
  })
})
