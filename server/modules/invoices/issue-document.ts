import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { createHash } from 'node:crypto'
import { newId, routeOf, type BookingId, type GuestId } from '#platform/id'
import type { Currency } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { businessDateAt, type PlainDate } from '#platform/time'
import type { InvoicesDeps } from './deps.ts'
import { languageOf } from './words.ts'
import { firstSeries, numberText, totalsOf } from './rules.ts'
import * as store from './store.ts'
import type { Buyer, Content, DocumentId, IssuedDocument, Kind, Series } from './types.ts'

/** A document before it has its number. */
export interface Draft {
  kind: Kind
  series: string | undefined
  currency: Currency
  content: Content
  buyer: Buyer | null
  guest: GuestId | null
  locale: string
  booking: BookingId | null
  folio: string | null
  window: number | null
  corrects: DocumentId | null
  /** What is documented by it, once: ids of charges or payments. */
  items: readonly { item: string; line: number }[]
}

/** The `Idempotency-Key` of the caller and what was asked. */
export interface Once { key: string | null; request: unknown }

/**
 * Gives the document its number and writes it, in the caller's transaction. The number comes last, so that the series is
 * locked for the shortest time; whoever waits for it gets the next, or the same if this transaction is rolled back.
 */
export async function issueDocument(deps: InvoicesDeps, tx: Tx, actor: Actor, layout: VenueLayout, draft: Draft, once: Once | null): Promise<IssuedDocument> {
  const now = deps.clock.now()
  const series = await seriesFor(tx, layout, draft.kind, draft.series, now)
  const sealed = draft.buyer === null || draft.guest === null ? null : await deps.guests.sealFor(tx, draft.guest, JSON.stringify(draft.buyer))
  const totals = draft.kind === 'receipt' ? receiptTotals(draft) : totalsOf(draft.content.lines, draft.content.payments)
  const today = issuedOn(layout, now)
  const year = Number(today.slice(0, 4))
  const id: DocumentId = newId('inv', now.epochMilliseconds, routeOf(layout.id))
  const { sequence, on } = await store.takeNumber(tx, layout.id, series.code, year, today)
  const document: IssuedDocument = {
    id, venue: layout.id, vendor: layout.vendor, kind: draft.kind, series: series.code, year, sequence, number: numberText(series.prefix, year, sequence), issuedOn: on, issuedAt: now,
    folio: draft.folio, window: draft.window, booking: draft.booking, corrects: draft.corrects, guest: draft.guest, sealed, locale: languageOf(draft.locale), currency: draft.currency, ...totals, content: draft.content,
  }
  await store.insertDocument(tx, document, requestOf(once))
  if (draft.kind !== 'credit_note') await store.insertItems(tx, draft.kind, draft.items, id)
  if (draft.kind === 'invoice') await store.openCredits(tx, id, totals.gross, draft.content.lines.map((line) => line.gross))
  await emit(tx, {
    venue: layout.id, type: `${draft.kind}.issued`, subject: id, actor, at: now,
    facts: { booking: draft.booking, folio: draft.folio, window: draft.window, series: series.code, year, sequence, issued_on: on, currency: draft.currency, net: totals.net, tax: totals.tax, gross: totals.gross, corrects: draft.corrects },
  })
  return document
}

function receiptTotals(draft: Draft): { net: number; tax: number; gross: number; paid: number } {
  const { paid } = totalsOf([], draft.content.payments)
  return { net: paid, tax: 0, gross: paid, paid }
}

async function seriesFor(tx: Tx, layout: VenueLayout, kind: Kind, code: string | undefined, now: Temporal.Instant): Promise<Series> {
  let known = await store.listSeries(tx, layout.id)
  if (known.length === 0) {
    await store.addSeries(tx, layout.id, firstSeries, now)
    known = await store.listSeries(tx, layout.id)
  }
  const found = known.find((series) => series.kind === kind && series.code === (code ?? kind))
  if (found !== undefined) return found
  const usable = known.filter((series) => series.kind === kind).map((series) => series.code).join(', ')
  throw problem('invalid-request', { detail: `There is no such series here. Nothing was issued; take one of: ${usable}.`, errors: [{ pointer: '/series', detail: `one of: ${usable}` }] })
}

const requestOf = (once: Once | null): store.Request | null => (once === null || once.key === null ? null : { key: once.key, digest: digestOf(once.request) })
const digestOf = (request: unknown): Buffer => createHash('sha256').update(JSON.stringify(request)).digest()

/** Does it once for one key: the second call with the same body answers the first one's document, one with another body is refused. */
export async function onceFor(deps: InvoicesDeps, layout: VenueLayout, once: Once, work: () => Promise<DocumentId>): Promise<DocumentId> {
  const before = await earlier(deps.db, layout, once)
  if (before !== undefined) return before
  try {
    return await work()
  } catch (error) {
    // Whoever asked at the same moment with the same key was first: both get that document.
    const winner = once.key === null ? undefined : await earlier(deps.db, layout, once)
    if (winner !== undefined) return winner
    throw error
  }
}

async function earlier(reader: Reader, layout: VenueLayout, once: Once): Promise<DocumentId | undefined> {
  if (once.key === null) return undefined
  const found = await store.findByRequest(reader, layout.id, once.key)
  if (found !== undefined && !found.digest.equals(digestOf(once.request))) throw problem('key-reused', { detail: 'This Idempotency-Key came with another request before. Nothing was issued.' })
  return found?.id
}

export function issuedOn(layout: VenueLayout, now: Temporal.Instant): PlainDate {
  return businessDateAt(now, layout.timeZone, layout.dayEnds)
}
