import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import { anonymous, systemActor, type Actor } from '#http/actor'
import { openPricing, priceStay } from '#module/pricing'
import { openVenues, type Venues } from '#module/venues'
import type { MediaStore } from '#ports/media-store'
import { settableClock } from '#platform/clock'
import { newId, type AccountId, type BookingId, type MediaId, type VendorId, type VenueId } from '#platform/id'
import { silentLog } from '#platform/log'
import { problem } from '#platform/problem'
import { sql } from '#platform/sql'
import { plainDate } from '#platform/time'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { dinner, eur, hotelInput, ratesInput, restaurantInput, roomTypesInput, tablesInput, wire } from '#server/testing/example-venues'

let at: TestDatabase
let venues: Venues
let owner: Actor
let vendor: VendorId
let defined: { venue: VenueId; definition: any }[]
let strands: boolean
let files: Map<string, Buffer>
const clock = settableClock('2026-11-21T12:00:00Z')
const pricing = openPricing()

beforeEach(async () => {
  at = await testDatabase()
  defined = []
  strands = false
  files = new Map()
  const granted: { account: AccountId; vendor: VendorId }[] = []
  const media: MediaStore = {
    async put(key, bytes) { files.set(key, bytes) },
    async get(key) { return files.get(key) },
    async remove(prefix) { for (const key of files.keys()) if (key.startsWith(`${prefix}/`)) files.delete(key) },
  }
  venues = openVenues({
    db: at.db, clock, log: silentLog, pricing, media,
    identity: { async grantRole(_tx, account, role) { granted.push({ account, vendor: role.vendor }) } },
    availability: {
      async define(_tx, venue, definition) {
        if (strands) throw problem('in-use', { detail: 'A booking depends on it.', facts: { holders: ['rsv_1'] } })
        defined.push({ venue, definition })
      },
      async addClosure() { return { holders: [] } },
      async removeClosure() {},
    },
    bookingsOf: async (_reader, reservations) => reservations.map((id) => id.replace('rsv', 'bk') as BookingId),
    async bookedNights() { return 0 },
  })
  const account = newId('acc', clock.now().epochMilliseconds)
  vendor = (await venues.createVendor({ ...anonymous, account }, { name: 'Rio Lda' })).id
  expect(granted).toEqual([{ account, vendor }])
  owner = ownerOf(account, vendor)
})
afterEach(() => at.close())

const ownerOf = (account: AccountId, of: VendorId): Actor => ({ ...anonymous, account, memberships: [{ vendor: of, venue: null, role: 'owner' }] })
const stranger = (): Actor => ownerOf(newId('acc', 1), newId('vnd', 1))
const hotel = () => venues.createVenue(owner, vendor, hotelInput())
async function fullHotel() {
  const { id } = await hotel()
  const withRooms = await venues.putRoomTypes(owner, id, roomTypesInput())
  return venues.putRates(owner, id, ratesInput(withRooms))
}
const events = async () => (await at.db.rows<{ type: string }>(sql`select type from events.outbox `)).map(({ type }) => type).toSorted()

