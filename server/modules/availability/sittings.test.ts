import { afterEach, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { plainDate } from '#platform/time'
import { openTestVenue, restaurant, serviceId, sittingClaim, tableId, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

const refused = (code: string, more: object = {}) => expect.objectContaining({ code: 'not-available', reasons: expect.arrayContaining([expect.objectContaining({ code, ...more })]) })
const tablesOf = (booked: { placed: unknown[] }) => (booked.placed[0] as { tables: string[] }).tables

describe('tables', () => {
  test('go to the party that wastes fewest seats, and combinations come last with their members sellable singly', async () => {
    const combinations = [{ id: 'cmb_x' as never, tables: [tableId('a'), tableId('b')], partyMin: 2, partyMax: 4 }]
    at = await openTestVenue(restaurant({ six: [2, 6], four: [2, 4], a: [1, 2], b: [1, 2] }, { combinations }))
    expect([[tableId('a')], [tableId('b')]]).toContainEqual(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2))))
    expect([[tableId('a')], [tableId('b')]]).toContainEqual(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2))))
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2)))).toEqual([tableId('four')])
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 4)))).toEqual([tableId('six')])
    await expect(at.book(sittingClaim('2027-03-05T19:00', 4))).rejects.toEqual(refused('sold_out'))
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T21:00', 4)))).toEqual([tableId('four')])
    await at.book(sittingClaim('2027-03-05T21:00', 6))
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T21:00', 3)))).toEqual([tableId('a'), tableId('b')])
  })

  test('are free again after turn time and buffer, to the quarter-hour', async () => {
    const base = restaurant({ a: [1, 2] })
    at = await openTestVenue({ ...base, services: [{ ...base.services[0]!, bufferMinutes: 15, turnMinutes: [{ partyMax: 2, minutes: 90 }] }] })
    const { placed } = await at.book(sittingClaim('2027-03-05T19:00', 2))
    expect(placed[0]).toMatchObject({ businessDate: '2027-03-05', ends: Temporal.Instant.from('2027-03-05T20:30:00Z') })
    const free = (await at.slots('2027-03-05', 2)).filter((slot) => slot.free).map((slot) => slot.at.slice(11))
    expect(free).toEqual(['20:45', '21:00', '21:15', '21:30', '21:45', '22:00'])
    expect((await at.slots('2027-03-05', 9))[0]).toMatchObject({ free: false, reasons: [{ code: 'party_too_large', limit: 2 }] })
  })

  test('keep pacing by covers and parties in each interval', async () => {
    const base = restaurant({ a: [1, 4], b: [1, 4], c: [1, 4], d: [1, 4] })
    at = await openTestVenue({ ...base, services: [{ ...base.services[0]!, intervalMinutes: 30, coversPerInterval: 6, partiesPerInterval: 2 }] })
    await at.book(sittingClaim('2027-03-05T19:00', 4))
    await expect(at.book(sittingClaim('2027-03-05T19:00', 3))).rejects.toEqual(refused('pacing', { limit: 2 }))
    const two = await at.book(sittingClaim('2027-03-05T19:00', 1))
    await expect(at.book(sittingClaim('2027-03-05T19:00', 1))).rejects.toEqual(refused('pacing'))
    await expect(at.book(sittingClaim('2027-03-05T19:10', 1), { channel: 'phone' })).rejects.toEqual(refused('pacing'))
    await at.release(two.holder)
    await at.book(sittingClaim('2027-03-05T19:10', 1), { channel: 'phone' })
    await expect(at.book(sittingClaim('2027-03-05T19:15', 1))).rejects.toEqual(refused('outside_service'))
  })

  test('after midnight belong to the evening before', async () => {
    const base = restaurant({ a: [1, 2] })
    at = await openTestVenue({ ...base, services: [{ ...base.services[0]!, from: '22:00', to: '01:30', days: [5] }] }) // Fridays
    expect((await at.slots('2027-03-05', 2)).map((slot) => slot.at).slice(-2)).toEqual(['2027-03-06T01:15', '2027-03-06T01:30'])
    expect(await at.slots('2027-03-06', 2)).toEqual([])
    const { placed } = await at.book(sittingClaim('2027-03-06T01:00', 2))
    expect(placed[0]).toMatchObject({ businessDate: '2027-03-05' })
    expect(await at.availability.closedOn(at.db, venueId, plainDate('2027-03-06'))).toMatchObject({ code: 'closed' })
  })

  test('that are for walk-ins only are not sold on line', async () => {
    const base = restaurant({ bar: [1, 2], a: [1, 2] })
    at = await openTestVenue({ ...base, tables: base.tables.map((table) => ({ ...table, walkInOnly: table.id === tableId('bar') })) })
    await at.book(sittingClaim('2027-03-05T19:00', 2))
    await expect(at.book(sittingClaim('2027-03-05T19:00', 2))).rejects.toEqual(refused('sold_out'))
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2), { channel: 'walk_in' }))).toEqual([tableId('bar')])
  })

  test('change by staff to others that are free, and amend in one step', async () => {
    at = await openTestVenue(restaurant({ a: [1, 2], b: [1, 2] }))
    const one = await at.book(sittingClaim('2027-03-05T19:00', 2, { tables: [tableId('a')] }), { channel: 'desk' })
    const two = await at.book(sittingClaim('2027-03-05T19:00', 2))
    const seat = (holder: typeof one.holder, table: string) => at.db.transaction((tx) => at.availability.seat(tx, { venue: venueId, holder, tables: [tableId(table)] }))
    await expect(seat(one.holder, 'b')).rejects.toEqual(refused('sold_out'))
    await at.amend(two.holder, sittingClaim('2027-03-05T19:30', 1))
    await at.amend(two.holder, sittingClaim('2027-03-06T19:30', 2))
    expect(await seat(one.holder, 'b')).toEqual([tableId('b')])
    expect(await at.db.one(sql`select sold from availability.service_day where day = '2027-03-05'`)).toEqual({ sold: 8 })
  })

  test('follow a change of tables and pacing, without losing count', async () => {
    const base = restaurant({ a: [1, 2] })
    at = await openTestVenue(base)
    await at.book(sittingClaim('2027-03-05T19:00', 2))
    const paced = (covers: number | null) => ({ ...restaurant({ a: [1, 2], b: [1, 2] }), services: [{ ...base.services[0]!, coversPerInterval: covers }] })
    await at.define(paced(3))
    await expect(at.book(sittingClaim('2027-03-05T19:00', 2))).rejects.toEqual(refused('pacing', { limit: 1 }))
    await at.define(paced(null))
    await at.book(sittingClaim('2027-03-05T19:00', 2))
    await expect(at.define(base)).rejects.toMatchObject({ code: 'in-use' })
    expect(serviceId('dinner')).toBe(base.services[0]!.id)
  })
})
