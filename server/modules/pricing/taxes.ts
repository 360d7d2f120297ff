import { dayNumber, type PlainDate } from '#platform/time'

export const categories = ['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'] as const
/** What a line is revenue of; taxes are of none. */
export type Category = (typeof categories)[number]
export type TaxKind = 'vat' | 'city' | 'service' | 'other'

/**
 * A tax or a service charge, as data. A percentage is of the lines of its categories, discounts off; anything else is an
 * amount a person, room or stay. Rules are reckoned in the order of the list, so a tax on a tax stands after it.
 */
export interface TaxRule {
  /** Short and the same for ever: accounts and invoices are kept by it (`PT-IVA-6`). */
  code: string
  name: string
  kind: TaxKind
  charged: 'percent' | 'person_night' | 'room_night' | 'person_stay' | 'room_stay' | 'stay'
  /** Hundredths of a percent, of a percentage; at most two digits behind the point: 587.5 is 5.875%. */
  rateBp: number | null
  /** Minor units, of the others. */
  amount: number | null
  /** True: it lies within the price and is only told. */
  included: boolean
  /** Of which lines; all when empty. Only percentages ask it. */
  categories: Category[]
  /** Codes of earlier taxes that count into what this one is reckoned on. */
  onTaxes?: string[]
  /** Reckoned on the price without the tax that is included in it. */
  onNet?: boolean
  /** Only the first so many nights of a stay. */
  maxNights?: number | null
  /** Never more than this for each person and night, room and night, or stay. */
  maxAmount?: number | null
  maxAmountPer?: 'person_night' | 'room_night' | 'stay'
  /** Children under this age do not count. */
  childrenUnder?: number | null
  /** Reasons that free the whole party: `business`. */
  exempt?: string[]
  /** The first and the last night on which it is due. */
  validFrom?: PlainDate | null
  validTo?: PlainDate | null
  /** Rounded on each line, on each night, or so that the whole stay is rounded once. */
  rounding?: 'line' | 'night' | 'stay'
  roundingMode?: 'half_up' | 'up' | 'down'
  source?: { title: string; url: string; asOf: PlainDate; note?: string }
}

/** The only kind that the oldest rows know. */
interface OlderTax { kind: 'per_person_night'; name: string; amount: number; maxNights: number | null }

export function taxOf(stored: TaxRule | OlderTax): TaxRule {
  if (stored.kind !== 'per_person_night') return stored
  return cityTax(stored.name, stored.amount, stored.maxNights)
}

/** An amount a person and night for the first nights: what the page of prices asks by two fields. */
export function cityTax(name: string, amount: number, maxNights: number | null): TaxRule {
  return { code: 'city', name, kind: 'city', charged: 'person_night', rateBp: null, amount, included: false, categories: [], maxNights }
}

/** A rule as the calculator runs it. Days are since 1970. */
export interface CompiledTax {
  readonly rule: TaxRule
  readonly percent: boolean
  /** In millionths. */
  readonly rate: number
  readonly amount: number
  readonly included: boolean
  /** A bit a category. */
  readonly mask: number
  /** A bit for each earlier tax that it is on. */
  readonly onMask: number
  readonly onNet: boolean
  readonly maxNights: number
  readonly maxAmount: number
  readonly capPer: 'person_night' | 'room_night' | 'stay'
  readonly fromDay: number
  readonly toDay: number
  readonly rounding: 'line' | 'night' | 'stay'
  readonly mode: 0 | 1 | -1
  readonly childrenUnder: number
}

