import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { newId } from '#platform/id'
import { silentLog } from '#platform/log'
import { money } from '#platform/money'
import { ProviderUnreachable } from '#ports/payment-provider'
import { exercisePaymentProvider } from '#ports/payment-provider.exercise'
import { apiVersion, encode } from './http.ts'
import { openStripe } from './index.ts'
import { startLocalstripe, startStripeMock, type Double, type Missing } from './testing/doubles.ts'
import { openHostedPage, type HostedPage } from './testing/hosted-page.ts'

const webhookSecret = 'whsec_for_tests'
const cards = { good: '4242424242424242', declinedOnUse: '4000000000000341', asksBack: '4000002500003155' }

const [local, mock]: (Double | Missing)[] = await Promise.all([startLocalstripe(), startStripeMock()])
const localOrNot = 'missing' in local! ? describe.skip : describe
const mockOrNot = 'missing' in mock! ? describe.skip : describe
const because = (it: Double | Missing) => ('missing' in it ? ` (left out: ${it.missing})` : '')
afterAll(async () => { for (const one of [local!, mock!]) if (!('missing' in one)) await one.stop() })

const adapter = (apiBase: string) => openStripe({ secretKey: 'sk_test_12345678', webhookSecret, apiBase, clock: systemClock, log: silentLog, pauseMs: 5 })

