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

test('a look does not decide by a set-up that was rolled back, nor by one that has changed since it was kept', async () => {
  at = await openTestVenue(hotel({ double: 5 }))
  const look = async () => (await at.db.reading((reader) => at.availability.see(reader, [{ venue: venueId, group: [{ holder: at.newHolder(), holderKind: 'booking', channel: 'site', claims: [stayClaim('double', '2027-05-02', '2027-05-03')] }] }])))?.decide(() => true)[0]!.outcome ?? 'with locks'
  await at.book(stayClaim('double', '2027-05-02', '2027-05-03')) // the row is there
  expect(await look()).toBe('placed')
  const shut = { id: 'clo_1', from: plainDate('2027-05-01'), to: plainDate('2027-05-31') }
  const close = (then: () => void) => at.db.transaction(async (tx) => { await at.availability.addClosure(tx, venueId, shut); then() })
  await expect(close(() => { throw new Error('changed my mind') })).rejects.toThrow('changed my mind')
  expect(await look()).toBe('placed')
  await close(() => {})
  expect([await look(), await look()]).not.toContain('placed')
  await at.db.transaction((tx) => at.availability.removeClosure(tx, venueId, shut.id))
  const again = [await look(), await look()]
  expect(again.at(-1)).not.toBe('refused')
})
