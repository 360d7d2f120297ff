import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId, type RatePlanId, type RoomTypeId } from '#platform/id'
import type { Currency } from '#platform/money'
import { addDays, dayNumber, plainDate, type PlainDate } from '#platform/time'
import { cheapestPlan, compileRates, freeze, priceSitting, priceStay, rateErrors, stayTotal, taxErrors, taxExamples, thaw, type DatedCell, type Extra, type PlanRate, type Rates, type TaxRule } from '#module/pricing'
import { slowPrice, type SlowStay } from './slow-price.ts'

const venue = newId('ven', 1)
const types: RoomTypeId[] = [newId('rt', 1), newId('rt', 2)]
const plans: RatePlanId[] = [newId('rp', 1), newId('rp', 2), newId('rp', 3)]
const first = plainDate('2027-01-01')
const day = (n: number): PlainDate => addDays(first, n)
const plan = (over: Partial<PlanRate> = {}): PlanRate => ({ id: plans[0]!, name: 'Flexible', board: 'room_only', percent: 100, perPerson: null, cancellation: [{ untilHours: null, chargePercent: 0 }], depositPercent: 0, minStay: 1, maxStay: null, advanceDaysMin: 0, ...over })
const rates = (over: Partial<Rates> = {}): Rates => ({
  currency: 'EUR' as Currency, weekdayPercent: [100, 100, 100, 100, 100, 100, 100], seasons: [], plans: [plan()], taxes: [],
  roomTypes: [{ roomType: types[0]!, price: 10_000, singlePercent: 100, extraGuest: null, includedGuests: 2 }], ...over,
})
const categories = ['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'] as const

// ---- any rates, any taxes, any stay ------------------------------------------------------------------------------

