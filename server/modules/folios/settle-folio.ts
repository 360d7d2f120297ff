import type { Actor } from '#http/actor'
import { inWords } from '#module/pricing'
import type { VenueId, BookingId } from '#platform/id'
import { money, type WireMoney } from '#platform/money'
import { problem } from '#platform/problem'
import { addDays, businessDateAt } from '#platform/time'
import { creditDeposit, depositHeld, isReturned } from './credit-deposit.ts'
import { refuseBeyondCredit } from './credit-limit.ts'
import type { FoliosDeps } from './deps.ts'
import { ensureFolios } from './open-folio.ts'
import { amountOf, folioClosed, onFolio, windowOf, workOn, type FolioWork } from './on-folio.ts'
import { keyOf } from './post-charge.ts'
import { nightEntries } from './nights-due.ts'
import { balances, owedIn, windowFor, type NewLine } from './rules.ts'
import { findFolio } from './store.ts'
import type { FolioId, Once, TaxOf } from './types.ts'

/** Who posts charges may move what a window owes to a company's account or one of the house, within its credit. */
export function settleToAccount(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { window: number; account: FolioId; amount?: WireMoney | undefined }, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'settle', permission: 'postCharges', once }, async (on) => {
    const window = windowOf(on.folio, input.window)
    const owed = balances(on.lines).get(window) ?? 0
    const amount = input.amount === undefined ? owed : amountOf(input.amount, on.layout.currency, '/amount')
    if (amount <= 0 || amount > owed) throw problem('invalid-request', { detail: `The window owes ${inWords(money(Math.max(0, owed), on.layout.currency))}. Nothing was moved.`, errors: [{ pointer: input.amount === undefined ? '/window' : '/amount', detail: 'is not owed' }] })
    if (await moveBalance(on, window, input.account, amount) === undefined) throw problem('invalid-request', { detail: 'There is no such account. Nothing was moved.', errors: [{ pointer: '/account', detail: 'is not an account of this venue' }] })
  })
}

/** Two halves of one journal: the window no longer owes it, the account does. Undefined when there is no such account. */
async function moveBalance(on: FolioWork, window: number, account: FolioId, amount: number): Promise<FolioId | undefined> {
  const known = account === on.folio.id ? undefined : await findFolio(on.tx, on.layout.id, account)
  if (known === undefined || (known.kind !== 'city' && known.kind !== 'house')) return undefined
  const other = await workOn(on.deps, on.tx, on.actor, on.layout, account, on.now)
  if (other.folio.status === 'closed') throw folioClosed()
  await refuseBeyondCredit(other, amount)
  const half = (side: FolioWork, of: number, no: number): { folio: FolioWork['folio']; line: NewLine } => ({ folio: side.folio, line: {
    window: no, kind: 'settlement', category: null, description: side === on ? `To ${other.folio.name ?? 'account'}` : 'Folio', date: on.today, quantity: 1, amount: of, net: 0, taxes: [], account: side === on ? owedIn(other.folio.kind) : 'guest',
  } })
  await on.post([{ key: keyOf(on), kind: 'settlement', lines: [half(on, -amount, window), half(other, amount, 1)] }])
  await on.tell('folio.settled', { amount, to: account })
  await other.tell('folio.charged', { amount, from: on.folio.id })
  return account
}

/**
 * Who posts charges at the restaurant may send a bill to a room of the linked hotel, whose guest must be in the house.
 * Each venue has its own books: the restaurant's say that the hotel owes it, the hotel's that the guest does. The one
 * place where a transaction touches two venues; both are of one vendor, and folios are locked by venue.
 */
