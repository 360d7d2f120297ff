import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../database.ts'
import { audit } from './audit.ts'
import { cuts } from './cuts.ts'
import { openTown, type Town } from './town.ts'

let database: TestDatabase
let town: Town
beforeAll(async () => {
  database = await testDatabase({ connections: 2 })
  town = await openTown({ databaseUrl: database.url, roles: ['api', 'all'] })
}, 90_000)
afterAll(async () => {
  await town?.close()
  await database?.close()
}, 60_000)

describe('kill -9 cuts', () => {
  test.each(cuts)('$name', async ({ play }) => {
    const { ledger, wrong } = await play(town)
    expect([...wrong, ...await audit(town, [ledger], { settled: true })]).toEqual([])
  }, 60_000)
})
