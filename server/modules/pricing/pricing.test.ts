import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId, type RoomTypeId } from '#platform/id'
import { exponentOf, money, type Currency } from '#platform/money'
import { addDays, instantAt, nightCount, plainDate, type PlainDate } from '#platform/time'
import {
  cancellationTimeline, chargeIfCancelled, chargeIfNoShow, cheapestPlan, cityTax, compileRates, freeUntil, fromWire, inWords, lowestNight, nightOfRooms, perNight, policyText, priceOnWire, priceSitting, priceStay, priceSummary, rateErrors,
  refundOf, refusedByPlan, stayTotal, type PlanRate, type RateProgram, type Rates,
} from '#module/pricing'

const venue = newId('ven', 1)
const [double, suite]: RoomTypeId[] = [newId('rt', 1), newId('rt', 2)]
const plan = (over: Partial<PlanRate> = {}): PlanRate => ({ id: newId('rp', 1), name: 'Flexible', board: 'room_only', percent: 100, perPerson: null, cancellation: [{ untilHours: 48, chargePercent: 0 }, { untilHours: null, chargePercent: 100 }], depositPercent: 20, minStay: 1, maxStay: null, advanceDaysMin: 0, ...over })
const rates = (over: Partial<Rates> = {}): Rates => ({
  currency: 'EUR' as Currency, weekdayPercent: [100, 100, 100, 100, 120, 120, 100], seasons: [], plans: [plan()], taxes: [],
  roomTypes: [{ roomType: double!, price: 10_000, singlePercent: 90, extraGuest: 2_500, includedGuests: 2 }, { roomType: suite!, price: 25_050, singlePercent: 100, extraGuest: null, includedGuests: 4 }], ...over,
})
const compiled = (over: Partial<Rates> = {}): RateProgram => compileRates(venue, 1, rates(over))
const stayOf = (arrival: string, nights: number, over: { guests?: number; rooms?: number; roomType?: RoomTypeId } = {}) =>
  ({ roomType: double!, arrival: plainDate(arrival), departure: addDays(plainDate(arrival), nights), guests: 2, rooms: 1, ...over })
const priced = (program: RateProgram, of: ReturnType<typeof stayOf>) => priceStay(program, { ...of, plan: program.plans[0]!.id })
const amounts = (program: RateProgram, of: ReturnType<typeof stayOf>) => perNight(priced(program, of)).map(({ amount }) => amount.amount)

describe('a night', () => {
  test('costs what its weekday and season say; of seasons that overlap, the later in the list', () => {
    const program = compiled({ seasons: [{ name: 'Summer', from: plainDate('2027-06-01'), to: plainDate('2027-08-31'), percent: 150 }, { name: 'Feast', from: plainDate('2027-06-12'), to: plainDate('2027-06-13'), percent: 200 }] })
    // Monday 31 May; then the season; the feast on Saturday and Sunday.
    expect(amounts(program, stayOf('2027-05-31', 2))).toEqual([10_000, 15_000])
    expect(amounts(program, stayOf('2027-06-10', 5))).toEqual([15_000, 18_000, 24_000, 20_000, 15_000])
    expect(amounts(program, stayOf('2027-08-31', 2))).toEqual([15_000, 10_000])
  })

  test('costs less for one alone, and more for each guest beyond those included, by room', () => {
    const program = compiled()
    expect([1, 2, 3, 4].map((guests) => amounts(program, stayOf('2027-03-01', 1, { guests }))[0])).toEqual([9_000, 10_000, 12_500, 15_000])
    // 5 in 2 rooms: 3 and 2. 2 in 2 rooms: one each.
    expect(amounts(program, stayOf('2027-03-01', 1, { guests: 5, rooms: 2 }))).toEqual([22_500])
    expect(amounts(program, stayOf('2027-03-01', 1, { guests: 2, rooms: 2 }))).toEqual([18_000])
  })

  test('has the board of each person in it, which no season raises', () => {
    const program = compiled({ plans: [plan({ percent: 90, perPerson: 1_500 })], seasons: [{ name: 'High', from: plainDate('2027-01-01'), to: plainDate('2027-12-31'), percent: 200 }] })
    expect(amounts(program, stayOf('2027-03-01', 1))).toEqual([10_000 * 0.9 * 2 + 3_000])
  })

  test('rounds half a unit upwards, in each currency’s own unit', () => {
    const one = (currency: string, price: number, percent: number) => {
      const program = compiled({ currency: currency as Currency, weekdayPercent: [percent, 100, 100, 100, 100, 100, 100], roomTypes: [{ roomType: double!, price, singlePercent: 100, extraGuest: null, includedGuests: 2 }] })
      return priced(program, stayOf('2027-03-01', 1)).total
    }
    expect(one('EUR', 3_350, 15)).toEqual({ amount: 503, currency: 'EUR' }) // 502.5
    expect(one('JPY', 12_345, 110)).toEqual({ amount: 13_580, currency: 'JPY' }) // 13,579.5
    expect(one('KWD', 33_333, 95)).toEqual({ amount: 31_666, currency: 'KWD' }) // 31,666.35
    expect(inWords(one('JPY', 12_345, 110))).toBe('¥13,580')
    expect(inWords(one('KWD', 33_333, 95)).replace('\u00a0', ' ')).toBe('KWD 31.666')
    expect([exponentOf('JPY' as Currency), exponentOf('KWD' as Currency)]).toEqual([0, 3])
  })
})

