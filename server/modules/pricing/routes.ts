import { listCurrencies, taxExamples as contract } from '@holdfast/contract/rates'
import { route, type Route } from '#http/route'
import { isCurrency, type Currency } from '#platform/money'
import type { Reader } from '#platform/sql'
import type { Pricing } from './index.ts'
import { taxExamples } from './tax-examples.ts'
import type { TaxRule } from './taxes.ts'
import { taxOnWire } from './wire.ts'

/** What everybody may look up. */
export function pricingRoutes(pricing: Pricing, db: Reader): Route[] {
  const wire = (rules: readonly TaxRule[], currency: Currency) => rules.map((rule) => taxOnWire(rule, currency))
  return [
    route(contract, async () => ({ items: taxExamples.map(({ taxes, ...example }) => ({ ...example, taxes: wire(taxes, example.currency) })), next_cursor: null })),
    route(listCurrencies, async () => ({ items: (await pricing.referenceRates(db)).filter(({ currency }) => isCurrency(currency)).map((rate) => ({ currency: rate.currency, date: rate.day, source: rate.source })), next_cursor: null })),
  ]
}
