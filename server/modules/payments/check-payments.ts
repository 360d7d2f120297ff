import { paymentById, dueChecks, dueClosings, queueClosing } from './store.ts'
import type { BookingId, PaymentId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { applyState } from './apply-state.ts'
import type { PaymentsInside } from './inside.ts'
import { openPage } from './start-payment.ts'

/** Nobody shall pay for what is no longer held: the page is closed after commit. If it was paid meanwhile, the outcome says so. */
export async function giveUp(inside: PaymentsInside, tx: Tx, booking: BookingId): Promise<void> {
  await queueClosing(tx, booking, inside.clock.now())
  tx.afterCommit(() => inside.wake())
}

/** Closes pages that are no longer wanted, up to 50. */
export async function closePages(inside: PaymentsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueClosings(tx, inside.clock.now(), 50))
  for (const { payment_id } of due) {
    await ask(inside, payment_id, async () => {
      // A page that was never opened is opened first, so that it can be closed for good.
      await openPage(inside, payment_id)
      const reference = (await paymentById(inside.db, payment_id))?.reference
      if (reference != null) await inside.provider.close(reference)
    })
  }
  return due.length === 50
}

/** Asks the provider about open payments whose webhook may have been lost, up to 100. */
export async function checkOpenPayments(inside: PaymentsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => dueChecks(tx, inside.clock.now(), 100))
  for (const { id, reference } of due) if (reference !== null) await ask(inside, id, async () => {})
  return due.length === 100
}

async function ask(inside: PaymentsInside, id: PaymentId, first: () => Promise<void>): Promise<void> {
  try {
    await first()
    const reference = (await paymentById(inside.db, id))?.reference
    if (reference == null) return
    const state = await inside.provider.retrieve(reference)
    await inside.db.transaction((tx) => applyState(inside, tx, id, state))
  } catch (error) {
    inside.log.warn({ err: error, payment: id }, 'a payment could not be checked; it will be checked again')
  }
}
