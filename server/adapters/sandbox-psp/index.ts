import { randomBytes } from 'node:crypto'
import { CannotStart } from '#platform/cannot-start'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import { signWebhook, verifyWebhook } from '#platform/webhook-signature'
import { repeating, type Worker } from '#platform/worker'
import { holdLastsHours, PaymentRefused, type PaymentProvider, type ProviderState } from '#ports/payment-provider'
import { announce, answerChallenge, lockSettled, pay, payWithCard, type Method, type PayAnswer } from './pay.ts'
import { cardOf, chargeOf, delivered, disputesOf, endDispute, insertDispute, insertRefund, lockCharge, openCharge, setCaptured, setStatus, takeDeliveries, wasRefunded, type Charge, type DisputeRow } from './store.ts'

export { serveSandboxPages } from './pages.ts'
export type { Method, PayAnswer } from './pay.ts'

export interface SandboxPsp extends PaymentProvider {
  charge(reference: string): Promise<Charge | undefined>
  pay(reference: string, method: Method): Promise<PayAnswer>
  answerChallenge(reference: string, approved: boolean): Promise<PayAnswer>
  /** What a guest's bank does weeks later: takes an amount back, and decides. Answers the dispute's id. */
  dispute(reference: string, amount: number): Promise<string>
  endDispute(reference: string, dispute: string, status: 'won' | 'lost'): Promise<void>
  /** Delivers every webhook that is due; answers whether there may be more. */
  deliverDue(): Promise<boolean>
  worker: Worker & { wake(): void }
}

interface SandboxDeps {
  db: Database
  clock: Clock
  log: Log
  world: 'demo' | 'production'
  publicUrl: string
  /** Signs the webhooks, as the secret that a real provider hands out. */
  secret: Buffer
  /** Posts a webhook to the product; answers the status. */
  post(path: string, headers: Record<string, string>, body: string): Promise<number>
}

/** The room that one has after the hold has run out, so that a payment just in time is not lost on the page. */
const graceMinutes = 20

/** A payment provider for trying out: no money moves. It behaves as a real one does, late and doubled webhooks included. */
export function openSandboxPsp(deps: SandboxDeps): SandboxPsp {
  if (deps.world === 'production') throw new CannotStart('The sandbox payment provider moves no money and does not run with HOLDFAST_ENV=production: set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.')
  const { db, clock } = deps
  const deliverDue = () => deliver(deps)
  const worker = repeating('sandbox-psp', 250, deps.log, deliverDue)
  const waking = async (answer: Promise<PayAnswer>) => { const said = await answer; worker.wake(); return said }
  const newReference = () => `sb_${randomBytes(15).toString('base64url')}`
  const retrieve = async (reference: string): Promise<ProviderState> => {
    const charge = await chargeOf(db, reference)
    if (charge === undefined) throw new PaymentRefused(`no charge ${reference}`)
    return stateOf(charge, clock.now(), await disputesOf(db, reference))
  }
  return {
    name: 'sandbox',
    refuses: () => null,
    async openPage({ payment, mode, keepCard, amount, returnUrl, expiresAt }) {
      const reference = await db.transaction((tx) => openCharge(tx, {
        reference: newReference(), payment, mode, keep_card: keepCard, currency: amount.currency, amount: amount.amount, return_url: returnUrl, expires_at: expiresAt.add({ minutes: graceMinutes }),
      }))
      return { reference, url: `${deps.publicUrl}/sandbox-psp/pay/${reference}` }
    },
    async authorize({ payment, card, amount }) {
      const reference = await db.transaction(async (tx) => {
        const now = clock.now()
        const opened = await openCharge(tx, { reference: newReference(), payment, mode: 'authorize', keep_card: true, currency: amount.currency, amount: amount.amount, return_url: '', expires_at: now })
        const charge = (await lockCharge(tx, opened))!
        const kept = await cardOf(tx, card.method)
        if (kept === undefined) throw new PaymentRefused('no such card is kept')
        if (charge.status === 'open') await payWithCard(tx, charge, kept, now)
        return opened
      })
      worker.wake()
      return { reference, state: await retrieve(reference) }
    },
    async capture({ reference, amount }) {
      await db.transaction(async (tx) => {
        const charge = await lockSettled(tx, reference, clock.now())
        if (charge === undefined || charge.currency !== amount.currency) throw new PaymentRefused('another currency, or no such charge')
        if (charge.mode === 'authorize' && charge.status === 'succeeded' && charge.captured === amount.amount) return
        if (stateOf(charge, clock.now(), []).status !== 'authorized') throw new PaymentRefused('nothing is held on this card')
        if (amount.amount > charge.amount || amount.amount <= 0) throw new PaymentRefused('more than is held')
        await setCaptured(tx, reference, amount.amount)
        await announce(tx, reference, 'payment.captured', clock.now())
      })
      worker.wake()
    },
    retrieve,
    async refund({ reference, amount, key }) {
      await db.transaction(async (tx) => {
        const charge = await lockSettled(tx, reference, clock.now())
        if (charge === undefined || charge.status !== 'succeeded') throw new PaymentRefused('this charge was not captured')
        if (charge.currency !== amount.currency) throw new PaymentRefused('another currency than the charge')
        if (await wasRefunded(tx, key)) return
        if (charge.refunded + amount.amount > charge.captured) throw new PaymentRefused('more than was captured')
        await insertRefund(tx, key, reference, amount.amount)
      })
    },
    async close(reference) {
      await db.transaction(async (tx) => {
        const charge = await lockSettled(tx, reference, clock.now())
        if (charge !== undefined && ['open', 'declined', 'challenged', 'authorized'].includes(charge.status)) await setStatus(tx, reference, 'closed')
      })
    },
    async dispute(reference, amount) {
      const id = `dp_${randomBytes(9).toString('hex')}`
      await db.transaction(async (tx) => {
        await insertDispute(tx, { id, reference, amount, status: 'open', reason: 'fraudulent' })
        await announce(tx, reference, 'dispute.opened', clock.now())
      })
      return id
    },
    async endDispute(reference, id, status) {
      await db.transaction(async (tx) => {
        await endDispute(tx, id, status)
        await announce(tx, reference, 'dispute.ended', clock.now())
      })
    },
    readWebhook(headers, rawBody) {
      const body = rawBody.toString()
      if (!verifyWebhook(deps.secret, headers, body, clock.now())) return undefined
      const event = JSON.parse(body) as { id: string; reference: string }
      return { eventId: event.id, names: [event.reference], ours: true }
    },
    charge: (reference) => chargeOf(db, reference),
    pay: (reference, method) => waking(pay(db, clock, reference, method)),
    answerChallenge: (reference, approved) => waking(answerChallenge(db, clock, reference, approved)),
    deliverDue, worker,
  }
}

