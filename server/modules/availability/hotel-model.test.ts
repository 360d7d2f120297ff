import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, seededId, type PoolId, type ReservationId, type RoomId, type VenueId } from '#platform/id'
import { settableClock } from '#platform/clock'
import { isProblem } from '#platform/problem'
import { addDays, dayNumber, plainDate, type PlainDate } from '#platform/time'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { openAvailability, type Availability } from './index.ts'
import { hotel, roomId, stayClaim, typeId } from './testing.ts'

/** Enough to find a mistake in a minute or two; PROPERTY_RUNS raises it for a night. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 8)
let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

const first = plainDate('2027-03-20') // two buckets: 2027-03-28 begins one
const span = 16
const types: Record<string, number> = { double: 3, suite: 2 }
type TypeName = 'double' | 'suite'
interface Stay { holder: ReservationId; type: TypeName; from: number; to: number; quantity: number; expires: number | null; pinned: RoomId | null; pool?: PoolId | undefined }
/** One with a guarantee, one that is only a limit. */
const pools: PoolId[] = [seededId('pool', 'group'), seededId('lim', 'channel')]
const guaranteed = pools[0]!

/** The reference: a list of stays and a count, nothing clever. */
class Model {
  stays: Stay[] = []
  outOfOrder: { id: string; room: RoomId; type: TypeName; from: number; to: number }[] = []
  closed: { id: string; from: number; to: number }[] = []
  rooms = { ...types }
  minute = 0
  /** What pools have, by pool, type and night; a released night has nothing. */
  carved = new Map<string, number>()

  live(): Stay[] { return this.stays.filter((stay) => stay.expires === null || stay.expires > this.minute) }
  has(pool: PoolId, type: TypeName, night: number): number { return this.carved.get(`${pool}/${type}/${night}`) ?? 0 }
  sold(pool: PoolId | undefined, type: TypeName, night: number, except?: ReservationId): number {
    return this.live().filter((stay) => stay.pool === pool && stay.type === type && stay.holder !== except && stay.from <= night && night < stay.to).reduce((sum, stay) => sum + stay.quantity, 0)
  }
  raw(type: TypeName, night: number, except?: ReservationId): number {
    const covers = (one: { from: number; to: number }) => one.from <= night && night < one.to
    return this.rooms[type]! - this.outOfOrder.filter((one) => one.type === type && covers(one)).length
      - this.sold(undefined, type, night, except) - this.sold(pools[1], type, night, except) - Math.max(this.has(guaranteed, type, night), this.sold(guaranteed, type, night, except))
  }
  isClosed(from: number, to: number): boolean { return this.closed.some((one) => one.from < to && from <= one.to) }
  fitsByCount(type: TypeName, from: number, to: number, quantity: number, except?: ReservationId, pool?: PoolId, spill = false): boolean {
    for (let night = from; night < to; night += 1) if (this.free(type, night, except, pool, spill) < quantity) return false
    return true
  }
  free(type: TypeName, night: number, except?: ReservationId, pool?: PoolId, spill = false): number {
    const house = Math.max(0, this.raw(type, night, except))
    if (pool === undefined) return this.raw(type, night, except)
    const own = Math.max(0, this.has(pool, type, night) - this.sold(pool, type, night, except))
    if (pool === guaranteed) return spill ? own + house : own
    return spill ? house : Math.min(own, house)
  }
  /** Tries every room for every stay. */
  hasRooms(stays: Pick<Stay, 'type' | 'from' | 'to' | 'quantity' | 'pinned'>[], type: TypeName): boolean {
    const rooms = Array.from({ length: this.rooms[type]! }, (_, i) => roomId(`${type}${i + 1}`))
    const taken = new Map(rooms.map((room) => [room, this.outOfOrder.filter((one) => one.room === room).map(({ from, to }) => ({ from, to }))]))
    const units = stays.filter((stay) => stay.type === type).flatMap((stay) => Array.from({ length: stay.quantity }, () => stay)).sort((a, b) => Number(b.pinned !== null) - Number(a.pinned !== null) || a.from - b.from)
    const place = (i: number): boolean => {
      const stay = units[i]
      if (stay === undefined) return true
      for (const room of stay.pinned === null ? rooms : [stay.pinned]) {
        const own = taken.get(room)
        if (own === undefined || own.some((one) => one.from < stay.to && stay.from < one.to)) continue
        own.push({ from: stay.from, to: stay.to })
        if (place(i + 1)) return true
        own.pop()
      }
      return false
    }
    return place(0)
  }
  /** Everything of a type that hangs together with some nights. */
  around(type: TypeName, from: number, to: number, except?: ReservationId): Stay[] {
    const all = this.live().filter((stay) => stay.type === type && stay.holder !== except)
    for (let [a, b] = [from, to]; ;) {
      const inside = [...all, ...this.outOfOrder.filter((one) => one.type === type)].filter((one) => one.from < b && a < one.to)
      const [c, d] = [Math.min(a, ...inside.map((one) => one.from)), Math.max(b, ...inside.map((one) => one.to))]
      if (c === a && d === b) return all.filter((one) => one.from < b && a < one.to)
      a = c; b = d
    }
  }
  mayHave(type: TypeName, from: number, to: number, quantity: number, except?: ReservationId, pool?: PoolId): boolean {
    if (this.isClosed(from, to) || !this.fitsByCount(type, from, to, quantity, except, pool, except !== undefined)) return false
    const others = this.around(type, from, to, except)
    return this.hasRooms([...others, { type, from, to, quantity, pinned: null }], type) || !this.hasRooms(others, type)
  }
}

