import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '@holdfast/server/adapters/postgres/embedded'
import { migrate } from '@holdfast/server/platform/migrate'
import { openDatabase, sql, type Database } from '@holdfast/server/platform/sql'
import { bareInsert, batched, exclusion, floor, inTurn, plain, single, type Design } from './booking/designs.ts'
import { makeWorld, rivalTables, wishes, type World } from './booking/world.ts'
import { closedLoop, spread, table, type Load } from './figures.ts'
import { cpuSeconds, family, machine } from './machine.ts'

/**
 * `npm run bench:booking`: holds in process, ours beside its rivals in the same run on the same server: holds a second,
 * latency, CPU of PostgreSQL and of Node for each hold, WAL bytes; then a flash sale of 50 rooms. On a busy machine the
 * CPU for each hold is the steadier figure. RUNS, SECONDS, VENUES and POSTGRES (a server's URL) change what is run.
 */
const runs = Number(process.env['RUNS'] ?? 3)
const seconds = Number(process.env['SECONDS'] ?? 4)
const venues = Number(process.env['VENUES'] ?? 500)
/** Only designs whose name holds this, and only these in flight: for trying one thing. */
const only = process.env['ONLY'] ?? ''
const flights = (process.env['IN_FLIGHT'] ?? '64,256').split(',').map(Number)
const lanesTried = (process.env['LANES'] ?? '16').split(',').map(Number)
const attempts = Number(process.env['ATTEMPTS'] ?? 5_000)

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-booking-'))
chmodSync(dataDir, 0o711)
const server = await startEmbedded({ dataDir })
const url = await server.url('bench')
const db = openDatabase({ url, connections: 16, statementTimeoutMs: 120_000 })
try {
  await migrate(db)
  await run(db, rivalTables)
  const figures = { at: new Date().toISOString(), machine: machine(), runs, seconds, venues, loads: await measureLoads(db), flash: await measureFlash(db) }
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const name = `booking-${figures.at.slice(0, 10)}-${readdirSync(folder).filter((one) => one.startsWith(`booking-${figures.at.slice(0, 10)}`)).length + 1}.json`
  writeFileSync(join(folder, name), `${JSON.stringify(figures, null, 2)}\n`)
  console.log(`\nKept in bench/results/${name}`)
} finally {
  await db.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

async function run(on: Database, text: string): Promise<void> {
  const { client, release } = await on.dedicated()
  try { await client.query(text) } finally { await release() }
}

async function measureLoads(on: Database) {
  const world = await makeWorld(on, venues, undefined, { rivals: 'plain (select … for update)'.includes(only) })
  console.log(`${venues} hotels, ${venues * 20} rooms; ${runs} runs of ${seconds} s each`)
  const all = []
  for (const load of ['uniform', 'zipf'] as const) {
    for (const inFlight of flights) {
      const figures = []
      for (const design of [...[floor(world), bareInsert(world), plain(world), exclusion(world), single(world)].map((design) => inTurn(16, design)), ...lanesTried.map((lanes) => batched(world, { lanes }))].filter((one) => one.name.includes(only) || one.name.startsWith('floor'))) figures.push(await measure(world, design, load, inFlight))
      const base = figures[0]!
      const plainOnes = figures.find((one) => one.design.startsWith('plain'))
      table(`In process, ${load} load, ${inFlight} in flight`, figures.map((one) => ({
        design: one.design, 'holds/s': one.perSecond.median, 'min–max': `${one.perSecond.min.toFixed(0)}–${one.perSecond.max.toFixed(0)}`, refused: one.refused, 'p50 ms': one.p50.median, 'p99 ms': one.p99.median,
        'PG µs/hold': one.pgMicros.median, 'of the floor': one.pgMicros.median / base.pgMicros.median, 'of plain’s rate': one.perSecond.median / (plainOnes?.perSecond.median ?? Number.NaN), 'Node µs/hold': one.nodeMicros.median, 'WAL B/hold': one.walBytes.median,
      })))
      all.push(...figures.map((one) => ({ load, inFlight, ...one })))
    }
  }
  return all
}

async function measure(world: World, design: Design, load: 'uniform' | 'zipf', inFlight: number) {
  const next = wishes(world, load)
  const results: (Load & { pgMicros: number; nodeMicros: number; walBytes: number })[] = []
  await closedLoop(inFlight, 1, () => design.hold(next())) // plans made, caches filled
  for (let i = 0; i < runs; i += 1) {
    await empty(world.db)
    const before = { pg: cpuSeconds(family(server.pid())), node: process.cpuUsage(), wal: await walBytes(world.db) }
    const figures = await closedLoop(inFlight, seconds, () => design.hold(next()))
    const node = process.cpuUsage(before.node)
    const done = figures.operations + figures.refused
    results.push({ ...figures, pgMicros: (cpuSeconds(family(server.pid())) - before.pg) * 1e6 / done, nodeMicros: (node.user + node.system) / done, walBytes: (await walBytes(world.db) - before.wal) / done })
  }
  const of = (pick: (one: (typeof results)[number]) => number) => spread(results.map(pick))
  return { design: design.name, refused: results.reduce((sum, one) => sum + one.refused, 0), perSecond: of((one) => one.perSecond), p50: of((one) => one.p50), p99: of((one) => one.p99), pgMicros: of((one) => one.pgMicros), nodeMicros: of((one) => one.nodeMicros), walBytes: of((one) => one.walBytes) }
}

/** Every run begins with nothing sold. */
async function empty(on: Database): Promise<void> {
  await run(on, 'truncate bench.booking, bench.bare, bench.outbox, bench.key, bench.stay, availability.sale')
  await run(on, "update availability.calendar c set free = array_fill(jsonb_array_length(v.definition -> 'definition' -> 'roomTypes' -> 0 -> 'rooms')::smallint, array[32]), over = null from availability.venue v where v.venue_id = c.venue_id")
  await run(on, 'update bench.night set used = 0 where used > 0')
  await run(on, 'vacuum (analyze) availability.calendar, bench.night')
}

async function walBytes(on: Database): Promise<number> {
  return (await on.one<{ bytes: number }>(sql`select (pg_current_wal_lsn() - '0/0')::bigint as bytes`)).bytes
}

/** Fifty rooms of one hotel, one night, everybody at once. */
async function measureFlash(on: Database) {
  const world = await makeWorld(on, 1, 50)
  const [type] = world.typesOf(world.venues[0]!)
  const base = wishes(world, 'uniform')()
  const figures = []
  for (const design of [...[plain(world), exclusion(world, 50), single(world)].map((design) => inTurn(16, design)), batched(world, { lanes: 1, batchMost: 256 })]) {
    const drained: number[] = []
    const sold: number[] = []
    for (let i = 0; i < runs; i += 1) {
      await empty(on)
      const begin = performance.now()
      const outcomes = await Promise.all(Array.from({ length: attempts }, () => design.hold({ ...base, type })))
      drained.push((performance.now() - begin) / 1_000)
      sold.push(outcomes.filter(Boolean).length)
    }
    figures.push({ design: design.name, sold, seconds: spread(drained) })
  }
  table(`Flash sale: ${attempts} attempts at 50 rooms`, figures.map((one) => ({ design: one.design, sold: one.sold.join(', '), 'drained in s': one.seconds.median, 'min–max': `${one.seconds.min.toFixed(2)}–${one.seconds.max.toFixed(2)}` })))
  return figures
}
