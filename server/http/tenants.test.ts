import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '@holdfast/contract'
import type { Operation } from '@holdfast/contract/paths'
import { testApp, type TestApp } from '#server/testing/app'

// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire

/** A hotel and a restaurant with a guest each, and everybody who has no business there. */
let app: TestApp
let ids: Record<string, string>
let bodies: Partial<Record<Operation, unknown>>
let tokens: Record<'owner' | 'guest' | 'stranger' | 'rival' | 'housekeeping' | 'desk', string>

const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })
const password = 'correct horse battery'
const place = { city: 'Lisboa', country: 'PT', address: 'Rua 1', location: { lat: 38.71, lon: -9.14 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }

async function ask(method: string, url: string, body?: unknown, token?: string, type?: string): Promise<{ status: number; body: any }> {
  const answer = await app.server.inject({ method: method as 'GET', url, headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(type === undefined ? {} : { 'content-type': type }) }, ...(body === undefined ? {} : { payload: body as object }) })
  return { status: answer.statusCode, body: answer.headers['content-type']?.includes('json') ? answer.json() : answer.payload }
}
async function must(method: string, url: string, body?: unknown, token?: string): Promise<any> {
  const answer = await ask(method, url, body, token)
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } }).png().toBuffer()
const account = async (name: string): Promise<string> => (await must('POST', '/v1/account', { name, email: `${name}@example.com`, password })).token

