import { afterEach, describe, expect, test } from 'vitest'
import { newId, routeOf, type VenueId } from '#platform/id'
import { emitAll, type NewEvent } from '#platform/outbox'
import type { Database } from '#platform/sql'
import type { EventLog, LoggedEvent } from './event-log.ts'

/** What an adapter's test gives: logs on one store (each as another process would have it), and the store to write to. */
export interface EventLogHarness {
  db: Database
  open(): Promise<EventLog>
  close(): Promise<void>
}

const at = Temporal.Instant.from('2027-03-05T18:30:00Z')
export const newVenue = (): VenueId => newId('ven', at.epochMilliseconds)
export const someEvent = (venue: VenueId, n: number, type = 'booking.held'): NewEvent =>
  ({ venue, type, subject: newId('bk', at.epochMilliseconds, routeOf(venue)), actor: { account: null }, channel: 'site', at, facts: { n } })
export const numbers = (events: readonly LoggedEvent[]) => events.map((event) => event.facts['n'])

/** Polls a condition; the limit is generous because two cores are shared. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
}

/** The guarantees of the port, for every adapter. */
export function exerciseEventLog(name: string, harness: () => Promise<EventLogHarness>): void {
  describe(name, () => {
    const open: EventLogHarness[] = []
    const set = async () => {
      const one = await harness()
      open.push(one)
      return one
    }
    afterEach(async () => { for (const one of open.splice(0)) await one.close() })

    test('every event has the next position, without a gap, in the order in which its venue wrote', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const venues = [newVenue(), newVenue(), newVenue()]
      await Promise.all(venues.map(async (venue) => {
        for (let n = 0; n < 20; n += 1) await db.transaction((tx) => emitAll(tx, [someEvent(venue, 2 * n), someEvent(venue, 2 * n + 1)]))
      }))
      await until('all have a position', async () => await log.head() === 120)
      const events = await log.read({ after: 0, limit: 200 })
      expect(events.map((event) => event.position)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
      for (const venue of venues) expect(numbers(await log.read({ after: 0, venue, limit: 200 }))).toEqual(Array.from({ length: 40 }, (_, i) => i))
    })

    test('a consumer takes what was written before it, only its types, each once, and goes on after a restart', async () => {
      const { db, open: openLog } = await set()
      const venue = newVenue()
      const seen: unknown[] = []
      const consumer = { name: 'mail', types: ['booking.confirmed'], handler: async (_: unknown, events: readonly LoggedEvent[]) => { seen.push(...numbers(events)) } }
      const log = await openLog()
      await db.transaction((tx) => emitAll(tx, [someEvent(venue, 1, 'booking.confirmed'), someEvent(venue, 2)]))
      const first = log.consume(consumer)
      await until('the first', () => seen.length === 1)
      await first.stop()
      await db.transaction((tx) => emitAll(tx, [someEvent(venue, 3), someEvent(venue, 4, 'booking.confirmed')]))
      const second = log.consume(consumer)
      await until('the second', () => seen.length === 2)
      await until('the cursor stands at the head', async () => (await log.lag()).consumers.every((one) => one.behind === 0))
      await second.stop()
      expect(seen).toEqual([1, 4])
    })

    test('what a consumer writes through its transaction happens once, although its batch failed in between', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const venue = newVenue()
      let failures = 0
      log.consume({
        name: 'echo', types: ['booking.held'], backoffMs: 1,
        handler: async (tx, events) => {
          await emitAll(tx, events.map((event) => someEvent(venue, Number(event.facts['n']), 'booking.echoed')))
          if (failures < 3) { failures += 1; throw new Error('not yet') }
        },
      })
      await db.transaction((tx) => emitAll(tx, [1, 2, 3].map((n) => someEvent(venue, n))))
      await until('three echoes', async () => (await log.read({ after: 0, types: ['booking.echoed'], limit: 10 })).length === 3)
      expect(numbers(await log.read({ after: 0, types: ['booking.echoed'], limit: 10 }))).toEqual([1, 2, 3])
    })

    test('an event that fails every attempt is parked, the others pass, and it can be taken again', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const venue = newVenue()
      const seen: unknown[] = []
      let poison = true
      const consumer = {
        name: 'picky', attempts: 3, backoffMs: 1,
        handler: async (_: unknown, events: readonly LoggedEvent[]) => {
          if (poison && numbers(events).includes(3)) throw new TypeError('cannot read 3')
          seen.push(...numbers(events))
        },
      }
      log.consume(consumer)
      await db.transaction((tx) => emitAll(tx, [1, 2, 3, 4, 5].map((n) => someEvent(venue, n))))
      await until('the last passes', () => seen.includes(5))
      expect(seen).toEqual([1, 2, 4, 5])
      const [parked] = await log.parked('picky')
      expect(parked).toMatchObject({ attempts: 3, error: 'TypeError', event: { facts: { n: 3 } } })
      expect(await log.retryParked(consumer)).toBe(0)
      poison = false
      expect(await log.retryParked(consumer)).toBe(1)
      expect(await log.parked('picky')).toEqual([])
      expect(seen.at(-1)).toBe(3)
    })

    test('a consumer that is rewound to zero reads everything again', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const venue = newVenue()
      const seen: unknown[] = []
      log.consume({ name: 'index', batch: 7, handler: async (_, events) => { seen.push(...numbers(events)) } })
      await db.transaction((tx) => emitAll(tx, Array.from({ length: 30 }, (_, n) => someEvent(venue, n))))
      await until('thirty', () => seen.length === 30)
      await log.rewind('index', 0)
      await until('sixty', () => seen.length === 60)
      expect(seen.slice(30)).toEqual(seen.slice(0, 30))
    })

    test('one consumer on two logs handles each event once', async () => {
      const { db, open: openLog } = await set()
      const logs = [await openLog(), await openLog()]
      const venue = newVenue()
      const seen: unknown[] = []
      for (const log of logs) log.consume({ name: 'shared', batch: 5, handler: async (_, events) => { seen.push(...numbers(events)) } })
      for (let n = 0; n < 40; n += 1) await db.transaction((tx) => emitAll(tx, [someEvent(venue, n)]))
      await until('forty', () => seen.length >= 40)
      expect(seen).toEqual(Array.from({ length: 40 }, (_, n) => n))
    })

    test('a live stream gets what follows its position, of its venue only, each once and in order', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const [mine, other] = [newVenue(), newVenue()]
      const write = (n: number) => db.transaction((tx) => emitAll(tx, [someEvent(mine, n), someEvent(other, 1_000 + n)]))
      for (let n = 0; n < 10; n += 1) await write(n)
      await until('positions', async () => await log.head() === 20)
      const after = (await log.read({ after: 0, venue: mine, limit: 10 }))[4]!.position
      const seen: unknown[] = []
      const writing = (async () => { for (let n = 10; n < 30; n += 1) await write(n) })()
      const stream = log.subscribe({ venue: mine, after, deliver: (event) => { seen.push(event.facts['n']) } })
      await writing
      await until('the last', () => seen.at(-1) === 29)
      expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 5))
      stream.close()
      await write(30)
      await until('positions', async () => await log.head() === 62)
      expect(seen.length).toBe(25)
    })

    test('a live stream that missed more than its limit is told so and goes on with what is new', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const venue = newVenue()
      await db.transaction((tx) => emitAll(tx, Array.from({ length: 30 }, (_, n) => someEvent(venue, n))))
      await until('positions', async () => await log.head() === 30)
      const seen: unknown[] = []
      let missed = 0
      log.subscribe({ venue, after: 2, catchUpLimit: 10, missed: () => { missed += 1 }, deliver: (event) => { seen.push(event.facts['n']) } })
      await until('missed', () => missed === 1)
      await db.transaction((tx) => emitAll(tx, [someEvent(venue, 99)]))
      await until('the new one', () => seen.length === 1)
      expect(seen).toEqual([99])
    })

    test('the history of a subject shows an event as soon as it is committed', async () => {
      const { db, open: openLog } = await set()
      const log = await openLog()
      const event = someEvent(newVenue(), 1)
      await db.transaction((tx) => emitAll(tx, [event, { ...event, type: 'booking.confirmed' }]))
      expect((await log.history([event.subject])).map((past) => past.type)).toEqual(['booking.held', 'booking.confirmed'])
      await until('positions', async () => await log.head() === 2)
      expect((await log.history([event.subject])).map((past) => past.position)).toEqual([1, 2])
    })
  })
}
