import { randomBytes } from 'node:crypto'
import type { Clock } from '#platform/clock'
import type { Database, Tx } from '#platform/sql'
import { lockCharge, queueDelivery, setStatus, type Charge } from './store.ts'

/** What somebody can choose on the page, or a program can send. */
export const methods = ['pm_ok', 'pm_declined', 'pm_challenge', 'pm_slow'] as const
export type Method = (typeof methods)[number]
export type PayAnswer = 'succeeded' | 'declined' | 'challenged' | 'processing' | 'gone'

/** How long `pm_slow` takes to succeed. */
export const slowSeconds = 5

/** One try to pay. A charge that is settled or closed stays as it is. */
export function pay(db: Database, clock: Clock, reference: string, method: Method): Promise<PayAnswer> {
  return step(db, clock, reference, ['open', 'declined', 'challenged'], async (tx, now) => {
    switch (method) {
      case 'pm_ok': return succeed(tx, reference, now)
      case 'pm_declined': return decline(tx, reference, now)
      case 'pm_challenge': await setStatus(tx, reference, 'challenged'); return 'challenged'
      case 'pm_slow': {
        const succeedsAt = now.add({ seconds: slowSeconds })
        await setStatus(tx, reference, 'processing', succeedsAt)
        await announce(tx, reference, 'payment.succeeded', succeedsAt)
        return 'processing'
      }
    }
  })
}

/** The answer to the bank's question. */
export function answerChallenge(db: Database, clock: Clock, reference: string, approved: boolean): Promise<PayAnswer> {
  return step(db, clock, reference, ['challenged'], (tx, now) => approved ? succeed(tx, reference, now) : decline(tx, reference, now))
}

async function step(db: Database, clock: Clock, reference: string, from: Charge['status'][], move: (tx: Tx, now: Temporal.Instant) => Promise<PayAnswer>): Promise<PayAnswer> {
  return await db.transaction(async (tx) => {
    const now = clock.now()
    const charge = await lockCharge(tx, reference)
    if (charge === undefined || charge.status === 'closed' || (from.includes(charge.status) && Temporal.Instant.compare(charge.expires_at, now) <= 0)) return 'gone'
    if (!from.includes(charge.status)) return charge.status === 'open' ? 'gone' : charge.status
    return await move(tx, now)
  })
}

async function succeed(tx: Tx, reference: string, now: Temporal.Instant): Promise<PayAnswer> {
  await setStatus(tx, reference, 'succeeded')
  await announce(tx, reference, 'payment.succeeded', now)
  return 'succeeded'
}

async function decline(tx: Tx, reference: string, now: Temporal.Instant): Promise<PayAnswer> {
  await setStatus(tx, reference, 'declined')
  await announce(tx, reference, 'payment.declined', now)
  return 'declined'
}

/** One delivery in three comes twice, and the news that the payment began often comes after the news that it ended. */
async function announce(tx: Tx, reference: string, type: string, at: Temporal.Instant): Promise<void> {
  const eventId = `evt_${randomBytes(12).toString('hex')}`
  await queueDelivery(tx, { eventId, reference, type, dueAt: at })
  if (randomBytes(1)[0]! % 3 === 0) await queueDelivery(tx, { eventId, reference, type, dueAt: at.add({ milliseconds: 300 }) })
  await queueDelivery(tx, { eventId: `evt_${randomBytes(12).toString('hex')}`, reference, type: 'payment.created', dueAt: at.add({ milliseconds: 500 }) })
}