export async function chargeToRoom(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { hotel: VenueId; booking: BookingId; window: number; tip?: WireMoney | undefined }, once?: Once): Promise<FolioId> {
  const hotel = await deps.venues.findLayout(deps.db, input.hotel)
  return onFolio(deps, actor, venue, id, { operation: 'to the room', permission: 'postCharges', once }, async (on) => {
    if (hotel === undefined || hotel.kind !== 'hotel' || hotel.vendor !== on.layout.vendor || (on.layout.linkedTo !== hotel.id && hotel.linkedTo !== on.layout.id)) throw problem('invalid-request', { detail: 'This restaurant is not linked to that hotel. Nothing was charged.', errors: [{ pointer: '/hotel', detail: 'is not the linked hotel' }] })
    if (hotel.currency !== on.layout.currency) throw problem('invalid-request', { detail: 'The hotel keeps its books in another currency. Nothing was charged.', errors: [{ pointer: '/hotel', detail: `is in ${hotel.currency}` }] })
    const [booking] = await deps.booking.find(on.tx, [input.booking])
    if (booking?.venue !== hotel.id) throw problem('invalid-request', { detail: 'There is no such booking at the hotel. Nothing was charged.', errors: [{ pointer: '/booking', detail: 'is not a booking of the hotel' }] })
    if (!booking.reservations.some((room) => room.status === 'arrived')) throw problem('wrong-state', { detail: 'This guest is not in the house. Nothing was charged.', facts: { state: booking.status } })
    const window = windowOf(on.folio, input.window)
    const tip = input.tip === undefined ? 0 : amountOf(input.tip, on.layout.currency, '/tip', 0)
    const owed = balances(on.lines).get(window) ?? 0
    if (owed <= 0) throw problem('wrong-state', { detail: 'This bill owes nothing. Nothing was charged.' })
    const folio = (await ensureFolios(deps, on.tx, actor, hotel, [booking], on.now)).get(booking.id)!
    if (folio.status === 'closed') throw folioClosed()
    const there = await workOn(deps, on.tx, actor, hotel, folio.id, on.now)
    await writeBoth(on, there, window, owed, tip)
    await on.tell('folio.settled', { amount: owed, tip, to: folio.id })
    await there.tell('folio.charged', { amount: owed + tip, from: on.folio.id })
  })
}

/** A line in each venue's books; each names the other, so that both are taken back together. */
async function writeBoth(on: FolioWork, there: FolioWork, window: number, owed: number, tip: number): Promise<void> {
  const [mine, theirs] = [keyOf(on), keyOf(there)]
  const taxes = taxesOf(on, window)
  await on.post([{ key: mine, kind: 'settlement', lines: [{ folio: on.folio, line: {
    id: mine, window, kind: 'settlement', category: null, description: 'To the room', date: on.today, quantity: 1, amount: -owed, net: 0, taxes: [], tip, account: 'due', sub: there.layout.id, pair: { venue: there.layout.id, line: theirs },
  } }] }])
  const total = owed + tip
  await there.post([{ key: theirs, kind: 'charge', lines: [{ folio: there.folio, line: {
    id: theirs, window: windowFor(there.folio, 'food'), kind: 'charge', category: 'food', description: on.layout.name.slice(0, 120), date: there.today, quantity: 1, amount: total, net: total - taxes.reduce((sum, tax) => sum + tax.amount, 0), taxes,
    account: 'due', sub: on.layout.id, pair: { venue: on.layout.id, line: mine },
  } }] }])
}

/** The taxes of the bill's charges by code, when the whole bill goes to the room; of a part that was paid already they are told as the part bears them. */
function taxesOf(on: FolioWork, window: number): TaxOf[] {
  const found = new Map<string, TaxOf>()
  const lines = on.lines.filter((line) => line.window === window && line.kind === 'charge')
  const charged = lines.reduce((total, line) => total + line.amount, 0)
  const owed = balances(on.lines).get(window) ?? 0
  if (charged !== owed) return []
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const key = `${tax.code} ${tax.rateBp}`
    const before = found.get(key)
    found.set(key, before === undefined ? { ...tax } : { ...before, amount: before.amount + tax.amount, base: before.base + tax.base })
  }
  return [...found.values()].filter((tax) => tax.amount !== 0)
}

/**
 * Who posts charges may close a folio at check-out. What was slept is posted, the deposit credited, a minimum spend
 * made up, companies' windows moved to their accounts; then every window must come to nothing.
 */
export function closeFolio(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { early_departure_fee?: WireMoney | undefined }, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'close', permission: 'postCharges', once }, async (first) => {
    if (first.folio.kind === 'city' || first.folio.kind === 'house') { await refuseUnsettled(first); await shut(first); return }
    await postWhatIsDue(first, input.early_departure_fee)
    const on = await workOn(deps, first.tx, actor, first.layout, id, first.now)
    await creditDeposit(on)
    let last = await workOn(deps, first.tx, actor, first.layout, id, first.now)
    for (const window of last.folio.windows) {
      const owed = balances(last.lines).get(window.no) ?? 0
      if (window.account !== null && owed > 0) { await moveBalance(last, window.no, window.account, owed); last = await workOn(deps, first.tx, actor, first.layout, id, first.now) }
    }
    await refuseUnsettled(last)
    await shut(last)
    await returnDeposit(last)
  })
}

