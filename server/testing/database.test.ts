import { expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { testDatabase } from './database.ts'

test('each test has a migrated database of its own, and what it writes stays there', async () => {
  const one = await testDatabase()
  const two = await testDatabase()
  try {
    await one.db.transaction((tx) => tx.run(sql`create table only_here (text text)`))
    expect(await two.db.rows(sql`select 1 from pg_class where relname = 'only_here'`)).toEqual([])
    expect((await two.db.rows(sql`select number from platform.migration`)).length).toBeGreaterThan(0)
  } finally {
    await Promise.all([one.close(), two.close()])
  }
})
