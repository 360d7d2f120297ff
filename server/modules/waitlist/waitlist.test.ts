import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { openLineWorld, type LineWorld, type Person } from './testing/line.ts'

let at: LineWorld
beforeAll(async () => { at = await openLineWorld() })
afterAll(() => at.world.close())

describe('a sold-out room', () => {
  test('goes to the first in line when it frees up; who is next stays in line, and is next when it lapses or is declined', async () => {
    const suite = await at.book(at.stay('2027-04-01', '2027-04-03'))
    const people: Person[] = []
    for (const name of ['ana', 'bea', 'cia']) people.push(await at.join(name, { stay: at.stay('2027-04-01', '2027-04-03') }))
    const [ana, bea, cia] = people as [Person, Person, Person]
    expect(await Promise.all(people.map(async (one) => (await at.look(one)).ahead))).toEqual([0, 1, 2])
    await at.catchUp()
    expect(await at.states(people)).toEqual(['waiting', 'waiting', 'waiting'])

    await at.cancel(suite)
    await at.catchUp()
    expect(await at.states(people)).toEqual(['offered', 'waiting', 'waiting'])
    const { offer } = await at.look(ana)
    expect(offer.price.total.amount).not.toBe('0')
    // A room a month from now: 12 hours to answer.
    expect(Temporal.Instant.from(offer.expires_at).since(Temporal.Instant.from(offer.offered_at)).total('hours')).toBe(12)
    // It is really held: nobody else can have it.
    expect((await at.world.visitor().call('POST', `/v1/venues/${at.world.hotel.id}/quotes`, at.stay('2027-04-01', '2027-04-03'))).body.code).toBe('not-available')

    at.world.app.clock.advance({ hours: 13 })
    expect((await at.look(ana)).state).toBe('lapsed')
    await at.world.app.doors.booking.sweepExpired()
    await at.catchUp()
    expect(await at.states(people)).toEqual(['lapsed', 'offered', 'waiting'])
    expect((await ana.visitor.call('POST', `/v1/waitlist/${ana.id}/accept`)).body.code).toBe('hold-expired')

    expect((await bea.visitor.call('POST', `/v1/waitlist/${bea.id}/decline`)).body.state).toBe('declined')
    expect((await bea.visitor.call('POST', `/v1/waitlist/${bea.id}/decline`)).body.state).toBe('declined')
    await at.catchUp()
    expect(await at.states(people)).toEqual(['lapsed', 'declined', 'offered'])
    const taken = await cia.visitor.call('POST', `/v1/waitlist/${cia.id}/accept`)
    expect(taken.status).toBe(200)
    expect(taken.body.payment.url).toMatch(/^http/)
    expect((await cia.visitor.call('POST', `/v1/waitlist/${cia.id}/accept`)).body.payment.id).toBe(taken.body.payment.id)
    await at.world.pay(taken.body.payment.url)
    await at.catchUp()
    expect(await at.look(cia)).toMatchObject({ state: 'accepted', booking: taken.body.booking, ahead: null })
    expect((await cia.visitor.call('GET', `/v1/bookings/${taken.body.booking}`)).body.status).toBe('confirmed')
    await at.cancel({ visitor: cia.visitor, id: taken.body.booking })
  })

  test('is offered to who it fits: a longer wish before it stays in line', async () => {
    const first = await at.book(at.stay('2027-05-01', '2027-05-02'))
    await at.book(at.stay('2027-05-02', '2027-05-04'))
    const long = await at.join('long', { stay: at.stay('2027-05-01', '2027-05-03') })
    const short = await at.join('short', { stay: at.stay('2027-05-01', '2027-05-02') })
    await at.cancel(first)
    await at.catchUp()
    expect(await at.states([long, short])).toEqual(['waiting', 'offered'])
    await at.world.app.doors.waitlist.offer()
    expect((await short.visitor.call('POST', `/v1/waitlist/${short.id}/leave`)).body.state).toBe('left')
    expect((await long.visitor.call('POST', `/v1/waitlist/${long.id}/leave`)).body.state).toBe('left')
  })

  test('that is amended away, or was never told of, is found too', async () => {
    const suite = await at.book(at.stay('2027-05-10', '2027-05-13'))
    const early = await at.join('early', { stay: at.stay('2027-05-12', '2027-05-13') })
    expect((await suite.visitor.call('POST', `/v1/bookings/${suite.id}/amend`, { departure: '2027-05-12' })).status).toBe(200)
    await at.catchUp()
    expect(await at.states([early])).toEqual(['offered'])
    await early.visitor.call('POST', `/v1/waitlist/${early.id}/decline`)

    const other = await at.book(at.stay('2027-05-20', '2027-05-21'))
    const late = await at.join('late', { stay: at.stay('2027-05-20', '2027-05-21') })
    await at.world.app.doors.waitlist.offer()
    await at.cancel(other) // and nobody reads the log
    await at.world.app.doors.waitlist.offer()
    expect(await at.states([late])).toEqual(['waiting'])
    at.world.app.clock.advance({ seconds: 61 })
    await at.world.app.doors.waitlist.offer()
    expect(await at.states([late])).toEqual(['offered'])
    await at.catchUp()
  })

  test('that somebody booked meanwhile is offered to nobody', async () => {
    const suite = await at.book(at.stay('2027-06-01', '2027-06-02'))
    const waits = await at.join('waits', { stay: at.stay('2027-06-01', '2027-06-02') })
    await at.catchUp()
    await at.cancel(suite)
    await at.book(at.stay('2027-06-01', '2027-06-02'))
    await at.catchUp()
    expect(await at.states([waits])).toEqual(['waiting'])
    expect((await at.world.db.one<{ n: number }>(sql`select count(*)::int as n from booking.booking where status = 'held' and starts_on = '2027-06-01'`)).n).toBe(0)
  })
})

