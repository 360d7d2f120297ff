import { CannotStart } from '#platform/cannot-start'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Money } from '#platform/money'
import { PaymentRefused, type PaymentProvider, type ProviderEvent, type ProviderState } from '#ports/payment-provider'
import { openStripeHttp, StripeRefused, type Json, type StripeHttp } from './http.ts'
import { currencyOf, nothing, refuses, stateOfIntent, stateOfSession, toStripe } from './objects.ts'
import { verifyStripe } from './signature.ts'

interface StripeConfig {
  /** `sk_…` or, better, a restricted key `rk_…`; docs/operate.md names the permissions that it needs. */
  secretKey: string
  /** `whsec_…` of the endpoint; two, with a comma between them, while one is being replaced. */
  webhookSecret: string
  /** Another address than Stripe's own: for tests on this machine. */
  apiBase: string
}

/** A page stays open this long after its hold, by Stripe's own clock; it is closed when the hold ends. Stripe asks for at least 30 minutes. */
const pageMinutes = 45
const eventTypes = /^(checkout\.session|payment_intent|setup_intent|charge|refund)\./

/**
 * Stripe: its hosted page (Checkout) for payments, for amounts held on a card, and for cards that are kept, so that no
 * card number comes near this server; PaymentIntents without the guest for what is held later.
 */
export function openStripe(deps: StripeConfig & { clock: Clock; log: Log; fetch?: typeof fetch; pauseMs?: number }): PaymentProvider {
  if (!/^(sk|rk)_(test|live)_\w+$/.test(deps.secretKey)) throw new CannotStart('STRIPE_SECRET_KEY must be a secret key (sk_…) or a restricted key (rk_…) of Stripe.')
  const live = deps.secretKey.includes('_live_')
  const secrets = deps.webhookSecret.split(',').map((one) => one.trim())
  const http = openStripeHttp(deps)
  const retrieve = (reference: string) => stateAt(http, reference)
  return {
    name: 'stripe',
    refuses,
    async openPage({ payment, mode, keepCard, amount, returnUrl, expiresAt }) {
      const metadata = { payment }
      const keep = keepCard ? { setup_future_usage: 'off_session' } : {}
      const session = await http.post('/v1/checkout/sessions', {
        mode: mode === 'save' ? 'setup' : 'payment', client_reference_id: payment, metadata: { payment, amount: String(amount.amount), currency: amount.currency },
        success_url: returnUrl, cancel_url: returnUrl, expires_at: Math.floor(expiresAt.add({ minutes: pageMinutes }).epochMilliseconds / 1_000), payment_method_types: ['card'],
        ...(keepCard || mode === 'save' ? { customer_creation: 'always' } : {}),
        ...(mode === 'save' ? { setup_intent_data: { metadata } } : {
          line_items: [{ quantity: 1, price_data: { currency: currencyOf(amount.currency), unit_amount: toStripe(amount), product_data: { name: mode === 'charge' ? 'Booking' : 'Booking guarantee' } } }],
          payment_intent_data: { metadata, ...keep, ...(mode === 'authorize' ? { capture_method: 'manual' } : {}) },
        }),
      }, `${payment}:page`)
      return { reference: session.id, url: session.url }
    },
    async authorize({ payment, card, amount }) {
      try {
        const intent = await http.post('/v1/payment_intents', {
          amount: toStripe(amount), currency: currencyOf(amount.currency), customer: card.customer, payment_method: card.method, payment_method_types: ['card'],
          off_session: true, confirm: true, capture_method: 'manual', metadata: { payment },
        }, `${payment}:authorize`)
        return { reference: intent.id, state: stateOfIntent(intent, []) }
      } catch (error) {
        // Declined, or the bank asks for the guest, who is not there: 402 with the intent that it left.
        if (!(error instanceof StripeRefused) || error.status !== 402) throw refused(error)
        const intent = error.intent as Json
        const state: ProviderState = intent == null ? { ...nothing, status: 'failed', currency: amount.currency, amount: amount.amount } : { ...stateOfIntent(intent, []), status: 'failed', underWay: false }
        return { reference: intent?.id ?? null, state }
      }
    },
    async capture({ reference, amount, key }) {
      const { id } = await intentAt(http, reference, amount)
      await http.post(`/v1/payment_intents/${id}/capture`, { amount_to_capture: toStripe(amount) }, key).catch((error: unknown) => { throw refused(error) })
    },
    retrieve,
    async refund({ reference, amount, key }) {
      const { id, status } = await intentAt(http, reference, amount)
      if (status !== 'succeeded') throw new PaymentRefused('this payment was not captured')
      await http.post('/v1/refunds', { payment_intent: id, amount: toStripe(amount), metadata: { refund: key } }, key).catch((error: unknown) => { throw refused(error) })
    },
    async close(reference) {
      if (reference.startsWith('cs_')) await http.post(`/v1/checkout/sessions/${reference}/expire`, {}, `${reference}:expire`).catch(alreadyOver)
      const state = await retrieve(reference)
      if (state.intent !== null && state.status !== 'captured' && state.status !== 'voided') await http.post(`/v1/payment_intents/${state.intent}/cancel`, {}, `${state.intent}:cancel`).catch(alreadyOver)
    },
    readWebhook(headers, rawBody) {
      if (!verifyStripe(secrets, headers['stripe-signature'], rawBody, deps.clock.now())) return undefined
      return eventOf(rawBody, live)
    },
  }
}

