import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from './audit.ts'
import { crashUnderLoad, killPostgres, killProcess, openServer } from './crashes.ts'
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
}, 60_000)

describe('under load, with what was acknowledged there once and what was not resolved by its key', () => {
  test('processes are killed', async () => {
    const random = seeded(5)
    const crashes = [{ after: 40, strike: killProcess(town, random) }, { after: 30, strike: killProcess(town, random) }]
    const { ledger, figures } = await crashUnderLoad(town, { name: 'killed', seed: 5, clients: 12, crashes, last: 10 })
    console.log(figures)
    expect(await audit(town, [ledger], { settled: true })).toEqual([])
  }, 120_000)

  test('PostgreSQL is killed, the server and one backend', async () => {
    const random = seeded(6)
    const before = town.processes.map((one) => one.pid)
    const crashes = [{ after: 40, strike: killPostgres(town, server, random, 'server') }, { after: 30, strike: killPostgres(town, server, random, 'backend') }]
    const { ledger, figures } = await crashUnderLoad(town, { name: 'postgres', seed: 6, clients: 12, crashes, last: 10 })
    console.log(figures)
    expect(town.processes.filter((one) => one.alive()).map((one) => one.pid)).toEqual(before)
    expect(await audit(town, [ledger], { settled: true })).toEqual([])
  }, 120_000)
})
