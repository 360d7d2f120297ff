import type { ResponseOf } from '@holdfast/contract/kit'
import type { getQuote } from '@holdfast/contract/booking'
import type { getTaxes } from '@holdfast/contract/rates'
import type { listOffers } from '@holdfast/contract/venues'
import { heldAtOnceHours, heldHoursBefore } from '#platform/card-holds'
import { exponentOf, money, toWire, type Currency, type Money } from '#platform/money'
import { cancellationTimeline, freeUntil, type FrozenPolicy, type TimelineStep } from './policy.ts'
import { shownIn, type DisplayRate } from './display.ts'
import type { Price, PriceLine } from './price.ts'
import type { TaxRule } from './taxes.ts'

export type WirePrice = ResponseOf<typeof getQuote>['price']
export type WirePriceSummary = ResponseOf<typeof listOffers>['items'][number]['price']
type WireTax = ResponseOf<typeof getTaxes>['items'][number]
export type WirePolicy = WirePrice['policy']

/** When and where a price is looked at. `arrivalAt` is the instant of check-in or of the slot; `paid` is what came in so far (a quote: what will be due now). */
export interface Moment { now: Temporal.Instant; arrivalAt: Temporal.Instant; timeZone: string; display?: DisplayRate | undefined }

export const instantText = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: 'second' })
export const wallText = (instant: Temporal.Instant, timeZone: string): string =>
  instant.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })

export function priceOnWire(price: Price, moment: Moment, paid: Money = price.dueNow): WirePrice {
  return {
    total: toWire(price.total), ...dueOnWire(price), guarantee: guaranteeOnWire(price, moment),
    lines: price.lines.map(lineOnWire),
    policy: policyOnWire(price.policy),
    cancellation: timelineOnWire(cancellationTimeline(price.policy, price, paid, moment.arrivalAt, moment.now), moment.timeZone), shown: shownOnWire(price, moment.display),
  }
}

const isGuaranteed = (price: Price): boolean => price.policy.deposit?.take === 'authorize' && price.dueNow.amount > 0

/** Of what a card guarantees nothing is paid now. */
function dueOnWire(price: Price): { due_now: WirePrice['due_now']; due_later: WirePrice['due_later'] } {
  return isGuaranteed(price) ? { due_now: toWire(money(0, price.total.currency)), due_later: toWire(price.total) } : { due_now: toWire(price.dueNow), due_later: toWire(price.dueLater) }
}

function guaranteeOnWire(price: Price, { now, arrivalAt }: Moment): WirePrice['guarantee'] {
  if (!isGuaranteed(price)) return null
  const atOnce = Temporal.Instant.compare(arrivalAt, now.add({ hours: heldAtOnceHours })) <= 0
  return { amount: toWire(price.dueNow), held_from: atOnce ? null : instantText(arrivalAt.subtract({ hours: heldHoursBefore })) }
}

export function lineOnWire(line: PriceLine): WirePrice['lines'][number] {
  const { tax } = line
  return {
    kind: line.kind, label: line.label, date: line.date, quantity: line.quantity, amount: toWire(line.amount), included: line.included, category: line.category, within: line.within,
    tax: tax === null ? null : { code: tax.code, name: tax.name, kind: tax.kind, rate_bp: tax.rateBp, base: toWire(tax.base), exempt_reason: tax.exemptReason ?? null },
  }
}

function shownOnWire(price: Price, display: DisplayRate | undefined): WirePrice['shown'] {
  return display === undefined ? null : { total: toWire(shownIn(display, price.total)), due_now: toWire(shownIn(display, isGuaranteed(price) ? money(0, price.total.currency) : price.dueNow)), rate: String(Number(display.rate.toPrecision(8))), date: display.date, source: display.source }
}

export function policyOnWire(policy: FrozenPolicy): WirePolicy {
  return {
    id: policy.id, name: policy.name, deposit_percent: policy.depositPercent, deposit_take: policy.deposit?.take ?? 'charge', deposit_after: policy.deposit?.after ?? 'credit', text: policy.text,
    cancellation: policy.cancellation.map((step) => ({ until_hours: step.untilHours, charge_percent: step.chargePercent })),
  }
}

