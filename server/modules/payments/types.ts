import type { BookingId, PaymentId, VendorId, VenueId } from '#platform/id'
import type { Money } from '#platform/money'
import type { Tx } from '#platform/sql'
import type { Actor } from '#http/actor'

export type PaymentStatus = 'requires_action' | 'authorized' | 'captured' | 'failed' | 'voided' | 'partially_refunded' | 'refunded'

/** What a booking owes now. */
export interface Payable { booking: BookingId; venue: VenueId; vendor: VendorId; amount: Money }

export interface BookingPayment {
  id: PaymentId
  booking: BookingId
  status: PaymentStatus
  /** The part of this booking. */
  amount: Money
  captured: Money
  refunded: Money
  /** The provider's page, while somebody can still pay there. */
  url: string | null
}

export interface Outcome {
  payment: PaymentId
  status: 'captured' | 'authorized' | 'failed'
  parts: { booking: BookingId; venue: VenueId; amount: Money }[]
}

/** What the module that sells tells the payments that it starts. Attached once, in `app.ts`. */
export interface PaymentListener {
  /** Called in the transaction that records the outcome; each outcome once. */
  outcome(tx: Tx, outcome: Outcome): Promise<void>
  /** Those of the bookings that this actor may see. */
  visible(actor: Actor, bookings: readonly BookingId[]): Promise<{ id: BookingId; code: string; status: 'held' | 'confirmed' | 'arrived' | 'completed' | 'expired' | 'cancelled' | 'no_show'; holdsUntil: Temporal.Instant | null }[]>
}
