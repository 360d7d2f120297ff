import { fail } from '#platform/assert'
import type { DocumentPayment, IssuedDocument, Kind, Line, LineTax } from './types.ts'

/** A venue's first series; it may add others and change their prefixes. */
export const firstSeries: readonly { code: string; kind: Kind; prefix: string }[] = [
  { code: 'invoice', kind: 'invoice', prefix: 'INV' }, { code: 'credit_note', kind: 'credit_note', prefix: 'CN' }, { code: 'receipt', kind: 'receipt', prefix: 'RC' },
]

/** `INV-2027-000042`: the prefix, the year of the business date, six digits or more. */
export function numberText(prefix: string, year: number, sequence: number): string {
  return `${prefix}-${year}-${String(sequence).padStart(6, '0')}`
}

export interface Totals { net: number; tax: number; gross: number; paid: number }

/** Adds lines and payments up, whole units only. A line that does not add up in itself is a bug of whoever made it. */
export function totalsOf(lines: readonly Line[], payments: readonly DocumentPayment[]): Totals {
  for (const line of lines) if (line.gross !== line.net + sumOf(line.taxes.map((tax) => tax.amount))) fail('a line of a document is not its net and its taxes')
  const net = sumOf(lines.map((line) => line.net))
  const gross = sumOf(lines.map((line) => line.gross))
  return { net, gross, tax: gross - net, paid: sumOf(payments.map((payment) => payment.amount)) }
}

export interface TaxLine { code: string; name: string; kind: LineTax['kind']; rateBp: number | null; base: number; amount: number; exemptReason: string | null }

/** Taxes of all lines by code and rate, in the order in which they first come. */
export function taxSummary(lines: readonly Line[]): TaxLine[] {
  const found = new Map<string, TaxLine>()
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const key = `${tax.code} ${tax.rateBp ?? 'flat'}`
    const known = found.get(key) ?? { code: tax.code, name: tax.name, kind: tax.kind, rateBp: tax.rateBp, base: 0, amount: 0, exemptReason: tax.exemptReason ?? null }
    found.set(key, { ...known, base: known.base + tax.base, amount: known.amount + tax.amount })
  }
  return [...found.values()]
}

/**
 * The part of a line that a credit of `gross` takes when `before` of it was credited already. Each part of the line
 * (net, each tax, each base) is cut at the same share of the way from nothing to all, so that credits that make up the whole
 * line together take exactly its net and its taxes, however it is cut.
 */
export function creditOf(line: Line, before: number, gross: number): Line {
  const cut = (part: number) => shareOf(part, before + gross, line.gross) - shareOf(part, before, line.gross)
  const taxes = line.taxes.map((tax) => ({ ...tax, base: cut(tax.base), amount: cut(tax.amount) }))
  return { ...line, quantity: before === 0 && gross === line.gross ? line.quantity : 1, gross, net: gross - sumOf(taxes.map((tax) => tax.amount)), taxes }
}

/** `part × numerator ÷ denominator`, rounded half away from zero; exact in between. */
function shareOf(part: number, numerator: number, denominator: number): number {
  if (denominator === 0) return 0
  const exact = BigInt(part) * BigInt(numerator) * (denominator < 0 ? -1n : 1n)
  const by = BigInt(Math.abs(denominator))
  const half = exact < 0n ? -by : by
  return Number((2n * exact + half) / (2n * by))
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Due on an invoice: what it says less what was paid, with the rounding of cash. Nothing is due on the others. */
export function dueOf(document: Pick<IssuedDocument, 'kind' | 'gross' | 'paid' | 'content'>): number {
  return document.kind === 'invoice' ? document.gross + (document.content.rounding ?? 0) - document.paid : 0
}

/** Payments in their order after `taken` of them went to earlier invoices: the first ones are used up first, one of them perhaps in part. */
export function paymentsLeft(payments: readonly DocumentPayment[], taken: number): DocumentPayment[] {
  let rest = taken
  return payments.flatMap((payment) => {
    if (rest <= 0 || payment.amount <= 0) return [payment]
    const used = Math.min(rest, payment.amount)
    rest -= used
    return used === payment.amount ? [] : [{ ...payment, amount: payment.amount - used }]
  })
}