beforeAll(async () => {
  app = await testApp()
  await app.doors.eventLog.start()
  const hotel = await must('POST', '/vendor/create', { name: 'Casa', kind: 'hotel', email: 'owner@example.com', password, ...place, room_types: [{ name: 'Double', rooms: 3, sleeps: 2, price: eur(10_000) }], deposit_percent: 20 })
  const rival = await must('POST', '/vendor/create', { name: 'Rival', kind: 'hotel', email: 'rival@example.com', password, ...place, room_types: [{ name: 'Double', rooms: 3, sleeps: 2, price: eur(10_000) }] })
  tokens = { owner: hotel.token, rival: rival.token, guest: await account('guest'), stranger: await account('stranger'), housekeeping: await account('housekeeping'), desk: await account('desk') }
  for (const role of ['housekeeping', 'desk'] as const) await must('POST', `/v1/venues/${hotel.id}/staff`, { name: role, email: `${role}@example.com`, role: role === 'desk' ? 'front_desk' : role }, tokens.owner)
  const setup = await must('GET', `/v1/venues/${hotel.id}/setup`, undefined, tokens.owner)
  const stay = { room_type: setup.room_types[0].id, arrival: '2027-05-03', departure: '2027-05-05', guests: 2 }
  const quote = await must('POST', `/v1/venues/${hotel.id}/quotes`, stay)
  const held = await must('POST', '/v1/bookings', { quotes: [quote.id], guest: { name: 'Gisela Gast', email: 'guest@example.com', phone: '+351 912 345 678' }, note: 'by the window' }, tokens.guest)
  const [booking] = held.bookings
  const me = await must('GET', '/v1/me', undefined, tokens.owner)
  const sessions = await must('GET', '/v1/me/sessions', undefined, tokens.owner)
  const block = await must('POST', `/v1/venues/${hotel.id}/blocks`, { name: 'Gisela’s party', contact: { name: 'Gisela Gast', email: 'guest@example.com' }, rooms: [{ room_type: setup.room_types[0].id, arrival: '2027-09-01', departure: '2027-09-02', rooms: 1 }] }, tokens.owner)
  const lease = await must('POST', `/v1/venues/${hotel.id}/leases`, { desk: 'bar', rooms: [setup.room_types[0].rooms[0].id], from: '2027-03-20', to: '2027-03-21', until: '2027-03-21T12:00:00Z' }, tokens.owner)
  const closure = await must('POST', `/v1/venues/${hotel.id}/closures`, { from: '2027-11-01', to: '2027-11-02', reason: 'works' }, tokens.owner)
  const entry = await must('POST', `/v1/venues/${hotel.id}/waitlist/desk`, { channel: 'phone', guest: { name: 'Gisela Gast', email: 'guest@example.com', phone: '+351 912 345 678' }, stay }, tokens.owner)
  const opened = await must('POST', `/v1/venues/${hotel.id}/accounts`, { kind: 'city', name: 'Gisela and sons' }, tokens.owner)
  const company = await must('POST', `/v1/venues/${hotel.id}/folios/${opened.id}/charges`, { category: 'other', description: 'Hall', amount: eur(500) }, tokens.owner)
  const shift = await must('POST', `/v1/venues/${hotel.id}/shifts`, { float: eur(1_000) }, tokens.owner)
  ids = {
    entry: entry.id, venue: hotel.id, vendor: setup.venue.vendor, booking: booking.id, reservation: booking.reservations[0].id, payment: held.payment.id, trip: held.trip?.id ?? 'trp_000000000000000000000000', media: 'med_000000000000000000000000', document: 'inv_000000000000000000000000', window: '1',
    change: 'rc_000000000000000000000000', code: 'SPRING', closure: closure.id, block: block.id, lease: lease.id, case: '1', session: sessions.items[0].id, account: me.account.id, folio: company.id, line: company.lines[0].id, shift: shift.id, quote: quote.id, vendorid: hotel.id, bookingid: booking.id, userid: me.account.id, id: hotel.id,
  }
  const { room_type: roomType, ...dates } = stay
  bodies = {
    createVenue: { kind: 'hotel', name: 'Theirs', ...place }, updateVenue: { name: 'Mine now' }, putRoomTypes: { room_types: [] }, putTables: { areas: [] }, putServices: { services: [] },
    putRates: { room_types: [{ room_type: roomType, price: eur(1) }], plans: [{ name: 'Mine', cancellation: [{ until_hours: null, charge_percent: 0 }] }] },
    putTaxes: { taxes: [] }, previewRates: { changes: [{ from: '2027-06-01', to: '2027-06-02', price: { percent: -50 } }] }, changeRates: { version: 1, changes: [{ from: '2027-06-01', to: '2027-06-02', price: { percent: -50 } }] }, undoRates: { version: 1 }, putPromo: { name: 'Mine', percent: 90 },
    createBlock: { name: 'Mine', rooms: [{ room_type: roomType, arrival: '2027-10-01', departure: '2027-10-02', rooms: 1 }] }, changeBlock: { status: 'cancelled' }, createLease: { desk: 'mine', rooms: [setup.room_types[0].rooms[1].id], from: '2027-03-20', to: '2027-03-21', until: '2027-03-21T12:00:00Z' }, solveOverbooked: { solution: 'other' },
    addClosure: { from: '2027-06-01', to: '2027-06-02', reason: 'mine' }, addStaff: { name: 'Me', email: 'stranger@example.com', role: 'owner' },
    cancelBooking: {}, previewAmendment: { guests: 1 }, amendBooking: { guests: 1 }, deskBook: { channel: 'phone', guest: { name: 'Me' }, stay: { room_type: roomType, ...dates } },
    issueInvoice: { folio: 'fol_000000000000000000000000', window: 1 }, creditInvoice: { reason: 'mistake' }, putInvoiceSettings: { legal_name: 'Mine', street: '', postal_code: '', city: 'Lisboa', country: 'PT' },
    deskJoinWaitlist: { channel: 'phone', guest: { name: 'Me' }, stay }, moveWaitlistEntry: { to: 'removed' }, putWaitlistSettings: { open: false, today_minutes: 5, later_minutes: 5 },
    setWindows: { windows: [{ no: 1, name: 'Mine' }] }, postCharge: { category: 'other', description: 'Mine', amount: eur(1) }, postPayment: { method: 'transfer', amount: eur(1) }, postRefund: { method: 'transfer', amount: eur(1), reason: 'other' }, correctLine: { reason: 'other' },
    splitLine: { parts: [{ window: 1, share: 1 }, { window: 1, share: 1 }] }, transferLines: { lines: ['fln_000000000000000000000000'] }, settleToAccount: { account: 'fol_000000000000000000000000' }, chargeToRoom: { hotel: hotel.id, booking: booking.id }, createAccount: { kind: 'house', name: 'Mine' }, updateAccount: { name: 'Mine' },
    splitByPerson: { persons: 2 }, openShift: { float: eur(1) }, closeShift: { counted: eur(1) }, closeNight: { business_date: '2027-03-01' }, setNight: { automatic: false },
    moveReservation: { to: 'cancelled', reason: 'mistake' }, assignUnits: { pinned: true }, addNote: { text: 'Mine now' }, simplePutVendor: { name: 'Mine now' }, simplePutUser: { name: 'Mine now' }, simplePutBooking: { guests: 1 }, simplePutBookingStatus: { status: 'CANCELLED' },
  }
})
afterAll(() => app.close())

const days = '?from=2027-03-01&to=2027-03-02'
const queries: Partial<Record<Operation, string>> = { accountStatement: days, revenueReport: days, paymentsReport: days, accountBalance: '?account=city' }

