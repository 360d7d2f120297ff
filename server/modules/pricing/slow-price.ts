import type { RatePlanId, RoomTypeId } from '#platform/id'
import { dayNumber, fromDayNumber, weekday, type PlainDate } from '#platform/time'
import type { DatedCell } from './compile.ts'
import type { ChildBand, PlanRate, Rates } from './rates.ts'
import type { TaxRule } from './taxes.ts'

/**
 * The price of a stay reckoned the slow and obvious way, from the rates as they were set up, in fractions of whole
 * numbers: what the compiled program is compared with in its tests. It shares no code with it but the shapes.
 */
export interface SlowStay {
  roomType: RoomTypeId; plan: RatePlanId; arrival: PlainDate; nights: number; guests: number; rooms: number; children: number[]
  ahead: number; promo: { percent: number | null; amount: number | null } | null; extras: { extra: string; quantity: number }[]; exempt: string[]
}
export interface SlowLine { kind: string; date: PlainDate; amount: bigint; category: string; off: bigint; taxOn: SlowLine | null; tax: string | null; included: boolean }

const big = (value: number) => BigInt(value)
function rounded(numerator: bigint, denominator: bigint, mode: TaxRule['roundingMode'] = 'half_up'): bigint {
  const whole = numerator / denominator
  const rest = numerator % denominator
  if (mode === 'down') return whole
  if (mode === 'up') return rest > 0n ? whole + 1n : whole
  return rest * 2n >= denominator ? whole + 1n : whole
}
const percentOf = (amount: bigint, percent: number) => rounded(amount * big(percent), 100n)

export function slowPrice(rates: Rates, cells: readonly DatedCell[], stay: SlowStay): { total: bigint; lines: SlowLine[] } {
  const plan = rates.plans.find(({ id }) => id === stay.plan)!
  const type = rates.roomTypes.find(({ roomType }) => roomType === stay.roomType)!
  const lines: SlowLine[] = []
  const left = new Map(rates.taxes.map((tax) => [tax, tax.maxAmount == null ? null : big(tax.maxAmount)]))
  const sums = new Map(rates.taxes.map((tax) => [tax, { base: 0n, tax: 0n }]))
  const rooms = roomsOf(rates, stay)
  for (let i = 0; i < stay.nights; i += 1) {
    const date = fromDayNumber(dayNumber(stay.arrival) + i)
    const tonight: SlowLine[] = []
    const line = (kind: string, amount: bigint, category: string): SlowLine => { const one = { kind, date, amount, category, off: 0n, taxOn: null, tax: null, included: false }; tonight.push(one); return one }
    let room = 0n
    for (const each of rooms) {
      const beds = each.beds.length
      room += listPrice(rates, cells, type, plan, Math.max(1, beds), date) + each.flat
    }
    const board = boardOf(rates, plan, stay)
    if (plan.board === 'room_only') room += board
    const night = line('night', room, 'room')
    if (plan.board !== 'room_only' && board > 0n) line('board', board, 'board')
    discounts(rates, plan, stay, night, i, line)
    for (const extra of rates.extras ?? []) {
      const chosen = stay.extras.find((one) => one.extra === extra.id)?.quantity ?? 0
      const quantity = extra.mandatory || plan.extras?.includes(extra.id) === true ? 1 : chosen
      if (quantity === 0 || ((extra.per === 'stay' || extra.per === 'person') && i > 0)) continue
      const units = quantity * (extra.per === 'person' || extra.per === 'person_night' ? stay.guests : extra.per === 'night' ? stay.rooms : 1)
      let percent = 0
      let before = 0n
      for (const part of extra.parts) {
        percent += part.percent
        const upTo = percentOf(big(extra.price * units), percent)
        if (upTo > before) line('extra', upTo - before, part.category)
        before = upTo
      }
    }
    lines.push(...tonight, ...taxesOf(rates, stay, i, date, tonight, left, sums))
  }
  return { total: lines.reduce((sum, line) => (line.included ? sum : sum + line.amount), 0n), lines }
}

