import { endpoints } from '@holdfast/contract'
import { toWire, money } from '#platform/money'
import type { PaymentId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Actor } from '#http/actor'
import { route, type Route } from '#http/route'
import type { PaymentsInside } from './inside.ts'
import { retryPayment } from './start-payment.ts'
import { partsOf, paymentById, type PaymentRow } from './store.ts'
import { takeWebhook } from './take-webhook.ts'

export function paymentRoutes(inside: PaymentsInside): Route[] {
  return [
    route(endpoints.getPayment, async ({ params, actor }) => {
      const { row, bookings } = await seen(inside, actor, params.payment)
      return { ...wire(row), bookings: bookings.map(({ id, status, code }) => ({ id, status, code })) }
    }),
    route(endpoints.retryPayment, async ({ params, actor }) => {
      const { row, bookings } = await seen(inside, actor, params.payment)
      if (row.status !== 'requires_action' && row.status !== 'failed') throw problem('wrong-state', { detail: 'This payment is settled: there is nothing to try again.' })
      const now = inside.clock.now()
      if (bookings.some(({ status, holdsUntil }) => status === 'expired' || (holdsUntil !== null && Temporal.Instant.compare(holdsUntil, now) <= 0))) {
        throw problem('hold-expired', { detail: 'The hold has run out, so there is nothing to pay for. Look again: it may still be free.' })
      }
      return wire({ ...row, url: await retryPayment(inside, row.id) })
    }),
    route(endpoints.paymentWebhook, async ({ params, request }) => {
      await takeWebhook(inside, params.provider, request.headers, request.rawBody ?? Buffer.from(''))
      return undefined
    }),
  ]
}

/** A payment is seen by whoever may see all of its bookings; to others it is not there. */
async function seen(inside: PaymentsInside, actor: Actor, id: PaymentId) {
  const row = await paymentById(inside.db, id)
  const parts = row === undefined ? [] : await partsOf(inside.db, id)
  const bookings = await inside.seller().visible(actor, parts.map((part) => part.booking_id))
  if (row === undefined || bookings.length < parts.length) throw problem('not-found', { detail: 'There is no such payment, or it is not yours to see.' })
  return { row, bookings }
}

function wire(row: PaymentRow) {
  const open = row.status === 'requires_action' || row.status === 'failed'
  return { id: row.id, mode: row.mode, status: row.status, amount: toWire(money(row.amount, row.currency)), refunded: toWire(money(row.refunded, row.currency)), url: open ? row.url : null }
}