const anyCategories = fc.subarray([...categories])
const anyTax = (i: number): fc.Arbitrary<TaxRule> => fc.record({
  percent: fc.boolean(), rateBp: fc.integer({ min: 0, max: 30_000 }).map((n) => n / 10), amount: fc.integer({ min: 0, max: 5_000 }), charged: fc.constantFrom('person_night', 'room_night', 'person_stay', 'room_stay', 'stay'),
  included: fc.boolean(), categories: anyCategories, onNet: fc.boolean(), on: fc.boolean(), maxNights: fc.option(fc.integer({ min: 1, max: 21 })), maxAmount: fc.option(fc.integer({ min: 0, max: 20_000 })), per: fc.constantFrom('person_night', 'room_night', 'stay'),
  under: fc.option(fc.integer({ min: 1, max: 17 })), exempt: fc.boolean(), from: fc.option(fc.integer({ min: 0, max: 60 })), rounding: fc.constantFrom('line', 'night', 'stay'), mode: fc.constantFrom('half_up', 'up', 'down'),
}).map((t): TaxRule => {
  // Of included taxes only the first is one: two in the same line are refused.
  const included = t.included && t.percent && i === 0
  return {
    code: `T${i}`, name: `Tax ${i}`, kind: 'vat', charged: t.percent ? 'percent' : t.charged as TaxRule['charged'], rateBp: t.percent ? Math.min(t.rateBp, 3_000) : null, amount: t.percent ? null : t.amount, included,
    categories: t.categories, onNet: t.onNet && !included, onTaxes: t.on && !included && i > 1 ? [`T${i - 1}`] : [], maxNights: t.maxNights, maxAmount: included ? null : t.maxAmount, maxAmountPer: t.per as 'stay',
    childrenUnder: t.percent ? null : t.under, exempt: t.exempt ? ['business'] : [], validFrom: t.from === null ? null : day(t.from), rounding: t.rounding as 'line', roundingMode: t.mode as 'up',
  }
})
const anyRates = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'), price: fc.integer({ min: 1, max: 3_000_000 }), single: fc.integer({ min: 1, max: 100 }), extra: fc.option(fc.integer({ min: 0, max: 50_000 })), included: fc.integer({ min: 1, max: 5 }), byGuests: fc.boolean(),
  weekdays: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 7, maxLength: 7 }), percent: fc.integer({ min: 1, max: 300 }), perPerson: fc.option(fc.integer({ min: 0, max: 20_000 })), board: fc.constantFrom('room_only', 'breakfast'),
  derived: fc.record({ percent: fc.integer({ min: 10, max: 200 }), perNight: fc.integer({ min: -20_000, max: 20_000 }), perPerson: fc.option(fc.integer({ min: 0, max: 5_000 })), board: fc.constantFrom('room_only', 'half_board') }),
  seasons: fc.array(fc.record({ from: fc.integer({ min: 0, max: 90 }), length: fc.integer({ min: 0, max: 40 }), percent: fc.integer({ min: 1, max: 500 }) }), { maxLength: 4 }),
  bands: fc.array(fc.record({ amount: fc.integer({ min: 0, max: 8_000 }), board: fc.integer({ min: 0, max: 100 }), bed: fc.boolean() }), { maxLength: 3 }),
  discounts: fc.array(fc.record({ kind: fc.constantFrom('length_of_stay', 'early_bird', 'last_minute'), from: fc.integer({ min: 0, max: 30 }), percent: fc.integer({ min: 1, max: 60 }), only: fc.boolean() }), { maxLength: 4 }),
  extras: fc.array(fc.record({ per: fc.constantFrom('stay', 'night', 'person', 'person_night'), price: fc.integer({ min: 0, max: 9_999 }), split: fc.integer({ min: 1, max: 99 }), mandatory: fc.boolean() }), { maxLength: 3 }),
  taxes: fc.integer({ min: 0, max: 5 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyTax(i)))),
}).map((r): Rates => ({
  currency: r.currency as Currency, weekdayPercent: r.weekdays,
  roomTypes: [{ roomType: types[0]!, price: r.price, singlePercent: r.single, extraGuest: r.extra, includedGuests: r.included, ...(r.byGuests ? { byGuests: Array.from({ length: r.included }, (_, i) => r.price + i * 777) } : {}) }],
  seasons: r.seasons.map((season) => ({ name: 'S', from: day(season.from), to: day(season.from + season.length), percent: season.percent })),
  extras: r.extras.map((extra, i): Extra => ({ id: `x${i}`, name: `Extra ${i}`, per: extra.per as 'stay', price: extra.price, mandatory: extra.mandatory, maxQuantity: 5, parts: [{ category: 'food', percent: extra.split }, { category: 'beverage', percent: 100 - extra.split }] })),
  plans: [
    plan({ percent: r.percent, perPerson: r.perPerson, board: r.board as 'breakfast', extras: r.extras.length > 0 ? ['x0'] : [] }),
    plan({ id: plans[1]!, name: 'Derived', parent: plans[0]!, percent: r.derived.percent, perNight: r.derived.perNight, perPerson: r.derived.perPerson, board: r.derived.board as 'half_board' }),
    plan({ id: plans[2]!, name: 'Twice derived', parent: plans[1]!, percent: 90 }),
  ],
  childBands: r.bands.map((band, i) => ({ upTo: 4 + i * 5, amount: band.amount, boardPercent: band.board, takesBed: band.bed })),
  discounts: r.discounts.map((one) => ({ name: one.kind, kind: one.kind as 'early_bird', from: one.from, percent: one.percent, plans: one.only ? [plans[1]!] : null })),
  taxes: r.taxes as TaxRule[],
}))
const anyCells = fc.array(fc.record({ plan: fc.integer({ min: 0, max: 2 }), nights: fc.uniqueArray(fc.record({ day: fc.integer({ min: 0, max: 90 }), price: fc.integer({ min: 1, max: 500_000 }) }), { maxLength: 20, selector: ({ day }) => day }) }), { maxLength: 3 })
  .map((cells): DatedCell[] => [...new Map(cells.map((cell) => [cell.plan, cell])).values()].map((cell) => ({ roomType: types[0]!, plan: plans[cell.plan]!, nights: cell.nights.map((night) => ({ day: dayNumber(first) + night.day, price: night.price, minStay: null, maxStay: null, closedToArrival: false, closedToDeparture: false, stopSell: false })) })))
