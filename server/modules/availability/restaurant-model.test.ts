import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, seededId, type ReservationId, type TableId, type VenueId } from '#platform/id'
import { settableClock } from '#platform/clock'
import { isProblem } from '#platform/problem'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { addDays, plainDate } from '#platform/time'
import { openAvailability, type Availability, type Slot } from './index.ts'
import { restaurant, sittingClaim, tableId } from './testing.ts'
import type { CombinationDefinition, RestaurantDefinition, SaleChannel } from './types.ts'

const runs = Number(process.env['PROPERTY_RUNS'] ?? 8)
let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

const seats: Record<string, [number, number]> = { a: [1, 2], b: [1, 2], c: [2, 4], d: [3, 6], bar: [1, 2] }
const combinations: CombinationDefinition[] = [{ id: 'cmb_ab' as never, tables: [tableId('a'), tableId('b')], partyMin: 3, partyMax: 4 }, { id: 'cmb_cd' as never, tables: [tableId('c'), tableId('d')], partyMin: 6, partyMax: 10 }]
const base = restaurant(seats, { combinations })
const definition: RestaurantDefinition = {
  ...base, tables: base.tables.map((table) => ({ ...table, walkInOnly: table.id === tableId('bar') })),
  services: [{ ...base.services[0]!, from: '18:00', to: '01:00', turnMinutes: [{ partyMax: 2, minutes: 90 }, { partyMax: 50, minutes: 120 }], bufferMinutes: 15, intervalMinutes: 30, coversPerInterval: 12, partiesPerInterval: 3 }],
}
/** A turn with its buffer, in quarter-hours. */
const turn = (party: number) => (party <= 2 ? 7 : 9)

interface Sitting { holder: ReservationId; day: string; slot: number; party: number; tables: TableId[]; quarters: number; expires: number | null; walkIn: boolean; pinned: boolean }

/** The reference: a list of sittings; a table is free when none of them overlaps. Slots are half-hours from 18:00. */
class Model {
  sittings: Sitting[] = []
  minute = 0
  live(): Sitting[] { return this.sittings.filter((one) => one.expires === null || one.expires > this.minute) }
  isFree(table: TableId, day: string, slot: number, party: number, except?: ReservationId): boolean {
    const [from, to] = [slot * 2, slot * 2 + turn(party)]
    return !this.live().some((one) => one.holder !== except && one.day === day && one.tables.includes(table) && one.slot * 2 < to && from < one.slot * 2 + one.quarters)
  }
  paced(day: string, slot: number, party: number, except?: ReservationId): boolean {
    const there = this.live().filter((one) => one.holder !== except && one.day === day && one.slot === slot)
    return there.length < 3 && there.reduce((sum, one) => sum + one.party, 0) + party <= 12
  }
  /** All that would do for a party, whoever sits there. */
  fits(party: number, walkIn: boolean): TableId[][] {
    const single = Object.entries(seats).filter(([name, [least, most]]) => (walkIn || name !== 'bar') && least <= party && party <= most).map(([name]) => [tableId(name)])
    return [...single, ...combinations.filter((one) => one.partyMin <= party && party <= one.partyMax).map((one) => one.tables)]
  }
  /** Whether everybody of the day, and one more, can have tables at their times: tried in every way. Who was promised a table keeps it. */
  canArrange(day: string, slot: number, party: number, choices: TableId[][], except?: ReservationId): boolean {
    type Placed = { from: number; to: number; tables: TableId[] }
    const others = this.live().filter((one) => one.day === day && one.holder !== except)
    const hours = (one: Sitting) => ({ from: one.slot * 2, to: one.slot * 2 + one.quarters })
    const clash = (placed: Placed[], wanted: Placed) => placed.some((one) => one.from < wanted.to && wanted.from < one.to && one.tables.some((table) => wanted.tables.includes(table)))
    const movable = others.filter((one) => !one.pinned).map((one) => ({ ...hours(one), choices: [one.tables, ...this.fits(one.party, one.walkIn)] }))
    const place = (placed: Placed[], left: (Omit<Placed, 'tables'> & { choices: TableId[][] })[]): boolean => {
      const [next, ...rest] = left
      return next === undefined || next.choices.some((tables) => !clash(placed, { ...next, tables }) && place([...placed, { ...next, tables }], rest))
    }
    return place(others.filter((one) => one.pinned).map((one) => ({ ...hours(one), tables: one.tables })), [{ from: slot * 2, to: slot * 2 + turn(party), choices }, ...movable])
  }
  /** Seats that the best free choice has; combinations after every single table. Null: none is free. */
  best(day: string, slot: number, party: number, walkIn: boolean, except?: ReservationId): { seats: number; combined: boolean } | null {
    const free = (table: TableId) => this.isFree(table, day, slot, party, except)
    const single = Object.entries(seats).filter(([name, [least, most]]) => (walkIn || name !== 'bar') && least <= party && party <= most && free(tableId(name))).map(([, [, most]]) => most)
    if (single.length > 0) return { seats: Math.min(...single), combined: false }
    const joined = combinations.filter((one) => one.partyMin <= party && party <= one.partyMax && one.tables.every(free)).map((one) => one.partyMax)
    return joined.length > 0 ? { seats: Math.min(...joined), combined: true } : null
  }
}

