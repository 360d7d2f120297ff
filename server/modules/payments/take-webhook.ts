import { problem } from '#platform/problem'
import type { PaymentsInside } from './inside.ts'
import { takeOutcome } from './outcome-lanes.ts'
import { paymentByNames } from './store.ts'

/**
 * Takes in what the provider calls. The event says only which payment moved; its state is asked of the provider, so
 * a forged body moves nothing and the order of deliveries does not matter.
 */
export async function takeWebhook(inside: PaymentsInside, provider: string, headers: Record<string, string | string[] | undefined>, rawBody: Buffer): Promise<void> {
  if (provider !== inside.provider.name) throw problem('not-found', { detail: 'No such payment provider is set up here.' })
  const event = inside.provider.readWebhook(headers, rawBody)
  if (event === undefined) throw problem('bad-signature', { detail: 'The signature does not match the body, or is too old. Nothing was changed.' })
  const payment = event.names.length === 0 ? undefined : await paymentByNames(inside.db, provider, event.names)
  // What else the provider's account is used for is heard and let be.
  if (payment === undefined && !event.ours) return
  // A page that was opened but not yet saved here: the provider delivers again, and the reconciler asks as well.
  if (payment?.reference == null) throw problem('not-found', { detail: 'The payment is not known here yet.' })
  const state = await inside.provider.retrieve(payment.reference)
  await takeOutcome(inside, { payment: payment.id, state, delivery: { provider, event: event.eventId } })
}
