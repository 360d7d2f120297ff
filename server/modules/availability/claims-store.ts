import type { ReservationId, RoomId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { HeldAs, RoomClaim } from './types.ts'

interface StoredClaim { unit_id: RoomId; holder_id: string; held_as: HeldAs; first_day: PlainDate; end_day: PlainDate; span_from: number | null; span_to: number | null; starts: Temporal.Instant | null; ends: Temporal.Instant | null }
const columns = sql.raw('unit_id, holder_id, held_as, first_day, end_day, span_from, span_to, case when span_from is not null then lower(during) end as starts, case when span_from is not null then upper(during) end as ends')
const claimOf = (row: StoredClaim): RoomClaim => ({ unit: row.unit_id, holder: row.holder_id, heldAs: row.held_as, firstDay: row.first_day, endDay: row.end_day, dayUse: row.span_from === null ? null : { from: row.span_from, to: row.span_to!, starts: row.starts!, ends: row.ends! } })

export interface TimedClaim extends RoomClaim { from: Temporal.Instant; until: Temporal.Instant; reason?: string | null }

/** Claims on some rooms (null: on all) that touch `[from, to)`. */
export async function readClaims(reader: Reader, venue: VenueId, rooms: RoomId[] | null, from: PlainDate, to: PlainDate | null): Promise<RoomClaim[]> {
  return (await reader.rows<StoredClaim>(sql`
    select ${columns} from availability.claim where venue_id = ${venue} and (${rooms}::text[] is null or unit_id = any(${rooms}::text[]))
      and end_day > ${from} and (${to}::date is null or first_day < ${to}::date) order by first_day, unit_id`)).map(claimOf)
}
/** Of many hotels: which rooms are promised, occupied, out of order or leased on some of the nights `[from, to)`. */
export async function readNailed(reader: Reader, venues: readonly VenueId[], from: PlainDate, to: PlainDate): Promise<{ venue: VenueId; room: RoomId; firstDay: PlainDate; endDay: PlainDate }[]> {
  return reader.rows(sql`
    select venue_id as venue, unit_id as room, first_day as "firstDay", end_day as "endDay" from availability.claim
    where venue_id = any(${venues}::text[]) and end_day > ${from} and first_day < ${to} and held_as <> 'soft'`)
}
export async function readClaimsOf(reader: Reader, venue: VenueId, holders: string[]): Promise<RoomClaim[]> {
  return (await reader.rows<StoredClaim>(sql`select ${columns} from availability.claim where venue_id = ${venue} and holder_id = any(${holders}::text[]) order by holder_id, unit_id`)).map(claimOf)
}
export async function deleteClaimsOf(tx: Tx, venue: VenueId, holders: string[]): Promise<RoomClaim[]> {
  return (await tx.rows<StoredClaim>(sql`delete from availability.claim where venue_id = ${venue} and holder_id = any(${holders}::text[]) returning ${columns}`)).map(claimOf)
}
/** In one statement, so that rooms may change places: the constraint is asked at its end. */
export async function insertClaims(tx: Tx, venue: VenueId, claims: TimedClaim[]): Promise<void> {
  if (claims.length === 0) return
  await tx.run(sql`
    insert into availability.claim (venue_id, unit_id, during, held_as, holder_id, first_day, end_day, reason, span_from, span_to)
    select ${venue}, n.unit_id, tstzrange(n.lower, n.upper), n.held_as, n.holder_id, n.first_day, n.end_day, n.reason, n.span_from, n.span_to
    from unnest(${claims.map((c) => c.unit)}::text[], ${claims.map((c) => c.from)}::timestamptz[], ${claims.map((c) => c.until)}::timestamptz[], ${claims.map((c) => c.heldAs)}::text[],
      ${claims.map((c) => c.holder)}::text[], ${claims.map((c) => c.firstDay)}::date[], ${claims.map((c) => c.endDay)}::date[], ${claims.map((c) => c.reason ?? null)}::text[],
      ${claims.map((c) => c.dayUse?.from ?? null)}::double precision[], ${claims.map((c) => c.dayUse?.to ?? null)}::double precision[])
      n (unit_id, lower, upper, held_as, holder_id, first_day, end_day, reason, span_from, span_to)`)
}
export interface OverbookedCase { id: string; grp: string; nights: PlainDate[]; cause: 'override' | 'capacity_cut' | 'out_of_order'; holder: ReservationId | null; reason: string | null; createdAt: Temporal.Instant; solvedAt: Temporal.Instant | null; solution: string | null }
const caseColumns = sql.raw('id::text as id, grp, nights, cause, holder_id as holder, reason, created_at as "createdAt", solved_at as "solvedAt", solution')
/** Newest first, before an id. */
export async function readOverbooked(reader: Reader, venue: VenueId, filter: { solved: boolean; before: string | null; limit: number }): Promise<OverbookedCase[]> {
  return reader.rows<OverbookedCase>(sql`
    select ${caseColumns} from availability.overbooked o where venue_id = ${venue} and (solved_at is not null) = ${filter.solved} and (${filter.before}::bigint is null or o.id < ${filter.before}::bigint) order by o.id desc limit ${filter.limit}`)
}
/** Undefined: there is none, or it is solved already. */
export async function solveOverbooked(tx: Tx, venue: VenueId, id: string, solution: string, at: Temporal.Instant): Promise<OverbookedCase | undefined> {
  return tx.maybe<OverbookedCase>(sql`update availability.overbooked set solved_at = ${at}, solution = ${solution} where venue_id = ${venue} and id = ${id}::bigint and solved_at is null returning ${caseColumns}`)
}
export async function findOverbooked(reader: Reader, venue: VenueId, id: string): Promise<OverbookedCase | undefined> {
  return reader.maybe<OverbookedCase>(sql`select ${caseColumns} from availability.overbooked where venue_id = ${venue} and id = ${id}::bigint`)
}
export async function insertOverbooked(tx: Tx, venue: VenueId, cases: { grp: string; nights: PlainDate[]; cause: 'override' | 'capacity_cut' | 'out_of_order'; holder: string | null; reason: string | null }[], at: Temporal.Instant): Promise<void> {
  for (const one of cases) {
    await tx.run(sql`
      insert into availability.overbooked (venue_id, grp, nights, cause, holder_id, reason, created_at)
      values (${venue}, ${one.grp}, ${one.nights}::date[], ${one.cause}, ${one.holder}, ${one.reason}, ${at})`)
  }
}
