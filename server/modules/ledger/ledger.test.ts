import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type VenueId } from '#platform/id'
import { money, type Currency } from '#platform/money'
import { sql } from '#platform/sql'
import { plainDate } from '#platform/time'
import { testDatabase, type TestDatabase } from '../../testing/database.ts'
import { openLedger, type Line, type NewJournal } from './index.ts'

let test_: TestDatabase
const ledger = openLedger()
beforeAll(async () => { test_ = await testDatabase() })
afterAll(async () => { await test_.close() })

const t = (hour: number, day = 1) => Temporal.Instant.from(`2027-03-0${day}T${String(hour).padStart(2, '0')}:00:00Z`)
const openVenue = (currency = 'EUR') => {
  const venue = newId('ven', 1) as VenueId
  const to = (at = t(10)) => ({ venue, currency: money(0, currency).currency as Currency, at, opens: plainDate('2027-03-01'), actor: 'system' })
  return { venue, to, post: (journals: readonly NewJournal[], at?: Temporal.Instant) => test_.db.transaction((tx) => ledger.post(tx, to(at), journals)) }
}
const journal = (key: string, lines: Line[], more: Partial<NewJournal> = {}): NewJournal => ({ key, kind: 'charge', lines, ...more })
const night = (key: string, amount: number): NewJournal => journal(key, [{ account: 'guest', amount, sub: 'fol_a', window: 1 }, { account: 'revenue.room', amount: -amount }])

test('a journal is posted once, whoever sends it again', async () => {
  const { venue, post } = openVenue()
  const [first] = await post([night('n1', 100)])
  const [again, other] = await post([night('n1', 100), night('n2', 50)])
  expect(again).toMatchObject({ no: first!.no, repeated: true })
  expect(other).toMatchObject({ repeated: false })
  expect(await ledger.balance(test_.db, venue, 'guest')).toBe(150)
  const both = await Promise.all([post([night('n3', 7)]), post([night('n3', 7)])])
  expect(both.filter(([one]) => one!.repeated)).toHaveLength(1)
  expect(await ledger.balance(test_.db, venue, 'guest')).toBe(157)
})

describe('the database itself refuses', () => {
  const { venue, post } = openVenue()
  let no = 0
  beforeAll(async () => { no = (await post([night('whole', 100)]))[0]!.no })
  const bare = (lines: string, more: { currency?: string; date?: string; count?: number; reverses?: number } = {}) => test_.db.transaction((tx) => tx.run(sql`
    with j as (insert into ledger.journal (venue_id, id, key, kind, currency, business_date, at, actor, lines, reverses)
      values (${venue}, ${newId('jrn', 1)}, ${newId('jrn', 1)}, 'charge', ${more.currency ?? 'EUR'}, ${more.date ?? '2027-03-01'}, ${t(10)}, 'system', ${more.count ?? 2}, ${more.reverses ?? null}) returning *)
    insert into ledger.entry (venue_id, journal, line, account, amount, business_date, at) select j.venue_id, j.no, l.line, l.account, l.amount, j.business_date, j.at from j, (values ${sql.raw(lines)}) as l (line, account, amount)`))
  const balanced = `(1, 'guest', 100), (2, 'revenue.room', -100)`

  test.each([
    ['one that does not balance', `(1, 'guest', 100), (2, 'revenue.room', -99)`, {}, 'journal_balanced'],
    ['one with a line missing', `(1, 'guest', 100), (2, 'revenue.room', -100)`, { count: 3 }, 'journal_balanced'],
    ['one without lines', `(null::int, null, null::bigint)`, {}, undefined],
    ['one of a date that is not open', balanced, { date: '2027-02-28' }, 'journal_open_date'],
    ['one of the future', balanced, { date: '2027-03-02' }, 'journal_open_date'],
    ['one in another currency', balanced, { currency: 'USD' }, 'journal_venue_id_currency_fkey'],
    ['an account of nobody', `(1, 'pockets', 100), (2, 'revenue.room', -100)`, {}, 'entry_account_check'],
    ['an amount beyond all sums', `(1, 'guest', 2000000000000000), (2, 'revenue.room', -2000000000000000)`, {}, 'entry_amount_check'],
  ])('%s', async (_, lines, more, constraint) => {
    await expect(bare(lines, more)).rejects.toMatchObject(constraint === undefined ? { code: /^23/ } : { constraint })
  })
  test('lines that come later, though they balance', async () => {
    await expect(test_.db.transaction((tx) => tx.run(sql`insert into ledger.entry (venue_id, journal, line, account, amount, business_date, at)
      select venue_id, no, l, 'guest', case l when 3 then 5 else -5 end, business_date, at from ledger.journal, generate_series(3, 4) l where no = ${no}`))).rejects.toMatchObject({ constraint: 'journal_balanced' })
  })
  test('a reversal that is not the exact opposite', async () => {
    await expect(bare(`(1, 'guest', -50), (2, 'revenue.room', 50)`, { reverses: no })).rejects.toMatchObject({ constraint: 'journal_reversal' })
  })
  test.each(['update ledger.entry set amount = amount * 2', 'delete from ledger.entry', 'update ledger.journal set kind = \'other\'', 'delete from ledger.journal', 'truncate ledger.entry', 'update ledger.day_total set balance = 0', 'delete from ledger.closing'])('%s', async (statement) => {
    await expect(test_.db.transaction((tx) => tx.run(sql.raw(statement)))).rejects.toMatchObject({ constraint: 'journal_immutable' })
  })
  test('after all of that nothing was half posted', async () => {
    expect(await ledger.balance(test_.db, venue, 'guest')).toBe(100)
    expect(await ledger.check(test_.db, venue)).toEqual([])
  })
})

