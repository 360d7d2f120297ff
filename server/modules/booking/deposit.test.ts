import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import type { BookingId } from '#platform/id'
import { sql } from '#platform/sql'
import { dinner, ratesInput } from '../../testing/example-venues.ts'
import { guest, openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  const { venues } = world.app.doors
  const rates = ratesInput(world.hotel)
  const plan = (name: string, more: object) => ({ ...rates.plans[0]!, name, cancellation: [{ until_hours: 24, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 50, ...more })
  await venues.putRates(systemActor, world.hotel.id, { ...rates, plans: [plan('By card', { deposit_take: 'authorize' }), plan('By card, let go after', { deposit_take: 'authorize', deposit_after: 'refund' }), plan('Paid, goes back', { deposit_after: 'refund' })] })
  await venues.putServices(systemActor, world.inn.id, { services: [{ ...dinner(), deposit_per_cover: { amount: '1500', currency: 'EUR', exponent: 2 }, prepaid_per_cover: null, deposit_take: 'authorize' }] })
})
afterAll(() => world.close())

async function planNamed(name: string, arrival = '2027-04-01', departure = '2027-04-03'): Promise<string> {
  const offers = await world.visitor().call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=${arrival}&departure=${departure}&guests=2`)
  return offers.body.items.find((offer: any) => offer.rate_plan_name === name).rate_plan
}

/** Held, the card given on the provider's page, confirmed. */
async function booked(plan: string, arrival: string, departure: string, method: string = 'pm_ok') {
  const visitor = world.visitor()
  const quote = await visitor.quote({ room_type: world.double, rate_plan: await planNamed(plan, arrival, departure), arrival, departure, guests: 2 })
  const made = await visitor.hold([quote])
  expect(made.status).toBe(201)
  await world.app.server.inject({ method: 'POST', url: `${new URL(made.body.payment.url).pathname}/pay`, payload: { method } })
  await world.deliver()
  const id = made.body.bookings[0].id as BookingId
  const read = async () => (await visitor.call('GET', `/v1/bookings/${id}`)).body
  return { visitor, id, made: made.body, read, confirmed: await read() }
}
const settle = async () => { for (let round = 0; round < 4; round += 1) { await world.app.doors.payments.settle(); await world.deliver() } }
const move = async (booking: any, to: string) => world.desk.call('POST', `/v1/venues/${world.hotel.id}/reservations/${booking.reservations[0].id}/moves`, { to })

describe('a booking that a card guarantees', () => {
  test('says so before: nothing now, how much is held and from when, and all of it to pay at the venue', async () => {
    const visitor = world.visitor()
    const quote = (await visitor.call('POST', `/v1/venues/${world.hotel.id}/quotes`, { room_type: world.double, rate_plan: await planNamed('By card'), arrival: '2027-04-01', departure: '2027-04-03', guests: 2 })).body
    const half = String(Math.round(Number(quote.price.total.amount) / 2))
    expect(quote.price).toMatchObject({ due_now: { amount: '0' }, due_later: quote.price.total, guarantee: { amount: { amount: half }, held_from: expect.stringMatching(/^2027-03-29T/) }, policy: { deposit_take: 'authorize' } })
    expect(quote.price.policy.text).toContain('your card guarantees 50% and nothing is paid now')
  })

  test('far off: the card is kept, the booking confirmed, nothing paid; the amount is held near the visit', async () => {
    const { made, confirmed, read } = await booked('By card', '2027-04-01', '2027-04-03')
    expect(made.payment).toMatchObject({ mode: 'save' })
    expect(confirmed).toMatchObject({ status: 'confirmed', paid: { amount: '0' }, guarantee: { status: 'saved', card: { last4: '4242' } } })
    expect((await read()).payments.map((one: any) => one.status)).toEqual(['saved'])
  })

  test('near: the amount is held on the page, and let go when it is cancelled in time', async () => {
    const { made, visitor, id, confirmed, read } = await booked('By card', '2027-03-05', '2027-03-06')
    expect(made.payment).toMatchObject({ mode: 'authorize' })
    expect(confirmed).toMatchObject({ status: 'confirmed', paid: { amount: '0' }, guarantee: { status: 'authorized' } })
    expect((await visitor.call('POST', `/v1/bookings/${id}/cancel`, {})).status).toBe(200)
    await settle()
    expect(await read()).toMatchObject({ status: 'cancelled', paid: { amount: '0' }, guarantee: { status: 'released' }, payments: [{ status: 'voided' }] })
  })

  test('cancelled late: what was held is kept, and not a cent more', async () => {
    const { visitor, id, read, confirmed } = await booked('By card', '2027-03-01', '2027-03-03')
    const preview = (await visitor.call('GET', `/v1/bookings/${id}/cancellation`)).body
    expect(preview).toMatchObject({ charge: confirmed.price.total, refund: { amount: '0' } })
    await visitor.call('POST', `/v1/bookings/${id}/cancel`, {})
    await settle()
    expect(await read()).toMatchObject({ status: 'cancelled', paid: confirmed.guarantee.amount, refunded: { amount: '0' }, guarantee: { status: 'captured' } })
  })

  test('who does not come: the desk says so, and what was held is taken', async () => {
    const { read, confirmed } = await booked('By card', '2027-03-01', '2027-03-02')
    expect((await move(confirmed, 'no_show')).status).toBe(200)
    await settle()
    expect(await read()).toMatchObject({ status: 'no_show', paid: confirmed.guarantee.amount, guarantee: { status: 'captured' } })
  })

  test('after the visit what was held is credited to the bill, or let go, as the policy says', async () => {
    for (const [plan, paid, stands] of [['By card', true, 'captured'], ['By card, let go after', false, 'released']] as const) {
      const { read, confirmed } = await booked(plan, '2027-03-01', '2027-03-02')
      for (const to of ['arrived', 'completed']) expect((await move(confirmed, to)).status).toBe(200)
      await settle()
      expect(await read()).toMatchObject({ status: 'completed', paid: paid ? confirmed.guarantee.amount : { amount: '0' }, guarantee: { status: stands } })
    }
  })

  test('a card that is declined before it was kept confirms nothing, and another one does', async () => {
    const visitor = world.visitor()
    const quote = await visitor.quote({ room_type: world.double, rate_plan: await planNamed('By card'), arrival: '2027-04-10', departure: '2027-04-11', guests: 2 })
    const made = await visitor.hold([quote])
    await world.pay(made.body.payment.url, 'pm_declined')
    expect((await visitor.call('GET', `/v1/bookings/${made.body.bookings[0].id}`)).body).toMatchObject({ status: 'held', payments: [{ status: 'failed' }] })
    await world.pay(made.body.payment.url)
    expect((await visitor.call('GET', `/v1/bookings/${made.body.bookings[0].id}`)).body).toMatchObject({ status: 'confirmed' })
  })

  test('a page on which the card is kept too late, the room gone: nothing is taken, and the guest is told', async () => {
    const night = ['2027-04-20', '2027-04-21'] as const
    const visitor = world.visitor()
    const plan = await planNamed('By card', ...night)
    const made = await visitor.hold([await visitor.quote({ room_type: world.double, rate_plan: plan, arrival: night[0], departure: night[1], guests: 2 })])
    world.app.clock.advance({ minutes: 10 })
    await world.app.doors.booking.sweepExpired()
    const others = world.visitor()
    const rest = await others.hold([await others.quote({ room_type: world.double, rate_plan: plan, arrival: night[0], departure: night[1], guests: 3, rooms: 3 })])
    expect(rest.status).toBe(201)
    await world.pay(made.body.payment.url)
    await settle()
    const view = (await visitor.call('GET', `/v1/bookings/${made.body.bookings[0].id}`)).body
    expect(view).toMatchObject({ status: 'expired', paid: { amount: '0' }, guarantee: { status: 'released' } })
    expect(await world.events(view.id)).toContain('booking.paid_in_vain')
  })
})

describe('a table that a card guarantees', () => {
  test('is confirmed with nothing paid, and kept of when the party does not come', async () => {
    const visitor = world.visitor()
    const quote = await visitor.quote({ at: '2027-03-01T20:00', party: 2 }, world.inn.id)
    const made = await visitor.hold([quote])
    expect(made.body.payment).toMatchObject({ mode: 'authorize', amount: { amount: '3000' } })
    await world.pay(made.body.payment.url)
    const view = (await visitor.call('GET', `/v1/bookings/${made.body.bookings[0].id}`)).body
    expect(view).toMatchObject({ status: 'confirmed', paid: { amount: '0' }, guarantee: { status: 'authorized', amount: { amount: '3000' } } })
  })
})

describe('a deposit that was paid', () => {
  test('goes back after the visit when its policy says so, once', async () => {
    const { read, confirmed } = await booked('Paid, goes back', '2027-03-01', '2027-03-02')
    expect(confirmed).toMatchObject({ status: 'confirmed', guarantee: null })
    for (const to of ['arrived', 'completed', 'arrived', 'completed']) expect((await move(confirmed, to)).status).toBe(200)
    await settle()
    const over = await read()
    expect(over.refunded).toEqual(confirmed.paid)
  })

  test('paid on two pages is given back once: nobody pays twice', async () => {
    const visitor = world.visitor()
    const plan = await planNamed('Paid, goes back', '2027-04-25', '2027-04-26')
    const made = await visitor.hold([await visitor.quote({ room_type: world.double, rate_plan: plan, arrival: '2027-04-25', departure: '2027-04-26', guests: 2 })])
    const id = made.body.bookings[0].id as BookingId
    const [booking] = await world.app.doors.booking.find(world.db, [id])
    // A second page for the same booking, as when a hold is changed while its first page is open.
    const second = await world.db.transaction((tx) => world.app.doors.payments.start(tx, { payables: [{ booking: id, venue: booking!.venue, vendor: booking!.vendor, amount: booking!.price.dueNow }], returnUrl: () => 'http://127.0.0.1/', expiresAt: booking!.expiresAt! }))
    const url = (await world.app.doors.payments.openPage(second))!
    for (const page of [made.body.payment.url, url]) await world.app.server.inject({ method: 'POST', url: `${new URL(page).pathname}/pay`, payload: { method: 'pm_ok' } })
    await world.deliver()
    await settle()
    const view = (await visitor.call('GET', `/v1/bookings/${id}`)).body
    expect(view.status).toBe('confirmed')
    expect(BigInt(view.paid.amount) - BigInt(view.refunded.amount)).toBe(BigInt(booking!.price.dueNow.amount))
    expect((await world.db.rows<{ reason: string }>(sql`select reason from payments.refund where booking_id = ${id}`)).map((row) => row.reason)).toEqual(['paid_twice'])
  })
})

test('a card that is declined while the guest is away: they and the desk are told, and another card mends it', async () => {
  const { id, read, visitor } = await booked('By card', '2027-05-01', '2027-05-03', 'pm_ok_declined_later')
  world.app.clock.set('2027-04-29T12:00:00Z')
  await settle()
  expect(await read()).toMatchObject({ status: 'confirmed', guarantee: { status: 'failing' } })
  expect(await world.events(id)).toContain('booking.card_declined')
  const page = (await read()).payments.find((one: any) => one.mode === 'authorize' && one.status === 'requires_action')
  const again = await visitor.call('POST', `/v1/payments/${page.id}/retry`)
  expect(again.status).toBe(200)
  await world.pay(again.body.url)
  expect(await read()).toMatchObject({ guarantee: { status: 'authorized' } })
})
void guest
