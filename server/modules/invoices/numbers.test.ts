import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { settableClock } from '#platform/clock'
import { sql } from '#platform/sql'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import type { Race } from './race-worker.ts'
import { billOf, newVenue, testDoor } from './testing.ts'

let base: TestDatabase
beforeAll(async () => { base = await testDatabase() })
afterAll(() => base.close())

const start = '2027-03-01T10:00:00Z'
const numbersOf = (venue: string) => base.db.rows<{ year: number; sequence: number; issued_on: string }>(sql`select year, sequence, issued_on from invoices.document where venue_id = ${venue} order by year, sequence`)

function startRace(race: Race): { ready: Promise<void>; outcomes: Promise<string[]>; kill(): void } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'race-worker.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  let heard = ''
  let ready: () => void
  const isReady = new Promise<void>((done) => { ready = done })
  const outcomes = new Promise<string[]>((done) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => { heard += text; if (heard.includes('ready\n')) ready() })
    child.once('exit', () => { const line = heard.split('\n')[1]; done(line === undefined || line === '' ? [] : JSON.parse(line) as string[]) })
  })
  child.stdin.end(JSON.stringify(race))
  return { ready: isReady, outcomes, kill: () => child.kill('SIGKILL') }
}

test('numbers have no gap and no double, with several processes of which some transactions fail and one process is killed', { timeout: 120_000 }, async () => {
  const venue = newVenue()
  const folios = (worker: number) => Array.from({ length: 24 }, (_, i) => `fol-${worker}-${i}`)
  const races = [0, 1, 2].map((worker) => startRace({ url: base.url, venue, now: start, folios: folios(worker), failEvery: 4 }))
  const doomed = startRace({ url: base.url, venue, now: start, folios: Array.from({ length: 200 }, (_, i) => `fol-doomed-${i}`), failEvery: 7 })
  await doomed.ready
  await expect.poll(async () => (await numbersOf(venue)).length, { timeout: 30_000, interval: 10 }).toBeGreaterThan(5)
  doomed.kill()
  const outcomes = (await Promise.all(races.map((race) => race.outcomes))).flat()
  await doomed.outcomes
  // On a busy machine one may give up waiting for its turn; it has no number then.
  const issued = outcomes.filter((outcome) => outcome.startsWith('INV-2027-'))
  const lost = outcomes.filter((outcome) => outcome === 'lost on purpose')
  expect(issued.length + lost.length + outcomes.filter((outcome) => outcome.includes('lock timeout')).length, JSON.stringify(outcomes)).toBe(72)
  expect(lost.length).toBeGreaterThan(5)
  const numbers = await numbersOf(venue)
  expect(numbers.length).toBeGreaterThanOrEqual(issued.length)
  expect(new Set(issued).size).toBe(issued.length)
  expect(numbers.map(({ sequence }) => sequence)).toEqual(numbers.map((_, i) => i + 1))
})

test('each year begins anew, each series counts by itself, and a date is never before that of the number before', async () => {
  const venue = newVenue()
  const clock = settableClock('2027-12-31T23:30:00Z')
  const door = testDoor({ db: base.db, clock, folios: { billable: async (_, at, folio) => billOf(at, folio, [100]) } })
  const issue = async (folio: string) => (await door.issueInvoice(systemActor, venue, { folio, window: 1 })).number
  // Until 04:00 the house still lives in the old year.
  expect(await issue('a')).toBe('INV-2027-000001')
  clock.set('2028-01-01T03:59:00Z')
  expect(await issue('b')).toBe('INV-2027-000002')
  clock.set('2028-01-01T04:01:00Z')
  expect(await issue('c')).toBe('INV-2028-000001')
  clock.set('2028-01-03T12:00:00Z')
  expect(await issue('d')).toBe('INV-2028-000002')
  clock.set('2028-01-02T12:00:00Z') // another process whose clock is behind
  expect(await issue('e')).toBe('INV-2028-000003')
  expect((await numbersOf(venue)).map((row) => row.issued_on)).toEqual(['2027-12-31', '2027-12-31', '2028-01-01', '2028-01-03', '2028-01-03'])
  const first = await base.db.one<{ id: string }>(sql`select id from invoices.document where venue_id = ${venue} and year = 2027 and sequence = 1`)
  const note = await door.creditInvoice(systemActor, venue, first.id as 'inv_1', { reason: 'mistake' })
  expect(note.number).toBe('CN-2028-000001')
})

test('the database refuses to change or remove what was issued, to skip a number, and to take one without a document', async () => {
  const venue = newVenue()
  const door = testDoor({ db: base.db, clock: settableClock(start), folios: { billable: async (_, at, folio) => billOf(at, folio, [100, 200]) } })
  const { id } = await door.issueInvoice(systemActor, venue, { folio: 'fol-final', window: 1 })
  const refused = (statement: ReturnType<typeof sql>, by: object) => expect(base.db.transaction((tx) => tx.run(statement))).rejects.toMatchObject(by)
  await refused(sql`update invoices.document set gross = 1, net = 1, tax = 0 where id = ${id}`, { constraint: 'document_is_final' })
  await refused(sql`update invoices.document set content = '{}' where id = ${id}`, { constraint: 'document_is_final' })
  await refused(sql`delete from invoices.item where document_id = ${id}`, { constraint: 'document_is_final' })
  await refused(sql`delete from invoices.document where id = ${id}`, { constraint: 'document_is_final' })
  await refused(sql`truncate invoices.document cascade`, { constraint: 'document_is_final' })
  await refused(sql`update invoices.counter set last_number = 3 where venue_id = ${venue}`, { constraint: 'counter_steps' })
  await refused(sql`update invoices.counter set last_number = 2 where venue_id = ${venue}`, { constraint: 'counter_used' })
  await refused(sql`delete from invoices.counter where venue_id = ${venue}`, { code: expect.stringMatching(/^23/) })
  await refused(sql`update invoices.credited set credited = gross + 1 where document_id = ${id} and line = 1`, { constraint: 'credited_within' })
  expect((await door.read(systemActor, id)).gross).toBe(300)
})
