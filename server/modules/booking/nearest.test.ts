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
