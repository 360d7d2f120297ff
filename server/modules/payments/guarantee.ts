import { heldHoursBefore } from '#platform/card-holds'
import { assert } from '#platform/assert'
import { newId, routeOf, type BookingId, type PaymentId } from '#platform/id'
import { money, type Money } from '#platform/money'
import { emit } from '#platform/outbox'
import type { Reader, Tx } from '#platform/sql'
import type { ProviderState } from '#ports/payment-provider'
import { systemActor } from '#http/actor'
import { guaranteesOfBookings, lockGuarantee, lockGuaranteesOf, queueCapture, saveGuarantee, type GuaranteeRow } from './guarantee-store.ts'
import type { PaymentsInside } from './inside.ts'
import { insertPayment, paymentById, queueClosingOf, type PaymentRow } from './store.ts'
import type { Guarantee, PaymentFact } from './types.ts'

/** Held amounts are held anew before the bank lets them go (after 7 days). */
const renewAfterHours = 6 * 24
/** After a decline: tried again so much later, so many times; the guest can mend it at any time between. */
const tryAgainHours = 24
const triesMost = 3

const authorizeAt = (row: Pick<GuaranteeRow, 'needed_at'>): Temporal.Instant => row.needed_at.subtract({ hours: heldHoursBefore })
const laterOf = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (Temporal.Instant.compare(a, b) < 0 ? b : a)

/** What news of a payment means for what it guarantees. Answers bookings whose card was saved beside a charge for others. */
export async function guaranteeAfter(inside: PaymentsInside, tx: Tx, row: PaymentRow, state: ProviderState): Promise<PaymentFact['parts']> {
  const now = inside.clock.now()
  const saved: PaymentFact['parts'] = []
  for (const guarantee of await lockGuaranteesOf(tx, row.id)) {
    switch (state.status) {
      case 'saved': case 'captured':
        if (guarantee.payment_id === row.id && state.status === 'captured') await saveGuarantee(tx, { ...guarantee, status: 'captured', next_attempt_at: null }, now)
        else if (guarantee.status === 'waiting' && state.card !== null) {
          await saveGuarantee(tx, { ...guarantee, status: 'saved', card: state.card, next_attempt_at: laterOf(authorizeAt(guarantee), now) }, now)
          if (state.status === 'captured') saved.push({ booking: guarantee.booking_id, venue: guarantee.venue_id, amount: money(guarantee.amount, guarantee.currency) })
        }
        break
      case 'authorized': await held(tx, guarantee, row, state, now); break
      case 'failed': if (guarantee.trying_id === row.id) await declined(inside, tx, guarantee, row, now); break
      case 'voided':
        // The bank let go what we still want held.
        if (guarantee.payment_id === row.id && ['authorized', 'capturing'].includes(guarantee.status)) await saveGuarantee(tx, { ...guarantee, status: guarantee.status === 'capturing' ? 'capturing' : 'saved', payment_id: null, next_attempt_at: now }, now)
        else if (guarantee.trying_id === row.id) await saveGuarantee(tx, { ...guarantee, trying_id: null, next_attempt_at: now }, now)
        break
      case 'requires_action': break
    }
  }
  return saved
}

async function held(tx: Tx, guarantee: GuaranteeRow, row: PaymentRow, state: ProviderState, now: Temporal.Instant): Promise<void> {
  const before = guarantee.payment_id
  const over = guarantee.status === 'released' || guarantee.status === 'captured'
  if (over || (guarantee.status === 'capturing' && before !== null && before !== row.id)) return queueClosingOf(tx, row.id, now)
  const card = state.card ?? guarantee.card
  const capturing = guarantee.status === 'capturing'
  await saveGuarantee(tx, { ...guarantee, status: capturing ? 'capturing' : 'authorized', payment_id: row.id, trying_id: null, card, failures: 0, next_attempt_at: capturing || card === null ? null : now.add({ hours: renewAfterHours }) }, now)
  if (before !== null && before !== row.id) await queueClosingOf(tx, before, now)
  if (guarantee.trying_id !== null && guarantee.trying_id !== row.id) await queueClosingOf(tx, guarantee.trying_id, now)
  if (capturing) await queueCapture(tx, { payment: row.id, booking: guarantee.booking_id, amount: Math.min(guarantee.capture_amount!, row.amount), reason: guarantee.capture_reason ?? 'kept', now })
}

/** The kept card was declined: the guest gets a page to give another on, and the card is tried again a day later, three times. */
async function declined(inside: PaymentsInside, tx: Tx, guarantee: GuaranteeRow, row: PaymentRow, now: Temporal.Instant): Promise<void> {
  const failures = guarantee.failures + 1
  await queueClosingOf(tx, row.id, now)
  const page = await mendingPage(inside, tx, guarantee, row, now)
  await saveGuarantee(tx, {
    ...guarantee, status: guarantee.status === 'capturing' ? 'capturing' : 'failing', failures, trying_id: null, page_id: page,
    next_attempt_at: failures < triesMost ? now.add({ hours: tryAgainHours }) : null,
  }, now)
  await emit(tx, { venue: guarantee.venue_id, type: 'payment.card_declined', subject: row.id, actor: systemActor, at: now, facts: { booking: guarantee.booking_id, amount: guarantee.amount, currency: guarantee.currency, tries: failures, until: guarantee.needed_at } })
}

