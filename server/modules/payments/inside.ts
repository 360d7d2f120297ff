import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import type { PaymentProvider } from '#ports/payment-provider'
import type { PaymentListener } from './types.ts'

/** What the use cases of this module share. */
export interface PaymentsInside {
  db: Database
  clock: Clock
  log: Log
  provider: PaymentProvider
  /** The module that sells; attached in `app.ts` before the first request. */
  listener(): PaymentListener
  /** Wakes the worker that sends refunds and closes pages. */
  wake(): void
}
