import { settableClock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import { isProblem } from '#platform/problem'
import { openDatabase } from '#platform/sql'
import { systemActor } from '#http/actor'
import { billOf, testDoor } from './testing.ts'

export interface Race { url: string; venue: VenueId; now: string; folios: string[]; /** Every so many documents the transaction is thrown away after its number was taken. */ failEvery: number }

// A process of its own that issues invoices as fast as it can, and fails now and then after a number was taken.
let text = ''
for await (const part of process.stdin) text += String(part)
const race = JSON.parse(text) as Race
const db = openDatabase({ url: race.url, connections: 2 })
let calls = 0
const door = testDoor({
  db, clock: settableClock(race.now),
  folios: {
    billable: async (_, venue, folio) => billOf(venue, folio, [10_00, 5_50]),
    async invoiced() { calls += 1; if (calls % race.failEvery === 0) throw new Error('lost on purpose') },
  },
})
await db.one({ text: 'select 1 as ready', values: [], isSql: true })
console.log('ready')
const outcomes: string[] = []
const waiting = [...race.folios]
const lane = async () => {
  for (let folio = waiting.shift(); folio !== undefined; folio = waiting.shift()) {
    outcomes.push(await door.issueInvoice(systemActor, race.venue, { folio, window: 1 }).then((document) => document.number, (error: unknown) => (isProblem(error) ? error.code : (error as Error).message)))
  }
}
await Promise.all([lane(), lane()])
console.log(JSON.stringify(outcomes))
await db.close()
