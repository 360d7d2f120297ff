import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { addDays } from '#platform/time'
import { ratesInput } from '../../testing/example-venues.ts'
import { openWorld, type World } from '../../modules/booking/testing/world.ts'
import { startLocalstripe, type Double, type Missing } from './testing/doubles.ts'
import { openHostedPage, type HostedPage } from './testing/hosted-page.ts'

const local: Double | Missing = await startLocalstripe()
const describeOrNot = 'missing' in local ? describe.skip : describe
afterAll(async () => { if (!('missing' in local)) await local.stop() })

/** The whole application on Stripe as localstripe plays it: pages, webhooks through the HTTP stack, workers. */
describeOrNot(`bookings paid through Stripe${'missing' in local ? ` (left out: ${local.missing})` : ''}`, () => {
  const secret = 'whsec_for_tests'
  let world: World
  let page: HostedPage
  let deliveries: number[] = []
  // Stripe calls back over the network; here it is passed into the application under test.
  const endpoint = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    world.app.clock.set(Temporal.Now.instant())
    const answer = await world.app.server.inject({ method: 'POST', url: '/v1/payments/webhooks/stripe', headers: request.headers as Record<string, string>, payload: body })
    deliveries.push(answer.statusCode)
    response.writeHead(answer.statusCode).end()
  })
  const today = Temporal.Now.plainDateISO('Europe/Lisbon').toString() as `${number}-${number}-${number}`
  const day = (days: number) => addDays(today as never, days)

  beforeAll(async () => {
    const { url } = local as Double
    page = await openHostedPage(url)
    await new Promise<void>((listening) => { endpoint.listen(0, '127.0.0.1', () => { listening() }) })
    await fetch(`${url}/_config/webhooks/us`, { method: 'POST', body: new URLSearchParams({ url: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/`, secret }) })
    world = await openWorld({ now: Temporal.Now.instant().toString(), env: { STRIPE_SECRET_KEY: 'sk_test_12345678', STRIPE_WEBHOOK_SECRET: secret, STRIPE_API_BASE: page.url } })
    const rates = ratesInput(world.hotel)
    const terms = { ...rates.plans[0]!, cancellation: [{ until_hours: 24, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 50 }
    await world.app.doors.venues.putRates(systemActor, world.hotel.id, { ...rates, plans: [{ ...terms, name: 'Paid' }, { ...terms, name: 'By card', deposit_take: 'authorize' }] })
  })
  afterAll(async () => {
    endpoint.closeAllConnections()
    await new Promise((ended) => { endpoint.close(ended) })
    await page?.stop()
    await world?.close()
  })

  async function held(plan: string, from: number) {
    const visitor = world.visitor()
    const offers = (await visitor.call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=${day(from)}&departure=${day(from + 1)}&guests=2`)).body.items
    const quote = await visitor.quote({ room_type: world.double, rate_plan: offers.find((one: any) => one.rate_plan_name === plan).rate_plan, arrival: day(from), departure: day(from + 1), guests: 2 })
    const made = await visitor.hold([quote])
    expect(made).toMatchObject({ status: 201, body: { payment: { status: 'requires_action' } } })
    const id = made.body.bookings[0].id as string
    return { visitor, id, session: String(made.body.payment.url).split('/').at(-1)!, read: async () => (await visitor.call('GET', `/v1/bookings/${id}`)).body }
  }
  const until = async (read: () => Promise<any>, done: (seen: any) => boolean) => {
    for (const end = performance.now() + 8_000; performance.now() < end;) {
      const seen = await read()
      if (done(seen)) return seen
      await new Promise((soon) => { setTimeout(soon, 50) })
    }
    return read()
  }

  test('a webhook confirms what was paid on Stripe’s page, once; cancelled in time, all of it goes back', async () => {
    deliveries = []
    const { visitor, id, session, read } = await held('Paid', 30)
    await page.pay(session, '4242424242424242')
    expect(await until(read, (one) => one.status === 'confirmed')).toMatchObject({ status: 'confirmed', payments: [{ status: 'captured' }] })
    expect(deliveries.every((status) => status === 204)).toBe(true)
    expect((await visitor.call('POST', `/v1/bookings/${id}/cancel`, {})).status).toBe(200)
    await world.app.doors.payments.settle()
    const over = await read()
    expect(over.refunded).toEqual(over.paid)
    expect((await world.app.doors.payments.compare({ after: null, limit: 100, repair: false })).differences).toEqual([])
  })

  test('a lost webhook is made good; a declined card leaves the page open', async () => {
    const { session, read } = await held('Paid', 40)
    await page.pay(session, '4000000000000341')
    world.app.clock.advance({ seconds: 30 })
    await world.app.doors.payments.settle()
    expect(await read()).toMatchObject({ status: 'held', payments: [{ status: 'failed' }] })
    await page.pay(session, '4242424242424242')
    world.app.clock.advance({ seconds: 30 })
    await world.app.doors.payments.settle()
    expect(await read()).toMatchObject({ status: 'confirmed' })
  })

  test('a card is kept, the amount held near the visit without the guest, and taken when they do not come', async () => {
    const { session, read, id } = await held('By card', 20)
    await page.pay(session, '4242424242424242')
    world.app.clock.advance({ seconds: 30 })
    await world.app.doors.payments.settle()
    expect(await read()).toMatchObject({ status: 'confirmed', paid: { amount: '0' }, guarantee: { status: 'saved', card: { brand: 'visa', last4: '4242' } } })
    world.app.clock.advance({ hours: 18 * 24 })
    await world.app.doors.payments.settle()
    const near = await read()
    expect(near).toMatchObject({ guarantee: { status: 'authorized' } })
    world.app.clock.advance({ hours: 2 * 24 })
    await world.app.doors.booking.cancel(systemActor, id as never, { reason: 'plans_changed' })
    await world.app.doors.payments.settle()
    expect(await read()).toMatchObject({ status: 'cancelled', paid: near.guarantee.amount, guarantee: { status: 'captured' } })
  })

  test('a forged webhook, one that is played again later, and one for another provider change nothing', async () => {
    const { read } = await held('Paid', 50)
    const before = await read()
    const call = async (provider: string, headers: Record<string, string>) => (await world.app.server.inject({ method: 'POST', url: `/v1/payments/webhooks/${provider}`, headers: { 'content-type': 'application/json', ...headers }, payload: '{"id":"evt_1","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1"}}}' })).json().code
    expect(await call('stripe', { 'stripe-signature': 't=1,v1=00' })).toBe('bad-signature')
    expect(await call('stripe', {})).toBe('bad-signature')
    expect(await call('sandbox', {})).toBe('not-found')
    expect(await read()).toEqual(before)
  })
})
