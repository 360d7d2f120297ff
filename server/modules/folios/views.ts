import { may } from '@holdfast/contract/permissions'
import type { ResponseOf } from '@holdfast/contract/kit'
import type { accountStatement, getFolio, listFolios } from '@holdfast/contract/money'
import type { Actor } from '#http/actor'
import type { BoardLine, Booking } from '#module/booking'
import { instantText } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { BookingId, VenueId } from '#platform/id'
import { money, toWire, type WireMoney } from '#platform/money'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { addDays, businessDateAt, type PlainDate } from '#platform/time'
import { depositHeld } from './credit-deposit.ts'
import type { FoliosDeps } from './deps.ts'
import { noFolio } from './on-folio.ts'
import { earlyDepartureFee, nightsDue } from './nights-due.ts'
import { balances, partsOfPrice } from './rules.ts'
import { balancesOfFolios, findFolio, linesOf, listFolios as listRows, type FolioQuery } from './store.ts'
import type { Folio, FolioId, FolioKind, FolioLine } from './types.ts'
import { requireStaff } from './who-may.ts'

export type FolioView = ResponseOf<typeof getFolio>
export type FolioSummary = ResponseOf<typeof listFolios>['items'][number]
export type StatementView = ResponseOf<typeof accountStatement>

/** Whoever posts charges may see a folio; names only who may see guests. */
export async function viewFolio(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId): Promise<FolioView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'postCharges')
  const folio = await findFolio(deps.db, venue, id)
  if (folio === undefined) throw noFolio()
  const lines = await linesOf(deps.db, venue, [id])
  const [booking] = folio.booking === null ? [] : await deps.booking.find(deps.db, [folio.booking])
  const named = booking === undefined ? [] : await deps.booking.linesFor(actor, [booking])
  const book = await deps.ledger.bookOf(deps.db, venue)
  const byTheClock = businessDateAt(deps.clock.now(), layout.timeZone, layout.dayEnds)
  const held = folio.booking === null ? 0 : await depositHeld(deps, deps.db, venue, folio.booking)
  const accounts = await accountsOf(deps.db, folio)
  const w = wireIn(layout)
  const balance = lines.reduce((total, line) => total + line.amount, 0)
  const toCome = booking === undefined || folio.status === 'closed' ? [] : comingOf(booking, folio)
  return {
    id, venue, kind: folio.kind, status: folio.status, version: folio.version, name: folio.name, booking: booking === undefined ? null : bookingOf(booking, named),
    windows: folio.windows.map((window) => windowOf(window, lines, accounts, w)), routing: Object.entries(folio.routing).map(([category, window]) => ({ category: category as 'room', window })),
    lines: lines.map((line) => lineOnWire(line, folio, w)), balance: w(balance),
    to_come: toCome.map((part) => ({ date: part.date, description: part.description, category: part.category, quantity: part.quantity, amount: w(part.amount) })),
    expected: w(balance + toCome.reduce((total, part) => total + part.amount, 0) - held), deposit_held: w(held), early_departure_fee: feeOf(booking, folio, byTheClock, w),
    covers: folio.covers, minimum_spend: folio.minimumSpend === null ? null : w(folio.minimumSpend), credit_limit: folio.creditLimit === null ? null : w(folio.creditLimit), business_date: book?.businessDate ?? byTheClock,
    opened_at: instantText(folio.openedAt), closed_at: folio.closedAt === null ? null : instantText(folio.closedAt),
  }
}

/** Told while the guest is in the house and nights are left that could be given back. */
function feeOf(booking: Booking | undefined, folio: Folio, today: PlainDate, w: Wire): FolioView['early_departure_fee'] {
  const fee = booking?.status === 'arrived' && folio.status === 'open' && booking.endsOn > today ? earlyDepartureFee(booking, folio, today) : 0
  return fee > 0 ? w(fee) : null
}

export const wireIn = (layout: Pick<VenueLayout, 'currency'>) => (amount: number): WireMoney => toWire(money(amount, layout.currency))
type Wire = ReturnType<typeof wireIn>

function windowOf(window: Folio['windows'][number], lines: readonly FolioLine[], accounts: ReadonlyMap<string, string>, w: Wire): FolioView['windows'][number] {
  const own = lines.filter((line) => line.window === window.no)
  const charges = own.filter((line) => line.kind === 'charge').reduce((total, line) => total + line.amount, 0)
  const balance = balances(own).get(window.no) ?? 0
  return { ...window, account_name: window.account === null ? null : accounts.get(window.account) ?? null, charges: w(charges), payments: w(charges - balance), balance: w(balance) }
}

async function accountsOf(reader: Reader, folio: Folio): Promise<Map<string, string>> {
  const ids = folio.windows.flatMap((window) => window.account ?? [])
  return ids.length === 0 ? new Map() : new Map((await listRows(reader, folio.venue, { ids, limit: 20 })).map((one) => [one.id, one.name ?? '']))
}

