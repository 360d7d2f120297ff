import type { BookingId, VenueId } from '#platform/id'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Folio, FolioId, FolioKind, FolioLine, FolioLineId } from './types.ts'

const folioColumns = sql.raw(`venue_id as venue, id, kind, status, version, booking_id as booking, name, windows, routing, currency, covers, minimum_spend as "minimumSpend", credit_limit as "creditLimit",
  posted_through as "postedThrough", opened_at as "openedAt", closed_at as "closedAt"`)

interface LineRow extends Omit<FolioLine, 'pair'> { pair_venue: VenueId | null; pair_line: FolioLineId | null }
const lineColumns = sql.raw(`id, no, folio_id as folio, win as window, kind, category, description, service_date as date, business_date as "businessDate", at, quantity, amount, net, taxes, tip, method,
  reservation_id as reservation, shift_id as shift, account, journal, voids, voided_by as "voidedBy", reason, invoice, pair_venue, pair_line`)
const fromRow = ({ pair_venue, pair_line, ...line }: LineRow): FolioLine => ({ ...line, pair: pair_venue === null || pair_line === null ? null : { venue: pair_venue, line: pair_line } })

export function findFolio(reader: Reader, venue: VenueId, id: FolioId): Promise<Folio | undefined> {
  return reader.maybe<Folio>(sql`select ${folioColumns} from folios.folio where venue_id = ${venue} and id = ${id}`)
}
/** One at a time works on a folio: what comes meanwhile waits here. */
export function lockFolio(tx: Tx, venue: VenueId, id: FolioId): Promise<Folio | undefined> {
  return tx.maybe<Folio>(sql`select ${folioColumns} from folios.folio where venue_id = ${venue} and id = ${id} for no key update`)
}
export function foliosOfBookings(reader: Reader, venue: VenueId, bookings: readonly BookingId[]): Promise<Folio[]> {
  return reader.rows<Folio>(sql`select ${folioColumns} from folios.folio where venue_id = ${venue} and booking_id = any(${bookings}::text[])`)
}
/** In the order of ids, as everybody locks them. */
export function lockFoliosOfBookings(tx: Tx, venue: VenueId, bookings: readonly BookingId[]): Promise<Folio[]> {
  return tx.rows<Folio>(sql`select ${folioColumns} from folios.folio where venue_id = ${venue} and booking_id = any(${bookings}::text[]) order by id for no key update`)
}

/** Opens folios, however many; one that its booking has already is left as it is. */
export async function insertFolios(tx: Tx, folios: readonly Folio[]): Promise<void> {
  if (folios.length === 0) return
  const rows = folios.map((f) => ({ venue_id: f.venue, id: f.id, kind: f.kind, status: f.status, version: f.version, booking_id: f.booking, name: f.name, windows: f.windows, routing: f.routing, currency: f.currency, covers: f.covers, minimum_spend: f.minimumSpend, credit_limit: f.creditLimit, posted_through: f.postedThrough, opened_at: f.openedAt, closed_at: f.closedAt }))
  await tx.run(sql`insert into folios.folio select * from jsonb_populate_recordset(null::folios.folio, ${JSON.stringify(rows)}::jsonb) on conflict do nothing`)
}

/** What may change of a folio, under its lock. */
export async function saveFolio(tx: Tx, f: Folio): Promise<void> {
  await tx.run(sql`update folios.folio set status = ${f.status}, version = version + 1, name = ${f.name}, windows = ${JSON.stringify(f.windows)}::jsonb, routing = ${f.routing}, covers = ${f.covers},
    minimum_spend = ${f.minimumSpend}, credit_limit = ${f.creditLimit}, posted_through = ${f.postedThrough}, closed_at = ${f.closedAt} where venue_id = ${f.venue} and id = ${f.id}`)
}
export async function markPosted(tx: Tx, venue: VenueId, folios: readonly FolioId[], through: PlainDate): Promise<void> {
  await tx.run(sql`update folios.folio set posted_through = ${through}, version = version + 1 where venue_id = ${venue} and id = any(${folios}::text[]) and (posted_through is null or posted_through < ${through})`)
}

