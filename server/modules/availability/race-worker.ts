import { settableClock } from '#platform/clock'
import type { PoolId, ReservationId, RoomId, VenueId } from '#platform/id'
import { isProblem } from '#platform/problem'
import { openDatabase } from '#platform/sql'
import { openAvailability, type CarveAsked } from './index.ts'
import type { Claim, Definition } from './types.ts'

/** What a process of a race is to do, all at once. Instants are ISO text. */
export interface Job { op: 'claim' | 'release' | 'amend' | 'assign' | 'define' | 'carve' | 'release pool'; pool?: PoolId; nights?: CarveAsked['nights']; holder: ReservationId; claims?: (Omit<Claim, 'at'> & { at?: string })[]; room?: RoomId; definition?: Definition }
export interface Race { url: string; venue: VenueId; now: string; connections: number; jobs: Job[] }
/** `done`, `refused`, or the message of what went wrong. */
export type Outcome = string

// A process of its own, for races that one process with two doors would not show: started by the tests with its race on standard input.
let text = ''
for await (const part of process.stdin) text += String(part)
const race = JSON.parse(text) as Race
const db = openDatabase({ url: race.url, connections: race.connections })
const availability = openAvailability({ db, clock: settableClock(race.now) })
const { venue } = race

async function run(job: Job): Promise<Outcome> {
  const { holder } = job
  const claims = job.claims?.map((claim) => ('at' in claim && claim.at !== undefined ? { ...claim, at: Temporal.Instant.from(claim.at) } : claim) as Claim) ?? []
  try {
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

await db.one({ text: 'select 1 as ready', values: [], isSql: true })
console.log('ready')
console.log(JSON.stringify(await Promise.all(race.jobs.map(run))))
await db.close()
