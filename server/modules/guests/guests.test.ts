import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settableClock } from '#platform/clock'
import { newId, type VendorId } from '#platform/id'
import { keysForTests, openKeys, rotateMaster } from '#platform/keys'
import { sql } from '#platform/sql'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { openGuests, type Details, type Guests } from './index.ts'

const clock = settableClock('2027-03-01T09:00:00Z')
const ana: Details = { name: 'Ana  Sofia Gonçalves', email: 'Ana.Goncalves@Example.com', phone: '+351 912 345 678', locale: 'pt-PT' }
let at: TestDatabase
let guests: Guests
beforeAll(async () => {
  at = await testDatabase()
  guests = openGuests({ clock, keys: keysForTests() })
})
afterAll(() => at.close())

const vendor = (): VendorId => newId('vnd', clock.now().epochMilliseconds)
const add = (of: VendorId, details: Details) => at.db.transaction((tx) => guests.findOrCreateGuest(tx, of, details))
/** Everything that the schema holds, as text: what a thief of the database would read. */
async function dump(): Promise<string> {
  const rows = await Promise.all(['person', 'person_key', 'note'].map((table) => at.db.rows<{ row: string }>(sql`select t::text as row from ${sql.raw(`guests.${table}`)} t`)))
  return rows.flat().map(({ row }) => row + row.replace(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))).join('\n')
}

describe('a person', () => {
  test('reads back as given, and nothing of them stands in clear in the database', async () => {
    const id = await add(vendor(), ana)
    await at.db.transaction((tx) => guests.putNote(tx, id, 'guest_wish', 'bk_1', 'Anniversary, away from the lift'))
    expect(await guests.readPerson(at.db, id)).toMatchObject(ana)
    expect(await dump()).not.toMatch(/sofia|goncalves|example|912 345|anniversary/i)
  })

  test('who was never there, or was erased, comes back as null beside the others', async () => {
    const of = vendor()
    const [kept, gone] = [await add(of, ana), await add(of, { name: 'Gone' })]
    await at.db.transaction((tx) => guests.eraseEveryTrace(tx, gone))
    const nobody = newId('gst', 0)
    const read = await guests.readPeople(at.db, [kept, gone, nobody])
    expect([read.get(kept)?.name, read.get(gone), read.get(nobody)]).toEqual([ana.name, null, null])
  })

  test('with the same e-mail and name is one profile at a vendor, however it is spelled, and another at another', async () => {
    const [one, two] = [vendor(), vendor()]
    const first = await add(one, ana)
    expect(await add(one, { ...ana, name: 'ana sofia goncalves', email: ' ana.goncalves@EXAMPLE.COM ' })).toBe(first)
    expect(await add(two, ana)).not.toBe(first)
    expect(await add(one, { ...ana, name: 'Rui Gonçalves' })).not.toBe(first)
  })

  test('who books twice at the same moment gets one profile', async () => {
    const of = vendor()
    const ids = await Promise.all(Array.from({ length: 6 }, () => add(of, ana)))
    expect(new Set(ids).size).toBe(1)
  })

  test('keeps their phone when a stranger books with their e-mail, and changes it by their own account', async () => {
    const of = vendor()
    const account = newId('acc', 0)
    const id = await add(of, { ...ana, account })
    await add(of, { ...ana, phone: '+1 555 0100' })
    await add(of, { ...ana, phone: '+1 555 0100', account: newId('acc', 0) })
    expect((await guests.readPerson(at.db, id))?.phone).toBe(ana.phone)
    await add(of, { ...ana, phone: '+351 911 111 111', account })
    expect((await guests.readPerson(at.db, id))?.phone).toBe('+351 911 111 111')
    expect(await guests.profilesOfAccount(at.db, account)).toEqual([id])
  })
})

describe('staff find a guest', () => {
  test.each([
    ['ana.goncalves@example.com'], ['912 345 678'], ['00351912345678'], ['gonc'], ['GONÇALVES ana'], ['sof'],
  ])('by %s', async (typed) => {
    const of = vendor()
    const id = await add(of, ana)
    await add(of, { name: 'Berta Lima', email: 'b@example.com', phone: '+351 900 000 000' })
    expect(await guests.searchGuests(at.db, of, typed)).toEqual([id])
    expect(await guests.searchGuests(at.db, vendor(), typed)).toEqual([])
  })

  test.each([
    ['山田太郎', '山田'], ['山田太郎', '太郎'], ['ヤマダ タロウ', 'やまだ'], ['김민준', '김민'], ['أحمد المنصور', 'احمد'], ['Søren Kierkegård', 'soren kierke'], ['Иван Ёлкин', 'елк'],
    ["Nuala O’Brien", 'obrien'], ['Wolfeschlegelsteinhausen', 'wolfeschlegelsteinhausen'], ['Li', 'li'],
  ])('%s by %s, in their own script', async (name, typed) => {
    const of = vendor()
    const id = await add(of, { name })
    expect(await guests.searchGuests(at.db, of, typed)).toEqual([id])
  })

  test('by a changed name, and not by the old one', async () => {
    const of = vendor()
    const id = await add(of, ana)
    await at.db.transaction((tx) => guests.updatePerson(tx, id, { name: 'Ana Castro', phone: null }))
    expect(await guests.searchGuests(at.db, of, 'castro')).toEqual([id])
    expect(await guests.searchGuests(at.db, of, 'gonc')).toEqual([])
    expect(await guests.readPerson(at.db, id)).toMatchObject({ name: 'Ana Castro', phone: null, email: ana.email })
  })

  test('never by a single letter, a stray sign or nothing', async () => {
    const of = vendor()
    await add(of, ana)
    for (const typed of ['', ' ', '%', 'a', '1']) expect(await guests.searchGuests(at.db, of, typed)).toEqual([])
  })
})

