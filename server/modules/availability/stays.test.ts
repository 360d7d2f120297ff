import { afterEach, describe, expect, test } from 'vitest'
import { seededId } from '#platform/id'
import { sql, type Reader } from '#platform/sql'
import { addDays, plainDate } from '#platform/time'
import { hotel, openTestVenue, roomId, stayClaim, typeId, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
afterEach(async () => { await at.close() })

const refused = (code: string, more: object = {}) => expect.objectContaining({ code: 'not-available', reasons: expect.arrayContaining([expect.objectContaining({ code, ...more })]) })

describe('stays', () => {
  test('the last room goes to one guest, and the loser keeps no night of it', async () => {
    at = await openTestVenue(hotel({ suite: 1 }))
    await at.book(stayClaim('suite', '2027-05-02', '2027-05-03'))
    await expect(at.book(stayClaim('suite', '2027-05-01', '2027-05-04'))).rejects.toEqual(refused('sold_out', { nights: ['2027-05-02'] }))
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-04')).toEqual([1, 0, 1])
  })

  test('are all or nothing over several claims of one holder, and over several holders together', async () => {
    at = await openTestVenue(hotel({ double: 2, suite: 1 }))
    await at.book(stayClaim('suite', '2027-05-01', '2027-05-02'))
    await expect(at.book([stayClaim('double', '2027-05-01', '2027-05-03'), stayClaim('suite', '2027-05-01', '2027-05-02')])).rejects.toEqual(refused('sold_out'))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([2, 2])
    const both = (holder = at.newHolder()) => ({ holder, holderKind: 'booking' as const, channel: 'site' as const, claims: [stayClaim('double', '2027-05-01', '2027-05-02')] })
    await expect(at.db.transaction((tx) => at.availability.claimTogether(tx, venueId, [both(), both(), both()]))).rejects.toEqual(refused('sold_out'))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-02')).toEqual([2])
    await at.db.transaction((tx) => at.availability.claimTogether(tx, venueId, [both(), both()]))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-02')).toEqual([0])
  })

  test('across a bucket, a leap day and the year end are counted night by night', async () => {
    at = await openTestVenue(hotel({ double: 3 }, { horizonDays: 730 }))
    await at.book(stayClaim('double', '2027-12-30', '2028-01-02'))
    await at.book(stayClaim('double', '2028-02-27', '2028-03-02'))
    expect(await at.freeNights('double', '2027-12-29', '2028-01-03')).toEqual([3, 2, 2, 2, 3])
    expect(await at.freeNights('double', '2028-02-26', '2028-03-03')).toEqual([3, 2, 2, 2, 2, 3])
  })

  test('that run out are free for the next guest at once, and their holder is told', async () => {
    at = await openTestVenue(hotel({ suite: 1 }))
    const told: string[] = []
    at.availability.onExpired(async (_tx, { holders }) => { told.push(...holders) })
    const first = await at.hold(stayClaim('suite', '2027-05-01', '2027-05-02'))
    await expect(at.hold(stayClaim('suite', '2027-05-01', '2027-05-02'))).rejects.toEqual(refused('sold_out'))
    at.clock.advance({ minutes: 10 })
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-02')).toEqual([1])
    const second = await at.hold(stayClaim('suite', '2027-05-01', '2027-05-02'))
    expect(second.expired).toEqual([first.holder])
    expect(told).toEqual([first.holder])
    expect(await at.db.transaction((tx) => at.availability.keep(tx, { venue: venueId, holder: first.holder }))).toBe(false)
    expect(await at.db.transaction((tx) => at.availability.keep(tx, { venue: venueId, holder: second.holder }))).toBe(true)
    at.clock.advance({ minutes: 60 })
    await expect(at.hold(stayClaim('suite', '2027-05-01', '2027-05-02'))).rejects.toEqual(refused('sold_out'))
    expect(await at.release(first.holder)).toBe(false)
  })

  test('are amended in one step: the old nights count for the new, and a refusal changes nothing', async () => {
    at = await openTestVenue(hotel({ suite: 1, double: 1 }))
    const mine = await at.book(stayClaim('suite', '2027-05-01', '2027-05-04'))
    await at.amend(mine.holder, stayClaim('suite', '2027-05-02', '2027-05-05'))
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-06')).toEqual([1, 0, 0, 0, 1])
    await at.book(stayClaim('double', '2027-05-03', '2027-05-04'))
    await expect(at.amend(mine.holder, stayClaim('double', '2027-05-02', '2027-05-05'))).rejects.toEqual(refused('sold_out', { nights: ['2027-05-03'] }))
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-06')).toEqual([1, 0, 0, 0, 1])
    await at.db.transaction((tx) => at.availability.shorten(tx, { venue: venueId, holder: mine.holder, departure: plainDate('2027-05-03') }))
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-06')).toEqual([1, 0, 1, 1, 1])
    expect(await at.release(mine.holder)).toBe(true)
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-06')).toEqual([1, 1, 1, 1, 1])
  })

  test('say every rule that forbids them', async () => {
    const june = { from: plainDate('2027-06-01'), to: plainDate('2027-06-30') }
    at = await openTestVenue(hotel({ double: 2 }, { horizonDays: 200, restrictions: [
      { ...june, minStay: 3 }, { ...june, weekdays: [7], closedToDeparture: true }, { from: plainDate('2027-06-10'), to: plainDate('2027-06-10'), stopSell: true }, { from: plainDate('2027-07-01'), to: plainDate('2027-07-31'), maxStayThrough: 5, advanceMin: 200 },
    ] }))
    const ask = async (arrival: string, departure: string) => (await at.availability.freeStays(at.db, venueId, { arrival: plainDate(arrival), departure: plainDate(departure), quantity: 1 }))[0]!
    expect((await ask('2027-06-04', '2027-06-06')).reasons.map(({ code, limit }) => [code, limit])).toEqual([['closed_to_departure', undefined], ['min_stay', 3]])
    expect((await ask('2027-06-08', '2027-06-12')).reasons).toMatchObject([{ code: 'stop_sell', nights: ['2027-06-10'] }])
    expect((await ask('2027-07-02', '2027-07-09')).reasons.map(({ code }) => code)).toEqual(['max_stay', 'advance_purchase'])
    expect((await ask('2027-02-27', '2027-02-28')).reasons.map(({ code }) => code)).toEqual(['in_the_past'])
    expect((await ask('2027-12-01', '2027-12-02')).reasons.map(({ code }) => code)).toEqual(['beyond_horizon'])
    expect(await ask('2027-06-11', '2027-06-14')).toMatchObject({ free: 2, reasons: [] })
    await expect(at.book(stayClaim('double', '2027-06-04', '2027-06-06'))).rejects.toEqual(refused('min_stay'))
  })

  test('beyond the count need an override, which is recorded, and what comes back pays it off first', async () => {
    at = await openTestVenue(hotel({ suite: 1 }))
    const first = await at.book(stayClaim('suite', '2027-05-01', '2027-05-02'))
    await at.book(stayClaim('suite', '2027-05-01', '2027-05-02'), { override: { reason: 'regular guest' } })
    expect(await at.db.rows(sql`select nights, cause, reason from availability.overbooked`)).toEqual([{ nights: ['2027-05-01'], cause: 'override', reason: 'regular guest' }])
    await at.release(first.holder)
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-02')).toEqual([0])
  })

  test('follow a change of capacity, and a cut below what is sold is a case, not a loss', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const one = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    await at.book(stayClaim('double', '2027-05-02', '2027-05-03'))
    await at.define(hotel({ double: 3 }))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([2, 1, 3])
    await at.define(hotel({ double: 1 }))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([0, 0, 1])
    expect(await at.db.rows(sql`select nights, cause from availability.overbooked`)).toEqual([{ nights: ['2027-05-02'], cause: 'capacity_cut' }])
    await at.release(one.holder)
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([1, 0, 1])
    await expect(at.define(hotel({ suite: 1 }))).rejects.toMatchObject({ code: 'in-use' })
  })

  test('are not sold on closed days, and those sold before are named', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const { holder } = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    const { holders } = await at.db.transaction((tx) => at.availability.addClosure(tx, venueId, { id: 'clo_1', from: plainDate('2027-05-02'), to: plainDate('2027-05-05') }))
    expect(holders).toEqual([holder])
    await expect(at.book(stayClaim('double', '2027-05-04', '2027-05-07'))).rejects.toEqual(refused('closed', { nights: ['2027-05-04', '2027-05-05'] }))
    await at.db.transaction((tx) => at.availability.removeClosure(tx, venueId, 'clo_1'))
    await at.book(stayClaim('double', '2027-05-04', '2027-05-07'))
  })
})

