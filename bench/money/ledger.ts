import { openLedger } from '@holdfast/server/modules/ledger/index'
import { newId, seededId, type VenueId } from '@holdfast/server/platform/id'
import type { Currency } from '@holdfast/server/platform/money'
import { sql, type Database } from '@holdfast/server/platform/sql'
import { addDays, plainDate } from '@holdfast/server/platform/time'
import { percentile } from '../figures.ts'
import { cpuSeconds, family } from '../machine.ts'
import { onServer } from './on-server.ts'

/**
 * The ledger with ten million entries. ENTRIES and ASKED (times that each question is asked) change what is run.
 */
const entries = Number(process.env['ENTRIES'] ?? 10_000_000)
const asked = Number(process.env['ASKED'] ?? 400)
const days = 1_000
const linesOfJournal = 5
const first = plainDate('2025-01-01')

type Row = Record<string, string | number>

/** This process and PostgreSQL's: what a question costs both. */
let all = (): number[] => family(process.pid)

/** Balances by date and by moment in an ordinary house and in one with half of all entries; then what posting costs. Milliseconds. */
export function ledgerBalances(): Promise<Row[]> {
  return onServer(async (db, _, processes) => {
    all = processes
    const begin = performance.now()
    const large = seededId('ven', 'bench ledger large') as VenueId
    const small = Array.from({ length: 10 }, (_none, i) => seededId('ven', `bench ledger ${i}`) as VenueId)
    await withoutIndexes(db, async () => {
      await loadHouse(db, large, Math.round(entries / 2 / days / linesOfJournal))
      for (const venue of small) await loadHouse(db, venue, Math.round(entries / 20 / days / linesOfJournal))
    })
    await db.rows(sql`analyze ledger.entry`)
    await db.rows(sql`analyze ledger.day_total`)
    const { n, bytes } = await db.one<{ n: number; bytes: number }>(sql`select (select count(*) from ledger.entry) as n, pg_total_relation_size('ledger.entry') + pg_total_relation_size('ledger.journal') + pg_total_relation_size('ledger.day_total') as bytes`)
    console.log(`  ${n} entries, ${Math.round(bytes / n)} bytes each with their journals and indexes, loaded in ${((performance.now() - begin) / 1_000).toFixed(0)} s`)
    return [...await ask(db, 'ordinary', small[3]!), ...await ask(db, 'with half of all', large), ...await measurePosting(db, large)]
  })
}

/** Indexes and the check of account names come back after the load: row by row they would take most of its time. */
async function withoutIndexes(db: Database, load: () => Promise<void>): Promise<void> {
  const kept = await db.rows<{ name: string; definition: string }>(sql`select indexname as name, indexdef as definition from pg_indexes where schemaname = 'ledger' and tablename in ('entry', 'journal') and indexname not like '%key' and indexname not like '%pkey'`)
  const check = await db.one<{ definition: string }>(sql`select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'entry_account_check'`)
  const { client, release } = await db.dedicated()
  try {
    for (const index of kept) await client.query(`drop index ledger.${index.name}`)
    await client.query('alter table ledger.entry drop constraint entry_account_check')
    await load()
    await client.query(`set maintenance_work_mem = '512MB'`)
    for (const index of kept) await client.query(index.definition)
    await client.query(`alter table ledger.entry add constraint entry_account_check ${check.definition} not valid`)
  } finally { await release() }
}

