import { afterEach, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { emitAll } from '#platform/outbox'
import { sql, type Database } from '#platform/sql'
import { exerciseEventLog, newVenue, numbers, someEvent, until } from '#ports/event-log.exercise'
import type { LoggedEvent } from '#ports/event-log'
import { testDatabase, type TestDatabase } from '../../testing/database.ts'
import { openEventLog, type PostgresEventLog, type PostgresEventLogOptions } from './event-log.ts'

const opened: { t: TestDatabase; logs: PostgresEventLog[] }[] = []
afterEach(async () => {
  for (const { t, logs } of opened.splice(0)) {
    await Promise.all(logs.map((log) => log.close()))
    await t.close()
  }
})

async function store() {
  const t = await testDatabase()
  const logs: PostgresEventLog[] = []
  opened.push({ t, logs })
  return {
    db: t.db, logs,
    async open(options: Partial<PostgresEventLogOptions> = {}) {
      const log = openEventLog({ db: t.db, clock: systemClock, log: silentLog, pollMs: 200, electionMs: 50, ...options })
      logs.push(log)
      await log.start()
      return log
    },
    close: async () => {},
  }
}

exerciseEventLog('the event log on PostgreSQL', store)

test('an event whose transaction began first and commits last is not lost to a reader that went past', async () => {
  const { db, open } = await store()
  const log = await open()
  const venue = newVenue()
  const seen: unknown[] = []
  log.consume({ name: 'reader', handler: async (_, events) => { seen.push(...numbers(events)) } })
  let commit!: () => void
  const held = new Promise<void>((resolve) => { commit = resolve })
  const written = new Promise<void>((resolve, reject) => {
    db.transaction(async (tx) => {
      await emitAll(tx, [someEvent(venue, 1)]) // the lower number
      void db.transaction((other) => emitAll(other, [someEvent(venue, 2)])).catch(reject)
      await held
    }).then(resolve, reject)
  })
  await until('the later one is read', () => seen.includes(2))
  expect(seen).toEqual([2])
  commit()
  await written
  await until('the late one is read too', () => seen.includes(1))
  expect(numbers(await log.read({ after: 0, limit: 10 }))).toEqual([2, 1])
})

test('of two sequencers one gives positions, and when its connection is killed another goes on without a gap', async () => {
  const { db, open } = await store()
  const logs = [await open(), await open(), await open()]
  await until('one leads', () => logs.filter((log) => log.leads()).length === 1)
  const venue = newVenue()
  let kills = 0
  const leaders = new Set<PostgresEventLog>()
  for (let n = 0; n < 300; n += 1) {
    await db.transaction((tx) => emitAll(tx, [someEvent(venue, n)]))
    // The database's word counts: one that was just killed may believe for a moment that it still leads.
    expect(await elected(db)).toBeLessThanOrEqual(1)
    if (n % 60 === 30) {
      await until('somebody leads', () => logs.some((log) => log.leads()))
      const leader = logs.find((log) => log.leads())!
      leaders.add(leader)
      await db.rows(sql`select pg_terminate_backend(${leader.backend()})`)
      kills += 1
    }
  }
  await until('all have a position', async () => await logs[0]!.head() === 300)
  const events = await logs[0]!.read({ after: 0, limit: 500 })
  expect(kills).toBe(5)
  expect(events.map((event) => event.position)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
  expect(numbers(events)).toEqual(Array.from({ length: 300 }, (_, i) => i))
})

const elected = async (db: Database) => (await db.one<{ count: number }>(sql`
  select count(*)::int as count from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`)).count

test('a killed sequencer loses nothing and gives no position twice, even in the middle of its transaction', async () => {
  const { db, open } = await store()
  const log = await open({ batch: 50 })
  const venue = newVenue()
  const writing = (async () => { for (let n = 0; n < 40; n += 1) await db.transaction((tx) => emitAll(tx, Array.from({ length: 50 }, (_, i) => someEvent(venue, n * 50 + i)))) })()
  for (let kill = 0; kill < 8; kill += 1) {
    await until('it works', () => log.leads())
    await db.rows(sql`select pg_terminate_backend(${log.backend()})`)
    await until('it noticed', () => !log.leads())
  }
  await writing
  await until('all have a position', async () => await log.head() === 2_000)
  const { count, numbers: distinct } = await db.one<{ count: number; numbers: number }>(sql`select count(*)::int as count, count(distinct facts->>'n')::int as numbers from events.log`)
  expect([count, distinct]).toEqual([2_000, 2_000])
})

test('from commit to consumer takes well under 200 ms, in this process and from another', async () => {
  const { db, open } = await store()
  const leader = await open({ pollMs: 5_000 })
  await until('it leads', () => leader.leads())
  const other = await open({ pollMs: 5_000, electionMs: 5_000 })
  const venue = newVenue()
  const arrived = new Map<unknown, number>()
  const note = (events: readonly LoggedEvent[]) => { for (const n of numbers(events)) arrived.set(n, performance.now()) }
  other.consume({ name: 'far', handler: async (_, events) => { note(events) } })
  await until('it has begun', async () => (await other.lag()).consumers.length === 1)
  const took: number[] = []
  for (let n = 0; n < 20; n += 1) {
    await db.transaction((tx) => emitAll(tx, [someEvent(venue, n)]))
    const committed = performance.now()
    await until('it arrives', () => arrived.has(n))
    took.push(arrived.get(n)! - committed)
  }
  took.sort((a, b) => a - b)
  console.log(`commit to consumer: median ${took[10]!.toFixed(1)} ms, worst ${took[19]!.toFixed(1)} ms`)
  expect(took[10]).toBeLessThan(200)
})

test('a process that does not lead passes the word to the one that does', async () => {
  const { db, open } = await store()
  const leader = await open({ pollMs: 60_000 })
  await until('it leads', () => leader.leads())
  // Written as by another process: nothing is kicked here, only a notification comes.
  const venue = newVenue()
  await db.transaction(async (tx) => {
    const quiet = { ...tx, afterCommit: () => {} }
    await emitAll(quiet, [someEvent(venue, 1)])
    await tx.rows(sql`select pg_notify('events_written', '')`)
  })
  await until('positioned', async () => await leader.head() === 1)
})

test('when the database throws every connection out, consumers and live streams go on where they were', async () => {
  const { db, open } = await store()
  const log = await open()
  const venue = newVenue()
  // Written in the consumer's own transaction: what was handled and rolled back is handled again, and counts once.
  await db.transaction((tx) => tx.run(sql`create table public.consumed (place bigint generated always as identity, n int)`))
  const consumed = async () => (await db.rows<{ n: number }>(sql`select n from public.consumed order by place`)).map(({ n }) => n)
  const streamed: unknown[] = []
  log.consume({ name: 'durable', handler: async (tx, events) => { await tx.run(sql`insert into public.consumed (n) select * from unnest(${numbers(events) as number[]}::int[])`) } })
  log.subscribe({ venue, after: 0, deliver: (event) => { streamed.push(event.facts['n']) } })
  for (let n = 0; n < 30; n += 1) {
    await db.transaction((tx) => emitAll(tx, [someEvent(venue, n)]))
    if (n % 10 === 5) await db.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
  }
  await until('all are consumed', async () => (await consumed()).length >= 30)
  await until('all are streamed', () => streamed.length >= 30)
  const all = Array.from({ length: 30 }, (_, n) => n)
  expect(await consumed()).toEqual(all)
  expect(streamed).toEqual(all)
})