const whichPool = fc.constantFrom(...pools)
const typeName = fc.constantFrom<TypeName>('double', 'suite')
const nights = { from: fc.nat(span - 1), length: fc.integer({ min: 1, max: 6 }) }
const pick = fc.nat(1_000)
const claim = fc.record({ op: fc.constant('claim' as const), type: typeName, ...nights, quantity: fc.constantFrom(1, 1, 1, 2), hold: fc.boolean() })
const batch = fc.record({ op: fc.constant('batch' as const), look: fc.boolean(), claims: fc.array(fc.record({ type: typeName, ...nights, quantity: fc.constantFrom(1, 1, 2), pool: fc.option(whichPool, { nil: undefined }) }), { minLength: 2, maxLength: 5 }) })
const common = [
  { weight: 2, arbitrary: batch },
  { weight: 8, arbitrary: claim },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('amend' as const), pick, type: typeName, ...nights }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('keep' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('shorten' as const), pick, nights: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('assign' as const), pick }) },
]
const pooled = [
  { weight: 4, arbitrary: fc.record({ op: fc.constant('carve' as const), pool: whichPool, type: typeName, ...nights, quantity: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('claim' as const), type: typeName, ...nights, length: fc.integer({ min: 1, max: 3 }), quantity: fc.constantFrom(1, 1, 2), hold: fc.boolean(), pool: whichPool }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('let go' as const), pool: whichPool, ...nights }) },
]
const withOverrides = fc.array(fc.oneof(...common, ...pooled,
  { weight: 2, arbitrary: fc.record({ op: fc.constant('override' as const), type: typeName, ...nights }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('rooms' as const), double: fc.integer({ min: 2, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('close' as const), ...nights }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('open' as const), pick }) },
), { minLength: 20, maxLength: 45 })
// Few nights and many promises, so that rooms which fit by count often do not fit in fact.
const few = { from: fc.nat(6), length: fc.integer({ min: 1, max: 4 }) }
const withPromises = fc.array(fc.oneof(...common, ...pooled,
  { weight: 6, arbitrary: fc.record({ op: fc.constant('claim' as const), type: fc.constant<TypeName>('double'), ...few, quantity: fc.constant(1), hold: fc.constant(false) }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('pin' as const), pick, room: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('break' as const), type: fc.constant<TypeName>('double'), room: fc.nat(2), ...few, length: fc.constantFrom(1, 1, 2) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('mend' as const), pick }) },
), { minLength: 20, maxLength: 45 })
type Step = (typeof withOverrides extends fc.Arbitrary<(infer S)[]> ? S : never) | (typeof withPromises extends fc.Arbitrary<(infer S)[]> ? S : never)

