import type { VenueId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Account, AccountDay, Book, Journal, JournalId, Posted, Posting } from './types.ts'

export async function readBook(reader: Reader, venue: VenueId): Promise<Book | undefined> {
  return reader.maybe<Book>(sql`select venue_id as venue, currency, business_date as "businessDate", since from ledger.book where venue_id = ${venue}`)
}

export async function openBook(tx: Tx, to: Posting): Promise<void> {
  await tx.run(sql`insert into ledger.book (venue_id, currency, business_date, since) values (${to.venue}, ${to.currency}, ${to.opens}, ${to.at}) on conflict (venue_id) do nothing`)
}

/** Waits for postings under way, and keeps others out until the caller commits. */
export function lockBook(tx: Tx, venue: VenueId): Promise<Book | undefined> {
  return tx.maybe<Book>(sql`select venue_id as venue, currency, business_date as "businessDate", since from ledger.book where venue_id = ${venue} for no key update`)
}

export interface JournalRow { id: JournalId; key: string; kind: string; subject: string | null; reason: string | null; reverses: number | null; lines: number }
export interface EntryRow { journal: JournalId; line: number; account: string; amount: number; sub: string | null; win: number | null }

/** Journals with all their lines, in one statement. What has its key already is left out, and is not among the answers; without books nothing is. */
export function insertJournals(tx: Tx, to: Posting, journals: readonly JournalRow[], entries: readonly EntryRow[]): Promise<Omit<Posted, 'repeated'>[]> {
  return tx.rows(sql`
    with book as (select business_date, since from ledger.book where venue_id = ${to.venue} for share),
    made as (
      insert into ledger.journal (venue_id, id, key, kind, currency, business_date, at, subject, actor, reason, lines, reverses)
      select ${to.venue}, g.id, g.key, g.kind, ${to.currency}, book.business_date, greatest(${to.at}::timestamptz, book.since), g.subject, ${to.actor}, g.reason, g.lines, g.reverses
      from jsonb_to_recordset(${JSON.stringify(journals)}::jsonb) as g (id text, key text, kind text, subject text, reason text, reverses bigint, lines smallint), book
      order by g.key on conflict (venue_id, key) do nothing
      returning no, id, key, business_date, at),
    written as (
      insert into ledger.entry (venue_id, journal, line, account, amount, business_date, at, sub, win)
      select ${to.venue}, made.no, e.line, e.account, e.amount, made.business_date, made.at, e.sub, e.win
      from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e (journal text, line smallint, account text, amount bigint, sub text, win smallint)
      join made on made.id = e.journal)
    select no, id, key, business_date as "businessDate" from made`)
}

export function findByKeys(reader: Reader, venue: VenueId, keys: readonly string[]): Promise<Omit<Posted, 'repeated'>[]> {
  return reader.rows(sql`select no, id, key, business_date as "businessDate" from ledger.journal where venue_id = ${venue} and key = any(${keys}::text[])`)
}

