import { settableClock } from '#platform/clock'
import { newId, type PoolId, type ReservationId, type RoomId, type VenueId } from '#platform/id'
import { isProblem } from '#platform/problem'
import { brokenConstraint, isStale, openDatabase } from '#platform/sql'
import { openAvailability, type BatchAsked, type CarveAsked } from './index.ts'
import type { Claim, Definition } from './types.ts'

/** What a process of a race is to do, all at once. Instants are ISO text. */
export interface Job { op: 'claim' | 'claim together' | 'release' | 'amend' | 'assign' | 'define' | 'carve' | 'release pool'; pool?: PoolId; nights?: CarveAsked['nights']; holder: ReservationId; claims?: (Omit<Claim, 'at'> & { at?: string })[]; room?: RoomId; definition?: Definition }
export interface Race { url: string; venue: VenueId; now: string; connections: number; jobs: Job[] }
/** `done`, `refused`, or the message of what went wrong; of claims together, how many were placed. */
export type Outcome = string

// A process of its own, for races that one process with two doors would not show: started by the tests with its race on standard input.
let text = ''
for await (const part of process.stdin) text += String(part)
const race = JSON.parse(text) as Race
// What is shown is who gets what, not for how long anybody waits on a machine that does other things too.
const db = openDatabase({ url: race.url, connections: race.connections, lockTimeoutMs: 12_000 })
const clock = settableClock(race.now)
const availability = openAvailability({ db, clock })
const { venue } = race

async function run(job: Job): Promise<Outcome> {
  const { holder } = job
  const claims = job.claims?.map((claim) => ('at' in claim && claim.at !== undefined ? { ...claim, at: Temporal.Instant.from(claim.at) } : claim) as Claim) ?? []
  try {
    if (job.op === 'claim together') return String(await together(claims.map((claim) => ({ venue, group: [{ holder: newId('rsv', clock.now().epochMilliseconds), holderKind: 'booking', channel: 'site', claims: [claim] }] }))))
    await db.transaction(async (tx) => {
      if (job.op === 'claim') await availability.claim(tx, { venue, holder, holderKind: 'booking', channel: 'site', claims })
      else if (job.op === 'release') await availability.release(tx, { venue, holder })
      else if (job.op === 'amend') await availability.amend(tx, { venue, holder, claims })
      else if (job.op === 'assign') await availability.assignRoom(tx, { venue, holder, room: job.room, as: 'pinned' })
      else if (job.op === 'carve') await availability.carve(tx, { venue, pool: job.pool!, nights: job.nights! })
      else if (job.op === 'release pool') await availability.releasePool(tx, { venue, pool: job.pool! })
      else await availability.define(tx, venue, job.definition!)
    })
    return 'done'
  } catch (error) {
    return isProblem(error, 'not-available') ? 'refused' : String(error)
  }
}

/** As the lanes do: two looks without locks, then with locks, and by itself what is answered so. */
async function together(asked: BatchAsked[]): Promise<number> {
  const placed = (outcomes: { outcome: string }[]) => outcomes.filter(({ outcome }) => outcome === 'placed').length
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const seen = await db.reading((reader) => availability.see(reader, asked))
    if (seen === null) break
    const outcomes = seen.decide(() => true)
    try {
      await db.transaction(async (tx) => { seen.take(tx) })
      return placed(outcomes) + await alone(asked.filter((_, i) => outcomes[i]!.outcome === 'alone'))
    } catch (error) {
      if (!isStale(error) && brokenConstraint(error) === undefined) throw error
    }
  }
  const outcomes = await db.transaction((tx) => availability.claimBatch(tx, asked))
  return placed(outcomes) + await alone(asked.filter((_, i) => outcomes[i]!.outcome === 'alone'))
}

async function alone(asked: BatchAsked[]): Promise<number> {
  let placed = 0
  for (const { group } of asked) {
    try { await db.transaction((tx) => availability.claimTogether(tx, venue, [...group])); placed += 1 } catch (error) { if (!isProblem(error, 'not-available')) throw error }
  }
  return placed
}

await db.one({ text: 'select 1 as ready', values: [], isSql: true })
console.log('ready')
console.log(JSON.stringify(await Promise.all(race.jobs.map(run))))
await db.close()
