import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import type { App } from '../../app.ts'
import { openLineWorld, type LineWorld } from './testing/line.ts'

let at: LineWorld
let other: App
beforeAll(async () => {
  at = await openLineWorld()
  other = await at.world.app.another()
})
afterAll(() => at.world.close())

const held = async () => (await at.world.db.one<{ n: number }>(sql`select count(*)::int as n from booking.booking b join waitlist.entry e on e.booking_id = b.id where b.status = 'held' and e.state = 'offered'`)).n
const both = () => [at.world.app, other]

test('two processes that look through one line at once offer one freed room once, to the first', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [from, to] = [`2027-0${4 + round}-02`, `2027-0${4 + round}-03`]
    const suite = await at.book(at.stay(from, to))
    const people = []
    for (const name of ['a', 'b', 'c']) people.push(await at.join(`${name}${round}`, { stay: at.stay(from, to) }))
    await at.catchUp(other)
    await at.cancel(suite)
    await Promise.all([at.catchUp(other), ...both().map((app) => app.doors.waitlist.offer())])
    expect(await at.states(people)).toEqual(['offered', 'waiting', 'waiting'])
    expect(await held()).toBe(round + 1)
  }
})

test('against newcomers the freed room goes to one: a guest who books at that instant, or the first in line, never to both', async () => {
  for (let round = 0; round < 5; round += 1) {
    const stay = at.stay(`2027-09-1${round}`, `2027-09-1${round + 1}`)
    const suite = await at.book(stay)
    const first = await at.join(`first${round}`, { stay })
    await at.catchUp()
    await at.cancel(suite)
    const newcomer = at.world.visitor()
    const quote = await newcomer.quote(stay)
    const [bought] = await Promise.all([newcomer.hold([quote]), at.catchUp(other)])
    const [state] = await at.states([first])
    expect([bought.status, state]).toEqual(bought.status === 201 ? [201, 'waiting'] : [409, 'offered'])
  }
})

test('an answer and the end of its time, at once in two processes, leave either a booking or the next in line', async () => {
  for (let round = 0; round < 5; round += 1) {
    const stay = at.stay(`2027-10-1${round}`, `2027-10-1${round + 1}`)
    const suite = await at.book(stay)
    const [first, next] = [await at.join(`one${round}`, { stay }), await at.join(`two${round}`, { stay })]
    await at.catchUp()
    await at.cancel(suite)
    await at.catchUp()
    const actor = { account: null, memberships: [], session: null, channel: 'site' as const, opens: [first.id as never], system: false }
    const answers = await Promise.allSettled([at.world.app.doors.waitlist.accept(actor, first.id as never), other.doors.waitlist.decline(actor, first.id as never)])
    expect(answers.filter((one) => one.status === 'fulfilled').length).toBeGreaterThan(0)
    await at.catchUp(other)
    const [mine, theirs] = await at.states([first, next])
    expect([['offered', 'waiting'], ['declined', 'offered']]).toContainEqual([mine, theirs])
  }
})

test('a crash after the hold and before the letter loses neither: both are one transaction with the event that the letter is written from', async () => {
  const stay = at.stay('2027-11-01', '2027-11-02')
  const suite = await at.book(stay)
  const [first, next] = [await at.join('crash1', { stay }), await at.join('crash2', { stay })]
  await at.catchUp()
  await at.cancel(suite)
  // The process dies in the middle of its round: its transaction is undone, and the line is still due.
  const dying = other.doors.booking
  const real = dying.offerEach
  dying.offerEach = async (...asked) => { await real(...asked); throw new Error('killed') }
  const { eventLog, waitlist } = at.world.app.doors
  await expect.poll(async () => (await eventLog.lag()).waiting, { timeout: 5_000 }).toBe(0)
  await at.world.db.transaction(async (tx) => waitlist.hear(tx, await eventLog.read({ after: 0, types: waitlist.heardTypes, limit: 1_000 })))
  const error = console.error
  console.error = () => {}
  await other.doors.waitlist.offer()
  console.error = error
  dying.offerEach = real
  expect(await at.states([first, next])).toEqual(['waiting', 'waiting'])
  at.world.app.clock.advance({ seconds: 61 })
  await at.world.app.doors.waitlist.offer()
  expect(await at.states([first, next])).toEqual(['offered', 'waiting'])
  const events = await at.world.db.rows<{ type: string }>(sql`select type from (select type, subject from events.outbox union all select type, subject from events.log) e where subject = ${first.id} and type = 'waitlist.offered'`)
  expect(events).toHaveLength(1)
})

test('with many in line, many rooms that free up, answers and rounds in two processes at once: nobody is served before who came earlier for the same', async () => {
  const stay = { room_type: at.world.double, arrival: '2027-12-01', departure: '2027-12-03', guests: 2 }
  const booked = [await at.book(stay), await at.book(stay), await at.book(stay)]
  const people = []
  for (let i = 0; i < 12; i += 1) people.push(await at.join(`many${i}`, { stay: i % 4 === 3 ? { ...stay, departure: '2027-12-02' } : stay }))
  await at.catchUp(other)
  let free = booked
  for (let round = 0; round < 4; round += 1) {
    const [cancelled, ...rest] = free
    free = rest
    const offered = (await Promise.all(people.map(async (one) => ({ one, state: (await at.look(one)).state as string })))).filter(({ state }) => state === 'offered')
    await Promise.all([
      cancelled === undefined ? undefined : at.cancel(cancelled), ...offered.slice(0, 1).map(({ one }) => one.visitor.call('POST', `/v1/waitlist/${one.id}/decline`)),
      at.catchUp(other), ...both().flatMap((app) => [app.doors.waitlist.offer(), app.doors.waitlist.offer()]),
    ])
    await at.catchUp(other)
    await at.catchUp(other)
  }
  // What was offered, in the order in which it was: of those who wanted the same, the earlier always came first.
  const rows = await at.world.db.rows<{ seq: number; wish: { stay: { departure: string } }; state: string }>(sql`
    select seq, wish, state from waitlist.entry where first_day = '2027-12-01' order by seq`)
  for (const departure of ['2027-12-02', '2027-12-03']) {
    const same = rows.filter(({ wish }) => wish.stay.departure === departure)
    const waiting = same.filter(({ state }) => state === 'waiting')
    expect(same.slice(same.length - waiting.length).map(({ seq }) => seq)).toEqual(waiting.map(({ seq }) => seq))
  }
  expect(rows.filter(({ state }) => state === 'offered').length).toBe(3)
  const sold = (await at.world.db.one<{ n: number }>(sql`select count(*)::int as n from booking.booking where status in ('held', 'confirmed') and starts_on = '2027-12-01'`)).n
  expect(sold).toBe(3)
})
