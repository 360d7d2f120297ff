import { money } from '#platform/money'
import type { Tx } from '#platform/sql'
import type { BookingDeps } from './deps.ts'
import { isGuaranteed } from './payable.ts'
import type { Booking } from './types.ts'

/**
 * What becomes of a deposit when the last reservation of a booking is over: kept for a no-show by the frozen policy;
 * after the visit credited to the bill (what is held is taken), or let go and given back, as the policy says.
 */
export async function settleDeposit(deps: BookingDeps, tx: Tx, booking: Booking): Promise<void> {
  const { deposit } = booking.price.policy
  if (deposit === undefined || booking.price.dueNow.amount === 0) return
  const { currency } = booking.price.total
  const at = { booking: booking.id }
  if (booking.status === 'no_show' && isGuaranteed(booking)) {
    const paid = await deps.payments.refundable(tx, booking.id, currency)
    await deps.payments.keep(tx, { ...at, amount: money(Math.max(0, (booking.charged ?? 0) - paid.amount), currency), reason: 'no_show' })
  }
  if (booking.status !== 'completed') return
  if (isGuaranteed(booking)) {
    if (deposit.after === 'refund') await deps.payments.release(tx, booking.id)
    else await deps.payments.keep(tx, { ...at, amount: booking.price.dueNow, reason: 'deposit' })
  } else if (deposit.after === 'refund') {
    const paid = await deps.payments.refundable(tx, booking.id, currency)
    const back = Math.min(paid.amount, booking.price.dueNow.amount)
    if (back > 0) await deps.payments.refund(tx, { ...at, amount: money(back, currency), reason: 'deposit_returned' })
  }
}
