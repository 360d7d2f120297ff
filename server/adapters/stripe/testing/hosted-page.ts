import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { Json } from '../http.ts'

/**
 * What `localstripe` lacks, put in front of it: Stripe's hosted page (Checkout sessions, here with a person who can be
 * told what to do), idempotency keys, disputes, and Stripe's refusals of refunds and captures beyond what there is.
 * Everything else, webhooks and their signatures too, is localstripe's own.
 */
export interface HostedPage {
  url: string
  /** Somebody types this card on the page and presses the button. */
  pay(session: string, card: string): Promise<void>
  answer(session: string, approved: boolean): Promise<void>
  dispute(session: string, amount: number): Promise<string>
  endDispute(id: string, status: 'won' | 'lost'): void
  /** The next calls fare so, one each: a lost connection, an overloaded Stripe. */
  failNext(status: number | 'none' | 'lost before' | 'lost after'): void
  stop(): Promise<void>
}

interface Session { id: string; params: Json; status: 'open' | 'complete' | 'expired'; customer: string | null; intent: string | null; setup: string | null }
interface Reply { status: number; body: Json }

export async function openHostedPage(localstripe: string): Promise<HostedPage> {
  const sessions = new Map<string, Session>()
  const disputes = new Map<string, Json>()
  const captured = new Map<string, number>()
  const known = new Map<string, { request: string; reply: Reply }>()
  const failures: (number | 'none' | 'lost before' | 'lost after')[] = []

  const forward = async (method: string, path: string, body = ''): Promise<Reply> => {
    const response = await fetch(`${localstripe}${path}`, { method, headers: { authorization: 'Bearer sk_test_12345678', ...(body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) }, ...(body === '' ? {} : { body }) })
    return { status: response.status, body: await response.json() }
  }
  const post = async (path: string, fields: Record<string, string>): Promise<Json> => (await forward('POST', path, new URLSearchParams(fields).toString() || 'metadata[x]=1')).body

  const intentOf = async (id: string): Promise<Json> => {
    const { body } = await forward('GET', `/v1/payment_intents/${id}?expand[]=latest_charge`)
    const charge = typeof body.latest_charge === 'string' ? (await forward('GET', `/v1/charges/${body.latest_charge}`)).body : body.latest_charge
    const method = typeof body.payment_method === 'string' ? (await forward('GET', `/v1/payment_methods/${body.payment_method}`)).body : body.payment_method
    if (charge != null) charge.disputed = [...disputes.values()].some((one) => one.payment_intent === id)
    return { ...body, latest_charge: charge, payment_method: method, amount_received: body.status === 'succeeded' ? captured.get(id) ?? body.amount : 0 }
  }
  const shown = async (session: Session): Promise<Json> => ({
    id: session.id, object: 'checkout.session', mode: session.params.mode, status: session.status, url: `http://127.0.0.1/hosted/${session.id}`, customer: session.customer,
    currency: session.params['line_items[0][price_data][currency]'] ?? null, amount_total: Number(session.params['line_items[0][price_data][unit_amount]'] ?? 0) || null,
    metadata: { payment: session.params['metadata[payment]'], amount: session.params['metadata[amount]'], currency: session.params['metadata[currency]'] },
    payment_intent: session.intent === null ? null : await intentOf(session.intent), setup_intent: session.setup === null ? null : await setupOf(session.setup),
  })
  const setupOf = async (id: string): Promise<Json> => {
    const { body } = await forward('GET', `/v1/setup_intents/${id}`)
    return { ...body, payment_method: body.payment_method === null ? null : (await forward('GET', `/v1/payment_methods/${body.payment_method}`)).body }
  }
  const no = (code: string): Reply => ({ status: 400, body: { error: { type: 'invalid_request_error', code, message: code } } })

  const handle = async (method: string, path: string, body: string): Promise<Reply> => {
    const params: Json = Object.fromEntries(new URLSearchParams(body))
    const [, session, action] = /^\/v1\/checkout\/sessions(?:\/(cs_\w+))?(?:\/(expire))?(?:\?|$)/.exec(path) ?? []
    if (method === 'POST' && path === '/v1/checkout/sessions') {
      const made: Session = { id: `cs_test_${randomBytes(9).toString('hex')}`, params, status: 'open', customer: null, intent: null, setup: null }
      sessions.set(made.id, made)
      return { status: 200, body: await shown(made) }
    }
    if (session !== undefined) {
      const found = sessions.get(session)
      if (found === undefined) return { status: 404, body: { error: { code: 'resource_missing', message: 'no such session' } } }
      if (action === undefined) return { status: 200, body: await shown(found) }
      if (found.status !== 'open') return no('session_not_open')
      found.status = 'expired'
      return { status: 200, body: await shown(found) }
    }
    if (path.startsWith('/v1/disputes')) return { status: 200, body: { data: [...disputes.values()].filter((one) => path.includes(one.payment_intent)) } }
    const [, id, step] = /^\/v1\/payment_intents\/(pi_\w+)(?:\/(capture|cancel))?/.exec(path) ?? []
    if (id !== undefined && method === 'GET') return { status: 200, body: await intentOf(id) }
    if (step === 'capture') {
      const intent = await intentOf(id!)
      if (intent.status !== 'requires_capture') return no('payment_intent_unexpected_state')
      if (Number(params.amount_to_capture) > intent.amount) return no('amount_too_large')
      captured.set(id!, Number(params.amount_to_capture))
    }
    if (path === '/v1/refunds' && method === 'POST') {
      const intent = await intentOf(params.payment_intent)
      const gone = (intent.latest_charge?.refunds?.data ?? []).filter((one: Json) => one.metadata.refund !== undefined).reduce((total: number, one: Json) => total + one.amount, 0)
      if (gone + Number(params.amount) > intent.amount_received) return no('charge_already_refunded')
    }
    const reply = await forward(method, path, body)
    // Stripe names the intent that a decline leaves behind; localstripe its charge.
    if (reply.status === 402 && reply.body.error?.charge !== undefined) {
      const charge = (await forward('GET', `/v1/charges/${reply.body.error.charge}`)).body
      reply.body.error.payment_intent = await intentOf(charge.payment_intent)
    }
    return reply
  }

  const once = async (request: IncomingMessage, body: string): Promise<Reply | 'lost'> => {
    const key = request.headers['idempotency-key']
    const failure = failures.shift()
    if (failure === 'lost before') return 'lost'
    if (typeof failure === 'number') return { status: failure, body: { error: { type: 'api_error', message: 'on purpose' } } }
    const said = `${request.method} ${request.url} ${body}`
    const before = typeof key === 'string' ? known.get(key) : undefined
    if (before !== undefined && before.request !== said) return { status: 400, body: { error: { type: 'idempotency_error', message: 'another request with this key' } } }
    const reply = before?.reply ?? await handle(request.method!, request.url!, body)
    if (typeof key === 'string') known.set(key, { request: said, reply })
    return failure === 'lost after' ? 'lost' : reply
  }

  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const reply = await once(request, body)
    if (reply === 'lost') return void response.destroy()
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
  })
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', () => { listening() }) })

  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    async pay(id, card) {
      const session = sessions.get(id)!
      if (session.status !== 'open') return
      if (session.params.customer_creation === 'always') session.customer ??= (await post('/v1/customers', { description: 'a guest' })).id
      const method = (await post('/v1/payment_methods', { type: 'card', 'card[number]': card, 'card[exp_month]': '12', 'card[exp_year]': '2034', 'card[cvc]': '123' })).id
      const customer: Record<string, string> = session.customer === null ? {} : { customer: session.customer }
      const payment = session.params['metadata[payment]']
      if (session.params.mode === 'setup') {
        session.setup = (await post('/v1/setup_intents', { ...customer, usage: 'off_session', 'metadata[payment]': payment })).id
        const done = await post(`/v1/setup_intents/${session.setup}/confirm`, { payment_method: method })
        if (done.status === 'succeeded') session.status = 'complete'
        return
      }
      session.intent = (await post('/v1/payment_intents', {
        ...customer, amount: session.params['line_items[0][price_data][unit_amount]'], currency: session.params['line_items[0][price_data][currency]'], payment_method: method,
        capture_method: session.params['payment_intent_data[capture_method]'] ?? 'automatic', 'metadata[payment]': payment,
      })).id
      await forward('POST', `/v1/payment_intents/${session.intent}/confirm`)
      if (['succeeded', 'requires_capture'].includes((await intentOf(session.intent!)).status)) session.status = 'complete'
    },
    async answer(id, approved) {
      const session = sessions.get(id)!
      const intent = await intentOf(session.intent!)
      await post(`/v1/payment_intents/${intent.id}/_authenticate`, { client_secret: intent.client_secret, success: String(approved) })
      if (approved) session.status = 'complete'
    },
    async dispute(id, amount) {
      const made = `du_${randomBytes(9).toString('hex')}`
      disputes.set(made, { id: made, amount, status: 'needs_response', reason: 'fraudulent', payment_intent: sessions.get(id)!.intent })
      return made
    },
    endDispute(id, status) { disputes.get(id).status = status },
    failNext(status) { failures.push(status) },
    async stop() { server.closeAllConnections(); await new Promise((ended) => { server.close(ended) }) },
  }
}
