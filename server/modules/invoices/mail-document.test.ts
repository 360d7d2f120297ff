import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { openGuests } from '#module/guests'
import { settableClock } from '#platform/clock'
import { keysForTests } from '#platform/keys'
import { sql } from '#platform/sql'
import type { Letter } from '#ports/mail'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { mailDocument } from './mail-document.ts'
import { billOf, depsOf, newVenue, testVendor } from './testing.ts'
import { openInvoices } from './index.ts'

let base: TestDatabase
beforeAll(async () => { base = await testDatabase() })
afterAll(() => base.close())

test('a document leaves once, with its PDF and its electronic form; it comes again after a relay that failed, and not at all after an erasure', async () => {
  const clock = settableClock('2027-03-01T10:00:00Z')
  const guests = openGuests({ clock, keys: keysForTests() })
  const sent: Letter[] = []
  let broken = true
  const mailer = { async send(letter: Letter) { if (broken) throw new Error('no relay'); sent.push(letter) }, close() {} }
  const venue = newVenue()
  const guest = await base.db.transaction((tx) => guests.createPerson(tx, { vendor: testVendor, name: 'Inês Prado', email: 'ines@example.org', locale: 'pt-PT' }))
  const deps = depsOf({ db: base.db, clock, guests, mailer, folios: { billable: async (_, at, folio) => billOf(at, folio, [12_345], { guest }) } })
  const door = openInvoices(deps)
  await door.putSettings(systemActor, venue, { legal_name: 'Casa do Rio, Lda.', street: 'Rua do Cais 1', postal_code: '1100-001', city: 'Lisboa', country: 'PT', tax_number: '501234567', registration: null, iban: null, footer: '', series: [] })
  const buyer = { name: 'Inês Prado', company: null, street: '', postal_code: '', city: 'Porto', country: 'PT', tax_number: null, email: null }
  const invoice = await door.issueInvoice(systemActor, venue, { folio: 'fol-mail', window: 1, buyer })
  expect(await mailDocument(deps, systemActor, venue, invoice.id)).toEqual({ queued: true })
  expect(await mailDocument(deps, systemActor, venue, invoice.id)).toEqual({ queued: false })
  await door.send()
  expect(sent).toEqual([])
  broken = false
  clock.advance({ seconds: 5 })
  await door.send()
  expect(sent).toEqual([])
  clock.advance({ minutes: 2 })
  await door.send()
  await door.send()
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ to: 'ines@example.org', subject: `Fatura ${invoice.number} · Casa do Rio`, attachments: [{ filename: 'INV-2027-000001.pdf', contentType: 'application/pdf' }, { filename: 'INV-2027-000001.xml' }] })
  expect((sent[0]!.attachments![0]!.content as Buffer).subarray(0, 5).toString()).toBe('%PDF-')
  expect(sent[0]!.text).toContain('123,45')
  await mailDocument(deps, systemActor, venue, invoice.id)
  await base.db.transaction((tx) => guests.eraseEveryTrace(tx, guest))
  await door.send()
  expect(sent).toHaveLength(1)
  expect(await base.db.rows(sql`select status from invoices.letter order by created_at`)).toEqual([{ status: 'sent' }, { status: 'dropped' }])
  await expect(mailDocument(deps, systemActor, venue, invoice.id)).rejects.toMatchObject({ code: 'not-ready' })
})
