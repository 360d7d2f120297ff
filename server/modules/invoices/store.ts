import type { BookingId, VenueId } from '#platform/id'
import { brokenConstraint, sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { DocumentId, IssuedDocument, Kind, Series } from './types.ts'

// ---- seller and series ------------------------------------------------------------------------------------------

export interface SellerRow { legal_name: string; street: string; postal_code: string; city: string; country: string; tax_number: string | null; registration: string | null; iban: string | null; footer: string; version: number }

export async function findSeller(reader: Reader, venue: VenueId): Promise<SellerRow | undefined> {
  return reader.maybe<SellerRow>(sql`select legal_name, street, postal_code, city, country, tax_number, registration, iban, footer, version from invoices.seller where venue_id = ${venue}`)
}

/** The new version, or undefined when another was there than the caller saw. */
export async function putSeller(tx: Tx, venue: VenueId, row: Omit<SellerRow, 'version'>, expected: number | undefined, now: Temporal.Instant): Promise<number | undefined> {
  const written = await tx.maybe<{ version: number }>(sql`
    insert into invoices.seller as s (venue_id, legal_name, street, postal_code, city, country, tax_number, registration, iban, footer, version, updated_at)
    values (${venue}, ${row.legal_name}, ${row.street}, ${row.postal_code}, ${row.city}, ${row.country}, ${row.tax_number}, ${row.registration}, ${row.iban}, ${row.footer}, 1, ${now})
    on conflict (venue_id) do update set legal_name = excluded.legal_name, street = excluded.street, postal_code = excluded.postal_code, city = excluded.city, country = excluded.country,
      tax_number = excluded.tax_number, registration = excluded.registration, iban = excluded.iban, footer = excluded.footer, version = s.version + 1, updated_at = excluded.updated_at
      where ${expected ?? null}::int is null or s.version = ${expected ?? null}::int
    returning version`)
  return written?.version
}

export function listSeries(reader: Reader, venue: VenueId): Promise<(Series & { last: string | null })[]> {
  return reader.rows(sql`
    select s.code, s.kind, s.prefix, (select d.number from invoices.document d where d.venue_id = s.venue_id and d.series = s.code order by d.year desc, d.sequence desc limit 1) as last
    from invoices.series s where s.venue_id = ${venue} order by s.created_at, s.code`)
}

export async function addSeries(tx: Tx, venue: VenueId, series: readonly Series[], now: Temporal.Instant): Promise<void> {
  for (const { code, kind, prefix } of series) {
    await tx.run(sql`insert into invoices.series (venue_id, code, kind, prefix, created_at) values (${venue}, ${code}, ${kind}, ${prefix}, ${now}) on conflict (venue_id, code) do nothing`)
  }
}

export async function setPrefix(tx: Tx, venue: VenueId, code: string, prefix: string): Promise<void> {
  await tx.run(sql`update invoices.series set prefix = ${prefix} where venue_id = ${venue} and code = ${code}`)
}

/** Whether another series once gave numbers that begin so: then they would come again. */
export async function prefixUsedByOther(reader: Reader, venue: VenueId, code: string, prefix: string): Promise<boolean> {
  return (await reader.maybe(sql`select 1 as used from invoices.document where venue_id = ${venue} and series <> ${code} and starts_with(number, ${`${prefix}-`}) limit 1`)) !== undefined
}

// ---- numbers and documents --------------------------------------------------------------------------------------

/**
 * Takes the next number and locks the series for the year until the transaction ends: who comes next waits, and takes the
 * same number if this one is rolled back. `on` is never before the date of the number before, so that dates follow numbers.
 */
export async function takeNumber(tx: Tx, venue: VenueId, series: string, year: number, on: PlainDate): Promise<{ sequence: number; on: PlainDate }> {
  return tx.one<{ sequence: number; on: PlainDate }>(sql`
    insert into invoices.counter as c (venue_id, series, year, last_number, last_on) values (${venue}, ${series}, ${year}, 1, ${on})
    on conflict (venue_id, series, year) do update set last_number = c.last_number + 1, last_on = greatest(c.last_on, excluded.last_on)
    returning last_number as sequence, last_on as on`)
}

const columns = sql.raw(`d.id, d.venue_id as venue, d.vendor_id as vendor, d.kind, d.series, d.year, d.sequence, d.number, d.issued_on as "issuedOn", d.issued_at as "issuedAt", d.folio_id as folio, d.folio_window as window,
  d.booking_id as booking, d.corrects, d.guest_id as guest, d.sealed, d.locale, d.currency, d.net, d.tax, d.gross, d.paid, d.content`)

export interface Request { key: string; digest: Buffer }

/** `document_request` broken means that the same request came twice at once. */
export async function insertDocument(tx: Tx, it: IssuedDocument, request: Request | null): Promise<void> {
  await tx.run(sql`
    insert into invoices.document (id, venue_id, vendor_id, kind, series, year, sequence, number, issued_on, issued_at, folio_id, folio_window, booking_id, corrects, guest_id, sealed, locale, currency,
      net, tax, gross, paid, content, request_key, request_digest)
    values (${it.id}, ${it.venue}, ${it.vendor}, ${it.kind}, ${it.series}, ${it.year}, ${it.sequence}, ${it.number}, ${it.issuedOn}, ${it.issuedAt}, ${it.folio}, ${it.window}, ${it.booking}, ${it.corrects}, ${it.guest}, ${it.sealed},
      ${it.locale}, ${it.currency}, ${it.net}, ${it.tax}, ${it.gross}, ${it.paid}, ${JSON.stringify(it.content)}, ${request?.key ?? null}, ${request?.digest ?? null})`)
}

export const documentedAlready = (error: unknown): boolean => brokenConstraint(error) === 'item_once'

export async function insertItems(tx: Tx, purpose: 'invoice' | 'receipt', items: readonly { item: string; line: number }[], document: DocumentId): Promise<void> {
  if (items.length > 0) await tx.run(sql`insert into invoices.item (purpose, item_id, document_id, line) select ${purpose}, item, ${document}, line from unnest(${items.map(({ item }) => item)}::text[], ${items.map(({ line }) => line)}::int[]) as given (item, line)`)
}

/** Which of these stand on a document already: item → document. */
export async function documentsOfItems(reader: Reader, purpose: 'invoice' | 'receipt', items: readonly string[]): Promise<Map<string, DocumentId>> {
  const rows = await reader.rows<{ item: string; document: DocumentId }>(sql`select item_id as item, document_id as document from invoices.item where purpose = ${purpose} and item_id = any(${items})`)
  return new Map(rows.map(({ item, document }) => [item, document]))
}

/** On which line of which document these stand: item → place. */
export async function linesOfItems(reader: Reader, items: readonly string[]): Promise<Map<string, { document: DocumentId; line: number }>> {
  const rows = await reader.rows<{ item: string; document: DocumentId; line: number }>(sql`select item_id as item, document_id as document, line from invoices.item where purpose = 'invoice' and item_id = any(${items})`)
  return new Map(rows.map(({ item, ...place }) => [item, place]))
}

/** What the invoices of a folio's window ask for in all, less what was credited: minor units. */
export async function invoicedOfWindow(reader: Reader, venue: VenueId, folio: string, window: number): Promise<number> {
  return (await reader.one<{ total: number }>(sql`select coalesce(sum(case kind when 'invoice' then gross else -gross end), 0)::bigint as total from invoices.document
    where folio_id = ${folio} and venue_id = ${venue} and folio_window = ${window} and kind in ('invoice', 'credit_note')`)).total
}

export async function findByRequest(reader: Reader, venue: VenueId, key: string): Promise<{ id: DocumentId; digest: Buffer } | undefined> {
  return reader.maybe(sql`select id, request_digest as digest from invoices.document where venue_id = ${venue} and request_key = ${key}`)
}

export async function findDocument(reader: Reader, id: DocumentId): Promise<IssuedDocument | undefined> {
  return reader.maybe<IssuedDocument>(sql`select ${columns} from invoices.document d where d.id = ${id}`)
}

export function creditNotesOf(reader: Reader, invoice: DocumentId): Promise<IssuedDocument[]> {
  return reader.rows<IssuedDocument>(sql`select ${columns} from invoices.document d where d.corrects = ${invoice} order by d.issued_at, d.id`)
}

export interface Filter { kind?: Kind | undefined; series?: string | undefined; from?: string | undefined; to?: string | undefined; number?: string | undefined; folio?: string | undefined; booking?: BookingId | undefined }

/** Newest first, after the cursor. */
export function listDocuments(reader: Reader, venue: VenueId, filter: Filter, after: { at: string; id: string } | null, limit: number): Promise<IssuedDocument[]> {
  const parts: Sql[] = [sql`d.venue_id = ${venue}`]
  if (filter.kind !== undefined) parts.push(sql`d.kind = ${filter.kind}`)
  if (filter.series !== undefined) parts.push(sql`d.series = ${filter.series}`)
  if (filter.from !== undefined) parts.push(sql`d.issued_on >= ${filter.from}`)
  if (filter.to !== undefined) parts.push(sql`d.issued_on <= ${filter.to}`)
  if (filter.number !== undefined) parts.push(sql`d.number = ${filter.number}`)
  if (filter.folio !== undefined) parts.push(sql`d.folio_id = ${filter.folio}`)
  if (filter.booking !== undefined) parts.push(sql`d.booking_id = ${filter.booking}`)
  if (after !== null) parts.push(sql`(d.issued_at, d.id) < (${after.at}::timestamptz, ${after.id})`)
  return reader.rows<IssuedDocument>(sql`select ${columns} from invoices.document d where ${sql.and(parts)} order by d.issued_at desc, d.id desc limit ${limit}`)
}

export function documentsOfBooking(reader: Reader, booking: BookingId): Promise<IssuedDocument[]> {
  return reader.rows<IssuedDocument>(sql`select ${columns} from invoices.document d where d.booking_id = ${booking} order by d.issued_at desc, d.id desc limit 100`)
}

// ---- what was credited ------------------------------------------------------------------------------------------

export async function openCredits(tx: Tx, invoice: DocumentId, whole: number, lines: readonly number[]): Promise<void> {
  await tx.run(sql`insert into invoices.credited (document_id, line, gross) select ${invoice}, (place - 1)::int, gross from unnest(${[whole, ...lines]}::bigint[]) with ordinality as given (gross, place)`)
}

/** Minor units credited, by line; 0 is the whole. `forCredit` locks them, so that two credits of one invoice take turns. */
export async function creditedOf(reader: Reader, invoice: DocumentId, forCredit = false): Promise<Map<number, number>> {
  const rows = await reader.rows<{ line: number; credited: number }>(sql`select line, credited from invoices.credited where document_id = ${invoice} order by line ${sql.raw(forCredit ? 'for update' : '')}`)
  return new Map(rows.map(({ line, credited }) => [line, credited]))
}

export async function creditedWhole(reader: Reader, invoices: readonly DocumentId[]): Promise<Map<DocumentId, number>> {
  if (invoices.length === 0) return new Map()
  const rows = await reader.rows<{ id: DocumentId; credited: number }>(sql`select document_id as id, credited from invoices.credited where document_id = any(${invoices}) and line = 0`)
  return new Map(rows.map(({ id, credited }) => [id, credited]))
}

export async function addCredits(tx: Tx, invoice: DocumentId, credits: readonly { line: number; gross: number }[]): Promise<void> {
  await tx.run(sql`update invoices.credited c set credited = c.credited + given.gross from unnest(${credits.map(({ line }) => line)}::int[], ${credits.map(({ gross }) => gross)}::bigint[]) as given (line, gross)
    where c.document_id = ${invoice} and c.line = given.line`)
}
