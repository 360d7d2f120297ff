import { assert } from '#platform/assert'
import { money, split, type Currency } from '#platform/money'
import type { Account, Line } from '#module/ledger'
import type { PriceLine } from '#module/pricing'
import type { PlainDate } from '#platform/time'
import type { Folio, FolioKind, FolioLine, LineCategory, LineKind, Method, TaxOf } from './types.ts'

/** A line before it is posted. `amount = net + taxes` for a charge. */
export interface NewLine {
  /** Given beforehand where two lines name each other. */
  id?: FolioLine['id']
  window: number; kind: LineKind; category: LineCategory | null; description: string; date: PlainDate; quantity: number
  amount: number; net: number; taxes: TaxOf[]; tip?: number; method?: Method | null; reservation?: FolioLine['reservation']
  account: string; sub?: string | undefined
  voids?: FolioLine['id'] | null; reason?: string | null; shift?: string | null; pair?: FolioLine['pair']
}

/** The account in which what a folio owes stands. */
export const owedIn = (kind: FolioKind): Account => (kind === 'city' ? 'city' : kind === 'house' ? 'house' : 'guest')

const codeOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9_.-]+/g, '_').slice(0, 60)
export const taxAccount = (tax: Pick<TaxOf, 'code'>): Account => `tax.${codeOf(tax.code)}`
export const providerAccount = (provider: string): Account => `card.${codeOf(provider).replaceAll('.', '_').slice(0, 40)}`
export const moneyAccount = (method: Exclude<Method, 'card'>): Account => (method === 'cash' ? 'cash' : method === 'transfer' ? 'bank' : 'card.terminal')

export function windowFor(folio: Pick<Folio, 'windows' | 'routing'>, category: LineCategory): number {
  const wanted = folio.routing[category] ?? 1
  return folio.windows.some((window) => window.no === wanted) ? wanted : 1
}

/**
 * What a line is in the books. A charge debits what the folio owes and credits its revenue and taxes; what another venue
 * sold (`due`) is owed to that venue, taxes and all. Money debits where it lies.
 */
export function journalLines(folio: Pick<Folio, 'kind' | 'id'>, line: NewLine): Line[] {
  const lines: Line[] = [{ account: owedIn(folio.kind), amount: line.amount, sub: folio.id, window: line.window }]
  if (line.kind === 'charge' && line.account !== 'due') {
    assert(line.net + line.taxes.reduce((total, tax) => total + tax.amount, 0) === line.amount, 'a charge is its net and its taxes')
    if (line.net !== 0) lines.push({ account: line.account as Account, amount: -line.net })
    for (const [account, amount] of byAccount(line.taxes)) if (amount !== 0) lines.push({ account, amount: -amount })
  } else {
    const tip = line.tip ?? 0
    lines.push({ account: line.account as Account, amount: tip - line.amount, sub: line.sub })
    if (tip !== 0) lines.push({ account: 'tips', amount: -tip, sub: line.shift ?? undefined })
  }
  return lines.filter((one) => one.amount !== 0)
}

function byAccount(taxes: readonly TaxOf[]): Map<Account, number> {
  const found = new Map<Account, number>()
  for (const tax of taxes) found.set(taxAccount(tax), (found.get(taxAccount(tax)) ?? 0) + tax.amount)
  return found
}

/** What of a price is posted together: a line of revenue with the taxes in and on it, or a tax of the whole day. */
export interface PostablePart { category: LineCategory; description: string; date: PlainDate; quantity: number; amount: number; net: number; taxes: TaxOf[] }

/**
 * The frozen price of a booking as charges, date by date. Taxes within a line are taken out of its net; those on it are
 * added; one that lies in all lines of a day is shared among them by their amounts. Over all dates the charges add up to
 * the price's total, to the unit.
 */
