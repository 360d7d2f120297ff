import { afterEach, describe, expect, test } from 'vitest'
import { seededId, type VenueId } from '#platform/id'
import { isStale, sql } from '#platform/sql'
import { plainDate } from '#platform/time'
import type { BatchAsked } from './claim-batch.ts'
import { openAvailability } from './index.ts'
import { hotel, openTestVenue, restaurant, roomId, sittingClaim, stayClaim, typeId, venueId, type TestVenue } from './testing.ts'
import type { Claim } from './types.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

const asked = (claims: Claim[][], venue: VenueId = venueId): BatchAsked => ({ venue, group: claims.map((some) => ({ holder: at.newHolder(), holderKind: 'booking', channel: 'site', claims: some })) })
const differences = (venue: VenueId = venueId) => at.db.transaction((tx) => at.availability.reconcile(tx, venue))
const one = (from = '2027-05-01', to = '2027-05-03') => [stayClaim('double', from, to)]
const pool = seededId('pool', 'group')
const limit = seededId('lim', 'channel')
const setAside = (of: typeof pool | typeof limit, night: string, quantity: number) => at.db.transaction((tx) => at.availability.carve(tx, { venue: venueId, pool: of, nights: [{ roomType: typeId('double'), night: plainDate(night), quantity }] }))
const look = (all: BatchAsked[]) => at.db.reading((reader) => at.availability.see(reader, all))
const take = (seen: { take(tx: never): void }) => at.db.transaction(async (tx) => { seen.take(tx as never) })
/** What was decided, once it is written. */
async function claim(all: BatchAsked[]) {
  const seen = (await look(all))!
  const outcomes = seen.decide(() => true)
  await take(seen)
  return outcomes
}