function listPrice(rates: Rates, cells: readonly DatedCell[], type: Rates['roomTypes'][number], plan: PlanRate, beds: number, date: PlainDate): bigint {
  const most = Math.max(2, type.includedGuests)
  const guests = Math.min(beds, most)
  const ofType = (n: number): bigint => {
    const own = type.byGuests?.[Math.min(n, type.byGuests.length) - 1]
    if (own !== undefined) return rounded(big(own) * big(plan.percent), 100n)
    return n === 1 ? rounded(big(type.price) * big(plan.percent) * big(type.singlePercent), 10_000n) : rounded(big(type.price) * big(plan.percent), 100n)
  }
  const set = cells.find((cell) => cell.roomType === type.roomType && cell.plan === plan.id)?.nights.find(({ day }) => day === dayNumber(date))?.price
  if (set != null) return ofType(guests) === ofType(most) ? big(set) : rounded(big(set) * ofType(guests), ofType(most))
  if (plan.parent != null) {
    const parent = listPrice(rates, cells, type, rates.plans.find(({ id }) => id === plan.parent)!, beds, date)
    const derived = rounded(parent * big(plan.percent), 100n) + big(plan.perNight ?? 0)
    return derived < 0n ? 0n : derived
  }
  const season = rates.seasons.findLast(({ from, to }) => from <= date && date <= to)?.percent ?? 100
  return rounded(ofType(guests) * big(season) * big(rates.weekdayPercent[weekday(date) - 1]!), 10_000n)
}

const bandOf = (rates: Rates, age: number): ChildBand | undefined => (rates.childBands ?? []).find((band) => age <= band.upTo)

/** Who sleeps in the included beds of each room, and what is paid beyond them. */
function roomsOf(rates: Rates, stay: SlowStay): { beds: string[]; flat: bigint }[] {
  const type = rates.roomTypes.find(({ roomType }) => roomType === stay.roomType)!
  const children = stay.children.filter((age) => bandOf(rates, age) !== undefined).sort((a, b) => b - a)
  const adults = stay.guests - children.length
  const people = Array.from({ length: stay.rooms }, () => ({ adults: 0, children: [] as number[] }))
  for (let i = 0; i < adults; i += 1) people[i % stay.rooms]!.adults += 1
  for (const age of children) {
    const fewest = Math.min(...people.map((room) => room.adults + room.children.length))
    people.find((room) => room.adults + room.children.length === fewest)!.children.push(age)
  }
  return people.map((room) => {
    const beds = Array.from({ length: room.adults }, () => 'adult')
    let flat = big(Math.max(0, room.adults - type.includedGuests)) * big(type.extraGuest ?? 0)
    for (const band of room.children.map((age) => bandOf(rates, age)!).sort((a, b) => b.amount - a.amount)) {
      if (band.takesBed && beds.length < type.includedGuests) beds.push('child')
      else flat += big(band.amount)
    }
    return { beds, flat }
  })
}

function boardOf(rates: Rates, plan: PlanRate, stay: SlowStay): bigint {
  let perPerson = 0
  for (let at: PlanRate | undefined = plan; at !== undefined; at = at.parent == null ? undefined : rates.plans.find(({ id }) => id === at!.parent)) perPerson += at.perPerson ?? 0
  let amount = 0n
  const known = stay.children.map((age) => bandOf(rates, age)).filter((band) => band !== undefined)
  amount += big(perPerson) * big(stay.guests - known.length)
  for (const band of known) amount += percentOf(big(perPerson), band.boardPercent)
  return amount
}

function discounts(rates: Rates, plan: PlanRate, stay: SlowStay, night: SlowLine, i: number, line: (kind: string, amount: bigint, category: string) => SlowLine): void {
  let percentLeft = 100
  const take = (amount: bigint) => {
    const most = night.amount - night.off
    const taken = amount > most ? most : amount
    if (taken > 0n) { line('discount', -taken, 'room'); night.off += taken }
  }
  for (const kind of ['length_of_stay', 'early_bird', 'last_minute'] as const) {
    const holding = (rates.discounts ?? []).filter((one) => one.kind === kind && (one.plans === null || one.plans.includes(plan.id))
      && (kind === 'length_of_stay' ? stay.nights >= one.from : kind === 'early_bird' ? stay.ahead >= one.from : stay.ahead <= one.from))
    const best = Math.min(percentLeft, Math.max(0, ...holding.map(({ percent }) => percent)))
    percentLeft -= best
    if (best > 0) take(percentOf(night.amount, best))
  }
  if (stay.promo === null) return
  take(stay.promo.percent !== null ? percentOf(night.amount, stay.promo.percent) : big(stay.promo.amount!) * big(i + 1) / big(stay.nights) - big(stay.promo.amount!) * big(i) / big(stay.nights))
}