export function partsOfPrice(lines: readonly PriceLine[], firstDate: PlainDate): PostablePart[] {
  const dated = lines.map((line) => ({ ...line, date: line.date ?? firstDate }))
  const parts = new Map<number, PostablePart>()
  dated.forEach((line, i) => {
    if (line.kind === 'tax' || line.included) return
    parts.set(i, { category: line.category ?? 'other', description: clip(line.label), date: line.date, quantity: Math.max(1, line.quantity), amount: line.amount.amount, net: line.amount.amount, taxes: [] })
  })
  const wholeDay: PostablePart[] = []
  for (const line of dated) {
    if (line.kind !== 'tax') continue
    const tax = taxOf(line)
    const on = line.within === null ? undefined : parts.get(line.within)
    if (!line.included && on === undefined) wholeDay.push({ category: 'tax', description: clip(line.label), date: line.date, quantity: Math.max(1, line.quantity), amount: tax.amount, net: 0, taxes: [tax] })
    else if (on !== undefined) put(on, tax, line.included)
    else share([...parts.values()].filter((part) => part.date === line.date && part.amount !== 0), tax, line.amount.currency)
  }
  return [...parts.values(), ...wholeDay].filter((part) => part.amount !== 0)
}

const clip = (text: string): string => { const words = text.trim(); return words === '' ? '–' : words.slice(0, 120) }

function put(part: PostablePart, tax: TaxOf, included: boolean): void {
  part.taxes.push(tax)
  if (included) part.net -= tax.amount
  else part.amount += tax.amount
}

/** A tax that lies in all of a day's lines: each bears its part. */
function share(among: readonly PostablePart[], tax: TaxOf, currency: Currency): void {
  if (among.length === 0) return
  const weights = among.map((part) => Math.abs(part.amount))
  const amounts = split(money(tax.amount, currency), weights)
  const bases = split(money(tax.base, currency), weights)
  among.forEach((part, i) => { put(part, { ...tax, amount: amounts[i]!.amount, base: bases[i]!.amount }, true) })
}

function taxOf(line: PriceLine): TaxOf {
  const { tax } = line
  const base = { amount: line.amount.amount, base: tax?.base.amount ?? 0 }
  return tax === null ? { code: 'other', name: line.label, kind: 'other', rateBp: null, ...base } : { code: tax.code, name: tax.name, kind: tax.kind, rateBp: tax.rateBp, ...(tax.exemptReason === undefined ? {} : { exemptReason: tax.exemptReason }), ...base }
}

/**
 * One charge as several that add up to it: amount, each tax, its base and so the net, to the unit. The weights may be
 * amounts that are asked for; then each part is exactly its amount.
 */
export function splitCharge(line: Pick<NewLine, 'amount' | 'net' | 'taxes'>, weights: readonly number[], currency: Currency): Pick<NewLine, 'amount' | 'net' | 'taxes'>[] {
  const amounts = split(money(line.amount, currency), weights)
  const taxes = line.taxes.map((tax) => ({ tax, amounts: split(money(tax.amount, currency), weights), bases: split(money(tax.base, currency), weights) }))
  return amounts.map(({ amount }, i) => {
    const own = taxes.map((one) => ({ ...one.tax, amount: one.amounts[i]!.amount, base: one.bases[i]!.amount }))
    return { amount, net: amount - own.reduce((total, tax) => total + tax.amount, 0), taxes: own }
  })
}

export const accountOfCategory = (category: LineCategory): Account => `revenue.${category}`

/** The opposite of a line, that takes it back. */
export function opposite(line: FolioLine, reason: string): NewLine {
  return {
    window: line.window, kind: line.kind, category: line.category, description: line.description, date: line.date, quantity: line.quantity, amount: -line.amount, net: -line.net,
    taxes: line.taxes.map((tax) => ({ ...tax, amount: -tax.amount, base: -tax.base })), tip: -line.tip, method: line.method, reservation: line.reservation, account: line.account,
    voids: line.id, reason, pair: null,
  }
}

/** Of each window, charges less payments. */
export function balances(lines: readonly Pick<FolioLine, 'window' | 'amount'>[]): Map<number, number> {
  const found = new Map<number, number>()
  for (const line of lines) found.set(line.window, (found.get(line.window) ?? 0) + line.amount)
  return found
}
