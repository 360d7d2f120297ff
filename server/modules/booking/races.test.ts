import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import type { QuoteId } from '#platform/id'
import { sql } from '#platform/sql'
import type { App } from '../../app.ts'
import { guest, openWorld, type World } from './testing/world.ts'

let world: World
let other: App
beforeAll(async () => {
  world = await openWorld()
  other = await world.app.another()
})
afterAll(() => world.close())

const doors = (i: number) => (i % 2 === 0 ? world.app : other).doors.booking
const stay = (arrival: string, departure: string, more: object = {}) => ({ room_type: world.double, arrival, departure, guests: 2, ...more })
const quotes = (asked: object, count: number) => Promise.all(Array.from({ length: count }, () => world.visitor().quote(asked) as Promise<QuoteId>))
const outcomes = (settled: PromiseSettledResult<unknown>[]) => ({ won: settled.filter((one) => one.status === 'fulfilled').length, lost: settled.filter((one) => one.status === 'rejected' && one.reason.code === 'not-available').length })
const soldOn = async (night: string) => (await world.db.one<{ n: number }>(sql`
  select count(*) as n from booking.reservation r where r.room_type = ${world.double} and r.arrival <= ${night} and r.departure > ${night} and r.status in ('held', 'confirmed', 'arrived')`)).n

describe('two processes', () => {
  test('sell the last three rooms to three of twenty guests, and the losers keep no night', async () => {
    const asked = await quotes(stay('2027-04-02', '2027-04-05'), 20)
    const settled = await Promise.allSettled(asked.map((quote, i) => doors(i).hold(systemActor, { quotes: [quote], guest: { ...guest, email: `guest${i}@example.org` } })))
    expect(outcomes(settled)).toEqual({ won: 3, lost: 17 })
    expect(await soldOn('2027-04-03')).toBe(3)
  })

  test('give overlapping stays of different nights no more than there is, and wait for each other in no ring', async () => {
    const spans = [['2027-04-10', '2027-04-14'], ['2027-04-12', '2027-04-16'], ['2027-04-13', '2027-04-15'], ['2027-04-11', '2027-04-13']] as const
    const asked = (await Promise.all(spans.map(([from, to]) => quotes(stay(from, to), 5)))).flat()
    const settled = await Promise.allSettled(asked.map((quote, i) => doors(i).hold(systemActor, { quotes: [quote], guest: { ...guest, email: `guest${i}@example.org` } })))
    const { won, lost } = outcomes(settled)
    expect(won + lost).toBe(20)
    for (const night of ['2027-04-11', '2027-04-12', '2027-04-13', '2027-04-14']) expect(await soldOn(night)).toBeLessThanOrEqual(3)
    expect(await soldOn('2027-04-13')).toBeGreaterThan(0)
  })

  test('with the same key at once make one booking', async () => {
    const [quote] = await quotes(stay('2027-04-20', '2027-04-21'), 1)
    const input = { quotes: [quote!], guest }
    const once = { key: 'same', request: input }
    const made = await Promise.all(Array.from({ length: 6 }, (_, i) => doors(i).hold(systemActor, input, once)))
    expect(new Set(made.map((checkout) => checkout.bookings[0]!.id)).size).toBe(1)
    expect(await soldOn('2027-04-20')).toBe(1)
  })

  test('amend into the last room and book it: one of them has it, and the other keeps what it had', async () => {
    const [first, blocker] = await quotes(stay('2027-05-01', '2027-05-02', { rate_plan: await breakfast() }), 2)
    const booked = await doors(0).hold(systemActor, { quotes: [first!], guest })
    const { id } = booked.bookings[0]!
    void blocker
    const [two] = await quotes(stay('2027-05-02', '2027-05-03', { rooms: 2, guests: 2 }), 1)
    await doors(0).hold(systemActor, { quotes: [two!], guest })
    const [last] = await quotes(stay('2027-05-02', '2027-05-03'), 1)
    const settled = await Promise.allSettled([doors(0).amend(systemActor, id, { departure: '2027-05-03' as never }), doors(1).hold(systemActor, { quotes: [last!], guest })])
    expect(outcomes(settled)).toEqual({ won: 1, lost: 1 })
    expect(await soldOn('2027-05-02')).toBe(3)
    expect(await soldOn('2027-05-01')).toBe(1)
  })

  test('the sweeper against a payment: paid is confirmed or given back, never neither', async () => {
    const asked = await quotes(stay('2027-05-10', '2027-05-11'), 3)
    const made = await Promise.all(asked.map((quote, i) => doors(i).hold(systemActor, { quotes: [quote], guest: { ...guest, email: `payer${i}@example.org` } })))
    const pages = await Promise.all(made.map((checkout) => world.app.doors.payments.openPage(checkout.payment!)))
    for (const page of pages) await world.app.server.inject({ method: 'POST', url: `${new URL(page!).pathname}/pay`, payload: { method: 'pm_ok' } })
    world.app.clock.advance({ minutes: 10 })
    const [late] = await Promise.all([quotes(stay('2027-05-10', '2027-05-11'), 1), doors(0).sweepExpired(), doors(1).sweepExpired(), world.deliver()])
    await Promise.allSettled([doors(1).hold(systemActor, { quotes: late!, guest })])
    await world.deliver()
    const ids = made.map((checkout) => checkout.bookings[0]!.id)
    const views = await world.app.doors.booking.view(systemActor, await world.app.doors.booking.find(world.db, ids))
    for (const view of views) {
      if (view.status === 'confirmed') expect(view).toMatchObject({ paid: view.price.due_now, refunded: { amount: '0' } })
      else expect(view.refunded).toEqual(view.paid)
    }
    expect(await soldOn('2027-05-10')).toBeLessThanOrEqual(3)
  })
})

async function breakfast(): Promise<string> {
  const offers = await world.visitor().call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=2027-05-01&departure=2027-05-02&guests=2`)
  return offers.body.items.find((offer: any) => offer.rate_plan_name === 'With breakfast').rate_plan
}
