import { afterEach, describe, expect, test } from 'vitest'
import { seededId, type VenueId } from '#platform/id'
import { plainDate } from '#platform/time'
import type { BatchAsked } from './claim-batch.ts'
import { hotel, openTestVenue, restaurant, roomId, sittingClaim, stayClaim, venueId, type TestVenue } from './testing.ts'
import type { Claim } from './types.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

const asked = (claims: Claim[][], venue: VenueId = venueId): BatchAsked => ({ venue, group: claims.map((some) => ({ holder: at.newHolder(), holderKind: 'booking', channel: 'site', claims: some })) })
const batch = (all: BatchAsked[]) => at.db.transaction((tx) => at.availability.claimBatch(tx, all))
const differences = (venue: VenueId = venueId) => at.db.transaction((tx) => at.availability.reconcile(tx, venue))
const one = (from = '2027-05-01', to = '2027-05-03') => [stayClaim('double', from, to)]

describe('a batch', () => {
  test('decides in the order given, each with its own outcome; the rooms of one booking are all or none', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    await at.book(one())
    const outcomes = await batch([asked([one(), one()]), asked([one('2027-05-02', '2027-05-04')]), asked([one('2027-05-04', '2027-05-05'), one()]), asked([one('2027-05-04', '2027-05-05')])])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['placed', 'refused', 'refused', 'placed'])
    expect(outcomes[1]).toMatchObject({ problem: { code: 'not-available', reasons: [{ code: 'sold_out', nights: ['2027-05-02'] }] } })
    expect(await at.freeNights('double', '2027-05-01', '2027-05-06')).toEqual([0, 0, 3, 2, 3])
    expect(await differences()).toEqual([])
  })

  test('takes several venues of both kinds', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    const inn = seededId('ven', 'inn') as VenueId
    await at.db.transaction((tx) => at.availability.define(tx, inn, restaurant({ a: [1, 2], b: [1, 4] })))
    const sitting = (party: number) => [sittingClaim('2027-05-01T19:00', party)]
    expect((await batch([asked([one()]), asked([sitting(2)], inn)])).map(({ outcome }) => outcome)).toEqual(['alone', 'alone']) // rows that nobody made yet
    await at.book(one())
    await at.db.transaction((tx) => at.availability.claim(tx, { venue: inn, holder: at.newHolder(), holderKind: 'booking', channel: 'site', claims: sitting(2) }))
    const outcomes = await batch([asked([sitting(2)], inn), asked([one()]), asked([sitting(1)], inn), asked([one()], seededId('ven', 'nowhere') as VenueId)])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['placed', 'placed', 'refused', 'refused'])
    expect([...await differences(), ...await differences(inn)]).toEqual([])
  })

  test('gives back what ran out, and tells of it', async () => {
    at = await openTestVenue(hotel({ double: 1 }))
    const told: string[] = []
    at.availability.onExpired(async (_tx, { holders }) => { told.push(...holders) })
    const held = await at.hold(one())
    at.clock.advance({ minutes: 10 })
    expect((await batch([asked([one()]), asked([one()])])).map(({ outcome }) => outcome)).toEqual(['placed', 'refused'])
    expect(told).toEqual([held.holder])
    expect(await differences()).toEqual([])
  })

  test('leaves to a transaction of its own what promises touch, and decides by a set-up that changed meanwhile', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    await at.book(one('2027-07-01', '2027-07-02'))
    await at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId('double1'), from: plainDate('2027-05-01'), to: plainDate('2027-05-02'), reason: 'leak' }))
    expect((await batch([asked([one()]), asked([one('2027-07-01', '2027-07-02')])])).map(({ outcome }) => outcome)).toEqual(['alone', 'placed'])
    await at.db.transaction((tx) => at.availability.addClosure(tx, venueId, { id: 'clo_1', from: plainDate('2027-07-01'), to: plainDate('2027-07-01') }))
    expect(await batch([asked([one('2027-07-01', '2027-07-02')])])).toMatchObject([{ outcome: 'refused', problem: { reasons: [{ code: 'sold_out' }, { code: 'closed' }] } }])
  })
})
