import { systemActor, type Actor } from '#http/actor'
import type { Price } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { AccountId, BookingId, VendorId, VenueId } from '#platform/id'
import { openDatabase, sql, type Database } from '#platform/sql'
import type { LightMyRequestResponse } from 'fastify'
import { testApp, type TestApp } from '../../../testing/app.ts'
import { dinner, hotelInput, ratesInput, restaurantInput, roomTypesInput, tablesInput } from '../../../testing/example-venues.ts'

/** A hotel of three doubles and a suite, and a restaurant of three tables, in the whole application. 2027-03-01, 10:00 in Lisbon. */
export interface World {
  app: TestApp
  db: Database
  vendor: VendorId
  hotel: VenueLayout
  inn: VenueLayout
  double: string
  suite: string
  /** A visitor's requests, with their cookies; `staff` has a session. */
  visitor(): Visitor
  desk: Visitor
  /** Pays on the sandbox page and delivers its webhooks. */
  pay(url: string, method?: 'pm_ok' | 'pm_declined'): Promise<void>
  deliver(): Promise<void>
  events(subject?: string): Promise<string[]>
  close(): Promise<void>
}

export interface Visitor {
  cookie: string
  call(method: 'GET' | 'POST', url: string, payload?: object, headers?: Record<string, string>): Promise<{ status: number; body: any; raw: LightMyRequestResponse }>
  quote(asked: object, venue?: VenueId): Promise<string>
  hold(quotes: string[], more?: object, headers?: Record<string, string>): Promise<{ status: number; body: any }>
}

export const guest = { name: 'Inês Prado', email: 'ines@example.org', phone: '+351 910 000 000', locale: 'pt' }

export async function openWorld(options: { now?: string; env?: Record<string, string> } = {}): Promise<World> {
  const app = await testApp(options)
  const { venues, identity } = app.doors
  const vendor = (await venues.createVendor(systemActor, { name: 'Rio' })).id
  const hotelId = (await venues.createVenue(systemActor, vendor, hotelInput())).id
  const typed = await venues.putRoomTypes(systemActor, hotelId, roomTypesInput())
  await venues.putRates(systemActor, hotelId, ratesInput(typed))
  await venues.publish(systemActor, hotelId)
  const innId = (await venues.createVenue(systemActor, vendor, restaurantInput())).id
  await venues.putTables(systemActor, innId, tablesInput())
  await venues.putServices(systemActor, innId, { services: [dinner()] })
  await venues.publish(systemActor, innId)
  const account = await identity.createAccount({ name: 'Rui', email: 'rui@rio.example', password: 'a long enough one' })
  const db = openDatabase({ url: app.databaseUrl, connections: 4 })
  await db.transaction((tx) => identity.grantRole(tx, account, { vendor, venue: null, role: 'manager' }))
  const [hotel, inn] = [(await venues.layoutOf(db, hotelId))!, (await venues.layoutOf(db, innId))!]
  const desk = visitorOf(app, hotelId)
  await signIn(desk, 'rui@rio.example')
  const deliver = async () => {
    for (let round = 0; round < 4; round += 1) { app.clock.advance({ milliseconds: 1_500 }); while (await app.doors.sandboxPsp!.deliverDue()) { /* all */ } }
    await app.doors.payments.settle()
  }
  return {
    app, db, vendor, hotel, inn, double: hotel.roomTypes[0]!.id, suite: hotel.roomTypes[1]!.id, visitor: () => visitorOf(app, hotelId), desk, deliver,
    async pay(url, method = 'pm_ok') {
      await app.server.inject({ method: 'POST', url: `${new URL(url).pathname}/pay`, payload: { method } })
      await deliver()
    },
    async events(subject) {
      const rows = await db.rows<{ type: string }>(sql`select type from (select seq, type, subject from events.outbox union all select position, type, subject from events.log) as all_of_them where (type like 'booking.%' or type like 'reservation.%') and (${subject ?? null}::text is null or subject = ${subject ?? null}) order by seq`)
      return rows.map((row) => row.type)
    },
    async close() { await db.close(); await app.close() },
  }
}

function visitorOf(app: TestApp, hotel: VenueId): Visitor {
  const visitor: Visitor = {
    cookie: '',
    async call(method, url, payload, headers = {}) {
      const raw = await app.server.inject({ method, url, ...(payload === undefined ? {} : { payload }), headers: { ...(visitor.cookie === '' ? {} : { cookie: visitor.cookie }), ...headers } })
      const set = [raw.headers['set-cookie'] ?? []].flat()
      for (const one of set) {
        const [pair] = one.split(';')
        const name = pair!.split('=')[0]!
        visitor.cookie = [...visitor.cookie.split('; ').filter((kept) => kept !== '' && !kept.startsWith(`${name}=`)), pair!].join('; ')
      }
      return { status: raw.statusCode, body: raw.body === '' ? null : raw.headers['content-type']?.includes('json') === true ? raw.json() : raw.body, raw }
    },
    async quote(asked, venue = hotel) {
      const answer = await visitor.call('POST', `/v1/venues/${venue}/quotes`, asked)
      if (answer.status !== 201) throw new Error(`no quote: ${JSON.stringify(answer.body)}`)
      return answer.body.id
    },
    hold: (quotes, more = {}, headers = {}) => visitor.call('POST', '/v1/bookings', { quotes, guest, ...more }, headers),
  }
  return visitor
}

export async function signIn(visitor: Visitor, email: string): Promise<void> {
  const answer = await visitor.call('POST', '/v1/session', { email, password: 'a long enough one' })
  if (answer.status !== 200) throw new Error(`cannot sign in: ${JSON.stringify(answer.body)}`)
}

export async function signUp(visitor: Visitor, email: string): Promise<AccountId> {
  const answer = await visitor.call('POST', '/v1/account', { name: 'Somebody', email, password: 'a long enough one' })
  if (answer.status !== 201) throw new Error(`cannot sign up: ${JSON.stringify(answer.body)}`)
  return answer.body.me.account.id
}

export const staff = (vendor: VendorId, account = 'acc_000000000000000000000001' as AccountId): Actor => ({ ...systemActor, system: false, account, channel: 'desk', memberships: [{ vendor, venue: null, role: 'manager' }] })
export type { BookingId, Price }