export interface FolioQuery { kinds?: readonly FolioKind[] | undefined; status?: 'open' | 'closed' | undefined; bookings?: readonly BookingId[] | undefined; ids?: readonly FolioId[] | undefined; after?: FolioId | undefined; limit: number }
export function listFolios(reader: Reader, venue: VenueId, query: FolioQuery): Promise<Folio[]> {
  const conditions: Sql[] = [sql`venue_id = ${venue}`]
  if (query.kinds !== undefined) conditions.push(sql`kind = any(${query.kinds}::text[])`)
  if (query.status !== undefined) conditions.push(sql`status = ${query.status}`)
  if (query.bookings !== undefined) conditions.push(sql`booking_id = any(${query.bookings}::text[])`)
  if (query.ids !== undefined) conditions.push(sql`id = any(${query.ids}::text[])`)
  if (query.after !== undefined) conditions.push(sql`(opened_at, id) > (select opened_at, id from folios.folio where venue_id = ${venue} and id = ${query.after})`)
  return reader.rows<Folio>(sql`select ${folioColumns} from folios.folio where ${sql.and(conditions)} order by opened_at, id limit ${query.limit}`)
}

// ---- lines -----------------------------------------------------------------------------------------------------

export async function linesOf(reader: Reader, venue: VenueId, folios: readonly FolioId[]): Promise<FolioLine[]> {
  return (await reader.rows<LineRow>(sql`select ${lineColumns} from folios.line where venue_id = ${venue} and folio_id = any(${folios}::text[]) order by no`)).map(fromRow)
}
export async function linesById(reader: Reader, venue: VenueId, ids: readonly FolioLineId[]): Promise<FolioLine[]> {
  return (await reader.rows<LineRow>(sql`select ${lineColumns} from folios.line where venue_id = ${venue} and id = any(${ids}::text[]) order by no`)).map(fromRow)
}
export async function linesOfJournal(reader: Reader, venue: VenueId, journal: number): Promise<FolioLine[]> {
  return (await reader.rows<LineRow>(sql`select ${lineColumns} from folios.line where venue_id = ${venue} and journal = ${journal} order by no`)).map(fromRow)
}