const anyStay = fc.record({
  plan: fc.integer({ min: 0, max: 2 }), at: fc.integer({ min: 0, max: 80 }), nights: fc.integer({ min: 1, max: 30 }), rooms: fc.integer({ min: 1, max: 4 }), more: fc.integer({ min: 0, max: 8 }), ages: fc.array(fc.integer({ min: 0, max: 17 }), { maxLength: 8 }), ahead: fc.integer({ min: 0, max: 60 }),
  promo: fc.option(fc.record({ percent: fc.option(fc.integer({ min: 1, max: 90 })), amount: fc.integer({ min: 1, max: 50_000 }) })), chosen: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), exempt: fc.boolean(),
}).map((s) => ({ ...s, guests: s.rooms + s.more, children: s.ages.slice(0, s.more), promo: s.promo === null ? null : { percent: s.promo.percent, amount: s.promo.percent === null ? s.promo.amount : null } }))

describe('the compiled program', () => {
  test('agrees with the slow and obvious reckoning to the unit, line by line, for any rates, taxes, parties and dates', () => {
    fc.assert(fc.property(anyRates, anyCells, anyStay, (of, cells, s) => {
      expect(rateErrors(of)).toEqual([])
      const extras = (of.extras ?? []).flatMap((extra, i) => (s.chosen[i] === undefined || extra.mandatory ? [] : [{ extra: extra.id, quantity: s.chosen[i] }]))
      const asked: SlowStay = { roomType: types[0]!, plan: plans[s.plan]!, arrival: day(s.at), nights: s.nights, guests: s.guests, rooms: s.rooms, children: s.children, ahead: s.ahead, promo: s.promo, extras, exempt: s.exempt ? ['business'] : [] }
      const slow = slowPrice(of, cells, asked)
      const program = compileRates(venue, 1, of, cells)
      const stay = { roomType: types[0]!, plan: plans[s.plan]!, arrival: day(s.at), departure: day(s.at + s.nights), guests: s.guests, rooms: s.rooms, children: s.children, bookedOn: day(s.at - s.ahead), promo: s.promo === null ? null : { code: 'C', name: 'Code', ...s.promo }, extras, exempt: asked.exempt }
      const price = priceStay(program, stay)
      const told = price.lines.filter((line) => line.tax?.exemptReason === undefined)
      expect(told.map((line) => [line.date, BigInt(line.amount.amount), line.included])).toEqual(slow.lines.map((line) => [line.date, line.amount, line.included]))
      expect(BigInt(price.total.amount)).toBe(slow.total)
      // Offer, search and quote are one program; its lines add up to the total; each day's do to what is posted.
      expect(stayTotal(program, 0, s.plan, stay)).toBe(price.total.amount)
      expect(price.lines.reduce((sum, line) => (line.included ? sum : sum + line.amount.amount), 0)).toBe(price.total.amount)
      const days = new Map<string, number>()
      for (const line of price.lines) if (!line.included) days.set(line.date, (days.get(line.date) ?? 0) + line.amount.amount)
      expect([...days.values()].reduce((a, b) => a + b, 0)).toBe(price.total.amount)
      for (const line of price.lines) {
        expect(line.tax === null).toBe(line.kind !== 'tax')
        expect(line.category === null).toBe(line.kind === 'tax')
        if (line.within !== null) expect(price.lines[line.within]!.date).toBe(line.date)
      }
    }), { numRuns: 400 })
  })

  test('prices in search what an offer then costs, discounts by the day of booking included', () => {
    fc.assert(fc.property(anyRates, anyStay, (of, s) => {
      const program = compileRates(venue, 1, of)
      const stay = { roomType: types[0]!, arrival: day(s.at), departure: day(s.at + s.nights), guests: s.guests, rooms: s.rooms, children: s.children }
      const today = day(s.at - s.ahead)
      const best = cheapestPlan(program, stay, today)!
      expect(best.total).toBe(Math.min(...plans.map((id) => priceStay(program, { ...stay, plan: id, bookedOn: today }).total.amount)))
    }), { numRuns: 200 })
  })

  test('leaves a price that was frozen as it was, whatever is compiled afterwards', () => {
    const stay = { roomType: types[0]!, plan: plans[0]!, arrival: day(0), departure: day(3), guests: 2, rooms: 1 }
    const frozen = priceStay(compileRates(venue, 1, rates()), stay)
    const [kept, before] = [JSON.stringify(freeze(frozen)), JSON.stringify(frozen)]
    priceStay(compileRates(venue, 2, rates({ weekdayPercent: [300, 300, 300, 300, 300, 300, 300] })), stay)
    expect(thaw(JSON.parse(kept), day(0))).toEqual(JSON.parse(before))
    // As prices were kept before they were shortened.
    expect(thaw(JSON.parse(before), day(0))).toEqual(JSON.parse(before))
  })

  test('is the same after it was frozen and thawed, whatever its lines and taxes', () => {
    fc.assert(fc.property(anyRates, anyStay, (of, s) => {
      const price = priceStay(compileRates(venue, 1, of), { roomType: types[0]!, plan: plans[0]!, arrival: day(s.at), departure: day(s.at + s.nights), guests: s.guests, rooms: s.rooms, children: s.children, exempt: ['resident', 'child'] })
      expect(thaw(JSON.parse(JSON.stringify(freeze(price))), day(s.at))).toEqual(price)
    }), { numRuns: 200 })
  })
})