describe('joining', () => {
  test('is once for a person and a wish, opens to who made it, and is bounded for a person', async () => {
    await at.book(at.stay('2027-07-01', '2027-07-08'))
    const [joined, path] = [await at.join('dora', { stay: at.stay('2027-07-01', '2027-07-02') }), `/v1/venues/${at.world.hotel.id}/waitlist`]
    const body = { guest: { name: 'dora', email: 'dora@example.org' }, stay: at.stay('2027-07-01', '2027-07-02') }
    const again = await joined.visitor.call('POST', path, body)
    expect([again.status, again.body.entry.id, again.body.access_token === null]).toEqual([201, joined.id, false])
    // Who only knows the name and the address is not let in.
    const stranger = at.world.visitor()
    const theirs = await stranger.call('POST', path, body)
    expect([theirs.body.entry.id, theirs.body.access_token]).toEqual([joined.id, null])
    expect((await stranger.call('GET', `/v1/waitlist/${joined.id}`)).status).toBe(404)
    expect((await stranger.call('POST', `/v1/waitlist/${joined.id}/leave`)).status).toBe(404)
    // The link of the letter opens it.
    expect((await stranger.call('POST', '/v1/waitlist/access', { token: joined.token })).body).toEqual({ entry: joined.id })
    expect((await stranger.call('GET', `/v1/waitlist/${joined.id}`)).status).toBe(200)
    expect((await stranger.call('GET', '/v1/me/waitlist')).body.items.map((one: { id: string }) => one.id)).toEqual([joined.id])

    for (const day of [2, 3, 4, 5]) await at.join('dora', { stay: at.stay(`2027-07-0${day}`, `2027-07-0${day + 1}`) })
    const sixth = await joined.visitor.call('POST', path, { ...body, stay: at.stay('2027-07-06', '2027-07-07') })
    expect([sixth.status, sixth.body.code, sixth.body.limit]).toEqual([409, 'waitlist-closed', 5])
  })

  test('with one key twice is one place in line, and another request with it is refused', async () => {
    await at.book(at.stay('2027-07-20', '2027-07-22'))
    const visitor = at.world.visitor()
    const send = (stay: object) => visitor.call('POST', `/v1/venues/${at.world.hotel.id}/waitlist`, { guest: { name: 'Key', phone: '+351 910 111 222' }, stay }, { 'idempotency-key': 'once-only' })
    const answers = await Promise.all([1, 2, 3].map(() => send(at.stay('2027-07-20', '2027-07-21'))))
    expect(new Set(answers.map(({ body }) => body.entry.id)).size).toBe(1)
    expect((await send(at.stay('2027-07-21', '2027-07-22'))).body.code).toBe('key-reused')
  })

  test('is refused for what is free, what no waiting changes, and a line that is closed', async () => {
    const visitor = at.world.visitor()
    const path = `/v1/venues/${at.world.hotel.id}/waitlist`
    const send = (stay: object, guest: object = { name: 'Eva', email: 'eva@example.org' }) => visitor.call('POST', path, { guest, stay })
    const free = await send(at.stay('2027-08-01', '2027-08-02'))
    expect([free.status, free.body.code, free.body.alternatives[0].room_type]).toEqual([409, 'still-free', at.world.suite])
    expect((await send(at.stay('2027-08-01', '2027-08-02', { guests: 9 }))).body).toMatchObject({ code: 'not-available', reasons: [{ code: 'party_too_large' }] })
    expect((await send(at.stay('2027-02-01', '2027-02-02'))).body.code).toBe('invalid-request')
    expect((await send(at.stay('2027-08-02', '2027-08-01'))).body.code).toBe('invalid-request')
    expect((await send(at.stay('2027-08-01', '2027-08-02'), { name: 'Eva' })).body.errors[0].pointer).toBe('/guest/email')
    expect((await visitor.call('POST', path, { guest: { name: 'Eva', email: 'eva@example.org' } })).body.errors[0].pointer).toBe('/stay')

    await at.book(at.stay('2027-08-01', '2027-08-02'))
    const set = (open: boolean) => at.world.app.server.inject({ method: 'PUT', url: `/v1/venues/${at.world.hotel.id}/waitlist-settings`, headers: { cookie: at.world.desk.cookie }, payload: { open, today_minutes: 60, later_minutes: 600 } })
    expect((await set(false)).statusCode).toBe(200)
    expect((await send(at.stay('2027-08-01', '2027-08-02'))).body.code).toBe('waitlist-closed')
    await set(true)
    expect((await send(at.stay('2027-08-01', '2027-08-02'))).status).toBe(201)
  })

  test('ends with the day', async () => {
    await at.book(at.stay('2027-09-01', '2027-09-02'))
    const waits = await at.join('faro', { stay: at.stay('2027-09-01', '2027-09-02') })
    at.world.app.clock.set(Temporal.Instant.from('2027-09-02T04:00:00Z'))
    await at.world.app.doors.waitlist.offer()
    expect(await at.look(waits)).toMatchObject({ state: 'passed', ahead: null })
  })
})

test('nothing of a person stands in the lines or their events, and what is over forgets whose it was', async () => {
  const rows = await at.world.db.rows<{ all: string }>(sql`select e::text as all from waitlist.entry e union all select l::text from events.log l where type like 'waitlist.%' union all select o::text from events.outbox o where type like 'waitlist.%'`)
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.map((row) => row.all).join('\n')).not.toMatch(/example\.org|dora|ana@|910 111 222|910111222/)
  expect((await at.world.db.one<{ n: number }>(sql`select count(*)::int as n from waitlist.entry where ended_at is not null and person_key is not null`)).n).toBe(0)
})
