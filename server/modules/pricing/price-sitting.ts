import type { ServiceId } from '#platform/id'
import { money, type Currency, type Money } from '#platform/money'
import type { PlainDate } from '#platform/time'
import type { FrozenPolicy } from './policy.ts'
import { policyText } from './policy.ts'
import type { Price, PriceLine } from './price-stay.ts'
import type { DepositTerms, LadderStep } from './rates.ts'

/** What a service asks of a party, in minor units a cover. */
export interface SittingTerms {
  service: ServiceId
  name: string
  currency: Currency
  /** A menu paid beforehand: it is the price. */
  prepaidPerCover: number | null
  /** Keeps the table and is credited to the bill: paid now, and no part of the total. */
  depositPerCover: number | null
  cancellationHours: number
  /** How the deposit is taken; a prepaid menu is always paid now. */
  deposit?: DepositTerms | undefined
}

/**
 * The price of a sitting. The total is what is paid beforehand for the meal (0 where people pay at the table); due now
 * is that and the deposit. A late cancellation or a no-show keeps what was paid.
 */
export function priceSitting(terms: SittingTerms, asked: { party: number; date: PlainDate }): Price {
  const { currency } = terms
  const total = money((terms.prepaidPerCover ?? 0) * asked.party, currency)
  const dueNow = money(total.amount + (terms.depositPerCover ?? 0) * asked.party, currency)
  const lines: PriceLine[] = total.amount === 0 ? [] : [{ kind: 'cover', label: terms.name, date: asked.date, quantity: asked.party, amount: total, included: false, category: 'food', tax: null, within: null }]
  return { total, dueNow, dueLater: money(0, currency), lines, policy: policyOf(terms, dueNow) }
}

function policyOf(terms: SittingTerms, dueNow: Money): FrozenPolicy {
  const nothingPaid = dueNow.amount === 0
  const ladder: LadderStep[] = nothingPaid ? [{ untilHours: null, chargePercent: 0 }] : [{ untilHours: terms.cancellationHours, chargePercent: 0 }, { untilHours: null, chargePercent: 100 }]
  const held = terms.deposit?.take === 'authorize' && terms.prepaidPerCover === null && !nothingPaid
  const paid = (terms.depositPerCover ?? 0) === 0 ? '' : held ? ' Your card guarantees the deposit; nothing is paid now.' : terms.deposit?.after === 'refund' ? ' The deposit goes back after the visit.' : ' The deposit is credited to the bill.'
  return { id: terms.service, name: terms.name, cancellation: ladder, depositPercent: nothingPaid ? 0 : 100, chargedOn: 'due_now', ...(terms.deposit === undefined || nothingPaid ? {} : { deposit: { ...terms.deposit, take: held ? 'authorize' as const : 'charge' as const } }), text: nothingPaid ? policyText(ladder, 0) : `${policyText(ladder, 0)}${paid}` }
}
