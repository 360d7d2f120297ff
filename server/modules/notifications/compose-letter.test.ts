import { expect, test } from 'vitest'
import type { BookingView } from '#module/booking'
import { composeLetter, type Facts } from './compose-letter.ts'
import { drawLetter } from './draw-letter.ts'

const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })
const booking = {
  code: 'K7WQ2MNP', venue: { name: 'Casa <Azul>', address: 'Rua das Flores 1', city: 'Lisboa', phone: '+351 21 000 0000' },
  stay: { arrival: '2027-05-02', departure: '2027-05-05', nights: 3, guests: 2, rooms: 1, room_type_name: 'Double & view' }, sitting: null,
  price: { total: eur(31_200), policy: { cancellation: [{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 20 } }, paid: eur(6_240),
} as unknown as BookingView
const facts = (more: Partial<Facts>): Facts => ({ kind: 'confirmed', booking, guest: { name: 'Ana "A" Lima', locale: 'pt-PT' }, refund: 0, charge: 0, link: 'http://127.0.0.1/booking/bk_1#open=t', trip: null, ...more })
const letterOf = (it: Facts) => drawLetter(composeLetter(it))

test('a confirmation says code, nights, place, price and how to change it, in text and in HTML', () => {
  const { subject, text, html } = letterOf(facts({}))
  expect(subject).toBe('Booked: Casa <Azul> (K7WQ2MNP)')
  for (const piece of ['K7WQ2MNP', '3 nights', 'Double & view', 'Rua das Flores 1, Lisboa', '€312', '€62.40', 'Free to cancel until 2 days before; 100% after that; 20% is paid now.', 'bk_1#open=t']) expect(text).toContain(piece)
  expect(html).toContain('Casa &lt;Azul&gt;')
  expect(html).not.toContain('<Azul>')
})

test('a letter about a part of a trip has a second link, to all of it, in the language of its reader; others have none', () => {
  const trip = 'http://127.0.0.1/trip/trp_1#open=u'
  for (const [locale, words] of [['en', 'See the whole trip'], ['ar', 'عرض الرحلة كاملة']] as const) {
    const { text, html } = letterOf(facts({ guest: { name: 'Ana', locale }, trip }))
    expect(text).toContain(`${words}:\n${trip}`)
    expect(text).toContain('bk_1#open=t')
    expect(html).toContain(`href="${trip}"`)
    expect(html).toContain(`>${words}</a>`)
    expect(letterOf(facts({ guest: { name: 'Ana', locale } })).text).not.toContain(words)
  }
})

test('a cancellation says what goes back and what the venue keeps', () => {
  const { text } = letterOf(facts({ kind: 'cancelled', refund: 5_000, charge: 1_240 }))
  expect(text).toContain('€50 goes back to you')
  expect(text).toContain('The venue keeps €12.40')
  expect(letterOf(facts({ kind: 'cancelled', charge: 6_240 })).text).toContain('Nothing goes back to you.')
})

test('an Arabic reader gets Arabic, from right to left', () => {
  const { html, subject } = letterOf(facts({ guest: { name: 'سلمى', locale: 'ar-MA' } }))
  expect(subject).toContain('تم الحجز')
  expect(html).toContain('dir="rtl"')
})