describe('a decision from a look without locks', () => {
  test('is each caller’s own; rows that nobody needed before are made with it, of rooms and of tables', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    const inn = seededId('ven', 'inn') as VenueId
    await at.db.transaction((tx) => at.availability.define(tx, inn, restaurant({ a: [1, 2], b: [1, 4] })))
    const sitting = (party: number) => [sittingClaim('2027-05-01T19:00', party)]
    const outcomes = await claim([asked([one(), one()]), asked([one('2027-05-02', '2027-06-20'), one()]), asked([sitting(2)], inn), asked([one()]), asked([sitting(4)], inn), asked([sitting(1)], inn), asked([one()], seededId('ven', 'nowhere') as VenueId)])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['placed', 'refused', 'placed', 'placed', 'placed', 'refused', 'refused'])
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([0, 0, 3])
    expect((await claim([asked([one()]), asked([one('2027-05-03', '2027-05-04')])])).map(({ outcome }) => outcome)).toEqual(['refused', 'placed'])
    expect([...await differences(), ...await differences(inn)]).toEqual([])
  })

  test('is not written when a row has changed since, or was made by another', async () => {
    at = await openTestVenue(hotel({ double: 1 }))
    for (const nights of [one(), one('2027-05-10', '2027-05-11')]) { // at first no row is there, then it is
      const [first, second] = [(await look([asked([nights])]))!, (await look([asked([nights])]))!]
      expect([first, second].map((seen) => seen.decide(() => true)[0]!.outcome)).toEqual(['placed', 'placed'])
      await take(first)
      await expect(take(second)).rejects.toSatisfy((error) => isStale(error) || (error as { code: string }).code === '23505')
    }
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([0, 0])
    expect(await differences()).toEqual([])
  })

  test('is not written by a set-up that has changed since: a room more, a closure; nor before a row was made', async () => {
    at = await openTestVenue(hotel({ double: 1 }))
    const unmade = (await look([asked([one()])]))!
    unmade.decide(() => true)
    await at.db.transaction((tx) => at.availability.addClosure(tx, venueId, { id: 'clo_1', from: plainDate('2027-05-01'), to: plainDate('2027-05-01') }))
    await expect(take(unmade)).rejects.toSatisfy(isStale)
    expect((await claim([asked([one()]), asked([one('2027-05-02', '2027-05-03')])])).map(({ outcome }) => outcome)).toEqual(['refused', 'placed'])
    const made = (await look([asked([one('2027-05-03', '2027-05-04')])]))!
    made.decide(() => true)
    await at.define(hotel({ double: 2 }))
    await expect(take(made)).rejects.toSatisfy(isStale)
    expect(await differences()).toEqual([])
  })

  test('is left to locks when a hold that has run out is wanted, and to a transaction of its own where rooms are promised; what is not wanted any more claims nothing', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    await at.hold(one())
    at.clock.advance({ minutes: 10 })
    expect(await look([asked([one()]), asked([one()])]), 'its room is wanted').toBeNull()
    expect((await look([asked([one()])]))!.decide(() => true)[0]!.outcome, 'another is free').toBe('placed')
    await at.book(one('2027-07-01', '2027-07-02'))
    await at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId('double1'), from: plainDate('2027-05-01'), to: plainDate('2027-05-02'), reason: 'leak' }))
    const seen = (await look([asked([one()]), asked([one('2027-07-01', '2027-07-02')]), asked([one('2027-07-01', '2027-07-02')])]))!
    expect(seen.decide((i) => i !== 1).map(({ outcome }) => outcome)).toEqual(['alone', 'alone', 'placed'])
    await take(seen)
    expect(await at.freeNights('double', '2027-07-01', '2027-07-02')).toEqual([0])
    expect(await differences()).toEqual([])
  })

  test('takes what is sold from pools with the rest: fifty holds of a pool, a limit and the house in one look and one transaction, and says what had gone back to the house', async () => {
    at = await openTestVenue(hotel({ double: 30 }))
    await setAside(pool, '2027-05-01', 10)
    await setAside(limit, '2027-05-01', 5)
    await setAside(pool, '2027-05-05', 2)
    await at.db.transaction((tx) => at.availability.releasePool(tx, { venue: venueId, pool, from: plainDate('2027-05-05'), to: plainDate('2027-05-06') }))
    const night = (of?: typeof pool | typeof limit) => [{ ...stayClaim('double', '2027-05-01', '2027-05-02'), pool: of }]
    const outcomes = await claim(Array.from({ length: 50 }, (_, i) => asked([i % 5 === 0 ? night() : i % 5 === 1 ? night(limit) : night(pool)])))
    const placed = (which: (i: number) => boolean) => outcomes.filter(({ outcome }, i) => which(i) && outcome === 'placed').length
    expect([placed((i) => i % 5 === 0), placed((i) => i % 5 === 1), placed((i) => i % 5 > 1), outcomes.filter(({ outcome }) => outcome === 'alone').length]).toEqual([10, 5, 10, 0])
    expect(await at.db.one(sql`select count(*)::int as lines, count(distinct xmin::text)::int as transactions from availability.sale`)).toEqual({ lines: 25, transactions: 1 })
    expect((await claim([asked([[{ ...stayClaim('double', '2027-05-05', '2027-05-06'), pool }]])]))[0]).toMatchObject({ outcome: 'refused', problem: { reasons: [{ code: 'release_passed', nights: ['2027-05-05'] }] } })
    expect(await differences()).toEqual([])
  })

  test('of a pool is not written when the pool was released, or a room was promised in the house, since', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    await setAside(pool, '2027-05-01', 2)
    const wish = () => [asked([[{ ...stayClaim('double', '2027-05-01', '2027-05-02'), pool }]])]
    const beforePromise = (await look(wish()))!
    expect(beforePromise.decide(() => true)[0]!.outcome).toBe('placed')
    await at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId('double1'), from: plainDate('2027-05-10'), to: plainDate('2027-05-12'), reason: 'leak' }))
    await expect(take(beforePromise)).rejects.toSatisfy(isStale)
    expect((await look(wish()))!.decide(() => true)[0]!.outcome, 'packing from now on').toBe('alone')
    await setAside(pool, '2027-07-01', 2)
    const later = () => [asked([[{ ...stayClaim('double', '2027-07-01', '2027-07-02'), pool }]])]
    const beforeRelease = (await look(later()))!
    expect(beforeRelease.decide(() => true)[0]!.outcome).toBe('placed')
    await at.db.transaction((tx) => at.availability.releasePool(tx, { venue: venueId, pool }))
    await expect(take(beforeRelease)).rejects.toSatisfy(isStale)
    expect((await look(later()))!.decide(() => true)[0]!.outcome).toBe('refused')
    expect(await differences()).toEqual([])
  })

  test('does not refuse a party for which others could be moved: that takes a transaction of its own', async () => {
    at = await openTestVenue(restaurant({ small: [1, 2], big: [2, 4] }))
    const first = await at.book(sittingClaim('2027-05-01T19:00', 2))
    await at.book(sittingClaim('2027-05-01T19:00', 2))
    const four = asked([[sittingClaim('2027-05-01T19:00', 4)]])
    expect((await look([four]))!.decide(() => true)[0]!.outcome, 'nothing to move to').toBe('refused')
    await at.release(first.holder)
    expect((await look([four]))!.decide(() => true)[0]!.outcome).toBe('alone')
    await at.book(sittingClaim('2027-05-01T19:00', 4))
    // A table is free, but nobody can move so that it helps: that is told from the look as well.
    await at.book(sittingClaim('2027-05-02T19:00', 3))
    const many = Array.from({ length: 30 }, () => asked([[sittingClaim('2027-05-02T19:00', 4)]]))
    expect(new Set((await look(many))!.decide(() => true).map(({ outcome }) => outcome))).toEqual(new Set(['refused']))
    expect((await claim([asked([[sittingClaim('2027-05-02T19:00', 2)]])]))[0]!.outcome).toBe('placed')
    expect(await differences()).toEqual([])
  })

  test('of two processes at once: fifty rooms go to fifty of two hundred, in batches that miss each other and look again', async () => {
    at = await openTestVenue(hotel({ double: 50 }))
    const processes = [at.availability, openAvailability({ db: at.db, clock: at.clock })]
    let missed = 0
    // Both have looked before the first of them writes.
    let looked = 0
    let bothLooked = () => {}
    const both = new Promise<void>((done) => { bothLooked = done })
    /** As the lanes do: a look, once more when it missed, then with locks. */
    const run = async (availability: typeof at.availability, all: BatchAsked[]): Promise<number> => {
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const seen = (await at.db.reading((reader) => availability.see(reader, all)))!
        const placed = seen.decide(() => true).filter(({ outcome }) => outcome === 'placed').length
        if ((looked += 1) === processes.length) bothLooked()
        await both
        try { await take(seen); return placed } catch (error) {
          if (!isStale(error) && (error as { code: string }).code !== '23505') throw error
          missed += 1
        }
      }
      return (await at.db.transaction((tx) => availability.claimBatch(tx, all))).filter(({ outcome }) => outcome === 'placed').length
    }
    const lanes = processes.map(async (availability) => {
      let placed = 0
      for (let batch = 0; batch < 10; batch += 1) placed += await run(availability, Array.from({ length: 10 }, () => asked([one()])))
      return placed
    })
    const sold = (await Promise.all(lanes)).reduce((a, b) => a + b, 0)
    expect(sold).toBe(50)
    expect(missed).toBeGreaterThan(0)
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([0, 0])
    expect(await differences()).toEqual([])
  })
})
