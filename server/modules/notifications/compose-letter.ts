import { dateRangeText, directionOf, localeOf, moneyText, policySentence, wallText, countText, type Locale } from '@holdfast/contract/words'
import type { BookingView } from '#module/booking'
import { money, toWire } from '#platform/money'
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

/** Subject, text and HTML of one letter: the same words, the same facts. Pure. */
export function composeLetter(facts: Facts): { subject: string; text: string; html: string } {
  const locale = localeOf(facts.guest.locale)
  const say = words[locale]
  const { booking, kind } = facts
  const rows = rowsOf(facts, locale)
  const closing = moneyBack(facts, locale)
  const hello = say.hello(facts.guest.name)
  const opening = say.opening[kind](booking.venue.name)
  const also = facts.trip === null ? null : { link: facts.trip, open: say.openTrip, openHint: say.openTripHint }
  const phone = booking.venue.phone === null ? [] : [say.questions(booking.venue.phone)]
  const text = [
    hello, '', opening, '', ...rows.map(([label, value]) => `${label}: ${value}`), '', ...closing, ...(closing.length > 0 ? [''] : []),
    `${say.open}:`, facts.link, say.openHint, '', ...(also === null ? [] : [`${also.open}:`, also.link, also.openHint, '']), ...phone, say.farewell,
  ].join('\n')
  const subject = say.subject[kind](booking.venue.name, booking.code)
  return { subject, text, html: letterPage(locale, { title: subject, head: booking.venue.name, above: [hello, opening], rows, below: closing, link: facts.link, open: say.open, openHint: say.openHint, also, end: phone, farewell: say.farewell }) }
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

export interface LetterParts { title: string; head: string; above: string[]; rows: [string, string][]; below: string[]; link: string; open: string; openHint: string; /** A second link, quieter than the first. */ also?: { link: string; open: string; openHint: string } | null; end: string[]; farewell: string }
/** Styles stand in the elements, because mail readers drop style sheets; nothing is loaded from outside. */
export function letterPage(locale: Locale, parts: LetterParts): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escape(text)}</p>`
  const rows = parts.rows.map(([label, value]) => `<tr><td style="padding:6px 16px 6px 0;color:#6b6459;vertical-align:top">${escape(label)}</td><td style="padding:6px 0;font-weight:600">${escape(value)}</td></tr>`).join('')
  return `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}"><head><meta charset="utf-8"><title>${escape(parts.title)}</title></head>
<body style="margin:0;padding:24px 12px;background:#f6f2ea;color:#26221c;font:16px/1.5 Inter,system-ui,sans-serif"><div style="max-width:560px;margin:0 auto;background:#fffdf9;border-radius:14px;padding:32px">
<p style="margin:0 0 20px;font:600 24px/1.25 Fraunces,Georgia,serif;color:#0d4a52">${escape(parts.head)}</p>${parts.above.map(paragraph).join('')}
${rows === '' ? '' : `<table role="presentation" style="border-collapse:collapse;margin:0 0 20px">${rows}</table>`}${parts.below.map(paragraph).join('')}
<p style="margin:24px 0 8px"><a href="${escape(parts.link)}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#0d4a52;color:#fffdf9;text-decoration:none;font-weight:600">${escape(parts.open)}</a></p>
<p style="margin:0 0 24px;color:#6b6459;font-size:14px">${escape(parts.openHint)}</p>${alsoPart(parts.also ?? null)}${parts.end.map(paragraph).join('')}<p style="margin:0;color:#6b6459">${escape(parts.farewell)}</p></div></body></html>`
}

const alsoPart = (also: LetterParts['also'] | null): string => (also == null ? '' : `<p style="margin:0 0 24px;color:#6b6459;font-size:14px"><a href="${escape(also.link)}" style="color:#0d4a52;font-size:16px;font-weight:600">${escape(also.open)}</a><br>${escape(also.openHint)}</p>
`)
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
