import { SMTPServer } from 'smtp-server'
import PostalMime from 'postal-mime'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSmtp } from '#adapters/mail/smtp'
import { silentLog } from '#platform/log'
import type { GuestId } from '#platform/id'
import { sql } from '#platform/sql'
import { guest, openWorld, type World } from '../booking/testing/world.ts'
import { openNotifications } from './index.ts'
import { accountEventTypes, noteAccountLetters, sendAccountLetters } from './send-account-letters.ts'
import { eventTypes, noteLetters } from './send-letters.ts'

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(async () => { await world.close() })

/** Reads the whole log as the consumer does, twice: at least once is the promise. */
async function note(): Promise<void> {
  const { eventLog, guests, identity, booking, waitlist } = world.app.doors
  await eventLog.start()
  await expect.poll(async () => (await eventLog.lag()).waiting, { timeout: 5_000 }).toBe(0)
  const events = await eventLog.read({ after: 0, types: eventTypes, limit: 1_000 })
  const inside = { db: world.db, clock: world.app.clock, log: silentLog, guests, identity, booking, waitlist, mailer: null, publicUrl: 'http://localhost', wake() {} }
  for (let round = 0; round < 2; round += 1) await world.db.transaction((tx) => noteLetters(inside, tx, events))
}

/** A visitor with a booking of these nights, and its letter written. */
async function bookedAndTold(arrival: string, departure: string) {
  const visitor = world.visitor()
  const { body } = await visitor.hold([await visitor.quote({ room_type: world.double, arrival, departure, guests: 2 })])
  if (body.payment !== null) await world.pay(body.payment.url)
  await note()
  await world.app.doors.notifications.send()
  return { visitor, id: body.bookings[0].id as string, code: body.bookings[0].code as string }
}

test('a confirmed booking and its cancellation each bring one letter, which only its guest can read', async () => {
  const { visitor, id, code } = await bookedAndTold('2027-04-01', '2027-04-03')
  const { body: mail } = await visitor.call('GET', `/v1/sent-mail?booking=${id}`)
  expect(mail.items).toHaveLength(1)
  expect(mail.items[0]).toMatchObject({ booking: id, delivered: 'kept', subject: expect.stringContaining(code) })
  expect(mail.items[0].text).toContain('#open=')
  expect((await world.visitor().call('GET', `/v1/sent-mail?booking=${id}`)).body.items).toEqual([])
  expect((await world.desk.call('GET', `/v1/sent-mail?booking=${id}`)).body.items).toEqual([])

  await visitor.call('POST', `/v1/bookings/${id}/cancel`, { reason: 'plans_changed' })
  await note()
  await world.app.doors.notifications.send()
  expect((await visitor.call('GET', `/v1/sent-mail?booking=${id}`)).body.items.map((one: { subject: string }) => one.subject.split(':')[0])).toEqual(['Cancelled', 'Booked'])
  const rows = await world.db.rows<{ all: string }>(sql`select m::text as all from notifications.message m`)
  expect(rows.map((row) => row.all).join()).not.toMatch(/Prado|ines@/)
})

test('a letter is kept as its words and drawn when it is looked at; one that an earlier version kept as it was drawn is shown so', async () => {
  const { visitor, id, code } = await bookedAndTold('2027-04-11', '2027-04-13')
  const shown = async () => (await visitor.call('GET', `/v1/sent-mail?booking=${id}`)).body.items[0] as { subject: string; text: string; html: string }
  expect(await shown()).toMatchObject({ html: expect.stringContaining('<!doctype html>'), text: expect.stringContaining(code) })

  const { guests } = world.app.doors
  const row = await world.db.one<{ id: string; guest_id: GuestId; sealed: Buffer }>(sql`select id, guest_id, sealed from notifications.message where booking_id = ${id}`)
  const [kept] = await guests.unsealEach(world.db, [{ guest: row.guest_id, sealed: row.sealed }])
  expect(kept).not.toContain('<')
  const drawn = { subject: 'Booked', text: 'As it was sent.', html: `<p>${'As it was sent. '.repeat(200)}</p>` }
  await world.db.transaction(async (tx) => tx.run(sql`update notifications.message set sealed = ${await guests.sealFor(tx, row.guest_id, JSON.stringify(drawn))} where id = ${row.id}`))
  expect(await shown()).toMatchObject(drawn)
})