export interface LineRowIn {
  venue_id: VenueId; id: FolioLineId; folio_id: FolioId; win: number; kind: string; category: string | null; description: string; service_date: PlainDate; business_date: PlainDate; at: Temporal.Instant
  quantity: number; amount: number; net: number; taxes: unknown; tip: number; method: string | null; reservation_id: string | null; account: string; journal: number; key: string
  voids: string | null; reason: string | null; actor: string; shift_id: string | null; pair_venue: string | null; pair_line: string | null
}
/** Writes lines, however many, and notes on those that they take back that they were. */
export async function insertLines(tx: Tx, rows: readonly LineRowIn[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    insert into folios.line (venue_id, id, folio_id, win, kind, category, description, service_date, business_date, at, quantity, amount, net, taxes, tip, method, reservation_id, account, journal, key, voids, reason, actor, shift_id, pair_venue, pair_line)
    select venue_id, id, folio_id, win, kind, category, description, service_date, business_date, at, quantity, amount, net, taxes, tip, method, reservation_id, account, journal, key, voids, reason, actor, shift_id, pair_venue, pair_line
    from jsonb_populate_recordset(null::folios.line, ${JSON.stringify(rows)}::jsonb) with ordinality as given order by ordinality`)
  const taken = rows.filter((row) => row.voids !== null)
  if (taken.length > 0) await tx.run(sql`update folios.line l set voided_by = g.id from jsonb_to_recordset(${JSON.stringify(taken.map(({ id, voids, venue_id }) => ({ id, voids, venue_id })))}::jsonb) as g (id text, voids text, venue_id text) where l.venue_id = g.venue_id and l.id = g.voids`)
}

export async function noteInvoice(tx: Tx, venue: VenueId, lines: readonly FolioLineId[], invoice: string): Promise<number> {
  return tx.run(sql`update folios.line set invoice = ${invoice} where venue_id = ${venue} and id = any(${lines}::text[]) and (invoice is null or invoice = ${invoice})`)
}

/** Balances of folios by window, from their lines. */
export function balancesOfFolios(reader: Reader, venue: VenueId, folios: readonly FolioId[]): Promise<{ folio: FolioId; window: number; balance: number; charged: number }[]> {
  return reader.rows(sql`select folio_id as folio, win as window, sum(amount)::bigint as balance, coalesce(sum(amount) filter (where kind = 'charge'), 0)::bigint as charged from folios.line where venue_id = ${venue} and folio_id = any(${folios}::text[]) group by 1, 2 order by 1, 2`)
}

/** For the reconciler: every folio's balance by its lines. */
export function allBalances(reader: Reader, venue: VenueId): Promise<{ folio: FolioId; kind: FolioKind; window: number; balance: number }[]> {
  return reader.rows(sql`select f.id as folio, f.kind, l.win as window, sum(l.amount)::bigint as balance from folios.folio f join folios.line l on l.venue_id = f.venue_id and l.folio_id = f.id where f.venue_id = ${venue} group by 1, 2, 3`)
}
/** Charges by day and account, as the folios have them: what the books must agree with. */
export function revenueOfLines(reader: Reader, venue: VenueId): Promise<{ day: PlainDate; account: string; net: number }[]> {
  return reader.rows(sql`select business_date as day, account, sum(net)::bigint as net from folios.line where venue_id = ${venue} and kind = 'charge' and account <> 'due' group by 1, 2`)
}
/** Folios that are closed and whose windows do not come to nothing. */
export function closedWithBalance(reader: Reader, venue: VenueId): Promise<{ folio: FolioId; window: number; balance: number }[]> {
  return reader.rows(sql`select f.id as folio, l.win as window, sum(l.amount)::bigint as balance from folios.folio f join folios.line l on l.venue_id = f.venue_id and l.folio_id = f.id where f.venue_id = ${venue} and f.status = 'closed' and f.kind in ('stay', 'table') group by 1, 2 having sum(l.amount) <> 0`)
}

// ---- keys of callers ---------------------------------------------------------------------------------------------

export async function beginOnce(tx: Tx, row: { venue: VenueId; caller: string; key: Buffer; request: Buffer; now: Temporal.Instant }): Promise<{ isNew: true } | { isNew: false; same: boolean; made: string | null }> {
  const mine = await tx.run(sql`
    insert into folios.once as known (venue_id, caller, key_hash, request_hash, created_at) values (${row.venue}, ${row.caller}, ${row.key}, ${row.request}, ${row.now})
    on conflict (venue_id, caller, key_hash) do update set request_hash = excluded.request_hash, made = null, created_at = excluded.created_at where known.created_at < ${row.now.subtract({ hours: 48 })}`)
  if (mine === 1) return { isNew: true }
  const known = await tx.one<{ request_hash: Buffer; made: string | null }>(sql`select request_hash, made from folios.once where venue_id = ${row.venue} and caller = ${row.caller} and key_hash = ${row.key}`)
  return { isNew: false, same: known.request_hash.equals(row.request), made: known.made }
}
export async function finishOnce(tx: Tx, row: { venue: VenueId; caller: string; key: Buffer }, made: string): Promise<void> {
  await tx.run(sql`update folios.once set made = ${made} where venue_id = ${row.venue} and caller = ${row.caller} and key_hash = ${row.key}`)
}
export async function forgetOldKeys(tx: Tx, before: Temporal.Instant): Promise<number> {
  return tx.run(sql`delete from folios.once where created_at < ${before}`)
}
