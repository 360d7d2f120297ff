import { categories, taxErrors } from './taxes.ts'
import { largestNight, lineage, type ChildBand, type Extra, type LadderStep, type PlanRate, type Rates } from './rates.ts'

export interface RateError { pointer: string; detail: string }

/** Plans derive from plans that derive from plans, so far and no further. */
const deepestDerivation = 4

/** What is wrong with rates, by pointer into the request of `putRates`. */
export function errorsOf(rates: Rates): RateError[] {
  const derived = derivationErrors(rates.plans)
  return [
    ...derived, ...(derived.length > 0 ? [] : amountErrors(rates)), ...planErrors(rates), ...childErrors(rates.childBands ?? []), ...discountErrors(rates), ...extraErrors(rates),
    ...rates.seasons.flatMap((season, i) => (season.to < season.from ? [{ pointer: `/seasons/${i}/to`, detail: 'must not be before from' }] : [])),
    ...taxErrors(rates.taxes),
  ]
}

function amountErrors(rates: Rates): RateError[] {
  const errors: RateError[] = []
  const factor = Math.max(10_000, Math.max(...rates.weekdayPercent) * Math.max(100, ...rates.seasons.map((season) => season.percent)))
  const dearest = Math.max(1, ...rates.plans.map((plan) => percentsOf(rates.plans, plan) / 100))
  const seen = new Set<string>()
  rates.roomTypes.forEach((type, i) => {
    if (seen.has(type.roomType)) errors.push({ pointer: `/room_types/${i}/room_type`, detail: 'has a price already' })
    seen.add(type.roomType)
    errors.push(...positive(type.price, `/room_types/${i}/price`, 1), ...positive(type.extraGuest, `/room_types/${i}/extra_guest`, 0))
    const byGuests = type.byGuests ?? []
    if (byGuests.length > 0 && byGuests.length !== type.includedGuests) errors.push({ pointer: `/room_types/${i}/by_guests`, detail: `needs a price for each number of guests up to ${type.includedGuests}` })
    byGuests.forEach((price, at) => errors.push(...positive(price, `/room_types/${i}/by_guests/${at}`, 1)))
    if (Math.max(type.price, ...byGuests) * dearest * (factor / 10_000) > largestNight) errors.push({ pointer: `/room_types/${i}/price`, detail: 'is too large with these seasons and plans' })
  })
  return errors
}

function positive(amount: number | null | undefined, pointer: string, least: number): RateError[] {
  if (amount == null) return []
  if (amount < least) return [{ pointer, detail: least > 0 ? 'must be more than nothing' : 'must not be negative' }]
  return least === 0 && amount > largestNight / 100 ? [{ pointer, detail: 'is too large' }] : []
}

const percentsOf = (plans: readonly PlanRate[], plan: PlanRate): number => lineage(plans, plan).reduce((all, one) => (all * one.percent) / 100, 100)

function derivationErrors(plans: readonly PlanRate[]): RateError[] {
  return plans.flatMap((plan, i) => {
    const pointer = `/plans/${i}/parent`
    if (plan.parent == null) return []
    const line = lineage(plans, plan)
    const last = line.at(-1)!
    if (last.parent != null) return [{ pointer, detail: plans.some(({ id }) => id === last.parent) ? 'derives from itself in the end' : 'is no plan of this venue' }]
    return line.length > deepestDerivation ? [{ pointer, detail: `at most ${deepestDerivation} plans derive from each other` }] : []
  })
}

function planErrors(rates: Rates): RateError[] {
  const errors: RateError[] = []
  const names = new Set<string>()
  const codes = new Set<string>()
  rates.plans.forEach((plan, i) => {
    const at = `/plans/${i}`
    if (names.has(plan.name.toLowerCase())) errors.push({ pointer: `${at}/name`, detail: 'is the name of another plan' })
    names.add(plan.name.toLowerCase())
    errors.push(...positive(plan.perPerson, `${at}/per_person`, 0), ...positive(plan.perNight == null ? null : Math.abs(plan.perNight), `${at}/per_night`, 0))
    if (plan.perNight != null && plan.perNight !== 0 && plan.parent == null) errors.push({ pointer: `${at}/per_night`, detail: 'is for plans that derive from another' })
    if (plan.maxStay !== null && plan.maxStay < plan.minStay) errors.push({ pointer: `${at}/max_stay`, detail: 'must not be less than min_stay' })
    if (plan.visibility === 'corporate' && !plan.code) errors.push({ pointer: `${at}/code`, detail: 'a corporate plan is asked for by its code' })
    if (plan.code && codes.has(plan.code.toLowerCase())) errors.push({ pointer: `${at}/code`, detail: 'is the code of another plan' })
    if (plan.code) codes.add(plan.code.toLowerCase())
    plan.extras?.forEach((id, k) => { if (!(rates.extras ?? []).some((extra) => extra.id === id)) errors.push({ pointer: `${at}/extras/${k}`, detail: 'is no extra of this venue' }) })
    errors.push(...ladderErrors(plan.cancellation, `${at}/cancellation`))
  })
  return errors
}

function ladderErrors(ladder: readonly LadderStep[], pointer: string): RateError[] {
  const errors: RateError[] = []
  ladder.forEach((step, i) => {
    const last = i === ladder.length - 1
    if (step.untilHours === null && !last) errors.push({ pointer: `${pointer}/${i}/until_hours`, detail: 'only the last line may have none' })
    const next = ladder[i + 1]
    if (next === undefined) return
    if (next.untilHours !== null && step.untilHours !== null && next.untilHours >= step.untilHours) errors.push({ pointer: `${pointer}/${i + 1}/until_hours`, detail: 'must be nearer to the arrival than the line before' })
    if (next.chargePercent < step.chargePercent) errors.push({ pointer: `${pointer}/${i + 1}/charge_percent`, detail: 'must not be less than the line before' })
  })
  return errors
}

function childErrors(bands: readonly ChildBand[]): RateError[] {
  return bands.flatMap((band, i) => [
    ...positive(band.amount, `/child_bands/${i}/amount`, 0),
    ...(i > 0 && band.upTo <= bands[i - 1]!.upTo ? [{ pointer: `/child_bands/${i}/up_to`, detail: 'must be older than the band before' }] : []),
  ])
}

function discountErrors(rates: Rates): RateError[] {
  return (rates.discounts ?? []).flatMap((discount, i) => (discount.plans ?? []).flatMap((id, k) =>
    (rates.plans.some((plan) => plan.id === id) ? [] : [{ pointer: `/discounts/${i}/plans/${k}`, detail: 'is no plan of this venue' }])))
}

function extraErrors(rates: Rates): RateError[] {
  const ids = new Set<string>()
  return (rates.extras ?? []).flatMap((extra: Extra, i) => {
    const errors = positive(extra.price, `/extras/${i}/price`, 0)
    if (ids.has(extra.id)) errors.push({ pointer: `/extras/${i}/id`, detail: 'is there twice' })
    ids.add(extra.id)
    if (extra.parts.reduce((sum, part) => sum + part.percent, 0) !== 100) errors.push({ pointer: `/extras/${i}/parts`, detail: 'must add up to 100%' })
    extra.parts.forEach((part, k) => { if (!categories.includes(part.category)) errors.push({ pointer: `/extras/${i}/parts/${k}/category`, detail: 'is no category' }) })
    return errors
  })
}
