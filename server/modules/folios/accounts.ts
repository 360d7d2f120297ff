import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import type { WireMoney } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { FoliosDeps } from './deps.ts'
import { amountOf, noFolio, onFolio } from './on-folio.ts'
import { once } from './once.ts'
import { newFolio } from './open-folio.ts'
import { findFolio, insertFolios } from './store.ts'
import type { Folio, FolioId, LineCategory, Once, Window } from './types.ts'
import { requireStaff } from './who-may.ts'

/** Who manages accounts may open one: of a company in the city ledger, or of the house. */
export async function createAccount(deps: FoliosDeps, actor: Actor, venue: VenueId, input: { kind: 'house' | 'city'; name: string; credit_limit: WireMoney | null }, given?: Once): Promise<FolioId> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'manageAccounts')
  const limit = limitOf(input.kind, input.credit_limit, layout.currency)
  return deps.db.transaction((tx) => {
    const now = deps.clock.now()
    return once(tx, actor, venue, 'account', given, now, async () => {
      const folio = newFolio(layout, now, { kind: input.kind, name: input.name, creditLimit: limit })
      await insertFolios(tx, [folio])
      await emit(tx, { venue, type: 'folio.opened', subject: folio.id, actor, at: now, facts: { kind: input.kind } })
      return folio.id
    })
  })
}

/** Who manages accounts may rename one and change its credit; what it owes already stays. */
export function updateAccount(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { name?: string | undefined; credit_limit?: WireMoney | null | undefined }): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'account', permission: 'manageAccounts' }, async (on) => {
    if (on.folio.kind !== 'city' && on.folio.kind !== 'house') throw noFolio()
    const limit = input.credit_limit === undefined ? on.folio.creditLimit : limitOf(on.folio.kind, input.credit_limit, on.layout.currency)
    await on.save({ ...on.folio, name: input.name ?? on.folio.name, creditLimit: limit })
    await on.tell('folio.changed')
  })
}

function limitOf(kind: 'house' | 'city', given: WireMoney | null, currency: string): number | null {
  if (given === null) return null
  if (kind === 'house') throw problem('invalid-request', { detail: 'Accounts of the house have no credit limit. Nothing was changed.', errors: [{ pointer: '/credit_limit', detail: 'only for companies' }] })
  return amountOf(given, currency, '/credit_limit', 0)
}

export interface WindowsInput { windows: { no: number; name: string; payer: 'guest' | 'company'; account: FolioId | null }[]; routing: { category: LineCategory; window: number }[] }

/** Who posts charges may say who pays what. It holds for what is posted from now on; what stands is moved by hand. */
export function setWindows(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: WindowsInput, given?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'windows', permission: 'postCharges', once: given }, async (on) => {
    const windows: Window[] = input.windows.toSorted((a, b) => a.no - b.no)
    const numbers = new Set(windows.map((window) => window.no))
    const wrong = (pointer: string, detail: string) => problem('invalid-request', { detail: 'These windows cannot be used. Nothing was changed.', errors: [{ pointer, detail }] })
    if (numbers.size < windows.length) throw wrong('/windows', 'each number once')
    if (!numbers.has(1)) throw wrong('/windows', 'the first window stays')
    for (const [i, { account, payer }] of input.windows.entries()) {
      if (account === null) continue
      const known = await findFolio(on.tx, venue, account)
      if (known === undefined || known.kind !== 'city' || payer !== 'company') throw wrong(`/windows/${i}/account`, 'is not a company’s account of this venue')
    }
    for (const [i, { window }] of input.routing.entries()) if (!numbers.has(window)) throw wrong(`/routing/${i}/window`, 'is not one of the windows')
    for (const line of on.lines) if (!numbers.has(line.window)) throw problem('in-use', { detail: `Window ${line.window} has lines and stays. Move them first. Nothing was changed.` })
    await on.save({ ...on.folio, windows, routing: Object.fromEntries(input.routing.map((one) => [one.category, one.window])) as Folio['routing'] })
    await on.tell('folio.routed', { windows: windows.length })
  })
}

