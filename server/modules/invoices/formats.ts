import { decimalOf } from '@holdfast/contract/words'
import { exponentOf, money, toWire, type Currency } from '#platform/money'

type Formats = ReturnType<typeof makeFormats>
const formats = new Map<string, Formats>()

/** How amounts, dates, rates and countries are written in a language. Formatters are dear to make and cheap to use. */
export function formatsFor(tag: string, currency: Currency): Formats {
  const found = formats.get(`${tag} ${currency}`) ?? makeFormats(tag, currency)
  formats.set(`${tag} ${currency}`, found)
  return found
}

function makeFormats(tag: string, currency: Currency) {
  const exponent = exponentOf(currency)
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent }
  const days = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return {
    /** Minor units as exact decimal text; Intl takes text, so that no float is in between. */
    exact: (minor: number) => decimalOf(toWire(money(minor, currency))) as unknown as number,
    withCurrency: new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits }), bare: new Intl.NumberFormat(tag, digits), percent: new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 }),
    day: (date: string) => days.format(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)))), regions: new Intl.DisplayNames(tag, { type: 'region' }),
  }
}
