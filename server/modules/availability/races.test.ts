import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { seededId, type ReservationId } from '#platform/id'
import type { Job, Outcome, Race } from './race-worker.ts'
import { plainDate } from '#platform/time'
import { hotel, openTestVenue, restaurant, roomId, sittingClaim, stayClaim, tableId, typeId, venueId, type TestVenue } from './testing.ts'

let at: TestVenue
const pool = seededId('pool', 'race')
afterEach(async () => { await at.close() })

/** Two processes, each with half of the jobs, every second one to the other. Answers outcomes in the order of the jobs. */
async function race(jobs: Job[]): Promise<Outcome[]> {
  const halves = [0, 1].map((half) => jobs.filter((_, i) => i % 2 === half))
  const done = await Promise.all(halves.map((half) => runProcess({ url: at.url, venue: venueId, now: at.clock.now().toString(), connections: 8, jobs: half })))
  return jobs.map((_, i) => done[i % 2]![Math.floor(i / 2)]!)
}

function runProcess(race: Race): Promise<Outcome[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'race-worker.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(race))
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (part) => { text += String(part) })
    child.on('error', reject)
    child.on('exit', (code) => { if (code === 0) resolve(JSON.parse(text.slice(text.indexOf('\n'))) as Outcome[]); else reject(new Error(`a racing process ended with ${code}`)) })
  })
}

const claim = (claims: object | object[]): Job => ({ op: 'claim', holder: at.newHolder(), claims: [claims].flat() as never })
const count = (outcomes: Outcome[]) => Object.fromEntries([...new Set(outcomes)].map((one) => [one, outcomes.filter((other) => other === one).length]))
const differences = () => at.db.transaction((tx) => at.availability.reconcile(tx, venueId))

