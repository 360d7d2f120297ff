import { settableClock } from '#platform/clock'
import { newId, routeOf, type BookingId, type PaymentId, type VendorId, type VenueId } from '#platform/id'
import { silentLog } from '#platform/log'
import { money } from '#platform/money'
import type { Database } from '#platform/sql'
import { ProviderUnreachable, type PaymentProvider } from '#ports/payment-provider'
import { openSandboxPsp, type Method } from '#adapters/sandbox-psp/index'
import { openPayments, type Payable, type PaymentFact } from '../index.ts'
import { takeWebhook } from '../take-webhook.ts'

const secret = Buffer.alloc(32, 3)
const asked = ['openPage', 'authorize', 'capture', 'refund', 'retrieve', 'close']

/** Payments on the sandbox provider, with faults that the test switches on, and a listener that keeps what it hears. */
export function openBank(db: Database, fault: { down?: boolean; loseWebhooks?: boolean; /** The work is done, and the answer is lost: so many times. */ loseAnswers?: number } = {}) {
  const clock = settableClock('2027-03-01T10:00:00Z')
  const posts: number[] = []
  const psp = openSandboxPsp({
    db, clock, log: silentLog, world: 'demo', publicUrl: 'http://127.0.0.1', secret,
    async post(_, headers, body) {
      if (fault.loseWebhooks === true) return 204
      const status = await takeWebhook(inside(), 'sandbox', headers, Buffer.from(body)).then(() => 204, (error: { status?: number }) => error.status ?? 500)
      posts.push(status)
      return status
    },
  })
  const provider: PaymentProvider = new Proxy(psp, {
    get(of, name) {
      if (!asked.includes(String(name))) return Reflect.get(of, name)
      return async (...args: unknown[]) => {
        if (fault.down === true) throw new ProviderUnreachable('down')
        const answer: unknown = await (Reflect.get(of, name) as (...args: unknown[]) => Promise<unknown>)(...args)
        if ((fault.loseAnswers ?? 0) > 0) { fault.loseAnswers! -= 1; throw new ProviderUnreachable('the answer is lost') }
        return answer
      }
    },
  })
  const payments = openPayments({ db, clock, log: silentLog, provider })
  const facts: PaymentFact[] = []
  const graced: BookingId[] = []
  const listener = { async fact(_: unknown, fact: PaymentFact) { facts.push(fact) }, async visible() { return [] }, async underWay(_: unknown, bookings: readonly BookingId[]) { graced.push(...bookings) } }
  payments.attach(listener)
  const inside = () => ({ db, clock, log: silentLog, provider, seller: () => listener, tell: listener.fact, booked: async () => null, wake() {} })
  const deliver = async () => { clock.advance({ seconds: 2 }); while (await psp.deliverDue()) { /* all */ } }
  return {
    db, clock, psp, payments, facts, graced, deliver, posts, fault,
    kinds: () => facts.map((fact) => fact.kind),
    /** Starts a payment and opens its page. */
    async start(payables: readonly Payable[]) {
      const id = await db.transaction((tx) => payments.start(tx, { payables, returnUrl: (payment) => `http://127.0.0.1/back?payment=${payment}`, expiresAt: clock.now().add({ minutes: 10 }) }))
      const url = await payments.openPage(id)
      return { id, url, reference: url?.split('/').at(-1) ?? '' }
    },
    async pay(reference: string, method: Method = 'pm_ok') { await psp.pay(reference, method); await deliver() },
    /** The sandbox's reference of a payment made without a page. */
    async referenceOf(payment: PaymentId) { return (await db.one<{ reference: string }>({ text: 'select reference from payments.payment where id = $1', values: [payment], isSql: true })).reference },
    async pass(time: { hours?: number; minutes?: number; seconds?: number }) { clock.advance(time); await payments.settle() },
  }
}

export function payable(amount: number, guarantee?: { neededAt: Temporal.Instant }, currency = 'EUR'): Payable {
  const venue = newId('ven', 1) as VenueId
  return { booking: newId('bk', 1, routeOf(venue)) as BookingId, venue, vendor: newId('vnd', 1) as VendorId, amount: money(amount, currency), ...(guarantee === undefined ? {} : { guarantee }) }
}
