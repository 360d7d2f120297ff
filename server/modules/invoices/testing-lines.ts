import fc from 'fast-check'
import type { PlainDate } from '#platform/time'
import type { Line } from './types.ts'

/** For property tests: lines as a folio may give them, of any size and sign, with taxes that were rounded somewhere. */
export const currencies = ['EUR', 'JPY', 'KWD'] as const

const taxArbitrary = fc.constantFrom({ code: 'vat_6', name: 'IVA 6%', kind: 'vat' as const, rateBp: 600 }, { code: 'vat_23', name: 'IVA 23%', kind: 'vat' as const, rateBp: 2_300 }, { code: 'vat_10', name: '消費税 10%', kind: 'vat' as const, rateBp: 1_000 })

export const lineArbitrary: fc.Arbitrary<Line> = fc.record({
  gross: fc.oneof(fc.integer({ min: -50_000, max: 5_000_000 }), fc.integer({ min: -5, max: 20 })), vat: fc.option(taxArbitrary, { nil: null }), city: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: null }), quantity: fc.integer({ min: 1, max: 9 }),
}).map(({ gross: taxed, vat, city, quantity }) => {
  const amount = vat === null ? 0 : Math.round((taxed * vat.rateBp) / (10_000 + vat.rateBp)) + 0
  const gross = taxed + (city ?? 0)
  return {
    date: '2027-03-01' as PlainDate, description: 'Room', quantity, category: 'room' as const, gross, net: taxed - amount,
    taxes: [...(vat === null ? [] : [{ ...vat, base: taxed - amount, amount }]), ...(city === null ? [] : [{ code: 'city', name: 'City tax', kind: 'city' as const, rateBp: null, base: taxed - amount, amount: city }])],
  }
})
export const linesArbitrary = fc.array(lineArbitrary, { minLength: 1, maxLength: 12 })