/** One venue, the model beside it, and every step on both. */
class Run {
  readonly venue: VenueId
  readonly clock = settableClock('2027-03-01T12:00:00Z')
  readonly availability: Availability
  readonly model = new Model()
  private count = 0
  constructor(seed: string) {
    this.venue = seededId('ven', seed)
    this.availability = openAvailability({ db: database.db, clock: this.clock })
    this.availability.onExpired(async (_tx, { holders }) => {
      for (const holder of holders) expect(this.model.live().some((stay) => stay.holder === holder), 'only what has run out expires').toBe(false)
      this.model.stays = this.model.stays.filter((stay) => !holders.includes(stay.holder))
    })
  }
  tx<T>(work: Parameters<typeof database.db.transaction<T>>[0]): Promise<T> { return database.db.transaction(work) }
  day(offset: number): PlainDate { return addDays(first, offset) }
  claims(type: TypeName, from: number, to: number, quantity = 1, pool?: PoolId) { return [{ ...stayClaim(type, this.day(from), this.day(to), quantity), pool }] }
  one(pick: number): Stay | undefined { const live = this.model.live(); return live[pick % Math.max(1, live.length)] }
  async granted(work: () => Promise<unknown>): Promise<boolean> {
    try { await work(); return true } catch (error) { if (isProblem(error, 'not-available') || isProblem(error, 'in-use')) return false; throw error }
  }
  async claim(type: TypeName, from: number, to: number, quantity: number, hold: boolean, override?: { reason: string }, pool?: PoolId) {
    const holder = newId('rsv', 1_800_000_000_000 + (this.count += 1))
    const expires = hold ? this.model.minute + 10 : null
    const expected = override !== undefined || this.model.mayHave(type, from, to, quantity, undefined, pool)
    const wish = { arrival: this.day(from), departure: this.day(to), quantity, pool }
    const shown = override !== undefined || (await this.availability.freeStays(database.db, this.venue, wish)).find(({ roomType }) => roomType === typeId(type))!.reasons.length === 0
    const found = override !== undefined || (await this.availability.freeStaysOf(database.db, [this.venue], wish)).get(this.venue)!.find(({ roomType }) => roomType === typeId(type))!.reasons.length === 0
    const got = await this.granted(() => this.tx((tx) => this.availability.claim(tx, { venue: this.venue, holder, holderKind: hold ? 'hold' : 'booking', expiresAt: hold ? this.clock.now().add({ minutes: 10 }) : null, channel: 'site', claims: this.claims(type, from, to, quantity, pool), override })))
    expect(shown, `shown ${type} ${from}-${to} ×${quantity} of ${pool ?? 'the house'}`).toBe(expected)
    expect(found, `found by the search ${type} ${from}-${to} ×${quantity} of ${pool ?? 'the house'}`).toBe(expected)
    expect(got, `claim ${type} ${from}-${to} ×${quantity} of ${pool ?? 'the house'}`).toBe(expected)
    if (got) this.model.stays.push({ holder, type, from, to, quantity, expires, pinned: null, pool })
  }
  async step(step: Step): Promise<void> {
    const { model, venue, availability } = this
    switch (step.op) {
      case 'claim': return this.claim(step.type, step.from, step.from + step.length, step.quantity, step.hold, undefined, (step as { pool?: PoolId }).pool)
      case 'carve': return this.carve(step.pool, step.type, step.from, step.from + step.length, step.quantity)
      case 'let go': return this.letGo(step.pool, step.from, step.from + step.length)
      case 'override': return this.claim(step.type, step.from, step.from + step.length, 1, false, { reason: 'test' })
      case 'batch': return this.batch(step.claims, step.look)
      case 'wait': model.minute += step.minutes; this.clock.advance({ minutes: step.minutes }); return
      case 'rooms':
        if (await this.granted(() => this.tx((tx) => availability.define(tx, venue, hotel({ ...model.rooms, double: step.double }))))) model.rooms['double'] = step.double
        return
      case 'close': {
        const one = { id: `clo_${this.count += 1}`, from: step.from, to: step.from + step.length }
        const { holders } = await this.tx((tx) => availability.addClosure(tx, venue, { id: one.id, from: this.day(one.from), to: this.day(one.to) }))
        expect(holders.toSorted()).toEqual(model.live().filter((stay) => stay.from <= one.to && one.from < stay.to).map((stay) => stay.holder).sort())
        model.closed.push(one)
        return
      }
      case 'open': {
        const one = model.closed[step.pick % Math.max(1, model.closed.length)]
        if (one === undefined) return
        await this.tx((tx) => availability.removeClosure(tx, venue, one.id))
        model.closed = model.closed.filter((other) => other !== one)
        return
      }
      case 'break': return this.breakRoom(step.type, (step.room % types[step.type]!) + 1, step.from, step.from + step.length)
      case 'mend': {
        const one = model.outOfOrder[step.pick % Math.max(1, model.outOfOrder.length)]
        if (one === undefined) return
        expect(await this.tx((tx) => availability.endOutOfOrder(tx, { venue, id: one.id }))).toBe(true)
        model.outOfOrder = model.outOfOrder.filter((other) => other !== one)
        return
      }
      default: { const stay = this.one(step.pick); if (stay !== undefined) await this.change(step, stay) }
    }
  }
  async carve(pool: PoolId, type: TypeName, from: number, to: number, quantity: number) {
    const { model } = this
    const nights = Array.from({ length: to - from }, (_, i) => from + i)
    const before = nights.map((night) => Math.max(0, -model.raw(type, night)))
    const had = nights.map((night) => model.has(pool, type, night))
    for (const night of nights) model.carved.set(`${pool}/${type}/${night}`, quantity)
    const expected = nights.every((night, i) => Math.max(0, -model.raw(type, night)) <= before[i]!)
    const got = await this.granted(() => this.tx((tx) => this.availability.carve(tx, { venue: this.venue, pool, nights: nights.map((night) => ({ roomType: typeId(type), night: this.day(night), quantity })) })))
    expect(got, `carve ${quantity} ${type} ${from}-${to} for ${pool}`).toBe(expected)
    if (!got) nights.forEach((night, i) => { model.carved.set(`${pool}/${type}/${night}`, had[i]!) })
  }
  /** Releasing gives back what is not sold, once. */
  async letGo(pool: PoolId, from: number, to: number) {
    const release = () => this.tx((tx) => this.availability.releasePool(tx, { venue: this.venue, pool, from: this.day(from), to: this.day(to) }))
    await release()
    for (const type of ['double', 'suite'] as const) for (let night = from; night < to; night += 1) this.model.carved.delete(`${pool}/${type}/${night}`)
    expect(await release()).toEqual([])
  }
  /** Decided together, with locks or from a look, and each as if it had come by itself in that order; what is answered `alone` comes by itself afterwards. */
  async batch(claims: { type: TypeName; from: number; length: number; quantity: number; pool: PoolId | undefined }[], look: boolean) {
    const asked = claims.map((one) => ({ ...one, to: one.from + one.length, holder: newId('rsv', 1_800_000_000_000 + (this.count += 1)) }))
    const batch = asked.map((one) => ({ venue: this.venue, group: [{ holder: one.holder, holderKind: 'booking' as const, channel: 'site' as const, claims: this.claims(one.type, one.from, one.to, one.quantity, one.pool) }] }))
    const seen = look ? await database.db.reading((reader) => this.availability.see(reader, batch)) : null
    const outcomes = seen?.decide(() => true) ?? await this.tx((tx) => this.availability.claimBatch(tx, batch))
    if (seen !== null) await this.tx(async (tx) => { seen.take(tx) })
    for (const [i, { type, from, to, quantity, holder, pool }] of asked.entries()) {
      const { outcome } = outcomes[i]!
      if (outcome === 'alone') continue
      expect(outcome, `in a batch ${type} ${from}-${to} ×${quantity} of ${pool ?? 'the house'}`).toBe(this.model.mayHave(type, from, to, quantity, undefined, pool) ? 'placed' : 'refused')
      if (outcome === 'placed') this.model.stays.push({ holder, type, from, to, quantity, expires: null, pinned: null, pool })
    }
    for (const [i, one] of asked.entries()) if (outcomes[i]!.outcome === 'alone') await this.claim(one.type, one.from, one.to, one.quantity, false, undefined, one.pool)
  }
  async breakRoom(type: TypeName, number: number, from: number, to: number) {
    const room = roomId(`${type}${number}`)
    const promised = this.model.live().some((stay) => stay.pinned === room && stay.from < to && from < stay.to) || this.model.outOfOrder.some((one) => one.room === room && one.from < to && from < one.to)
    if (!promised && !this.model.fitsByCount(type, from, to, 1)) return // a shortfall: the other property's matter
    let id = ''
    const got = await this.granted(async () => { id = await this.tx((tx) => this.availability.setOutOfOrder(tx, { venue: this.venue, room, from: this.day(from), to: this.day(to), reason: 'leak' })) })
    expect(got, `out of order ${room}`).toBe(!promised)
    if (got) this.model.outOfOrder.push({ id, room, type, from, to })
  }
  async change(step: Step & { pick: number }, stay: Stay): Promise<void> {
    const { model, venue, availability } = this
    const { holder } = stay
    if (step.op === 'release') {
      expect(await this.tx((tx) => availability.release(tx, { venue, holder }))).toBe(true)
      model.stays = model.stays.filter((one) => one !== stay)
    } else if (step.op === 'keep') {
      expect(await this.tx((tx) => availability.keep(tx, { venue, holder }))).toBe(true)
      stay.expires = null
    } else if (step.op === 'shorten') {
      const to = Math.max(stay.from + 1, stay.to - step.nights)
      await this.tx((tx) => availability.shorten(tx, { venue, holder, departure: this.day(to) }))
      stay.to = to
    } else if (step.op === 'amend') {
      if (stay.pinned !== null) return
      const to = step.from + step.length
      const expected = model.mayHave(step.type, step.from, to, stay.quantity, holder, stay.pool)
      expect(await this.granted(() => this.tx((tx) => availability.amend(tx, { venue, holder, claims: this.claims(step.type, step.from, to, stay.quantity, stay.pool) }))), `amend to ${step.type} ${step.from}-${to}`).toBe(expected)
      if (expected) Object.assign(stay, { type: step.type, from: step.from, to })
    } else if (step.op === 'assign') {
      if (stay.quantity > 1 || stay.pinned !== null) return
      await this.granted(() => this.tx((tx) => availability.assignRoom(tx, { venue, holder })))
    } else if (step.op === 'pin') {
      if (stay.quantity > 1) return
      const room = roomId(`${stay.type}${(step.room % types[stay.type]!) + 1}`)
      const others = model.around(stay.type, stay.from, stay.to, holder)
      const free = model.hasRooms([{ ...stay, pinned: room }, ...others.filter((one) => one.pinned !== null)], stay.type)
      const expected = free && (model.hasRooms([...others, { ...stay, pinned: room }], stay.type) || !model.hasRooms([...others, { ...stay, pinned: null }], stay.type))
      expect(await this.granted(() => this.tx((tx) => availability.assignRoom(tx, { venue, holder, room, as: 'pinned' }))), `pin ${stay.type} ${stay.from}-${stay.to} to ${room}`).toBe(expected)
      if (expected) stay.pinned = room
    }
  }
  /** Counts equal claims, night by night, and the reconciler finds nothing. */
  async check(): Promise<void> {
    for (const type of ['double', 'suite'] as const) {
      const free = (await this.availability.freeNights(database.db, this.venue, first, this.day(span + 6))).get(typeId(type))!
      for (const pool of pools) {
        const stand = await this.availability.poolNights(database.db, this.venue, pool, first, this.day(span + 6))
        for (const one of stand.filter((night) => night.roomType === typeId(type))) {
          const night = dayNumber(one.night) - dayNumber(first)
          expect({ quantity: one.quantity, free: one.free, sold: one.sold }, `${pool} ${type} ${night}`).toEqual({ quantity: this.model.has(pool, type, night), free: Math.max(0, this.model.free(type, night, undefined, pool)), sold: this.model.sold(pool, type, night) })
        }
      }
      expect(free, `free ${type}`).toEqual(Array.from({ length: span + 6 }, (_, night) => Math.max(0, this.model.raw(type, night))))
    }
    expect(await this.tx((tx) => this.availability.reconcile(tx, this.venue, async () => ({ must: new Set(this.model.live().map((stay) => stay.holder)), may: new Set() })))).toEqual([])
  }
}

