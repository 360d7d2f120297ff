import { newId, routeOf, type BookingId, type PaymentId } from '#platform/id'
import { money } from '#platform/money'
import { PaymentRefused } from '#ports/payment-provider'
import { applyState } from './apply-state.ts'
import { partOf } from './guarantee.ts'
import { dueCaptures, dueGuarantees, finishCapture, lockGuarantee, saveGuarantee, type CaptureRow } from './guarantee-store.ts'
import type { PaymentsInside } from './inside.ts'
import { insertPayment, lockPayment, paymentById, savePage } from './store.ts'

/** Holds amounts on kept cards when their visits are near, and anew before banks let them go; up to 20. */
export async function tendGuarantees(inside: PaymentsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueGuarantees(tx, inside.clock.now(), 20))
  for (const { booking_id } of due) {
    try {
      await hold(inside, booking_id)
    } catch (error) {
      inside.log.warn({ err: error, booking: booking_id }, 'an amount could not be held on a card; it will be tried again')
    }
  }
  return due.length === 20
}

/** The try is written down first, and its id is the key: one that a crash cut is tried again and holds once. */
async function hold(inside: PaymentsInside, booking: BookingId): Promise<void> {
  const begun = await inside.db.transaction(async (tx) => {
    const now = inside.clock.now()
    const guarantee = await lockGuarantee(tx, booking)
    if (guarantee === undefined || guarantee.card === null || !['saved', 'authorized', 'failing', 'capturing'].includes(guarantee.status)) return null
    if (guarantee.status === 'capturing' && guarantee.payment_id !== null) return null
    if (guarantee.trying_id !== null) return { id: guarantee.trying_id, card: guarantee.card }
    const amount = guarantee.status === 'capturing' ? guarantee.capture_amount! : guarantee.amount
    const id = newId('pay', now.epochMilliseconds, routeOf(booking)) as PaymentId
    await insertPayment(tx, { id, provider: inside.provider.name, currency: guarantee.currency, amount, mode: 'authorize', keepCard: true, returnUrl: '', expiresAt: now, now }, [partOf(guarantee, amount)])
    await saveGuarantee(tx, { ...guarantee, trying_id: id }, now)
    return { id, card: guarantee.card }
  })
  if (begun === null) return
  const row = (await paymentById(inside.db, begun.id))!
  const held = await inside.provider.authorize({ payment: row.id, card: begun.card, amount: money(row.amount, row.currency) }).catch((error: unknown) => {
    if (!(error instanceof PaymentRefused)) throw error
    return { reference: null, state: { status: 'failed' as const, currency: row.currency as string, amount: row.amount, captured: 0, refunded: 0, underWay: false, card: null, intent: null, disputes: [] } }
  })
  await inside.db.transaction(async (tx) => {
    await lockPayment(tx, row.id)
    if (held.reference !== null) await savePage(tx, row.id, { reference: held.reference, url: null })
    // Without the guest nobody answers the bank's question: asked back is declined.
    await applyState(inside, tx, row.id, held.state.status === 'requires_action' ? { ...held.state, status: 'failed', underWay: false } : held.state)
  })
}

/** Sends queued captures, up to 20; again and again until the provider has heard, under one key. */
export async function sendCaptures(inside: PaymentsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueCaptures(tx, inside.clock.now(), 20))
  for (const row of due) {
    try {
      await sendCapture(inside, row)
    } catch (error) {
      inside.log.warn({ err: error, payment: row.payment_id, attempts: row.attempts }, 'a capture did not reach the provider; it will be sent again')
    }
  }
  return due.length === 20
}

async function sendCapture(inside: PaymentsInside, row: CaptureRow): Promise<void> {
  const payment = (await paymentById(inside.db, row.payment_id))!
  const key = `${row.payment_id}:capture`
  const sent = await inside.provider.capture({ reference: payment.reference!, amount: money(row.amount, payment.currency), key })
    .then(() => 'done' as const, (error: unknown) => { if (error instanceof PaymentRefused) return 'refused' as const; throw error })
  const state = await inside.provider.retrieve(payment.reference!)
  await inside.db.transaction(async (tx) => {
    // A refusal may be the second hearing of what was captured, or the bank has let it go: the state tells which.
    await finishCapture(tx, row.payment_id, state.status === 'captured' ? 'done' : sent, inside.clock.now())
    await applyState(inside, tx, row.payment_id, state)
  })
}
