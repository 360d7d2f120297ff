import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, seededId, type ReservationId } from '#platform/id'
import { settableClock } from '#platform/clock'
import { isProblem } from '#platform/problem'
import { addDays, plainDate } from '#platform/time'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { openAvailability } from './index.ts'
import { hotel, roomId, stayClaim, typeId } from './testing.ts'
import type { StayClaim } from './types.ts'

const runs = Number(process.env['PROPERTY_RUNS'] ?? 8)
let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

const first = plainDate('2027-03-26') // two buckets meet on the 28th, when the clocks change too
const [checkIn, checkOut] = [15, 11]
interface Sold { holder: ReservationId; day: number; nights: number; hours: [number, number] | null; expires: number | null; pinned: number | null }
type Wanted = Pick<Sold, 'day' | 'nights' | 'hours' | 'pinned'>

/** The reference: tries every room for everybody, by the clock. */
class Model {
  sold: Sold[] = []
  minute = 0
  readonly holdsNight: boolean
  readonly rooms: number
  constructor(holdsNight: boolean, rooms: number) { this.holdsNight = holdsNight; this.rooms = rooms }
  live(): Sold[] { return this.sold.filter((one) => one.expires === null || one.expires > this.minute) }
  private span({ day, nights, hours }: Wanted): [number, number] {
    return hours === null ? [day * 24 + checkIn, (day + nights) * 24 + checkOut] : [day * 24 + hours[0], day * 24 + hours[1]]
  }
  /** Never at one time in one room; and where the night is held, nobody sleeps in a room that was in use for the day. */
  private meet(a: Wanted, b: Wanted): boolean {
    const [x, y] = [this.span(a), this.span(b)]
    if (x[0] < y[1] && y[0] < x[1]) return true
    if (!this.holdsNight || (a.hours === null) === (b.hours === null)) return false
    const [use, stay] = a.hours === null ? [b, a] : [a, b]
    // Where the night is held, only rooms that are out of order are pinned here: nobody sleeps in these.
    return stay.pinned === null && stay.day <= use.day && use.day < stay.day + stay.nights
  }
  arrangeable(all: readonly Wanted[]): boolean {
    const order = all.toSorted((a, b) => Number(b.pinned !== null) - Number(a.pinned !== null) || this.span(a)[0] - this.span(b)[0])
    const given: Wanted[][] = Array.from({ length: this.rooms }, () => [])
    const place = (i: number): boolean => {
      const one = order[i]
      if (one === undefined) return true
      for (const [room, its] of given.entries()) {
        if ((one.pinned !== null && one.pinned !== room) || its.some((other) => this.meet(one, other))) continue
        its.push(one)
        if (place(i + 1)) return true
        its.pop()
      }
      return false
    }
    return place(0)
  }
  mayHave(one: Wanted, except?: ReservationId): boolean {
    if (one.hours !== null && !this.holdsNight && one.hours[1] > checkIn) return false
    return this.arrangeable([...this.live().filter(({ holder }) => holder !== except), one])
  }
}

const pick = fc.nat(1_000)
const wish = { day: fc.nat(6), nights: fc.integer({ min: 1, max: 3 }), hours: fc.option(fc.tuple(fc.integer({ min: 8, max: 18 }), fc.integer({ min: 1, max: 6 })), { freq: 2 }) }
const steps = fc.array(fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('claim' as const), ...wish, hold: fc.boolean(), look: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('amend' as const), pick, ...wish }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('assign' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('pin' as const), pick, room: fc.nat(2) }) },
), { minLength: 20, maxLength: 40 })

