import type { ServiceId } from '#platform/id'
import { priceSitting, type Pricing, type TaxRule } from '#module/pricing'
import type { Venues } from '#module/venues'
import type { TaxesOn } from './deps.ts'

/**
 * The taxes in or on a single amount, by the same rules and the same calculator as the price of a stay or a meal:
 * percentages of the amount's category. What is asked by night or person belongs to the stay, not to a charge.
 */
export function openTaxesOn(deps: { venues: Pick<Venues, 'layoutOf'>; pricing: Pick<Pricing, 'ratesOf'> }): TaxesOn {
  return async (reader, venue, { category, amount, date }) => {
    const layout = await deps.venues.layoutOf(reader, venue)
    const rules: readonly TaxRule[] = layout.kind === 'restaurant' ? layout.taxes : (await deps.pricing.ratesOf(reader, venue))?.taxes.map((tax) => tax.rule) ?? []
    const taxes = rules.filter((rule) => rule.charged === 'percent')
    if (taxes.length === 0) return []
    const price = priceSitting({ service: '' as ServiceId, name: '', currency: amount.currency, prepaidPerCover: amount.amount, prepaidParts: [{ category, percent: 100 }], depositPerCover: null, cancellationHours: 0, taxes }, { party: 1, date })
    return price.lines.flatMap((line) => (line.tax === null || line.amount.amount === 0 ? [] : [{ tax: line.tax, amount: line.amount, included: line.included }]))
  }
}