export function compileTaxes(rules: readonly TaxRule[]): CompiledTax[] {
  // What is included is told before what is added is reckoned on the rest.
  const ordered = [...rules.filter(({ included }) => included), ...rules.filter(({ included }) => !included)]
  return ordered.map((rule) => ({
    rule, percent: rule.charged === 'percent', rate: Math.round((rule.rateBp ?? 0) * 100), amount: rule.amount ?? 0, included: rule.included,
    mask: rule.categories.length === 0 ? (1 << categories.length) - 1 : rule.categories.reduce((mask, category) => mask | (1 << categories.indexOf(category)), 0),
    onMask: (rule.onTaxes ?? []).reduce((mask, code) => mask | ordered.reduce((bits, other, at) => (other.code === code ? bits | (1 << at) : bits), 0), 0),
    onNet: rule.onNet ?? false, maxNights: rule.maxNights ?? Number.MAX_SAFE_INTEGER, maxAmount: rule.maxAmount ?? Number.MAX_SAFE_INTEGER, capPer: rule.maxAmountPer ?? 'stay',
    fromDay: rule.validFrom == null ? -1e9 : dayNumber(rule.validFrom), toDay: rule.validTo == null ? 1e9 : dayNumber(rule.validTo),
    rounding: rule.rounding ?? 'line', mode: rule.roundingMode === 'up' ? 1 : rule.roundingMode === 'down' ? -1 : 0, childrenUnder: rule.childrenUnder ?? 0,
  }))
}

export interface TaxError { pointer: string; detail: string }

/** The most that one venue keeps: a bit each in a mask of 32. */
export const mostTaxes = 30

export function taxErrors(rules: readonly TaxRule[]): TaxError[] {
  const errors: TaxError[] = []
  const say = (i: number, field: string, detail: string) => errors.push({ pointer: `/taxes/${i}/${field}`, detail })
  if (rules.length > mostTaxes) errors.push({ pointer: '/taxes', detail: `at most ${mostTaxes}` })
  rules.forEach((rule, i) => {
    if (rule.charged === 'percent') {
      if (rule.rateBp === null || rule.rateBp < 0 || rule.rateBp > 10_000 || Math.abs(rule.rateBp * 100 - Math.round(rule.rateBp * 100)) > 1e-6) say(i, 'rate_bp', 'is asked of a percentage: 0 to 10000 hundredths of a percent')
      if (rule.childrenUnder != null) say(i, 'children_under', 'a percentage counts no people')
    } else if (rule.amount === null || rule.amount < 0 || rule.amount > 100_000_000) say(i, 'amount', 'is asked, must not be negative, and not this large')
    if (rule.included && rule.charged !== 'percent') say(i, 'included', 'only a percentage can lie within the price')
    if (rule.included && rule.maxAmount != null) say(i, 'max_amount', 'what lies within the price has no largest amount')
    if (rule.maxAmount != null && rule.maxAmount < 0) say(i, 'max_amount', 'must not be negative')
    rule.categories.forEach((category, at) => { if (!categories.includes(category)) say(i, `categories/${at}`, 'is no category') })
    if (rule.validFrom != null && rule.validTo != null && rule.validTo < rule.validFrom) say(i, 'valid_to', 'must not be before valid_from')
    rule.onTaxes?.forEach((code, at) => {
      if (rule.included || !rules.slice(0, i).some((earlier) => earlier.code === code && !earlier.included)) say(i, `on_taxes/${at}`, 'must be the code of an added tax that stands before this one')
    })
    rules.slice(0, i).forEach((earlier) => {
      if (!overlap(earlier, rule)) return
      if (earlier.code === rule.code) say(i, 'code', 'is there already for some of these days')
      if (earlier.included && rule.included && shares(earlier, rule)) say(i, 'categories', `${earlier.name} is included in some of these already`)
    })
  })
  return errors
}

function overlap(a: TaxRule, b: TaxRule): boolean {
  return (a.validFrom == null || b.validTo == null || a.validFrom <= b.validTo) && (b.validFrom == null || a.validTo == null || b.validFrom <= a.validTo)
}
const shares = (a: TaxRule, b: TaxRule): boolean => a.categories.length === 0 || b.categories.length === 0 || a.categories.some((category) => b.categories.includes(category))