describe('rooms', () => {
  test('are assigned late: soft ones give way, so that a stay which fits by count gets its room', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const a = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    const b = await at.book(stayClaim('double', '2027-05-03', '2027-05-05'))
    const c = await at.book(stayClaim('double', '2027-05-02', '2027-05-04'))
    await at.assign(a.holder, 'double1', 'soft')
    await at.assign(b.holder, 'double2', 'soft') // leaves no single room for c
    const room = await at.assign(c.holder)
    const placed = await at.availability.placements(at.db, venueId, [a.holder, b.holder, c.holder])
    expect(room).toBe(placed.get(c.holder)!.rooms[0]!.room)
    expect(placed.get(a.holder)!.rooms[0]!.room).toBe(placed.get(b.holder)!.rooms[0]!.room)
  })

  test('that are promised or occupied stay, and the refusal shows the split that would do', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const a = await at.book(stayClaim('double', '2027-05-05', '2027-05-06'))
    const b = await at.book(stayClaim('double', '2027-05-06', '2027-05-07'))
    await at.assign(a.holder, 'double1')
    await at.assign(b.holder, 'double2')
    const c = await at.book(stayClaim('double', '2027-05-05', '2027-05-07'), { override: { reason: 'to split' } })
    await expect(at.assign(c.holder)).rejects.toMatchObject({ code: 'not-available', facts: { split: [{ room: roomId('double2'), from: '2027-05-05', to: '2027-05-06' }, { room: roomId('double1'), from: '2027-05-06', to: '2027-05-07' }] } })
    await expect(at.assign(c.holder, 'double1')).rejects.toMatchObject({ code: 'not-available', reasons: [{ code: 'sold_out', nights: ['2027-05-05'] }] })
  })

  test('that are promised keep what cannot be had from being named as the nearest', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    for (const [night, room] of [['2027-05-05', 'double1'], ['2027-05-06', 'double2']] as const) {
      const { holder } = await at.book(stayClaim('double', night, addDays(plainDate(night), 1)))
      await at.assign(holder, room, 'pinned')
    }
    await at.book([stayClaim('double', '2027-05-07', '2027-05-12'), stayClaim('double', '2027-05-07', '2027-05-12')])
    const nearest = await at.availability.nearestStays(at.db, venueId, typeId('double'), { arrival: plainDate('2027-05-06'), departure: plainDate('2027-05-08'), quantity: 1 }, { limit: 1 })
    expect(nearest, 'nights 5 and 6 fit by count, and no one room is free for both').toMatchObject([{ arrival: '2027-05-04' }])
  })

  test('that a hold wanted which has run out are shown as free, also where others are promised', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const other = await at.book(stayClaim('double', '2027-05-05', '2027-05-07'))
    await at.assign(other.holder, 'double1', 'pinned')
    await at.hold(stayClaim('double', '2027-05-04', '2027-05-06'))
    const shown = async () => (await at.availability.freeStays(at.db, venueId, { arrival: plainDate('2027-05-05'), departure: plainDate('2027-05-08'), quantity: 1 }))[0]!.free
    expect(await shown()).toBe(0)
    at.clock.advance({ minutes: 11 })
    expect(await shown()).toBe(1)
  })

  test('that are promised or out of order count in each sale: what no single room can take is refused with the split that would do', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const broken = (room: string, from: string, to: string) => at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId(room), from: plainDate(from), to: plainDate(to), reason: 'leak' }))
    await broken('double1', '2027-05-05', '2027-05-06')
    const second = await broken('double2', '2027-05-06', '2027-05-07')
    expect(await at.freeNights('double', '2027-05-05', '2027-05-07')).toEqual([1, 1])
    expect(await at.availability.freeStays(at.db, venueId, { arrival: plainDate('2027-05-05'), departure: plainDate('2027-05-07'), quantity: 1 })).toMatchObject([{ free: 0, reasons: [{ code: 'sold_out' }] }])
    const split = [{ room: roomId('double2'), from: '2027-05-05', to: '2027-05-06' }, { room: roomId('double1'), from: '2027-05-06', to: '2027-05-07' }]
    await expect(at.book(stayClaim('double', '2027-05-05', '2027-05-07'))).rejects.toMatchObject({ code: 'not-available', facts: { split } })
    await at.book(stayClaim('double', '2027-05-05', '2027-05-06'))
    await at.db.transaction((tx) => at.availability.endOutOfOrder(tx, { venue: venueId, id: second }))
    await at.book(stayClaim('double', '2027-05-06', '2027-05-08'))
    const promised = await at.book(stayClaim('double', '2027-05-07', '2027-05-09'))
    await expect(at.assign(promised.holder, 'double2')).resolves.toBe(roomId('double2'))
  })

  test('between two that each lie beside a room out of order are packed too, however far that is from their own nights', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const broken = (room: string, from: string, to: string) => at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId(room), from: plainDate(from), to: plainDate(to), reason: 'leak' }))
    await broken('double1', '2027-04-19', '2027-04-20')
    await broken('double2', '2027-05-22', '2027-05-23')
    await at.book(stayClaim('double', '2027-04-19', '2027-05-05')) // can only have double2
    await at.book(stayClaim('double', '2027-05-07', '2027-05-23')) // can only have double1
    expect(await at.freeNights('double', '2027-05-04', '2027-05-08'), 'by count there is one').toEqual([1, 2, 2, 1])
    await expect(at.book(stayClaim('double', '2027-05-04', '2027-05-08'))).rejects.toEqual(refused('sold_out'))
    expect(await at.availability.freeStays(at.db, venueId, { arrival: plainDate('2027-05-04'), departure: plainDate('2027-05-08'), quantity: 1 })).toMatchObject([{ free: 0 }])
    await at.book(stayClaim('double', '2027-05-04', '2027-05-07'))
  })

  test('that are promised, leased or out of order count in the search over many hotels as on the hotel’s own page', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const dates = { arrival: plainDate('2027-05-05'), departure: plainDate('2027-05-07') }
    const page = async (more: object = {}) => (await at.availability.freeStays(at.db, venueId, { ...dates, quantity: 1, ...more }))[0]!
    const found = async (more: object = {}) => (await at.availability.freeStaysOf(at.db, [venueId], { ...dates, quantity: 1, ...more })).get(venueId)![0]!
    const had = (quantity: number) => at.db.transaction(async (tx) => {
      await at.availability.claim(tx, { venue: venueId, holder: at.newHolder(), holderKind: 'booking', channel: 'site', claims: [stayClaim('double', '2027-05-05', '2027-05-07', quantity)] })
      throw new Error('undone')
    }).catch((error: Error) => error.message === 'undone')
    const promised = await at.book(stayClaim('double', '2027-05-05', '2027-05-06'))
    await at.assign(promised.holder, 'double1', 'pinned')
    expect([await found(), await had(1)]).toEqual([{ roomType: typeId('double'), free: 1, reasons: [] }, true])

    const id = await at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId('double2'), from: plainDate('2027-05-06'), to: plainDate('2027-05-07'), reason: 'leak' }))
    expect(await at.freeNights('double', '2027-05-05', '2027-05-07'), 'by count there is one').toEqual([1, 1])
    expect(await found()).toEqual(await page())
    expect([(await found()).reasons[0]?.code, await had(1)]).toEqual(['sold_out', false])
    expect(await found({ departure: plainDate('2027-05-06') }), 'one night is free').toMatchObject({ free: 1, reasons: [] })
    await at.db.transaction((tx) => at.availability.endOutOfOrder(tx, { venue: venueId, id }))
    expect([await found(), await had(1)]).toMatchObject([{ free: 1, reasons: [] }, true])

    const pool = seededId('lse', 'desk')
    await at.db.transaction((tx) => at.availability.leaseRooms(tx, { venue: venueId, pool, rooms: [roomId('double2')], from: plainDate('2027-05-06'), to: plainDate('2027-05-09') }))
    expect(await found()).toEqual(await page())
    expect([(await found()).reasons[0]?.code, await had(1)]).toEqual(['sold_out', false])
  })

  test('that are promised cost the search nothing where none are, and no packing where enough are free beside them', async () => {
    at = await openTestVenue(hotel({ double: 3 }))
    const asked: string[] = []
    const reader: Reader = { rows: (statement) => { asked.push(statement.text); return at.db.rows(statement) }, one: (statement) => at.db.one(statement), maybe: (statement) => at.db.maybe(statement) }
    const statements = async () => { asked.length = 0; const of = await at.availability.freeStaysOf(reader, [venueId], { arrival: plainDate('2027-05-05'), departure: plainDate('2027-05-07'), quantity: 1 }); return [of.get(venueId)![0]!.free, asked.length, asked.some((text) => text.includes('availability.claim'))] }
    await at.book(stayClaim('double', '2027-05-05', '2027-05-06'))
    const [, usual] = await statements()
    const { holder } = await at.book(stayClaim('double', '2027-05-06', '2027-05-08'))
    expect(await statements()).toEqual([2, usual, false])
    await at.assign(holder, 'double1', 'pinned')
    expect(await statements(), 'one look at what is promised').toEqual([2, (usual as number) + 1, true])
  })

  test('are given to who comes a night late, though that night was spent there by another', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const late = await at.book(stayClaim('double', '2027-05-01', '2027-05-05'))
    const first = await at.book(stayClaim('double', '2027-05-01', '2027-05-02'))
    const second = await at.book(stayClaim('double', '2027-05-02', '2027-05-05'))
    at.clock.set('2027-05-01T16:00:00Z')
    await at.assign(first.holder, 'double1')
    at.clock.set('2027-05-02T15:00:00Z')
    await at.assign(second.holder, 'double2')
    expect(await at.assign(late.holder)).toBe(roomId('double1'))
    await at.amend(late.holder, stayClaim('double', '2027-05-01', '2027-05-06'))
    expect((await at.availability.placements(at.db, venueId, [late.holder])).get(late.holder)!.rooms).toEqual([{ room: roomId('double1'), heldAs: 'in_house' }])
    expect(await at.db.transaction((tx) => at.availability.reconcile(tx, venueId))).toEqual([])
  })

  test('are swapped in one step, though neither is free while the other stays', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const [a, b] = [await at.book(stayClaim('double', '2027-05-01', '2027-05-04')), await at.book(stayClaim('double', '2027-05-02', '2027-05-05'))]
    await at.assign(a.holder, 'double1')
    await at.assign(b.holder, 'double2')
    await at.db.transaction((tx) => at.availability.swap(tx, { venue: venueId, holders: [a.holder, b.holder] }))
    const placed = await at.availability.placements(at.db, venueId, [a.holder, b.holder])
    expect([placed.get(a.holder)!.rooms, placed.get(b.holder)!.rooms]).toEqual([[{ room: roomId('double2'), heldAs: 'pinned' }], [{ room: roomId('double1'), heldAs: 'pinned' }]])
  })

  test('of another type move the stay to that type', async () => {
    at = await openTestVenue(hotel({ double: 1, suite: 1 }))
    const { holder } = await at.book(stayClaim('double', '2027-05-01', '2027-05-03'))
    await at.assign(holder, 'suite1')
    expect(await at.freeNights('double', '2027-05-01', '2027-05-03')).toEqual([1, 1])
    expect(await at.freeNights('suite', '2027-05-01', '2027-05-03')).toEqual([0, 0])
    expect(await at.db.rows(sql`select grp from availability.sale`)).toEqual([{ grp: typeId('suite') }])
  })

  test('out of order leave inventory until they are back', async () => {
    at = await openTestVenue(hotel({ double: 2 }))
    const id = await at.db.transaction((tx) => at.availability.setOutOfOrder(tx, { venue: venueId, room: roomId('double1'), from: plainDate('2027-05-01'), to: plainDate('2027-05-03'), reason: 'leak' }))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([1, 1, 2])
    await at.define(hotel({ double: 3 }))
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([2, 2, 3])
    expect(await at.db.transaction((tx) => at.availability.endOutOfOrder(tx, { venue: venueId, id }))).toBe(true)
    expect(await at.freeNights('double', '2027-05-01', '2027-05-04')).toEqual([3, 3, 3])
  })
})
