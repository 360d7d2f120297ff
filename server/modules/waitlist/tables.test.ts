import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signIn } from '../booking/testing/world.ts'
import { openLineWorld, type LineWorld } from './testing/line.ts'

// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire

// Thursday 4 March 2027, 12:00 in Lisbon. Three tables: two for 2 (which join for 3 and 4), one for 2 to 4; dinner from 19:00 to 22:00.
let at: LineWorld
beforeAll(async () => { at = await openLineWorld({ now: '2027-03-04T12:00:00Z' }) })
afterAll(() => at.world.close())

const sitting = (time: string, party = 2, more: object = {}) => ({ at: time, party, tolerance_minutes: 0, ...more })
const desk = (method: 'GET' | 'POST', path: string, body?: object) => at.world.desk.call(method, `/v1/venues/${at.world.inn.id}/waitlist${path}`, body)
const move = (entry: string, body: object) => desk('POST', `/${entry}/moves`, body)

describe('a full service', () => {
  let booked: Awaited<ReturnType<LineWorld['fillTables']>>
  let day = '2027-04-00'
  beforeEach(async () => {
    day = `2027-04-${String(Number(day.slice(8)) + 1).padStart(2, '0')}`
    booked = await at.fillTables(`${day}T20:00`)
  })

  test('offers a table that frees up to the first party that it seats, not to the first of all', async () => {
    const four = await at.join(`four${day}`, { sitting: sitting(`${day}T20:00`, 4) })
    const two = await at.join(`two${day}`, { sitting: sitting(`${day}T20:00`) })
    await at.cancel(booked[1]!) // a table for two
    await at.catchUp()
    expect(await at.states([four, two])).toEqual(['waiting', 'offered'])
    expect((await at.look(two)).offer).toMatchObject({ at: `${day}T20:00` })
    await at.cancel(booked[0]!) // the table for four
    await at.catchUp()
    expect(await at.states([four, two])).toEqual(['offered', 'offered'])
  })

  test('offers the nearest time within the tolerance, in the order of the line', async () => {
    // 19:00 + 90 minutes ends at 20:30: at 20:30 a table is free again after the one of 20:00 is cancelled.
    const exact = await at.join(`exact${day}`, { sitting: sitting(`${day}T20:00`) })
    const early = await at.join(`early${day}`, { sitting: sitting(`${day}T19:15`, 2, { tolerance_minutes: 30 }) })
    await at.cancel(booked[1]!)
    await at.catchUp()
    // Who was first has it at the time that both could have had: the other does not get it a quarter earlier.
    expect(await at.states([exact, early])).toEqual(['offered', 'waiting'])
    await exact.visitor.call('POST', `/v1/waitlist/${exact.id}/decline`)
    await at.catchUp()
    expect((await at.look(early)).offer).toMatchObject({ at: `${day}T19:15` })
  })

  test('refuses to put in line who could have a table near the wished time', async () => {
    const body = { guest: { name: 'Near', email: 'near@example.org' }, sitting: sitting(`${day}T20:00`, 2, { tolerance_minutes: 120 }) }
    const answer = await at.world.visitor().call('POST', `/v1/venues/${at.world.inn.id}/waitlist`, body)
    expect([answer.status, answer.body.code]).toEqual([409, 'still-free'])
    expect(answer.body.alternatives[0].at).toMatch(new RegExp(`^${day}T(21:30|22:00|21:45)`))
    const never = await at.world.visitor().call('POST', `/v1/venues/${at.world.inn.id}/waitlist`, { ...body, sitting: sitting(`${day}T03:00`) })
    expect([never.status, never.body.reasons[0].code]).toEqual([409, 'outside_service'])
  })

  test('has others make room where they are not promised their table', async () => {
    for (const one of booked) await at.cancel(one)
    const pairs = []
    for (let i = 0; i < 3; i += 1) pairs.push(await at.book({ at: `${day}T20:00`, party: 2 }, at.world.inn.id))
    const four = await at.join(`room${day}`, { sitting: sitting(`${day}T20:00`, 4) })
    await at.catchUp()
    expect(await at.states([four])).toEqual(['waiting'])
    await at.cancel(pairs[0]!) // a small table: a pair moves there from the large one
    await at.catchUp()
    expect(await at.states([four])).toEqual(['offered'])
  })

  test('asks for a deposit where the house does, and the money makes the booking', async () => {
    const payer = await at.join(`payer${day}`, { sitting: sitting(`${day}T20:00`) })
    await at.cancel(booked[2]!)
    await at.catchUp()
    const taken = await payer.visitor.call('POST', `/v1/waitlist/${payer.id}/accept`)
    expect([taken.status, taken.body.entry.state]).toEqual([200, 'offered'])
    await at.world.pay(taken.body.payment.url)
    await at.catchUp()
    expect((await at.look(payer)).state).toBe('accepted')
    expect((await payer.visitor.call('GET', `/v1/bookings/${taken.body.booking}`)).body).toMatchObject({ status: 'confirmed', sitting: { party: 2 } })
  })

  test('lets the desk offer out of turn, accept for a caller, and take off the line with a reason', async () => {
    const first = await at.join(`first${day}`, { sitting: sitting(`${day}T20:00`) })
    const caller = (await desk('POST', '/desk', { channel: 'phone', guest: { name: 'Calls', phone: '+351 910 222 333' }, sitting: sitting(`${day}T20:00`) })).body
    expect([caller.state, caller.ahead, caller.guest.name]).toEqual(['waiting', 1, 'Calls'])
    expect((await move(caller.id, { to: 'offered' })).body.code).toBe('not-available')
    await at.cancel(booked[1]!) // and the desk is faster than the round
    const offered = await move(caller.id, { to: 'offered', version: 1 })
    expect([offered.status, offered.body.state]).toEqual([200, 'offered'])
    expect((await move(caller.id, { to: 'removed', version: 1 })).body.code).toBe('version-conflict')
    await at.catchUp()
    expect(await at.states([first])).toEqual(['waiting'])
    // The deposit is taken at the desk: no payment, confirmed at once.
    expect((await move(caller.id, { to: 'accepted' })).body).toMatchObject({ state: 'accepted', offer: null })
    expect((await move(first.id, { to: 'removed', reason: 'guest_asked' })).body).toMatchObject({ state: 'removed', end_reason: 'guest_asked' })
    expect((await move(first.id, { to: 'called' })).body.code).toBe('wrong-state')
  })
})

