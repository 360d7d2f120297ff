import type { PaymentId } from '#platform/id'
import type { Booking } from './types.ts'

/** Where the provider's page sends the guest back to: their booking or trip, which waits there for the payment's outcome. */
export function pageAfterPayment(publicUrl: string, booking: Pick<Booking, 'id' | 'trip'>): (payment: PaymentId) => string {
  const page = booking.trip === null ? `booking/${booking.id}` : `trip/${booking.trip}`
  return (payment) => `${publicUrl}/${page}?payment=${payment}`
}