describe('a stay', () => {
  test('has the tax of its first nights only, for each guest, beside the total of its nights', () => {
    const program = compiled({ taxes: [cityTax('City tax', 400, 7)] })
    const price = priced(program, stayOf('2027-03-01', 10, { guests: 3, rooms: 2 }))
    const taxes = price.lines.filter(({ kind }) => kind === 'tax')
    expect(taxes.map(({ date }) => date)).toEqual(perNight(price).slice(0, 7).map(({ night }) => night))
    expect(taxes[0]).toMatchObject({ label: 'City tax', quantity: 3, amount: money(1_200, 'EUR'), included: false, category: null, within: null, tax: { kind: 'city', rateBp: null } })
    expect(price.total.amount).toBe(price.lines.reduce((sum, line) => sum + line.amount.amount, 0))
  })

  test('is sold under a plan only within its limits', () => {
    const strict = compiled({ plans: [plan({ minStay: 2, maxStay: 5, advanceDaysMin: 30 })] }).plans[0]!
    const codes = (arrival: string, nights: number) => refusedByPlan(strict, stayOf(arrival, nights), plainDate('2027-03-01')).map(({ code }) => code)
    expect([codes('2027-04-01', 3), codes('2027-03-05', 1), codes('2027-04-01', 6)]).toEqual([[], ['min_stay', 'advance_purchase'], ['max_stay']])
  })

  test('takes the cheapest plan among those that are sold for it', () => {
    const program = compiled({ plans: [plan(), plan({ id: newId('rp', 2), name: 'Early', percent: 80, advanceDaysMin: 30 })] })
    const cheapest = (arrival: string) => cheapestPlan(program, stayOf(arrival, 2), plainDate('2027-03-01'))?.plan.name
    expect([cheapest('2027-03-10'), cheapest('2027-04-10')]).toEqual(['Flexible', 'Early'])
    expect(cheapestPlan(program, stayOf('2027-03-10', 2, { roomType: newId('rt', 9) }), plainDate('2027-03-01'))).toBeUndefined()
    expect(lowestNight(program, double!, 2, plainDate('2027-03-01'), 30)).toEqual(money(8_000, 'EUR'))
  })
})