test('who stands at the door waits for a table now: told, seated once, and out of the line', async () => {
  at.world.app.clock.set('2027-05-06T19:00:00Z') // 20:00 in Lisbon
  await signIn(at.world.desk, 'rui@rio.example')
  const booked = await at.fillTables('2027-05-06T20:15')
  const join = (name: string, more: object = {}) => desk('POST', '/desk', { channel: 'walk_in', guest: { name, ...more }, sitting: { party: 2, tolerance_minutes: 120 }, quoted_minutes: 25 })
  const [anna, ben] = [(await join('Anna')).body, (await join('Ben', { email: 'ben@example.org' })).body]
  expect(anna).toMatchObject({ state: 'waiting', channel: 'walk_in', quoted_minutes: 25, sitting: { at: '2027-05-06T20:00', party: 2 }, table_free: false })
  expect((await move(ben.id, { to: 'called' })).body.called_at).not.toBeNull()
  // The first table is held for who was first, soonest time first; by mail or by the desk, they are told.
  await at.cancel(booked[1]!)
  await at.catchUp()
  const line = (await desk('GET', '')).body.items
  expect(line.map((one: any) => [one.guest.name, one.state])).toEqual([['Anna', 'offered'], ['Ben', 'waiting']])
  const seated = await move(anna.id, { to: 'seated' })
  expect([seated.status, seated.body.state]).toEqual([200, 'seated'])
  expect((await move(anna.id, { to: 'seated' })).body.booking).toBe(seated.body.booking)
  const board = (await at.world.desk.call('GET', `/v1/venues/${at.world.inn.id}/board`)).body.service
  expect(board.filter((one: any) => one.guest_name === 'Anna').map((one: any) => one.status)).toEqual(['arrived'])

  await at.cancel(booked[2]!) // and the desk seats at once, without an offer
  const now = await move(ben.id, { to: 'seated' })
  expect([now.status, now.body.state]).toEqual([200, 'seated'])
  expect((await desk('GET', '')).body.items).toEqual([])
  expect((await desk('GET', '?over=yes')).body.items.length).toBeGreaterThan(1)
})

test('a party whose table others left in this very quarter of an hour has it from its time on, and is seated then', async () => {
  at.world.app.clock.set('2027-05-07T18:29:00Z') // 19:29 in Lisbon
  await signIn(at.world.desk, 'rui@rio.example')
  const seat = async (party: number) => (await at.world.desk.call('POST', `/v1/venues/${at.world.inn.id}/bookings`, { channel: 'walk_in', guest: { name: 'Early' }, sitting: { at: '2027-05-07T19:29', party } })).body
  const early = [await seat(4), await seat(2), await seat(2)]
  const marta = (await desk('POST', '/desk', { channel: 'walk_in', guest: { name: 'Marta' }, sitting: { party: 2, tolerance_minutes: 120 } })).body
  await at.catchUp()
  expect((await desk('GET', '')).body.items.at(-1).state).toBe('waiting')
  at.world.app.clock.advance({ seconds: 20 })
  expect((await at.world.desk.call('POST', `/v1/venues/${at.world.inn.id}/reservations/${early[1].reservations[0].id}/moves`, { to: 'completed' })).status).toBe(200)
  await at.catchUp()
  expect((await desk('GET', '')).body.items.at(-1)).toMatchObject({ state: 'offered', offer: { at: '2027-05-07T19:30' } })
  const first = await move(marta.id, { to: 'seated' })
  expect([first.status, first.body.state]).toEqual([200, 'accepted'])
  at.world.app.clock.set('2027-05-07T18:30:10Z')
  const then = await move(marta.id, { to: 'seated' })
  expect([then.status, then.body.state, then.body.booking]).toEqual([200, 'seated', first.body.booking])
})
