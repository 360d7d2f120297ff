import { afterEach, describe, expect, test } from 'vitest'
import { seededId } from '#platform/id'
import { sql } from '#platform/sql'
import { addDays, plainDate } from '#platform/time'
import { hotel, openTestVenue, stayClaim, typeId, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
afterEach(async () => { await at.close() })
const pool = seededId('pool', 'group')
const limit = seededId('lim', 'channel')
const nights = (from: string, count: number, quantity: number, type = 'double') => Array.from({ length: count }, (_, i) => ({ roomType: typeId(type), night: addDays(plainDate(from), i), quantity }))
const carve = (which: typeof pool | typeof limit, some: ReturnType<typeof nights>) => at.db.transaction((tx) => at.availability.carve(tx, { venue: venueId, pool: which, nights: some }))
const release = (from?: string, to?: string) => at.db.transaction((tx) => at.availability.releasePool(tx, { venue: venueId, pool, from: from === undefined ? undefined : plainDate(from), to: to === undefined ? undefined : plainDate(to) }))
const differences = () => at.db.transaction((tx) => at.availability.reconcile(tx, venueId))
const stay = (from: string, to: string, more: object = {}) => ({ ...stayClaim('double', from, to), ...more })

describe('a pool', () => {
  test('takes its rooms from the house, and what it sells lies in them', async () => {
    at = await openTestVenue(hotel({ double: 5 }))
    await carve(pool, nights('2027-05-01', 3, 4))
    expect(await at.freeNights('double', '2027-04-30', '2027-05-05')).toEqual([5, 1, 1, 1, 5])
    await at.book(stay('2027-05-01', '2027-05-03', { pool }))
    expect(await at.freeNights('double', '2027-04-30', '2027-05-05')).toEqual([5, 1, 1, 1, 5])
    expect((await at.availability.poolNights(at.db, venueId, pool)).map(({ quantity, free, sold }) => [quantity, free, sold])).toEqual([[4, 3, 1], [4, 3, 1], [4, 4, 0]])
    await at.book(stay('2027-05-01', '2027-05-02'))
    await expect(at.book(stay('2027-05-01', '2027-05-02'))).rejects.toMatchObject({ code: 'not-available', extra: { reasons: [{ code: 'sold_out' }] } })
    await expect(carve(pool, nights('2027-05-01', 1, 5))).rejects.toMatchObject({ code: 'not-available', extra: { reasons: [{ nights: ['2027-05-01'] }] } })
    expect(await differences()).toEqual([])
  })

  test('gives back what is unsold, once, and says afterwards why nothing more is sold from it', async () => {
    at = await openTestVenue(hotel({ double: 5 }))
    await carve(pool, nights('2027-05-01', 2, 4))
    const one = await at.book(stay('2027-05-01', '2027-05-03', { pool }))
    expect((await release('2027-05-01', '2027-05-02')).map(({ night, unsold }) => [night, unsold])).toEqual([['2027-05-01', 3]])
    expect(await release('2027-05-01', '2027-05-02')).toEqual([])
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([4, 1])
    await expect(at.book(stay('2027-05-01', '2027-05-03', { pool }))).rejects.toMatchObject({ code: 'not-available', extra: { reasons: [{ code: 'release_passed', nights: ['2027-05-01'] }] } })
    await at.book(stay('2027-05-02', '2027-05-03', { pool }))
    // What it sold comes back to the house where it was released, and to the pool where it lives.
    await at.release(one.holder)
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([5, 1])
    expect((await at.availability.poolNights(at.db, venueId, pool)).map(({ free, sold }) => [free, sold])).toEqual([[0, 0], [3, 1]])
    expect(await differences()).toEqual([])
  })

  test('lets who was sold from it change dates after its release, out of the house', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    await carve(pool, nights('2027-05-01', 2, 1))
    const { holder } = await at.book(stay('2027-05-01', '2027-05-02', { pool }))
    await release()
    await at.amend(holder, stay('2027-05-01', '2027-05-03', { pool }))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([1, 1])
    expect(await differences()).toEqual([])
  })

  test('that is only a limit takes nothing from the house until it sells, and never more than both have', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    await carve(limit, nights('2027-05-01', 1, 2))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-02')).toEqual([3])
    await at.book(stay('2027-05-01', '2027-05-02', { pool: limit }))
    await at.book([stay('2027-05-01', '2027-05-02'), stay('2027-05-01', '2027-05-02')])
    await expect(at.book(stay('2027-05-01', '2027-05-02', { pool: limit }))).rejects.toMatchObject({ code: 'not-available' })
    expect(await differences()).toEqual([])
  })

  test('is written anew by repair from what was set aside and sold', async () => {
    at = await openTestVenue(hotel({ double: 5 }))
    await carve(pool, nights('2027-05-01', 2, 3))
    await at.book(stay('2027-05-01', '2027-05-03', { pool }))
    await release('2027-05-01', '2027-05-02')
    await at.db.transaction((tx) => tx.run(sql`update availability.calendar set free = array_fill(1::smallint, array[32]), over = null`))
    expect((await differences()).length).toBeGreaterThan(0)
    await at.db.transaction((tx) => at.availability.repair(tx, venueId))
    expect(await differences()).toEqual([])
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([4, 2])
  })

  test('keeps its room type from being removed, and gives a room that moves to another type back to nobody but itself', async () => {
    at = await openTestVenue(hotel({ double: 2, suite: 1 }))
    await carve(pool, nights('2027-05-01', 1, 1))
    await expect(at.define(hotel({ suite: 1 }))).rejects.toMatchObject({ code: 'in-use' })
    const { holder } = await at.book(stay('2027-05-01', '2027-05-02', { pool }))
    await at.assign(holder, 'suite1')
    expect((await at.availability.poolNights(at.db, venueId, pool)).map(({ free, sold }) => [free, sold])).toEqual([[1, 0]])
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-02')).toEqual([0])
    expect(await differences()).toEqual([])
  })
})
