import { exponentOf, isCurrency, type Currency, type Money } from '#platform/money'
import { problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import type { ReferenceRate } from './reference-store.ts'

/** A rate between two currencies, for showing: `to` units of one for one unit of the other, with its day and source. */
export interface DisplayRate { from: Currency; to: Currency; rate: number; date: PlainDate; source: string }

/** By the euro, which all reference rates are kept against; undefined when one of the two is not known. The older day of the two is told. */
export function displayRate(rates: readonly ReferenceRate[], from: Currency, to: string): DisplayRate | undefined {
  if (!isCurrency(to) || from === to) return undefined
  const of = (currency: string) => (currency === 'EUR' ? { perEuro: '1', day: null, source: null } : rates.find((rate) => rate.currency === currency))
  const [one, other] = [of(from), of(to)]
  if (one === undefined || other === undefined) return undefined
  const days = [one.day, other.day].filter((day) => day !== null).sort()
  return { from, to, rate: Number(other.perEuro) / Number(one.perEuro), date: days[0]!, source: other.source ?? one.source! }
}

/** What an amount is about, in the other currency. Only for showing: nobody is charged by it. */
export function shownIn(rate: DisplayRate, value: Money): Money {
  const units = value.amount / 10 ** exponentOf(rate.from)
  return { amount: Math.round(units * rate.rate * 10 ** exponentOf(rate.to)), currency: rate.to }
}

/**
 * Reads reference rates of a file: `date;currency;per_euro` a line, or the table that the European Central Bank gives
 * out (`Date, USD, JPY, …`, a line a day). Refuses the whole file when one line cannot be read.
 */
export function parseReferenceRates(text: string, source: string): ReferenceRate[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  const head = lines[0]?.split(/[;,]/).map((cell) => cell.trim()) ?? []
  const isTable = head[0]?.toLowerCase() === 'date' && head.length > 1 && head.slice(1).filter((cell) => cell !== '').every((cell) => /^[A-Z]{3}$/.test(cell))
  const wrong = (line: number, why: string) => problem('invalid-request', { detail: `Line ${line}: ${why}. Nothing was loaded.`, errors: [{ pointer: `/${line}`, detail: why }] })
  const one = (line: number, day: string, currency: string, perEuro: string): ReferenceRate => {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw wrong(line, 'a date such as 2026-11-20 comes first')
    if (!isCurrency(currency)) throw wrong(line, `${currency} is not a currency of ISO 4217`)
    if (!/^\d{1,9}(\.\d{1,8})?$/.test(perEuro) || Number(perEuro) === 0) throw wrong(line, 'a rate is a number above nothing, at most eight digits behind the point')
    return { day: day as PlainDate, currency, perEuro, source }
  }
  const rates = isTable
    ? lines.slice(1).flatMap((line, i) => { const cells = line.split(/[;,]/).map((cell) => cell.trim()); return head.flatMap((currency, k) => (k === 0 || currency === '' || cells[k] === undefined || cells[k] === '' || cells[k] === 'N/A' ? [] : [one(i + 2, cells[0]!, currency, cells[k])])) })
    : lines.map((line, i) => { const cells = line.split(/[;,\t]/).map((cell) => cell.trim()); return one(i + 1, cells[0] ?? '', cells[1] ?? '', cells[2] ?? '') })
  if (rates.length === 0) throw problem('invalid-request', { detail: 'There is no rate in it.' })
  return rates
}
