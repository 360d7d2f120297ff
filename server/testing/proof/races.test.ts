import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../database.ts'
import { audit } from './audit.ts'
import { amendAgainstBook, combination, expiryAgainstPayment, flashSale, lastRoom, overlapping, sameKey, trips, type Race } from './races.ts'
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
})

/** The short versions; `npm run campaign` plays them longer, with more seeds. */
const races: [string, Race, number, boolean?][] = [
  ['the last room goes to one of many, and the others are told why', lastRoom, 24],
  ['overlapping stays sell each night no more often than there are rooms, and nobody is refused without need', overlapping, 40],
  ['the same key twice at once makes one booking, and both answers are the same', sameKey, 8],
  ['of a change and a booking for the same night one has it, and the change that lost keeps what it had', amendAgainstBook, 5],
  ['a combination of tables and its members are never sold for the same time', combination, 30],
  ['trips that want the same last room and table leave nothing half held', trips, 6],
  ['a flash sale sells exactly what there is', flashSale(50, 128), 400],
  ['who pays while the hold runs out has the room or the money, and nobody has the room twice', expiryAgainstPayment, 12, true],
]

describe('two processes on one database, through HTTP', () => {
  test.each(races)('%s', async (_, race, size, settled = false) => {
    const { ledgers, wrong } = await race(town, { seed: 4, size })
    expect([...wrong, ...await audit(town, ledgers, { settled })]).toEqual([])
    expect(town.processes.map((one) => one.alive())).toEqual([true, true])
  }, 60_000)
})
