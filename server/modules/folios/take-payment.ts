import type { Actor } from '#http/actor'
import { inWords } from '#module/pricing'
import type { VenueId } from '#platform/id'
import { money, type WireMoney } from '#platform/money'
import { problem } from '#platform/problem'
import type { FoliosDeps } from './deps.ts'
import { amountOf, onFolio, windowOf, type FolioWork } from './on-folio.ts'
import { keyOf } from './post-charge.ts'
import { moneyAccount } from './rules.ts'
import { openShiftOf } from './shift-store.ts'
import type { FolioId, Method, Once, ShiftId } from './types.ts'

type AtDesk = Exclude<Method, 'card'>
const words: Record<AtDesk, string> = { cash: 'Cash', card_terminal: 'Card at the terminal', transfer: 'Bank transfer' }

/** Who takes payments may; cash only with an open shift. A tip comes on top and is owed to the staff. */
export function takePayment(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { method: AtDesk; amount: WireMoney; tip?: WireMoney | undefined; window: number }, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'payment', permission: 'takePayments', once }, async (on) => {
    const amount = amountOf(input.amount, on.layout.currency, '/amount')
    const tip = input.tip === undefined ? 0 : amountOf(input.tip, on.layout.currency, '/tip', 0)
    const window = windowOf(on.folio, input.window)
    const shift = await shiftFor(on, input.method)
    await on.post([{ key: keyOf(on), kind: 'payment', lines: [{ folio: on.folio, line: {
      window, kind: 'payment', category: null, description: words[input.method], date: on.today, quantity: 1, amount: -amount, net: 0, taxes: [], tip, method: input.method, account: moneyAccount(input.method), sub: shift ?? undefined, shift,
    } }] }])
    await on.tell('folio.paid', { amount, tip, method: input.method })
  })
}

/** Who corrects charges may give money back: at most what was paid into the window and not given back. */
export function giveRefund(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { method: AtDesk; amount: WireMoney; window: number; reason: string }, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'refund', permission: 'correctCharges', once }, async (on) => {
    const amount = amountOf(input.amount, on.layout.currency, '/amount')
    const window = windowOf(on.folio, input.window)
    const paid = -on.lines.filter((line) => line.window === window && line.kind !== 'charge' && line.kind !== 'settlement').reduce((total, line) => total + line.amount, 0)
    if (amount > paid) throw problem('invalid-request', { detail: `Only ${inWords(money(Math.max(0, paid), on.layout.currency))} was paid into this window. Nothing was given back.`, errors: [{ pointer: '/amount', detail: 'is more than was paid' }] })
    const shift = await shiftFor(on, input.method)
    await on.post([{ key: keyOf(on), kind: 'refund', reason: input.reason, lines: [{ folio: on.folio, line: {
      window, kind: 'refund', category: null, description: words[input.method], date: on.today, quantity: 1, amount, net: 0, taxes: [], method: input.method, account: moneyAccount(input.method), sub: shift ?? undefined, shift, reason: input.reason,
    } }] }])
    await on.tell('folio.refunded', { amount, method: input.method })
  })
}

/** The cashier's open shift, which cash goes to; null for what is not cash. */
export async function shiftFor(on: Pick<FolioWork, 'tx' | 'layout' | 'actor'>, method: Method | null): Promise<ShiftId | null> {
  if (method !== 'cash') return null
  const shift = on.actor.account === null ? undefined : await openShiftOf(on.tx, on.layout.id, on.actor.account)
  if (shift === undefined) throw problem('shift-needed', { detail: 'Open a shift with its float first, then record the cash. Nothing was recorded.' })
  return shift.id
}
