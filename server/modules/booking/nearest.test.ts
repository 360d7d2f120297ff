import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeEach(async () => { world = await openWorld() }, 60_000)
afterEach(async () => { await world.close() })

const stay = { arrival: '2027-03-10', departure: '2027-03-12', guests: 2, rooms: 1 }

test('who loses the last room hears why and what is nearest: other dates, another type', async () => {
  const [one, two] = [world.visitor(), world.visitor()]
  const quotes = [await one.quote({ room_type: world.suite, ...stay }), await two.quote({ room_type: world.suite, ...stay })]
  const answers = await Promise.all([one.hold([quotes[0]!]), two.hold([quotes[1]!])])
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409])
  const refused = answers.find((answer) => answer.status === 409)!.body
  expect(refused.reasons[0]).toMatchObject({ code: 'sold_out' })
  expect(refused.alternatives.map((alternative: { kind: string }) => alternative.kind)).toEqual(expect.arrayContaining(['dates', 'room_type']))
})

test('the same at the desk', async () => {
  const asked = { channel: 'phone', guest: { name: 'Ana Duarte' }, stay: { room_type: world.suite, ...stay } }
  expect((await world.desk.call('POST', `/v1/venues/${world.hotel.id}/bookings`, asked)).status).toBe(201)
  const refused = await world.desk.call('POST', `/v1/venues/${world.hotel.id}/bookings`, asked)
  expect(refused.status).toBe(409)
  expect(refused.body.alternatives.length).toBeGreaterThan(0)
})

test('who is refused a table hears of the nearest time that others can make room for, and gets it', async () => {
  const sitting = (time: string, party: number) => ({ at: `2027-03-05T${time}`, party })
  const visitor = world.visitor()
  const hold = async (time: string, party: number) => visitor.hold([await visitor.quote(sitting(time, party), world.inn.id)])
  const big = world.inn.areas[0]!.tables.find(({ seatsMax }) => seatsMax === 4)!
  // The big table is promised until nine, the two small ones are taken together; then one pair sits at the big one and a small one is free.
  const staffed = await world.desk.call('POST', `/v1/venues/${world.inn.id}/bookings`, { channel: 'phone', guest: { name: 'Ana Duarte' }, sitting: { ...sitting('19:00', 4), table: big.id } })
  expect(staffed.status, JSON.stringify(staffed.body)).toBe(201)
  expect((await hold('19:00', 4)).status).toBe(201)
  const pairs = [await hold('21:00', 2), await hold('21:00', 2), await hold('21:00', 2)]
  expect(pairs.map(({ status }) => status)).toEqual([201, 201, 201])
  await visitor.call('POST', `/v1/bookings/${pairs[0]!.body.bookings[0].id}/release`)

  const refused = await visitor.call('POST', `/v1/venues/${world.inn.id}/quotes`, sitting('20:30', 4))
  expect([refused.status, refused.body.reasons[0].code]).toEqual([409, 'sold_out'])
  expect(refused.body.alternatives.slice(0, 2)).toMatchObject([{ kind: 'slot', at: '2027-03-05T21:00' }, { kind: 'slot', at: '2027-03-05T21:15' }])
  expect((await hold('21:00', 4)).status).toBe(201)
})