/** A state that no longer allows it is no fault: `retrieve` tells what came of it. */
function alreadyOver(error: unknown): void {
  if (!(error instanceof StripeRefused)) throw error
}

function refused(error: unknown): unknown {
  return error instanceof StripeRefused ? new PaymentRefused(`${error.code}: ${error.message}`) : error
}

async function stateAt(http: StripeHttp, reference: string): Promise<ProviderState> {
  const object = await fetched(http, reference)
  const intent = reference.startsWith('cs_') ? object.payment_intent : object
  const disputes = intent?.latest_charge?.disputed === true ? (await http.get('/v1/disputes', { payment_intent: intent.id, limit: 10 })).data : []
  return reference.startsWith('cs_') ? stateOfSession(object, disputes) : stateOfIntent(object, disputes)
}

function fetched(http: StripeHttp, reference: string): Promise<Json> {
  const found = reference.startsWith('cs_')
    ? http.get(`/v1/checkout/sessions/${reference}`, { expand: ['payment_intent.latest_charge.refunds', 'payment_intent.payment_method', 'setup_intent.payment_method'] })
    : http.get(`/v1/payment_intents/${reference}`, { expand: ['latest_charge.refunds', 'payment_method'] })
  return found.catch((error: unknown) => { throw refused(error) })
}

/** The intent behind a reference, to be captured or refunded in its own currency only. */
async function intentAt(http: StripeHttp, reference: string, amount: Money): Promise<{ id: string; status: string }> {
  const object = await fetched(http, reference)
  const intent = reference.startsWith('cs_') ? object.payment_intent : object
  if (intent === null || typeof intent !== 'object') throw new PaymentRefused('nobody has paid on this page')
  if (intent.currency !== currencyOf(amount.currency)) throw new PaymentRefused('another currency than the payment')
  return { id: intent.id, status: intent.status }
}

function eventOf(rawBody: Buffer, live: boolean): ProviderEvent | undefined {
  const event = parsed(rawBody)
  const object = event?.data?.object
  // An event of test mode says nothing about live payments, though its signature be right.
  if (typeof event?.id !== 'string' || typeof event.type !== 'string' || object === null || typeof object !== 'object' || Boolean(event.livemode) !== live) return undefined
  if (!eventTypes.test(event.type)) return { eventId: event.id, names: [], ours: false }
  const names = [object.metadata?.payment, object.client_reference_id, object.id, object.payment_intent?.id ?? object.payment_intent].filter((name): name is string => typeof name === 'string' && name.length <= 255)
  return { eventId: event.id, names: [...new Set(names)], ours: typeof object.metadata?.payment === 'string' }
}

function parsed(rawBody: Buffer): Json {
  try {
    return JSON.parse(rawBody.toString())
  } catch {
    return undefined
  }
}