async function agree(steps: readonly Step[], seed: string): Promise<void> {
  const run = new Run(seed)
  await run.tx((tx) => run.availability.define(tx, run.venue, hotel(types)))
  for (const step of steps) {
    await run.step(step)
    await run.check()
  }
}

describe('a hotel and its model', () => {
  let seed = 0
  test('agree on every answer and every night, with overrides, closures and changes of capacity', async () => {
    await fc.assert(fc.asyncProperty(withOverrides, (steps) => agree(steps, `overrides ${seed += 1}`)), { numRuns: runs })
  }, 240_000)

  test('agree with promised rooms and rooms out of order: what is sold always has a room', async () => {
    await fc.assert(fc.asyncProperty(withPromises, (steps) => agree(steps, `promises ${seed += 1}`)), { numRuns: runs })
  }, 240_000)

  test('never disagree at check-in: what fitted by count gets one room for the whole stay, whatever was assigned before', async () => {
    const stays = fc.array(fc.record({ ...nights, soft: fc.boolean() }), { minLength: 20, maxLength: 60 })
    await fc.assert(fc.asyncProperty(stays, async (wished) => {
      const run = new Run(`check-in ${seed += 1}`)
      await run.tx((tx) => run.availability.define(tx, run.venue, hotel(types)))
      for (const one of wished) {
        await run.claim('double', one.from, one.from + one.length, 1, false)
        if (one.soft && run.model.stays.length > 0) await run.granted(() => run.tx((tx) => run.availability.assignRoom(tx, { venue: run.venue, holder: run.model.stays.at(-1)!.holder, as: 'soft' })))
      }
      for (let day = 0; day < span; day += 1) {
        run.clock.set(Temporal.PlainDate.from(run.day(day)).toZonedDateTime({ timeZone: 'Europe/Lisbon', plainTime: '16:00' }).toInstant())
        for (const stay of run.model.stays.filter((one) => one.from === day)) await run.tx((tx) => run.availability.assignRoom(tx, { venue: run.venue, holder: stay.holder }))
      }
      expect(dayNumber(run.day(1)) - dayNumber(first)).toBe(1)
    }), { numRuns: runs })
  }, 240_000)
})
