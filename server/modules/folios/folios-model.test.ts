import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor, type Actor } from '#http/actor'
import type { AccountId, VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import { isProblem } from '#platform/problem'
import { openDatabase, type Database } from '#platform/sql'
import { hotelInput, ratesInput, roomTypesInput } from '../../testing/example-venues.ts'
import { testApp, type TestApp } from '../../testing/app.ts'
import type { Doors } from '../../app.ts'
import type { Folio, FolioLine } from './types.ts'

/** Random things at the desk, by two processes on one database, in three currencies: the books and the folios agree after each. */
let app: TestApp
let db: Database
let doors: Doors[]
beforeAll(async () => { app = await testApp(); db = openDatabase({ url: app.databaseUrl, connections: 4 }); doors = [app.doors, (await app.another()).doors] }, 60_000)
afterAll(async () => { await db.close(); await app.close() })

async function houseIn(currency: string): Promise<{ venue: VenueId; staff: Actor; folios: Folio['id'][]; account: Folio['id'] }> {
  const { venues, booking, folios } = app.doors
  const vendor = (await venues.createVendor(systemActor, { name: 'Rio' })).id
  const venue = (await venues.createVenue(systemActor, vendor, hotelInput({ currency }))).id
  await venues.putRates(systemActor, venue, ratesInput(await venues.putRoomTypes(systemActor, venue, roomTypesInput())))
  await venues.publish(systemActor, venue)
  const staff: Actor = { ...systemActor, system: false, account: 'acc_000000000000000000000001' as AccountId, channel: 'desk', memberships: [{ vendor, venue: null, role: 'manager' }] }
  const layout = await venues.layoutOf(db, venue)
  const ids: Folio['id'][] = []
  for (let n = 0; n < 2; n += 1) {
    const made = await booking.deskBook(staff, venue, { channel: 'walk_in', guest: { name: 'Ana' }, stay: { roomType: layout.roomTypes[0]!.id, arrival: '2027-03-01' as never, departure: '2027-03-04' as never, guests: 2, rooms: 1 } })
    ids.push(await folios.open(staff, venue, made.id))
  }
  return { venue, staff, folios: ids, account: await folios.createAccount(staff, venue, { kind: 'city', name: 'Acme', credit_limit: toWire(money(50_000, currency)) }) }
}

const anyStep = fc.record({ what: fc.constantFrom('charge', 'charge', 'charge', 'pay', 'refund', 'correct', 'split', 'move', 'settle', 'night', 'amend'), folio: fc.nat(2), line: fc.nat(200), amount: fc.integer({ min: 1, max: 99_999 }), parts: fc.integer({ min: 2, max: 5 }), by: fc.nat(1) })

test.each(['EUR', 'JPY', 'KWD'])('in %s every journal balances, and folios and books agree, whatever is done', async (currency) => {
  await fc.assert(fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (steps) => {
    const house = await houseIn(currency)
    const all = [...house.folios, house.account]
    // Two steps at a time, each from another process.
    for (let i = 0; i < steps.length; i += 2) await Promise.all(steps.slice(i, i + 2).map((step, k) => take(house, all, step, doors[k]!, currency)))
    expect(await app.doors.folios.reconcile(db, house.venue)).toEqual([])
    const balances = await app.doors.ledger.balances(db, house.venue)
    expect(balances.reduce((total, one) => total + one.balance, 0)).toBe(0)
  }), { numRuns: 4, endOnFailure: true })
}, 120_000)

async function take(house: Awaited<ReturnType<typeof houseIn>>, all: readonly Folio['id'][], step: { what: string; folio: number; line: number; amount: number; parts: number }, { folios, night }: Doors, currency: string): Promise<void> {
  const { venue, staff } = house
  const id = all[step.folio % all.length]!
  const amount = toWire(money(step.amount, currency))
  const lines: FolioLine[] = await folios.lines(db, venue, id)
  const line = lines[step.line % Math.max(1, lines.length)]
  try {
    if (step.what === 'charge') await folios.charge(staff, venue, id, { category: 'food', description: 'Lunch', amount, quantity: 1 })
    if (step.what === 'pay') await folios.pay(staff, venue, id, { method: 'card_terminal', amount, tip: toWire(money(step.line, currency)), window: 1 })
    if (step.what === 'refund') await folios.refund(staff, venue, id, { method: 'transfer', amount, window: 1, reason: 'goodwill' })
    if (step.what === 'correct' && line !== undefined) await folios.correct(staff, venue, id, line.id, { reason: 'mistake' })
    if (step.what === 'amend' && line !== undefined) await folios.correct(staff, venue, id, line.id, { reason: 'wrong_amount', amount })
    if (step.what === 'split' && line !== undefined) await folios.split(staff, venue, id, line.id, Array.from({ length: step.parts }, () => ({ window: 1, share: step.line + 1 })))
    if (step.what === 'move' && line !== undefined) await folios.move(staff, venue, id, { lines: [line.id], to_folio: all[(step.folio + 1) % all.length]!, to_window: 1 })
    if (step.what === 'settle') await folios.settle(staff, venue, id, { window: 1, account: house.account, amount })
    if (step.what === 'night') await night.closeDate(systemActor, venue, (await app.doors.ledger.bookOf(db, venue))!.businessDate)
  } catch (error) {
    // A refusal is an answer: nothing of it was posted, which the comparison after the steps would show.
    if (!isProblem(error)) throw error
  }
}
