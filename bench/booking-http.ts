import { fork, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '@holdfast/server/adapters/postgres/embedded'
import { openDatabase, sql } from '@holdfast/server/platform/sql'
import type { Town } from './booking/api.ts'
import type { Plan, Shot, Told } from './booking/generator.ts'
import { percentile, spread, table } from './figures.ts'
import { coreSeconds, cpuSeconds, family, machine } from './machine.ts'

/**
 * `npm run bench:booking-http`: bookings through HTTP as a client makes them: `POST /v1/bookings` of a quote with a
 * bearer token and an `Idempotency-Key`; beside it, on the same server, the plain way. A closed loop says what a booking
 * costs (CPU of Node, of PostgreSQL, of the load generator), an open loop at RATE a second for OPEN_SECONDS whether that
 * is held. Letters wait for time to spare: how many were still to be written at the end of the open loop, and how much
 * later they were, is told. Quotes are made before, through HTTP as well, and measured apart. Everything runs on this
 * machine's loopback.
 */
const runs = Number(process.env['RUNS'] ?? 3)
const seconds = Number(process.env['SECONDS'] ?? 6)
const openSeconds = Number(process.env['OPEN_SECONDS'] ?? 60)
const rate = Number(process.env['RATE'] ?? 700)
const inFlight = Number(process.env['IN_FLIGHT'] ?? 64)
const port = Number(process.env['BENCH_PORT'] ?? 18_090)
const parts = (process.env['PARTS'] ?? 'plain,ours,deposit,open').split(',')
const profileTo = process.env['PROFILE']

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-http-'))
chmodSync(dataDir, 0o711)
const server = await startEmbedded({ dataDir })
const url = await server.url('bench')
const db = openDatabase({ url, connections: 2, statementTimeoutMs: 120_000 })
const { child: api, town } = await startApi()
const generator = fork(join(import.meta.dirname, 'booking/generator.ts'), { stdio: 'inherit' })

let first = 1
async function load(plan: Omit<Plan, 'port' | 'first'>): Promise<Told & { nodeMicros: number; pgMicros: number; statements: number; walBytes: number }> {
  const before = { pg: pgSeconds(), node: cpuSeconds([api.pid!]), statements: await statements(), wal: await walBytes() }
  const answered = new Promise<Told>((resolve, reject) => { generator.once('message', resolve); generator.once('exit', () => { reject(new Error('the generator ended')) }) })
  generator.send({ ...plan, port, first } satisfies Plan)
  const told = await answered
  generator.removeAllListeners('exit')
  first += told.sent
  if (told.odd.length > 0) console.log('    ', told.odd.join('\n     '))
  const done = told.latencies.length
  return { ...told, nodeMicros: (cpuSeconds([api.pid!]) - before.node) * 1e6 / done, pgMicros: (pgSeconds() - before.pg) * 1e6 / done, statements: (await statements() - before.statements) / done, walBytes: (await walBytes() - before.wal) / done }
}
const pgSeconds = () => cpuSeconds(family(server.pid()))
const walBytes = async () => (await db.one<{ bytes: number }>(sql`select (pg_current_wal_lsn() - '0/0')::bigint as bytes`)).bytes
const databaseBytes = async () => (await db.one<{ n: number }>(sql`select pg_database_size(current_database())::bigint as n`)).n
const statements = async () => (await db.one<{ n: number }>(sql`select (xact_commit + xact_rollback)::bigint as n from pg_stat_database where datname = current_database()`)).n

const dayFromNow = (days: number) => Temporal.Now.plainDateISO('UTC').add({ days }).toString()
/** Five thousand different wishes, spread over hotels, types and the year; one to three nights. */
function wishes(plan: 'free' | 'deposit'): Shot[] {
  return Array.from({ length: 5_000 }, (_, i) => {
    const venue = town.venues[i % town.venues.length]!
    const round = Math.floor(i / town.venues.length)
    const night = 3 + (round * 6 + i * 7) % 300
    return { path: `/v1/venues/${venue.id}/quotes`, headers: 'content-type: application/json\r\n', body: JSON.stringify({ room_type: venue.types[round % 2], rate_plan: venue[plan], arrival: dayFromNow(night), departure: dayFromNow(night + 1 + i % 3), guests: 2 }) }
  })
}
const holds = (path: string): Shot[] => town.tokens.map((token) => ({
  path, headers: `content-type: application/json\r\nauthorization: Bearer ${token}\r\nidempotency-key: bench-@-${first}\r\n`,
  body: '{"quotes":["#"],"guest":{"name":"Guest @ Prado","email":"guest.@~example.com","phone":"+351 910 @"}}',
}))

async function quotesFor(count: number, plan: 'free' | 'deposit'): Promise<string[]> {
  const told = await load({ load: { kind: 'closed', inFlight: 32 }, seconds: 600, shots: wishes(plan), quotes: Array.from({ length: count }, () => ''), collect: true })
  quoteFigures.push({ perSecond: told.ids.length / told.seconds, nodeMicros: told.nodeMicros, pgMicros: told.pgMicros })
  if (told.ids.length < count) console.log(`  ${count - told.ids.length} of ${count} quotes were refused: ${JSON.stringify(told.statuses)}`)
  return told.ids
}
const quoteFigures: { perSecond: number; nodeMicros: number; pgMicros: number }[] = []

async function closed(name: string, path: string, plan: 'free' | 'deposit') {
  interface Result { perSecond: number; refused: number; p50: number; p99: number; nodeMicros: number; pgMicros: number; generatorMicros: number; transactions: number; walBytes: number }
  const results: Result[] = []
  let expected = 300
  for (let i = 0; i <= runs; i += 1) {
    const quotes = await quotesFor(Math.ceil(expected * 1.2 * seconds), plan)
    if (i === runs && profileTo !== undefined) api.send({ profile: 'start' })
    const told = await load({ load: { kind: 'closed', inFlight }, seconds, shots: holds(path), quotes })
    if (i === runs && profileTo !== undefined) { api.send({ profile: `${profileTo}-${name.replaceAll(/\W+/g, '-')}.cpuprofile` }); await new Promise((done) => { setTimeout(done, 2_000) }) }
    expected = Math.max(expected, told.latencies.length / told.seconds)
    if (i === 0) continue // warms up
    const sorted = told.latencies.toSorted((a, b) => a - b)
    const made = told.statuses['201'] ?? 0
    results.push({ perSecond: made / told.seconds, refused: told.latencies.length - made, p50: percentile(sorted, 50), p99: percentile(sorted, 99), nodeMicros: told.nodeMicros, pgMicros: told.pgMicros, generatorMicros: told.cpuMicros / told.latencies.length, transactions: told.statements, walBytes: told.walBytes })
  }
  const of = (pick: (one: Result) => number) => spread(results.map(pick))
  return { name, refused: results.reduce((sum, one) => sum + one.refused, 0), perSecond: of((one) => one.perSecond), p50: of((one) => one.p50), p99: of((one) => one.p99), nodeMicros: of((one) => one.nodeMicros), pgMicros: of((one) => one.pgMicros), generatorMicros: of((one) => one.generatorMicros), transactions: of((one) => one.transactions), walBytes: of((one) => one.walBytes) }
}

async function open(name: string, plan: 'free' | 'deposit') {
  // Warms up, as each closed loop does.
  await load({ load: { kind: 'closed', inFlight }, seconds, shots: holds('/v1/bookings'), quotes: await quotesFor(rate * seconds, plan) })
  const quotes = await quotesFor(rate * openSeconds, plan)
  await lettersKept()
  const bytesBefore = await databaseBytes()
  const coresBefore = coreSeconds()
  if (profileTo !== undefined) api.send({ profile: 'start' })
  const told = await load({ load: { kind: 'open', perSecond: rate, sockets: 256 }, seconds: openSeconds, shots: holds('/v1/bookings'), quotes })
  const cores = coreSeconds()
  if (profileTo !== undefined) api.send({ profile: `${profileTo}-open.cpuprofile` })
  const lettersBehind = await lettersToWrite()
  const lettersSeconds = await lettersKept()
  const sorted = told.latencies.toSorted((a, b) => a - b)
  return { name, rate, stolenPercent: 100 * (cores.stolen - coresBefore.stolen) / Math.max(1, cores.all - coresBefore.all), lettersBehind, lettersSeconds, seconds: told.seconds, statuses: told.statuses, perSecond: (told.statuses['201'] ?? 0) / told.seconds, diskBytes: (await databaseBytes() - bytesBefore) / told.latencies.length, p50: percentile(sorted, 50), p95: percentile(sorted, 95), p99: percentile(sorted, 99), max: sorted.at(-1)!, nodeMicros: told.nodeMicros, pgMicros: told.pgMicros, generatorMicros: told.cpuMicros / told.latencies.length }
}

/** Bookings whose letter was not written yet. Holds that wait for their deposit get none. */
const lettersToWrite = async () => (await db.one<{ n: number }>(sql`select count(*) as n from booking.booking b where b.status = 'confirmed' and not exists (select from notifications.message m where m.booking_id = b.id and m.status <> 'queued')`)).n
/** Waits until all are written; how long it took. */
async function lettersKept(): Promise<number> {
  const begin = performance.now()
  while (process.env['WORKERS'] !== 'off' && await lettersToWrite() > 0) await new Promise((done) => { setTimeout(done, 500) })
  return (performance.now() - begin) / 1_000
}

try {
  const all = []
  if (parts.includes('plain')) all.push(await closed('plain way', '/bench/plain', 'free'))
  if (parts.includes('ours')) all.push(await closed('ours, nothing due now', '/v1/bookings', 'free'))
  if (parts.includes('deposit')) all.push(await closed('ours, with a deposit', '/v1/bookings', 'deposit'))
  table(`Through HTTP, ${inFlight} in flight, ${runs} runs of ${seconds} s`, all.map((one) => ({
    way: one.name, 'bookings/s': one.perSecond.median, 'min–max': `${one.perSecond.min.toFixed(0)}–${one.perSecond.max.toFixed(0)}`, refused: one.refused, 'p50 ms': one.p50.median, 'p99 ms': one.p99.median,
    'Node µs': one.nodeMicros.median, 'PG µs': one.pgMicros.median, 'generator µs': one.generatorMicros.median, 'transactions': one.transactions.median, 'WAL B': one.walBytes.median,
  })))
  const opens = []
  if (parts.includes('open')) opens.push(await open('nothing due now', 'free'))
  if (parts.includes('open-deposit')) opens.push(await open('with a deposit', 'deposit'))
  for (const one of opens) table(`Open loop: ${rate} a second for ${openSeconds} s, ${one.name}`, [{ 'bookings/s': one.perSecond, answers: JSON.stringify(one.statuses), 'p50 ms': one.p50, 'p95 ms': one.p95, 'p99 ms': one.p99, 'max ms': one.max, 'Node µs': one.nodeMicros, 'PG µs': one.pgMicros, 'generator µs': one.generatorMicros, 'disk B a booking': one.diskBytes, 'stolen %': one.stolenPercent, 'letters behind': one.lettersBehind, 'written after s': one.lettersSeconds }])
  const quotes = { perSecond: spread(quoteFigures.map((one) => one.perSecond)), nodeMicros: spread(quoteFigures.map((one) => one.nodeMicros)), pgMicros: spread(quoteFigures.map((one) => one.pgMicros)) }
  table('Quotes before them, 32 in flight', [{ 'quotes/s': quotes.perSecond.median, 'min–max': `${quotes.perSecond.min.toFixed(0)}–${quotes.perSecond.max.toFixed(0)}`, 'Node µs': quotes.nodeMicros.median, 'PG µs': quotes.pgMicros.median }])
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const result = { at: new Date().toISOString(), machine: machine(), runs, seconds, inFlight, closed: all, open: opens, quotes }
  const name = `booking-http-${result.at.slice(0, 10)}-${readdirSync(folder).filter((one) => one.startsWith(`booking-http-${result.at.slice(0, 10)}`)).length + 1}.json`
  if (process.env['KEEP'] !== 'off') { writeFileSync(join(folder, name), `${JSON.stringify(result, null, 2)}\n`); console.log(`\nKept in bench/results/${name}`) }
} finally {
  generator.disconnect()
  const ended = new Promise<void>((done) => { api.once('exit', () => { done() }) })
  if (api.exitCode === null) { api.send({ end: true }); await ended }
  await db.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

async function startApi(): Promise<{ child: ChildProcess; town: Town }> {
  const child = fork(join(import.meta.dirname, 'booking/api.ts'), {
    stdio: 'inherit', env: { ...process.env, DATABASE_URL: url, DATA_DIR: dataDir, HOLDFAST_ENV: 'demo', DEMO_WORLD: 'off', RATE_LIMIT: 'off', HOST: '127.0.0.1', PORT: String(port), SMTP_URL: '' },
  })
  return new Promise((resolve, reject) => { child.once('message', (town: Town) => { resolve({ child, town }) }); child.once('exit', (code) => { reject(new Error(`the server ended with ${code}`)) }) })
}
