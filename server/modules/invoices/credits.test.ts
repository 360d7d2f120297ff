import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { openGuests } from '#module/guests'
import { settableClock } from '#platform/clock'
import { keysForTests } from '#platform/keys'
import { toWire, money, type Currency } from '#platform/money'
import { sql } from '#platform/sql'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { creditOf, sumOf, taxSummary, totalsOf } from './rules.ts'
import { billOf, newVenue, testDoor, testVendor } from './testing.ts'
import { currencies, linesArbitrary } from './testing-lines.ts'

let base: TestDatabase
beforeAll(async () => { base = await testDatabase() })
afterAll(() => base.close())
const clock = settableClock('2027-03-01T10:00:00Z')

test('an invoice says what its lines say, to the unit, for any lines, taxes and currency', () => {
  fc.assert(fc.property(fc.constantFrom(...currencies), linesArbitrary, (_, lines) => {
    const totals = totalsOf(lines, [])
    expect(totals.gross).toBe(sumOf(lines.map((line) => line.gross)))
    expect(totals.tax).toBe(sumOf(lines.flatMap((line) => line.taxes.map((tax) => tax.amount))))
    expect(sumOf(taxSummary(lines).map((tax) => tax.amount))).toBe(totals.tax)
    expect(totals.net + totals.tax).toBe(totals.gross)
  }))
})

test('however a line is credited in pieces, the pieces together are its net and each of its taxes', () => {
  fc.assert(fc.property(linesArbitrary.filter((lines) => lines.some((line) => line.gross !== 0)), fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 }), (lines, weights) => {
    const line = lines.find((one) => one.gross !== 0)!
    const cuts = [...weights.reduce<number[]>((all, weight) => [...all, (all.at(-1) ?? 0) + weight], [])]
    const ends = cuts.map((end) => Math.trunc((line.gross * end) / cuts.at(-1)!) + 0)
    const parts = ends.map((end, i) => creditOf(line, ends[i - 1] ?? 0, end - (ends[i - 1] ?? 0)))
    for (const part of parts) expect(part.gross).toBe(part.net + sumOf(part.taxes.map((tax) => tax.amount)))
    expect(sumOf(parts.map((part) => part.gross))).toBe(line.gross)
    expect(sumOf(parts.map((part) => part.net))).toBe(line.net)
    line.taxes.forEach((tax, i) => {
      expect(sumOf(parts.map((part) => part.taxes[i]!.amount))).toBe(tax.amount)
      expect(sumOf(parts.map((part) => part.taxes[i]!.base))).toBe(tax.base)
    })
  }))
})

const wire = (amount: number, currency = 'EUR') => toWire(money(amount, currency))

test('credit notes never give back more than the invoice, neither by line, nor as a whole, nor in a race', async () => {
  const venue = newVenue()
  const door = testDoor({ db: base.db, clock, folios: { billable: async (_, at, folio) => billOf(at, folio, [10_000, -2_000, 5_001]) } })
  const invoice = await door.issueInvoice(systemActor, venue, { folio: 'fol-credit', window: 1 })
  const credit = (lines?: { line: number; gross: ReturnType<typeof wire> }[]) => door.creditInvoice(systemActor, venue, invoice.id, { reason: 'price', lines })
  await expect(credit([{ line: 1, gross: wire(10_001) }])).rejects.toMatchObject({ code: 'credit-exceeds', extra: { errors: [{ pointer: '/lines/0/gross' }] } })
  await expect(credit([{ line: 1, gross: wire(10_000) }, { line: 3, gross: wire(5_001) }])).rejects.toMatchObject({ code: 'credit-exceeds' })
  await expect(credit([{ line: 4, gross: wire(1) }])).rejects.toMatchObject({ code: 'invalid-request' })
  await expect(credit([{ line: 1, gross: wire(-1) }])).rejects.toMatchObject({ code: 'credit-exceeds' })
  await expect(credit([{ line: 1, gross: wire(100, 'USD') }])).rejects.toMatchObject({ code: 'invalid-request' })
  await expect(credit([{ line: 1, gross: wire(1) }, { line: 1, gross: wire(1) }])).rejects.toMatchObject({ code: 'invalid-request' })
  const race = await Promise.allSettled(Array.from({ length: 6 }, () => credit([{ line: 3, gross: wire(2_000) }])))
  expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  const rest = await credit()
  expect(rest.gross).toBe(13_001 - 4_000)
  expect(rest.content.corrects).toMatchObject({ number: invoice.number, issuedOn: invoice.issuedOn })
  await expect(credit()).rejects.toMatchObject({ code: 'credit-exceeds' })
  const notes = (await door.list(systemActor, venue, { kind: 'credit_note', limit: 50 })).items
  expect(sumOf(notes.map((note) => note.gross))).toBe(invoice.gross)
  expect(sumOf(notes.map((note) => note.net))).toBe(invoice.net)
  expect(sumOf(notes.map((note) => note.tax))).toBe(invoice.tax)
  expect(notes.map((note) => note.sequence).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
  await expect(door.creditInvoice(systemActor, venue, notes[0]!.id, { reason: 'price' })).rejects.toMatchObject({ code: 'wrong-state' })
  await expect(door.creditInvoice(systemActor, newVenue(), invoice.id, { reason: 'price' })).rejects.toMatchObject({ code: 'not-found' })
})

test('a charge is invoiced once, also by two at the same moment; and one key gives one invoice', async () => {
  const venue = newVenue()
  const door = testDoor({ db: base.db, clock, folios: { billable: async (_, at, folio) => billOf(at, folio, [10_000]) } })
  const both = await Promise.allSettled([1, 2, 3].map(() => door.issueInvoice(systemActor, venue, { folio: 'fol-once', window: 1 })))
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'already-invoiced' } })
  const input = { folio: 'fol-key', window: 1 }
  const once = { key: 'k1', request: input }
  const same = await Promise.all([1, 2, 3].map(() => door.issueInvoice(systemActor, venue, input, once)))
  expect(new Set(same.map(({ number }) => number)).size).toBe(1)
  await expect(door.issueInvoice(systemActor, venue, input, { key: 'k1', request: { ...input, folio: 'other' } })).rejects.toMatchObject({ code: 'key-reused' })
  await expect(door.issueInvoice(systemActor, venue, { folio: 'fol-x', window: 1, series: 'nowhere' })).rejects.toMatchObject({ code: 'invalid-request', extra: { errors: [{ pointer: '/series' }] } })
  await expect(door.issueInvoice(systemActor, venue, { folio: 'fol-x', window: 1, series: 'receipt' })).rejects.toMatchObject({ code: 'invalid-request' })
  expect((await door.list(systemActor, venue, { limit: 50 })).items.map((document) => document.sequence).toSorted((a, b) => a - b)).toEqual([1, 2])
})