/** What is there for everybody: a published venue's page, prices and slots, and one's own quote. */
const publicOperations: readonly Operation[] = ['getVenue', 'listOffers', 'priceCalendar', 'listSlots', 'createQuote', 'getQuote', 'checkQuote', 'simpleGetVendor', 'simpleBook', 'findGroup', 'paymentWebhook', 'joinWaitlist']
const guarded = (Object.keys(endpoints) as Operation[]).filter((operation) => endpoints[operation].path.includes(':') && !publicOperations.includes(operation))
const call = (operation: Operation, token?: string) => {
  const { method, path } = endpoints[operation]
  const url = path.replace(/:([a-z]+)/g, (_, name: string) => (operation.startsWith('simple') && operation.includes('User') && name === 'id' ? ids['account'] : ids[name]) ?? expect.fail(`no ${name}`))
  if (operation === 'addMedia') return ask(method, url, picture, token, 'image/png')
  return ask(method, `${url}${queries[operation] ?? ''}`, bodies[operation] ?? (method === 'GET' || method === 'DELETE' ? undefined : {}), token)
}

describe.each(guarded)('%s', (operation) => {
  test.each(['nobody', 'stranger', 'rival'] as const)('tells and does nothing for %s', async (who) => {
    const { status, body } = await call(operation, who === 'nobody' ? undefined : tokens[who])
    expect([401, 403, 404], JSON.stringify(body)).toContain(status)
    expect(JSON.stringify(body)).not.toMatch(/Gisela|guest@example|912 345|by the window/)
  })
})

test('after all of that, everything is as it was', async () => {
  const setup = await must('GET', `/v1/venues/${ids['venue']}/setup`, undefined, tokens.owner)
  expect(setup).toMatchObject({ venue: { name: 'Casa' }, status: 'published', room_types: [{ name: 'Double' }] })
  expect(setup.closures).toHaveLength(1)
  expect((await must('GET', `/v1/venues/${ids['venue']}/staff`, undefined, tokens.owner)).items).toHaveLength(3)
  const company = await must('GET', `/v1/venues/${ids['venue']}/folios/${ids['folio']}`, undefined, tokens.owner)
  expect(company).toMatchObject({ name: 'Gisela and sons', balance: eur(500), lines: [{ description: 'Hall' }] })
  expect((await must('GET', `/v1/venues/${ids['venue']}/shifts`, undefined, tokens.owner)).items).toMatchObject([{ status: 'open' }])
  const booking = await must('GET', `/v1/bookings/${ids['booking']}`, undefined, tokens.guest)
  expect(booking).toMatchObject({ status: 'held', stay: { guests: 2 }, guest: { name: 'Gisela Gast' }, note: 'by the window' })
  expect((await must('GET', `/v1/venues/${ids['venue']}/bookings`, undefined, tokens.owner)).items).toHaveLength(1)
  expect(await must('GET', `/v1/venues/${ids['venue']}/waitlist`, undefined, tokens.owner)).toMatchObject({ items: [{ state: 'waiting', guest: { name: 'Gisela Gast' } }], settings: { open: true } })
})

test('staff see what their role needs: the desk the guest, housekeeping the room and no name', async () => {
  const see = async (token: string) => JSON.stringify([await ask('GET', `/v1/venues/${ids['venue']}/waitlist`, undefined, token), await ask('GET', `/v1/venues/${ids['venue']}/board?date=2027-05-03`, undefined, token), await ask('GET', `/v1/venues/${ids['venue']}/bookings`, undefined, token), await ask('GET', `/v1/venues/${ids['venue']}/bookings/${ids['booking']}`, undefined, token), await ask('GET', `/v1/bookings/${ids['booking']}`, undefined, token)])
  expect(await see(tokens.desk)).toMatch(/Gisela Gast/)
  const seen = await see(tokens.housekeeping)
  expect(seen).not.toMatch(/Gisela|guest@example|912 345|by the window/)
  for (const [operation, body] of [['deskBook', bodies.deskBook], ['moveReservation', bodies.moveReservation], ['assignUnits', bodies.assignUnits]] as const) {
    expect((await ask(endpoints[operation].method, endpoints[operation].path.replace(':venue', ids['venue']!).replace(':reservation', ids['reservation']!), body, tokens.housekeeping)).body.code).toBe('not-allowed')
  }
  for (const operation of ['postCharge', 'correctLine', 'openShift', 'closeNight', 'trialBalance'] as const) expect((await call(operation, tokens.housekeeping)).body.code, operation).toBe('not-allowed')
  for (const operation of ['trialBalance', 'listJournals', 'createAccount'] as const) expect((await call(operation, tokens.desk)).body.code, operation).toBe('not-allowed')
  for (const operation of ['updateVenue', 'putRates', 'addStaff', 'listStaff', 'publishVenue', 'addClosure'] as const) {
    for (const token of [tokens.desk, tokens.housekeeping]) expect((await call(operation, token)).body.code, operation).toBe('not-allowed')
  }
})