/** A deposit that the policy gives back after billing goes back when the bill is paid without it. */
async function returnDeposit(on: FolioWork): Promise<void> {
  const [booking] = on.folio.booking === null ? [] : await on.deps.booking.find(on.tx, [on.folio.booking])
  if (booking === undefined || !isReturned(booking)) return
  const amount = Math.min(await depositHeld(on.deps, on.tx, on.layout.id, booking.id), (await on.deps.payments.refundable(on.tx, booking.id, on.layout.currency)).amount)
  if (amount > 0) await on.deps.payments.refund(on.tx, { booking: booking.id, amount: money(amount, on.layout.currency), reason: 'deposit_returned' })
}

async function postWhatIsDue(on: FolioWork, fee: WireMoney | undefined): Promise<void> {
  const { folio, layout } = on
  const [booking] = folio.booking === null ? [] : await on.deps.booking.find(on.tx, [folio.booking])
  if (booking?.status === 'confirmed') throw problem('wrong-state', { detail: 'The guest has not arrived: there is nothing to settle yet. Nothing was posted.', facts: { state: booking.status } })
  if (booking !== undefined) {
    const date = businessDateAt(on.now, layout.timeZone, layout.dayEnds)
    const untilToday = booking.kind === 'sitting' || booking.reservations.some((room) => room.arrival === room.departure)
    await on.post(nightEntries(booking, folio, untilToday ? date : addDays(date, -1)))
  }
  // A room of the booking that was cancelled late: what that costs is the booking's, whose other rooms stayed.
  const owedFee = (booking?.status === 'cancelled' || booking?.status === 'no_show' ? 0 : booking?.charged ?? 0) - on.lines.filter((line) => line.account === 'fee.cancellation').reduce((total, line) => total + line.amount, 0)
  if (owedFee > 0) await on.post([{ key: keyOf(on), kind: 'fee', reason: 'cancellation', lines: [{ folio, line: { window: windowFor(folio, 'fee'), kind: 'charge', category: 'fee', description: 'Cancelled room', date: on.today, quantity: 1, amount: owedFee, net: owedFee, taxes: [], account: 'fee.cancellation', reason: 'cancellation' } }] }])
  if (fee !== undefined) {
    const amount = amountOf(fee, layout.currency, '/early_departure_fee')
    await on.post([{ key: keyOf(on), kind: 'fee', reason: 'early_departure', lines: [{ folio, line: { window: 1, kind: 'charge', category: 'fee', description: 'Early departure', date: on.today, quantity: 1, amount, net: amount, taxes: [], account: 'fee.early_departure', reason: 'early_departure' } }] }])
  }
  const spent = on.lines.filter((line) => line.kind === 'charge').reduce((total, line) => total + line.amount, 0)
  if (folio.minimumSpend !== null && spent < folio.minimumSpend) {
    const amount = folio.minimumSpend - spent
    await on.post([{ key: `minimum:${folio.id}:${folio.version}`, kind: 'charge', lines: [{ folio, line: { window: 1, kind: 'charge', category: 'other', description: 'Minimum spend', date: on.today, quantity: 1, amount, net: amount, taxes: [], account: 'revenue.other' } }] }])
  }
}

async function refuseUnsettled(on: FolioWork): Promise<void> {
  const open = [...balances(on.lines)].filter(([, balance]) => balance !== 0)
  if (open.length === 0) return
  const { currency } = on.layout
  throw problem('balance-due', { detail: `${open.map(([no, balance]) => `Window ${no} ${balance > 0 ? 'owes' : 'was overpaid by'} ${inWords(money(Math.abs(balance), currency))}`).join('; ')}. Nothing was posted or closed.`, facts: { balances: open.map(([window, balance]) => ({ window, balance })) } })
}

async function shut(on: FolioWork): Promise<void> {
  await on.save({ ...on.folio, status: 'closed', closedAt: on.now })
  await on.tell('folio.closed')
}

/** Who posts charges may open a closed folio again. */
export function reopenFolio(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'reopen', permission: 'postCharges', once, evenClosed: true }, async (on) => {
    if (on.folio.status === 'open') return
    await on.save({ ...on.folio, status: 'open', closedAt: null })
    await on.tell('folio.reopened')
  })
}

