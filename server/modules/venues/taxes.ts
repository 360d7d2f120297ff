import type { BodyOf, ResponseOf } from '@holdfast/contract/kit'
import type { getTaxes as contract, putTaxes as putContract } from '@holdfast/contract/rates'
import type { Actor } from '#http/actor'
import { fromWire, taxErrors, taxOnWire, type TaxRule } from '#module/pricing'
import type { VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import { problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import { changeVenue, refuseUnlessSetUp, type ChangeOptions, type Context } from './change-venue.ts'
import { refuse, type Fault } from './rules.ts'
import * as store from './store.ts'

export type TaxesView = ResponseOf<typeof contract>
export type TaxesInput = BodyOf<typeof putContract>

/** Taxes and service charges, in the order in which they are reckoned. A hotel's are compiled with its rates, a restaurant's stand with its services. */
export async function taxesOf(context: Context, actor: Actor, venue: VenueId): Promise<TaxesView> {
  const layout = await context.layouts.get(context.db, venue)
  refuseUnlessSetUp(actor, layout)
  const rules = layout.kind === 'restaurant' ? layout.taxes : (await context.pricing.setupOf(context.db, venue))?.taxes ?? []
  return { items: rules.map((rule) => taxOnWire(rule, layout.currency)), version: layout.version }
}

/** Replaces them. What is booked keeps the taxes that it was booked with. */
export async function putTaxes(context: Context, actor: Actor, venue: VenueId, input: TaxesInput, options: ChangeOptions = {}): Promise<TaxesView> {
  let rules: TaxRule[] = []
  const after = await changeVenue(context, actor, venue, 'rates', options, async (tx, before) => {
    const faults: Fault[] = []
    rules = input.taxes.map((rule, i) => taxFromWire(rule, before.currency, `/taxes/${i}`, faults))
    refuse([...faults, ...taxErrors(rules)])
    if (before.kind === 'restaurant') { await store.putTaxes(tx, venue, rules); return }
    const rates = await context.pricing.setupOf(tx, venue)
    if (rates === undefined) throw problem('invalid-request', { detail: 'Set the prices first: taxes are reckoned on them.', errors: [{ pointer: '/taxes', detail: 'this hotel has no prices yet' }] })
    await context.pricing.define(tx, venue, { ...rates, taxes: rules })
  })
  return { items: rules.map((rule) => taxOnWire(rule, after.currency)), version: after.version }
}

function taxFromWire(rule: TaxesInput['taxes'][number], currency: Currency, pointer: string, faults: Fault[]): TaxRule {
  const amount = (value: TaxesInput['taxes'][number]['amount'], field: string): number | null => {
    if (value === null) return null
    const parsed = fromWire(value, currency)
    if ('detail' in parsed) { faults.push({ pointer: `${pointer}/${field}`, detail: parsed.detail }); return 0 }
    return parsed.amount
  }
  return {
    code: rule.code, name: rule.name, kind: rule.kind, charged: rule.charged, rateBp: rule.charged === 'percent' ? rule.rate_bp : null, amount: rule.charged === 'percent' ? null : amount(rule.amount, 'amount'),
    included: rule.included, categories: rule.categories, onTaxes: rule.on_taxes, onNet: rule.on_net, maxNights: rule.max_nights, maxAmount: amount(rule.max_amount, 'max_amount'), maxAmountPer: rule.max_amount_per,
    childrenUnder: rule.children_under, exempt: rule.exempt, validFrom: rule.valid_from as PlainDate | null, validTo: rule.valid_to as PlainDate | null, rounding: rule.rounding, roundingMode: rule.rounding_mode,
    ...(rule.source === null ? {} : { source: { title: rule.source.title, url: rule.source.url, asOf: rule.source.as_of as PlainDate, note: rule.source.note } }),
  }
}