const where = { day: fc.constantFrom('2027-03-05', '2027-03-06'), slot: fc.nat(14), party: fc.constantFrom(1, 2, 2, 2, 3, 4, 5, 6, 8) }
const pick = fc.nat(1_000)
const steps = fc.array(fc.oneof(
  { weight: 10, arbitrary: fc.record({ op: fc.constant('claim' as const), ...where, hold: fc.boolean(), look: fc.boolean(), channel: fc.constantFrom<SaleChannel>('site', 'site', 'walk_in') }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('amend' as const), pick, ...where }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('seat' as const), pick, pinned: fc.boolean(), table: fc.constantFrom(...Object.keys(seats)) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('swap' as const), pick, pickOther: pick }) },
), { minLength: 25, maxLength: 50 })
type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never

class Run {
  readonly venue: VenueId
  readonly clock = settableClock('2027-03-01T12:00:00Z')
  readonly availability: Availability
  readonly model = new Model()
  private count = 0
  constructor(seed: string) {
    this.venue = seededId('ven', seed)
    this.availability = openAvailability({ db: database.db, clock: this.clock })
    this.availability.onMoved(async (_, { parties }) => {
      for (const { holder, from, to } of parties) {
        const moved = this.model.sittings.find((one) => one.holder === holder)!
        expect(moved.tables, 'who was moved sat there').toEqual(from)
        expect(moved.pinned, 'a promised table stays').toBe(false)
        moved.tables = to
      }
    })
  }
  tx<T>(work: Parameters<typeof database.db.transaction<T>>[0]): Promise<T> { return database.db.transaction(work) }
  claims(day: string, slot: number, party: number) {
    const minutes = 18 * 60 + slot * 30
    const at = Temporal.PlainDateTime.from(`${day}T00:00`).add({ minutes }).toString()
    return [sittingClaim(at, party)]
  }
  async placed(work: () => Promise<{ placed: unknown[] }>): Promise<TableId[] | null> {
    try { return ((await work()).placed[0] as { tables: TableId[] }).tables } catch (error) { if (isProblem(error, 'not-available')) return null; throw error }
  }
  /** The best that is free; or, where nothing is, anything that would do after others have moved; or a refusal, when no arrangement exists. */
  expectBest(tables: TableId[] | null, best: { seats: number; combined: boolean } | null, could: boolean, free: (table: TableId) => boolean) {
    expect(tables !== null, 'granted exactly when everybody can be seated').toBe(could)
    if (tables === null) return
    expect(tables.every(free), 'a free table').toBe(true)
    if (best === null) return
    expect(tables.length > 1).toBe(best.combined)
    const size = tables.length > 1 ? combinations.find((one) => one.tables.join() === tables.join())!.partyMax : Object.entries(seats).find(([name]) => tableId(name) === tables[0])![1][1]
    expect(size, 'the fewest seats').toBe(best.seats)
  }
  /** Who is refused hears of the nearest times that the pages of the days around show, and of no others. */
  async nearest({ day, slot, party, channel }: Step & { op: 'claim' }): Promise<void> {
    const { at } = this.claims(day, slot, party)[0]!
    const wish = { date: plainDate(day), party, channel }
    const away = (one: { instant: Temporal.Instant }) => Math.abs(one.instant.epochMilliseconds - at.epochMilliseconds)
    const pages: Slot[] = []
    for (const by of [-1, 0, 1]) pages.push(...(await this.availability.slots(database.db, this.venue, { ...wish, date: addDays(wish.date, by) })).filter((one) => one.free && away(one) > 0))
    const nearest = await this.availability.nearestSlots(database.db, this.venue, { ...wish, at }, { daysAround: 1, limit: 4 })
    expect(nearest.map(away), 'the nearest that are shown').toEqual(pages.map(away).sort((a, b) => a - b).slice(0, 4))
    for (const one of nearest) expect(pages.some((shown) => shown.at === one.at), 'one of those that are shown').toBe(true)
  }
  async step(step: Step): Promise<void> {
    const { model, venue, availability } = this
    if (step.op === 'wait') { model.minute += step.minutes; this.clock.advance({ minutes: step.minutes }); return }
    if (step.op === 'claim') {
      const { day, slot, party } = step
      const holder = newId('rsv', 1_800_000_000_000 + (this.count += 1))
      const walkIn = step.channel === 'walk_in'
      const paced = model.paced(day, slot, party)
      const best = paced ? model.best(day, slot, party, walkIn) : null
      const could = paced && model.canArrange(day, slot, party, model.fits(party, walkIn))
      const offered = (await availability.slots(database.db, venue, { date: plainDate(day), party, channel: step.channel })).find((one) => one.instant.equals(this.claims(day, slot, party)[0]!.at))
      expect(offered?.free, 'offered exactly when it can be had').toBe(could)
      const found = await availability.freeSlotsOf(database.db, [venue], { date: plainDate(day), party, channel: step.channel }, () => ({ ms: this.claims(day, slot, party)[0]!.at.epochMilliseconds, minutes: 1 }))
      expect((found.get(venue) ?? []).length > 0, 'found by the search exactly then').toBe(could)
      const asked = { holder, holderKind: step.hold ? 'hold' as const : 'booking' as const, expiresAt: this.clock.now().add({ minutes: 10 }), channel: step.channel, claims: this.claims(day, slot, party) }
      const seen = step.look ? await database.db.reading((reader) => availability.see(reader, [{ venue, group: [asked] }])) : null
      const outcome = seen?.decide(() => true)[0] ?? { outcome: 'alone' }
      if (outcome.outcome === 'placed') await this.tx(async (tx) => { seen!.take(tx) })
      const tables = outcome.outcome === 'refused' ? null : await this.placed(() => (outcome.outcome === 'placed' ? Promise.resolve({ placed: outcome.placed[0]! }) : this.tx((tx) => availability.claim(tx, { venue, ...asked }))))
      this.expectBest(tables, best, could, (table) => model.isFree(table, day, slot, party))
      if (tables === null) await this.nearest(step)
      if (tables !== null) model.sittings.push({ holder, day, slot, party, tables, quarters: turn(party), expires: step.hold ? model.minute + 10 : null, walkIn, pinned: false })
      return
    }
    const live = model.live()
    const one = live[step.pick % Math.max(1, live.length)]
    if (one === undefined) return
    if (step.op === 'release') {
      expect(await this.tx((tx) => availability.release(tx, { venue, holder: one.holder }))).toBe(true)
      model.sittings = model.sittings.filter((other) => other !== one)
    } else if (step.op === 'seat') {
      const table = tableId(step.table)
      const could = one.tables.join() === table || model.canArrange(one.day, one.slot, one.party, [[table]], one.holder)
      const seated = await this.placed(async () => ({ placed: [await this.tx((tx) => availability.seat(tx, { venue, holder: one.holder, tables: [table], pinned: step.pinned }))] }))
      expect(seated !== null, 'others make room exactly when they can').toBe(could)
      if (seated !== null) Object.assign(one, { tables: seated, pinned: step.pinned })
    } else if (step.op === 'swap') {
      const other = live[step.pickOther % live.length]!
      if (other === one) return
      const free = (table: TableId, of: Sitting) => !live.some((some) => some !== one && some !== other && some.day === of.day && some.tables.includes(table) && some.slot * 2 < of.slot * 2 + of.quarters && of.slot * 2 < some.slot * 2 + some.quarters)
      const apart = one.day !== other.day || one.slot * 2 + one.quarters <= other.slot * 2 || other.slot * 2 + other.quarters <= one.slot * 2 || !one.tables.some((table) => other.tables.includes(table))
      const could = apart && other.tables.every((table) => free(table, one)) && one.tables.every((table) => free(table, other))
      const swapped = await this.placed(async () => { await this.tx((tx) => availability.swapTables(tx, { venue, holders: [one.holder, other.holder] })); return { placed: [{ tables: [] }] } })
      expect(swapped !== null, 'two parties change tables exactly when both are free then').toBe(could)
      if (swapped !== null) { [one.tables, other.tables] = [other.tables, one.tables]; Object.assign(one, { pinned: true }); Object.assign(other, { pinned: true }) }
    } else {
      const { day, slot, party } = step
      const paced = model.paced(day, slot, party, one.holder)
      const best = paced ? model.best(day, slot, party, false, one.holder) : null
      const could = paced && model.canArrange(day, slot, party, model.fits(party, false), one.holder)
      const tables = await this.placed(() => this.tx((tx) => availability.amend(tx, { venue, holder: one.holder, channel: 'site', claims: this.claims(day, slot, party) })))
      this.expectBest(tables, best, could, (table) => model.isFree(table, day, slot, party, one.holder))
      if (tables !== null) Object.assign(one, { day, slot, party, tables, quarters: turn(party), walkIn: false, pinned: false })
    }
  }
}

describe('a restaurant and its model', () => {
  let seed = 0
  test('agree on every answer, best fit, pacing and what is offered, and counts equal claims after every step', async () => {
    await fc.assert(fc.asyncProperty(steps, async (sequence) => {
      const run = new Run(`restaurant ${seed += 1}`)
      await run.tx((tx) => run.availability.define(tx, run.venue, definition))
      for (const step of sequence) {
        await run.step(step)
        expect(await run.tx((tx) => run.availability.reconcile(tx, run.venue, async () => ({ must: new Set(run.model.live().map((one) => one.holder)), may: new Set() })))).toEqual([])
      }
    }), { numRuns: runs })
  }, 240_000)
})
