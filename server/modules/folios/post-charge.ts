import type { Actor } from '#http/actor'
import type { Category } from '#module/pricing'
import { newId, routeOf, type VenueId } from '#platform/id'
import { money, type WireMoney } from '#platform/money'
import { problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import type { FoliosDeps } from './deps.ts'
import { refuseBeyondCredit } from './credit-limit.ts'
import { amountOf, onFolio, windowOf, type FolioWork } from './on-folio.ts'
import { accountOfCategory, windowFor, type NewLine } from './rules.ts'
import type { FolioId, FolioLine, Once, TaxOf } from './types.ts'

export interface ChargeInput { category: Category; description: string; amount: WireMoney; quantity: number; window?: number | undefined; date?: PlainDate | undefined }

/** Who posts charges may. Taxes lie in the amount or come on it, as the venue's tax data say of its category. */
export function postCharge(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: ChargeInput, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'charge', permission: 'postCharges', once }, async (on) => {
    const gross = amountOf(input.amount, on.layout.currency, '/amount')
    if (input.date !== undefined && input.date > on.today) throw problem('invalid-request', { detail: 'A charge is for today or a day before. Nothing was changed.', errors: [{ pointer: '/date', detail: `not after ${on.today}` }] })
    const window = input.window === undefined ? windowFor(on.folio, input.category) : windowOf(on.folio, input.window)
    const line = await taxed(on, { category: input.category, description: input.description, date: input.date ?? on.today, quantity: input.quantity, amount: gross, window })
    await refuseBeyondCredit(on, line.amount)
    await on.post([{ key: keyOf(on), kind: 'charge', lines: [{ folio: on.folio, line }] }])
    await on.tell('folio.charged', { amount: line.amount, category: input.category })
  })
}

/** A charge with the taxes that lie in it or come on it. */
export async function taxed(on: FolioWork, of: Pick<NewLine, 'description' | 'date' | 'quantity' | 'amount' | 'window'> & { category: Category; account?: string }): Promise<NewLine> {
  const taxes = of.amount === 0 ? [] : await on.deps.taxesOn(on.tx, on.layout.id, { category: of.category, amount: money(of.amount, on.layout.currency), date: of.date })
  const kept = taxes.map((one): TaxOf => ({ ...one.tax, base: one.tax.base.amount, amount: one.amount.amount }))
  const added = taxes.reduce((total, one) => total + (one.included ? 0 : one.amount.amount), 0)
  const within = taxes.reduce((total, one) => total + (one.included ? one.amount.amount : 0), 0)
  return { window: of.window, kind: 'charge', category: of.category, description: of.description, date: of.date, quantity: of.quantity, amount: of.amount + added, net: of.amount - within, taxes: kept, account: of.account ?? accountOfCategory(of.category) }
}

/** A key of its own for what staff post: that it comes once is the matter of the caller's key. */
export const keyOf = (on: Pick<FolioWork, 'now' | 'layout'>): FolioLine['id'] => newId('fln', on.now.epochMilliseconds, routeOf(on.layout.id))

/** A line of this folio that still stands. */
export function standing(on: FolioWork, id: FolioLine['id']): FolioLine {
  const line = on.lines.find((one) => one.id === id)
  if (line === undefined) throw problem('not-found', { detail: 'There is no such line on this folio.' })
  if (line.voidedBy !== null || line.voids !== null) throw problem('wrong-state', { detail: 'This line has been taken back, or takes another back. Nothing was changed.' })
  return line
}