async function mendingPage(inside: PaymentsInside, tx: Tx, guarantee: GuaranteeRow, row: PaymentRow, now: Temporal.Instant): Promise<PaymentId> {
  const page = await paymentById(tx, guarantee.page_id)
  if (page !== undefined && ['requires_action', 'failed'].includes(page.status)) return page.id
  const id = newId('pay', now.epochMilliseconds, routeOf(guarantee.booking_id))
  const returnUrl = (page?.return_url ?? '').replace(guarantee.page_id, id)
  await insertPayment(tx, {
    id, provider: inside.provider.name, currency: row.currency, amount: guarantee.capture_amount ?? guarantee.amount, mode: 'authorize', keepCard: true, returnUrl, expiresAt: laterOf(guarantee.needed_at, now.add({ hours: 48 })), now,
  }, [partOf(guarantee, guarantee.capture_amount ?? guarantee.amount)])
  return id
}

export const partOf = (guarantee: GuaranteeRow, amount: number) => ({ booking: guarantee.booking_id, venue: guarantee.venue_id, vendor: guarantee.vendor_id, amount: money(amount, guarantee.currency) })

/**
 * The house keeps so much of what was guaranteed, and lets go the rest; nothing is let go as a whole. Answers how much
 * it can be. What is not held yet is held first; if the card is declined then, the guest and the desk are told.
 */
export async function keepOfGuarantee(inside: PaymentsInside, tx: Tx, booking: BookingId, amount: Money, reason: string): Promise<number> {
  const now = inside.clock.now()
  const guarantee = await lockGuarantee(tx, booking)
  if (guarantee === undefined || ['waiting', 'released', 'captured', 'capturing'].includes(guarantee.status)) return 0
  assert(guarantee.currency === amount.currency, 'what is kept is in the currency of its guarantee')
  const kept = Math.min(amount.amount, guarantee.amount)
  if (kept <= 0) { await letGo(tx, guarantee, now); tx.afterCommit(() => inside.wake()); return 0 }
  await saveGuarantee(tx, { ...guarantee, status: 'capturing', capture_amount: kept, capture_reason: reason, next_attempt_at: guarantee.payment_id === null ? now : null }, now)
  if (guarantee.payment_id !== null) await queueCapture(tx, { payment: guarantee.payment_id, booking, amount: kept, reason, now })
  tx.afterCommit(() => inside.wake())
  return kept
}

/** Nothing is kept: what is held is let go, the page is closed, the card is not used again. */
export async function releaseGuarantee(inside: PaymentsInside, tx: Tx, booking: BookingId): Promise<void> {
  const guarantee = await lockGuarantee(tx, booking)
  if (guarantee === undefined || ['released', 'captured', 'capturing'].includes(guarantee.status)) return
  await letGo(tx, guarantee, inside.clock.now())
  tx.afterCommit(() => inside.wake())
}

async function letGo(tx: Tx, guarantee: GuaranteeRow, now: Temporal.Instant): Promise<void> {
  await saveGuarantee(tx, { ...guarantee, status: 'released', next_attempt_at: null }, now)
  for (const payment of [guarantee.payment_id, guarantee.trying_id]) if (payment !== null) await queueClosingOf(tx, payment, now)
  const page = await paymentById(tx, guarantee.page_id)
  if (page !== undefined && page.mode === 'authorize' && ['requires_action', 'failed'].includes(page.status)) await queueClosingOf(tx, page.id, now)
}

/** Another visit or another sum: what is held is held anew for it, without the guest; less stays held as it is. */
export async function changeGuarantee(inside: PaymentsInside, tx: Tx, booking: BookingId, amount: Money, neededAt: Temporal.Instant): Promise<void> {
  const now = inside.clock.now()
  const guarantee = await lockGuarantee(tx, booking)
  if (guarantee === undefined || !['saved', 'authorized', 'failing'].includes(guarantee.status)) return
  if (amount.amount <= 0) return letGo(tx, guarantee, now)
  const more = amount.amount > guarantee.amount
  const next = { ...guarantee, amount: amount.amount, needed_at: neededAt }
  await saveGuarantee(tx, { ...next, next_attempt_at: guarantee.status === 'authorized' && !more ? guarantee.next_attempt_at : laterOf(now, authorizeAt(next)) }, now)
  tx.afterCommit(() => inside.wake())
}

export async function guaranteesOf(reader: Reader, bookings: readonly BookingId[]): Promise<Guarantee[]> {
  return (await guaranteesOfBookings(reader, bookings)).map((row) => ({
    booking: row.booking_id, status: row.status, amount: money(row.status === 'captured' || row.status === 'capturing' ? row.capture_amount ?? row.amount : row.amount, row.currency),
    authorizeAt: authorizeAt(row), card: row.card === null ? null : { brand: row.card.brand, last4: row.card.last4 },
  }))
}
