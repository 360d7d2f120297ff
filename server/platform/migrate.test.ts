import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { settableClock } from './clock.ts'
import { migrate } from './migrate.ts'
import { openDatabase, sql } from './sql.ts'

let at: TestDatabase
let folder: string
beforeEach(async () => {
  at = await testDatabase({ migrated: false })
  folder = mkdtempSync(join(tmpdir(), 'holdfast-migrations-'))
})
afterEach(async () => {
  await at.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = (name: string, text: string) => { writeFileSync(join(folder, name), text) }
const applied = () => at.db.rows<{ number: number; name: string }>(sql`select number, name from platform.migration order by number`)

describe('migrations', () => {
  test('run once each, in the order of their numbers, with gaps allowed', async () => {
    write('0020-second.sql', 'alter table one add column b int;')
    write('0001-first.sql', 'create table one (a int); insert into one values (1);')
    const clock = settableClock('2026-11-21T10:00:00Z')
    expect((await migrate(at.db, { folder, clock })).applied.map(({ number }) => number)).toEqual([1, 20])
    expect((await migrate(at.db, { folder, clock })).applied).toEqual([])
    expect(await at.db.rows(sql`select a, b from one`)).toEqual([{ a: 1, b: null }])
    const { applied_at: when } = await at.db.one<{ applied_at: Temporal.Instant }>(sql`select applied_at from platform.migration where number = 1`)
    expect(when.toString()).toBe('2026-11-21T10:00:00Z')
  })

  test('that fail leave nothing of themselves, and the next run takes up there', async () => {
    write('0001-first.sql', 'create table one (a int);')
    write('0002-second.sql', 'create table two (a int);\nselect nonsense;')
    await expect(migrate(at.db, { folder })).rejects.toThrow(/0002-second failed: .*nonsense.*line 2/)
    expect(await applied()).toEqual([{ number: 1, name: 'first' }])
    expect(await at.db.rows(sql`select 1 from pg_class where relname = 'two'`)).toEqual([])
    write('0002-second.sql', 'create table two (a int);')
    expect((await migrate(at.db, { folder })).applied.map(({ number }) => number)).toEqual([2])
  })

  test('of a newer version make an older one refuse to start', async () => {
    write('0001-first.sql', 'create table one (a int);')
    write('0002-second.sql', 'create table two (a int);')
    await migrate(at.db, { folder })
    rmSync(join(folder, '0002-second.sql'))
    await expect(migrate(at.db, { folder })).rejects.toMatchObject({ name: 'CannotStart', message: expect.stringContaining('0002-second') })
  })

  test('that were changed after they were applied are refused', async () => {
    write('0001-first.sql', 'create table one (a int);')
    await migrate(at.db, { folder })
    write('0001-first.sql', 'create table one (a bigint);')
    await expect(migrate(at.db, { folder })).rejects.toMatchObject({ name: 'CannotStart', message: expect.stringContaining('changed') })
  })

  test('of several processes at once take turns, and each migration runs once', async () => {
    write('0001-first.sql', 'create table one (a int); select pg_sleep(0.2);')
    write('0002-second.sql', 'insert into one values (1);')
    const others = Array.from({ length: 4 }, () => openDatabase({ url: at.url, connections: 2 }))
    try {
      const runs = await Promise.all(others.map((db) => migrate(db, { folder })))
      expect(runs.map((run) => run.applied.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 2])
    } finally {
      await Promise.all(others.map((db) => db.close()))
    }
    expect(await at.db.rows(sql`select a from one`)).toEqual([{ a: 1 }])
  })

  test('are all valid together: the real ones apply to an empty database', async () => {
    await migrate(at.db)
    expect((await migrate(at.db)).applied).toEqual([])
  })
})
