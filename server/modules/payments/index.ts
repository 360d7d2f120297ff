import { fail } from '#platform/assert'
import type { Clock } from '#platform/clock'
import type { BookingId, PaymentId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Money } from '#platform/money'
import type { Database, Reader, Tx } from '#platform/sql'
import { repeating, type Worker } from '#platform/worker'
import type { PaymentProvider } from '#ports/payment-provider'
import type { Route } from '#http/route'
import { checkOpenPayments, closePages, giveUp } from './check-payments.ts'
import type { PaymentsInside } from './inside.ts'
import { refund, refundable, sendRefunds } from './refund-payment.ts'
import { paymentRoutes } from './routes.ts'
import { openPage, startEach, startPayment, type StartEach } from './start-payment.ts'
import { paymentsOfBookings } from './store.ts'
import type { BookingPayment, Payable, PaymentListener, PaymentSeller } from './types.ts'

export type { BookingPayment, Payable, PaymentFact, PaymentFactKind, PaymentListener, PaymentSeller, PaymentStatus } from './types.ts'

export interface Payments {
  /** Saves what is to be paid now, in the seller's transaction; ask `openPage` for the provider's page after commit. All in one currency. */
  start(tx: Tx, ask: { payables: readonly Payable[]; returnUrl: (payment: PaymentId) => string; expiresAt: Temporal.Instant }): Promise<PaymentId>
  /** The same for many bookings, a payment each under an id that the caller made; the statement goes out with the batch's others. */
  startEach(tx: Tx, asks: readonly StartEach[]): void
  /** The provider's page; null when the provider does not answer (the hold stands; `retryPayment` tries again). Not inside a transaction. */
  openPage(payment: PaymentId): Promise<string | null>
  /** Queues money to go back. More than `refundable` is a bug of the caller. */
  refund(tx: Tx, ask: { booking: BookingId; amount: Money; reason: string }): Promise<void>
  /** Captured, less refunded, less on its way. */
  refundable(tx: Tx, booking: BookingId, currency: string): Promise<Money>
  /** The hold is gone: nobody shall pay for it any more. If somebody did meanwhile, the fact says so. */
  giveUp(tx: Tx, booking: BookingId): Promise<void>
  /** Payments of bookings, oldest first. */
  of(reader: Reader, bookings: readonly BookingId[]): Promise<BookingPayment[]>
  /** Who hears of money: each fact once, in the transaction that records it, in the order in which they were attached. Exactly one of them sells. */
  attach(listener: PaymentListener | PaymentSeller): void
  /** One round of what the worker does, for tests and the command line. */
  settle(): Promise<void>
  routes: Route[]
  workers: Worker[]
}

export function openPayments(deps: { db: Database; clock: Clock; log: Log; provider: PaymentProvider }): Payments {
  const listeners: (PaymentListener | PaymentSeller)[] = []
  const inside: PaymentsInside = {
    ...deps, wake: () => worker.wake(),
    seller: () => listeners.find((one) => 'visible' in one) ?? fail('payments have no seller attached'),
    async tell(tx, fact) { for (const listener of listeners) await listener.fact(tx, fact) },
  }
  const settle = async () => {
    const more = [await sendRefunds(inside), await closePages(inside), await checkOpenPayments(inside)]
    return more.includes(true)
  }
  const worker = repeating('payments', 2_000, deps.log, settle)
  return {
    start: (tx, ask) => startPayment(inside, tx, ask),
    startEach: (tx, asks) => { startEach(inside, tx, asks) },
    openPage: (payment) => openPage(inside, payment),
    refund: (tx, ask) => refund(inside, tx, ask),
    refundable,
    giveUp: (tx, booking) => giveUp(inside, tx, booking),
    of: paymentsOfBookings,
    attach(it) { listeners.push(it) },
    async settle() { while (await settle()) { /* until nothing is left */ } },
    routes: paymentRoutes(inside),
    workers: [worker],
  }
}
