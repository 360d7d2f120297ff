import { expect, test } from 'vitest'
import { countText, dateText, decimalOf, instantText, moneyText, policySentence, priceSentence } from './words.ts'

const euros = (cents: number) => ({ amount: String(cents), currency: 'EUR', exponent: 2 })

test('the price sentence says the total, what is due now, and until when cancelling is free at the venue', () => {
  expect(priceSentence({ total: euros(31200), due_now: euros(6240), nights: 3, free_until: '2027-05-04T17:00:00Z', time_zone: 'Europe/Lisbon' }, 'en'))
    .toBe('€312 in all for 3 nights, €62.40 now, free to cancel until Tue 4 May, 18:00')
})
test('a stay that takes no deposit and cannot be cancelled says both', () => {
  expect(priceSentence({ total: euros(9900), nights: 1, free_until: null, time_zone: 'UTC' }, 'en')).toBe('€99 in all for 1 night, nothing to pay now, not refundable')
})
test('a table without prepayment names no price', () => {
  expect(priceSentence({ total: euros(0), party: 2, time_zone: 'UTC' }, 'en')).toBe('No prepayment for 2 guests')
})
test('money keeps its exponent and never passes through a float', () => {
  expect(moneyText({ amount: '12000', currency: 'JPY', exponent: 0 }, 'en')).toBe('¥12,000')
  expect(moneyText({ amount: '1500', currency: 'KWD', exponent: 3 }, 'en')).toContain('1.500')
  expect(decimalOf({ amount: '-5', currency: 'EUR', exponent: 2 })).toBe('-0.05')
  expect(decimalOf({ amount: '123456789012345', currency: 'EUR', exponent: 2 })).toBe('1234567890123.45')
})
test('a civil date is the same date in every zone, and an instant is told by the clocks of the venue', () => {
  expect(dateText('2027-05-04', 'en')).toBe('Tue 4 May')
  expect(instantText('2027-05-04T20:30:00Z', 'Asia/Tokyo', 'en')).toBe('Wed 5 May, 05:30')
})
test('Arabic counts in its own forms', () => {
  expect([1, 2, 3, 11].map((n) => countText('night', n, 'ar'))).toEqual(['ليلة واحدة', 'ليلتين', '3 ليالٍ', '11 ليلة'])
})
test('a policy reads as a sentence from its figures, whatever its ladder begins with', () => {
  const of = (cancellation: { until_hours: number | null; charge_percent: number }[], deposit_percent = 0) => policySentence({ cancellation, deposit_percent }, 'en')
  expect(of([{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], 20)).toBe('Free to cancel until 2 days before; 100% after that; 20% is paid now.')
  expect(of([{ until_hours: null, charge_percent: 100 }])).toBe('Not refundable.')
  expect(of([{ until_hours: null, charge_percent: 0 }])).toBe('Free to cancel at any time.')
  expect(of([{ until_hours: null, charge_percent: 30 }])).toBe('30% whenever it is cancelled.')
})
