// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GuestId } from '#platform/id'
import { sql } from '#platform/sql'
import type { Log } from '#platform/log'
import { openDatabase, type Database } from '#platform/sql'
import { testApp, type TestApp } from '#server/testing/app'

/** Words that stand nowhere else, so that one of them in a row or a line of the log is a leak. */
const person = { name: 'Zyxwvia Quorbel', email: 'zyxwvia.quorbel@example.com', phone: '+351 913 579 246' }
const note = 'Anniversary of the fjordhjelm'
const walkIn = { name: 'Vrandolph Oxyquist', phone: '+44 7700 900123' }
const words = ['zyxwvia', 'quorbel', '913 579 246', '913579246', 'fjordhjelm', 'vrandolph', 'oxyquist', '7700 900123', '7700900123', 'correct horse']
const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })

const logged: string[] = []
const write = (facts: object, message: string) => { logged.push(`${message} ${JSON.stringify(facts, (_, value: unknown) => (value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value))}`) }
const log: Log = Object.assign({ info: write, warn: write, error: write, debug: write }, { fatal: write, trace: write, level: 'trace', child() { return log } })

let app: TestApp
let db: Database
beforeAll(async () => {
  app = await testApp({ log })
  db = openDatabase({ url: app.databaseUrl, connections: 2 })
  await app.startWorkers()
})
afterAll(async () => { await db.close(); await app.close() })

async function must(method: string, url: string, body?: unknown, token?: string): Promise<any> {
  const answer = await app.server.inject({ method: method as 'GET', url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { payload: body as object }) })
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.payload}`)
  return answer.payload === '' ? undefined : answer.json()
}

/** Every row of every table of ours, as text, and the bytes in it as text too. */
async function wholeDatabase(): Promise<string> {
  const tables = await db.rows<{ name: string }>(sql`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`)
  expect(tables.length).toBeGreaterThan(30)
  const rows = await Promise.all(tables.map(({ name }) => db.rows<{ row: string }>(sql`select ${name}::text || ' ' || t::text as row from ${sql.raw(name)} t`)))
  return rows.flat().map(({ row }) => row + row.replace(/\\\\x((?:[0-9a-f]{2})+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))).join('\n').toLowerCase()
}
const leaks = (text: string) => words.filter((word) => text.toLowerCase().includes(word)).map((word) => `${word}: ${text.toLowerCase().split('\n').find((line) => line.includes(word))?.slice(0, 160)}`)

test('from sign-up to a letter, no name, address, phone or wish stands in clear in a table or the log; after erasure nothing opens any more', async () => {
  const place = { city: 'Lisboa', country: 'PT', address: 'Rua 1', location: { lat: 38.71, lon: -9.14 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }
  const hotel = await must('POST', '/vendor/create', { name: 'Casa', kind: 'hotel', email: 'owner@example.com', password: 'another password', ...place, room_types: [{ name: 'Double', rooms: 3, sleeps: 2, price: eur(10_000) }] })
  const { token } = await must('POST', '/v1/account', { ...person, password: 'correct horse battery', locale: 'en' })
  const setup = await must('GET', `/v1/venues/${hotel.id}/setup`, undefined, hotel.token)
  const stay = { room_type: setup.room_types[0].id, arrival: '2027-03-01', departure: '2027-03-03', guests: 2 }
  const quote = await must('POST', `/v1/venues/${hotel.id}/quotes`, stay, token)
  const { bookings: [booking] } = await must('POST', '/v1/bookings', { quotes: [quote.id], guest: person, note }, token)
  await must('POST', `/v1/venues/${hotel.id}/bookings`, { channel: 'phone', guest: walkIn, note, stay: { ...stay, departure: '2027-03-02' } }, hotel.token)
  await must('POST', `/v1/venues/${hotel.id}/waitlist/desk`, { channel: 'phone', guest: { ...walkIn, email: person.email }, stay: { ...stay, arrival: '2027-03-02' } }, hotel.token)
  const amended = await must('POST', `/v1/bookings/${booking.id}/amend`, { departure: '2027-03-04' }, token)
  expect(JSON.stringify(await must('GET', `/v1/venues/${hotel.id}/board?date=2027-03-01`, undefined, hotel.token))).toContain(person.name)
  expect((await must('GET', `/v1/venues/${hotel.id}/bookings?q=zyxw`, undefined, hotel.token)).items).toHaveLength(1)
  await must('POST', `/v1/venues/${hotel.id}/reservations/${booking.reservations[0].id}/moves`, { to: 'arrived' }, hotel.token)
  await app.server.inject({ method: 'POST', url: '/v1/session', payload: { email: person.email, password: 'correct horse wrong' } })
  await expect.poll(async () => (await must('GET', '/v1/sent-mail', undefined, token)).items.length, { timeout: 15_000 }).toBeGreaterThan(0)
  const [mail] = (await must('GET', '/v1/sent-mail', undefined, token)).items
  expect(mail.text + mail.html).toContain('Zyxwvia')

  expect(leaks(await wholeDatabase())).toEqual([])
  expect(leaks(logged.join('\n'))).toEqual([])

  const profiles = await app.doors.guests.profilesOfAccount(db, (await must('GET', '/v1/me', undefined, token)).account.id)
  expect(profiles).toContain(booking.guest.id as GuestId)
  for (const profile of profiles) await db.transaction((tx) => app.doors.guests.eraseEveryTrace(tx, profile))
  const after = await must('GET', `/v1/venues/${hotel.id}/bookings/${booking.id}`, undefined, hotel.token)
  // The accounts stay.
  expect([after.guest, after.note, after.price.total]).toEqual([null, null, amended.price.total])
  expect((await must('GET', `/v1/venues/${hotel.id}/bookings?q=zyxw`, undefined, hotel.token)).items).toHaveLength(0)
  expect(leaks(JSON.stringify(await must('GET', `/v1/venues/${hotel.id}/board?date=2027-03-01`, undefined, hotel.token))).filter((leak) => leak.startsWith('zyxwvia') || leak.startsWith('quorbel'))).toEqual([])
  expect((await app.server.inject({ method: 'POST', url: '/v1/session', payload: { email: person.email, password: 'correct horse battery' } })).statusCode).toBe(401)
})
