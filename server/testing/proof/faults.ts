import { sql } from '#platform/sql'
import type { Embedded } from '../../adapters/postgres/embedded.ts'
import type { Answer, Running } from '../processes.ts'
import { crashUnderLoad, killPostgres, postgresIsBack, type Survived } from './crashes.ts'
import { Ledger, quoteOf, together } from './ledger.ts'
import { seeded } from './seeded.ts'
import { dayFromNow, oneType, until, type Town } from './town.ts'

/**
 * PostgreSQL is shut down in order, or killed, while bookers and readers go on. Readers ask all the while: each answer is
 * 200, or 503 with Retry-After, and never anything else; and all is well again by itself.
 */
export async function restartUnderLoad(town: Town, server: Embedded, options: { seed: number; after: number; last: number; how: readonly ('restart' | 'server' | 'backend')[] }): Promise<Survived & { wrong: string[] }> {
  const random = seeded(options.seed)
  const reader = startReader(town)
  const crashes = options.how.map((how) => ({ after: options.after, strike: how === 'restart' ? () => restartPostgres(town, server) : killPostgres(town, server, random, how) }))
  try {
    const survived = await crashUnderLoad(town, { name: `outage-${options.seed}`, seed: options.seed, clients: 8, crashes, last: options.last })
    await reader.stop()
    const figures = { ...survived.figures, 'longest outage s': reader.longestOutageMs() / 1_000, 'slowest answer s': Math.max(...survived.ledger.attempts.map((one) => one.slowestMs)) / 1_000 }
    return { ...survived, figures, wrong: [...reader.wrong, ...await eventsGoOn(town)] }
  } finally {
    await reader.stop()
  }
}

/** SIGINT, as an operator's restart: connections are ended, a checkpoint is written; it is started again at once. */
async function restartPostgres(town: Town, server: Embedded): Promise<void> {
  await postgresIsBack(town, () => { process.kill(server.pid(), 'SIGINT') })
}

function startReader(town: Town) {
  const wrong: string[] = []
  let stopped = false
  let longest = 0
  const read = async (one: Running) => {
    let wellAt = performance.now()
    while (!stopped) {
      const answer = await one.call('GET', '/readyz').catch((error: Error) => error)
      if (answer instanceof Error) wrong.push(`a reader's connection broke: ${answer.message}`)
      else if (answer.status === 200) { longest = Math.max(longest, performance.now() - wellAt); wellAt = performance.now() }
      else if (!isOutage(answer)) wrong.push(`a reader is answered ${answer.status} ${answer.body.code}`)
      await new Promise((soon) => { setTimeout(soon, 50) })
    }
  }
  const running = Promise.all(town.processes.map(read))
  return { wrong, longestOutageMs: () => longest, async stop() { stopped = true; await running } }
}
const isOutage = ({ status, headers, body }: Answer) => status === 503 && ['unavailable', 'overloaded'].includes(body.code) && headers['retry-after'] !== undefined

/** The sequencer found a new connection: nothing waits for its position. */
async function eventsGoOn(town: Town): Promise<string[]> {
  await until(20, 'events have their positions', async () => (await town.db.one<{ n: number }>(sql`select count(*) as n from events.outbox`)).n, (n) => n === 0)
  const holes = await town.db.rows<{ position: number }>(sql`select position from events.log l where position > 1 and not exists (select 1 from events.log b where b.position = l.position - 1) limit 3`)
  return holes.map(({ position }) => `the event log has nothing before position ${position}`)
}

/**
 * Somebody holds a hotel's rows and does not let go: bookers of that hotel take all connections and wait. They and all
 * others are answered within seconds, newcomers at once when it lasts; when it is over all goes on.
 */
export async function stuckRows(town: Town, options: { size: number }): Promise<{ ledgers: Ledger[]; wrong: string[]; figures: Record<string, number> }> {
  const hotel = await town.hotel(oneType('Double', options.size * 2))
  const ledger = new Ledger('stuck')
  const to = town.processes[0]!
  const quote = await quoteOf(to, hotel.id, { room_type: hotel.roomTypes[0]!.id, arrival: dayFromNow(hotel, 20), departure: dayFromNow(hotel, 21), guests: 1 })
  await ledger.send(ledger.begin([quote]), to)
  const wrong: string[] = []
  let newcomerMs = Infinity
  const attempts = Array.from({ length: options.size }, () => ledger.begin([quote]))
  await town.db.transaction(async (tx) => {
    await tx.rows(sql`select 1 from availability.calendar where venue_id = ${hotel.id} for update`)
    const begin = performance.now()
    await together(town, ledger, attempts)
    if (attempts.some((one) => one.outcome !== 'unknown')) wrong.push('somebody booked past a lock')
    newcomerMs = performance.now() - begin
  })
  await ledger.resolve(town)
  const made = attempts.filter((one) => one.outcome === 'made').length
  const slowest = Math.max(...attempts.map((one) => one.slowestMs))
  if (made !== options.size) wrong.push(`${made} of ${options.size} have a room afterwards`)
  return { ledgers: [ledger], wrong, figures: { attempts: options.size, 'slowest answer s': slowest / 1_000, 'all answered after s': newcomerMs / 1_000 } }
}