test('what was wrong is taken back by its opposite, once', async () => {
  const { venue, to, post } = openVenue()
  const [posted] = await post([night('n', 120)])
  const reverse = (key: string) => test_.db.transaction((tx) => ledger.reverse(tx, to(), posted!.no, { key, kind: 'correction', reason: 'mistake' }))
  const [one, two] = await Promise.allSettled([reverse('r1'), reverse('r2')])
  expect([one.status, two.status]).toContain('fulfilled')
  expect(await reverse('r3')).toBeNull()
  expect(await ledger.balances(test_.db, venue)).toEqual([{ account: 'guest', balance: 0 }, { account: 'revenue.room', balance: 0 }])
  const journals = await ledger.journals(test_.db, venue, { limit: 10 })
  expect(journals).toHaveLength(2)
  expect(journals[0]).toMatchObject({ reverses: posted!.no, reason: 'mistake' })
  expect(journals[1]).toMatchObject({ no: posted!.no, reversedBy: journals[0]!.no })
})

test('balances by date and by moment, over closed dates and the open one', async () => {
  const { venue, to, post } = openVenue()
  const close = (date: string, at: Temporal.Instant) => test_.db.transaction((tx) => ledger.close(tx, venue, plainDate(date), at))
  await post([night('a', 100)], t(10))
  await post([night('b', 30)], t(12))
  expect(await close('2027-03-01', t(4, 2))).toBe(true)
  expect(await close('2027-03-01', t(4, 2))).toBe(false)
  await post([night('c', 7)], t(9, 2))
  // A clock that is behind does not post into the date that was closed meanwhile.
  const [late] = await post([night('d', 1)], t(3, 2))
  expect(late!.businessDate).toBe('2027-03-02')
  const at = (moment: Temporal.Instant) => ledger.balance(test_.db, venue, 'guest', { at: moment })
  expect([await at(t(9)), await at(t(10)), await at(t(11)), await at(t(12)), await at(t(3, 2)), await at(t(4, 2)), await at(t(9, 2))]).toEqual([0, 100, 100, 130, 130, 131, 138])
  const on = (date: string) => ledger.balance(test_.db, venue, 'guest', { date: plainDate(date) })
  expect([await on('2027-02-28'), await on('2027-03-01'), await on('2027-03-02'), await on('2027-06-01')]).toEqual([0, 130, 138, 138])
  expect(await ledger.movements(test_.db, venue, plainDate('2027-03-01'), plainDate('2027-03-02'))).toMatchObject([
    { account: 'guest', businessDate: '2027-03-01', debit: 130, credit: 0 }, { account: 'revenue.room', businessDate: '2027-03-01', debit: 0, credit: 130 },
    { account: 'guest', businessDate: '2027-03-02', debit: 8 }, { account: 'revenue.room', credit: 8 }])
  expect(await ledger.balancesBySub(test_.db, venue, { accounts: ['guest'] })).toEqual([{ account: 'guest', sub: 'fol_a', window: 1, balance: 138 }])
  expect(await ledger.check(test_.db, venue)).toEqual([])
  expect(to().venue).toBe(venue)
})

test('a date closes while others post: each entry is in the date before or after, and none is lost', async () => {
  const { venue, post } = openVenue('JPY')
  await post([night('first', 1)])
  const work = Array.from({ length: 40 }, (_, i) => post([night(`k${i}`, 1)], t(11)))
  const closing = test_.db.transaction((tx) => ledger.close(tx, venue, plainDate('2027-03-01'), t(12)))
  await Promise.all([...work, closing])
  expect(await ledger.balance(test_.db, venue, 'guest')).toBe(41)
  expect(await ledger.check(test_.db, venue)).toEqual([])
})

test('what does not balance, or is no whole number, is refused before the database sees it', async () => {
  const { post } = openVenue()
  await expect(post([journal('x', [{ account: 'guest', amount: 1 }, { account: 'cash', amount: -2 }])])).rejects.toThrow('does not balance')
  await expect(post([journal('x', [{ account: 'guest', amount: 0.5 }, { account: 'cash', amount: -0.5 }])])).rejects.toThrow('not an amount')
  await expect(post([journal('x', [{ account: 'guest', amount: 1 }])])).rejects.toThrow('two lines')
})
