import { freeze, thaw, type Frozen } from '#module/pricing'
import type { QuoteId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Quote, SittingTerms, StayTerms, Terms } from './terms.ts'

/** As JSON keeps them: instants are text. */
type StoredTerms = { stay: StayTerms; sitting?: undefined } | { sitting: Omit<SittingTerms, 'at' | 'ends'> & { at: string; ends: string } }
interface Row { id: QuoteId; venue: VenueId; terms: StoredTerms; price: Frozen; arrivalAt: Temporal.Instant; createdAt: Temporal.Instant; expiresAt: Temporal.Instant; requestHash: string | null }

/** Writes many in one statement; false for one whose id is there: the same idempotency key came before. */
export async function insertQuotes(tx: Tx, all: readonly { quote: Quote; requestHash: string | null }[]): Promise<boolean[]> {
  const column = <T>(pick: (one: (typeof all)[number]) => T): T[] => all.map(pick)
  const rows = await tx.rows<{ id: QuoteId }>(sql`
    insert into quoting.quote (id, venue_id, terms, price, arrival_at, created_at, expires_at, request_hash)
    select id, venue_id, terms::jsonb, price::jsonb, arrival_at, created_at, expires_at, request_hash
    from unnest(${column(({ quote }) => quote.id)}::text[], ${column(({ quote }) => quote.venue)}::text[], ${column(({ quote }) => JSON.stringify(quote.terms))}::text[], ${column(({ quote }) => JSON.stringify(freeze(quote.price)))}::text[],
      ${column(({ quote }) => quote.arrivalAt)}::timestamptz[], ${column(({ quote }) => quote.createdAt)}::timestamptz[], ${column(({ quote }) => quote.expiresAt)}::timestamptz[], ${column(({ requestHash }) => requestHash)}::text[])
      g (id, venue_id, terms, price, arrival_at, created_at, expires_at, request_hash)
    on conflict (id) do nothing returning id`)
  const inserted = new Set(rows.map(({ id }) => id))
  // Of two with one id in one statement the first was inserted.
  return all.map(({ quote }) => inserted.delete(quote.id))
}

export type StoredQuote = Quote & { requestHash: string | null }

export async function findQuote(reader: Reader, id: QuoteId): Promise<StoredQuote | undefined> {
  return (await findQuotes(reader, [id]))[0]
}

export async function findQuotes(reader: Reader, ids: readonly QuoteId[]): Promise<StoredQuote[]> {
  const rows = await reader.rows<Row>(sql`
    select id, venue_id as venue, terms, price, arrival_at as "arrivalAt", created_at as "createdAt", expires_at as "expiresAt", request_hash as "requestHash"
    from quoting.quote where id = any(${ids}::text[])`)
  return rows.map((row) => {
    const terms = termsOf(row.terms)
    return { ...row, terms, price: thaw(row.price, terms.stay?.arrival ?? terms.sitting!.businessDate) }
  })
}

function termsOf(stored: StoredTerms): Terms {
  if (stored.sitting === undefined) return { stay: stored.stay }
  return { sitting: { ...stored.sitting, at: Temporal.Instant.from(stored.sitting.at), ends: Temporal.Instant.from(stored.sitting.ends) } }
}

export async function deleteExpired(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  return tx.run(sql`delete from quoting.quote where id in (select id from quoting.quote where expires_at < ${before} order by expires_at limit ${limit} for update skip locked)`)
}
