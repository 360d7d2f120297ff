import { fail } from '#platform/assert'
import type { Clock } from '#platform/clock'
import type { BookingId, PaymentId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Money } from '#platform/money'
import type { Database, Reader, Tx } from '#platform/sql'
import { repeating, type Worker } from '#platform/worker'
import type { PaymentProvider } from '#ports/payment-provider'
import type { Route } from '#http/route'
import { auditPayments, checkOpenPayments, closePages, compare, giveUp, record, type Difference } from './check-payments.ts'
import { changeGuarantee, guaranteesOf, keepOfGuarantee, releaseGuarantee } from './guarantee.ts'
import type { PaymentsInside } from './inside.ts'
import { refund, refundable, sendRefunds } from './refund-payment.ts'
import { paymentRoutes } from './routes.ts'
import { openPage, startEach, startPayment, type StartEach } from './start-payment.ts'
import { paymentsAfter, paymentsOfBookings, queueClosingOf } from './store.ts'
import { sendCaptures, tendGuarantees } from './tend-guarantees.ts'
import type { BookingPayment, Guarantee, Payable, PaymentListener, PaymentSeller } from './types.ts'

export type { Difference } from './check-payments.ts'
export type { BookingPayment, Guarantee, Payable, PaymentFact, PaymentFactKind, PaymentListener, PaymentSeller, PaymentStatus } from './types.ts'

export interface Payments {
  /** Saves what is to be paid now, in the seller's transaction; ask `openPage` for the provider's page after commit. All in one currency. */
  start(tx: Tx, ask: { payables: readonly Payable[]; returnUrl: (payment: PaymentId) => string; expiresAt: Temporal.Instant }): Promise<PaymentId>
  /** The same for many bookings, a payment each under an id that the caller made; the statement goes out with the batch's others. */
  startEach(tx: Tx, asks: readonly StartEach[]): void
  /** Why the provider cannot take this amount; null when it can. */
  refuses(amount: Money): string | null
  /** The provider's page; null when the provider does not answer (the hold stands; `retryPayment` tries again). Not inside a transaction. */
  openPage(payment: PaymentId): Promise<string | null>
  /** Queues money to go back. More than `refundable` is a bug of the caller. */
  refund(tx: Tx, ask: { booking: BookingId; amount: Money; reason: string }): Promise<void>
  /** Captured, less refunded, less on its way. */
  refundable(tx: Tx, booking: BookingId, currency: string): Promise<Money>
  /** The hold is gone: nobody shall pay for it any more. If somebody did meanwhile, the fact says so. */
  giveUp(tx: Tx, booking: BookingId): Promise<void>
  /** Keeps so much of what is held (or of the kept card) and lets go the rest; answers how much it can be at most. For a no-show, a late cancellation, the bill. */
  keep(tx: Tx, ask: { booking: BookingId; amount: Money; reason: string }): Promise<number>
  /** This payment alone is closed, or what it holds is let go. */
  drop(tx: Tx, payment: PaymentId): Promise<void>
  /** What is held is let go, nothing is taken. */
  release(tx: Tx, booking: BookingId): Promise<void>
  /** The visit or its sum has changed: what is held is held anew when it is to be more. */
  changeGuarantee(tx: Tx, ask: { booking: BookingId; amount: Money; neededAt: Temporal.Instant }): Promise<void>
  guaranteesOf(reader: Reader, bookings: readonly BookingId[]): Promise<Guarantee[]>
  /** Payments of bookings, oldest first. */
  of(reader: Reader, bookings: readonly BookingId[]): Promise<BookingPayment[]>
  /** Who hears of money: each fact once, in the transaction that records it, in the order in which they were attached. Exactly one of them sells. */
  attach(listener: PaymentListener | PaymentSeller): void
  /** Where the provider's books say otherwise than ours, `limit` payments from `after` on, made at `since` or later; and where the ledger says otherwise than both; `repair` takes in what the provider says. */
  compare(ask: { after: PaymentId | null; limit: number; repair: boolean; since?: Temporal.Instant }): Promise<{ differences: Difference[]; last: PaymentId | null; looked: number }>
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
    async booked(reader, venue, payment) {
      const keeper = listeners.find((one) => one.booked !== undefined)
      return keeper === undefined ? null : (await keeper.booked!(reader, venue, [payment])).get(payment) ?? 0
    },
    async tell(tx, fact) { for (const listener of listeners) await listener.fact(tx, fact) },
  }
  const settle = async () => {
    const more = [await sendCaptures(inside), await sendRefunds(inside), await closePages(inside), await checkOpenPayments(inside), await tendGuarantees(inside), await auditPayments(inside)]
    return more.includes(true)
  }
  const worker = repeating('payments', 2_000, deps.log, settle)
  return {
    start: (tx, ask) => startPayment(inside, tx, ask),
    startEach: (tx, asks) => { startEach(inside, tx, asks) },
    refuses: (amount) => deps.provider.refuses(amount),
    openPage: (payment) => openPage(inside, payment),
    refund: (tx, ask) => refund(inside, tx, ask),
    refundable,
    giveUp: (tx, booking) => giveUp(inside, tx, booking),
    keep: (tx, ask) => keepOfGuarantee(inside, tx, ask.booking, ask.amount, ask.reason),
    async drop(tx, payment) {
      await queueClosingOf(tx, payment, deps.clock.now())
      tx.afterCommit(() => worker.wake())
    },
    release: (tx, booking) => releaseGuarantee(inside, tx, booking),
    changeGuarantee: (tx, ask) => changeGuarantee(inside, tx, ask.booking, ask.amount, ask.neededAt),
    guaranteesOf,
    of: paymentsOfBookings,
    compare: (ask) => comparePayments(inside, ask),
    attach(it) { listeners.push(it) },
    async settle() { while (await settle()) { /* until nothing is left */ } },
    routes: paymentRoutes(inside),
    workers: [worker],
  }
}

async function comparePayments(inside: PaymentsInside, { after, limit, repair, since }: { after: PaymentId | null; limit: number; repair: boolean; since?: Temporal.Instant }): Promise<{ differences: Difference[]; last: PaymentId | null; looked: number }> {
  const rows = await paymentsAfter(inside.db, inside.provider.name, after, since ?? Temporal.Instant.fromEpochMilliseconds(0), limit)
  const differences: Difference[] = []
  for (const { id, reference } of rows) {
    let found = await compare(inside, id)
    if (repair && found.some((one) => !['unreachable', 'ledger'].includes(one.what))) {
      await inside.provider.retrieve(reference!).then((state) => record(inside, id, state)).catch(() => {})
      found = await compare(inside, id)
    }
    differences.push(...found)
  }
  return { differences, last: rows.length === limit ? rows.at(-1)!.id : null, looked: rows.length }
}