describe('notes and sealed text', () => {
  test('stand one for each kind and subject; empty text removes it', async () => {
    const id = await add(vendor(), ana)
    const put = (kind: string, text: string) => at.db.transaction((tx) => guests.putNote(tx, id, kind, 'bk_9', text))
    await put('guest_wish', 'a cot')
    await put('guest_wish', 'a cot and a high chair')
    await put('staff_note', 'regular')
    const read = async () => (await guests.readNotes(at.db, [{ guest: id, subject: 'bk_9' }])).get('bk_9')?.map(({ kind, text }) => [kind, text])
    expect(await read()).toEqual([['guest_wish', 'a cot and a high chair'], ['staff_note', 'regular']])
    await put('staff_note', ' ')
    expect(await read()).toEqual([['guest_wish', 'a cot and a high chair']])
  })
  test('of one guest are not read for another', async () => {
    const of = vendor()
    const [one, two] = [await add(of, ana), await add(of, { name: 'Other' })]
    await at.db.transaction((tx) => guests.putNote(tx, one, 'guest_wish', 'bk_10', 'secret'))
    expect((await guests.readNotes(at.db, [{ guest: two, subject: 'bk_10' }])).size).toBe(0)
    const sealed = await guests.sealFor(at.db, one, 'Dear Ana')
    await expect(guests.unsealFor(at.db, two, sealed)).rejects.toThrow()
  })
})

describe('erasure', () => {
  test('leaves nothing to read or to find, and sealed copies elsewhere can never be opened again', async () => {
    const of = vendor()
    const id = await add(of, ana)
    const mail = await guests.sealFor(at.db, id, 'Dear Ana')
    const { wrapped } = await at.db.one<{ wrapped: Buffer }>(sql`select wrapped from guests.person_key where person_id = ${id}`)
    await at.db.transaction((tx) => guests.putNote(tx, id, 'guest_wish', 'bk_11', 'a cot'))
    expect(await guests.unsealFor(at.db, id, mail)).toBe('Dear Ana')
    await at.db.transaction((tx) => guests.eraseEveryTrace(tx, id))

    expect(await guests.readPerson(at.db, id)).toBeNull()
    expect(await guests.unsealFor(at.db, id, mail)).toBeNull()
    expect((await guests.readNotes(at.db, [{ guest: id, subject: 'bk_11' }])).size).toBe(0)
    for (const typed of [ana.email!, ana.phone!, 'gonc']) expect(await guests.searchGuests(at.db, of, typed)).toEqual([])
    expect(await dump()).not.toContain(wrapped.toString('latin1'))
    expect(await at.db.transaction((tx) => guests.updatePerson(tx, id, { name: 'Back' }))).toBe(false)
    await expect(at.db.transaction((tx) => guests.putNote(tx, id, 'guest_wish', 'bk_11', 'again'))).rejects.toMatchObject({ code: 'not-found' })
    // The guest may come back, as somebody new.
    expect(await add(of, ana)).not.toBe(id)
  })
  test('twice is the same as once', async () => {
    const id = await add(vendor(), ana)
    await at.db.transaction((tx) => guests.eraseEveryTrace(tx, id))
    await at.db.transaction((tx) => guests.eraseEveryTrace(tx, id))
    expect(await guests.readPerson(at.db, id)).toBeNull()
  })
})

test('after the master key is turned, data keys are wrapped anew and every person still reads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-guests-'))
  const own = await testDatabase()
  try {
    const file = join(folder, 'keys.json')
    const before = openGuests({ clock, keys: openKeys(file) })
    const id = await own.db.transaction((tx) => before.createPerson(tx, { ...ana, vendor: vendor() }))
    const after = openGuests({ clock, keys: rotateMaster(file) })
    expect((await after.readPerson(own.db, id))?.name).toBe(ana.name)
    expect(await own.db.transaction((tx) => after.rewrapKeys(tx))).toBe(1)
    expect(await own.db.transaction((tx) => after.rewrapKeys(tx))).toBe(0)
    expect(await own.db.one(sql`select master_version from guests.person_key`)).toEqual({ master_version: 2 })
    expect((await after.readPerson(own.db, id))?.name).toBe(ana.name)
  } finally {
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