describe('any stay under any rates', () => {
  const anyRates = fc.record({
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'), price: fc.integer({ min: 1, max: 5_000_000 }), single: fc.integer({ min: 1, max: 100 }), extra: fc.option(fc.integer({ min: 0, max: 100_000 })), included: fc.integer({ min: 1, max: 6 }),
    weekdays: fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 7, maxLength: 7 }), percent: fc.integer({ min: 1, max: 1_000 }), perPerson: fc.option(fc.integer({ min: 0, max: 50_000 })), deposit: fc.integer({ min: 0, max: 100 }),
    seasons: fc.array(fc.record({ from: fc.integer({ min: 0, max: 700 }), length: fc.integer({ min: 0, max: 200 }), percent: fc.integer({ min: 1, max: 1_000 }) }), { maxLength: 8 }),
    tax: fc.option(fc.record({ amount: fc.integer({ min: 0, max: 5_000 }), max: fc.option(fc.integer({ min: 1, max: 21 })) })),
  }).map((r) => rates({
    currency: r.currency as Currency, weekdayPercent: r.weekdays, plans: [plan({ percent: r.percent, perPerson: r.perPerson, depositPercent: r.deposit })],
    roomTypes: [{ roomType: double!, price: r.price, singlePercent: r.single, extraGuest: r.extra, includedGuests: r.included }],
    seasons: r.seasons.map((season) => ({ name: 'S', from: addDays(plainDate('2027-01-01'), season.from), to: addDays(plainDate('2027-01-01'), season.from + season.length), percent: season.percent })),
    taxes: r.tax === null ? [] : [cityTax('Tax', r.tax.amount, r.tax.max)],
  }))
  const anyStay = fc.record({ day: fc.integer({ min: 0, max: 900 }), nights: fc.integer({ min: 1, max: 60 }), rooms: fc.integer({ min: 1, max: 9 }), more: fc.integer({ min: 0, max: 21 }) })
    .map(({ day, nights, rooms, more }) => stayOf(addDays(plainDate('2027-01-01'), day), nights, { rooms, guests: rooms + more }))

  test('has lines that add up to its total, and what is due now and later too', () => {
    fc.assert(fc.property(anyRates, anyStay, (of, stay) => {
      expect(rateErrors(of)).toEqual([])
      const price = priced(compileRates(venue, 1, of), stay)
      expect(price.lines.filter((line) => !line.included).reduce((sum, line) => sum + line.amount.amount, 0)).toBe(price.total.amount)
      expect(price.dueNow.amount + price.dueLater.amount).toBe(price.total.amount)
      expect(price.lines.filter(({ kind }) => kind === 'night')).toHaveLength(nightCount(stay))
      for (const line of price.lines) expect(Number.isSafeInteger(line.amount.amount)).toBe(true)
    }), { numRuns: 300 })
  })

  test('costs the same in search, in the offer and night by night', () => {
    fc.assert(fc.property(anyRates, anyStay, (of, stay) => {
      const program = compileRates(venue, 1, of)
      const total = priced(program, stay).total.amount
      expect(cheapestPlan(program, stay, plainDate('2026-12-01'))?.total).toBe(total)
      expect(stayTotal(program, 0, 0, stay)).toBe(total)
      const [head, tail] = [stay, stay].map((one, i) => (i === 0 ? { ...one, departure: addDays(one.arrival, 1) } : { ...one, arrival: addDays(one.arrival, 1) }))
      if (nightCount(stay) > 1) expect([...amounts(program, head!), ...amounts(program, tail!)]).toEqual(amounts(program, stay))
    }), { numRuns: 300 })
  })

  test('is what a calculator with exact fractions says', () => {
    fc.assert(fc.property(anyRates, anyStay, (of, stay) => {
      const program = compileRates(venue, 1, of)
      const type = of.roomTypes[0]!
      const day = 20_454 + 7 // 2026-01-08, a Thursday
      const date = '2026-01-08' as PlainDate
      const season = of.seasons.findLast((one) => one.from <= date && date <= one.to)?.percent ?? 100
      const round = (n: bigint, d: bigint) => (n * 2n + d) / (d * 2n)
      const room = (guests: number) => {
        const list = round(BigInt(type.price) * BigInt(of.plans[0]!.percent) * BigInt(guests === 1 ? type.singlePercent : 100), 10_000n)
        return Number(round(list * BigInt(season) * BigInt(of.weekdayPercent[3]!), 10_000n)) + Math.max(0, guests - type.includedGuests) * (type.extraGuest ?? 0) + (of.plans[0]!.perPerson ?? 0) * guests
      }
      const by = Array.from({ length: stay.rooms }, (_, i) => Math.floor(stay.guests / stay.rooms) + (i < stay.guests % stay.rooms ? 1 : 0))
      expect(nightOfRooms(program, 0, 0, stay.guests, stay.rooms, day)).toBe(by.reduce((sum, guests) => sum + room(guests), 0))
    }), { numRuns: 300 })
  })

  test('never costs more to cancel later than it does at all, and gives back what was paid less the charge', () => {
    const ladders = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 100 })), { minLength: 1, maxLength: 5 }).map((steps) => {
      const hours = [...new Set(steps.map(([h]) => h))].sort((a, b) => b - a)
      const percents = steps.map(([, p]) => p).sort((a, b) => a - b)
      return [...hours.map((untilHours, i) => ({ untilHours, chargePercent: percents[i]! })), { untilHours: null, chargePercent: 100 }]
    })
    fc.assert(fc.property(anyRates, anyStay, ladders, fc.integer({ min: -600, max: 600 }), (of, stay, cancellation, hours) => {
      const price = priced(compileRates(venue, 1, { ...of, plans: [{ ...of.plans[0]!, cancellation }] }), stay)
      const arrivalAt = instantAt(stay.arrival, '15:00', 'Europe/Lisbon')
      const now = arrivalAt.add({ hours })
      const charge = chargeIfCancelled(price.policy, price, arrivalAt, now)
      expect(charge.amount).toBeLessThanOrEqual(price.total.amount)
      expect(chargeIfCancelled(price.policy, price, arrivalAt, now.add({ hours: 1 })).amount).toBeGreaterThanOrEqual(charge.amount)
      const refund = refundOf(price.dueNow, charge)
      expect(refund.amount + Math.min(charge.amount, price.dueNow.amount)).toBe(price.dueNow.amount)
      const timeline = cancellationTimeline(price.policy, price, price.dueNow, arrivalAt, now)
      expect(timeline[0]!.charge).toEqual(charge)
      expect(timeline.at(-1)!.until).toBeNull()
      const free = freeUntil(price.policy, arrivalAt)
      if (price.total.amount > 0 && free !== null && Temporal.Instant.compare(now, free) < 0) expect(charge.amount).toBe(0)
    }), { numRuns: 300 })
  })
})

