import type { Difference } from '#module/ledger'
import type { VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { FoliosDeps } from './deps.ts'
import { owedIn } from './rules.ts'
import { allBalances, closedWithBalance, revenueOfLines } from './store.ts'

export type BookDifference = Difference & { subject?: string }

/**
 * Compares the books with the folios: what each window owes, what was earned on each date, and that what is closed owes
 * nothing. Beside it what must hold in the books by themselves. Ids, codes and sums only.
 */
export async function reconcileVenue(deps: Pick<FoliosDeps, 'ledger'>, reader: Reader, venue: VenueId): Promise<BookDifference[]> {
  const found: BookDifference[] = await deps.ledger.check(reader, venue)
  const owed = new Map((await deps.ledger.balancesBySub(reader, venue, { accounts: ['guest', 'city', 'house'] })).map((one) => [`${one.account} ${one.sub} ${one.window}`, one.balance]))
  for (const { folio, kind, window, balance } of await allBalances(reader, venue)) {
    const key = `${owedIn(kind)} ${folio} ${window}`
    const booked = owed.get(key) ?? 0
    owed.delete(key)
    if (booked !== balance) found.push({ what: 'folio_balance', account: owedIn(kind), subject: folio, expected: balance, found: booked })
  }
  for (const [key, balance] of owed) if (balance !== 0) found.push({ what: 'folio_missing', account: key.split(' ')[0]!, subject: key.split(' ')[1]!, expected: 0, found: balance })
  found.push(...await revenueDifferences(deps, reader, venue))
  for (const one of await closedWithBalance(reader, venue)) found.push({ what: 'closed_owes', subject: one.folio, expected: 0, found: one.balance })
  return found
}

/** Revenue of the books by date and account, but for fees that were kept of deposits, is that of the folios' charges. */
async function revenueDifferences(deps: Pick<FoliosDeps, 'ledger'>, reader: Reader, venue: VenueId): Promise<BookDifference[]> {
  const first = '1970-01-01' as Parameters<typeof deps.ledger.movements>[2]
  const last = '2199-12-31' as typeof first
  const booked = new Map((await deps.ledger.movements(reader, venue, first, last)).filter((one) => one.account.startsWith('revenue.')).map((one) => [`${one.businessDate} ${one.account}`, one.credit - one.debit]))
  const found: BookDifference[] = []
  for (const { day, account, net } of await revenueOfLines(reader, venue)) {
    if (!account.startsWith('revenue.')) continue
    const key = `${day} ${account}`
    if ((booked.get(key) ?? 0) !== net) found.push({ what: 'revenue', account, day, expected: net, found: booked.get(key) ?? 0 })
    booked.delete(key)
  }
  for (const [key, amount] of booked) if (amount !== 0) found.push({ what: 'revenue', account: key.split(' ')[1]!, day: key.split(' ')[0]!, expected: 0, found: amount })
  return found
}
