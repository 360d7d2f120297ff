import type { PaymentId } from '#platform/id'
import type { Money } from '#platform/money'

/** How a payment stands at the provider. `failed` means that the last try was declined; another may follow on the same page. */
export interface ProviderState {
  status: 'requires_action' | 'authorized' | 'captured' | 'failed' | 'voided'
  /** Minor units, of the payment's currency. */
  captured: number
  refunded: number
}

export interface ProviderEvent {
  /** The provider's own id of the event: the same event may come twice. */
  eventId: string
  /** The provider's reference of the payment that it is about. */
  reference: string
}

/**
 * A payment service provider with a page of its own, so that no card number reaches this server.
 * Every call that moves money takes a key: the same key twice moves it once.
 * Failures of the way there are `ProviderUnreachable`; the caller tries again later with the same key.
 */
export interface PaymentProvider {
  readonly name: string
  /** The page on which somebody pays. The same payment answers the same page. */
  openPage(ask: { payment: PaymentId; amount: Money; returnUrl: string; expiresAt: Temporal.Instant }): Promise<{ reference: string; url: string }>
  /** The provider's word on a payment: what webhooks announce is looked up here, so that their order does not matter. */
  retrieve(reference: string): Promise<ProviderState>
  /** Gives money back; never more than was captured (`RefundRefused`). */
  refund(ask: { reference: string; amount: Money; key: string }): Promise<void>
  /** Nobody can pay any more. Without effect when it was paid already: `retrieve` tells. */
  close(reference: string): Promise<void>
  /** Checks the signature over the raw body. Answers undefined when it does not match, or is older than 5 minutes. */
  readWebhook(headers: Record<string, string | string[] | undefined>, rawBody: Buffer): ProviderEvent | undefined
}

export class ProviderUnreachable extends Error {
  override name = 'ProviderUnreachable'
}

export class RefundRefused extends Error {
  override name = 'RefundRefused'
}
