import type { Actor } from '#http/actor'
import type { Category } from '#module/pricing'
import type { VenueId } from '#platform/id'
import type { WireMoney } from '#platform/money'
import { problem } from '#platform/problem'
import type { FoliosDeps } from './deps.ts'
import { amountOf, onFolio, workOn, type FolioWork } from './on-folio.ts'
import { keyOf, standing, taxed } from './post-charge.ts'
import { opposite } from './rules.ts'
import { findFolio, linesById, linesOfJournal } from './store.ts'
import { shiftFor } from './take-payment.ts'
import type { FolioId, FolioLine, Once } from './types.ts'
import type { Entry } from './write-lines.ts'

/**
 * Who corrects charges may take a line back, by an opposite line and a journal that reverses its own; the line and its
 * opposite stay to be seen. With `amount`, a charge is posted anew with that amount. A balance that moved to another
 * account comes back on both sides.
 */
export function correctLine(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, of: FolioLine['id'], input: { reason: string; amount?: WireMoney | undefined }, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: `correct ${of}`, permission: 'correctCharges', once }, async (on) => {
    const line = standing(on, of)
    if (line.kind === 'deposit') throw problem('wrong-state', { detail: 'A deposit that was credited stays credited; give back what is over. Nothing was changed.' })
    const amount = input.amount === undefined ? null : amountOf(input.amount, on.layout.currency, '/amount')
    if (amount !== null && (line.kind !== 'charge' || line.category === 'tax' || line.pair !== null)) throw problem('invalid-request', { detail: 'Only a charge is posted anew with another amount. Nothing was changed.', errors: [{ pointer: '/amount', detail: 'only for charges of this venue' }] })
    if (line.pair !== null) await takeBackAtOtherVenue(on, line, input.reason)
    await on.post([await reversal(on, line, input.reason)])
    if (amount !== null) {
      const anew = await taxed(on, { category: line.category as Category, description: line.description, date: line.date, quantity: line.quantity, amount, window: line.window, account: line.account })
      await on.post([{ key: keyOf(on), kind: 'charge', reason: input.reason, lines: [{ folio: on.folio, line: { ...anew, reservation: line.reservation } }] }])
    }
    await on.tell('folio.corrected', { amount: line.amount, reason: input.reason })
  })
}

/** The journal that takes back a line's own, with the opposite of each line that stood on it. Cash given back comes out of the till of who gives it. */
export async function reversal(on: FolioWork, line: FolioLine, reason: string): Promise<Entry> {
  const shift = await shiftFor(on, line.method)
  const all = await linesOfJournal(on.tx, on.layout.id, line.journal)
  const lines = []
  for (const one of all) {
    const folio = one.folio === on.folio.id ? on.folio : (await findFolio(on.tx, on.layout.id, one.folio))!
    lines.push({ folio, line: { ...opposite(one, reason), ...(shift === null ? subOf(one) : { sub: shift, shift }) } })
  }
  // Cash goes back out of another till than it came into; then it is the opposite in all but the till.
  const exact = shift === line.shift
  return { key: `void:${line.id}`, kind: 'correction', reason, reverses: exact ? line.journal : undefined, lines }
}

const subOf = (line: FolioLine): { sub?: string } => (line.account === 'due' && line.pair !== null ? { sub: line.pair.venue } : {})

/** A dinner on the room stands in two venues' books: both take it back together. */
async function takeBackAtOtherVenue(on: FolioWork, line: FolioLine, reason: string): Promise<void> {
  const { venue, line: id } = line.pair!
  const layout = await on.deps.venues.layoutOf(on.tx, venue)
  const [other] = await linesById(on.tx, venue, [id])
  if (other === undefined || other.voidedBy !== null) return
  const there = await workOn(on.deps, on.tx, on.actor, layout, other.folio, on.now)
  if (there.folio.status === 'closed') await there.save({ ...there.folio, status: 'open', closedAt: null })
  await there.post([await reversal(there, other, reason)])
  await there.tell('folio.corrected', { amount: other.amount, reason })
}