describe('day use and its model', () => {
  let seed = 0
  test.each([[true, 2], [false, 2], [true, 3], [false, 3]])('agree on every answer, as an exhaustive search for rooms gives it, and counts equal claims after every step (the night is held: %s; %i rooms)', async (holdsNight, rooms) => {
    await fc.assert(fc.asyncProperty(steps, async (sequence) => {
      const venue = seededId('ven', `day use ${holdsNight} ${rooms} ${seed += 1}`)
      const clock = settableClock('2027-03-01T12:00:00Z')
      const availability = openAvailability({ db: database.db, clock })
      const model = new Model(holdsNight, rooms)
      const { db } = database
      await db.transaction((tx) => availability.define(tx, venue, hotel({ double: rooms }, { dayUse: { from: '08:00', to: '23:00', holdsNight } })))
      const wanted = (step: { day: number; nights: number; hours: [number, number] | null }) => {
        const hours: [number, number] | null = step.hours === null ? null : [step.hours[0], Math.min(23, step.hours[0] + step.hours[1])]
        const arrival = addDays(first, step.day)
        const clockText = (hour: number) => `${String(hour).padStart(2, '0')}:00`
        const claim: StayClaim = hours === null ? stayClaim('double', arrival, addDays(arrival, step.nights)) : { kind: 'stay', roomType: typeId('double'), arrival, departure: arrival, quantity: 1, hours: { from: clockText(hours[0]), to: clockText(hours[1]) } }
        return { one: { day: step.day, nights: step.nights, hours, pinned: null }, claim }
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
          const asked = { holder, holderKind: step.hold ? 'hold' as const : 'booking' as const, expiresAt: clock.now().add({ minutes: 10 }), channel: 'site' as const, claims: [claim] }
          const shown = one.hours === null ? (await availability.freeStays(db, venue, { arrival: claim.arrival, departure: claim.departure, quantity: 1 }))[0]!.reasons.length === 0 : undefined
          const found = one.hours === null ? (await availability.freeStaysOf(db, [venue], { arrival: claim.arrival, departure: claim.departure, quantity: 1 })).get(venue)![0]!.reasons.length === 0 : undefined
          expect(found, 'found by the search exactly when it is shown').toBe(shown)
          const seen = step.look ? await db.reading((reader) => availability.see(reader, [{ venue, group: [asked] }])) : null
          const outcome = seen?.decide(() => true)[0]!.outcome ?? 'alone'
          if (outcome === 'placed') await db.transaction(async (tx) => { seen!.take(tx) })
          const got = outcome === 'alone' ? await granted(db.transaction((tx) => availability.claim(tx, { venue, ...asked }))) : outcome === 'placed'
          expect({ got, shown }).toEqual({ got: may, shown: shown === undefined ? undefined : may })
          if (may) model.sold.push({ ...one, holder, expires: step.hold ? model.minute + 10 : null, pinned: null })
        } else if (chosen === undefined) continue
        else if (step.op === 'release') {
          await db.transaction((tx) => availability.release(tx, { venue, holder: chosen.holder }))
          model.sold = model.sold.filter((one) => one !== chosen)
        } else if (step.op === 'pin') {
          // Where the night is held, a promise is kept by the clock alone.
          if (chosen.hours !== null || holdsNight) continue
          const room = step.room % rooms
          const may = model.arrangeable(model.live().map((one) => (one === chosen ? { ...one, pinned: room } : one)))
          expect(await granted(db.transaction((tx) => availability.assignRoom(tx, { venue, holder: chosen.holder, room: roomId(`double${room + 1}`), as: 'pinned' })))).toBe(may)
          if (may) chosen.pinned = room
        } else if (step.op === 'amend') {
          if (chosen.pinned !== null) continue
          const { one, claim } = wanted(step)
          const may = model.mayHave(one, chosen.holder)
          expect(await granted(db.transaction((tx) => availability.amend(tx, { venue, holder: chosen.holder, claims: [claim] })))).toBe(may)
          if (may) Object.assign(chosen, one)
        } else if (chosen.pinned === null) {
          expect(await granted(db.transaction((tx) => availability.assignRoom(tx, { venue, holder: chosen.holder }))), 'what was sold has a room').toBe(true)
        }
        expect(await db.transaction((tx) => availability.reconcile(tx, venue))).toEqual([])
      }
    }), { numRuns: runs })
  }, 240_000)

  const besidePools = fc.array(fc.oneof(
    { weight: 9, arbitrary: fc.record({ op: fc.constant('claim' as const), ...wish, pooled: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), pick }) },
    { weight: 3, arbitrary: fc.record({ op: fc.constant('amend' as const), pick, ...wish }) },
    { weight: 4, arbitrary: fc.record({ op: fc.constant('carve' as const), day: fc.nat(6), nights: fc.integer({ min: 1, max: 3 }), quantity: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('let go' as const), day: fc.nat(6) }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('break' as const), day: fc.nat(6), room: fc.nat(2) }) },
  ), { minLength: 25, maxLength: 45 })

  test.each([true, false])('leaves everybody a room beside pools that are filled, sold from and released, and rooms out of order (the night is held: %s)', async (holdsNight) => {
    await fc.assert(fc.asyncProperty(besidePools, async (sequence) => {
      const venue = seededId('ven', `day use and pools ${holdsNight} ${seed += 1}`)
      const pool = seededId('pool', 'group')
      const { db } = database
      const availability = openAvailability({ db, clock: settableClock('2027-03-01T12:00:00Z') })
      const model = new Model(holdsNight, 3)
      const granted = (work: Promise<unknown>) => work.then(() => true, (error: unknown) => { if (isProblem(error, 'not-available') || isProblem(error, 'in-use')) return false; throw error })
      await db.transaction((tx) => availability.define(tx, venue, hotel({ double: 3 }, { dayUse: { from: '08:00', to: '23:00', holdsNight } })))
      const claimOf = ({ day, nights, hours }: { day: number; nights: number; hours: [number, number] | null }): { one: Wanted; claim: StayClaim } => {
        const until = hours === null ? null : Math.min(23, hours[0] + hours[1])
        const arrival = addDays(first, day)
        const text = (hour: number) => `${String(hour).padStart(2, '0')}:00`
        return { one: { day, nights, hours: hours === null ? null : [hours[0], until!], pinned: null }, claim: hours === null ? stayClaim('double', arrival, addDays(arrival, nights)) : { ...stayClaim('double', arrival, arrival), hours: { from: text(hours[0]), to: text(until!) } } }
      }
      for (const step of sequence) {
        const chosen = 'pick' in step ? model.sold[step.pick % Math.max(1, model.sold.length)] : undefined
        const nights = 'quantity' in step ? Array.from({ length: step.nights }, (_, i) => ({ roomType: typeId('double'), night: addDays(first, step.day + i), quantity: step.quantity })) : []
        if (step.op === 'carve') await granted(db.transaction((tx) => availability.carve(tx, { venue, pool, nights })))
        else if (step.op === 'let go') await db.transaction((tx) => availability.releasePool(tx, { venue, pool, from: addDays(first, step.day), to: addDays(first, step.day + 2) }))
        else if (step.op === 'break') {
          const day = addDays(first, step.day)
          // A shortfall would be a case for the desk: only where a room is to spare.
          const broken: Sold = { day: step.day, nights: 1, hours: null, pinned: step.room, holder: '' as ReservationId, expires: null }
          const free = (await availability.freeNights(db, venue, day, addDays(day, 1))).get(typeId('double'))?.[0] ?? 0
          if (free === 0 || !model.arrangeable([...model.sold, broken])) continue
          if (await granted(db.transaction((tx) => availability.setOutOfOrder(tx, { venue, room: roomId(`double${step.room + 1}`), from: day, to: addDays(day, 1), reason: 'leak' })))) model.sold.push(broken)
        } else if (step.op === 'claim') {
          const holder = newId('rsv', 1_800_000_000_000) as ReservationId
          const { one, claim } = claimOf(step)
          const got = await granted(db.transaction((tx) => availability.claim(tx, { venue, holder, holderKind: 'booking', channel: 'site', claims: [step.pooled && step.hours === null ? { ...claim, pool } : claim] })))
          if (got) model.sold.push({ ...one, holder, expires: null })
        } else if (chosen === undefined || chosen.pinned !== null) continue
        else if (step.op === 'release') {
          await db.transaction((tx) => availability.release(tx, { venue, holder: chosen.holder }))
          model.sold = model.sold.filter((one) => one !== chosen)
        } else {
          const { one, claim } = claimOf(step)
          if (await granted(db.transaction((tx) => availability.amend(tx, { venue, holder: chosen.holder, claims: [claim] })))) Object.assign(chosen, one)
        }
        expect(model.arrangeable(model.sold), `everybody has a room after ${JSON.stringify(step)}`).toBe(true)
        expect(await db.transaction((tx) => availability.reconcile(tx, venue))).toEqual([])
      }
    }), { numRuns: runs })
  }, 240_000)
})
