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
    expect(await seat(one.holder, 'b'), 'who was promised nothing makes room').toMatchObject({ tables: [tableId('b')] })
    await seat(two.holder, 'a')
    await expect(seat(one.holder, 'a'), 'who was promised a table keeps it').rejects.toEqual(refused('sold_out'))
    await at.amend(two.holder, sittingClaim('2027-03-05T19:30', 1))
    await at.amend(two.holder, sittingClaim('2027-03-06T19:30', 2))
    expect(await seat(one.holder, 'b')).toMatchObject({ tables: [tableId('b')] })
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

  test('are changed to let a party in that no free table fits, but not those that were promised; the moved are told of', async () => {
    at = await openTestVenue(restaurant({ small: [1, 2], big: [2, 4] }))
    const moved: unknown[] = []
    at.availability.onMoved(async (_, { parties }) => { moved.push(...parties) })
    const early = await at.book(sittingClaim('2027-03-05T18:00', 2))
    const pair = await at.book(sittingClaim('2027-03-05T19:00', 2))
    expect(tablesOf(pair)).toEqual([tableId('big')])
    await at.release(early.holder)
    expect((await at.slots('2027-03-05', 4)).find((slot) => slot.at === '2027-03-05T20:00'), 'offered, because it can be had').toMatchObject({ free: true })
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T20:00', 4)))).toEqual([tableId('big')])
    expect(moved).toEqual([{ holder: pair.holder, from: [tableId('big')], to: [tableId('small')] }])
    await at.db.transaction((tx) => at.availability.seat(tx, { venue: venueId, holder: (pair).holder, pinned: true }))
    await expect(at.book(sittingClaim('2027-03-05T20:00', 2))).rejects.toEqual(refused('sold_out'))
    expect(await at.db.transaction((tx) => at.availability.reconcile(tx, venueId))).toEqual([])
  })

  test('that are free only when others move are named among the nearest times, nearest first, as a hold grants them', async () => {
    at = await openTestVenue(restaurant({ small: [1, 2], big: [2, 4] }))
    await at.book(sittingClaim('2027-03-05T18:00', 4, { tables: [tableId('big')] }), { channel: 'desk' })
    const other = await at.book(sittingClaim('2027-03-05T20:00', 2))
    const pair = await at.book(sittingClaim('2027-03-05T20:00', 2))
    expect(tablesOf(pair)).toEqual([tableId('big')])
    await at.release(other.holder)
    const nearest = async (limit = 4) => (await at.availability.nearestSlots(at.db, venueId, { date: plainDate('2027-03-05'), party: 4, at: sittingClaim('2027-03-05T19:30', 4).at }, { limit })).map((slot) => slot.at)
    await expect(at.book(sittingClaim('2027-03-05T19:30', 4)), 'one table is promised, the other too small').rejects.toEqual(refused('sold_out'))
    expect(await nearest()).toEqual(['2027-03-05T20:00', '2027-03-05T20:15', '2027-03-05T20:30', '2027-03-05T20:45'])
    expect(tablesOf(await at.hold(sittingClaim('2027-03-05T20:00', 4)))).toEqual([tableId('big')])
    at.clock.advance({ minutes: 11 })
    await at.db.transaction((tx) => at.availability.seat(tx, { venue: venueId, holder: pair.holder, tables: [tableId('big')], pinned: true }))
    expect(await nearest(2), 'who was promised a table keeps it').toEqual(['2027-03-05T22:00', '2027-03-04T22:00'])
    await expect(at.hold(sittingClaim('2027-03-05T20:00', 4))).rejects.toEqual(refused('sold_out'))
  })

  test('around the end of a service day are shown as a hold grants them, on the page and among the nearest', async () => {
    const base = restaurant({ small: [1, 2], big: [2, 4] })
    at = await openTestVenue({ ...base, services: [{ ...base.services[0]!, from: '04:00', to: '03:45' }] }) // never closes
    const other = await at.book(sittingClaim('2027-03-06T03:00', 2))
    expect(tablesOf(await at.book(sittingClaim('2027-03-06T03:00', 2)))).toEqual([tableId('big')])
    await at.release(other.holder)
    const page = new Map((await at.slots('2027-03-05', 4)).map((slot) => [slot.at, slot.free]))
    const nearest = (await at.availability.nearestSlots(at.db, venueId, { date: plainDate('2027-03-05'), party: 4, at: sittingClaim('2027-03-06T02:20', 4).at }, { limit: 8 })).map((slot) => slot.at)
    const wall = (minutes: number) => Temporal.PlainDateTime.from('2027-03-06T00:30').add({ minutes }).toString({ smallestUnit: 'minute' })
    for (let minutes = 0; minutes <= 180; minutes += 15) {
      const had = await at.db.transaction(async (tx) => {
        await at.availability.claim(tx, { venue: venueId, holder: at.newHolder(), holderKind: 'booking', channel: 'site', claims: [sittingClaim(wall(minutes), 4)] })
        throw new Error('undone')
      }).catch((error: Error) => error.message === 'undone')
      expect(page.get(wall(minutes)), `the page at ${wall(minutes)}`).toBe(had)
      if (minutes >= 75 && minutes <= 150) expect(nearest.includes(wall(minutes)), `the nearest at ${wall(minutes)}`).toBe(had)
    }
  })

  test('at a counter are sold by the seat, side by side for one party, and seats next to each other are kept for the next', async () => {
    const base = restaurant({ one: [1, 1], two: [1, 1], three: [1, 1], four: [1, 1], five: [1, 1] })
    at = await openTestVenue({ ...base, tables: base.tables.map((table) => ({ ...table, counter: 'bar' })) })
    const seats = async (party: number) => tablesOf(await at.book(sittingClaim('2027-03-05T19:00', party))).map((id) => ['one', 'two', 'three', 'four', 'five'].find((name) => tableId(name) === id))
    expect(['one', 'five']).toContain((await seats(1))[0])
    const two = await seats(2)
    const rest = await seats(2)
    expect(new Set([...two, ...rest]).size).toBe(4)
    await expect(at.book(sittingClaim('2027-03-05T19:00', 1))).rejects.toEqual(refused('sold_out'))
    await expect(at.book(sittingClaim('2027-03-05T21:00', 6))).rejects.toEqual(refused('party_too_large', { limit: 5 }))
  })

  test('of a kind are given to who asks for them; kept ones to nobody else; and a party that is moved keeps what it asked for', async () => {
    const base = restaurant({ window: [1, 2], plain: [1, 2], salon: [1, 2] })
    const tables = base.tables.map((table) => ({ ...table, class: table.id === tableId('window') ? 'window' as const : table.id === tableId('salon') ? 'private' as const : null }))
    at = await openTestVenue({ ...base, tables, classes: [{ class: 'window', rank: 1, askedOnly: false }, { class: 'private', rank: 2, askedOnly: true }] })
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2)))).toEqual([tableId('plain')])
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2)))).toEqual([tableId('window')])
    await expect(at.book(sittingClaim('2027-03-05T19:00', 2))).rejects.toEqual(refused('sold_out'))
    expect(tablesOf(await at.book(sittingClaim('2027-03-05T19:00', 2, { tableClass: 'private' })))).toEqual([tableId('salon')])
    await expect(at.book(sittingClaim('2027-03-05T19:00', 2, { tableClass: 'window' }))).rejects.toEqual(refused('sold_out'))
    expect(tablesOf(await at.book(sittingClaim('2027-03-06T19:00', 2)))).toEqual([tableId('plain')])
    await at.book(sittingClaim('2027-03-06T19:00', 2, { tableClass: 'window' }))
    await expect(at.book(sittingClaim('2027-03-06T20:00', 2, { tableClass: 'window' })), 'nobody is sent away from the window that they asked for').rejects.toEqual(refused('sold_out'))
    await expect(at.book(sittingClaim('2027-03-05T21:00', 2, { tableClass: 'terrace' }))).rejects.toEqual(refused('no_table_fits'))
  })

  test('of a party that comes early are its own from now on, or others that are free for its whole turn', async () => {
    at = await openTestVenue(restaurant({ a: [1, 2], b: [1, 2] }))
    const seat = (holder: Awaited<ReturnType<typeof at.book>>['holder']) => at.db.transaction((tx) => at.availability.seat(tx, { venue: venueId, holder, now: true }))
    const before = await at.book(sittingClaim('2027-03-01T18:00', 2), { channel: 'desk' })
    const own = tablesOf(before)
    const late = await at.book(sittingClaim('2027-03-01T20:00', 2, { tables: own as never }), { channel: 'desk' })
    at.clock.set('2027-03-01T19:20:00Z')
    const seated = await seat(late.holder)
    expect(seated.tables, 'the own table is still taken').not.toEqual(own)
    expect([seated.at.toString(), seated.ends.toString()]).toEqual(['2027-03-01T19:20:00Z', '2027-03-01T21:20:00Z'])
    expect(await at.db.transaction((tx) => at.availability.reconcile(tx, venueId))).toEqual([])
  })

  test('are exchanged between two parties, each at its own time', async () => {
    at = await openTestVenue(restaurant({ a: [1, 2], b: [1, 4] }))
    const [one, two] = [await at.book(sittingClaim('2027-03-05T19:00', 2)), await at.book(sittingClaim('2027-03-05T19:30', 2))]
    await at.db.transaction((tx) => at.availability.swapTables(tx, { venue: venueId, holders: [one.holder, two.holder] }))
    const placed = await at.availability.placements(at.db, venueId, [one.holder, two.holder])
    expect([placed.get(one.holder)!.tables, placed.get(two.holder)!.tables]).toEqual([tablesOf(two), tablesOf(one)])
  })
})
