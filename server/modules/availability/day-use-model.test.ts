import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, seededId, type ReservationId } from '#platform/id'
import { settableClock } from '#platform/clock'
import { isProblem } from '#platform/problem'
import { addDays, plainDate } from '#platform/time'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { openAvailability } from './index.ts'
import { hotel, stayClaim, typeId } from './testing.ts'
import type { StayClaim } from './types.ts'

const runs = Number(process.env['PROPERTY_RUNS'] ?? 8)
let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

const first = plainDate('2027-03-26') // two buckets meet on the 28th, when the clocks change too
const rooms = 2
const [checkIn, checkOut] = [15, 11]
interface Sold { holder: ReservationId; day: number; nights: number; hours: [number, number] | null; expires: number | null }

/** The reference: rooms are short where more are wanted for a night than there are, day use counted by its peak. */
class Model {
  sold: Sold[] = []
  minute = 0
  readonly holdsNight: boolean
  constructor(holdsNight: boolean) { this.holdsNight = holdsNight }
  live(): Sold[] { return this.sold.filter((one) => one.expires === null || one.expires > this.minute) }
  private peak(all: readonly Sold[], day: number, until: number): number {
    const used = all.filter((one) => one.hours !== null && one.day === day)
    return Math.max(0, ...Array.from({ length: until }, (_, hour) => used.filter(({ hours }) => hours![0] <= hour && hour < hours![1]).length))
  }
  wanted(all: readonly Sold[], night: number): number {
    const stays = all.filter((one) => one.hours === null && one.day <= night && night < one.day + one.nights).length
    return this.holdsNight ? stays + this.peak(all, night, 24) + this.peak(all, night + 1, checkOut) : stays + this.peak(all, night + 1, 24)
  }
  mayHave(one: Omit<Sold, 'holder' | 'expires'>, except?: ReservationId): boolean {
    if (one.hours !== null && !this.holdsNight && one.hours[1] > checkIn) return false
    const all = [...this.live().filter(({ holder }) => holder !== except), { ...one, holder: '' as ReservationId, expires: null }]
    const touched = one.hours === null ? Array.from({ length: one.nights }, (_, i) => one.day + i) : [one.day - 1, one.day]
    return touched.every((night) => this.wanted(all, night) <= rooms || this.wanted(all, night) === this.wanted(this.live().filter(({ holder }) => holder !== except), night))
  }
  /** As many as are in rooms at one moment, by the clock: what this is all for. */
  mostAtOnce(): number {
    const spans = this.live().map((one) => (one.hours === null ? [one.day * 24 + checkIn, (one.day + one.nights) * 24 + checkOut] : [one.day * 24 + one.hours[0], one.day * 24 + one.hours[1]]) as [number, number])
    return Math.max(0, ...spans.map(([at]) => spans.filter(([from, to]) => from <= at && at < to).length))
  }
}

const pick = fc.nat(1_000)
const wish = { day: fc.nat(6), nights: fc.integer({ min: 1, max: 3 }), hours: fc.option(fc.tuple(fc.integer({ min: 8, max: 18 }), fc.integer({ min: 1, max: 6 })), { freq: 2 }) }
const steps = fc.array(fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('claim' as const), ...wish, hold: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('amend' as const), pick, ...wish }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('assign' as const), pick }) },
), { minLength: 20, maxLength: 40 })

describe('day use and its model', () => {
  let seed = 0
  test.each([true, false])('agree on every answer, nobody is ever without a room, and counts equal claims after every step (the night is held: %s)', async (holdsNight) => {
    await fc.assert(fc.asyncProperty(steps, async (sequence) => {
      const venue = seededId('ven', `day use ${holdsNight} ${seed += 1}`)
      const clock = settableClock('2027-03-01T12:00:00Z')
      const availability = openAvailability({ db: database.db, clock })
      const model = new Model(holdsNight)
      const { db } = database
      await db.transaction((tx) => availability.define(tx, venue, hotel({ double: rooms }, { dayUse: { from: '08:00', to: '23:00', holdsNight } })))
      const wanted = (step: { day: number; nights: number; hours: [number, number] | null }) => {
        const hours: [number, number] | null = step.hours === null ? null : [step.hours[0], Math.min(23, step.hours[0] + step.hours[1])]
        const arrival = addDays(first, step.day)
        const clockText = (hour: number) => `${String(hour).padStart(2, '0')}:00`
        const claim: StayClaim = hours === null ? stayClaim('double', arrival, addDays(arrival, step.nights)) : { kind: 'stay', roomType: typeId('double'), arrival, departure: arrival, quantity: 1, hours: { from: clockText(hours[0]), to: clockText(hours[1]) } }
        return { one: { day: step.day, nights: step.nights, hours }, claim }
      }
      const granted = (work: Promise<unknown>) => work.then(() => true, (error: unknown) => { if (isProblem(error, 'not-available')) return false; throw error })
      for (const step of sequence) {
        if (step.op === 'wait') { model.minute += step.minutes; clock.advance({ minutes: step.minutes }); continue }
        const live = model.live()
        const chosen = step.op === 'claim' ? undefined : live[step.pick % Math.max(1, live.length)]
        if (step.op === 'claim') {
          const holder = newId('rsv', 1_800_000_000_000) as ReservationId
          const { one, claim } = wanted(step)
          const may = model.mayHave(one)
          expect(await granted(db.transaction((tx) => availability.claim(tx, { venue, holder, holderKind: step.hold ? 'hold' : 'booking', expiresAt: clock.now().add({ minutes: 10 }), channel: 'site', claims: [claim] })))).toBe(may)
          if (may) model.sold.push({ ...one, holder, expires: step.hold ? model.minute + 10 : null })
        } else if (chosen === undefined) continue
        else if (step.op === 'release') {
          await db.transaction((tx) => availability.release(tx, { venue, holder: chosen.holder }))
          model.sold = model.sold.filter((one) => one !== chosen)
        } else if (step.op === 'amend') {
          const { one, claim } = wanted(step)
          const may = model.mayHave(one, chosen.holder)
          expect(await granted(db.transaction((tx) => availability.amend(tx, { venue, holder: chosen.holder, claims: [claim] })))).toBe(may)
          if (may) Object.assign(chosen, one)
        } else {
          expect(await granted(db.transaction((tx) => availability.assignRoom(tx, { venue, holder: chosen.holder }))), 'what was sold has a room').toBe(true)
        }
        expect(model.mostAtOnce()).toBeLessThanOrEqual(rooms)
        expect(await db.transaction((tx) => availability.reconcile(tx, venue))).toEqual([])
      }
    }), { numRuns: runs })
  }, 240_000)
})
