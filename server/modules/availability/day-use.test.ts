import { afterEach, describe, expect, test } from 'vitest'
import { seededId } from '#platform/id'
import { plainDate } from '#platform/time'
import { hotel, openTestVenue, roomId, stayClaim, typeId, venueId, type TestVenue } from './testing.ts'
import type { HotelDefinition, StayClaim } from './types.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

const dayUse = (day: string, from: string, to: string): StayClaim => ({ kind: 'stay', roomType: typeId('double'), arrival: plainDate(day), departure: plainDate(day), quantity: 1, hours: { from, to } })
const house = (rooms: number, holdsNight = true, more: Partial<HotelDefinition> = {}) => hotel({ double: rooms }, { dayUse: { from: '08:00', to: '20:00', holdsNight }, ...more })
const soldOut = expect.objectContaining({ code: 'not-available', reasons: [expect.objectContaining({ code: 'sold_out' })] })
const reconciled = async () => { expect(await at.db.transaction((tx) => at.availability.reconcile(tx, venueId))).toEqual([]) }

describe('a room for the day', () => {
  test('has its hours and the night that follows, and two whose hours do not meet share both', async () => {
    at = await openTestVenue(house(1))
    const one = await at.book(dayUse('2027-03-05', '11:00', '14:00'))
    expect(await at.freeNights('double', '2027-03-04', '2027-03-07')).toEqual([1, 0, 1])
    await expect(at.book(dayUse('2027-03-05', '13:00', '16:00'))).rejects.toEqual(soldOut)
    await expect(at.book(stayClaim('double', '2027-03-05', '2027-03-06'))).rejects.toEqual(soldOut)
    const two = await at.book(dayUse('2027-03-05', '14:00', '18:00'))
    await at.book(stayClaim('double', '2027-03-03', '2027-03-05'))
    expect([await at.assign(one.holder), await at.assign(two.holder)], 'one after the other in one room').toEqual([roomId('double1'), roomId('double1')])
    await reconciled()
    await at.release(one.holder)
    expect(await at.freeNights('double', '2027-03-05', '2027-03-06')).toEqual([0])
    await at.release(two.holder)
    expect(await at.freeNights('double', '2027-03-05', '2027-03-06'), 'free for the night again').toEqual([1])
    await reconciled()
  })

  test('that begins before check-out needs a room that was empty the night before', async () => {
    at = await openTestVenue(house(1))
    const before = await at.book(stayClaim('double', '2027-03-04', '2027-03-05'))
    await expect(at.book(dayUse('2027-03-05', '09:00', '12:00'))).rejects.toEqual(soldOut)
    await at.book(dayUse('2027-03-05', '11:00', '12:00'))
    await at.release(before.holder)
    await at.book(dayUse('2027-03-05', '08:00', '11:00'))
    expect(await at.freeNights('double', '2027-03-04', '2027-03-06')).toEqual([0, 0])
    await reconciled()
  })

  test('is sold again for the night where the house allows it: its guest leaves before check-in', async () => {
    at = await openTestVenue(house(1, false))
    await expect(at.book(dayUse('2027-03-05', '11:00', '16:00'))).rejects.toEqual(expect.objectContaining({ reasons: [expect.objectContaining({ code: 'outside_service' })] }))
    const day = await at.book(dayUse('2027-03-05', '11:00', '15:00'))
    const night = await at.book(stayClaim('double', '2027-03-05', '2027-03-07'))
    expect([await at.assign(day.holder), await at.assign(night.holder)]).toEqual([roomId('double1'), roomId('double1')])
    await expect(at.book(stayClaim('double', '2027-03-03', '2027-03-06'))).rejects.toEqual(soldOut)
    await at.book(stayClaim('double', '2027-03-04', '2027-03-05'))
    await expect(at.define(house(1, true)), 'what was sold on one side is not counted on the other').rejects.toMatchObject({ code: 'in-use' })
    await reconciled()
  })

  test('is had between check-out and check-in where every room leaves and arrives, and nobody stays through it afterwards', async () => {
    at = await openTestVenue(house(2, false))
    const hours = { arrival: plainDate('2027-03-05'), hours: { from: '11:00', to: '15:00' }, quantity: 1 }
    const shown = async () => (await at.availability.freeDayUse(at.db, venueId, hours))[0]!.reasons.length === 0
    const stays = [await at.book(stayClaim('double', '2027-03-04', '2027-03-05')), await at.book(stayClaim('double', '2027-03-05', '2027-03-06')), await at.book(stayClaim('double', '2027-03-03', '2027-03-07'))]
    expect(await shown(), 'one room leaves and arrives').toBe(true)
    const day = await at.book(dayUse('2027-03-05', '11:00', '15:00'))
    expect(await shown(), 'in the other lives a guest').toBe(false)
    await expect(at.book(dayUse('2027-03-05', '12:00', '13:00'))).rejects.toEqual(soldOut)
    expect(await Promise.all([day, ...stays].map(({ holder }) => at.assign(holder)))).toHaveLength(4)
    expect(await at.db.transaction((tx) => at.availability.overbooked(tx, venueId, { solved: false, before: null, limit: 5 }))).toEqual([])
    for (const { holder } of stays.slice(0, 2)) await at.release(holder)
    expect(await at.freeNights('double', '2027-03-04', '2027-03-06')).toEqual([0, 1])
    await expect(at.book(stayClaim('double', '2027-03-04', '2027-03-06')), 'through the hours').rejects.toEqual(soldOut)
    await at.book(stayClaim('double', '2027-03-04', '2027-03-05'))
    await at.book(stayClaim('double', '2027-03-05', '2027-03-06'))
    await reconciled()
  })

  test('lies beside what is set aside as if its guests stayed: the pool may sell every night that it has or is given', async () => {
    at = await openTestVenue(house(2, false))
    const pool = seededId('pool', 'group')
    const setAside = (night: string) => at.db.transaction((tx) => at.availability.carve(tx, { venue: venueId, pool, nights: [{ roomType: typeId('double'), night: plainDate(night), quantity: 1 }] }))
    await setAside('2027-03-04')
    const holders = [await at.book(stayClaim('double', '2027-03-04', '2027-03-05')), await at.book(dayUse('2027-03-05', '11:00', '15:00'))]
    await expect(at.book(dayUse('2027-03-05', '11:00', '15:00'))).rejects.toEqual(soldOut)
    await setAside('2027-03-05')
    holders.push(await at.book({ ...stayClaim('double', '2027-03-04', '2027-03-06'), pool }), await at.book(stayClaim('double', '2027-03-05', '2027-03-06')))
    for (const { holder } of holders) await at.assign(holder)
    await reconciled()
  })

  test('of the evening before and of the morning after share a room that is held for the night', async () => {
    at = await openTestVenue(house(1))
    const [one, two] = [await at.book(dayUse('2027-03-05', '14:00', '18:00')), await at.book(dayUse('2027-03-06', '08:00', '10:00'))]
    await expect(at.book(stayClaim('double', '2027-03-05', '2027-03-06'))).rejects.toEqual(soldOut)
    expect([await at.assign(one.holder), await at.assign(two.holder)]).toEqual([roomId('double1'), roomId('double1')])
    await reconciled()
  })

  test('may be held, runs out, and is amended in one step; restrictions of nights do not bind it, and a house that sells none says so', async () => {
    at = await openTestVenue(house(1, true, { restrictions: [{ minStay: 3 }] }))
    await at.hold(dayUse('2027-03-05', '11:00', '14:00'))
    at.clock.advance({ minutes: 11 })
    const { holder } = await at.book(dayUse('2027-03-05', '12:00', '15:00'))
    await at.amend(holder, dayUse('2027-03-05', '13:00', '17:00'))
    await at.amend(holder, dayUse('2027-03-06', '13:00', '17:00'))
    expect(await at.freeNights('double', '2027-03-05', '2027-03-07')).toEqual([1, 0])
    await reconciled()
    await at.release(holder)
    await at.define(hotel({ double: 1 }))
    await expect(at.book(dayUse('2027-03-05', '11:00', '14:00'))).rejects.toEqual(expect.objectContaining({ reasons: [expect.objectContaining({ code: 'closed' })] }))
  })
})