/** Straight into the tables, a thousand closed dates but for the last: the checks of each statement are for those who post. */
async function loadHouse(db: Database, venue: VenueId, journalsADay: number): Promise<void> {
  const { client, release } = await db.dedicated()
  const one = (text: string, values: unknown[] = []) => client.query(text, values)
  try {
    await one(`set session_replication_role = replica`)
    await one(`insert into ledger.book (venue_id, currency, business_date, since) values ($1, 'EUR', $2::date + $3::int, ($2::date + $3::int)::timestamp at time zone 'UTC')`, [venue, first, days - 1])
    await one(`with made as (
      insert into ledger.journal (venue_id, id, key, kind, currency, business_date, at, subject, actor, lines)
      select $1, 'jrn_' || lpad(to_hex(g), 12, '0') || right($1, 12), 'bench:' || g, 'charge', 'EUR', $2::date + (g / $3), ($2::date + (g / $3))::timestamp at time zone 'UTC' + (g % $3) * interval '1 second' * (86000 / $3), null, 'system', ${linesOfJournal}
      from generate_series(0, $3::int * ${days} - 1) g returning no, business_date, at)
      insert into ledger.entry (venue_id, journal, line, account, amount, business_date, at, sub, win)
      select $1, no, l, (array['guest', 'revenue.room', 'revenue.board', 'tax.vat', 'tax.city'])[l], case l when 1 then 12400 when 2 then -9000 when 3 then -2000 when 4 then -1000 else -400 end, business_date, at,
        case l when 1 then 'fol_' || lpad(to_hex(no / 12), 24, '0') end, case l when 1 then 1 end
      from made, generate_series(1, ${linesOfJournal}) l`, [venue, first, journalsADay])
    await one(`insert into ledger.day_total (venue_id, account, business_date, debit, credit, entries, balance)
      select $1, account, business_date, greatest(net, 0), greatest(-net, 0), n, sum(net) over (partition by account order by business_date)
      from (select account, business_date, sum(amount)::bigint as net, count(*)::int as n from ledger.entry where venue_id = $1 and business_date < $2::date + $3::int group by 1, 2) d`, [venue, first, days - 1])
    await one(`insert into ledger.account select distinct venue_id, account from ledger.day_total where venue_id = $1`, [venue])
    await one(`insert into ledger.closing (venue_id, business_date, closed_at) select $1, $2::date + g, ($2::date + g + 1)::timestamp at time zone 'UTC' from generate_series(0, $3::int - 2) g`, [venue, first, days])
  } finally { await release() }
}

async function ask(db: Database, house: string, venue: VenueId): Promise<Row[]> {
  const ledger = openLedger()
  const some = (most: number) => Math.floor(Math.random() * most)
  const date = () => addDays(first, some(days))
  const moment = () => Temporal.Instant.from(`${date()}T00:00:00Z`).add({ seconds: some(86_400) })
  const aFolio = (await db.one<{ sub: string }>(sql`select sub from ledger.entry where venue_id = ${venue} and sub is not null order by journal desc offset 40 limit 1`)).sub
  const questions: [string, () => Promise<unknown>][] = [
    ['an account, now', () => ledger.balance(db, venue, 'guest')],
    ['an account, end of a date', () => ledger.balance(db, venue, 'revenue.room', { date: date() })],
    ['an account, a moment', () => ledger.balance(db, venue, 'guest', { at: moment() })],
    ['a folio', () => ledger.balancesBySub(db, venue, { subs: [aFolio] })],
    ['trial balance, a moment', () => ledger.balances(db, venue, { at: moment() })],
    ['a month, by day and account', () => { const from = date(); return ledger.movements(db, venue, from, addDays(from, 30)) }],
  ]
  const answers: Row[] = []
  for (const [question, run] of questions) {
    for (let i = 0; i < 20; i += 1) await run()
    const times: number[] = []
    const used = cpuSeconds(all())
    for (let i = 0; i < asked; i += 1) { const at = performance.now(); await run(); times.push(performance.now() - at) }
    const cpu = ((cpuSeconds(all()) - used) * 1_000) / asked
    times.sort((a, b) => a - b)
    answers.push({ question, house, p50: percentile(times, 50), p99: percentile(times, 99), most: times.at(-1)!, 'CPU of both': cpu })
  }
  return answers
}

async function measurePosting(db: Database, venue: VenueId): Promise<Row[]> {
  const ledger = openLedger()
  const now = Temporal.Instant.from(`${addDays(first, days - 1)}T20:00:00Z`)
  const to = { venue, currency: 'EUR' as Currency, at: now, opens: first, actor: 'system' }
  const journal = () => ({ key: newId('jrn', now.epochMilliseconds), kind: 'charge', lines: [{ account: 'guest' as const, amount: 1_000, sub: newId('fol', 1), window: 1 }, { account: 'revenue.room' as const, amount: -900 }, { account: 'tax.vat' as const, amount: -100 }] })
  const rows: Row[] = []
  for (const [what, size, times] of [['post a journal, alone', 1, 300], ['post a journal, of 500 together', 500, 10]] as const) {
    const used = cpuSeconds(all())
    const took: number[] = []
    for (let i = 0; i < times; i += 1) {
      const at = performance.now()
      await db.transaction((tx) => ledger.post(tx, to, Array.from({ length: size }, journal)))
      took.push((performance.now() - at) / size)
    }
    took.sort((a, b) => a - b)
    rows.push({ question: what, house: 'with half of all', p50: percentile(took, 50), p99: percentile(took, 99), most: took.at(-1)!, 'CPU of both': ((cpuSeconds(all()) - used) * 1_000) / (size * times) })
  }
  return rows
}
