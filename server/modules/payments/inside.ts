import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { PaymentId, VenueId } from '#platform/id'
import type { Database, Reader, Tx } from '#platform/sql'
import type { PaymentProvider } from '#ports/payment-provider'
import type { PaymentFact, PaymentSeller } from './types.ts'

/** What the use cases of this module share. */
export interface PaymentsInside {
  db: Database
  clock: Clock
  log: Log
  provider: PaymentProvider
  /** The module that sells; attached in `app.ts` before the first request. */
  seller(): PaymentSeller
  /** Tells a fact to all listeners, the seller first, in the caller's transaction. */
  tell(tx: Tx, fact: PaymentFact): Promise<void>
  /** What the books have of a payment at a venue; null where nobody keeps books. */
  booked(reader: Reader, venue: VenueId, payment: PaymentId): Promise<number | null>
  /** Wakes the worker that sends refunds and closes pages. */
  wake(): void
}