describe('two processes', () => {
  test('sell the last room once, also when nobody has touched its calendar before', async () => {
    at = await openTestVenue(hotel({ suite: 1 }))
    expect(count(await race(Array.from({ length: 30 }, () => claim(stayClaim('suite', '2027-05-01', '2027-05-03')))))).toEqual({ done: 1, refused: 29 })
    expect(await differences()).toEqual([])
  })

  test('sell exactly fifty rooms in a flash sale', async () => {
    at = await openTestVenue(hotel({ double: 50 }))
    expect(count(await race(Array.from({ length: 400 }, () => claim(stayClaim('double', '2027-05-01', '2027-05-02')))))).toEqual({ done: 50, refused: 350 })
    expect(await at.freeNights('double', '2027-05-01', '2027-05-02')).toEqual([0])
    expect(await differences()).toEqual([])
  })

  test('take overlapping stays of several types and buckets in any order, and end with counts that equal the claims', async () => {
    at = await openTestVenue(hotel({ double: 4, suite: 3 }))
    const dates = [['2027-04-26', '2027-05-02'], ['2027-04-29', '2027-04-30'], ['2027-04-28', '2027-05-30'], ['2027-05-28', '2027-06-02']] as const
    const jobs = Array.from({ length: 80 }, (_, i) => {
      const [from, to] = dates[i % 4]!
      const both = [stayClaim('double', from, to), stayClaim('suite', from, to)]
      return claim(i % 3 === 0 ? both : i % 3 === 1 ? both.toReversed() : [both[i % 2]!])
    })
    const outcomes = count(await race(jobs))
    expect(Object.keys(outcomes).sort()).toEqual(['done', 'refused'])
    expect(await differences()).toEqual([])
  })

  test('sell a combination or its members, never both', async () => {
    const combinations = [{ id: 'cmb_ab' as never, tables: [tableId('a'), tableId('b')], partyMin: 3, partyMax: 4 }]
    at = await openTestVenue(restaurant({ a: [1, 2], b: [1, 2] }, { combinations }))
    const wire = (party: number) => ({ ...sittingClaim('2027-03-05T19:00', party), at: sittingClaim('2027-03-05T19:00', party).at.toString() })
    const jobs = Array.from({ length: 30 }, (_, i) => claim(wire(i % 2 === 0 ? 4 : 2)))
    const outcomes = await race(jobs)
    const won = jobs.filter((_, i) => outcomes[i] === 'done').map((job) => (job.claims![0] as unknown as { party: number }).party)
    expect([[4], [2, 2]]).toContainEqual(won)
    expect(await at.db.one(sql`select sold from availability.service_day`)).toEqual({ sold: 16 })
    expect(await differences()).toEqual([])
  })

  test('amend, release and book at once without losing or doubling a night', async () => {
    at = await openTestVenue(hotel({ double: 3, suite: 2 }))
    const holders: ReservationId[] = []
    for (let i = 0; i < 3; i += 1) holders.push((await at.book(stayClaim('double', '2027-05-01', '2027-05-04'))).holder)
    const jobs: Job[] = Array.from({ length: 40 }, (_, i) => {
      const holder = holders[i % 3]!
      if (i % 4 === 0) return { op: 'amend', holder, claims: [stayClaim(i % 8 === 0 ? 'suite' : 'double', '2027-05-02', '2027-05-06')] as never }
      if (i === 30) return { op: 'release', holder }
      return claim(stayClaim(i % 3 === 0 ? 'suite' : 'double', '2027-05-03', '2027-05-05'))
    })
    const outcomes = count(await race(jobs))
    expect(Object.keys(outcomes).sort()).toEqual(['done', 'refused'])
    expect(await differences()).toEqual([])
  })

  test('change the number of rooms while they are sold, and no sale is lost to the count', async () => {
    at = await openTestVenue(hotel({ double: 20 }))
    const jobs = Array.from({ length: 40 }, (_, i): Job => (i % 8 === 3 ? { op: 'define', holder: at.newHolder(), definition: hotel({ double: 20 + i }) } : claim(stayClaim('double', `2027-0${4 + (i % 5)}-26`, `2027-0${4 + (i % 5)}-30`))))
    const outcomes = await race(jobs)
    expect(outcomes.every((one) => one === 'done' || one === 'refused'), JSON.stringify(outcomes)).toBe(true)
    expect(await differences()).toEqual([])
  })

  test('sell from a pool and from the house at once, and neither takes what is the other’s', async () => {
    at = await openTestVenue(hotel({ double: 10 }))
    await at.db.transaction((tx) => at.availability.carve(tx, { venue: venueId, pool, nights: [{ roomType: typeId('double'), night: plainDate('2027-05-01'), quantity: 4 }] }))
    const jobs = Array.from({ length: 40 }, (_, i) => claim({ ...stayClaim('double', '2027-05-01', '2027-05-02'), ...(i % 2 === 0 ? { pool } : {}) }))
    const outcomes = await race(jobs)
    expect(count(outcomes.filter((_, i) => i % 2 === 0))).toEqual({ done: 4, refused: 16 })
    expect(count(outcomes.filter((_, i) => i % 2 === 1))).toEqual({ done: 6, refused: 14 })
    expect(await differences()).toEqual([])
  })

  test('release a pool and take more for it while it is sold, and every room goes once', async () => {
    at = await openTestVenue(hotel({ double: 10 }))
    const nights = (quantity: number) => ['2027-05-30', '2027-05-31', '2027-06-01'].map((night) => ({ roomType: typeId('double'), night: plainDate(night), quantity }))
    await at.db.transaction((tx) => at.availability.carve(tx, { venue: venueId, pool, nights: nights(6) }))
    const jobs = Array.from({ length: 48 }, (_, i): Job => {
      if (i % 12 === 7) return { op: 'release pool', holder: at.newHolder(), pool }
      if (i % 12 === 11) return { op: 'carve', holder: at.newHolder(), pool, nights: nights(3) }
      return claim({ ...stayClaim('double', i % 3 === 0 ? '2027-05-30' : '2027-05-31', '2027-06-02'), ...(i % 2 === 0 ? { pool } : {}) })
    })
    const outcomes = await race(jobs)
    expect(outcomes.every((one) => one === 'done' || one === 'refused'), JSON.stringify(outcomes)).toBe(true)
    await at.db.transaction((tx) => at.availability.releasePool(tx, { venue: venueId, pool }))
    const sold = jobs.filter((job, i) => job.op === 'claim' && outcomes[i] === 'done').length
    expect(await at.freeNights('double', '2027-06-01', '2027-06-02')).toEqual([10 - sold])
    expect(await differences()).toEqual([])
  })

  test('sell one pool, one limit and the house in batches decided from looks, while the pool is released and filled again: every room goes once', async () => {
    at = await openTestVenue(hotel({ double: 60 }))
    const limit = seededId('lim', 'race')
    const carved = (of: typeof pool | typeof limit, quantity: number) => ({ pool: of, nights: ['2027-05-30', '2027-05-31', '2027-06-01'].map((night) => ({ roomType: typeId('double'), night: plainDate(night), quantity })) })
    for (const one of [carved(pool, 20), carved(limit, 15)]) await at.db.transaction((tx) => at.availability.carve(tx, { venue: venueId, ...one }))
    const stay = (i: number) => ({ ...stayClaim('double', i % 3 === 0 ? '2027-05-30' : '2027-05-31', '2027-06-02'), ...(i % 3 === 0 ? { pool } : i % 3 === 1 ? { pool: limit } : {}) })
    const jobs = Array.from({ length: 40 }, (_, i): Job => {
      if (i % 10 === 4) return { op: 'release pool', holder: at.newHolder(), pool }
      if (i % 10 === 7) return { op: 'carve', holder: at.newHolder(), ...carved(pool, 10) }
      return { op: 'claim together', holder: at.newHolder(), claims: Array.from({ length: 6 }, (_, k) => stay(i + k)) as never }
    })
    const outcomes = await race(jobs)
    expect(outcomes.filter((_, i) => jobs[i]!.op === 'claim together').every((one) => /^\d+$/.test(one)), JSON.stringify(outcomes)).toBe(true)
    expect(await differences()).toEqual([])
    const sold = outcomes.reduce((sum, one, i) => sum + (jobs[i]!.op === 'claim together' ? Number(one) : 0), 0)
    const ofLimit = (await at.availability.poolNights(at.db, venueId, limit, plainDate('2027-06-01'), plainDate('2027-06-02')))[0]!.sold
    await at.db.transaction((tx) => at.availability.releasePool(tx, { venue: venueId, pool }))
    expect(await at.freeNights('double', '2027-06-01', '2027-06-02')).toEqual([60 - sold])
    expect([sold <= 60, ofLimit <= 15]).toEqual([true, true])
  })

  test('sell hours between check-out and check-in against stays that end, begin or go on there, and everybody has a room', async () => {
    at = await openTestVenue(hotel({ double: 6 }, { dayUse: { from: '08:00', to: '20:00', holdsNight: false } }))
    const kinds = [stayClaim('double', '2027-05-01', '2027-05-02'), stayClaim('double', '2027-05-02', '2027-05-03'), stayClaim('double', '2027-05-01', '2027-05-03'),
      ...[['11:00', '15:00'], ['11:00', '13:00'], ['13:00', '15:00']].map(([from, to]) => ({ ...stayClaim('double', '2027-05-02', '2027-05-02'), hours: { from: from!, to: to! } }))]
    const jobs = Array.from({ length: 60 }, (_, i) => (i % 7 === 3 ? { ...claim(Array.from({ length: 4 }, (_, k) => kinds[(i + k) % 6]!)), op: 'claim together' as const } : claim(kinds[(i * 5) % 6]!)))
    const outcomes = await race(jobs)
    expect(outcomes.every((one) => one === 'done' || one === 'refused' || /^\d$/.test(one)), JSON.stringify(outcomes)).toBe(true)
    expect(await differences()).toEqual([])
    const holders = await at.db.rows<{ holder: ReservationId; hours: boolean }>(sql`select holder_id as holder, starts_at is not null as hours from availability.sale`)
    expect([holders.some(({ hours }) => hours), holders.length > 12]).toEqual([true, true])
    for (const { holder } of holders) await at.assign(holder)
  })

  test('give one room to one guest', async () => {
    at = await openTestVenue(hotel({ double: 4 }))
    const holders: ReservationId[] = []
    for (let i = 0; i < 4; i += 1) holders.push((await at.book(stayClaim('double', '2027-05-01', '2027-05-04'))).holder)
    const outcomes = await race(holders.map((holder): Job => ({ op: 'assign', holder, room: roomId('double1') })))
    expect(count(outcomes)).toEqual({ done: 1, refused: 3 })
    expect(await differences()).toEqual([])
  })
})
