import type { PriceLine } from '#module/pricing'
import { money, share } from '#platform/money'
import { amountPerRoom } from './rules.ts'
import type { Booking, FrozenPrice, Reservation } from './types.ts'

/**
 * The frozen price without one of its rooms: of each night and its discount the room's own part goes, of board, taxes
 * and fees the part of its guests, of a tax on one line as much as went of that line. What is left and what goes add up
 * to what it was.
 */
export function priceWithout(booking: Pick<Booking, 'price'>, counted: readonly Reservation[], room: Reservation): { left: FrozenPrice; gone: Pick<FrozenPrice, 'total' | 'dueNow'> } {
  const { price } = booking
  const { currency } = price.total
  const place = counted.findIndex((one) => one.id === room.id)
  const guests = counted.reduce((total, one) => total + one.guests, 0)
  const ofGuests = (whole: number) => Math.round((whole * room.guests) / guests)
  const partOf = (line: PriceLine): number => {
    const on = line.within === null ? undefined : price.lines[line.within]
    if (line.kind === 'tax' && on !== undefined && on.amount.amount !== 0) return Number(BigInt(line.amount.amount) * BigInt(partOf(on)) / BigInt(on.amount.amount))
    return line.kind === 'night' || line.kind === 'discount' ? amountPerRoom(line.amount.amount, counted.length)[place]! : ofGuests(line.amount.amount)
  }
  const lines = price.lines.map((line) => {
    const ofRoom = partOf(line)
    const on = line.within === null ? undefined : price.lines[line.within]
    const tax = line.tax === null ? null : { ...line.tax, base: money(line.tax.base.amount - (on === undefined ? ofGuests(line.tax.base.amount) : partOf(on)), currency) }
    return { ...line, tax, quantity: line.kind === 'night' ? line.quantity - 1 : line.quantity - ofGuests(line.quantity), amount: money(line.amount.amount - ofRoom, currency) }
  })
  const total = money(lines.reduce((sum, line) => sum + (line.included ? 0 : line.amount.amount), 0), currency)
  const dueNow = share(total, price.policy.depositPercent * 100)
  return {
    left: { ...price, lines, total, dueNow, dueLater: money(total.amount - dueNow.amount, currency) },
    gone: { total: money(price.total.amount - total.amount, currency), dueNow: money(price.dueNow.amount - dueNow.amount, currency) },
  }
}
