import { afterEach, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { hotel, openTestVenue, restaurant, sittingClaim, stayClaim, typeId, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

const differences = (must: string[] | null = null) => at.db.transaction((tx) => at.availability.reconcile(tx, venueId, must === null ? undefined : async () => ({ must: new Set(must as never[]), may: new Set() })))
const repair = () => at.db.transaction((tx) => at.availability.repair(tx, venueId))
const by = (statement: Parameters<typeof at.db.rows>[0]) => at.db.transaction((tx) => tx.run(statement))

describe('the reconciler', () => {
  test('finds a night that was lost, and writes it anew from what is sold', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    const { holder } = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    expect(await differences([holder])).toEqual([])
    await by(sql`update availability.calendar set free[1] = 1, free[2] = 3 where free[1] = 3`)
    await by(sql`update availability.calendar set free = (select array_agg(case when f = 2 then 3 else f end order by i) from unnest(free) with ordinality u (f, i))`)
    expect((await differences()).filter((one) => one.day === '2027-05-01')).toEqual([{ venue: venueId, what: 'nights', grp: typeId('double'), day: '2027-05-01', expected: 2, found: 3 }])
    await repair()
    expect(await differences()).toEqual([])
    expect(await at.freeNights('double', '2027-04-30', '2027-05-04')).toEqual([3, 2, 2, 3])
  })

  test('finds a table that is busy for nobody, and pacing that does not add up', async () => {
    const base = restaurant({ a: [1, 2], b: [1, 2] })
    at = await openTestVenue({ ...base, services: [{ ...base.services[0]!, coversPerInterval: 4 }] })
    await at.book(sittingClaim('2027-03-05T19:00', 2))
    await by(sql`update availability.service_day set busy = ~busy, sold = length(busy) - sold`)
    await by(sql`update availability.calendar set free[90] = 0`)
    expect((await differences()).map((one) => one.what).sort()).toEqual(['pacing', 'tables', 'tables'])
    await repair()
    expect(await differences()).toEqual([])
  })

  test('finds a sale whose reservation is gone, and a reservation that holds nothing', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    const { holder } = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    expect(await differences(['rsv_other'])).toEqual([
      { venue: venueId, what: 'sale without a reservation', holder }, { venue: venueId, what: 'reservation without a sale', holder: 'rsv_other' },
    ])
  })

  test('is not needed for what the database refuses by itself: a count below zero, a table taken twice, a room given twice', async () => {
    at = await openTestVenue(hotel({ double: 1 }))
    const one = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    await at.assign(one.holder)
    await expect(by(sql`update availability.calendar set free[1] = -1`)).rejects.toMatchObject({ constraint: 'calendar_never_below_zero' })
    await expect(by(sql`update availability.calendar set free = free[1:31]`)).rejects.toMatchObject({ constraint: 'calendar_is_whole' })
    await expect(by(sql`update availability.calendar set free[1] = null`)).rejects.toMatchObject({ constraint: 'calendar_is_whole' })
    await expect(by(sql`insert into availability.service_day (venue_id, day, busy, sold, as_of) values (${venueId}, '2027-05-01', repeat('1', 8)::bit(100), 16, 1)`)).rejects.toMatchObject({ constraint: 'service_day_never_twice' })
    await expect(by(sql`insert into availability.claim select venue_id, unit_id, during, held_as, 'another', first_day, end_day, reason from availability.claim`)).rejects.toMatchObject({ constraint: 'claim_one_at_a_time' })
  })
})
