import type { Booking } from '#module/booking'
import { chargeIfNoShow } from '#module/pricing'
import { money, share } from '#platform/money'
import type { PlainDate } from '#platform/time'
import { accountOfCategory, partsOfPrice, splitCharge, windowFor, type PostablePart } from './rules.ts'
import type { Folio } from './types.ts'
import type { Entry } from './write-lines.ts'

/** Rooms that count in the booking's price, and of them those that are slept in on a date. */
const priced = (booking: Booking) => booking.reservations.filter((one) => one.status !== 'cancelled' && one.status !== 'expired')
const sleptIn = (booking: Booking, date: PlainDate) => priced(booking).map((room) => (room.status === 'arrived' || room.status === 'completed') && (room.arrival === null || date < room.departure! || (room.arrival === room.departure && date === room.arrival)))

/**
 * The nights of a stay (or what a party that sat down paid beforehand) that are due up to a date and not posted: for
 * each its price line with the taxes, by rooms that were slept in. Where not all of a booking's rooms were, each room has its even part. The key is the date and the
 * place within it, so that a night is posted once, whoever posts it.
 */
export function nightsDue(booking: Booking, folio: Pick<Folio, 'postedThrough'>, through: PlainDate): { part: PostablePart; key: string }[] {
  const places = new Map<PlainDate, number>()
  const due: { part: PostablePart; key: string }[] = []
  for (const part of partsOfPrice(booking.price.lines, booking.startsOn)) {
    const place = (places.get(part.date) ?? 0) + 1
    places.set(part.date, place)
    if (part.date > through || (folio.postedThrough !== null && part.date <= folio.postedThrough)) continue
    const rooms = sleptIn(booking, part.date)
    const slept = rooms.filter(Boolean).length
    if (slept === 0) continue
    const own = slept === rooms.length ? part : partOfRooms(part, rooms, booking)
    if (own.amount !== 0) due.push({ part: own, key: `night:${booking.id}:${part.date}:${place}` })
  }
  return due
}

function partOfRooms(part: PostablePart, rooms: readonly boolean[], booking: Booking): PostablePart {
  const parts = splitCharge(part, rooms.map(() => 1), booking.price.total.currency).filter((_, i) => rooms[i])
  const first = parts[0]!
  return {
    ...part, amount: parts.reduce((total, one) => total + one.amount, 0), net: parts.reduce((total, one) => total + one.net, 0),
    taxes: first.taxes.map((tax, t) => ({ ...tax, amount: parts.reduce((total, one) => total + one.taxes[t]!.amount, 0), base: parts.reduce((total, one) => total + one.taxes[t]!.base, 0) })),
  }
}

export function nightEntries(booking: Booking, folio: Folio, through: PlainDate): Entry[] {
  return nightsDue(booking, folio, through).map(({ part, key }): Entry => ({
    key, kind: 'night', subject: booking.id,
    lines: [{ folio, line: { ...part, kind: 'charge', window: windowFor(folio, part.category), reservation: booking.reservations.length === 1 ? booking.reservations[0]!.id : null, account: part.category === 'tax' ? 'revenue.other' : accountOfCategory(part.category) } }],
  }))
}

/** What the policy asks of a guest who leaves early: its last line, of the nights that are given back. */
export function earlyDepartureFee(booking: Booking, folio: Pick<Folio, 'postedThrough'>, today: PlainDate): number {
  if (booking.kind !== 'stay' || booking.terms.stay === undefined) return 0
  const left = partsOfPrice(booking.price.lines, booking.startsOn).filter((part) => part.category !== 'tax' && part.date >= today && (folio.postedThrough === null || part.date > folio.postedThrough))
  const value = money(left.reduce((total, part) => total + part.amount, 0), booking.price.total.currency)
  if (value.amount <= 0) return 0
  const whole = chargeIfNoShow(booking.price.policy, { total: money(10_000, value.currency), dueNow: money(booking.price.policy.chargedOn === 'due_now' ? 10_000 : 0, value.currency) })
  return share(value, whole.amount).amount
}
