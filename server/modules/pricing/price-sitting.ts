import type { ServiceId } from '#platform/id'
import type { Currency, Money } from '#platform/money'
import { dayNumber, type PlainDate } from '#platform/time'
import type { FrozenPolicy } from './policy.ts'
import { policyText } from './policy.ts'
import { linesMade, type Price } from './price.ts'
import type { DepositTerms, Extra, LadderStep } from './rates.ts'
import { addTaxes, beginTaxes } from './run-taxes.ts'
import { beginLines, compileParts, Kind, lines, pushLine, pushParts } from './scratch.ts'
import { categories, compileTaxes, type CompiledTax, type TaxRule } from './taxes.ts'

/** What a service asks of a party, in minor units a cover. */
export interface SittingTerms {
  service: ServiceId
  name: string
  currency: Currency
  /** A menu paid beforehand: it is the price. */
  prepaidPerCover: number | null
  /** What the menu is revenue of, in percent that add up to 100; all food when it is left out. */
  prepaidParts?: Extra['parts'] | undefined
  /** Keeps the table and is credited to the bill: paid now, and no part of the total. */
  depositPerCover: number | null
  cancellationHours: number
  /** How the deposit is taken; a prepaid menu is always paid now. */
  deposit?: DepositTerms | undefined
  /** The venue's taxes and service charges. */
  taxes?: readonly TaxRule[] | undefined
  /** What a kind of table costs more for each guest, and what it is called. */
  surcharge?: { perCover: number; label: string } | null
}

const compiled = new WeakMap<readonly TaxRule[], readonly CompiledTax[]>()
function taxesOf(rules: readonly TaxRule[] | undefined): readonly CompiledTax[] {
  if (rules === undefined || rules.length === 0) return []
  const known = compiled.get(rules) ?? compileTaxes(rules)
  compiled.set(rules, known)
  return known
}
const allFood = compileParts([{ category: 'food', percent: 100 }])

/**
 * The price of a sitting. The total is what is paid beforehand for the meal, and what a kind of table costs more, with their
 * taxes (0 where people pay at the table); due now are a prepaid meal and the deposit. A late cancellation or a no-show
 * keeps what was paid.
 */
export function priceSitting(terms: SittingTerms, asked: { party: number; date: PlainDate; exempt?: readonly string[] | undefined }): Price {
  const { currency } = terms
  const taxes = taxesOf(terms.taxes)
  beginLines()
  const menu = (terms.prepaidPerCover ?? 0) * asked.party
  const surcharge = (terms.surcharge?.perCover ?? 0) * asked.party
  if (menu + surcharge > 0) {
    const day = dayNumber(asked.date)
    const options = asked.exempt === undefined ? {} : { exempt: asked.exempt }
    beginTaxes({ taxes }, options)
    if (menu > 0) pushParts(Kind.cover, day, asked.party, menu, terms.prepaidParts === undefined ? allFood : compileParts(terms.prepaidParts), -1)
    if (surcharge > 0) pushLine(Kind.fee, day, asked.party, surcharge, categories.indexOf('fee'), -1, -1)
    addTaxes({ taxes }, { rooms: 1, people: asked.party, children: [] }, day, 0, 0)
  }
  const total = lines.total
  const paidNow = menu > 0 ? total : 0
  const dueNow: Money = { amount: paidNow + (terms.depositPerCover ?? 0) * asked.party, currency }
  return { total: { amount: total, currency }, dueNow, dueLater: { amount: total - paidNow, currency }, lines: linesMade(currency, taxes, asked.exempt, (kind) => (kind === Kind.fee ? terms.surcharge!.label : terms.name)), policy: policyOf(terms, dueNow) }
}

function policyOf(terms: SittingTerms, dueNow: Money): FrozenPolicy {
  const nothingPaid = dueNow.amount === 0
  const ladder: LadderStep[] = nothingPaid ? [{ untilHours: null, chargePercent: 0 }] : [{ untilHours: terms.cancellationHours, chargePercent: 0 }, { untilHours: null, chargePercent: 100 }]
  const held = terms.deposit?.take === 'authorize' && terms.prepaidPerCover === null && !nothingPaid
  const paid = (terms.depositPerCover ?? 0) === 0 ? '' : held ? ' Your card guarantees the deposit; nothing is paid now.' : terms.deposit?.after === 'refund' ? ' The deposit goes back after the visit.' : ' The deposit is credited to the bill.'
  return { id: terms.service, name: terms.name, cancellation: ladder, depositPercent: nothingPaid ? 0 : 100, chargedOn: 'due_now', ...(terms.deposit === undefined || nothingPaid ? {} : { deposit: { ...terms.deposit, take: held ? 'authorize' as const : 'charge' as const } }), text: nothingPaid ? policyText(ladder, 0) : `${policyText(ladder, 0)}${paid}` }
}