test('the letter of each part of a trip has two links: one opens that part alone, the other all of it', async () => {
  const visitor = world.visitor()
  const { body } = await visitor.hold([await visitor.quote({ room_type: world.double, arrival: '2027-06-10', departure: '2027-06-11', guests: 2 }), await visitor.quote({ at: '2027-06-10T20:00', party: 2 }, world.inn.id)])
  if (body.payment !== null) await world.pay(body.payment.url)
  await note()
  await world.app.doors.notifications.send()
  for (const { id } of body.bookings as { id: string }[]) {
    const { body: mail } = await visitor.call('GET', `/v1/sent-mail?booking=${id}`)
    const links = [...(mail.items[0].text as string).matchAll(/http:\S+\/(booking|trip)\/(\w+)#open=(\S+)/g)]
    expect(links.map(([, kind, opens]) => [kind, opens])).toEqual([['booking', id], ['trip', body.trip.id]])
    const [part, whole] = [world.visitor(), world.visitor()]
    await part.call('POST', '/v1/bookings/access', { token: links[0]![3] })
    await whole.call('POST', '/v1/bookings/access', { token: links[1]![3] })
    const opened = async (who: typeof visitor) => (await who.call('GET', `/v1/trips/${body.trip.id}`)).body.bookings.map((one: { id: string }) => one.id).toSorted()
    expect(await opened(part)).toEqual([id])
    expect(await opened(whole)).toEqual(body.bookings.map((one: { id: string }) => one.id).toSorted())
  }
})

/** A relay on this machine; it refuses the first so many letters. */
async function openRelay(refusals: number) {
  const got: string[] = []
  let left = refusals
  const relay = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _, done) {
      let text = ''
      stream.on('data', (piece: Buffer) => { text += piece.toString() }).on('end', () => {
        if (left-- > 0) done(Object.assign(new Error('busy'), { responseCode: 451 }))
        else { got.push(text); done() }
      })
    },
  })
  await new Promise<void>((listening) => { relay.listen(0, '127.0.0.1', () => { listening() }) })
  const mailer = openSmtp({ url: `smtp://127.0.0.1:${(relay.server.address() as AddressInfo).port}`, from: 'Holdfast <bookings@holdfast.invalid>' })
  return { got, mailer, async close() { mailer.close(); await new Promise<void>((closed) => { relay.close(() => { closed() }) }) } }
}

test('a relay that refuses at first gets the letter later, with the calendar file, and under one Message-ID', async () => {
  const { got, mailer, close } = await openRelay(1)
  const { guests, identity, booking, waitlist, eventLog } = world.app.doors
  const notifications = openNotifications({ db: world.db, clock: world.app.clock, log: silentLog, guests, identity, booking, waitlist, mailer, publicUrl: 'http://localhost', eventLog })
  try {
    const visitor = world.visitor()
    const { body } = await visitor.hold([await visitor.quote({ room_type: world.double, arrival: '2027-05-01', departure: '2027-05-02', guests: 1 })])
    if (body.payment !== null) await world.pay(body.payment.url)
    await note()
    await notifications.send()
    expect(got).toEqual([])
    world.app.clock.advance({ seconds: 30 })
    await notifications.send()
    expect(got).toHaveLength(1)
    const letter = await PostalMime.parse(got[0]!)
    expect(letter.to?.[0]?.address).toBe(guest.email)
    expect(letter.subject).toContain(body.bookings[0].code)
    expect(letter.attachments[0]).toMatchObject({ filename: `${body.bookings[0].code}.ics` })
    expect(letter.messageId).toMatch(/^<msg_.*@localhost>$/)
  } finally {
    await close()
  }
})

test('who forgot a password gets a link by mail, and without a relay the operator is told; the link is kept nowhere', async () => {
  const { got, mailer, close } = await openRelay(1)
  const warned: unknown[] = []
  const log = { ...silentLog, warn: (...args: unknown[]) => { warned.push(args) } }
  const { guests, identity, booking, waitlist, eventLog } = world.app.doors
  const inside = { db: world.db, clock: world.app.clock, log, guests, identity, booking, waitlist, publicUrl: 'http://localhost', wake() {} }
  try {
    await world.visitor().call('POST', '/v1/account', { name: 'Rita Nunes', email: 'rita@example.com', password: 'correct horse battery' })
    const ask = async () => {
      expect((await world.visitor().call('POST', '/v1/password-letters', { email: 'Rita@Example.com' })).status).toBe(204)
      await eventLog.start()
      await expect.poll(async () => (await eventLog.lag()).waiting, { timeout: 5_000 }).toBe(0)
      const events = await eventLog.read({ after: 0, types: accountEventTypes, limit: 100 })
      for (let round = 0; round < 2; round += 1) await world.db.transaction((tx) => noteAccountLetters({ ...inside, mailer }, tx, events))
    }
    await ask()
    await sendAccountLetters({ ...inside, mailer })
    expect(got).toEqual([])
    world.app.clock.advance({ seconds: 30 })
    await sendAccountLetters({ ...inside, mailer })
    const letter = await PostalMime.parse(got[0]!)
    expect([got.length, letter.to?.[0]?.address]).toEqual([1, 'rita@example.com'])
    const token = /#token=([\w-]{43})/.exec(letter.text!)![1]!
    expect((await world.visitor().call('POST', '/v1/password-resets', { token, new_password: 'another good horse' })).status).toBe(204)
    expect((await world.visitor().call('POST', '/v1/session', { email: 'rita@example.com', password: 'another good horse' })).status).toBe(200)

    await ask()
    await sendAccountLetters({ ...inside, mailer: null })
    expect(JSON.stringify(warned)).toContain('password-link')
    expect(JSON.stringify(warned)).not.toMatch(/rita|token=/i)
  } finally {
    await close()
  }
})