describe('a venue', () => {
  test('begins as a draft that says what is missing, and is published once nothing is', async () => {
    const draft = await hotel()
    expect(draft).toMatchObject({ status: 'draft', slug: 'casa-do-rio', version: 1, dayEnds: '04:00', holdMinutes: 10 })
    await expect(venues.publish(owner, draft.id)).rejects.toMatchObject({ code: 'not-ready', extra: { errors: [{ pointer: '/room_types' }, { pointer: '/rates' }] } })
    const withRooms = await venues.putRoomTypes(owner, draft.id, roomTypesInput())
    expect((await venues.setupOf(owner, draft.id)).missing).toEqual([{ pointer: '/rates', detail: 'Set prices and a rate plan' }])
    await venues.putRates(owner, draft.id, ratesInput(withRooms))
    expect(await venues.publish(owner, draft.id)).toMatchObject({ status: 'published' })
    expect((await venues.publicVenue(anonymous, 'casa-do-rio')).room_types.map((type) => [type.name, type.from_price?.amount])).toEqual([['Double', '9000'], ['Suite', '18000']])
    expect(await events()).toEqual(['rates.changed', 'vendor.created', 'venue.changed', 'venue.created', 'venue.published'])
  })

  test('tells availability of rooms and of what plans restrict, in the same change', async () => {
    const layout = await fullHotel()
    const { definition } = defined.at(-1)!
    expect(definition.roomTypes.map((type: any) => [type.id, type.rooms.length])).toEqual([[layout.roomTypes[0]!.id, 3], [layout.roomTypes[1]!.id, 1]])
    expect(definition.restrictions).toMatchObject([{ minStay: 2 }])
  })

  test('of another vendor is not there while it is a draft, and may not be touched when it is published', async () => {
    const { id } = await fullHotel()
    await expect(venues.setupOf(stranger(), id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(venues.publicVenue(anonymous, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(venues.putRoomTypes(stranger(), id, roomTypesInput())).rejects.toMatchObject({ code: 'not-found' })
    await venues.publish(owner, id)
    await expect(venues.setupOf(stranger(), id)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(venues.createVenue(stranger(), vendor, hotelInput())).rejects.toMatchObject({ code: 'not-found' })
    await expect(venues.createVendor(anonymous, { name: 'Nobody' })).rejects.toMatchObject({ code: 'not-signed-in' })
  })

  test('keeps its old set-up whole when a change would strand a booking', async () => {
    const before = await fullHotel()
    strands = true
    await expect(venues.putRoomTypes(owner, before.id, { room_types: [] })).rejects.toMatchObject({ code: 'in-use', facts: { bookings: ['bk_1'] } })
    expect(await venues.layoutOf(at.db, before.id)).toEqual(before)
  })

  test('keeps the ids of what stays, and rooms may exchange their numbers', async () => {
    const before = await fullHotel()
    const [double, suite] = before.roomTypes
    const change = roomTypesInput().room_types
    change[0] = { ...change[0]!, id: double!.id, rooms: [{ id: double!.rooms[0]!.id, number: '102', floor: '', features: [] }, { id: double!.rooms[1]!.id, number: '101', floor: '', features: [] }] }
    change[1] = { ...change[1]!, id: suite!.id, name: 'Attic' }
    const after = await venues.putRoomTypes(owner, before.id, { room_types: change })
    expect(after.roomTypes.map((type) => type.name)).toEqual(['Double', 'Attic'])
    expect(after.roomTypes[0]!.rooms.map((room) => [room.id, room.number])).toEqual([[double!.rooms[0]!.id, '102'], [double!.rooms[1]!.id, '101']])
    expect((await venues.namesOf(at.db, [double!.rooms[2]!.id])).get(double!.rooms[2]!.id)).toBe('103')
  })

  test('that somebody changed meanwhile is not overwritten', async () => {
    const layout = await fullHotel()
    await expect(venues.updateVenue(owner, layout.id, { name: 'Other' }, { expectedVersion: layout.version - 1 })).rejects.toMatchObject({ code: 'version-conflict' })
    expect((await venues.updateVenue(owner, layout.id, { name: 'Other' }, { expectedVersion: layout.version })).name).toBe('Other')
  })

  test('is one for one idempotency key, and another body with that key is refused', async () => {
    const one = await venues.createVenue(owner, vendor, hotelInput(), { idempotencyKey: 'k1' })
    expect((await venues.createVenue(owner, vendor, hotelInput(), { idempotencyKey: 'k1' })).id).toBe(one.id)
    await expect(venues.createVenue(owner, vendor, hotelInput({ name: 'Two' }), { idempotencyKey: 'k1' })).rejects.toMatchObject({ code: 'key-reused' })
    const atOnce = await Promise.all(Array.from({ length: 6 }, () => venues.createVenue(owner, vendor, hotelInput({ name: 'Rush' }), { idempotencyKey: 'k2' })))
    expect(new Set(atOnce.map(({ id }) => id)).size).toBe(1)
    const names = await Promise.all(Array.from({ length: 6 }, () => venues.createVenue(owner, vendor, hotelInput({ name: 'Twins' }))))
    expect(new Set(names.map(({ slug }) => slug)).size).toBe(6)
  })

  test('gets an address of its own, also for names without Latin letters', async () => {
    const slugs = []
    for (const input of [hotelInput(), hotelInput(), hotelInput(), hotelInput({ name: '東山', city: '京都' }), hotelInput({ name: 'Água d’Ouro' })]) slugs.push((await venues.createVenue(owner, vendor, input)).slug)
    expect(slugs).toEqual(['casa-do-rio', 'casa-do-rio-lisbon', 'casa-do-rio-lisbon-2', 'hotel', 'agua-d-ouro'])
  })

  test('is refused with the field that is wrong', async () => {
    const refused = async (work: Promise<unknown>) => ((await work.catch((error: unknown) => error)) as any).extra?.errors?.map((error: any) => error.pointer)
    expect(await refused(venues.createVenue(owner, vendor, hotelInput({ currency: 'XYZ' })))).toEqual(['/currency'])
    expect(await refused(venues.createVenue(owner, vendor, hotelInput({ linked_to: newId('ven', 1) })))).toEqual(['/linked_to'])
    const layout = await fullHotel()
    const twice = roomTypesInput()
    twice.room_types[1]!.rooms[0]!.number = '101'
    expect(await refused(venues.putRoomTypes(owner, layout.id, twice))).toEqual(['/room_types/1/rooms/0/number'])
    const rates = ratesInput(layout)
    expect(await refused(venues.putRates(owner, layout.id, { ...rates, room_types: [{ ...rates.room_types[0]!, price: wire(10_000, 'JPY') }] }))).toEqual(['/room_types/0/price'])
    expect(await refused(venues.putRates(owner, layout.id, { ...rates, room_types: [{ ...rates.room_types[0]!, price: { ...eur(10_000), exponent: 3 } }] }))).toEqual(['/room_types/0/price'])
    expect(await refused(venues.putRates(owner, layout.id, { ...rates, room_types: [{ ...rates.room_types[0]!, price: { ...eur(0), amount: '-5' } }] }))).toEqual(['/room_types/0/price'])
    expect(await refused(venues.putRates(owner, layout.id, { ...rates, room_types: [{ ...rates.room_types[0]!, price: { ...eur(0), amount: '999999999999999' } }] }))).toEqual(['/room_types/0/price'])
    expect(await refused(venues.putTables(owner, layout.id, tablesInput()))).toEqual(['/areas'])
  })
})

describe('a restaurant', () => {
  test('has tables that join by name, and services with deposits in its own currency', async () => {
    const { id } = await venues.createVenue(owner, vendor, restaurantInput())
    const tables = await venues.putTables(owner, id, tablesInput())
    expect(tables.combinations[0]!.tables).toEqual(tables.areas[0]!.tables.slice(0, 2).map((table) => table.id))
    const done = await venues.putServices(owner, id, { services: [dinner()] })
    expect(done.services[0]).toMatchObject({ name: 'Dinner', depositPerCover: 1_000, turnMinutes: [{ partyMax: 2, minutes: 90 }, { partyMax: 50, minutes: 120 }] })
    await expect(venues.putServices(owner, id, { services: [dinner({ deposit_per_cover: wire(1_000, 'JPY') })] })).rejects.toMatchObject({ code: 'invalid-request' })
    await venues.publish(owner, id)
    const view = await venues.publicVenue(anonymous, 'agua-d-ouro')
    expect([view.max_party, view.services[0]!.deposit_per_cover, view.policies[0]!.text]).toEqual([4, eur(1_000), 'Free to cancel until 24 hours before arrival; 100% after that. The deposit is credited to the bill.'])
    expect(defined.at(-1)!.definition).toMatchObject({ kind: 'restaurant', tables: [{ seatsMax: 2 }, { seatsMax: 2 }, { seatsMax: 4 }], services: [{ from: '19:00' }] })
  })

  test('and its hotel show each other once both are published', async () => {
    const house = await fullHotel()
    const inn = await venues.createVenue(owner, vendor, restaurantInput({ linked_to: house.id }))
    await venues.publish(owner, house.id)
    expect((await venues.publicVenue(anonymous, house.id)).linked).toEqual([])
    await venues.putTables(owner, inn.id, tablesInput())
    await venues.putServices(owner, inn.id, { services: [dinner()] })
    await venues.publish(owner, inn.id)
    expect((await venues.publicVenue(anonymous, house.id)).linked).toMatchObject([{ id: inn.id, slug: 'agua-d-ouro' }])
  })
})

describe('prices', () => {
  test('change at once for everybody once they are committed, and not for anybody after a rollback', async () => {
    const layout = await fullHotel()
    const total = async () => {
      const program = (await pricing.ratesOf(at.db, layout.id))!
      return priceStay(program, { roomType: layout.roomTypes[0]!.id, plan: program.plans[0]!.id, arrival: plainDate('2027-03-01'), departure: plainDate('2027-03-03'), guests: 2, rooms: 1 }).total.amount
    }
    expect(await total()).toBe(20_000 + 4 * 400)
    const dearer = ratesInput(layout)
    dearer.room_types[0]!.price = eur(11_000)
    await expect(at.db.transaction(async (tx) => {
      await venues.putRates(owner, layout.id, dearer, { tx })
      throw new Error('something else went wrong')
    })).rejects.toThrow()
    expect(await total()).toBe(20_000 + 4 * 400)
    await venues.putRates(owner, layout.id, dearer)
    expect(await total()).toBe(22_000 + 4 * 400)
  })
})

describe('a picture', () => {
  const serve = (actor: Actor, media: MediaId, width: number, avif: boolean) => venues.servePicture(async () => actor, media, width, avif)
  const photo = () => sharp({ create: { width: 1_200, height: 800, channels: 3, background: '#336699' } }).withExif({ IFD0: { Artist: 'Somebody' } }).jpeg().toBuffer()

  test('is decoded, written anew without EXIF, and served at the width that fits', async () => {
    const { id } = await fullHotel()
    const picture = await venues.addMedia(owner, id, await photo(), { kind: 'facade', alt: 'The house' })
    expect(picture).toMatchObject({ width: 1_200, height: 800, widths: [320, 640, 960, 1_200], contentType: 'image/webp', placeholder: expect.stringMatching(/^data:image\/webp/) })
    expect((await sharp(files.get(`${picture.id}/original`)!).metadata()).exif).toBeUndefined()
    const served = await serve(owner, picture.id, 500, false)
    expect([(await sharp(served.bytes).metadata()).width, served.shared]).toEqual([640, false])
    await expect.poll(async () => (await serve(owner, picture.id, 500, true)).contentType, { timeout: 5_000 }).toBe('image/avif')
  })

  test('of a draft is shown to nobody else, and to everybody once it was published', async () => {
    const { id } = await fullHotel()
    const picture = await venues.addMedia(owner, id, await photo(), { kind: 'facade', alt: '' })
    await expect(serve(stranger(), picture.id, 320, false)).rejects.toMatchObject({ code: 'not-found' })
    await venues.publish(owner, id)
    expect((await serve(anonymous, picture.id, 320, false)).shared).toBe(true)
    await venues.removeMedia(owner, id, picture.id)
    await expect(serve(anonymous, picture.id, 320, false)).rejects.toMatchObject({ code: 'not-found' })
    await expect.poll(() => files.size).toBe(0)
  })

  test('that is none, is cut short, or is a drawing from outside is refused', async () => {
    const { id } = await fullHotel()
    const add = (bytes: Buffer, actor = owner) => venues.addMedia(actor, id, bytes, { kind: 'other', alt: '' })
    await expect(add(Buffer.from('hello'))).rejects.toMatchObject({ code: 'unsupported-media-type' })
    await expect(add((await photo()).subarray(0, 2_000))).rejects.toMatchObject({ code: 'unsupported-media-type' })
    await expect(add(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'))).rejects.toMatchObject({ code: 'unsupported-media-type' })
    await expect(add(Buffer.alloc(13 * 1024 * 1024))).rejects.toMatchObject({ code: 'payload-too-large' })
    const drawn = await venues.addMedia(systemActor, id, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="100" height="50" fill="red"/></svg>'), { kind: 'facade', alt: '', drawn: { width: 1_600, height: 800, placeholder: null } })
    expect((await sharp((await serve(systemActor, drawn.id, 640, false)).bytes).metadata()).width).toBe(640)
  })
})
