import type { ResponseOf } from '@holdfast/contract/kit'
import type * as contract from '@holdfast/contract/money'
import type { Actor } from '#http/actor'
import type { Account, AccountDay, AsOf } from '#module/ledger'
import { instantText } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { BookingId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { dayNumber, type PlainDate } from '#platform/time'
import type { FoliosDeps } from './deps.ts'
import { reconcileVenue } from './reconcile.ts'
import type { FolioId } from './types.ts'
import { wireIn } from './views.ts'
import { requireStaff } from './who-may.ts'

export interface AsOfInput { date?: PlainDate | undefined; at?: string | undefined }

async function open(deps: FoliosDeps, actor: Actor, venue: VenueId): Promise<VenueLayout> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'seeBooks')
  return layout
}

function asOf({ date, at }: AsOfInput): AsOf {
  if (date !== undefined && at !== undefined) throw problem('invalid-request', { detail: 'Ask for a date or for a moment.', errors: [{ pointer: '/at', detail: 'a date or a moment, not both' }] })
  if (at === undefined) return date === undefined ? {} : { date }
  try { return { at: Temporal.Instant.from(at) } } catch { throw problem('invalid-request', { detail: 'That is not a moment.', errors: [{ pointer: '/at', detail: 'an instant such as 2027-03-05T18:30:00Z' }] }) }
}

/** Who sees the books: each account's balance on its side. Both sides are the same sum. */
export async function trialBalance(deps: FoliosDeps, actor: Actor, venue: VenueId, input: AsOfInput): Promise<ResponseOf<typeof contract.trialBalance>> {
  const layout = await open(deps, actor, venue)
  const all = (await deps.ledger.balances(deps.db, venue, asOf(input))).filter((one) => one.balance !== 0)
  const w = wireIn(layout)
  return {
    business_date: (await deps.ledger.bookOf(deps.db, venue))?.businessDate ?? null, currency: layout.currency,
    accounts: all.map(({ account, balance }) => ({ account, debit: w(Math.max(0, balance)), credit: w(Math.max(0, -balance)) })),
    debit: w(all.reduce((total, one) => total + Math.max(0, one.balance), 0)), credit: w(all.reduce((total, one) => total + Math.max(0, -one.balance), 0)),
  }
}

export async function accountBalance(deps: FoliosDeps, actor: Actor, venue: VenueId, input: AsOfInput & { account: string }): Promise<ResponseOf<typeof contract.accountBalance>> {
  const layout = await open(deps, actor, venue)
  return { account: input.account, balance: wireIn(layout)(await deps.ledger.balance(deps.db, venue, input.account as Account, asOf(input))) }
}

const isRevenue = (account: string): boolean => account.startsWith('revenue.') || account.startsWith('fee.')
/** `revenue.room` is told as `room`, `fee.no_show` as it is. */
const categoryOf = (account: string): string => account.replace(/^revenue\./, '')

async function movementsOf(deps: FoliosDeps, venue: VenueId, from: PlainDate, to: PlainDate): Promise<{ days: Map<PlainDate, AccountDay[]>; open: PlainDate | null }> {
  if (to < from) throw problem('invalid-request', { detail: 'The days are the wrong way round.', errors: [{ pointer: '/to', detail: 'not before from' }] })
  if (dayNumber(to) - dayNumber(from) > 400) throw problem('invalid-request', { detail: 'At most 400 days at a time.', errors: [{ pointer: '/to', detail: 'at most 400 days after from' }] })
  const book = await deps.ledger.bookOf(deps.db, venue)
  return { days: Map.groupBy(await deps.ledger.movements(deps.db, venue, from, to), (one) => one.businessDate), open: book?.businessDate ?? null }
}

function sums(of: readonly AccountDay[], which: (account: string) => boolean, name: (account: string) => string): Map<string, number> {
  const found = new Map<string, number>()
  for (const one of of) if (which(one.account)) found.set(name(one.account), (found.get(name(one.account)) ?? 0) + one.credit - one.debit)
  return found
}

/** Who sees the books: what was earned each business date, by category, and the taxes on it. */
export async function revenueReport(deps: FoliosDeps, actor: Actor, venue: VenueId, from: PlainDate, to: PlainDate): Promise<ResponseOf<typeof contract.revenueReport>> {
  const layout = await open(deps, actor, venue)
  const { days, open: openDate } = await movementsOf(deps, venue, from, to)
  const w = wireIn(layout)
  const shape = (of: readonly AccountDay[]) => {
    const revenue = sums(of, isRevenue, categoryOf)
    const taxes = sums(of, (account) => account.startsWith('tax.'), (account) => account.slice(4))
    const total = (all: Map<string, number>) => w([...all.values()].reduce((sum, amount) => sum + amount, 0))
    return { revenue: [...revenue].map(([category, amount]) => ({ category, amount: w(amount) })), taxes: [...taxes].map(([code, amount]) => ({ code, amount: w(amount) })), revenue_total: total(revenue), tax_total: total(taxes) }
  }
  return { from, to, days: [...days].map(([date, of]) => ({ business_date: date, closed: openDate !== null && date < openDate, ...shape(of) })), totals: shape([...days.values()].flat()) }
}

