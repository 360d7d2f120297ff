import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { snapshots } from '#platform/snapshots'
import type { Reader, Tx } from '#platform/sql'
import { compileRates, type DatedCell, type RateProgram } from './compile.ts'
import { errorsOf } from './rate-errors.ts'
import type { Rates } from './rates.ts'
import { rangesOf, tryGestures, type Gesture, type NightRow, type Touched } from './gesture.ts'
import { putPromo, readPromos, setUseUntil } from './promo-store.ts'
import { latestRates, putReferenceRates, type ReferenceRate } from './reference-store.ts'
import * as store from './store.ts'
import { promoFor, takePromo } from './use-promo.ts'

export { compileRates, fullestRoom, typeIndex, planIndex, type DatedCell, type NightLimits, type PlanTerms, type RateProgram } from './compile.ts'
export { priceStay, stayTotal, nightOfRooms, perNight, offeredTo, refusalsOf, refusedByPlan, limitsOf, cheapestPlan, lowestNight, type Asking, type StayToPrice } from './price-stay.ts'
export type { LineTax, Price, PriceLine } from './price.ts'
export type { PromoTerms } from './run-stay.ts'
export { cityTax, taxErrors, type Category, type TaxRule } from './taxes.ts'
export { cellPrice, type Gesture, type Touched } from './gesture.ts'
export { displayRate, parseReferenceRates, type DisplayRate } from './display.ts'
export type { Promo } from './promo-store.ts'
export { pricingRoutes } from './routes.ts'
export { taxExamples, type TaxExample } from './tax-examples.ts'
export { foldCode } from './use-promo.ts'
export { priceDayUse } from './price-day-use.ts'
export { freeze, thaw, type Frozen } from './freeze.ts'
export { priceSitting, type SittingTerms } from './price-sitting.ts'
export { chargeIfCancelled, chargeIfNoShow, refundOf, freeUntil, cancellationTimeline, policyText, type FrozenPolicy, type TimelineStep, type Charged } from './policy.ts'
export { priceOnWire, policyOnWire, timelineOnWire, priceSummary, taxOnWire, fromWire, inWords, instantText, wallText, type Moment, type WirePrice, type WirePriceSummary, type WirePolicy } from './wire.ts'
export { errorsOf as rateErrors } from './rate-errors.ts'
export type { Board, ChildBand, DepositTerms, Discount, Extra, LadderStep, PlanRate, Rates, RoomTypeRate, Season, Visibility } from './rates.ts'

export type Pricing = ReturnType<typeof openPricing>

/** How many venues' programs are kept compiled: a few kilobytes each. */
const keptPrograms = 20_000

export function openPricing() {
  const programs = snapshots<VenueId, RateProgram>({
    limit: keptPrograms,
    load: async (reader, venues) => {
      const [rows, cells] = await Promise.all([store.readRates(reader, venues), store.readCells(reader, venues)])
      return new Map(rows.map((row) => [row.venue, compileRates(row.venue, row.version, row.rates, cells.get(row.venue))]))
    },
  })

  // Read at most once a minute: they change once a day.
  let reference: { minute: number; rates: ReferenceRate[] } | null = null

  return {
    /** Replaces the rates of a venue. Only venues calls it, in the transaction of its own change. Throws `invalid-request` with pointers. */
    async define(tx: Tx, venue: VenueId, rates: Rates): Promise<number> {
      const errors = errorsOf(rates)
      if (errors.length > 0) throw problem('invalid-request', { detail: 'These prices cannot be used as they are.', errors })
      const version = await store.putRates(tx, venue, rates)
      await store.dropOrphans(tx, venue, rates)
      programs.changed(tx, venue)
      return version
    },
    /** The compiled program of a venue; undefined before it has prices (and always for restaurants). */
    ratesOf: (reader: Reader, venue: VenueId): Promise<RateProgram | undefined> => programs.get(reader, venue),
    ratesOfMany: (reader: Reader, venues: readonly VenueId[]): Promise<Map<VenueId, RateProgram>> => programs.getMany(reader, venues),
    /** As they were set up, for the page that edits them. */
    async setupOf(reader: Reader, venue: VenueId): Promise<Rates | undefined> {
      return (await store.readRates(reader, [venue]))[0]?.rates
    },
    /** Dates that say something of their own, by cell. */
    async cellsOf(reader: Reader, venue: VenueId): Promise<DatedCell[]> { return (await store.readCells(reader, [venue])).get(venue) ?? [] },
    /** Their restrictions as ranges, for the claim. */
    async restrictionsOf(reader: Reader, venue: VenueId) { return rangesOf((await store.readCells(reader, [venue])).get(venue) ?? []) },
    /** What gestures over the calendar would do. */
    async tryGestures(reader: Reader, venue: VenueId, gestures: readonly Gesture[]): Promise<Touched | undefined> {
      const rates = (await store.readRates(reader, [venue]))[0]?.rates
      return rates === undefined ? undefined : tryGestures(rates, (await store.readCells(reader, [venue])).get(venue) ?? [], gestures)
    },
    /** Writes dates of the calendar, and what they were for undoing. Only venues calls it, in the transaction of its own change. */
    async putNights(tx: Tx, venue: VenueId, rows: readonly NightRow[], change: store.NewChange | null): Promise<void> {
      await store.putNights(tx, venue, rows)
      if (change !== null) await store.insertChange(tx, venue, change)
      programs.changed(tx, venue)
    },
    changes: { byKey: store.changeByKey, read: store.readChanges, lastStanding: store.lastStanding, find: store.findChange, markUndone: store.markUndone },
    /** Promotion codes: set up by venues, weighed by quotes, counted by the booking that uses one. */
    promos: { put: putPromo, read: readPromos, weigh: promoFor, take: takePromo, until: setUseUntil },
    /** The newest reference rate of each currency, for showing prices. */
    async referenceRates(reader: Reader): Promise<ReferenceRate[]> {
      const day = Math.floor(performance.now() / 60_000)
      if (reference?.minute !== day) reference = { minute: day, rates: await latestRates(reader) }
      return reference.rates
    },
    async loadReferenceRates(tx: Tx, rates: readonly ReferenceRate[]): Promise<void> { await putReferenceRates(tx, rates); reference = null },
    /** Another process changed them. */
    forget: (venue: VenueId): void => { programs.forget(venue) },
    forgetAll: (): void => { programs.forgetAll() },
  }
}
