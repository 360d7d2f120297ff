import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { snapshots } from '#platform/snapshots'
import type { Reader, Tx } from '#platform/sql'
import { compileRates, type RateProgram } from './compile.ts'
import { errorsOf, type Rates } from './rates.ts'
import { putRates, readRates } from './store.ts'

export { compileRates, factorOf, fullestRoom, stayTotal, typeIndex, planIndex, nightOfRooms, type PlanTerms, type RateProgram } from './compile.ts'
export { priceStay, perNight, refusedByPlan, cheapestPlan, lowestNight, categories, type Category, type LineTax, type Price, type PriceLine, type StayToPrice } from './price-stay.ts'
export { thaw } from './thaw.ts'
export { priceSitting, type SittingTerms } from './price-sitting.ts'
export { chargeIfCancelled, chargeIfNoShow, refundOf, freeUntil, cancellationTimeline, policyText, type FrozenPolicy, type TimelineStep, type Charged } from './policy.ts'
export { priceOnWire, policyOnWire, timelineOnWire, priceSummary, fromWire, inWords, instantText, wallText, type Moment, type WirePrice, type WirePriceSummary, type WirePolicy } from './wire.ts'
export { errorsOf as rateErrors, type Rates, type RoomTypeRate, type Season, type PlanRate, type TaxRule, type LadderStep, type DepositTerms, type Board } from './rates.ts'

export type Pricing = ReturnType<typeof openPricing>

/** How many venues' programs are kept compiled: a few kilobytes each. */
const keptPrograms = 20_000

export function openPricing() {
  const programs = snapshots<VenueId, RateProgram>({
    limit: keptPrograms,
    load: async (reader, venues) => new Map((await readRates(reader, venues)).map((row) => [row.venue, compileRates(row.venue, row.version, row.rates)])),
  })

  return {
    /** Replaces the rates of a venue. Only venues calls it, in the transaction of its own change. Throws `invalid-request` with pointers. */
    async define(tx: Tx, venue: VenueId, rates: Rates): Promise<number> {
      const errors = errorsOf(rates)
      if (errors.length > 0) throw problem('invalid-request', { detail: 'These prices cannot be used as they are.', errors })
      const version = await putRates(tx, venue, rates)
      programs.changed(tx, venue)
      return version
    },
    /** The compiled program of a venue; undefined before it has prices (and always for restaurants). */
    ratesOf: (reader: Reader, venue: VenueId): Promise<RateProgram | undefined> => programs.get(reader, venue),
    ratesOfMany: (reader: Reader, venues: readonly VenueId[]): Promise<Map<VenueId, RateProgram>> => programs.getMany(reader, venues),
    /** As they were set up, for the page that edits them. */
    async setupOf(reader: Reader, venue: VenueId): Promise<Rates | undefined> {
      return (await readRates(reader, [venue]))[0]?.rates
    },
    /** Another process changed them. */
    forget: (venue: VenueId): void => { programs.forget(venue) },
    forgetAll: (): void => { programs.forgetAll() },
  }
}
