import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from './audit.ts'
import { crashUnderLoad, killProcess, openServer } from './crashes.ts'
import { restartUnderLoad, stuckRows } from './faults.ts'
import { seeded } from './seeded.ts'
import { openTown, type Town } from './town.ts'

let server: Awaited<ReturnType<typeof openServer>>
let town: Town
beforeAll(async () => {
  server = await openServer()
  town = await openTown({ databaseUrl: server.databaseUrl, roles: ['api', 'all'] })
}, 120_000)
afterAll(async () => {
  await town?.close()
  await server?.stop()
}, 90_000)

/** Short versions; `npm run campaign` kills more often and for longer. */
describe('under load on a durable database, what was acknowledged is there once, and what was not is resolved by its key', () => {
  test('when processes are killed', async () => {
    const random = seeded(5)
    const crashes = [{ after: 20, strike: killProcess(town, random) }, { after: 10, strike: killProcess(town, random) }]
    const { ledger } = await crashUnderLoad(town, { name: 'killed', seed: 5, clients: 8, crashes, last: 5 })
    expect(await audit(town, [ledger], { settled: true })).toEqual([])
  }, 120_000)

  test('when PostgreSQL is killed, and one of its backends: bookers are told 503 and when to come again, and processes come back by themselves', async () => {
    const before = town.processes.map((one) => one.pid)
    const { ledger, wrong } = await restartUnderLoad(town, server, { seed: 6, after: 15, last: 5, how: ['server', 'backend'] })
    expect(town.processes.filter((one) => one.alive()).map((one) => one.pid)).toEqual(before)
    expect([...wrong, ...await audit(town, [ledger], { settled: true })]).toEqual([])
  }, 120_000)

  test('rows that somebody does not let go stop their bookers for seconds only, and none is lost', async () => {
    const { ledgers, wrong, figures } = await stuckRows(town, { size: 60 })
    expect([...wrong, ...await audit(town, ledgers)]).toEqual([])
    expect(figures['slowest answer s']).toBeLessThan(15)
  }, 60_000)
})