localOrNot(`Stripe, as localstripe plays it${because(local!)}`, () => {
  let page: HostedPage
  let received: { headers: Record<string, string>; body: string }[] = []
  const endpoint = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    received.push({ headers: request.headers as Record<string, string>, body })
    response.writeHead(204).end()
  })
  beforeAll(async () => {
    const { url } = local as Double
    page = await openHostedPage(url)
    await new Promise<void>((listening) => { endpoint.listen(0, '127.0.0.1', () => { listening() }) })
    await fetch(`${url}/_config/webhooks/us`, { method: 'POST', body: new URLSearchParams({ url: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/`, secret: webhookSecret }) })
  })
  afterAll(async () => { await page.stop(); endpoint.closeAllConnections(); await new Promise((ended) => { endpoint.close(ended) }) })

  exercisePaymentProvider(async () => {
    received = []
    return {
      provider: adapter(page.url), now: () => systemClock.now(),
      succeed: (reference, later) => page.pay(reference, later === 'is declined' ? cards.declinedOnUse : cards.good),
      decline: (reference) => page.pay(reference, cards.declinedOnUse),
      challenge: (reference) => page.pay(reference, cards.asksBack),
      answer: (reference, approved) => page.answer(reference, approved),
      dispute: (reference, amount) => page.dispute(reference, amount),
      async endDispute(_, id, status) { page.endDispute(id, status) },
      async webhooks() {
        for (const until = performance.now() + 5_000; received.length === 0 && performance.now() < until;) await new Promise((soon) => { setTimeout(soon, 50) })
        return received.splice(0)
      },
    }
  })

  const opened = async () => {
    const provider = adapter(page.url)
    const ask = { payment: newId('pay', Date.now()), mode: 'charge' as const, keepCard: false, amount: money(5_000, 'EUR'), returnUrl: 'http://127.0.0.1/back', expiresAt: systemClock.now().add({ minutes: 10 }) }
    return { provider, ask, page: await provider.openPage(ask) }
  }

  test('an answer that was lost on the way is asked for again under the same key, and moves money once', async () => {
    const { provider, page: { reference } } = await opened()
    await page.pay(reference, cards.good)
    page.failNext('none') // the look-up of the intent goes through
    page.failNext('lost after')
    await provider.refund({ reference, amount: money(2_000, 'EUR'), key: `${reference}:once` })
    await provider.refund({ reference, amount: money(2_000, 'EUR'), key: `${reference}:once` })
    expect(await provider.retrieve(reference)).toMatchObject({ refunded: 2_000 })
  })

  test('a Stripe that fails for a moment is asked again; one that goes on failing is unreachable, and nothing is opened twice', async () => {
    const { provider, ask, page: first } = await opened()
    page.failNext(503); page.failNext(429)
    expect(await provider.retrieve(first.reference)).toMatchObject({ status: 'requires_action' })
    page.failNext(500); page.failNext('lost before'); page.failNext(502)
    await expect(provider.openPage(ask)).rejects.toThrow(ProviderUnreachable)
    expect(await provider.openPage(ask)).toEqual(first)
  })
})

mockOrNot(`Stripe’s own description of its API, as stripe-mock checks it${because(mock!)}`, () => {
  // stripe-mock keeps nothing and answers with examples: what it says is that each request is one that Stripe takes.
  const recording = () => {
    const calls: { method: string; path: string; status: number; key: string | null; version: string | null }[] = []
    const send: typeof fetch = async (url, init) => {
      const answer = await fetch(url, init)
      const headers = new Headers(init?.headers)
      calls.push({ method: init?.method ?? 'GET', path: new URL(url as string).pathname, status: answer.status, key: headers.get('idempotency-key'), version: headers.get('stripe-version') })
      return answer
    }
    return { calls, provider: openStripe({ secretKey: 'rk_test_12345678', webhookSecret, apiBase: (mock as Double).url, clock: systemClock, log: silentLog, pauseMs: 5, fetch: send }) }
  }
  const card = { customer: 'cus_1', method: 'pm_1', brand: null, last4: null }
  const eur = money(5_000, 'EUR')

  test('takes every call that the adapter makes, each with its version and each change with its key', async () => {
    const { calls, provider } = recording()
    for (const mode of ['charge', 'authorize', 'save'] as const) {
      await provider.openPage({ payment: newId('pay', 1), mode, keepCard: mode !== 'charge', amount: eur, returnUrl: 'https://book.example/back', expiresAt: systemClock.now().add({ minutes: 10 }) })
    }
    await provider.authorize({ payment: newId('pay', 1), card, amount: eur })
    for (const reference of ['cs_test_1', 'pi_1']) {
      await provider.retrieve(reference).catch(() => {})
      await provider.capture({ reference, amount: money(100, 'USD'), key: 'k1' }).catch(() => {})
      await provider.refund({ reference, amount: money(100, 'USD'), key: 'k2' }).catch(() => {})
      await provider.close(reference).catch(() => {})
    }
    expect(calls.filter((call) => call.status >= 400)).toEqual([])
    expect(new Set(calls.map((call) => `${call.method} ${call.path.replace(/(cs_test|pi)_\w+/, ':id')}`))).toEqual(new Set([
      'POST /v1/checkout/sessions', 'GET /v1/checkout/sessions/:id', 'POST /v1/checkout/sessions/:id/expire', 'POST /v1/payment_intents', 'GET /v1/payment_intents/:id', 'POST /v1/payment_intents/:id/capture', 'POST /v1/payment_intents/:id/cancel',
    ]))
    expect(calls.every((call) => call.version === apiVersion && (call.method === 'GET') === (call.key === null))).toBe(true)
  })

  test('takes refunds and the list of disputes as they are sent', async () => {
    const ask = async (method: string, path: string, body?: string) => (await fetch(`${(mock as Double).url}${path}`, { method, headers: { authorization: 'Bearer sk_test_12345678', ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) }, ...(body === undefined ? {} : { body }) })).status
    expect(await ask('POST', '/v1/refunds', encode({ payment_intent: 'pi_1', amount: 100, metadata: { refund: 'rfd_1' } }))).toBe(200)
    expect(await ask('GET', `/v1/disputes?${encode({ payment_intent: 'pi_1', limit: 10 })}`)).toBe(200)
    expect(await ask('POST', '/v1/refunds', encode({ payment_intent: 'pi_1', sum: 100 }))).toBe(400)
  })
})

describe('the Stripe adapter by itself', () => {
  const now = systemClock.now()
  const signed = (body: string, secret: string, at = now) => {
    const t = Math.floor(at.epochMilliseconds / 1_000)
    return { 'stripe-signature': `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}` }
  }
  const open = (more: object = {}) => openStripe({ secretKey: 'rk_live_12345678', webhookSecret: 'whsec_old, whsec_new', apiBase: 'http://127.0.0.1:1', clock: systemClock, log: silentLog, pauseMs: 1, ...more })
  const event = (object: object, more: object = {}) => JSON.stringify({ id: 'evt_1', type: 'payment_intent.succeeded', livemode: true, data: { object }, ...more })

  test('reads events under the old and the new secret while one is replaced, and under no other', () => {
    const body = event({ id: 'pi_1', metadata: { payment: 'pay_1' } })
    for (const secret of ['whsec_old', 'whsec_new']) expect(open().readWebhook(signed(body, secret), Buffer.from(body))).toEqual({ eventId: 'evt_1', names: ['pay_1', 'pi_1'], ours: true })
    expect(open().readWebhook(signed(body, 'whsec_other'), Buffer.from(body))).toBeUndefined()
    expect(open().readWebhook(signed(body, 'whsec_old', now.subtract({ minutes: 6 })), Buffer.from(body))).toBeUndefined()
    expect(open().readWebhook(signed(body, 'whsec_old', now.add({ minutes: 6 })), Buffer.from(body))).toBeUndefined()
  })

  test('does not read an event of test mode with a live key, nor what is no event', () => {
    for (const body of [event({ id: 'pi_1' }, { livemode: false }), 'nonsense', 'null', '[]', '{"id":"evt_1"}', event(null as never)]) expect(open().readWebhook(signed(body, 'whsec_old'), Buffer.from(body))).toBeUndefined()
  })

  test('events about what else the account does name nothing of ours', () => {
    const payout = event({ id: 'po_1' }, { type: 'payout.paid' })
    expect(open().readWebhook(signed(payout, 'whsec_old'), Buffer.from(payout))).toEqual({ eventId: 'evt_1', names: [], ours: false })
    const foreign = event({ id: 'pi_9', metadata: {} })
    expect(open().readWebhook(signed(foreign, 'whsec_old'), Buffer.from(foreign))).toEqual({ eventId: 'evt_1', names: ['pi_9'], ours: false })
  })

  test('counts as Stripe does: krónur in hundredths, dinars in steps of ten, at most eight digits', async () => {
    const bodies: string[] = []
    const provider = open({ fetch: (async (_: string, init: RequestInit) => { bodies.push(init.body as string); return Response.json({ id: 'cs_1', url: 'https://pay.example' }) }) as never })
    await provider.openPage({ payment: newId('pay', 1), mode: 'charge', keepCard: false, amount: money(5_000, 'ISK'), returnUrl: 'https://b.example', expiresAt: now })
    expect(bodies[0]).toContain('[unit_amount]=500000')
    expect(provider.refuses(money(1_005, 'KWD'))).toMatch(/steps of ten/)
    expect(provider.refuses(money(1_010, 'KWD'))).toBeNull()
    expect(provider.refuses(money(100_000_000, 'EUR'))).toMatch(/larger/)
    expect(provider.refuses(money(12_345, 'JPY'))).toBeNull()
  })

  test('a key that is refused is the operator’s matter: the work waits, and neither key nor body is logged', async () => {
    const said: unknown[] = []
    const provider = open({ log: { ...silentLog, error: (...what: unknown[]) => { said.push(what) } }, fetch: (async () => Response.json({ error: { type: 'invalid_request_error', message: 'no' } }, { status: 401 })) as never })
    await expect(provider.retrieve('pi_12345678901')).rejects.toThrow(ProviderUnreachable)
    expect(said).toHaveLength(1)
    expect(JSON.stringify(said)).not.toMatch(/12345678/)
  })

  test('refuses a key that is none, without repeating it', () => {
    for (const secretKey of ['pk_live_123', 'nonsense', '']) expect(() => open({ secretKey })).toThrow(/^STRIPE_SECRET_KEY must be/)
  })
})
