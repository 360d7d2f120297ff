import { assert } from '#platform/assert'
import type { VenueId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import { post } from './post.ts'
import * as store from './store.ts'
import type { Account, AccountDay, AsOf, Book, Difference, Journal, NewJournal, Posted, Posting } from './types.ts'

export type * from './types.ts'
export type { JournalQuery } from './store.ts'

export type Ledger = ReturnType<typeof openLedger>

/** The books of each venue. It knows accounts and amounts; what they are of is the business of those who post. */
export function openLedger() {
  /** Up to which closed date, and how much of which open one, stands behind a balance. Null: before the books were opened. */
  async function span(reader: Reader, venue: VenueId, asOf: AsOf): Promise<{ closed: PlainDate | null; open: PlainDate | null; at: Temporal.Instant | null } | null> {
    if (asOf.at !== undefined) {
      const found = await store.dateAtMoment(reader, venue, asOf.at)
      return found === undefined ? null : { ...found, at: asOf.at }
    }
    const book = await store.readBook(reader, venue)
    if (book === undefined) return null
    if (asOf.date !== undefined && asOf.date < book.businessDate) return { closed: asOf.date, open: null, at: null }
    return { closed: addDays(book.businessDate, -1), open: book.businessDate, at: null }
  }

  return {
    /** Journals, in the caller's transaction, to the open business date; a key posts once. */
    post: (tx: Tx, to: Posting, journals: readonly NewJournal[]): Promise<Posted[]> => post(tx, to, journals),
    /** Takes a journal back by its exact opposite, once. Null when it had been taken back before under another key. */
    async reverse(tx: Tx, to: Posting, no: number, as: { key: string; kind: string; reason: string; subject?: string | undefined }): Promise<Posted | null> {
      const [journal] = await store.readJournals(tx, to.venue, { nos: [no], limit: 1 })
      assert(journal !== undefined, `there is a journal ${no} to reverse`)
      if (journal.reversedBy !== null) {
        const [before] = await store.findByKeys(tx, to.venue, [as.key])
        return before === undefined ? null : { ...before, repeated: true }
      }
      const lines = journal.lines.map((line) => ({ account: line.account, amount: -line.amount, sub: line.sub ?? undefined, window: line.window ?? undefined }))
      return (await post(tx, to, [{ ...as, subject: as.subject ?? journal.subject ?? undefined, reverses: no, lines }]))[0]!
    },
    /** The venue's books; undefined before anything was posted. */
    bookOf: (reader: Reader, venue: VenueId): Promise<Book | undefined> => store.readBook(reader, venue),
    /** Opens the books with a business date, if they are not open yet. */
    openBook: (tx: Tx, to: Posting): Promise<void> => store.openBook(tx, to),
    /**
     * Closes the open business date and opens the next, if `date` is still the open one; answers false when somebody
     * has closed it. Postings under way are waited for; after this nothing comes to that date any more.
     */
    async close(tx: Tx, venue: VenueId, date: PlainDate, at: Temporal.Instant): Promise<boolean> {
      const book = await store.lockBook(tx, venue)
      if (book === undefined || book.businessDate !== date) return false
      await store.closeDate(tx, book, at)
      return true
    },
    /** Of an account, debits less credits, at the end of a business date or at a moment. */
    async balance(reader: Reader, venue: VenueId, account: Account, asOf: AsOf = {}): Promise<number> {
      const over = await span(reader, venue, asOf)
      return over === null ? 0 : store.balanceOf(reader, venue, account, over.closed, over.open, over.at)
    },
    /** Of all accounts: they add up to nothing. */
    async balances(reader: Reader, venue: VenueId, asOf: AsOf = {}): Promise<{ account: Account; balance: number }[]> {
      const over = await span(reader, venue, asOf)
      return over === null ? [] : store.balancesOf(reader, venue, over.closed, over.open, over.at)
    },
    /** Within accounts: of folios, of deposits by booking, of tills. */
    balancesBySub: store.balancesBySub,
    /** Debits and credits by account and business date, both ends included. */
    movements: (reader: Reader, venue: VenueId, from: PlainDate, to: PlainDate): Promise<AccountDay[]> => store.movements(reader, venue, from, to),
    journals: (reader: Reader, venue: VenueId, query: store.JournalQuery): Promise<Journal[]> => store.readJournals(reader, venue, query),
    /** Venues that have books, a page at a time. */
    books: store.books,
    /** What does not hold in the books by themselves: empty, unless somebody went round all that refuses it. */
    async check(reader: Reader, venue: VenueId): Promise<Difference[]> {
      const found: Difference[] = []
      for (const one of await store.unbalanced(reader, venue)) found.push({ what: 'journal_unbalanced', journal: one.journal, expected: 0, found: one.total })
      for (const one of await store.wrongTotals(reader, venue)) found.push({ what: 'day_total', account: one.account, day: one.day, expected: one.expected, found: one.found })
      const total = (await this.balances(reader, venue)).reduce((sum, one) => sum + one.balance, 0)
      if (total !== 0) found.push({ what: 'trial_balance', expected: 0, found: total })
      return found
    },
  }
}