function stateOf(charge: Charge, now: Temporal.Instant, disputes: readonly DisputeRow[]): ProviderState {
  const status = statusOf(charge, now)
  return {
    status, currency: charge.currency, amount: charge.amount, captured: status === 'captured' ? (charge.status === 'processing' ? charge.amount : charge.captured) : 0, refunded: charge.refunded,
    underWay: charge.status === 'challenged' || (charge.status === 'processing' && status === 'requires_action'),
    card: charge.card === null || status === 'requires_action' ? null : { customer: 'sandbox', method: charge.card, brand: 'visa', last4: '4242' }, intent: null,
    disputes: disputes.map(({ id, amount, status: stands, reason }) => ({ id, amount, status: stands, reason })),
  }
}

function statusOf(charge: Charge, now: Temporal.Instant): ProviderState['status'] {
  switch (charge.status) {
    case 'succeeded': return 'captured'
    case 'processing': {
      if (Temporal.Instant.compare(charge.succeeds_at!, now) > 0) return 'requires_action'
      return charge.mode === 'charge' ? 'captured' : charge.mode === 'authorize' ? 'authorized' : 'saved'
    }
    // Banks let go what is held after a week.
    case 'authorized': return Temporal.Instant.compare(charge.authorized_at!.add({ hours: holdLastsHours }), now) <= 0 ? 'voided' : 'authorized'
    case 'saved': return 'saved'
    case 'declined': return 'failed'
    case 'closed': return 'voided'
    default: return 'requires_action'
  }
}

async function deliver({ db, clock, log, secret, post }: SandboxDeps): Promise<boolean> {
  const due = await db.transaction((tx) => takeDeliveries(tx, clock.now(), 50))
  for (const { id, event_id, reference, type } of due) {
    const body = JSON.stringify({ id: event_id, type, reference })
    const status = await post('/v1/payments/webhooks/sandbox', { 'content-type': 'application/json', ...signWebhook(secret, event_id, clock.now(), body) }, body)
      .catch(() => 0)
    if (status >= 200 && status < 300) await db.transaction((tx) => delivered(tx, id))
    else log.warn({ event: event_id, status }, 'the sandbox provider could not deliver a webhook; it will try again')
  }
  return due.length === 50
}
