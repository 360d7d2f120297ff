import type { Payable } from '#module/payments'
import type { Money } from '#platform/money'
import type { Booking } from './types.ts'

/** What a booking owes now, to be paid or, where its policy says so, guaranteed by a card until the visit. */
export function payableOf(booking: Pick<Booking, 'id' | 'venue' | 'vendor' | 'price' | 'startsAt'>, amount: Money = booking.price.dueNow): Payable {
  return { booking: booking.id, venue: booking.venue, vendor: booking.vendor, amount, ...(isGuaranteed(booking) ? { guarantee: { neededAt: booking.startsAt } } : {}) }
}

/** Whether a card stands for the booking instead of money. */
export const isGuaranteed = (booking: Pick<Booking, 'price'>): boolean => booking.price.policy.deposit?.take === 'authorize'