describe('a policy', () => {
  const arrivalAt = Temporal.Instant.from('2027-03-29T14:00:00Z') // 15:00 in Lisbon, a day after the clocks changed
  const price = priced(compiled(), stayOf('2027-03-29', 2))

  test('counts real hours back from check-in, also over a change of the clocks', () => {
    expect(freeUntil(price.policy, arrivalAt)!.toString()).toBe('2027-03-27T14:00:00Z')
    const at = (now: string) => chargeIfCancelled(price.policy, price, arrivalAt, Temporal.Instant.from(now)).amount
    expect([at('2027-03-27T13:59:59Z'), at('2027-03-27T14:00:00Z'), at('2027-04-20T00:00:00Z')]).toEqual([0, 20_000, 20_000])
    expect(chargeIfNoShow(price.policy, price).amount).toBe(20_000)
  })

  test('is told with dates and sums, in the venue’s time', () => {
    const moment = { now: Temporal.Instant.from('2027-03-01T10:00:00Z'), arrivalAt, timeZone: 'Europe/Lisbon' }
    const wire = priceOnWire(price, moment)
    expect(wire.cancellation.map((step) => [step.until_local, step.charge.amount, step.refund.amount, step.text])).toEqual([
      ['2027-03-27T14:00', '0', '4000', 'Free to cancel until Sat, 27 Mar 2027, 14:00.'], [null, '20000', '0', 'Cancelling costs €200.00 after that, or if you do not come.'],
    ])
    expect(priceSummary(price, moment, 2)).toMatchObject({ total: { amount: '20000', exponent: 2 }, due_now: { amount: '4000' }, free_until: '2027-03-27T14:00:00Z', nights: 2 })
    expect(priceSummary(price, { ...moment, now: Temporal.Instant.from('2027-03-28T10:00:00Z') }, 2).free_until).toBeNull()
  })

  test('without a last line charges all after its lines', () => {
    expect(priced(compiled({ plans: [plan({ cancellation: [{ untilHours: 24, chargePercent: 50 }] })] }), stayOf('2027-03-29', 2)).policy.cancellation).toEqual([{ untilHours: 24, chargePercent: 50 }, { untilHours: null, chargePercent: 100 }])
    expect(policyText([{ untilHours: null, chargePercent: 100 }], 100)).toBe('Not refundable; paid in full now.')
    expect(policyText([{ untilHours: 72, chargePercent: 0 }, { untilHours: null, chargePercent: 50 }], 20)).toBe('Free to cancel until 3 days before arrival; 50% after that; 20% is paid now.')
  })
})

