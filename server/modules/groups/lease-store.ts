import type { VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Lease, LeaseId } from './leases.ts'

const columns = sql.raw('venue_id as venue, id, vendor_id as vendor, desk, kind, status, units, from_day as "from", to_day as "to", until_at as until, created_at as "createdAt", created_by as "createdBy", ended_at as "endedAt"')

/** False when there is one with this id: the same key came before. */
export async function insertLease(tx: Tx, l: Lease, requestHash: string | null): Promise<boolean> {
  return await tx.run(sql`
    insert into groups.lease (venue_id, id, vendor_id, desk, kind, status, units, from_day, to_day, until_at, created_at, created_by, request_hash)
    values (${l.venue}, ${l.id}, ${l.vendor}, ${l.desk}, ${l.kind}, ${l.status}, ${l.units}::text[], ${l.from}, ${l.to}, ${l.until}, ${l.createdAt}, ${l.createdBy}, ${requestHash})
    on conflict (venue_id, id) do nothing`) === 1
}
export async function findLease(reader: Reader, venue: VenueId, id: LeaseId): Promise<(Lease & { requestHash: string | null }) | undefined> {
  return reader.maybe(sql`select ${columns}, request_hash as "requestHash" from groups.lease where venue_id = ${venue} and id = ${id}`)
}
export async function lockLease(tx: Tx, venue: VenueId, id: LeaseId): Promise<Lease | undefined> {
  return tx.maybe<Lease>(sql`select ${columns} from groups.lease where venue_id = ${venue} and id = ${id} for update`)
}
export async function saveLease(tx: Tx, l: Lease): Promise<void> {
  await tx.run(sql`update groups.lease set status = ${l.status}, ended_at = ${l.endedAt} where venue_id = ${l.venue} and id = ${l.id}`)
}
/** Whose time has passed, of any venue; those that somebody works on are left to them. */
export async function lockLapsed(tx: Tx, now: Temporal.Instant, limit: number): Promise<Lease[]> {
  return tx.rows<Lease>(sql`select ${columns} from groups.lease where status = 'live' and until_at <= ${now} order by until_at limit ${limit} for update skip locked`)
}
/** Newest first. */
export async function leasesOf(reader: Reader, venue: VenueId, past: boolean, before: string | null, limit: number): Promise<Lease[]> {
  return reader.rows<Lease>(sql`
    select ${columns} from groups.lease where venue_id = ${venue} and (${past} or status = 'live')
      and (${before}::text is null or (created_at, id) < (select created_at, id from groups.lease where venue_id = ${venue} and id = ${before}))
    order by created_at desc, id desc limit ${limit}`)
}