export function timelineOnWire(steps: readonly TimelineStep[], timeZone: string): WirePrice['cancellation'] {
  return steps.map((step) => ({
    from: step.from === null ? null : instantText(step.from), until: step.until === null ? null : instantText(step.until),
    until_local: step.until === null ? null : wallText(step.until, timeZone), charge: toWire(step.charge), refund: toWire(step.refund),
    text: stepInWords(step, timeZone),
  }))
}

/** The price sentence in numbers: total first, what is due now, and until when it is free to cancel (null once that has passed). */
export function priceSummary(price: Price, moment: Moment, nights: number | null): WirePriceSummary {
  const free = freeUntil(price.policy, moment.arrivalAt)
  const ahead = free !== null && Temporal.Instant.compare(moment.now, free) < 0 ? free : null
  return {
    total: toWire(price.total), due_now: dueOnWire(price).due_now, nights, shown: shownOnWire(price, moment.display),
    free_until: ahead === null ? null : instantText(ahead), free_until_local: ahead === null ? null : wallText(ahead, moment.timeZone),
  }
}

function stepInWords(step: TimelineStep, timeZone: string): string {
  const cost = step.charge.amount === 0 ? 'Free to cancel' : `Cancelling costs ${inWords(step.charge)}`
  if (step.until === null) return step.from === null ? `${cost}.` : `${cost} after that, or if you do not come.`
  const local = step.until.toZonedDateTimeISO(timeZone)
  return `${cost} until ${localText(local.toPlainDateTime())}.`
}

/** «€62.40» for English sentences that a problem or a timeline carries; pages and mails have their own catalogues. */
export function inWords(value: Money): string {
  const digits = exponentOf(value.currency)
  let format = moneyWords.get(value.currency)
  if (format === undefined) moneyWords.set(value.currency, format = new Intl.NumberFormat('en', { style: 'currency', currency: value.currency, minimumFractionDigits: digits, maximumFractionDigits: digits }))
  return format.format(value.amount / 10 ** digits)
}
// Made once: making a formatter costs fifty times what using it does, and every booking's answer has several.
const moneyWords = new Map<string, Intl.NumberFormat>()
function localText(local: Temporal.PlainDateTime): string {
  const name = local.toString()
  let text = localTexts.get(name)
  if (text === undefined) {
    if (localTexts.size >= 5_000) localTexts.clear()
    localTexts.set(name, text = localWords.format(local))
  }
  return text
}
const localTexts = new Map<string, string>()
const localWords = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })

/** Money as a caller sent it. The exponent must be the currency's own: a wrong one would be off by a hundred. */
export function fromWire(value: { amount: string; currency: string; exponent: number }, currency: string): Money | { detail: string } {
  if (value.currency !== currency) return { detail: `must be in ${currency}, the currency of the venue` }
  const parsed = money(0, currency)
  if (value.exponent !== exponentOf(parsed.currency)) return { detail: `the exponent of ${currency} is ${exponentOf(parsed.currency)}` }
  return { ...parsed, amount: Number(value.amount) }
}

export function taxOnWire(rule: TaxRule, currency: Currency): WireTax {
  const wire = (amount: number | null | undefined) => (amount == null ? null : toWire({ amount, currency }))
  return {
    code: rule.code, name: rule.name, kind: rule.kind, charged: rule.charged, rate_bp: rule.rateBp, amount: wire(rule.amount), included: rule.included, categories: rule.categories,
    on_taxes: rule.onTaxes ?? [], on_net: rule.onNet ?? false, max_nights: rule.maxNights ?? null, max_amount: wire(rule.maxAmount), max_amount_per: rule.maxAmountPer ?? 'stay', children_under: rule.childrenUnder ?? null,
    exempt: rule.exempt ?? [], valid_from: rule.validFrom ?? null, valid_to: rule.validTo ?? null, rounding: rule.rounding ?? 'line', rounding_mode: rule.roundingMode ?? 'half_up',
    source: rule.source === undefined ? null : { title: rule.source.title, url: rule.source.url, as_of: rule.source.asOf, note: rule.source.note ?? '' },
  }
}