function taxesOf(rates: Rates, stay: SlowStay, i: number, date: PlainDate, priced: SlowLine[], left: Map<TaxRule, bigint | null>, sums: Map<TaxRule, { base: bigint; tax: bigint }>): SlowLine[] {
  const made: SlowLine[] = []
  const goods = priced.filter(({ kind }) => kind !== 'discount')
  const holds = (tax: TaxRule) => (tax.validFrom == null || date >= tax.validFrom) && (tax.validTo == null || date <= tax.validTo)
  const isOf = (tax: TaxRule, category: string) => tax.categories.length === 0 || tax.categories.includes(category as never)
  const rate = (tax: TaxRule) => big(Math.round(tax.rateBp! * 100))
  const whole = 1_000_000n
  const net = (line: SlowLine) => {
    const gross = line.amount - line.off
    const within = rates.taxes.find((tax) => tax.included && holds(tax) && isOf(tax, line.category))
    return within === undefined ? gross : gross - rounded(gross * rate(within), whole + rate(within), within.roundingMode)
  }
  for (const tax of [...rates.taxes.filter(({ included }) => included), ...rates.taxes.filter(({ included }) => !included)]) {
    if (!holds(tax) || (tax.maxNights != null && i >= tax.maxNights) || stay.exempt.some((reason) => tax.exempt?.includes(reason))) continue
    const people = stay.guests - stay.children.filter((age) => age < (tax.childrenUnder ?? 0)).length
    if (tax.maxAmount != null && (tax.maxAmountPer ?? 'stay') !== 'stay') left.set(tax, big(tax.maxAmount) * big(tax.maxAmountPer === 'person_night' ? people : stay.rooms))
    const add = (amount: bigint, on: SlowLine | null) => {
      const most = left.get(tax)!
      const taken = most !== null && amount > most ? most : amount
      if (most !== null) left.set(tax, most - taken)
      if (taken > 0n) made.push({ kind: 'tax', date, amount: taken, category: '', off: 0n, taxOn: on, tax: tax.code, included: tax.included })
    }
    if (tax.charged !== 'percent') {
      if (tax.charged.endsWith('stay') && i > 0) continue
      add(big(tax.amount!) * big(tax.charged.startsWith('person') ? people : tax.charged === 'stay' ? 1 : stay.rooms), null)
      continue
    }
    const exact = (base: bigint) => rounded(base * rate(tax), tax.included ? whole + rate(tax) : whole, tax.roundingMode)
    const baseOf = (line: SlowLine) => (tax.onNet === true ? net(line) : line.amount - line.off)
    const earlier = made.filter((one) => !one.included && tax.onTaxes?.includes(one.tax!) === true)
    const mine = goods.filter((line) => isOf(tax, line.category))
    if ((tax.rounding ?? 'line') === 'line') {
      for (const line of mine) add(exact(baseOf(line) + earlier.filter(({ taxOn }) => taxOn === line).reduce((sum, one) => sum + one.amount, 0n)), line)
      for (const one of earlier.filter(({ taxOn }) => taxOn === null)) add(exact(one.amount), one)
      continue
    }
    const base = mine.reduce((sum, line) => sum + baseOf(line), 0n) + earlier.reduce((sum, one) => sum + one.amount, 0n)
    if (tax.rounding === 'night') { add(exact(base), null); continue }
    const sum = sums.get(tax)!
    sum.base += base
    const upTo = exact(sum.base)
    add(upTo - sum.tax, null)
    sum.tax = upTo
  }
  return made
}
