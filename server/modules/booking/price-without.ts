import { money, share } from '#platform/money'
import { amountPerRoom } from './rules.ts'
import type { Booking, FrozenPrice, Reservation } from './types.ts'

/**
 * The frozen price without one of its rooms: of each night the room's own part goes, of taxes and fees the part of its
 * guests. What is left and what goes add up to what it was.
 */
export function priceWithout(booking: Pick<Booking, 'price'>, counted: readonly Reservation[], room: Reservation): { left: FrozenPrice; gone: Pick<FrozenPrice, 'total' | 'dueNow'> } {
  const { price } = booking
  const { currency } = price.total
  const place = counted.findIndex((one) => one.id === room.id)
  const guests = counted.reduce((total, one) => total + one.guests, 0)
  const lines = price.lines.map((line) => {
    const ofRoom = line.kind === 'night' ? amountPerRoom(line.amount.amount, counted.length)[place]! : Math.round((line.amount.amount * room.guests) / guests)
    const quantity = line.kind === 'night' ? line.quantity - 1 : line.quantity - Math.round((line.quantity * room.guests) / guests)
    return { ...line, quantity, amount: money(line.amount.amount - ofRoom, currency) }
  })
  const total = money(lines.reduce((sum, line) => sum + (line.included ? 0 : line.amount.amount), 0), currency)
  const dueNow = share(total, price.policy.depositPercent * 100)
  return {
    left: { ...price, lines, total, dueNow, dueLater: money(total.amount - dueNow.amount, currency) },
    gone: { total: money(price.total.amount - total.amount, currency), dueNow: money(price.dueNow.amount - dueNow.amount, currency) },
  }
}
