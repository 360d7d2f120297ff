import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { audit } from './audit.ts'
import { crashUnderLoad, killProcess, openServer } from './crashes.ts'
import { cuts } from './cuts.ts'
import { restartUnderLoad, stuckRows } from './faults.ts'
import type { Ledger } from './ledger.ts'
import { amendAgainstBook, combination, expiryAgainstPayment, flashSale, lastRoom, overlapping, sameKey, trips, type Race } from './races.ts'
import { seeded } from './seeded.ts'
import { openTown, type Town } from './town.ts'

/**
 * `npm run campaign` plays everything for some seeds on durable databases of its own; `npm run campaign -- flash crashes`
 * plays those. SEEDS=5 or SEED=17 say which. Ends with a report in bench/results/ and exit code 1 when anything is wrong.
 */
const seeds = process.env['SEED'] === undefined ? Array.from({ length: Number(process.env['SEEDS'] ?? 3) }, (_, i) => i + 1) : [Number(process.env['SEED'])]
const wanted = process.argv.slice(2)

interface Played { what: string; seed: number; seconds: number; figures: Record<string, number>; wrong: string[] }
const report: Played[] = []

type Server = Awaited<ReturnType<typeof openServer>>
type Act = (town: Town, server: Server, seed: number) => Promise<{ ledgers: Ledger[]; wrong: string[]; figures: Record<string, number>; settled?: boolean }>

const race = (it: Race, size: number, settled = false): Act => async (town, _, seed) => ({ ...await it(town, { seed, size }), settled })
const acts: Record<string, Act> = {
  'last room': race(lastRoom, 200),
  overlapping: race(overlapping, 300),
  'same key': race(sameKey, 40),
  'amend against book': race(amendAgainstBook, 30),
  combination: race(combination, 150),
  trips: race(trips, 30),
  'expiry against payment': race(expiryAgainstPayment, 60, true),
  'flash sale': race(flashSale(50, 512), 5_000),
  'stuck rows': (town) => stuckRows(town, { size: 200 }),
  cuts: async (town) => {
    const played = []
    for (const cut of cuts) played.push(await cut.play(town))
    return { ledgers: played.map((one) => one.ledger), wrong: played.flatMap((one) => one.wrong), figures: { cuts: cuts.length }, settled: true }
  },
  crashes: async (town, _, seed) => {
    const random = seeded(seed)
    const crashes = Array.from({ length: 4 }, () => ({ after: 40 + random.below(60), strike: killProcess(town, random) }))
    const { ledger, figures } = await crashUnderLoad(town, { name: `crash-${seed}`, seed, clients: 16, crashes, last: 40 })
    return { ledgers: [ledger], wrong: [], figures, settled: true }
  },
  outages: async (town, server, seed) => {
    const random = seeded(seed)
    const { ledger, wrong, figures } = await restartUnderLoad(town, server, { seed, after: 60, last: 60, how: random.shuffle(['server', 'backend', 'restart', 'backend'] as const) })
    return { ledgers: [ledger], wrong, figures, settled: true }
  },
}

const unknown = wanted.filter((one) => !Object.keys(acts).some((what) => what.startsWith(one)))
if (unknown.length > 0) {
  console.error(`"${unknown[0]!}" is not played here: choose among ${Object.keys(acts).join(', ')}.`)
  process.exit(2)
}
for (const seed of seeds) await playAll(seed)
const failures = report.filter((one) => one.wrong.length > 0)
const folder = join(import.meta.dirname, '..', '..', '..', 'bench', 'results')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'campaign.json'), JSON.stringify({ at: Temporal.Now.instant().toString(), machine: { cpu: os.cpus()[0]?.model, cores: os.cpus().length, node: process.version }, seeds, report }, null, 1))
console.log(`\n${report.length} played, ${failures.length} wrong${failures.map((one) => `: ${one.what} with SEED=${one.seed}`).join('')}`)
process.exit(failures.length > 0 ? 1 : 0)

/** One durable PostgreSQL and three processes for a seed. */
async function playAll(seed: number): Promise<void> {
  console.log(`seed ${seed}`)
  const server = await openServer()
  const town = await openTown({ databaseUrl: server.databaseUrl, roles: ['api', 'api', 'all'] })
  try {
    for (const [what, act] of Object.entries(acts)) {
      if (wanted.length === 0 || wanted.some((one) => what.startsWith(one))) await play(what, seed, () => act(town, server, seed), town)
    }
  } finally {
    await town.close()
    await server.stop()
  }
}

async function play(what: string, seed: number, act: () => ReturnType<Act>, town: Town): Promise<void> {
  const begin = performance.now()
  const played: Played = { what, seed, seconds: 0, figures: {}, wrong: [] }
  try {
    const { ledgers, wrong, figures, settled = false } = await act()
    played.figures = figures
    played.wrong.push(...wrong, ...await audit(town, ledgers, { settled }))
  } catch (error) {
    played.wrong.push(`it could not be played: ${(error as Error).message}`)
  }
  for (const one of town.processes) if (!one.alive()) played.wrong.push(`a process has ended: ${one.said().slice(-2_000)}`)
  played.seconds = Math.round((performance.now() - begin) / 100) / 10
  report.push(played)
  const figures = Object.entries(played.figures).map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`).join(', ')
  console.log(`  ${played.wrong.length === 0 ? 'right' : 'WRONG'}  ${what.padEnd(24)} ${String(played.seconds).padStart(6)} s  ${figures}`)
  for (const one of played.wrong.slice(0, 10)) console.log(`         ${one}`)
}
