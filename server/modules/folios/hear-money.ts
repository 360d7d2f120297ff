import { systemActor, type Actor } from '#http/actor'
import type { Booking } from '#module/booking'
import type { Line, NewJournal } from '#module/ledger'
import type { PaymentFact } from '#module/payments'
import type { Currency, Money } from '#platform/money'
import type { BookingId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { depositHeld } from './credit-deposit.ts'
import type { FoliosDeps } from './deps.ts'
import { workOn } from './on-folio.ts'
import { providerAccount, taxAccount } from './rules.ts'
import { foliosOfBookings } from './store.ts'
import { postingOf } from './write-lines.ts'

/**
 * What payments tell becomes a journal in the transaction of the fact. Money that comes in is a deposit held for its
 * booking until it is credited to a folio, kept, or given back. Money that goes back comes out of the deposit; what was
 * credited already comes out of the folio.
 */
export async function hearPayment(deps: FoliosDeps, tx: Tx, fact: PaymentFact): Promise<void> {
  const sign = fact.kind === 'captured' || fact.kind === 'dispute_won' ? 1 : fact.kind === 'refunded' || fact.kind === 'disputed' ? -1 : 0
  if (sign === 0) return
  for (const part of fact.parts) {
    if (part.amount.amount === 0) continue
    if (sign > 0) await moneyIn(deps, tx, fact, part)
    else await moneyOut(deps, tx, fact, part)
  }
}

interface Part { booking: BookingId; venue: VenueId; amount: Money }

async function moneyIn(deps: FoliosDeps, tx: Tx, fact: PaymentFact, part: Part): Promise<void> {
  const layout = await deps.venues.layoutOf(tx, part.venue)
  await deps.ledger.post(tx, postingOf(layout, systemActor, fact.at), [{
    key: `${fact.key}:${part.booking}`, kind: fact.kind === 'captured' ? 'deposit' : 'dispute_won', subject: fact.payment, reason: fact.reason ?? undefined,
    lines: [{ account: providerAccount(fact.provider), amount: part.amount.amount, sub: fact.payment }, { account: 'deposits', amount: -part.amount.amount, sub: part.booking }],
  }])
  // A card that was charged for a guest who did not come: what it brought is the fee.
  await keepFees(deps, tx, systemActor, await deps.booking.find(tx, [part.booking]))
}

async function moneyOut(deps: FoliosDeps, tx: Tx, fact: PaymentFact, part: Part): Promise<void> {
  const layout = await deps.venues.layoutOf(tx, part.venue)
  const key = `${fact.key}:${part.booking}`
  const [folio] = await foliosOfBookings(tx, part.venue, [part.booking])
  const on = folio === undefined ? undefined : await workOn(deps, tx, systemActor, layout, folio.id, fact.at)
  const held = Math.max(0, await depositHeld(deps, tx, part.venue, part.booking))
  const fromDeposit = Math.min(held, part.amount.amount)
  const rest = part.amount.amount - fromDeposit
  const card: Line = { account: providerAccount(fact.provider), amount: 0, sub: fact.payment }
  const journal = (amount: number, more: Partial<NewJournal>, line: Line): NewJournal => ({ key, kind: fact.kind === 'refunded' ? 'refund' : 'dispute', subject: fact.payment, reason: fact.reason ?? undefined, ...more, lines: [{ ...line, amount }, { ...card, amount: -amount }] })
  const to = postingOf(layout, systemActor, fact.at)
  if (fromDeposit > 0) await deps.ledger.post(tx, to, [journal(fromDeposit, {}, { account: 'deposits', amount: 0, sub: part.booking })])
  const over = await outOfFees(deps, tx, part, rest, (amount, line) => deps.ledger.post(tx, to, [journal(amount, { key: `${key}:${line.account}` }, line)]))
  if (over === 0) return
  // What was credited to the folio is owed by it again. Without one, nobody of ours owes it: it is to be asked for.
  if (on === undefined) { await deps.ledger.post(tx, to, [journal(over, { key: `${key}:rest` }, { account: 'refunds_due', amount: 0, sub: part.booking })]); return }
  if (on.folio.status === 'closed') await on.save({ ...on.folio, status: 'open', closedAt: null })
  await on.post([{ key: `${key}:rest`, kind: 'refund', subject: fact.payment, reason: fact.reason, lines: [{ folio: on.folio, line: {
    window: 1, kind: 'refund', category: null, description: fact.kind === 'refunded' ? 'Refund to the card' : 'Taken back by the bank', date: on.today, quantity: 1, amount: over, net: 0, taxes: [], method: 'card', account: providerAccount(fact.provider), sub: fact.payment, reason: fact.reason,
  } }] }])
  await on.tell('folio.refunded', { amount: over, method: 'card' })
}

/** A fee that was kept and goes back is none: what is over after that is answered. */
async function outOfFees(deps: FoliosDeps, tx: Tx, part: Part, amount: number, post: (amount: number, line: Line) => Promise<unknown>): Promise<number> {
  let left = amount
  if (left === 0) return 0
  for (const fee of await deps.ledger.balancesBySub(tx, part.venue, { subs: [part.booking] })) {
    const back = fee.account.startsWith('fee.') || fee.account.startsWith('tax.') ? Math.min(left, -fee.balance) : 0
    if (back <= 0) continue
    await post(back, { account: fee.account, amount: 0, sub: part.booking })
    left -= back
  }
  return left
}

/** What a cancellation or a no-show keeps of the deposit becomes a fee; what is not held is not in the books, because nobody owes it. */
export async function keepFees(deps: FoliosDeps, tx: Tx, actor: Actor, bookings: readonly Booking[]): Promise<void> {
  for (const booking of bookings) {
    if (booking.charged === null || booking.charged <= 0 || (booking.status !== 'cancelled' && booking.status !== 'no_show')) continue
    const layout = await deps.venues.layoutOf(tx, booking.venue)
    const own = await deps.ledger.balancesBySub(tx, booking.venue, { subs: [booking.id] })
    const held = -own.filter((one) => one.account === 'deposits').reduce((total, one) => total + one.balance, 0)
    const kept = -own.filter((one) => one.account.startsWith('fee.') || one.account.startsWith('tax.')).reduce((total, one) => total + one.balance, 0)
    const amount = Math.min(held, booking.charged - kept)
    if (amount <= 0) continue
    const now = deps.clock.now()
    const fee = booking.status === 'cancelled' ? 'cancellation' : 'no_show'
    await deps.ledger.post(tx, postingOf(layout, actor, now), [{ key: `kept:${booking.id}:${booking.version}:${kept}`, kind: 'fee', subject: booking.id, reason: fee, lines: await feeLines(deps, tx, booking, amount, fee, layout.currency) }])
    await emit(tx, { venue: booking.venue, type: 'deposit.kept', subject: booking.id, actor, at: now, reason: fee, facts: { amount } })
  }
}

/** A fee bears the taxes that the venue's data say of fees; as a rule none. They lie in what is kept. */
async function feeLines(deps: FoliosDeps, tx: Tx, booking: Booking, amount: number, fee: 'cancellation' | 'no_show', currency: Currency): Promise<Line[]> {
  const taxes = (await deps.taxesOn(tx, booking.venue, { category: 'fee', amount: { amount, currency }, date: booking.startsOn })).filter((one) => one.included && one.amount.amount !== 0)
  const tax = taxes.reduce((total, one) => total + one.amount.amount, 0)
  return [
    { account: 'deposits', amount, sub: booking.id }, { account: `fee.${fee}`, amount: -(amount - tax), sub: booking.id },
    ...taxes.map((one): Line => ({ account: taxAccount(one.tax), amount: -one.amount.amount, sub: booking.id })),
  ]
}

/** A no-show that came after all: what was kept is a deposit again. */
export async function giveBackFees(deps: FoliosDeps, tx: Tx, actor: Actor, bookings: readonly Booking[]): Promise<void> {
  for (const booking of bookings) {
    const layout = await deps.venues.layoutOf(tx, booking.venue)
    for (const journal of await deps.ledger.journals(tx, booking.venue, { subject: booking.id, limit: 20 })) {
      if (journal.kind !== 'fee' || journal.reversedBy !== null || journal.reverses !== null || journal.reason !== 'no_show') continue
      await deps.ledger.reverse(tx, postingOf(layout, actor, deps.clock.now()), journal.no, { key: `unkept:${journal.no}`, kind: 'correction', reason: 'reopened' })
    }
  }
}