describe('taxes of real places', () => {
  const example = (id: string) => taxExamples.find((one) => one.id === id)!
  const price = (id: string, over: Partial<Rates> = {}, stay: { nights?: number; guests?: number; rooms?: number; children?: number[]; exempt?: string[]; arrival?: PlainDate } = {}) => {
    const of = rates({ currency: example(id).currency, taxes: example(id).taxes, ...over })
    const arrival = stay.arrival ?? day(0)
    return priceStay(compileRates(venue, 1, of), { roomType: types[0]!, plan: plans[0]!, arrival, departure: addDays(arrival, stay.nights ?? 1), guests: stay.guests ?? 2, rooms: stay.rooms ?? 1, children: stay.children, exempt: stay.exempt })
  }
  const taxes = (of: ReturnType<typeof price>) => of.lines.filter(({ kind }) => kind === 'tax').map((line) => [line.tax!.code, line.amount.amount])

  test('are without fault as they are shipped, each with a source and a date', () => {
    for (const one of taxExamples) {
      expect(taxErrors(one.taxes)).toEqual([])
      for (const rule of one.taxes) expect([rule.source?.url, rule.source?.asOf]).toEqual([expect.stringMatching(/^https:/), expect.any(String)])
    }
  })
  test('New York: state, city, district and occupancy in percent and two fees a room are added', () => {
    const of = price('us-nyc-hotel', { roomTypes: [{ roomType: types[0]!, price: 30_000, singlePercent: 100, extraGuest: null, includedGuests: 2 }] })
    expect(taxes(of)).toEqual([['US-NY-SALES', 1_200], ['US-NYC-SALES', 1_350], ['US-NY-MCTD', 113], ['US-NYC-HROT', 1_763], ['US-NYC-HROT-ROOM', 200], ['US-NY-UNIT', 150]])
    expect(of.total.amount).toBe(30_000 + 1_200 + 1_350 + 113 + 1_763 + 350)
  })
  test('Lisbon: value-added tax lies within, the city’s is added for seven nights and not for a child', () => {
    const of = price('pt-lisbon-hotel', {}, { nights: 10, guests: 3, children: [12] })
    expect(of.total.amount).toBe(10 * 10_000 + 7 * 2 * 400)
    expect(of.lines.find((line) => line.included)!.amount.amount).toBe(566) // 100.00 ÷ 1.06 = 94.34
  })
  test('Amsterdam: a percentage of the price without value-added tax, whose rate is that of each night', () => {
    expect(taxes(price('nl-amsterdam-hotel', {}, { nights: 2, arrival: plainDate('2025-12-31') }))).toEqual([['NL-BTW-9', 826], ['NL-AMS-TB', 1_147], ['NL-BTW-21', 1_736], ['NL-AMS-TB', 1_033]])
  })
  test('Rome: ten nights at most, and who is exempt has a line that says why', () => {
    expect(taxes(price('it-rome-hotel', {}, { nights: 12, guests: 1 })).filter(([code]) => code === 'IT-ROM-CDS')).toHaveLength(10)
    expect(price('it-rome-hotel', {}, { nights: 3, exempt: ['medical'] }).lines.filter((line) => line.tax?.exemptReason === 'medical').map((line) => line.amount.amount)).toEqual([0])
  })
  test('Singapore: a service charge, and the tax on the price with it', () => {
    expect(taxes(price('sg-hotel'))).toEqual([['SG-SVC', 1_000], ['SG-GST', 990]])
  })
  test('a restaurant’s menu is split into food and drinks, each with its own tax', () => {
    const of = priceSitting({ service: newId('svc', 1), name: 'Tasting', currency: 'EUR' as Currency, prepaidPerCover: 9_000, prepaidParts: [{ category: 'food', percent: 70 }, { category: 'beverage', percent: 30 }], depositPerCover: null, cancellationHours: 24, taxes: example('pt-restaurant').taxes }, { party: 2, date: day(0) })
    expect([of.total.amount, taxes(of)]).toEqual([18_000, [['PT-IVA-13', 1_450], ['PT-IVA-23', 1_010]]])
  })
})

