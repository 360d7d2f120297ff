import { afterEach, describe, expect, test } from 'vitest'
import { plainDate } from '#platform/time'
import { serviceClock } from './setup.ts'
import { openTestVenue, restaurant, serviceId, venueId, type TestVenue } from './testing.ts'
import type { RestaurantDefinition } from './types.ts'

let at: TestVenue | undefined
afterEach(async () => { await at?.close(); at = undefined })

const dinner = (more: Partial<RestaurantDefinition>, service: Partial<RestaurantDefinition['services'][0]> = {}): RestaurantDefinition => {
  const base = restaurant({ a: [1, 2] }, more)
  return { ...base, services: [{ ...base.services[0]!, ...service }] }
}
async function slotsOf(definition: RestaurantDefinition, date: string, now: string) {
  at = await openTestVenue(definition)
  at.clock.set(now)
  return at.slots(date, 2)
}
const sit = (instant: Temporal.Instant) => at!.book({ kind: 'sitting', service: serviceId('dinner'), at: instant, party: 2 })

describe('service days', () => {
  test('have 92, 96 or 100 quarter-hours, and hold every instant exactly once', () => {
    const clock = serviceClock('Europe/Lisbon', '04:00')
    expect(['2027-03-26', '2027-03-27', '2027-03-28', '2027-10-29', '2027-10-30', '2027-10-31'].map((day) => clock.quartersIn(plainDate(day)))).toEqual([96, 92, 96, 96, 100, 96])
    for (const zone of ['Europe/Lisbon', 'America/New_York', 'Pacific/Apia', 'Pacific/Chatham', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      for (const ends of ['00:00', '01:30', '02:30', '04:00']) {
        const days = serviceClock(zone, ends)
        for (const from of ['2027-03-13T00:00:00Z', '2027-03-27T00:00:00Z', '2027-04-03T00:00:00Z', '2027-10-02T00:00:00Z', '2027-10-30T00:00:00Z', '2027-11-06T00:00:00Z']) {
          for (let q = 0; q < 240; q += 1) {
            const instant = Temporal.Instant.from(from).add({ minutes: 15 * q })
            const day = days.dayOf(instant)
            const quarter = days.quarterFrom(day, instant.epochMilliseconds)
            expect(quarter >= 0 && quarter < days.quartersIn(day) && days.quartersIn(day) <= 100, `${zone} ${ends} ${instant.toString()}`).toBe(true)
          }
        }
      }
    }
  })

  test('lose an hour of slots when the clock goes forward, and a table stays taken for its real length', async () => {
    // Lisbon, night of 27 to 28 March 2027: 01:00 becomes 02:00.
    const slots = await slotsOf(dinner({ dayEnds: '05:00' }, { from: '23:00', to: '03:00', intervalMinutes: 60 }), '2027-03-27', '2027-03-20T12:00:00Z')
    expect(slots.map((slot) => slot.at.slice(11))).toEqual(['23:00', '00:00', '02:00', '03:00'])
    await sit(slots[1]!.instant) // 00:00, two hours: until 03:00 by the wall
    expect((await at!.slots('2027-03-27', 2)).map((slot) => slot.free)).toEqual([false, false, false, true])
  })

  test('gain an hour when it goes back: the same wall time twice is two slots', async () => {
    // Lisbon, night of 30 to 31 October 2027: 02:00 becomes 01:00.
    const slots = await slotsOf(dinner({ dayEnds: '05:00' }, { from: '23:00', to: '03:00', intervalMinutes: 60 }), '2027-10-30', '2027-10-20T12:00:00Z')
    expect(slots.map((slot) => slot.at.slice(11))).toEqual(['23:00', '00:00', '01:00', '01:00', '02:00', '03:00'])
    await sit(slots[2]!.instant)
    expect((await at!.slots('2027-10-30', 2)).map((slot) => slot.free)).toEqual([true, false, false, false, true, true])
    await sit(slots[4]!.instant)
  })

  test('run on into the next one without selling a table twice around its end', async () => {
    const definition = dinner({ dayEnds: '04:00' }, { from: '04:00', to: '03:45', intervalMinutes: 15 }) // never closes
    const slots = await slotsOf(definition, '2027-05-01', '2027-04-20T12:00:00Z')
    expect(slots).toHaveLength(96)
    await sit(slots[94]!.instant) // 03:30 to 05:30
    const next = await at!.slots('2027-05-02', 2)
    expect(next.slice(0, 7).map((slot) => slot.free)).toEqual([false, false, false, false, false, false, true])
    expect(await at!.db.transaction((tx) => at!.availability.reconcile(tx, venueId))).toEqual([])
  })

  test('are the venue’s own on either side of the date line', async () => {
    const slots = await slotsOf(dinner({ timeZone: 'Pacific/Kiritimati' }), '2027-05-01', '2027-04-20T12:00:00Z')
    expect(slots[0]!.instant.toString()).toBe('2027-05-01T04:00:00Z')
    await at!.close()
    const west = await slotsOf(dinner({ timeZone: 'Pacific/Pago_Pago' }), '2027-05-01', '2027-04-20T12:00:00Z')
    expect(west[0]!.instant.toString()).toBe('2027-05-02T05:00:00Z')
  })

  test('end at four: at half past three it is still yesterday, for sittings and for “today”', async () => {
    const definition = dinner({ dayEnds: '04:00' }, { from: '18:00', to: '03:45' })
    await slotsOf(definition, '2027-05-01', '2027-05-02T02:00:00Z') // 03:00 in Lisbon
    const slots = await at!.slots('2027-05-01', 2)
    expect(slots.filter((slot) => slot.free).map((slot) => slot.at)).toEqual(['2027-05-02T03:00', '2027-05-02T03:15', '2027-05-02T03:30', '2027-05-02T03:45'])
    expect((await sit(slots.at(-1)!.instant)).placed[0]).toMatchObject({ businessDate: '2027-05-01' })
  })
})