const methods: Record<string, string> = { cash: 'cash', bank: 'transfer', 'card.terminal': 'card_terminal' }
const isMoney = (account: string): boolean => account in methods || account.startsWith('card.')
const methodOf = (account: string): string => methods[account] ?? account

/** Who sees the books: what came in and went out by method, business date by business date, and the tips in it. */
export async function paymentsReport(deps: FoliosDeps, actor: Actor, venue: VenueId, from: PlainDate, to: PlainDate): Promise<ResponseOf<typeof contract.paymentsReport>> {
  const layout = await open(deps, actor, venue)
  const { days } = await movementsOf(deps, venue, from, to)
  const w = wireIn(layout)
  const shape = (of: readonly AccountDay[]) => [...Map.groupBy(of.filter((one) => isMoney(one.account)), (one) => methodOf(one.account))]
    .map(([method, some]) => ({ method, received: w(some.reduce((total, one) => total + one.debit, 0)), paid_out: w(some.reduce((total, one) => total + one.credit, 0)) }))
  const all = [...days.values()].flat()
  return { from, to, days: [...days].map(([date, of]) => ({ business_date: date, methods: shape(of) })), totals: shape(all), tips: w([...sums(all, (account) => account === 'tips', () => 'tips').values()][0] ?? 0) }
}

/** Who sees the books: what was paid beforehand and is owed to guests, booking by booking. */
export async function depositsReport(deps: FoliosDeps, actor: Actor, venue: VenueId, at: string | undefined): Promise<ResponseOf<typeof contract.depositsReport>> {
  const layout = await open(deps, actor, venue)
  const moment = asOf({ at }).at
  const held = await deps.ledger.balancesBySub(deps.db, venue, { accounts: ['deposits'], openOnly: true, ...(moment === undefined ? {} : { at: moment }), limit: 1_000 })
  const bookings = await deps.booking.find(deps.db, held.map((one) => one.sub as BookingId))
  const named = new Map((await deps.booking.linesFor(actor, bookings)).map((line) => [line.booking as string, line]))
  const byId = new Map(bookings.map((booking) => [booking.id as string, booking]))
  const w = wireIn(layout)
  return {
    total: w(-await deps.ledger.balance(deps.db, venue, 'deposits', moment === undefined ? {} : { at: moment })),
    items: held.map(({ sub, balance }) => ({ booking: sub as BookingId, code: byId.get(sub)?.code ?? null, status: byId.get(sub)?.status ?? null, arrival: byId.get(sub)?.startsOn ?? null, guest_name: named.get(sub)?.guest_name || null, amount: w(-balance) })),
  }
}

/** Who sees the books: journals, newest first. */
export async function listJournals(deps: FoliosDeps, actor: Actor, venue: VenueId, query: { from?: PlainDate | undefined; to?: PlainDate | undefined; account?: string | undefined; folio?: FolioId | undefined; cursor?: string | undefined; limit: number }): Promise<ResponseOf<typeof contract.listJournals>> {
  const layout = await open(deps, actor, venue)
  const before = query.cursor === undefined ? undefined : Number(query.cursor)
  if (before !== undefined && !(Number.isSafeInteger(before) && before > 0)) throw problem('invalid-request', { detail: 'The cursor is not one that a list gave.', errors: [{ pointer: '/cursor', detail: 'is not one that a list gave' }] })
  const found = await deps.ledger.journals(deps.db, venue, { from: query.from, to: query.to, account: query.account, sub: query.folio, before, limit: query.limit + 1 })
  const shown = found.slice(0, query.limit)
  const w = wireIn(layout)
  return {
    items: shown.map((one) => ({
      no: String(one.no), id: one.id, kind: one.kind, business_date: one.businessDate, at: instantText(one.at), subject: one.subject, actor: one.actor, reason: one.reason,
      reverses: one.reverses === null ? null : String(one.reverses), reversed_by: one.reversedBy === null ? null : String(one.reversedBy),
      lines: one.lines.map((line) => ({ account: line.account, sub: line.sub, window: line.window, debit: w(Math.max(0, line.amount)), credit: w(Math.max(0, -line.amount)) })),
    })),
    next_cursor: found.length > query.limit ? String(shown.at(-1)!.no) : null,
  }
}

/** Who sees the books may have them compared with the folios. */
export async function checkBooks(deps: FoliosDeps, actor: Actor, venue: VenueId): Promise<ResponseOf<typeof contract.checkBooks>> {
  await open(deps, actor, venue)
  const found = await deps.db.transaction((tx) => reconcileVenue(deps, tx, venue))
  return { differences: found.map((one) => ({ what: one.what, account: one.account ?? null, subject: one.subject ?? null, day: (one.day ?? null) as PlainDate | null, expected: one.expected === undefined ? null : String(one.expected), found: one.found === undefined ? null : String(one.found) })) }
}
