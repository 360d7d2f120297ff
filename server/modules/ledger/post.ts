import { assert, fail } from '#platform/assert'
import { newId, routeOf } from '#platform/id'
import type { Tx } from '#platform/sql'
import { findByKeys, insertJournals, openBook, readBook, type EntryRow, type JournalRow } from './store.ts'
import type { NewJournal, Posted, Posting } from './types.ts'

/** Beyond this a sum of a thousand of them no longer fits a number that JSON and JavaScript keep whole. */
const largest = 1e12

/**
 * Posts any number of journals in one statement, to the business date that is open. A key that was posted before is
 * answered as it was, and nothing more is written. What does not balance is a bug of the caller; the database refuses it
 * as well. The answers come in the order of what was asked.
 */
export async function post(tx: Tx, to: Posting, journals: readonly NewJournal[]): Promise<Posted[]> {
  if (journals.length === 0) return []
  for (const journal of journals) check(journal)
  const rows = journals.map((journal): JournalRow => ({
    id: newId('jrn', to.at.epochMilliseconds, routeOf(to.venue)), key: journal.key, kind: journal.kind, subject: journal.subject ?? null, reason: journal.reason ?? null,
    reverses: journal.reverses ?? null, lines: journal.lines.length,
  }))
  const entries = journals.flatMap((journal, i) => journal.lines.map((line, k): EntryRow => ({ journal: rows[i]!.id, line: k + 1, account: line.account, amount: line.amount, sub: line.sub ?? null, win: line.window ?? null })))
  const made = await insertJournals(tx, to, rows, entries)
  if (made.length < journals.length && await readBook(tx, to.venue) === undefined) {
    await openBook(tx, to)
    return post(tx, to, journals)
  }
  const known = new Map(made.map((one) => [one.key, { ...one, repeated: false }]))
  const before = made.length === journals.length ? [] : await findByKeys(tx, to.venue, journals.map((journal) => journal.key).filter((key) => !known.has(key)))
  for (const one of before) known.set(one.key, { ...one, repeated: true })
  return journals.map((journal) => known.get(journal.key) ?? fail(`journal ${journal.key} was neither posted nor there before`))
}

function check(journal: NewJournal): void {
  assert(journal.lines.length >= 2, `journal ${journal.key} has two lines at least`)
  let total = 0
  for (const { account, amount } of journal.lines) {
    assert(Number.isSafeInteger(amount) && amount !== 0 && Math.abs(amount) <= largest, `journal ${journal.key}: ${amount} is not an amount for ${account}`)
    total += amount
  }
  assert(total === 0, `journal ${journal.key} does not balance: ${total}`)
}
