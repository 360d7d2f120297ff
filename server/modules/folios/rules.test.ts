import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRates, priceStay, rateErrors, type PlanRate, type Price, type Rates, type TaxRule } from '#module/pricing'
import { newId, type RoomTypeId } from '#platform/id'
import { split, money, type Currency } from '#platform/money'
import { addDays, plainDate } from '#platform/time'
import { journalLines, partsOfPrice, splitCharge } from './rules.ts'

const type: RoomTypeId = newId('rt', 1)
const plan: PlanRate = { id: newId('rp', 1), name: 'Flexible', board: 'half_board', percent: 100, perPerson: null, cancellation: [{ untilHours: null, chargePercent: 100 }], depositPercent: 20, minStay: 1, maxStay: null, advanceDaysMin: 0 }
const rule = (over: Partial<TaxRule> & Pick<TaxRule, 'code' | 'charged'>): TaxRule => ({ name: over.code, kind: 'other', rateBp: null, amount: null, included: false, categories: [], ...over })

const anyTaxes = fc.record({
  vat: fc.option(fc.record({ rate: fc.integer({ min: 0, max: 3_000 }), included: fc.boolean(), rounding: fc.constantFrom('line' as const, 'night' as const, 'stay' as const) })),
  food: fc.option(fc.integer({ min: 0, max: 3_000 })),
  city: fc.option(fc.record({ amount: fc.integer({ min: 0, max: 900 }), max: fc.option(fc.integer({ min: 1, max: 21 })) })),
  service: fc.option(fc.integer({ min: 0, max: 1_500 })),
}).map(({ vat, food, city, service }): TaxRule[] => [
  ...(vat === null ? [] : [rule({ code: 'VAT', kind: 'vat', charged: 'percent', rateBp: vat.rate, included: vat.included, categories: ['room'], ...(vat.included ? {} : { rounding: vat.rounding }) })]),
  ...(food === null ? [] : [rule({ code: 'VAT-F', kind: 'vat', charged: 'percent', rateBp: food, included: true, categories: ['board', 'food'] })]),
  ...(city === null ? [] : [rule({ code: 'city', kind: 'city', charged: 'person_night', amount: city.amount, maxNights: city.max })]),
  ...(service === null ? [] : [rule({ code: 'SC', kind: 'service', charged: 'percent', rateBp: service })]),
])
const anyPrice: fc.Arbitrary<{ price: Price; currency: Currency }> = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'), list: fc.integer({ min: 1, max: 4_000_000 }), board: fc.option(fc.integer({ min: 0, max: 40_000 })), taxes: anyTaxes,
  day: fc.integer({ min: 0, max: 600 }), nights: fc.integer({ min: 1, max: 30 }), rooms: fc.integer({ min: 1, max: 6 }), more: fc.integer({ min: 0, max: 12 }),
}).map((r) => {
  const rates: Rates = { currency: r.currency as Currency, weekdayPercent: [100, 93, 100, 107, 120, 133, 100], seasons: [], plans: [{ ...plan, perPerson: r.board }], taxes: r.taxes, roomTypes: [{ roomType: type, price: r.list, singlePercent: 87, extraGuest: 777, includedGuests: 2 }] }
  expect(rateErrors(rates)).toEqual([])
  const arrival = addDays(plainDate('2027-01-01'), r.day)
  return { currency: r.currency as Currency, price: priceStay(compileRates(newId('ven', 1), 1, rates), { roomType: type, plan: plan.id, arrival, departure: addDays(arrival, r.nights), guests: r.rooms + r.more, rooms: r.rooms }) }
})

test('what a stay posts, night by night, comes to the quote’s total; net and taxes to the amount; revenue and tax to what the price says', () => {
  fc.assert(fc.property(anyPrice, ({ price }) => {
    const parts = partsOfPrice(price.lines, plainDate('2027-01-01'))
    expect(parts.reduce((total, part) => total + part.amount, 0)).toBe(price.total.amount)
    for (const part of parts) expect(part.net + part.taxes.reduce((total, tax) => total + tax.amount, 0)).toBe(part.amount)
    const taxes = price.lines.filter((line) => line.kind === 'tax')
    expect(parts.reduce((total, part) => total + part.taxes.reduce((sum, tax) => sum + tax.amount, 0), 0)).toBe(taxes.reduce((total, line) => total + line.amount.amount, 0))
    for (const tax of new Set(taxes.map((line) => line.tax!.code))) expect(parts.flatMap((part) => part.taxes).filter((one) => one.code === tax).reduce((total, one) => total + one.amount, 0)).toBe(taxes.filter((line) => line.tax!.code === tax).reduce((total, line) => total + line.amount.amount, 0))
  }), { numRuns: 400 })
})

test('every charge makes a journal that balances, and so does its opposite', () => {
  fc.assert(fc.property(anyPrice, ({ price }) => {
    for (const part of partsOfPrice(price.lines, plainDate('2027-01-01'))) {
      const lines = journalLines({ kind: 'stay', id: newId('fol', 1) }, { ...part, kind: 'charge', window: 1, account: 'revenue.room' })
      expect(lines.reduce((total, line) => total + line.amount, 0)).toBe(0)
    }
  }), { numRuns: 200 })
})

test('a charge splits into parts that add up to it, net and each tax too, however it is weighed', () => {
  fc.assert(fc.property(anyPrice, fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 }), ({ price, currency }, weights) => {
    for (const part of partsOfPrice(price.lines, plainDate('2027-01-01')).slice(0, 5)) {
      const parts = splitCharge(part, weights, currency)
      expect(parts.reduce((total, one) => total + one.amount, 0)).toBe(part.amount)
      expect(parts.reduce((total, one) => total + one.net, 0)).toBe(part.net)
      part.taxes.forEach((tax, t) => { expect(parts.reduce((total, one) => total + one.taxes[t]!.amount, 0)).toBe(tax.amount) })
      for (const one of parts) expect(one.net + one.taxes.reduce((total, tax) => total + tax.amount, 0)).toBe(one.amount)
    }
  }), { numRuns: 200 })
})

test('amounts of any size split exactly, by shares or by amounts that add up', () => {
  fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.array(fc.integer({ min: 1, max: 1e12 }), { minLength: 1, maxLength: 12 }), (amount, weights) => {
    const parts = split(money(amount, 'JPY'), weights)
    expect(parts.reduce((total, part) => total + part.amount, 0)).toBe(amount)
    const own = weights.reduce((total, weight) => total + weight, 0)
    if (own < 1e15) expect(split(money(own, 'JPY'), weights).map((part) => part.amount)).toEqual(weights)
  }), { numRuns: 500 })
})
