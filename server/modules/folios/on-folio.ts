import type { Actor } from '#http/actor'
import type { Posting } from '#module/ledger'
import { fromWire } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import type { WireMoney } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { FoliosDeps } from './deps.ts'
import { once } from './once.ts'
import { findFolio, linesOf, lockFolio, saveFolio } from './store.ts'
import type { Folio, FolioId, FolioLine, Once } from './types.ts'
import { requireStaff, type Permission } from './who-may.ts'
import { postingOf, writeLines, type Entry } from './write-lines.ts'

export const noFolio = () => problem('not-found', { detail: 'There is no such folio at this venue.' })
export const folioClosed = () => problem('folio-closed', { detail: 'This folio is closed. Nothing was posted; open it again first.' })

/** A folio that is locked, with its lines, and what is needed to post to it. */
export interface FolioWork {
  deps: FoliosDeps; tx: Tx; actor: Actor; layout: VenueLayout; to: Posting; now: Temporal.Instant
  /** The business date that is open. */
  today: PlainDate
  folio: Folio; lines: readonly FolioLine[]
  post(entries: readonly Entry[]): Promise<void>
  save(folio: Folio): Promise<void>
  tell(type: FolioEvent, facts?: Record<string, string | number | boolean | null>): Promise<void>
}
export type FolioEvent = 'folio.opened' | 'folio.charged' | 'folio.paid' | 'folio.refunded' | 'folio.corrected' | 'folio.split' | 'folio.moved' | 'folio.settled' | 'folio.closed' | 'folio.reopened' | 'folio.routed' | 'folio.changed'

/** Works on one folio: permission, transaction, the caller's key, the lock. Answers the folio's id. A closed folio is refused unless `evenClosed`. */
export async function onFolio(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, as: { operation: string; permission: Permission; once?: Once | undefined; evenClosed?: boolean }, work: (on: FolioWork) => Promise<void>): Promise<FolioId> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, as.permission)
  if (await findFolio(deps.db, venue, id) === undefined) throw noFolio()
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    return once(tx, actor, venue, `${as.operation} ${id}`, as.once, now, async () => {
      const on = await workOn(deps, tx, actor, layout, id, now)
      if (on.folio.status === 'closed' && as.evenClosed !== true) throw folioClosed()
      await work(on)
      return id
    })
  })
}

/** The lock and what goes with it, inside a transaction of the caller. */
export async function workOn(deps: FoliosDeps, tx: Tx, actor: Actor, layout: VenueLayout, id: FolioId, now: Temporal.Instant): Promise<FolioWork> {
  const folio = await lockFolio(tx, layout.id, id)
  if (folio === undefined) throw noFolio()
  const to = postingOf(layout, actor, now)
  return {
    deps, tx, actor, layout, to, now, folio, lines: await linesOf(tx, layout.id, [id]), today: (await deps.ledger.bookOf(tx, layout.id))?.businessDate ?? to.opens,
    post: async (entries) => { await writeLines(deps.ledger, tx, to, entries) },
    save: (next) => saveFolio(tx, next),
    tell: async (type, facts = {}) => { await emit(tx, { venue: layout.id, type, subject: id, actor, at: now, facts: { booking: folio.booking, kind: folio.kind, ...facts } }) },
  }
}

/** An amount above zero, in the venue's currency, as a caller sent it. */
export function amountOf(given: WireMoney, currency: string, pointer: string, least = 1): number {
  const value = fromWire(given, currency)
  const wrong = 'detail' in value ? value.detail : value.amount < least ? (least > 0 ? 'must be more than nothing' : 'must not be below nothing') : value.amount > largest ? 'is more than can be booked' : undefined
  if (wrong !== undefined) throw problem('invalid-request', { detail: 'This amount cannot be posted. Nothing was changed.', errors: [{ pointer, detail: wrong }] })
  return (value as { amount: number }).amount
}
/** Ten thousand million in a currency of cents. */
const largest = 1e12 - 1

export function windowOf(folio: Folio, no: number, pointer = '/window'): number {
  if (!folio.windows.some((window) => window.no === no)) throw problem('invalid-request', { detail: 'The folio has no such window. Nothing was changed.', errors: [{ pointer, detail: 'is not a window of this folio' }] })
  return no
}