test('a person who is erased is gone from their invoices, and the figures stay', async () => {
  const venue = newVenue()
  const guests = openGuests({ clock, keys: keysForTests() })
  const guest = await base.db.transaction((tx) => guests.createPerson(tx, { vendor: testVendor, name: 'Yasmine El Idrissi', email: 'yasmine@example.com', locale: 'ar-MA' }))
  const door = testDoor({ db: base.db, clock, guests, folios: { billable: async (_, at, folio) => billOf(at, folio, [12_345], { guest, currency: 'MAD' as Currency }) } })
  const invoice = await door.issueInvoice(systemActor, venue, { folio: 'fol-erase', window: 1, buyer: { name: 'Yasmine El Idrissi', company: null, street: 'Derb Sidi 4', postal_code: '40000', city: 'Marrakech', country: 'MA', tax_number: null, email: null } })
  expect(invoice.locale).toBe('ar')
  const rows = JSON.stringify(await base.db.rows(sql`select to_jsonb(d) as row from invoices.document d`)) + JSON.stringify(await base.db.rows(sql`select facts from events.outbox where venue = ${venue}`))
  expect(rows).not.toMatch(/Yasmine|Idrissi|Derb/)
  expect(await guests.unsealFor(base.db, guest, invoice.sealed!)).toContain('Derb Sidi 4')
  await base.db.transaction((tx) => guests.eraseEveryTrace(tx, guest))
  const after = await door.read(systemActor, invoice.id)
  expect(await guests.unsealFor(base.db, guest, after.sealed!)).toBeNull()
  expect(after).toMatchObject({ gross: 12_345, number: invoice.number, content: { lines: [{ description: 'Double room, night 1' }] } })
  // A correction is still possible, without the name.
  expect((await door.creditInvoice(systemActor, venue, invoice.id, { reason: 'mistake' })).sealed).toBeNull()
})

test('a prefix is of one series, also one that was given up after numbers were printed with it', async () => {
  const venue = newVenue()
  const door = testDoor({ db: base.db, clock, folios: { billable: async (_, at, folio) => billOf(at, folio, [100]) } })
  const seller = { legal_name: 'Casa do Rio, Lda.', street: 'Rua do Cais 1', postal_code: '1100-001', city: 'Lisboa', country: 'PT', tax_number: 'PT501234567', registration: null, iban: null, footer: '' }
  const put = (series: { code: string; kind: 'invoice' | 'credit_note' | 'receipt'; prefix: string }[], version?: number) => door.putSettings(systemActor, venue, { ...seller, series, version })
  expect((await put([{ code: 'invoice', kind: 'invoice', prefix: 'FT' }, { code: 'bar', kind: 'invoice', prefix: 'BAR' }])).series.map(({ prefix }) => prefix).toSorted()).toEqual(['BAR', 'CN', 'FT', 'RC'])
  expect((await door.issueInvoice(systemActor, venue, { folio: 'p1', window: 1 })).number).toBe('FT-2027-000001')
  expect((await door.issueInvoice(systemActor, venue, { folio: 'p2', window: 1, series: 'bar' })).number).toBe('BAR-2027-000001')
  await expect(put([{ code: 'bar', kind: 'invoice', prefix: 'FT' }])).rejects.toMatchObject({ code: 'in-use' })
  await expect(put([{ code: 'bar', kind: 'receipt', prefix: 'BAR' }])).rejects.toMatchObject({ code: 'in-use' })
  await put([{ code: 'invoice', kind: 'invoice', prefix: 'INV' }])
  await expect(put([{ code: 'bar', kind: 'invoice', prefix: 'FT' }])).rejects.toMatchObject({ code: 'in-use' })
  const invoice = await door.issueInvoice(systemActor, venue, { folio: 'p3', window: 1 })
  expect(invoice).toMatchObject({ number: 'INV-2027-000002', content: { seller: { taxNumber: 'PT501234567', legalName: 'Casa do Rio, Lda.' } } })
  await expect(put([], 1)).rejects.toMatchObject({ code: 'version-conflict' })
})
