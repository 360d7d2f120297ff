import { money } from '#platform/money'
import type { PlainDate } from '#platform/time'
import type { Price, PriceLine } from './price.ts'

/** A line as it was kept before lines had a category and a tax: the date of what was per stay was left out. */
type OlderLine = Omit<PriceLine, 'date' | 'category' | 'tax' | 'within'> & { date: PlainDate | null; category?: PriceLine['category']; tax?: PriceLine['tax']; within?: number | null }

/**
 * A frozen price of any age in the shape of today. Sums are never touched: an older line only gets what it did not say.
 * `firstDate` is the first night, or the business date of a sitting.
 */
export function thaw(price: Price, firstDate: PlainDate): Price {
  if (price.lines.every((line) => line.category !== undefined)) return price
  return { ...price, lines: price.lines.map((line) => thawLine(line as OlderLine, firstDate)) }
}

function thawLine(line: OlderLine, firstDate: PlainDate): PriceLine {
  const of = { ...line, date: line.date ?? firstDate, within: line.within ?? null }
  if (line.kind === 'tax') return { ...of, category: null, tax: line.tax ?? { code: 'city', name: line.label, kind: 'city', rateBp: null, base: money(0, line.amount.currency) } }
  return { ...of, category: line.category ?? (line.kind === 'cover' ? 'food' : line.kind === 'fee' ? 'fee' : line.kind === 'extra' ? 'extra' : 'room'), tax: null }
}
