import { randomBytes } from 'node:crypto'
import { CannotStart } from '#platform/cannot-start'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import { signWebhook, verifyWebhook } from '#platform/webhook-signature'
import { repeating, type Worker } from '#platform/worker'
import { RefundRefused, type PaymentProvider, type ProviderState } from '#ports/payment-provider'
import { pay, answerChallenge, type Method, type PayAnswer } from './pay.ts'
import { chargeOf, delivered, insertRefund, lockCharge, openCharge, setStatus, takeDeliveries, wasRefunded, type Charge } from './store.ts'

export { serveSandboxPages } from './pages.ts'
export type { Method, PayAnswer } from './pay.ts'

export interface SandboxPsp extends PaymentProvider {
  charge(reference: string): Promise<Charge | undefined>
  pay(reference: string, method: Method): Promise<PayAnswer>
  answerChallenge(reference: string, approved: boolean): Promise<PayAnswer>
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
  if (deps.world === 'production') throw new CannotStart('The sandbox payment provider moves no money and does not run with HOLDFAST_ENV=production: set a real provider up.')
  const { db, clock } = deps
  const deliverDue = () => deliver(deps)
  const worker = repeating('sandbox-psp', 250, deps.log, deliverDue)
  const waking = async (answer: Promise<PayAnswer>) => { const said = await answer; worker.wake(); return said }
  return {
    name: 'sandbox',
    async openPage({ payment, amount, returnUrl, expiresAt }) {
      const reference = await db.transaction((tx) => openCharge(tx, {
        reference: `sb_${randomBytes(15).toString('base64url')}`, payment, currency: amount.currency, amount: amount.amount, return_url: returnUrl, expires_at: expiresAt.add({ minutes: graceMinutes }),
      }))
      return { reference, url: `${deps.publicUrl}/sandbox-psp/pay/${reference}` }
    },
    async retrieve(reference) {
      const charge = await chargeOf(db, reference)
      if (charge === undefined) throw new RefundRefused(`no charge ${reference}`)
      return stateOf(charge, clock.now())
    },
    async refund({ reference, amount, key }) {
      await db.transaction(async (tx) => {
        const charge = await lockCharge(tx, reference)
        if (charge === undefined || stateOf(charge, clock.now()).status !== 'captured') throw new RefundRefused('this charge was not captured')
        if (charge.currency !== amount.currency) throw new RefundRefused('another currency than the charge')
        if (await wasRefunded(tx, key)) return
        if (charge.refunded + amount.amount > charge.amount) throw new RefundRefused('more than was captured')
        await insertRefund(tx, key, reference, amount.amount)
      })
    },
    async close(reference) {
      await db.transaction(async (tx) => {
        const charge = await lockCharge(tx, reference)
        if (charge !== undefined && ['open', 'declined', 'challenged'].includes(charge.status)) await setStatus(tx, reference, 'closed')
      })
    },
    readWebhook(headers, rawBody) {
      const body = rawBody.toString()
      if (!verifyWebhook(deps.secret, headers, body, clock.now())) return undefined
      const event = JSON.parse(body) as { id: string; reference: string }
      return { eventId: event.id, reference: event.reference }
    },
    charge: (reference) => chargeOf(db, reference),
    pay: (reference, method) => waking(pay(db, clock, reference, method)),
    answerChallenge: (reference, approved) => waking(answerChallenge(db, clock, reference, approved)),
    deliverDue, worker,
  }
}

function stateOf(charge: Charge, now: Temporal.Instant): ProviderState {
  const succeeded = charge.status === 'succeeded' || (charge.status === 'processing' && Temporal.Instant.compare(charge.succeeds_at!, now) <= 0)
  if (succeeded) return { status: 'captured', captured: charge.amount, refunded: charge.refunded }
  const status = charge.status === 'declined' ? 'failed' : charge.status === 'closed' ? 'voided' : 'requires_action'
  return { status, captured: 0, refunded: 0 }
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
