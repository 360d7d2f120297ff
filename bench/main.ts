import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closedLoop, spread, table, type Load } from './figures.ts'
import { startHoldfast, type Running } from './holdfast.ts'
import { cpuSeconds, machine, memoryMiB } from './machine.ts'
import { measurePages } from './pages.ts'

/**
 * `npm run bench`: holds through HTTP at 1, 16 and 64 clients, the pages, start-up, memory. Several runs each, medians
 * with their spread; kept in bench/results/ with the machine's description. Sends load to this machine's loopback only.
 */
const runs = Number(process.env['RUNS'] ?? 3)
const secondsEach = Number(process.env['SECONDS'] ?? 8)
const port = Number(process.env['BENCH_PORT'] ?? 18_080)

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
console.log('Starting Holdfast, with the demo world …')
const first = await startHoldfast({ port, dataDir })
console.log(`  first start ${first.startSeconds.toFixed(1)} s`)
await first.stop()
const starts: number[] = []
for (let i = 0; i < runs; i += 1) {
  const again = await startHoldfast({ port, dataDir })
  starts.push(again.startSeconds)
  await again.stop()
}

const holdfast = await startHoldfast({ port, dataDir })
await sleep(10_000) // idle: what was loaded at the start is given back
const idleMiB = memoryMiB(holdfast.pids())
const pages = await measurePages(holdfast.url, runs)
const holds = await measureHolds(holdfast)
await holdfast.stop()
rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })

const startSpread = spread(starts)
table('Holds through HTTP (sign-in checked, quote, claim, booking, event; one call each)', holds.map(({ clients, perSecond, p50, p99, cpuMs }) => ({
  clients, 'holds/s': perSecond.median, 'min–max': `${perSecond.min.toFixed(0)}–${perSecond.max.toFixed(0)}`, 'p50 ms': p50.median, 'p99 ms': p99.median, 'p99 min–max': `${p99.min.toFixed(1)}–${p99.max.toFixed(1)}`, 'CPU ms a hold': cpuMs.median,
})))
table('Pages (Chromium, cold cache)', pages.map((page) => ({ page: page.name, 'first paint ms': page.firstPaint.median, 'min–max': `${page.firstPaint.min.toFixed(0)}–${page.firstPaint.max.toFixed(0)}`, 'script kB': page.scriptKb, 'document kB': page.documentKb })))
table('Start and memory', [
  { what: 'first start with the demo world, s', figure: first.startSeconds }, { what: `second start, s (${startSpread.min.toFixed(2)}–${startSpread.max.toFixed(2)})`, figure: startSpread.median }, { what: 'idle, Node and PostgreSQL together, MiB', figure: idleMiB },
])

const result = { at: new Date().toISOString(), machine: machine(), runs, secondsEach, holds, pages, start: { first: first.startSeconds, again: startSpread }, idleMiB }
const name = `bench-${result.at.slice(0, 10)}-${readdirSync(join(import.meta.dirname, 'results')).filter((one) => one.startsWith(`bench-${result.at.slice(0, 10)}`)).length + 1}.json`
writeFileSync(join(import.meta.dirname, 'results', name), `${JSON.stringify(result, null, 2)}\n`)
console.log(`\nKept in bench/results/${name}`)

async function measureHolds(holdfast: Running) {
  const { venue, token } = await bigHotel(holdfast)
  const figures = []
  let night = 0
  for (const clients of [1, 16, 64]) {
    const loads: (Load & { cpuMs: number })[] = []
    for (let run = 0; run < runs; run += 1) {
      const before = cpuSeconds(holdfast.pids())
      const load = await closedLoop(clients, secondsEach, async () => {
        const arrival = dayFromNow(3 + (night += 1) % 300)
        const { status, body } = await holdfast.call('POST', `/booking/vendor/${venue}`, { room_type: 'Standard', arrival, departure: dayAfter(arrival, 2), guests: 2 }, { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() })
        if (status === 201) return true
        if (status === 409 || status === 503) return false
        throw new Error(`a hold answered ${status}: ${JSON.stringify(body)}`)
      })
      loads.push({ ...load, cpuMs: (cpuSeconds(holdfast.pids()) - before) * 1_000 / Math.max(1, load.operations) })
    }
    figures.push({ clients, refused: loads.reduce((total, load) => total + load.refused, 0), perSecond: spread(loads.map((load) => load.perSecond)), p50: spread(loads.map((load) => load.p50)), p99: spread(loads.map((load) => load.p99)), cpuMs: spread(loads.map((load) => load.cpuMs)) })
  }
  return figures
}

/** A hotel with rooms enough that nothing is refused, and a guest who books them. */
async function bigHotel(holdfast: Running): Promise<{ venue: string; token: string }> {
  const stamp = Date.now()
  const vendor = await holdfast.call('POST', '/vendor/create', {
    name: `Bench ${stamp}`, kind: 'hotel', email: `bench-${stamp}@example.com`, password: 'a long enough password', city: 'Lisbon', country: 'PT', address: 'Rua 1', location: { lat: 38.7, lon: -9.1 }, time_zone: 'Europe/Lisbon', currency: 'EUR',
    room_types: [{ name: 'Standard', rooms: 2_000, sleeps: 2, price: { amount: '10000', currency: 'EUR', exponent: 2 } }], deposit_percent: 20,
  })
  const user = await holdfast.call('POST', '/user/create', { name: 'Bench Guest', email: `guest-${stamp}@example.com`, password: 'a long enough password' })
  if (vendor.status !== 201 || user.status !== 201) throw new Error(`set-up answered ${JSON.stringify([vendor, user])}`)
  return { venue: vendor.body.id, token: user.body.token }
}

function dayFromNow(days: number): string {
  return Temporal.Now.plainDateISO('Europe/Lisbon').add({ days }).toString()
}
function dayAfter(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}
