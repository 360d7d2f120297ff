import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import pg from 'pg'
import { testDatabase, type TestDatabase } from '../testing/database.ts'
import { databaseTrouble, openDatabase, sql, type Database } from './sql.ts'

let database: TestDatabase
let small: Database
beforeEach(async () => {
  database = await testDatabase({ migrated: false })
  small = openDatabase({ url: database.url, connections: 2, patienceMs: 150, lockTimeoutMs: 400 })
  await database.db.transaction((tx) => tx.run(sql`create table room (id int primary key, sold int not null)`))
  await database.db.transaction((tx) => tx.run(sql`insert into room values (1, 0)`))
})
afterEach(async () => {
  await small.close()
  await database.close()
})

const sold = async () => (await database.db.one<{ sold: number }>(sql`select sold from room`)).sold
const sell = (db: Database, between: () => Promise<void> = async () => {}) => db.transaction(async (tx) => {
  await tx.run(sql`update room set sold = sold + 1`)
  await between()
  await tx.run(sql`update room set sold = sold + 1`)
})
const endOthers = () => database.db.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)

test('arrays arrive as they were given: texts with quotes, backslashes, braces and commas, empty ones, nulls, numbers, instants, bytes, arrays of arrays', async () => {
  const at = Temporal.Instant.from('2027-05-01T12:00:00.123456Z')
  const texts = ['', 'null', 'NULL', null, 'a,b', '{}', 'say "no"', 'c:\\d\\', ' spaced ', '‘quoted’', 'two\nlines', '\\"']
  const row = await small.one<Record<string, unknown>>(sql`
    select ${texts}::text[] as texts, ${[]}::text[] as none, ${[1, -2, null]}::int[] as numbers, ${[true, false]}::boolean[] as flags, ${[at]}::timestamptz[] as instants,
      ${[12n]}::bigint[] as large, ${[Buffer.from([0, 255])]}::bytea[] as bytes, ${[['a', 'b'], ['c', 'd']]}::text[][] as nested, ${[{ a: '"' }]}::jsonb[] as objects`)
  expect(row).toEqual({ texts, none: [], numbers: [1, -2, null], flags: [true, false], instants: [at], large: [12], bytes: [Buffer.from([0, 255])], nested: [['a', 'b'], ['c', 'd']], objects: [{ a: '"' }] })
})

test('a statement that fails while the next is on its way is told as what it was, to whoever waits for the next', async () => {
  const failure = await small.transaction(async (tx) => {
    tx.run(sql`insert into room values (1, 0)`).catch(() => {})
    await tx.rows(sql`select 1`)
  }).then(() => undefined, (error: unknown) => error)
  expect(failure).toMatchObject({ code: '23505', constraint: 'room_pkey' })
})

describe('a connection that is lost', () => {
  test('in the moment between the pool and its borrower ends nothing but itself', async () => {
    const { emit } = pg.Pool.prototype
    let broken = 0
    // As a reset that the system tells in just that moment: the pool has taken its listener off, the borrower has none on yet.
    pg.Pool.prototype.emit = function (this: pg.Pool, event: string, ...rest: unknown[]) {
      if (event === 'acquire') process.nextTick(() => { broken += 1; (rest[0] as pg.PoolClient).emit('error', new Error('read ECONNRESET')) })
      return emit.call(this, event, ...rest as [])
    } as typeof emit
    try {
      await small.rows(sql`select 1`).catch(() => {})
    } finally {
      pg.Pool.prototype.emit = emit
    }
    expect(broken).toBe(1)
    expect(await small.one(sql`select sold from room`)).toEqual({ sold: 0 })
  })

  test('between two statements fails its transaction as gone, leaves nothing of it, and does not end the process', async () => {
    const failure = await sell(small, async () => { await endOthers() }).then(() => undefined, (error: unknown) => error)
    expect(databaseTrouble(failure)).toBe('gone')
    expect(await sold()).toBe(0)
    await sell(small)
    expect(await sold()).toBe(2)
  })

  test('while nobody uses it is replaced, and the next statement does not notice', async () => {
    await small.rows(sql`select 1`)
    await endOthers()
    for (let closed = false; !closed;) closed = (await database.db.one<{ left: number }>(sql`select count(*) as left from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)).left === 0
    await new Promise((heard) => { setImmediate(heard) })
    await sell(small).catch(() => sell(small))
    expect(await sold()).toBe(2)
  })
})

describe('a pool whose connections are all taken', () => {
  test('turns newcomers away at once when the queue does not move, and serves again when it does', async () => {
    let open = () => {}
    const gate = new Promise<void>((opened) => { open = opened })
    const holding = [1, 2].map(() => small.transaction(async (tx) => { await tx.rows(sql`select 1`); await gate }))
    const first = small.rows(sql`select 1 as one`)
    const answerWithin50Ms = () => Promise.race([small.rows(sql`select 1`).catch((error: { code?: string }) => error.code), new Promise((late) => { setTimeout(late, 50) })])
    let refusedAfterMs = Infinity
    while (refusedAfterMs === Infinity) {
      const begin = performance.now()
      if (await answerWithin50Ms() === 'overloaded') refusedAfterMs = performance.now() - begin
    }
    expect(refusedAfterMs).toBeLessThan(50)
    open()
    await Promise.all(holding)
    expect(await first).toEqual([{ one: 1 }])
    expect(await small.one(sql`select 2 as two`)).toEqual({ two: 2 })
  })

  test('a lock that others do not give up is waited for within a limit, and what waited is undone', async () => {
    await database.db.transaction(async (other) => {
      await other.run(sql`update room set sold = 10`)
      const failure = await sell(small).then(() => undefined, (error: unknown) => error)
      expect(databaseTrouble(failure)).toBe('busy')
    })
    expect(await sold()).toBe(10)
  })
})
