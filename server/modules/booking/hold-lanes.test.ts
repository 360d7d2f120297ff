import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import type { QuoteId, VenueId } from '#platform/id'
import { sql } from '#platform/sql'
import { guest, openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())

const stay = (arrival: string, departure: string, more: object = {}) => ({ room_type: world.double, arrival, departure, guests: 2, ...more })
const quotes = (asked: object, count: number, venue?: VenueId) => Promise.all(Array.from({ length: count }, () => world.visitor().quote(asked, venue) as Promise<QuoteId>))
const holdAll = (asked: readonly QuoteId[], more: (i: number) => object = () => ({})) =>
  Promise.allSettled(asked.map((quote, i) => world.app.doors.booking.hold(systemActor, { quotes: [quote], guest: { ...guest, name: `Guest ${i}`, email: `guest${i}@example.org` }, ...more(i) }, { key: `${quote} ${i}`, request: { quote, i } })))
const count = async (what: 'person' | 'key' | 'booking' | 'payment') => (await world.db.one<{ n: number }>({
  person: sql`select count(*) as n from guests.person`, key: sql`select count(*) as n from booking.idempotency`, booking: sql`select count(*) as n from booking.booking`, payment: sql`select count(*) as n from payments.payment`,
}[what])).n
const counts = async () => ({ person: await count('person'), key: await count('key'), booking: await count('booking'), payment: await count('payment') })
/** Rows that nobody needed before are made by a hold alone: one first, so that the rest can share. */
const warm = async (asked: object, venue?: VenueId) => {
  const [quote] = await quotes(asked, 1, venue)
  const { bookings } = await world.app.doors.booking.hold(systemActor, { quotes: [quote!], guest })
  await world.app.doors.booking.cancel(systemActor, bookings[0]!.id, { reason: 'plans_changed' })
}

describe('holds that come at once', () => {
  test('are each answered with their own result, and of the refused nothing is kept: no key, no person, no payment', async () => {
    await warm(stay('2027-04-02', '2027-04-05'))
    const asked = await quotes(stay('2027-04-02', '2027-04-05'), 20)
    const before = await counts()
    const settled = await holdAll(asked, (i) => ({ note: `Wish ${i}` }))
    const won = settled.flatMap((one, i) => (one.status === 'fulfilled' ? [{ i, checkout: one.value }] : []))
    expect(won).toHaveLength(3)
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'not-available', reasons: [{ code: 'sold_out' }] })
    expect(await counts()).toEqual({ person: before.person + 3, key: before.key + 3, booking: before.booking + 3, payment: before.payment + 3 })
    for (const { i, checkout } of won) {
      const [booking] = checkout.bookings
      expect(checkout.payment).toMatch(/^pay_/)
      expect((await world.app.doors.guests.readPeople(world.db, [booking!.guest])).get(booking!.guest)).toMatchObject({ name: `Guest ${i}`, email: `guest${i}@example.org` })
      expect(await world.events(booking!.id)).toEqual(['booking.held'])
    }
  })

  test('are paid and confirmed like any other', async () => {
    await warm(stay('2027-04-12', '2027-04-13'))
    const settled = await holdAll(await quotes(stay('2027-04-12', '2027-04-13'), 3))
    for (const one of settled) {
      if (one.status !== 'fulfilled') throw one.reason
      await world.pay((await world.app.doors.payments.openPage(one.value.payment!))!)
      expect(await world.events(one.value.bookings[0]!.id)).toEqual(['booking.held', 'booking.confirmed'])
    }
  })

  test('with one key make one booking, and all are answered with it; with another body they are refused', async () => {
    await warm(stay('2027-04-20', '2027-04-21'))
    const [one, two] = await quotes(stay('2027-04-20', '2027-04-21'), 2)
    const hold = (quote: QuoteId, body: string) => world.app.doors.booking.hold(systemActor, { quotes: [quote], guest }, { key: 'the same key', request: { body } })
    const made = await Promise.all([1, 2, 3, 4].map(() => hold(one!, 'a')))
    expect(new Set(made.map((checkout) => checkout.bookings[0]!.id)).size).toBe(1)
    await expect(hold(two!, 'b')).rejects.toMatchObject({ code: 'key-reused' })
    const others = await Promise.allSettled([hold(two!, 'b'), hold(one!, 'a'), hold(two!, 'b')])
    expect(others.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'rejected'])
  })

  test('at several venues share a batch: rooms and tables, each by its own rules', async () => {
    const table = { at: '2027-04-25T19:00', party: 2 }
    await warm(stay('2027-04-25', '2027-04-26'))
    await warm(table, world.inn.id)
    const asked = [...await quotes(stay('2027-04-25', '2027-04-26'), 5), ...await quotes(table, 8, world.inn.id)]
    const settled = await holdAll(asked)
    expect(settled.slice(0, 5).filter((one) => one.status === 'fulfilled')).toHaveLength(3)
    const seated = settled.slice(5).flatMap((one) => (one.status === 'fulfilled' ? one.value.bookings : []))
    const placements = await world.app.doors.availability.placements(world.db, world.inn.id, seated.map((booking) => booking.reservations[0]!.id))
    const tables = [...placements.values()].flatMap((one) => one.tables)
    expect(new Set(tables).size).toBe(tables.length)
    expect(seated.length).toBeGreaterThan(0)
    for (const booking of seated) expect(booking.terms.sitting?.ends.toString()).toBe('2027-04-25T19:30:00Z')
    for (const venue of [world.hotel.id, world.inn.id]) expect(await world.db.transaction((tx) => world.app.doors.availability.reconcile(tx, venue, world.app.doors.booking.standingHolders))).toEqual([])
  })

  test('with one at a venue whose rows somebody has locked: the others are answered, and it is when they are let go', async () => {
    const table = { at: '2027-04-26T19:00', party: 2 }
    await warm(stay('2027-04-26', '2027-04-27'))
    await warm(table, world.inn.id)
    const asked = [...await quotes(stay('2027-04-26', '2027-04-27'), 2), ...await quotes(table, 2, world.inn.id)]
    const { client, release } = await world.db.dedicated()
    try {
      await client.query('begin')
      await client.query('select 1 from availability.calendar where venue_id = $1 for update', [world.hotel.id])
      const isDone = [false, false, false, false]
      const holds = asked.map(async (quote, i) => {
        const { bookings } = await world.app.doors.booking.hold(systemActor, { quotes: [quote], guest: { ...guest, name: `Guest ${i}`, email: `locked${i}@example.org` } })
        isDone[i] = true
        return bookings
      })
      await Promise.all(holds.slice(2))
      expect(isDone).toEqual([false, false, true, true])
      await client.query('commit')
      expect((await Promise.all(holds)).flat()).toHaveLength(4)
    } finally {
      await release()
    }
  })

  test('of which one is stale: it alone is refused, and its key is free again', async () => {
    const [old] = await quotes(stay('2027-05-02', '2027-05-03'), 1)
    await warm(stay('2027-05-02', '2027-05-03'))
    world.app.clock.advance({ hours: 3 })
    const asked = [old!, ...await quotes(stay('2027-05-02', '2027-05-03'), 2)]
    const before = await count('key')
    const settled = await holdAll(asked)
    expect(settled.map((one) => (one.status === 'fulfilled' ? 'held' : (one.reason as { code: string }).code))).toEqual(['quote-expired', 'held', 'held'])
    expect(await count('key')).toBe(before + 2)
  })
})
