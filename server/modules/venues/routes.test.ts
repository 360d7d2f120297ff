import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import type { VenueId } from '#platform/id'
import { testApp, type TestApp } from '#server/testing/app'
import { eur, hotelInput } from '#server/testing/example-venues'

let app: TestApp
let owner: string
let other: string
let vendor: string

beforeAll(async () => {
  app = await testApp()
  owner = await signUp('owner@example.com')
  other = await signUp('other@example.com')
  vendor = (await call('POST', '/v1/vendors', owner, { name: 'Rio Lda' })).body.id
})
afterAll(() => app.close())

async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, token?: string, payload?: unknown, headers: Record<string, string> = {}) {
  const answer = await app.server.inject({ method, url, ...(payload === undefined ? {} : { payload: payload as object }), headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers } })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.headers['content-type']?.toString().includes('json') ? answer.json() : answer.rawPayload, headers: answer.headers }
}
async function signUp(email: string): Promise<string> {
  return (await call('POST', '/v1/account', undefined, { name: 'Somebody', email, password: 'a long enough password' })).body.token
}
const begin = async (over: object = {}) => (await call('POST', `/v1/vendors/${vendor}/venues`, owner, hotelInput(over))).body
const room = (number: string) => ({ number })

describe('setting a hotel up over HTTP', () => {
  test('goes from a sign-up to a published page in five calls', async () => {
    const { venue: { id }, missing } = await begin({ name: 'Five Calls' })
    expect(missing.map(({ pointer }: any) => pointer)).toEqual(['/room_types', '/rates'])
    const rooms = await call('PUT', `/v1/venues/${id}/room-types`, owner, { room_types: [{ name: 'Double', sleeps: 2, rooms: [room('1'), room('2')] }] })
    expect([rooms.status, rooms.body.room_types[0].rooms.length]).toEqual([200, 2])
    const rates = await call('PUT', `/v1/venues/${id}/rates`, owner, { room_types: [{ room_type: rooms.body.room_types[0].id, price: eur(9_900) }], plans: [{ name: 'Flexible', cancellation: [{ until_hours: null, charge_percent: 0 }] }] })
    expect([rates.status, rates.body.missing, rates.body.rates.plans[0].name]).toEqual([200, [], 'Flexible'])
    expect((await call('POST', `/v1/venues/${id}/publish`, owner)).body.status).toBe('published')
    expect((await call('GET', '/v1/venues/five-calls')).body).toMatchObject({ id, name: 'Five Calls', today: '2027-03-01', room_types: [{ from_price: { amount: '9900' } }] })
    const closed = await call('POST', `/v1/venues/${id}/closures`, owner, { from: '2027-04-01', to: '2027-04-05', reason: 'Works' })
    expect([closed.status, closed.body.touched]).toEqual([201, []])
    expect((await call('GET', `/v1/venues/${id}/offers?arrival=2027-04-03&departure=2027-04-07`)).body.refused[0].reasons[0].code).toBe('closed')
    expect((await call('DELETE', `/v1/venues/${id}/closures/${closed.body.id}`, owner)).status).toBe(204)
    expect((await call('GET', `/v1/venues/${id}/offers?arrival=2027-04-03&departure=2027-04-07`)).body.items).toHaveLength(1)
  })

  test('is for those who work there: others get nothing of a draft, and no hand on what is published', async () => {
    const { venue: { id } } = await begin({ name: 'Mine' })
    expect((await call('GET', `/v1/venues/${id}/setup`)).status).toBe(401)
    expect((await call('GET', `/v1/venues/${id}/setup`, other)).status).toBe(404)
    expect((await call('GET', `/v1/venues/${id}`)).status).toBe(404)
    expect((await call('GET', `/v1/venues/${id}`, owner)).status).toBe(200)
    expect((await call('PATCH', `/v1/venues/${id}`, other, { name: 'Stolen' })).status).toBe(404)
    expect((await call('POST', `/v1/vendors/${vendor}/venues`, other, hotelInput())).status).toBe(404)
    expect((await call('GET', '/v1/venues/nothing-of-this-name')).status).toBe(404)
  })

  test('names the field that is wrong, and changes nothing', async () => {
    const { venue: { id }, version } = await begin({ name: 'Careful' })
    const wrong = async (method: 'PUT' | 'PATCH' | 'POST', path: string, body: unknown) => { const answer = await call(method, path, owner, body); return [answer.status, answer.body.errors?.map((error: any) => error.pointer)] }
    expect(await wrong('PATCH', `/v1/venues/${id}`, { colour: 'blue' })).toEqual([400, ['/colour']])
    expect(await wrong('PATCH', `/v1/venues/${id}`, { time_zone: 'Mars/Base', country: 'Portugal' })).toEqual([400, ['/country', '/time_zone']])
    expect(await wrong('PATCH', `/v1/venues/${id}`, { currency: 'XYZ' })).toEqual([400, ['/currency']])
    expect(await wrong('PUT', `/v1/venues/${id}/room-types`, { room_types: [{ name: 'Double', sleeps: 0, rooms: [] }] })).toEqual([400, ['/room_types/0/sleeps', '/room_types/0/rooms']])
    expect(await wrong('PUT', `/v1/venues/${id}/room-types`, { room_types: [{ name: 'Double', sleeps: 2, rooms: [room('1'), room('1')] }] })).toEqual([400, ['/room_types/0/rooms/1/number']])
    expect((await call('PATCH', `/v1/venues/${id}`, owner, { name: 'Late' }, { 'if-match': '"99"' })).status).toBe(412)
    const { body, headers } = await call('GET', `/v1/venues/${id}/setup`, owner)
    expect([body.version, headers.etag]).toEqual([version, `"${version}"`])
    expect((await call('PATCH', `/v1/venues/${id}`, owner, { name: 'In time' }, { 'if-match': `"${version}"` })).headers.etag).toBe(`"${version + 1}"`)
  })

  test('answers one venue for one key, however often it comes', async () => {
    const make = (body: object) => call('POST', `/v1/vendors/${vendor}/venues`, owner, body, { 'idempotency-key': 'make-it-once' })
    const [one, two] = [await make(hotelInput({ name: 'Once' })), await make(hotelInput({ name: 'Once' }))]
    expect([one.status, two.status, one.body.venue.id === two.body.venue.id]).toEqual([201, 201, true])
    expect((await make(hotelInput({ name: 'Twice' }))).status).toBe(422)
  })
})

