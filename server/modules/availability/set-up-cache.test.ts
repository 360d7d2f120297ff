import { afterEach, expect, test } from 'vitest'
import { plainDate } from '#platform/time'
import { hotel, openTestVenue, stayClaim, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

test('a set-up that was rolled back is never taken for the one that came after it', async () => {
  at = await openTestVenue(hotel({ double: 5 }))
  const shut = { id: 'clo_1', from: plainDate('2027-05-01'), to: plainDate('2027-05-31') }
  await expect(at.db.transaction(async (tx) => {
    await at.availability.addClosure(tx, venueId, shut)
    throw new Error('changed my mind')
  })).rejects.toThrow('changed my mind')
  await at.define(hotel({ double: 7 }))
  await at.book(stayClaim('double', '2027-05-02', '2027-05-03'))
  expect(await at.freeNights('double', '2027-05-02', '2027-05-03')).toEqual([6])
})