/** Nights that will be posted if the guest stays as booked. */
function comingOf(booking: Booking, folio: Folio) {
  if (booking.kind !== 'stay' || !['confirmed', 'arrived'].includes(booking.status)) return []
  if (booking.status === 'arrived') return nightsDue(booking, folio, addDays(booking.endsOn, 1)).map((one) => one.part)
  return partsOfPrice(booking.price.lines, booking.startsOn).filter((part) => folio.postedThrough === null || part.date > folio.postedThrough)
}

function bookingOf(booking: Booking, named: readonly BoardLine[]): NonNullable<FolioView['booking']> {
  const stay = booking.terms.stay
  return { id: booking.id, code: booking.code, status: booking.status, guest_name: named[0]?.guest_name || null, rooms: roomsOf(named), arrival: stay === undefined ? null : booking.startsOn, departure: stay === undefined ? null : booking.endsOn }
}
const roomsOf = (lines: readonly BoardLine[]): string[] => lines.flatMap((line) => (line.room !== null ? [line.room] : line.tables))

export function lineOnWire(line: FolioLine, folio: Pick<Folio, 'status'>, w: Wire): FolioView['lines'][number] {
  const stands = line.voids === null && line.voidedBy === null
  return {
    id: line.id, window: line.window, kind: line.kind, category: line.category, description: line.description, date: line.date, business_date: line.businessDate, at: instantText(line.at), quantity: line.quantity,
    amount: w(line.amount), net: w(line.net), taxes: line.taxes.map((tax) => ({ code: tax.code, name: tax.name, kind: tax.kind, rate_bp: tax.rateBp, base: w(tax.base), amount: w(tax.amount) })), tip: w(line.tip), method: line.method, journal: String(line.journal),
    voids: line.voids, voided_by: line.voidedBy, reason: line.reason, invoice: line.invoice,
    may_correct: stands && line.kind !== 'deposit' && folio.status === 'open', may_move: stands && line.kind === 'charge' && line.invoice === null && line.pair === null && folio.status === 'open',
  }
}

/** Whoever posts charges may see the list: open ones, oldest first. */
export async function listOfFolios(deps: FoliosDeps, actor: Actor, venue: VenueId, query: { kind?: FolioKind | undefined; status: 'open' | 'closed'; cursor?: string | undefined; limit: number }): Promise<{ items: FolioSummary[]; next_cursor: string | null }> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'postCharges')
  if (query.cursor !== undefined && !/^fol_[0-9a-z]{24}$/.test(query.cursor)) throw problem('invalid-request', { detail: 'The cursor is not one that a list gave.', errors: [{ pointer: '/cursor', detail: 'is not one that a list gave' }] })
  const rows = await listRows(deps.db, venue, { kinds: query.kind === undefined ? undefined : [query.kind], status: query.status, after: query.cursor as FolioId | undefined, limit: query.limit + 1 } satisfies FolioQuery)
  const shown = rows.slice(0, query.limit)
  return { items: await summariesOf(deps, actor, layout, shown), next_cursor: rows.length > query.limit ? shown.at(-1)!.id : null }
}

export async function summariesOf(deps: FoliosDeps, actor: Actor, layout: VenueLayout, folios: readonly Folio[]): Promise<FolioSummary[]> {
  if (folios.length === 0) return []
  const bookings = await deps.booking.find(deps.db, folios.flatMap((folio) => folio.booking ?? []))
  const named = Map.groupBy(await deps.booking.linesFor(actor, bookings), (line) => line.booking as BookingId)
  const sums = Map.groupBy(await balancesOfFolios(deps.db, layout.id, folios.map((folio) => folio.id)), (one) => one.folio)
  const w = wireIn(layout)
  return folios.map((folio) => {
    const lines = folio.booking === null ? [] : named.get(folio.booking) ?? []
    return {
      id: folio.id, kind: folio.kind, status: folio.status, name: folio.name, booking: folio.booking, code: lines[0]?.code ?? null, guest_name: lines[0]?.guest_name || null, rooms: roomsOf(lines),
      balance: w((sums.get(folio.id) ?? []).reduce((total, one) => total + one.balance, 0)), credit_limit: folio.creditLimit === null ? null : w(folio.creditLimit), opened_at: instantText(folio.openedAt),
    }
  })
}

/** Who manages accounts may draw a statement: by business date, both ends included. */
export async function statementOf(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, from: PlainDate, to: PlainDate): Promise<StatementView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, may.manageAccounts(actor, { vendor: layout.vendor, venue }) || actor.system ? 'manageAccounts' : 'postCharges')
  const folio = await findFolio(deps.db, venue, id)
  if (folio === undefined) throw noFolio()
  if (to < from) throw problem('invalid-request', { detail: 'The days are the wrong way round.', errors: [{ pointer: '/to', detail: 'not before from' }] })
  const lines = await linesOf(deps.db, venue, [id])
  const before = lines.filter((line) => line.businessDate < from).reduce((total, line) => total + line.amount, 0)
  const shown = lines.filter((line) => line.businessDate >= from && line.businessDate <= to)
  const w = wireIn(layout)
  return { folio: (await summariesOf(deps, actor, layout, [folio]))[0]!, from, to, opening: w(before), lines: shown.map((line) => lineOnWire(line, folio, w)), closing: w(before + shown.reduce((total, line) => total + line.amount, 0)) }
}
