import { afterEach, describe, expect, test } from 'vitest'
import { seededId, type PoolId, type ReservationId } from '#platform/id'
import { plainDate } from '#platform/time'
import { hotel, openTestVenue, restaurant, roomId, sittingClaim, stayClaim, tableId, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
afterEach(async () => { await at.close() })
const pool = seededId('lse', 'desk')
const stay = (from: string, to: string, of?: PoolId) => ({ ...stayClaim('double', from, to), pool: of })
const leaseRooms = (rooms: string[], from = '2027-05-01', to = '2027-05-05') => at.db.transaction((tx) => at.availability.leaseRooms(tx, { venue: venueId, pool, rooms: rooms.map(roomId), from: plainDate(from), to: plainDate(to) }))
const end = () => at.db.transaction((tx) => at.availability.endLease(tx, { venue: venueId, pool }))
const differences = () => at.db.transaction((tx) => at.availability.reconcile(tx, venueId))
const freeRooms = (from: string, to: string) => at.availability.freeRooms(at.db, venueId, null, plainDate(from), plainDate(to))
/** As a desk sells what it has: the claim and its room in one transaction. */
const sell = (room: string, from: string, to: string) => at.db.transaction(async (tx) => {
  const holder: ReservationId = at.newHolder()
  await at.availability.claim(tx, { venue: venueId, holder, holderKind: 'booking', channel: 'desk', claims: [stay(from, to, pool)] })
  await at.availability.assignRoom(tx, { venue: venueId, holder, room: roomId(room), as: 'pinned' })
  return holder
})

describe('rooms leased to a desk', () => {
  test('are its own to sell, in those rooms, and nobody else is given them', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    await leaseRooms(['double1', 'double2'])
    expect(await at.freeNights('double', '2027-04-30', '2027-05-06')).toEqual([3, 1, 1, 1, 1, 3])
    await at.book(stay('2027-05-01', '2027-05-05'))
    await expect(at.book(stay('2027-05-02', '2027-05-03'))).rejects.toMatchObject({ code: 'not-available' })
    const holder = await sell('double1', '2027-05-02', '2027-05-04')
    await expect(sell('double1', '2027-05-03', '2027-05-05')).rejects.toMatchObject({ code: 'not-available' })
    await sell('double2', '2027-05-01', '2027-05-05')
    expect(await differences()).toEqual([])
    // What is cancelled is the desk's again, in that room.
    await at.release(holder)
    expect(await freeRooms('2027-05-01', '2027-05-05')).toEqual([roomId('double3')])
    await sell('double1', '2027-05-03', '2027-05-05')
    expect(await differences()).toEqual([])
  })

  test('go back when the lease is over, and what was sold keeps its room', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    await leaseRooms(['double1', 'double2'])
    await sell('double1', '2027-05-02', '2027-05-04')
    await end()
    await end()
    expect(await at.freeNights('double', '2027-05-01', '2027-05-05')).toEqual([3, 2, 2, 3])
    expect(await freeRooms('2027-05-01', '2027-05-05')).toEqual([roomId('double2'), roomId('double3')])
    await expect(sell('double2', '2027-05-02', '2027-05-04')).rejects.toMatchObject({ code: 'not-available', extra: { reasons: [{ code: 'release_passed' }] } })
    expect(await differences()).toEqual([])
  })

  test('are not taken from who is promised one, nor so that another has no room', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const { holder } = await at.book(stay('2027-05-01', '2027-05-02'))
    await at.assign(holder, 'double1', 'pinned')
    await expect(leaseRooms(['double1'])).rejects.toMatchObject({ code: 'in-use' })
    await at.book(stay('2027-05-03', '2027-05-05'))
    await leaseRooms(['double2'])
    await expect(leaseRooms(['double1'], '2027-05-04', '2027-05-05')).rejects.toMatchObject({ code: 'not-available' })
    expect(await differences()).toEqual([])
  })
})

describe('tables leased to a desk', () => {
  const lease = (tables: string[]) => at.db.transaction((tx) => at.availability.leaseTables(tx, { venue: venueId, pool, tables: tables.map(tableId), from: plainDate('2027-03-05'), to: plainDate('2027-03-06') }))
  test('are its own to sell for what is free of them, and come back to it when a party cancels', async () => {
    at = await openTestVenue(restaurant({ a: [1, 2], b: [1, 2] }))
    await at.book(sittingClaim('2027-03-05T18:00', 2, { tables: [tableId('a')] }), { channel: 'desk' })
    await lease(['a'])
    await at.book(sittingClaim('2027-03-05T20:00', 2))
    await expect(at.book(sittingClaim('2027-03-05T20:00', 2))).rejects.toMatchObject({ code: 'not-available' })
    await expect(at.book(sittingClaim('2027-03-05T20:00', 2, { pool, tables: [tableId('b')] }), { channel: 'desk' })).rejects.toMatchObject({ code: 'not-available' })
    const { holder } = await at.book(sittingClaim('2027-03-05T20:00', 2, { pool, tables: [tableId('a')] }), { channel: 'desk' })
    await expect(at.book(sittingClaim('2027-03-05T21:00', 2, { pool, tables: [tableId('a')] }), { channel: 'desk' })).rejects.toMatchObject({ code: 'not-available' })
    expect(await differences()).toEqual([])
    await at.release(holder)
    await expect(at.book(sittingClaim('2027-03-05T20:00', 2))).rejects.toMatchObject({ code: 'not-available' })
    await at.book(sittingClaim('2027-03-05T20:30', 2, { pool, tables: [tableId('a')] }), { channel: 'desk' })
    await end()
    expect(await differences()).toEqual([])
  })
})
