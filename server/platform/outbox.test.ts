import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, routeOf } from './id.ts'
import { emit, emitAll, onEmitted, type NewEvent } from './outbox.ts'
import { sql } from './sql.ts'
import { testDatabase, type TestDatabase } from '../testing/database.ts'

let t: TestDatabase
beforeAll(async () => { t = await testDatabase() })
afterAll(async () => { await t.close() })

const at = Temporal.Instant.from('2027-03-05T18:30:00Z')
const venue = newId('ven', at.epochMilliseconds)
const confirmed = (facts: NewEvent['facts'] = {}): NewEvent =>
  ({ venue, type: 'booking.confirmed', subject: newId('bk', at.epochMilliseconds, routeOf(venue)), actor: { account: null }, channel: 'site', at, facts })

test('an event is written with its transaction, and not at all after a rollback', async () => {
  const id = await t.db.transaction((tx) => emit(tx, confirmed({ arrival: '2027-05-01', nights: 2, total: { amount: 31_200, currency: 'EUR' }, until: at, rooms: [newId('rm', 0)], left: undefined })))
  await t.db.transaction(async (tx) => { await emit(tx, confirmed()); throw new Error('undone') }).catch(() => {})
  const rows = await t.db.rows<{ id: string; actor: string; facts: Record<string, unknown> }>(sql`select id, actor, facts from events.outbox`)
  expect(rows.map((row) => row.id)).toEqual([id])
  expect(rows[0]!.actor).toBe('guest')
  expect(rows[0]!.facts).toMatchObject({ arrival: '2027-05-01', nights: 2, total: { amount: 31_200, currency: 'EUR' }, until: '2027-03-05T18:30:00Z' })
  expect(routeOf(id)).toBe(routeOf(venue))
})

test('names, addresses and sentences are refused as facts, and so is a key that sounds like them', async () => {
  const refused: NewEvent['facts'][] = [{ who: 'Ana Sousa' }, { who: 'ana@example.com' }, { why: 'she asked for it' }, { who: 'Zoë' }, { email: 'x' }, { guest_name: 'ana' }, { deep: { note: 'x' } }, { list: ['Ana'] }]
  for (const facts of refused) await expect(t.db.transaction((tx) => emit(tx, confirmed(facts)))).rejects.toThrow(/booking\.confirmed/)
  await expect(t.db.transaction((tx) => emit(tx, { ...confirmed(), reason: 'She asked' }))).rejects.toThrow('codes')
})

test('many events of one transaction keep their order and wake the sequencer once', async () => {
  let woken = 0
  const off = onEmitted(() => { woken += 1 })
  const ids = await t.db.transaction(async (tx) => [...await emitAll(tx, [confirmed(), confirmed()]), await emit(tx, confirmed())])
  off()
  const rows = await t.db.rows<{ id: string }>(sql`select id from events.outbox where id = any(${ids}) order by seq`)
  expect(rows.map((row) => row.id)).toEqual(ids)
  expect(woken).toBe(1)
})
