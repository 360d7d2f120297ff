import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor, type Actor } from '#http/actor'
import type { BookingId, QuoteId } from '#platform/id'
import { sql } from '#platform/sql'
import { guest, openWorld, staff, type World } from './testing/world.ts'
import type { Booking } from './types.ts'

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())

const door = () => world.app.doors.booking
let email = 0
/** Bookings of a night of a double with nothing due, or holds with a deposit. */
async function make(arrival: string, departure: string, count: number, plan?: string): Promise<{ booking: Booking; guest: Actor }[]> {
  const ratePlan = plan === undefined ? undefined : (await world.app.doors.pricing.ratesOf(world.db, world.hotel.id))!.plans.find(({ name }) => name === plan)!.id
  const quotes = await Promise.all(Array.from({ length: count }, () => world.visitor().quote({ room_type: world.double, arrival, departure, guests: 2, ...(ratePlan === undefined ? {} : { rate_plan: ratePlan }) }) as Promise<QuoteId>))
  return Promise.all(quotes.map(async (quote) => {
    const made = await door().hold({ ...systemActor, system: false }, { quotes: [quote], guest: { ...guest, email: `g${email += 1}@example.org` } })
    return { booking: made.bookings[0]!, guest: { ...systemActor, system: false, opens: [made.bookings[0]!.id] } }
  }))
}
const cancel = (actor: Actor, booking: BookingId, key?: string) => door().cancel(actor, booking, { reason: 'plans_changed' }, key === undefined ? undefined : { key, request: { booking } })
const free = async (from: string, to: string) => (await world.app.doors.availability.freeNights(world.db, world.hotel.id, from as never, to as never)).get(world.double as never)
const keys = async () => (await world.db.one<{ n: number }>(sql`select count(*) as n from booking.idempotency`)).n
const differences = () => world.db.transaction((tx) => world.app.doors.availability.reconcile(tx, world.hotel.id, door().standingHolders))

describe('cancellations and releases that come at once', () => {
  test('are each their own: who may, who may not, what is cancelled already; the claims of those that went through are free', async () => {
    const made = await make('2027-04-02', '2027-04-03', 3, 'With breakfast')
    const before = await keys()
    const [a, b, c] = made
    const settled = await Promise.allSettled([
      cancel(a!.guest, a!.booking.id, 'a'), cancel(a!.guest, b!.booking.id, 'not mine'), cancel(systemActor, b!.booking.id, 'b'), cancel(staff(world.vendor), c!.booking.id, 'c'),
      cancel(systemActor, 'bk_000000000000000000000000', 'nowhere'), door().release(a!.guest, a!.booking.id, { key: 'late', request: {} }),
    ])
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value.status : (one.reason as { code: string }).code))).toEqual(['cancelled', 'not-found', 'cancelled', 'cancelled', 'not-found', 'wrong-state'])
    expect(await free('2027-04-02', '2027-04-03')).toEqual([3])
    expect(await keys()).toBe(before + 3)
    for (const { booking } of made) expect(await world.events(booking.id)).toEqual(['booking.confirmed', 'booking.cancelled'])
    expect(await differences()).toEqual([])
  })

  test('with one key happen once, and answer the same', async () => {
    const [one, two] = await make('2027-04-10', '2027-04-11', 2, 'With breakfast')
    const all = await Promise.all([1, 2, 3].map(() => cancel(one!.guest, one!.booking.id, 'once')))
    const again = await Promise.all([cancel(one!.guest, one!.booking.id, 'once'), cancel(two!.guest, two!.booking.id, 'other')])
    expect([...all, ...again].map((booking) => booking.status)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled', 'cancelled'])
    expect(await world.events(one!.booking.id)).toEqual(['booking.confirmed', 'booking.cancelled'])
    await expect(Promise.all([cancel(one!.guest, one!.booking.id), cancel(two!.guest, two!.booking.id)])).rejects.toMatchObject({ code: 'wrong-state' })
  })

  test('of holds with a payment close its page, of paid bookings give the money back', async () => {
    const made = await make('2027-04-20', '2027-04-21', 3)
    await world.pay((await world.app.doors.payments.openPage(made[0]!.booking.payment!))!)
    const settled = await Promise.all([cancel(made[0]!.guest, made[0]!.booking.id), door().release(made[1]!.guest, made[1]!.booking.id), cancel(made[2]!.guest, made[2]!.booking.id)])
    expect(settled.map((booking) => booking.status)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    await world.deliver()
    const payments = await world.app.doors.payments.of(world.db, made.map(({ booking }) => booking.id))
    expect(payments.map((payment) => payment.status).sort()).toEqual(['refunded', 'voided', 'voided'])
    expect(await free('2027-04-20', '2027-04-21')).toEqual([3])
    expect(await differences()).toEqual([])
  })
})

describe('payments that come in at once', () => {
  test('confirm each its own booking, once, however often each is told', async () => {
    const made = await make('2027-05-04', '2027-05-05', 3)
    const pages = await Promise.all(made.map(({ booking }) => world.app.doors.payments.openPage(booking.payment!)))
    await Promise.all(pages.map((page) => world.app.server.inject({ method: 'POST', url: `${new URL(page!).pathname}/pay`, payload: { method: 'pm_ok' } })))
    await world.deliver()
    for (const { booking } of made) expect(await world.events(booking.id)).toEqual(['booking.held', 'booking.confirmed'])
    expect((await world.app.doors.payments.of(world.db, made.map(({ booking }) => booking.id))).map((payment) => payment.status)).toEqual(['captured', 'captured', 'captured'])
    expect(await differences()).toEqual([])
  })
})