/** The date's totals, the balances after it, and the next date: under the book's lock. */
export async function closeDate(tx: Tx, book: Book, at: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    with moved as (
      select account, sum(amount) filter (where amount > 0) as debit, -sum(amount) filter (where amount < 0) as credit, sum(amount) as net, count(*) as entries
      from ledger.entry where venue_id = ${book.venue} and business_date = ${book.businessDate} group by account),
    known as (insert into ledger.account (venue_id, code) select ${book.venue}, account from moved on conflict do nothing)
    insert into ledger.day_total (venue_id, account, business_date, debit, credit, entries, balance)
    select ${book.venue}, m.account, ${book.businessDate}::date, coalesce(m.debit, 0), coalesce(m.credit, 0), m.entries,
      m.net + coalesce((select d.balance from ledger.day_total d where d.venue_id = ${book.venue} and d.account = m.account and d.business_date < ${book.businessDate} order by d.business_date desc limit 1), 0)
    from moved m`)
  await tx.run(sql`
    with closed as (insert into ledger.closing (venue_id, business_date, closed_at) values (${book.venue}, ${book.businessDate},
      greatest(${at}::timestamptz, ${book.since}, (select max(at) from ledger.entry where venue_id = ${book.venue} and business_date = ${book.businessDate}))) returning closed_at)
    update ledger.book set business_date = ${book.businessDate}::date + 1, since = closed.closed_at from closed where venue_id = ${book.venue}`)
}

/** The date that was open at a moment, with the last one that had been closed by then; undefined before the books were opened. */
export function dateAtMoment(reader: Reader, venue: VenueId, at: Temporal.Instant): Promise<{ closed: PlainDate | null; open: PlainDate } | undefined> {
  return reader.maybe(sql`
    select c.business_date as closed, coalesce((select min(n.business_date) from ledger.closing n where n.venue_id = b.venue_id and (c.business_date is null or n.business_date > c.business_date)), b.business_date) as open
    from ledger.book b left join lateral (select business_date from ledger.closing where venue_id = b.venue_id and closed_at <= ${at} order by closed_at desc, business_date desc limit 1) c on true
    where b.venue_id = ${venue}`)
}

/** Balance after the dates up to `closed`, with what the date `open` brought until `at` (null: all of it). */
export async function balanceOf(reader: Reader, venue: VenueId, account: Account, closed: PlainDate | null, open: PlainDate | null, at: Temporal.Instant | null): Promise<number> {
  const until = at === null ? sql.raw('') : sql`and at <= ${at}`
  const { balance } = await reader.one<{ balance: number }>(sql`
    select (coalesce((select balance from ledger.day_total where venue_id = ${venue} and account = ${account} and business_date <= ${closed} order by business_date desc limit 1), 0)
      + coalesce((select sum(amount) from ledger.entry where venue_id = ${venue} and business_date = ${open} and account = ${account} ${until}), 0))::bigint as balance`)
  return balance
}

export async function balancesOf(reader: Reader, venue: VenueId, closed: PlainDate | null, open: PlainDate | null, at: Temporal.Instant | null): Promise<{ account: Account; balance: number }[]> {
  const until = at === null ? sql.raw('') : sql`and at <= ${at}`
  return reader.rows(sql`
    with known as (
      select a.code as account, (select d.balance from ledger.day_total d where d.venue_id = a.venue_id and d.account = a.code and d.business_date <= ${closed} order by d.business_date desc limit 1) as balance
      from ledger.account a where a.venue_id = ${venue}
      union all select account, sum(amount)::bigint from ledger.entry where venue_id = ${venue} and business_date = ${open} ${until} group by account)
    select account, sum(balance)::bigint as balance from known group by account having sum(balance) is not null order by account`)
}

/** Balances within accounts (folios, deposits by booking, tills). `openOnly` leaves out what has come to nothing. */
export function balancesBySub(reader: Reader, venue: VenueId, by: { accounts?: readonly Account[] | undefined; subs?: readonly string[] | undefined; at?: Temporal.Instant | undefined; openOnly?: boolean | undefined; limit?: number | undefined }): Promise<{ account: Account; sub: string; window: number | null; balance: number }[]> {
  const conditions: Sql[] = [sql`venue_id = ${venue} and sub is not null`]
  if (by.accounts !== undefined) conditions.push(sql`account = any(${by.accounts}::text[])`)
  if (by.subs !== undefined) conditions.push(sql`sub = any(${by.subs}::text[])`)
  if (by.at !== undefined) conditions.push(sql`at <= ${by.at}`)
  return reader.rows(sql`
    select account, sub, win as window, sum(amount)::bigint as balance from ledger.entry where ${sql.and(conditions)} group by account, sub, win
    ${by.openOnly === true ? sql.raw('having sum(amount) <> 0') : sql.raw('')} order by account, sub, win limit ${by.limit ?? 100_000}`)
}

/** Debits and credits by account and date, the open date's too. */
export function movements(reader: Reader, venue: VenueId, from: PlainDate, to: PlainDate): Promise<AccountDay[]> {
  return reader.rows<AccountDay>(sql`
    select account, business_date as "businessDate", debit, credit from ledger.day_total where venue_id = ${venue} and business_date between ${from} and ${to}
    union all
    select e.account, e.business_date, coalesce(sum(e.amount) filter (where e.amount > 0), 0)::bigint, coalesce(-sum(e.amount) filter (where e.amount < 0), 0)::bigint
    from ledger.book b join ledger.entry e on e.venue_id = b.venue_id and e.business_date = b.business_date
    where b.venue_id = ${venue} and b.business_date between ${from} and ${to} group by 1, 2
    order by 2, 1`)
}

export interface JournalQuery { from?: PlainDate | undefined; to?: PlainDate | undefined; account?: string | undefined; sub?: string | undefined; subject?: string | undefined; nos?: readonly number[] | undefined; before?: number | undefined; limit: number }

/** Newest first. */
export async function readJournals(reader: Reader, venue: VenueId, query: JournalQuery): Promise<Journal[]> {
  const conditions: Sql[] = [sql`j.venue_id = ${venue}`]
  if (query.from !== undefined) conditions.push(sql`j.business_date >= ${query.from}`)
  if (query.to !== undefined) conditions.push(sql`j.business_date <= ${query.to}`)
  if (query.before !== undefined) conditions.push(sql`j.no < ${query.before}`)
  if (query.nos !== undefined) conditions.push(sql`j.no = any(${query.nos}::bigint[])`)
  if (query.subject !== undefined) conditions.push(sql`j.subject = ${query.subject}`)
  if (query.account !== undefined) conditions.push(sql`exists (select from ledger.entry e where e.venue_id = j.venue_id and e.journal = j.no and e.account = ${query.account})`)
  if (query.sub !== undefined) conditions.push(sql`j.no in (select journal from ledger.entry where venue_id = ${venue} and sub = ${query.sub})`)
  return reader.rows<Journal>(sql`
    select j.no, j.id, j.key, j.kind, j.business_date as "businessDate", j.at, j.subject, j.actor, j.reason, j.reverses,
      (select r.no from ledger.journal r where r.venue_id = j.venue_id and r.reverses = j.no) as "reversedBy",
      (select jsonb_agg(jsonb_build_object('account', e.account, 'amount', e.amount, 'sub', e.sub, 'window', e.win) order by e.line) from ledger.entry e where e.venue_id = j.venue_id and e.journal = j.no) as lines
    from ledger.journal j where ${sql.and(conditions)} order by j.no desc limit ${query.limit}`)
}

export async function books(reader: Reader, after: VenueId | null, limit: number): Promise<VenueId[]> {
  return (await reader.rows<{ venue: VenueId }>(sql`select venue_id as venue from ledger.book where (${after}::text is null or venue_id > ${after}) order by venue_id limit ${limit}`)).map((row) => row.venue)
}

// ---- what the reconciler compares ------------------------------------------------------------------------------

export function unbalanced(reader: Reader, venue: VenueId): Promise<{ journal: number; total: number; lines: number; found: number }[]> {
  return reader.rows(sql`
    select j.no as journal, coalesce(sum(e.amount), 0)::bigint as total, j.lines, count(e.line)::int as found from ledger.journal j left join ledger.entry e on e.venue_id = j.venue_id and e.journal = j.no
    where j.venue_id = ${venue} group by j.no, j.lines having coalesce(sum(e.amount), 0) <> 0 or count(e.line) <> j.lines limit 100`)
}

/** Closed dates whose totals are not those of their entries, or whose balance does not follow from the one before. */
export function wrongTotals(reader: Reader, venue: VenueId): Promise<{ account: string; day: PlainDate; expected: number; found: number }[]> {
  return reader.rows(sql`
    with moved as (
      select e.account, e.business_date, sum(e.amount) as net from ledger.entry e join ledger.closing c on c.venue_id = e.venue_id and c.business_date = e.business_date where e.venue_id = ${venue} group by 1, 2),
    run as (select account, business_date, sum(net) over (partition by account order by business_date) as balance from moved)
    select coalesce(run.account, d.account) as account, coalesce(run.business_date, d.business_date) as day, coalesce(run.balance, 0)::bigint as expected, coalesce(d.balance, 0)::bigint as found
    from run full join (select * from ledger.day_total where venue_id = ${venue}) d on d.account = run.account and d.business_date = run.business_date
    where run.balance is distinct from d.balance limit 100`)
}
