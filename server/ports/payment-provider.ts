import type { PaymentId } from '#platform/id'
import type { Money } from '#platform/money'

/** What a page is for: take the money now, hold it on the card, or only keep the card for later. */
export type PageMode = 'charge' | 'authorize' | 'save'

/** A card that the provider keeps: its own references, and what a person knows it by. */
export interface Card { customer: string; method: string; brand: string | null; last4: string | null }

/** The guest's bank took the money back. `open` until it is decided: the money is away from `open` on, and back when `won`. */
export interface Dispute { id: string; status: 'open' | 'won' | 'lost'; amount: number; reason: string | null }

/**
 * How a payment stands at the provider: the whole state, never a step. `failed` means that the last try was declined;
 * another may follow on the same page. `saved`: the card is kept and nothing was taken.
 */
export interface ProviderState {
  status: 'requires_action' | 'authorized' | 'captured' | 'failed' | 'voided' | 'saved'
  currency: string
  /** Minor units of that currency: what was asked for, what was taken, what went back. */
  amount: number
  captured: number
  refunded: number
  /** Somebody is in the middle of paying: the bank asks, or the network is at it. */
  underWay: boolean
  /** The card, where it was to be kept. */
  card: Card | null
  /** Another name of the payment that webhooks use. */
  intent: string | null
  disputes: Dispute[]
}

export interface ProviderEvent {
  /** The provider's own id of the event: the same event may come twice. */
  eventId: string
  /** Every name in the event that may be one of ours: our payment's id, the page's reference, the intent. */
  names: string[]
  /** It says itself that it is about a payment of ours. Others may be about what else the account does. */
  ours: boolean
}

/**
 * A payment service provider with a page of its own, so that no card number reaches this server.
 * Every call that moves money takes a key: the same key twice moves it once.
 * Failures of the way there are `ProviderUnreachable`; the caller tries again later with the same key.
 */
export interface PaymentProvider {
  readonly name: string
  /** Why it cannot take this amount, in a sentence; null when it can. */
  refuses(amount: Money): string | null
  /** The page on which somebody pays. The same payment answers the same page. `keepCard`: the card can be used again without the guest. */
  openPage(ask: { payment: PaymentId; mode: PageMode; keepCard: boolean; amount: Money; returnUrl: string; expiresAt: Temporal.Instant }): Promise<{ reference: string; url: string }>
  /** Holds an amount on a card that was kept, without the guest. The payment's id is the key. A decline is a state, not an error; its reference may be missing. */
  authorize(ask: { payment: PaymentId; card: Card; amount: Money }): Promise<{ reference: string | null; state: ProviderState }>
  /** Takes what was held, or less; the rest is let go. Once for each payment; more than was held is `PaymentRefused`. */
  capture(ask: { reference: string; amount: Money; key: string }): Promise<void>
  /** The provider's word on a payment: what webhooks announce is looked up here, so that their order does not matter. */
  retrieve(reference: string): Promise<ProviderState>
  /** Gives money back; never more than was captured, nor in another currency (`PaymentRefused`). */
  refund(ask: { reference: string; amount: Money; key: string }): Promise<void>
  /** Nobody can pay any more, and what is held on a card is let go. Without effect when it was captured already: `retrieve` tells. */
  close(reference: string): Promise<void>
  /** Checks the signature over the raw body. Answers undefined when it does not match, or is older than 5 minutes. */
  readWebhook(headers: Record<string, string | string[] | undefined>, rawBody: Buffer): ProviderEvent | undefined
}

/** How long a bank keeps an amount held on a card, at least: 7 days with most cards. */
export const holdLastsHours = 7 * 24

export class ProviderUnreachable extends Error {
  override name = 'ProviderUnreachable'
}

/** The provider said no, and will say no again. */
export class PaymentRefused extends Error {
  override name = 'PaymentRefused'
}
