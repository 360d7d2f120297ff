import { randomBytes } from 'node:crypto'
import type { Clock } from '#platform/clock'
import type { Database, Tx } from '#platform/sql'
import { keepCard, lockCharge, queueDelivery, setMethod, setPaid, setStatus, type Charge } from './store.ts'

/** What somebody can choose on the page, or a program can send. The last two work on the page and not when the guest is away. */
export const methods = ['pm_ok', 'pm_declined', 'pm_challenge', 'pm_slow', 'pm_ok_declined_later', 'pm_ok_challenged_later'] as const
export type Method = (typeof methods)[number]
export type PayAnswer = 'succeeded' | 'declined' | 'challenged' | 'processing' | 'gone'

/** How long `pm_slow` takes to succeed. */
export const slowSeconds = 5

/** One try to pay. A charge that is settled or closed stays as it is. */
export function pay(db: Database, clock: Clock, reference: string, method: Method): Promise<PayAnswer> {
  return step(db, clock, reference, ['open', 'declined', 'challenged'], async (tx, now, charge) => {
    await setMethod(tx, reference, method)
    switch (method) {
      case 'pm_ok': case 'pm_ok_declined_later': case 'pm_ok_challenged_later': return succeed(tx, charge, method, now)
      case 'pm_declined': return decline(tx, reference, now)
      case 'pm_challenge': await setStatus(tx, reference, 'challenged'); return 'challenged'
      case 'pm_slow': {
        const succeedsAt = now.add({ seconds: slowSeconds })
        await keepCard(tx, charge, 'pm_slow', cardFor(charge))
        await setStatus(tx, reference, 'processing', succeedsAt)
        await announce(tx, reference, 'payment.succeeded', succeedsAt)
        return 'processing'
      }
    }
  })
}

/** The answer to the bank's question. */
export function answerChallenge(db: Database, clock: Clock, reference: string, approved: boolean): Promise<PayAnswer> {
  return step(db, clock, reference, ['challenged'], (tx, now, charge) => approved ? succeed(tx, charge, charge.method ?? 'pm_challenge', now) : decline(tx, reference, now))
}

/** A card that takes its time has got there: written down by whoever locks the charge next. */
export async function lockSettled(tx: Tx, reference: string, now: Temporal.Instant): Promise<Charge | undefined> {
  const charge = await lockCharge(tx, reference)
  if (charge?.status !== 'processing' || Temporal.Instant.compare(charge.succeeds_at!, now) > 0) return charge
  await setPaid(tx, charge, 'pm_slow', cardFor(charge), now)
  return lockCharge(tx, reference)
}

/** An amount on a kept card, without the guest. */
export async function payWithCard(tx: Tx, charge: Charge, card: { id: string; method: string }, now: Temporal.Instant): Promise<void> {
  if (card.method === 'pm_ok_declined_later' || card.method === 'pm_ok_challenged_later') return void await decline(tx, charge.reference, now)
  await setPaid(tx, charge, card.method, card.id, now)
  await announce(tx, charge.reference, 'payment.succeeded', now)
}

async function step(db: Database, clock: Clock, reference: string, from: Charge['status'][], move: (tx: Tx, now: Temporal.Instant, charge: Charge) => Promise<PayAnswer>): Promise<PayAnswer> {
  return await db.transaction(async (tx) => {
    const now = clock.now()
    const charge = await lockCharge(tx, reference)
    if (charge === undefined || charge.status === 'closed' || (from.includes(charge.status) && Temporal.Instant.compare(charge.expires_at, now) <= 0)) return 'gone'
    if (from.includes(charge.status)) return await move(tx, now, charge)
    switch (charge.status) {
      case 'open': return 'gone'
      case 'authorized': case 'saved': return 'succeeded'
      default: return charge.status
    }
  })
}

async function succeed(tx: Tx, charge: Charge, method: string, now: Temporal.Instant): Promise<PayAnswer> {
  await setPaid(tx, charge, method, cardFor(charge), now)
  await announce(tx, charge.reference, 'payment.succeeded', now)
  return 'succeeded'
}

const cardFor = (charge: Charge): string | null => (charge.keep_card || charge.mode === 'save' ? charge.card ?? `card_${randomBytes(9).toString('hex')}` : null)

async function decline(tx: Tx, reference: string, now: Temporal.Instant): Promise<PayAnswer> {
  await setStatus(tx, reference, 'declined')
  await announce(tx, reference, 'payment.declined', now)
  return 'declined'
}

/** One delivery in three comes twice, and the news that the payment began often comes after the news that it ended. */
export async function announce(tx: Tx, reference: string, type: string, at: Temporal.Instant): Promise<void> {
  const eventId = `evt_${randomBytes(12).toString('hex')}`
  await queueDelivery(tx, { eventId, reference, type, dueAt: at })
  if (randomBytes(1)[0]! % 3 === 0) await queueDelivery(tx, { eventId, reference, type, dueAt: at.add({ milliseconds: 300 }) })
  await queueDelivery(tx, { eventId: `evt_${randomBytes(12).toString('hex')}`, reference, type: 'payment.created', dueAt: at.add({ milliseconds: 500 }) })
}
