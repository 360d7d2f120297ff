import type { BookingId, PaymentId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { ProviderState } from '#ports/payment-provider'
import { applyState } from './apply-state.ts'
import { disputesOf } from './guarantee-store.ts'
import type { PaymentsInside } from './inside.ts'
import { openPage } from './start-payment.ts'
import { dueAudits, dueChecks, dueClosings, dueLastLooks, lastSeconds, lockPayment, partsOf, paymentById, queueClosing, saveGrace, type PaymentRow } from './store.ts'

/** A payment that is under way when its hold runs out gives the hold so many minutes more, once. */
const graceMinutes = 2

/** Nobody shall pay for what is no longer held: the page is closed after commit. If it was paid meanwhile, the fact says so. */
export async function giveUp(inside: PaymentsInside, tx: Tx, booking: BookingId): Promise<void> {
  await queueClosing(tx, booking, inside.clock.now())
  tx.afterCommit(() => inside.wake())
}

/** Closes pages that are no longer wanted and lets go what is held on cards, up to 50. */
export async function closePages(inside: PaymentsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueClosings(tx, inside.clock.now(), 50))
  for (const { payment_id } of due) await safely(inside, payment_id, () => close(inside, payment_id))
  return due.length === 50
}

async function close(inside: PaymentsInside, id: PaymentId): Promise<void> {
  const row = (await paymentById(inside.db, id))!
  if (row.reference === null) {
    // A page that was never opened is opened first, so that it can be closed for good. A try without the guest that left nothing behind is over.
    if (row.return_url === '') return void await record(inside, id, { status: 'voided', currency: row.currency, amount: row.amount, captured: 0, refunded: 0, underWay: false, card: null, intent: null, disputes: [] })
    await openPage(inside, id)
  }
  const reference = row.reference ?? (await paymentById(inside.db, id))!.reference
  if (reference === null) return
  // Paid at the last moment: who sells hears of it, and has the last word on what is held.
  const before = await inside.provider.retrieve(reference)
  if (before.status !== row.status && ['authorized', 'saved', 'captured'].includes(before.status)) return void await record(inside, id, before)
  await inside.provider.close(reference)
  await record(inside, id, await inside.provider.retrieve(reference))
}

/** Asks the provider about open payments whose webhook may have been lost, up to 100, and those whose hold is about to run out. */
export async function checkOpenPayments(inside: PaymentsInside): Promise<boolean> {
  const now = inside.clock.now()
  const last = await inside.db.transaction((tx) => dueLastLooks(tx, inside.provider.name, now, 100))
  const due = await inside.db.transaction((tx) => dueChecks(tx, inside.provider.name, now, 100))
  for (const { id, reference } of [...last, ...due]) await safely(inside, id, async () => {
    const state = await inside.provider.retrieve(reference!)
    await record(inside, id, state)
    if (state.underWay) await giveGrace(inside, id)
  })
  return due.length === 100
}

/** Who is paying in the last seconds keeps the place for the time that a bank takes to answer. */
async function giveGrace(inside: PaymentsInside, id: PaymentId): Promise<void> {
  await inside.db.transaction(async (tx) => {
    const row = await lockPayment(tx, id)
    const now = inside.clock.now()
    const left = row.expires_at.epochMilliseconds - now.epochMilliseconds
    if (row.graced || row.mode === 'authorize' && row.return_url === '' || left <= 0 || left > lastSeconds * 1_000) return
    const until = row.expires_at.add({ minutes: graceMinutes })
    await saveGrace(tx, id, until)
    await inside.seller().underWay(tx, (await partsOf(tx, id)).map((part) => part.booking_id), until)
  })
}

/** Compares settled payments with the provider's books, up to `limit`, and takes in what it has that we have not: refunds and disputes made there, captures, holds that the bank let go. */
export async function auditPayments(inside: PaymentsInside, limit = 10): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueAudits(tx, inside.provider.name, inside.clock.now(), limit))
  for (const { id, reference } of due) {
    await safely(inside, id, async () => {
      const news = await record(inside, id, await inside.provider.retrieve(reference!))
      if (news.length > 0) inside.log.warn({ payment: id, news }, 'the provider’s books were ahead of ours; they were taken in')
      for (const one of await compareWithBooks(inside, (await paymentById(inside.db, id))!)) inside.log.error(one, 'the ledger and the payments differ: npm run holdfast -- doctor --payments')
    })
  }
  return due.length === limit
}

export async function record(inside: PaymentsInside, id: PaymentId, state: ProviderState): Promise<string[]> {
  return inside.db.transaction((tx) => applyState(inside, tx, id, state))
}

async function safely(inside: PaymentsInside, id: PaymentId, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    inside.log.warn({ err: error, payment: id }, 'a payment could not be checked; it will be checked again')
  }
}

export interface Difference { payment: PaymentId; what: 'status' | 'captured' | 'refunded' | 'currency' | 'ledger' | 'unreachable'; ours: string; theirs: string }

/** What the provider's books say otherwise than ours, of one payment; nothing is changed. */
export async function compare(inside: PaymentsInside, id: PaymentId): Promise<Difference[]> {
  const row = (await paymentById(inside.db, id))!
  const state = await inside.provider.retrieve(row.reference!).catch(() => undefined)
  if (state === undefined) return [{ payment: id, what: 'unreachable', ours: row.status, theirs: '?' }]
  const after = await paymentById(inside.db, id)
  if (after!.status !== row.status) return [] // it moved while we looked
  const ours = ['partially_refunded', 'refunded'].includes(row.status) ? 'captured' : row.status
  const differ = (what: Difference['what'], a: string | number, b: string | number): Difference[] => (String(a) === String(b) ? [] : [{ payment: id, what, ours: String(a), theirs: String(b) }])
  return [
    ...differ('currency', row.currency, state.currency), ...(ours === 'failed' && state.status === 'requires_action' ? [] : differ('status', ours, state.status)),
    ...differ('captured', row.captured, state.captured), ...differ('refunded', row.refunded, state.refunded), ...await compareWithBooks(inside, row),
  ]
}

/** What the ledger has of a payment: captured, less what went back, less what a bank took back. */
async function compareWithBooks(inside: PaymentsInside, row: PaymentRow): Promise<Difference[]> {
  if (row.captured === 0) return []
  const venues = [...new Set((await partsOf(inside.db, row.id)).map((part) => part.venue_id))]
  const booked = await Promise.all(venues.map((venue) => inside.booked(inside.db, venue, row.id)))
  const away = (await disputesOf(inside.db, row.id)).filter((one) => one.status !== 'won').reduce((total, one) => total + Math.min(one.amount, row.captured), 0)
  const [ours, theirs] = [row.captured - row.refunded - away, booked.reduce<number>((total, one) => total + (one ?? 0), 0)]
  return booked.includes(null) || ours === theirs ? [] : [{ payment: row.id, what: 'ledger', ours: String(ours), theirs: String(theirs) }]
}
