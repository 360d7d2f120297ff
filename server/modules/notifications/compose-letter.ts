import { dateRangeText, localeOf, moneyText, policySentence, wallText, countText, type Locale } from '@holdfast/contract/words'
import type { BookingView } from '#module/booking'
import { money, toWire } from '#platform/money'
import type { LetterWords } from './draw-letter.ts'
import { words, type Kind } from './words.ts'

export interface Facts {
  kind: Kind
  booking: BookingView
  guest: { name: string; locale: string | null }
  /** Minor units, of the booking's currency. */
  refund: number
  charge: number
  /** Opens the booking without an account. */
  link: string
  /** Opens all that was booked together with it; null: it stands by itself. */
  trip: string | null
}

/** What one letter about a booking says. Pure. */
export function composeLetter(facts: Facts): LetterWords {
  const locale = localeOf(facts.guest.locale)
  const say = words[locale]
  const { booking, kind, link, trip } = facts
  return {
    locale, subject: say.subject[kind](booking.venue.name, booking.code), head: booking.venue.name,
    above: [say.hello(facts.guest.name), say.opening[kind](booking.venue.name)], rows: rowsOf(facts, locale), below: moneyBack(facts, locale),
    link, open: say.open, openHint: say.openHint, also: trip === null ? null : { link: trip, open: say.openTrip, openHint: say.openTripHint },
    end: booking.venue.phone === null ? [] : [say.questions(booking.venue.phone)], farewell: say.farewell,
  }
}

function rowsOf({ booking, kind }: Facts, locale: Locale): [string, string][] {
  const say = words[locale]
  if (kind === 'paid_in_vain') return []
  const { stay, sitting } = booking
  return [
    [say.code, booking.code],
    ...(stay === null ? [] : [[say.when, `${dateRangeText(stay.arrival, stay.departure, locale)} · ${countText('night', stay.nights, locale)}`], [say.room, stay.rooms > 1 ? `${stay.rooms} × ${stay.room_type_name}` : stay.room_type_name], [say.guests, String(stay.guests)]] as [string, string][]),
    ...(sitting === null ? [] : [[say.when, wallText(sitting.at, locale)], [say.table, `${sitting.service_name} · ${countText('guest', sitting.party, locale)}`]] as [string, string][]),
    [say.where, `${booking.venue.address}, ${booking.venue.city}`],
    ...(booking.price.total.amount === '0' ? [] : [[say.price, moneyText(booking.price.total, locale)]] as [string, string][]),
    ...(booking.paid.amount === '0' || kind === 'cancelled' ? [] : [[say.paid, moneyText(booking.paid, locale)]] as [string, string][]),
    ...(kind === 'confirmed' || kind === 'amended' ? [[say.cancellation, policySentence(booking.price.policy, locale)]] as [string, string][] : []),
  ]
}

function moneyBack({ booking, kind, refund, charge }: Facts, locale: Locale): string[] {
  const say = words[locale]
  const text = (amount: number) => moneyText(toWire(money(amount, booking.price.total.currency)), locale)
  if (kind === 'confirmed' || kind === 'amended') return []
  return [...(refund > 0 ? [say.refund(text(refund))] : charge > 0 ? [say.noRefund] : []), ...(charge > 0 ? [say.charge(text(charge))] : [])]
}
