import { compileRates, priceStay, stayTotal, taxExamples, type PlanRate, type Rates } from '../../server/modules/pricing/index.ts'
import { newId, type RatePlanId, type RoomTypeId } from '../../server/platform/id.ts'
import type { Currency } from '../../server/platform/money.ts'
import { addDays, dayNumber, plainDate, type PlainDate } from '../../server/platform/time.ts'
import { spread } from '../figures.ts'

const types: RoomTypeId[] = Array.from({ length: 5 }, (_, i) => newId('rt', i + 1))
const plans: RatePlanId[] = Array.from({ length: 4 }, (_, i) => newId('rp', i + 1))
const first = plainDate('2027-01-01')

/** A hotel with everything at once: five types under four plans (two derived), seasons, weekdays, a year of dated prices, children, discounts, a fee, a package, and a whole set of taxes. */
function hotel(taxes: Rates['taxes'], currency: string) {
  const plan = (i: number, over: Partial<PlanRate>): PlanRate => ({ id: plans[i]!, name: `Plan ${i}`, board: 'room_only', percent: 100, perPerson: null, cancellation: [{ untilHours: 48, chargePercent: 0 }, { untilHours: null, chargePercent: 100 }], depositPercent: 20, minStay: 1, maxStay: null, advanceDaysMin: 0, ...over })
  const rates: Rates = {
    currency: currency as Currency, weekdayPercent: [95, 95, 100, 100, 120, 125, 100],
    seasons: Array.from({ length: 8 }, (_, i) => ({ name: `Season ${i}`, from: addDays(first, i * 45), to: addDays(first, i * 45 + 50), percent: 80 + i * 12 })),
    roomTypes: types.map((roomType, i) => ({ roomType, price: 12_900 + i * 4_321, singlePercent: 85, extraGuest: 3_500, includedGuests: 2 })),
    plans: [plan(0, {}), plan(1, { parent: plans[0]!, percent: 90 }), plan(2, { parent: plans[0]!, board: 'breakfast', perPerson: 1_650 }), plan(3, { percent: 80, visibility: 'corporate', code: 'ACME' })],
    childBands: [{ upTo: 2, amount: 0, boardPercent: 0, takesBed: false }, { upTo: 12, amount: 1_500, boardPercent: 50, takesBed: true }],
    discounts: [{ name: 'Seven nights', kind: 'length_of_stay', from: 7, percent: 10, plans: null }, { name: 'Early', kind: 'early_bird', from: 60, percent: 5, plans: null }],
    extras: [{ id: 'fee', name: 'Resort fee', per: 'night', price: 1_200, parts: [{ category: 'fee', percent: 100 }], mandatory: true, maxQuantity: 1 }], taxes,
  }
  const cells = [0, 1, 2].map((t) => ({ roomType: types[t]!, plan: plans[0]!, nights: Array.from({ length: 365 }, (_, i) => ({ day: dayNumber(first) + i, price: 14_000 + ((i * 37) % 9_000), minStay: null, maxStay: null, closedToArrival: false, closedToDeparture: false, stopSell: false })) }))
  return compileRates(newId('ven', 1), 1, rates, cells)
}

interface Asked { type: number; plan: number; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children: number[]; bookedOn: PlainDate }
/** Wishes as guests have them, made beforehand: another type, plan, party and date each time. */
function wishes(nights: number): Asked[] {
  return Array.from({ length: 4_096 }, (_, i) => {
    const arrival = addDays(first, (i * 7_919) % 330)
    return { type: i % 5, plan: (i >> 2) % 3, arrival, departure: addDays(arrival, nights), guests: 1 + (i % 4), rooms: 1, children: i % 5 === 3 ? [7] : [], bookedOn: addDays(arrival, -((i * 31) % 120)) }
  })
}

/** Quotes (with every line) and totals (what search runs) a second of one core, by CPU time; five runs each. */
export function quotesASecond(): Record<string, string | number>[] {
  const rows: Record<string, string | number>[] = []
  const sets = [['us-nyc-hotel', 'New York, 6 taxes added'], ['pt-lisbon-hotel', 'Lisbon, included and city'], ['none', 'no taxes']] as const
  for (const [id, name] of sets) {
    const example = taxExamples.find((one) => one.id === id)
    const program = hotel(example?.taxes ?? [], example?.currency ?? 'EUR')
    for (const nights of [1, 7, 30]) {
      const asked = wishes(nights)
      let lines = 0
      const quote = (i: number) => { const wish = asked[i & 4_095]!; lines = priceStay(program, { ...wish, roomType: types[wish.type]!, plan: plans[wish.plan]! }).lines.length }
      const total = (i: number) => { const wish = asked[i & 4_095]!; stayTotal(program, wish.type, wish.plan, wish) }
      const [quotes, totals] = [rate(quote), rate(total)]
      rows.push({ taxes: name, nights, 'quotes/s': Math.round(quotes.median), 'lowest': Math.round(quotes.min), 'totals/s': Math.round(totals.median), lines })
    }
  }
  return rows
}

function rate(work: (i: number) => void): { median: number; min: number } {
  for (let i = 0; i < 30_000; i += 1) work(i)
  const runs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    let done = 0
    const end = performance.now() + 400
    while (performance.now() < end) { for (let i = 0; i < 500; i += 1) work(done + i); done += 500 }
    const used = process.cpuUsage(before)
    return done / ((used.user + used.system) / 1e6)
  })
  return spread(runs)
}
