import { afterAll, beforeAll, expect, test } from 'vitest'
import { eur } from '../../testing/example-venues.ts'
import { guest, openWorld, type Visitor, type World } from '../booking/testing/world.ts'

// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire

// The whole application: charges come from folios, payments from the sandbox, and everything is asked through the API.
let world: World
beforeAll(async () => { world = await openWorld() }, 60_000)
afterAll(async () => { await world.close() })

const at = (path: string) => `/v1/venues/${world.hotel.id}${path}`
async function must(visitor: Visitor, method: 'GET' | 'POST', path: string, body?: object): Promise<any> {
  const answer = await visitor.call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const put = async (visitor: Visitor, path: string, payload: object) => {
  const answer = await world.app.server.inject({ method: 'PUT', url: path, headers: { cookie: visitor.cookie }, payload })
  return { status: answer.statusCode, body: answer.json() as any }
}
const walkIn = () => must(world.desk, 'POST', at('/bookings'), { channel: 'walk_in', guest: { name: 'Ana Duarte', email: 'ana@example.org' }, stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-03', guests: 2 } })
const charge = (folio: { id: string }, gross: number, description: string) => must(world.desk, 'POST', at(`/folios/${folio.id}/charges`), { category: 'extra', description, amount: eur(gross) })
const issue = (folio: { id: string }, more: object = {}) => world.desk.call('POST', at('/invoices'), { folio: folio.id, window: 1, ...more })

test('a folio’s window is invoiced to the cent, corrected by a credit note, and its payments pay once', async () => {
  const booking = await walkIn()
  const folio = await must(world.desk, 'POST', at(`/bookings/${booking.id}/folio`))
  expect((await issue(folio)).body.code).toBe('already-invoiced')
  await charge(folio, 1_234, 'Parking')
  const charged = await charge(folio, 5_000, 'Spa')
  await must(world.desk, 'POST', at(`/folios/${folio.id}/payments`), { method: 'card_terminal', amount: eur(6_234) })
  const bill = await world.desk.call('GET', at(`/folios/${folio.id}/windows/1/bill.pdf`))
  expect(bill.raw.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  const issued = (await issue(folio, { buyer: { name: 'Ana Duarte', company: 'Duarte & Filhos', city: 'Porto', country: 'PT', tax_number: 'PT509999999' } })).body
  expect(issued).toMatchObject({ kind: 'invoice', number: 'INV-2027-000001', gross: eur(6_234), paid: eur(6_234), due: eur(0), buyer_name: 'Duarte & Filhos', booking: booking.id, lines: [{ description: 'Parking', gross: eur(1_234) }, { description: 'Spa', gross: eur(5_000) }], payments: [{ method: 'card' }] })
  expect((await issue(folio)).body.code).toBe('already-invoiced')
  // What is on paper is taken back by an opposite line, and that goes on a credit note by itself.
  const spa = charged.lines.find((line: any) => line.description === 'Spa')
  await must(world.desk, 'POST', at(`/folios/${folio.id}/lines/${spa.id}/correction`), { reason: 'wrong_amount', amount: eur(4_000) })
  const second = (await issue(folio)).body
  expect(second).toMatchObject({ kind: 'invoice', number: 'INV-2027-000002', gross: eur(4_000), paid: eur(5_000), lines: [{ description: 'Spa' }] })
  const first = await must(world.desk, 'GET', `/v1/invoices/${issued.id}`)
  expect(first).toMatchObject({ credited: eur(5_000), credit_notes: [{ number: 'CN-2027-000001', gross: eur(5_000) }], lines: [{ credited: eur(0) }, { credited: eur(5_000) }] })
  const note = await must(world.desk, 'GET', `/v1/invoices/${first.credit_notes[0].id}`)
  expect(note).toMatchObject({ kind: 'credit_note', corrects: { id: issued.id, number: 'INV-2027-000001' }, buyer_name: 'Duarte & Filhos' })
  const list = await must(world.desk, 'GET', at('/invoices?limit=2'))
  expect(list.items).toHaveLength(2)
  const rest = await must(world.desk, 'GET', at(`/invoices?limit=2&cursor=${encodeURIComponent(list.next_cursor)}`))
  expect([...list.items, ...rest.items].map((item: any) => item.number).toSorted((a: string, b: string) => a.localeCompare(b))).toEqual(['CN-2027-000001', 'INV-2027-000001', 'INV-2027-000002'])
  expect((await must(world.desk, 'GET', at(`/invoices?folio=${folio.id}&kind=credit_note`))).items).toHaveLength(1)
  const after = await must(world.desk, 'GET', at(`/folios/${folio.id}`))
  expect(after.lines.filter((line: any) => line.kind === 'charge').every((line: any) => line.invoice !== null)).toBe(true)
  const xml = await world.desk.call('GET', issued.xml)
  expect(xml.raw.headers['content-type']).toContain('application/xml')
  expect(xml.raw.body).toContain('<cbc:ID>INV-2027-000001</cbc:ID>')
  expect((await world.desk.call('GET', second.xml)).body).toMatchObject({ code: 'not-ready', errors: [{ pointer: '/buyer/country' }] })
})

test('an issued invoice cannot be edited or removed, whatever is tried', async () => {
  const folio = await must(world.desk, 'POST', at(`/bookings/${(await walkIn()).id}/folio`))
  await charge(folio, 900, 'Laundry')
  const issued = (await issue(folio)).body
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    const answer = await world.app.server.inject({ method, url: `/v1/invoices/${issued.id}`, headers: { cookie: world.desk.cookie }, payload: { gross: eur(1) } })
    expect([404, 405]).toContain(answer.statusCode)
  }
  expect((await world.desk.call('POST', at('/invoices'), { folio: folio.id, window: 1, number: 'INV-2027-000099' })).body).toMatchObject({ code: 'invalid-request' })
  expect((await issue(folio, { series: 'nowhere' })).body.code).toBe('already-invoiced')
  const over = await world.desk.call('POST', at(`/invoices/${issued.id}/credit-notes`), { reason: 'price', lines: [{ line: 1, gross: eur(901) }] })
  expect(over).toMatchObject({ status: 409, body: { code: 'credit-exceeds', errors: [{ pointer: '/lines/0/gross' }] } })
  expect(await must(world.desk, 'GET', `/v1/invoices/${issued.id}`)).toMatchObject({ gross: eur(900), credited: eur(0) })
})

test('the guest has a receipt for the deposit, once, in their language; nobody else has', async () => {
  const visitor = world.visitor()
  const quote = await visitor.quote({ room_type: world.double, arrival: '2027-05-10', departure: '2027-05-12', guests: 2 })
  const held = await visitor.hold([quote])
  const [booking] = held.body.bookings
  const receipt = `/v1/bookings/${booking.id}/receipt`
  expect((await visitor.call('POST', receipt)).body.code).toBe('not-ready')
  await world.pay(held.body.payment.url)
  expect(await must(visitor, 'GET', `/v1/bookings/${booking.id}/invoices`)).toEqual({ items: [], next_cursor: null, may_receipt: true })
  const two = await Promise.all([visitor.call('POST', receipt), visitor.call('POST', receipt)])
  expect(two.map(({ status }) => status)).toEqual([201, 201])
  expect(two[0].body.id).toBe(two[1].body.id)
  expect(two[0].body).toMatchObject({ kind: 'receipt', number: 'RC-2027-000001', locale: 'pt', buyer_name: guest.name, gross: held.body.bookings[0].price.due_now })
  const mine = await must(visitor, 'GET', `/v1/bookings/${booking.id}/invoices`)
  expect(mine).toMatchObject({ items: [{ number: 'RC-2027-000001', xml: null }], may_receipt: false })
  const pdf = await visitor.call('GET', mine.items[0].pdf)
  expect(pdf.raw.headers).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="RC-2027-000001.pdf"' })
  expect(pdf.raw.rawPayload.length).toBeGreaterThan(5_000)
  const stranger = world.visitor()
  for (const path of [mine.items[0].pdf, `/v1/invoices/${mine.items[0].id}`, `/v1/bookings/${booking.id}/invoices`, `${mine.items[0].pdf}`.replace('.pdf', '.xml')]) expect((await stranger.call('GET', path)).status).toBe(404)
  expect((await stranger.call('POST', receipt)).status).toBe(404)
})

test('the house says who it is and how its numbers begin; what was issued before keeps what it said', async () => {
  const settings = await must(world.desk, 'GET', at('/invoice-settings'))
  expect(settings).toMatchObject({ legal_name: 'Rio', version: 0, missing: [{ pointer: '/legal_name' }, { pointer: '/tax_number' }, { pointer: '/postal_code' }] })
  const given = { legal_name: 'Rio Hotelaria, Lda.', street: 'Rua do Cais 1', postal_code: '1100-148', city: 'Lisboa', country: 'PT', tax_number: 'PT501234567', iban: 'pt50 0002 0123 1234 5678 9015 4' }
  const saved = await put(world.desk, at('/invoice-settings'), { ...given, series: [{ code: 'invoice', kind: 'invoice', prefix: 'FT' }] })
  expect(saved).toMatchObject({ status: 200, body: { version: 1, iban: 'PT50000201231234567890154', missing: [] } })
  expect((await put(world.desk, at('/invoice-settings'), { ...given, series: [{ code: 'a b', kind: 'invoice', prefix: 'x' }] })).body).toMatchObject({ code: 'invalid-request' })
  expect((await put(world.desk, at('/invoice-settings'), { ...given, series: [{ code: 'bar', kind: 'invoice', prefix: 'FT' }] })).body).toMatchObject({ code: 'in-use' })
  const folio = await must(world.desk, 'POST', at(`/bookings/${(await walkIn()).id}/folio`))
  await charge(folio, 700, 'Umbrella')
  expect((await issue(folio)).body).toMatchObject({ number: expect.stringMatching(/^FT-2027-/), seller: { legal_name: 'Rio Hotelaria, Lda.' } })
})
