import type { BookingId, PaymentId, VendorId, VenueId } from '#platform/id'
import type { Money } from '#platform/money'
import type { Reader, Tx } from '#platform/sql'
import type { PageMode } from '#ports/payment-provider'
import type { Actor } from '#http/actor'

export type PaymentStatus = 'requires_action' | 'authorized' | 'saved' | 'captured' | 'failed' | 'voided' | 'partially_refunded' | 'refunded'

/**
 * What a booking owes now. `guarantee`: nothing is taken; the amount is held on a card near the visit, and until then
 * the card is kept. `neededAt` is when the visit begins.
 */
export interface Payable { booking: BookingId; venue: VenueId; vendor: VendorId; amount: Money; guarantee?: { neededAt: Temporal.Instant } | undefined }

/** What stands for a booking instead of money. */
export interface Guarantee {
  booking: BookingId
  /** `waiting` for the card, `saved`, `authorized` (held), `failing` (the card was declined: the guest is asked for another), `capturing`, `captured`, `released`. */
  status: 'waiting' | 'saved' | 'authorized' | 'failing' | 'capturing' | 'captured' | 'released'
  amount: Money
  /** From when on it is held on the card. */
  authorizeAt: Temporal.Instant
  card: { brand: string | null; last4: string | null } | null
}

export interface BookingPayment {
  id: PaymentId
  booking: BookingId
  status: PaymentStatus
  mode: PageMode
  /** False for what was held on a kept card without the guest. */
  withPage: boolean
  /** The part of this booking. */
  amount: Money
  captured: Money
  refunded: Money
  /** The provider's page, while somebody can still pay there. */
  url: string | null
}

/**
 * What happened to money. `saved` is a card kept for later; `authorized` is held on the card and not taken; what is not
 * captured of an authorisation is `voided`. A dispute takes the money back until it is won.
 */
export type PaymentFactKind = 'saved' | 'authorized' | 'captured' | 'failed' | 'voided' | 'refunded' | 'refund_failed' | 'disputed' | 'dispute_won' | 'dispute_lost'

/** A fact of a payment, told once to each listener, in the transaction that records it. */
export interface PaymentFact {
  kind: PaymentFactKind
  /** The same for the same fact, and for no other: what is posted under it is posted once. */
  key: string
  payment: PaymentId
  provider: string
  method: 'card'
  /** How the payment was made: only a `charge` buys by its capture; what is captured of an `authorize` was guaranteed before. */
  mode: PageMode
  /** What moved now, for each booking: of a capture what was captured, of a refund what went back. */
  parts: { booking: BookingId; venue: VenueId; amount: Money }[]
  /** A code: why money went back, or what the guest disputes. */
  reason: string | null
  at: Temporal.Instant
}

/** Hears every fact. A throw undoes the fact's whole transaction, and the payment is asked about again later. */
export interface PaymentListener {
  fact(tx: Tx, fact: PaymentFact): Promise<void>
  /** Who keeps books: what came in by each of these payments at a venue, less what went back, in minor units. For the comparison. */
  booked?(reader: Reader, venue: VenueId, payments: readonly PaymentId[]): Promise<ReadonlyMap<PaymentId, number>>
}

/** The module that sells; attached once, in `app.ts`. It hears facts before all others. */
export interface PaymentSeller extends PaymentListener {
  /** Somebody is paying while the hold runs out: gives it the minutes. */
  underWay(tx: Tx, bookings: readonly BookingId[], until: Temporal.Instant): Promise<void>
  /** Those of the bookings that this actor may see. */
  visible(actor: Actor, bookings: readonly BookingId[]): Promise<{ id: BookingId; code: string; status: 'held' | 'confirmed' | 'arrived' | 'completed' | 'expired' | 'cancelled' | 'no_show'; holdsUntil: Temporal.Instant | null }[]>
}
