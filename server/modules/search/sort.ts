import { createHash } from 'node:crypto'
import { fold } from '#platform/fold'
import { exponentOf, type Money } from '#platform/money'
import { problem } from '#platform/problem'
import type { Found } from './price-venues.ts'
import type { SearchQuery, Sort } from './query.ts'

/**
 * Units of a currency for one euro, roughly as of autumn 2026. For putting prices of several currencies in an order,
 * never for a price: what is shown and charged is the venue's own.
 */
const perEuro: Record<string, number> = {
  EUR: 1, USD: 1.1, GBP: 0.86, CHF: 0.95, JPY: 165, MAD: 10.7, CNY: 7.9, INR: 97, AUD: 1.7, CAD: 1.52, AED: 4, SAR: 4.1, KWD: 0.34, BHD: 0.41, JOD: 0.78, TND: 3.4, THB: 37, KRW: 1_560,
  SGD: 1.45, HKD: 8.6, MXN: 21, BRL: 6.2, PEN: 4.1, CLP: 1_030, ISK: 150, NOK: 11.7, SEK: 11.3, DKK: 7.46, PLN: 4.3, CZK: 25, HUF: 400, RON: 5, TRY: 45, EGP: 53, ZAR: 20, VND: 28_000, IDR: 18_000,
}
const comparable = (price: Money | null): number => (price === null ? Number.MAX_SAFE_INTEGER : price.amount / 10 ** exponentOf(price.currency) / (perEuro[price.currency] ?? 1))

/** Ascending; ties by id, so that pages never overlap. */
type Key = readonly [number | string, string]

function keyOf(sort: Sort, found: Found, medianOf: ReadonlyMap<string, number>): Key {
  const { venue } = found
  switch (sort) {
    case 'price': return [comparable(found.price), venue.id]
    case 'distance': return [found.distance ?? Number.MAX_SAFE_INTEGER, venue.id]
    case 'rating': return [-(venue.rating ?? -1), venue.id]
    case 'name': return [fold(venue.name), venue.id]
    case 'best': return [-score(found, medianOf.get(venue.kind)), venue.id]
  }
}

/** What guests thought of it (few opinions count less), what it costs beside the others, how far it is. Rounded, so that a change elsewhere does not shake the order. */
function score({ venue, price, distance }: Found, median: number | undefined): number {
  const opinion = ((venue.rating ?? 7.5) * venue.ratingCount + 7.5 * 20) / (venue.ratingCount + 20)
  const dear = price === null || price.amount === 0 || median === undefined ? 0 : Math.log2(comparable(price) / median)
  return Math.round((opinion - 0.6 * dear - (distance ?? 0) / 5_000) * 100) / 100
}

function medians(found: readonly Found[]): Map<string, number> {
  return new Map([...Map.groupBy(found, ({ venue }) => venue.kind)].flatMap(([kind, of]) => {
    const prices = of.flatMap(({ price }) => (price === null || price.amount === 0 ? [] : [comparable(price)])).sort((a, b) => a - b)
    return prices.length === 0 ? [] : [[kind, prices[prices.length >> 1]!] as const]
  }))
}

/** The page after `query.cursor`, and the cursor of the next one. A cursor names the last venue by its key, so what is booked or published meanwhile does not shift the pages. */
export function pageOf(found: readonly Found[], query: SearchQuery): { page: Found[]; nextCursor: string | null } {
  const medianOf = medians(found)
  const less = (a: Key, b: Key) => (a[0] === b[0] ? a[1] < b[1] : a[0] < b[0])
  const sorted = found.map((one) => ({ one, key: keyOf(query.sort, one, medianOf) })).sort((a, b) => (less(a.key, b.key) ? -1 : less(b.key, a.key) ? 1 : 0))
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query)
  const rest = after === undefined ? sorted : sorted.filter(({ key }) => less(after, key))
  const page = rest.slice(0, query.limit)
  return { page: page.map(({ one }) => one), nextCursor: rest.length > page.length ? writeCursor(page.at(-1)!.key, query) : null }
}

/** What must be the same for a cursor to go on: all but the cursor and the size of the page. */
function fingerprint({ cursor: _cursor, limit: _limit, ...rest }: SearchQuery): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 12)
}

function writeCursor(key: Key, query: SearchQuery): string {
  return Buffer.from(JSON.stringify([fingerprint(query), ...key])).toString('base64url')
}

function readCursor(cursor: string, query: SearchQuery): Key {
  const refused = problem('invalid-request', { detail: 'The cursor is not one of this search: begin at the first page.', errors: [{ pointer: '/cursor', detail: 'is not one of this search' }] })
  let read: unknown
  try { read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) } catch { throw refused }
  if (!Array.isArray(read) || read.length !== 3 || read[0] !== fingerprint(query) || typeof read[2] !== 'string' || !['number', 'string'].includes(typeof read[1])) throw refused
  return [read[1] as number | string, read[2]]
}