describe('taxes that cannot be', () => {
  const tax = (over: Partial<TaxRule>): TaxRule => ({ code: 'A', name: 'A', kind: 'vat', charged: 'percent', rateBp: 1_000, amount: null, included: false, categories: [], ...over })
  const pointers = (...rules: TaxRule[]) => rateErrors(rates({ taxes: rules })).map(({ pointer }) => pointer)
  test('are refused by pointer', () => {
    expect(pointers(tax({ categories: ['spa' as 'room'] }))).toEqual(['/taxes/0/categories/0'])
    expect(pointers(tax({ rateBp: -1 }), tax({ code: 'B', charged: 'stay', rateBp: null, amount: -5 }))).toEqual(['/taxes/0/rate_bp', '/taxes/1/amount'])
    expect(pointers(tax({}), tax({}))).toEqual(['/taxes/1/code'])
    expect(pointers(tax({ included: true }), tax({ code: 'B', included: true, categories: ['room'] }))).toEqual(['/taxes/1/categories'])
    expect(pointers(tax({ onTaxes: ['B'] }), tax({ code: 'B' }))).toEqual(['/taxes/0/on_taxes/0'])
    expect(pointers(tax({ charged: 'stay', amount: 100, rateBp: null, included: true }))).toEqual(['/taxes/0/included'])
  })
  test('and plans that derive from themselves, or from nothing, too', () => {
    const of = (...some: PlanRate[]) => rateErrors(rates({ plans: some })).map(({ pointer, detail }) => [pointer, detail])
    expect(of(plan({ parent: plans[0]! }))).toEqual([['/plans/0/parent', 'derives from itself in the end']])
    expect(of(plan({ parent: plans[1]! }), plan({ id: plans[1]!, name: 'B', parent: plans[0]! })).map(([pointer]) => pointer)).toEqual(['/plans/0/parent', '/plans/1/parent'])
    expect(of(plan({ parent: plans[2]! }))).toEqual([['/plans/0/parent', 'is no plan of this venue']])
  })
})
