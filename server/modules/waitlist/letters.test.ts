import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawLetter } from '../notifications/draw-letter.ts'
import { composeWaitlistLetter, noteWaitlistLetters, waitlistEventTypes } from '../notifications/waitlist-letters.ts'
import { silentLog } from '#platform/log'
import { sql } from '#platform/sql'
import { openLineWorld, type LineWorld } from './testing/line.ts'

let at: LineWorld
beforeAll(async () => { at = await openLineWorld() })
afterAll(() => at.world.close())

/** As the consumer does: all of the log, twice. */
async function note(): Promise<void> {
  at.world.app.clock.advance({ seconds: 1 })
  const { eventLog, guests, identity, booking, waitlist, notifications } = at.world.app.doors
  await expect.poll(async () => (await eventLog.lag()).waiting, { timeout: 5_000 }).toBe(0)
  const events = await eventLog.read({ after: 0, types: waitlistEventTypes, limit: 1_000 })
  const inside = { db: at.world.db, clock: at.world.app.clock, log: silentLog, guests, identity, booking, waitlist, mailer: null, publicUrl: 'http://localhost', wake() {} }
  for (let round = 0; round < 2; round += 1) await at.world.db.transaction((tx) => noteWaitlistLetters(inside, tx, events))
  await notifications.send()
}

test('who waits is told so, and told once when something is held for them, by a link that opens their place; an offer that is over is told of no more', async () => {
  const stay = at.stay('2027-04-01', '2027-04-03')
  const suite = await at.book(stay)
  const [first, next] = [await at.join('first', { stay }, { guest: { name: 'Fátima', email: 'first@example.org', locale: 'ar' } }), await at.join('next', { stay })]
  await note()
  await at.cancel(suite)
  await at.catchUp()
  await note()
  const mail = async (of: typeof first) => (await of.visitor.call('GET', '/v1/sent-mail')).body.items as { subject: string; text: string; booking: null }[]
  expect((await mail(first)).map(({ subject, booking }) => [subject.split(':')[0], booking])).toEqual([['توفّر مكان لك', null], ['أنت على قائمة الانتظار', null]])
  expect((await mail(next)).map(({ subject }) => subject.split(':')[0])).toEqual(['You are on the waitlist'])
  const link = /\/waitlist\/(wl_\w+)#open=(\S+)/.exec((await mail(first))[0]!.text)!
  const stranger = at.world.visitor()
  expect((await stranger.call('POST', '/v1/waitlist/access', { token: link[2] })).body.entry).toBe(first.id)
  expect((await stranger.call('GET', `/v1/waitlist/${link[1]}`)).body.offer.price.total.currency).toBe('EUR')

  // The next one's offer is made and lapses before its letter could leave: a letter about nothing is not sent.
  await first.visitor.call('POST', `/v1/waitlist/${first.id}/decline`)
  await at.catchUp()
  expect(await at.states([next])).toEqual(['offered'])
  at.world.app.clock.advance({ hours: 13 })
  await note()
  expect((await mail(next)).map(({ subject }) => subject.split(':')[0])).toEqual(['You are on the waitlist'])
})

test('a letter that is queued when its person is erased does not leave, and those that were kept cannot be read any more', async () => {
  const stay = at.stay('2027-05-01', '2027-05-02')
  await at.book(stay)
  const [read, queued] = [await at.join('read', { stay }), await at.join('queued', { stay })]
  const letters = async (of: typeof read) => {
    const { guest } = await at.world.db.one<{ guest: string }>(sql`select guest_id as guest from waitlist.entry where id = ${of.id}`)
    return { guest, states: (await at.world.db.rows<{ status: string }>(sql`select status from notifications.message where guest_id = ${guest}`)).map(({ status }) => status) }
  }
  const erase = (guest: string) => at.world.db.transaction((tx) => at.world.app.doors.guests.eraseEveryTrace(tx, guest as never))
  await erase((await letters(queued)).guest)
  await note()
  expect([(await letters(read)).states, (await letters(queued)).states]).toEqual([['kept'], ['dropped']])
  await erase((await letters(read)).guest)
  expect((await read.visitor.call('GET', '/v1/sent-mail')).body.items).toEqual([])
})

test('a letter says what, where, for how many and until when, in text and in HTML', async () => {
  const entry = {
    id: 'wl_x', state: 'offered', venue: { name: 'Água <d’Ouro>', address: 'Rua da Prata 2', city: 'Lisbon', phone: '+351 21 000 0000', time_zone: 'Europe/Lisbon' }, stay: null,
    sitting: { at: '2027-03-05T19:30', party: 2, tolerance_minutes: 30, area: null }, offer: { at: '2027-03-05T19:45', expires_at: '2027-03-05T18:00:00Z', price: { total: { amount: '0', currency: 'EUR', exponent: 2 } } },
  } as never
  const { subject, text, html } = drawLetter(composeWaitlistLetter({ kind: 'waitlist_offered', entry, guest: { name: 'Ana', locale: 'en' }, link: 'http://127.0.0.1/waitlist/wl_x#open=t' }))
  expect(subject).toBe('Something freed up for you: Água <d’Ouro>')
  for (const piece of ['Dear Ana', '19:45', '18:00', '2 guests', 'Rua da Prata 2, Lisbon', 'goes to the next in line', 'wl_x#open=t']) expect(text).toContain(piece)
  expect(html).not.toContain('<d’Ouro>')
})

test('a refusal says where one may wait, in quotes, holds, lists and the simple API, and says nothing where waiting would not help', async () => {
  const stay = at.stay('2027-06-01', '2027-06-02')
  const visitor = at.world.visitor()
  const early = await visitor.quote(stay)
  await at.book(stay)
  const fact = { venue: at.world.hotel.id, join: `/v1/venues/${at.world.hotel.id}/waitlist` }
  expect((await visitor.call('POST', `/v1/venues/${at.world.hotel.id}/quotes`, stay)).body.waitlist).toEqual(fact)
  expect((await visitor.hold([early])).body).toMatchObject({ code: 'not-available', waitlist: fact })
  expect((await visitor.call('GET', `/v1/venues/${at.world.hotel.id}/offers?arrival=2027-06-01&departure=2027-06-02&guests=4`)).body.waitlist).toBe(true)
  expect((await visitor.call('GET', `/v1/venues/${at.world.inn.id}/slots?date=2027-06-01&party=2`)).body.waitlist).toBe(true)
  const user = (await visitor.call('POST', '/user/create', { name: 'Simple', email: 'simple@example.org', password: 'a long enough one' })).body
  const simply = await visitor.call('POST', `/booking/vendor/${at.world.hotel.id}`, { room_type: 'Suite', arrival: '2027-06-01', departure: '2027-06-02', guests: 2 }, { authorization: `Bearer ${user.token}` })
  expect(simply.body).toMatchObject({ code: 'not-available', waitlist: fact })
  expect((await visitor.call('POST', `/v1/venues/${at.world.hotel.id}/quotes`, { ...stay, guests: 9 })).body.waitlist).toBeUndefined()
})