describe('pictures over HTTP', () => {
  const send = (id: VenueId, body: Buffer, type: string, token = owner) => call('POST', `/v1/venues/${id}/media?kind=facade&alt=The%20house`, token, body, { 'content-type': type })
  const jpeg = () => sharp({ create: { width: 1_000, height: 600, channels: 3, background: '#884422' } }).jpeg().toBuffer()

  test('go in as they are, and come out at the width that a page asks for, to be kept for a year', async () => {
    const { venue: { id } } = await begin({ name: 'Pictured' })
    const added = await send(id, await jpeg(), 'image/jpeg')
    expect([added.status, added.body]).toMatchObject([201, { kind: 'facade', alt: 'The house', width: 1_000, widths: [320, 640, 960, 1_000] }])
    expect((await call('GET', `${added.body.url}?w=600`)).status).toBe(404)
    const served = await call('GET', `${added.body.url}?w=600`, owner)
    expect([served.status, served.headers['content-type'], served.headers['cache-control'], (await sharp(served.body).metadata()).width]).toEqual([200, 'image/webp', 'private, max-age=31536000, immutable', 640])
    expect((await call('GET', `${added.body.url}?w=none`, owner)).status).toBe(400)
    expect((await call('DELETE', `/v1/venues/${id}/media/${added.body.id}`, owner)).status).toBe(204)
    expect((await call('GET', added.body.url, owner)).status).toBe(404)
  })

  test('that are none, too large, of another type or of another’s venue are refused', async () => {
    const { venue: { id } } = await begin({ name: 'Refused' })
    expect((await send(id, Buffer.from('not a picture'), 'image/jpeg')).status).toBe(415)
    expect((await send(id, Buffer.from('<svg/>'), 'image/svg+xml')).status).toBe(415)
    expect((await send(id, Buffer.alloc(13_000_000), 'image/png')).status).toBe(413)
    expect((await send(id, await jpeg(), 'image/jpeg', other)).status).toBe(404)
    expect((await call('POST', `/v1/venues/${id}/media`, owner, { a: 1 })).status).toBe(415)
  })
})
