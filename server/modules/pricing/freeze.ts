import { money, type Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'
import type { FrozenPolicy } from './policy.ts'
import type { LineTax, Price, PriceLine } from './price.ts'

/**
 * A price as it lies in a quote and in a booking: a third of the bytes, for a booking is written more often than it is
 * looked at. The currency stands once, a line is its values in this order.
 */
export interface Frozen { currency: Currency; total: number; dueNow: number; dueLater: number; lines: FrozenLine[]; policy: FrozenPolicy }
type FrozenLine = [PriceLine['kind'], label: string, date: PlainDate, quantity: number, amount: number, included: 0 | 1, PriceLine['category'], within: number | null, FrozenTax | null]
type FrozenTax = [code: string, name: string, LineTax['kind'], rateBp: number | null, base: number, exemptReason?: string]

export function freeze(price: Price): Frozen {
  return {
    currency: price.total.currency, total: price.total.amount, dueNow: price.dueNow.amount, dueLater: price.dueLater.amount, policy: price.policy,
    lines: price.lines.map(({ kind, label, date, quantity, amount, included, category, within, tax }) => [kind, label, date, quantity, amount.amount, included ? 1 : 0, category, within, tax === null ? null : frozenTax(tax)]),
  }
}

function frozenTax({ code, name, kind, rateBp, base, exemptReason }: LineTax): FrozenTax {
  return exemptReason === undefined ? [code, name, kind, rateBp, base.amount] : [code, name, kind, rateBp, base.amount, exemptReason]
}

/**
 * A frozen price of any age in the shape of today. Sums are never touched: an older line only gets what it did not say.
 * `firstDate` is the first night, or the business date of a sitting.
 */
export function thaw(frozen: Frozen | Price, firstDate: PlainDate): Price {
  if (!('currency' in frozen)) return thawOlder(frozen, firstDate)
  const { currency } = frozen
  return {
    total: money(frozen.total, currency), dueNow: money(frozen.dueNow, currency), dueLater: money(frozen.dueLater, currency), policy: frozen.policy,
    lines: frozen.lines.map(([kind, label, date, quantity, amount, included, category, within, tax]) => ({ kind, label, date, quantity, amount: money(amount, currency), included: included === 1, category, within, tax: tax === null ? null : thawTax(tax, currency) })),
  }
}

function thawTax([code, name, kind, rateBp, base, exemptReason]: FrozenTax, currency: Currency): LineTax {
  const tax: LineTax = { code, name, kind, rateBp, base: money(base, currency) }
  return exemptReason === undefined ? tax : { ...tax, exemptReason }
}

/** A line as it was kept before lines had a category and a tax: the date of what was per stay was left out. */
type OlderLine = Omit<PriceLine, 'date' | 'category' | 'tax' | 'within'> & { date: PlainDate | null; category?: PriceLine['category']; tax?: PriceLine['tax']; within?: number | null }

function thawOlder(price: Price, firstDate: PlainDate): Price {
  if (price.lines.every((line) => line.category !== undefined)) return price
  return { ...price, lines: price.lines.map((line) => thawLine(line as OlderLine, firstDate)) }
}

function thawLine(line: OlderLine, firstDate: PlainDate): PriceLine {
  const of = { ...line, date: line.date ?? firstDate, within: line.within ?? null }
  if (line.kind === 'tax') return { ...of, category: null, tax: line.tax ?? { code: 'city', name: line.label, kind: 'city', rateBp: null, base: money(0, line.amount.currency) } }
  return { ...of, category: line.category ?? (line.kind === 'cover' ? 'food' : line.kind === 'fee' ? 'fee' : line.kind === 'extra' ? 'extra' : 'room'), tax: null }
}