describe('a sitting', () => {
  const terms = { service: newId('svc', 1), name: 'Dinner', currency: 'EUR' as Currency, prepaidPerCover: null, depositPerCover: 1_500, cancellationHours: 24 }
  const at = { party: 4, date: plainDate('2027-03-05') }

  test('with a deposit costs nothing yet: the deposit is due now, and kept when they do not come', () => {
    const price = priceSitting(terms, at)
    expect([price.total.amount, price.dueNow.amount, price.dueLater.amount, price.lines]).toEqual([0, 6_000, 0, []])
    expect(chargeIfNoShow(price.policy, price).amount).toBe(6_000)
  })

  test('with a menu paid beforehand costs the menu; with neither it costs nothing and cancelling neither', () => {
    expect(priceSitting({ ...terms, prepaidPerCover: 9_000 }, at)).toMatchObject({ total: { amount: 36_000 }, dueNow: { amount: 42_000 }, lines: [{ kind: 'cover', quantity: 4 }] })
    const free = priceSitting({ ...terms, depositPerCover: null }, at)
    expect([free.dueNow.amount, chargeIfNoShow(free.policy, free).amount, free.policy.text]).toEqual([0, 0, 'Free to cancel at any time.'])
  })
})

describe('rates that cannot be', () => {
  const pointers = (over: Partial<Rates>) => rateErrors(rates(over)).map(({ pointer }) => pointer)
  const type = rates().roomTypes[0]!
  test('are refused by pointer', () => {
    expect(pointers({ roomTypes: [{ ...type, price: 0 }] })).toEqual(['/room_types/0/price'])
    expect(pointers({ roomTypes: [type, type] })).toEqual(['/room_types/1/room_type'])
    expect(pointers({ roomTypes: [{ ...type, price: 400_000_000_000 }], seasons: [{ name: 'S', from: plainDate('2027-01-01'), to: plainDate('2027-01-02'), percent: 1_000 }] })).toEqual(['/room_types/0/price'])
    expect(pointers({ seasons: [{ name: 'S', from: plainDate('2027-01-02'), to: plainDate('2027-01-01'), percent: 100 }] })).toEqual(['/seasons/0/to'])
    expect(pointers({ plans: [plan({ minStay: 5, maxStay: 3 })] })).toEqual(['/plans/0/max_stay'])
    expect(pointers({ plans: [plan({ cancellation: [{ untilHours: 24, chargePercent: 50 }, { untilHours: 48, chargePercent: 0 }] })] })).toEqual(['/plans/0/cancellation/1/until_hours', '/plans/0/cancellation/1/charge_percent'])
    expect(pointers({ plans: [plan({ cancellation: [{ untilHours: null, chargePercent: 0 }, { untilHours: 24, chargePercent: 50 }] })] })).toEqual(['/plans/0/cancellation/0/until_hours'])
  })

  test('in another currency, or with another exponent, are not taken as they stand', () => {
    expect(fromWire({ amount: '100', currency: 'EUR', exponent: 2 }, 'EUR')).toEqual({ amount: 100, currency: 'EUR' })
    expect(fromWire({ amount: '100', currency: 'USD', exponent: 2 }, 'EUR')).toHaveProperty('detail')
    expect(fromWire({ amount: '100', currency: 'JPY', exponent: 2 }, 'JPY')).toHaveProperty('detail')
  })
})
