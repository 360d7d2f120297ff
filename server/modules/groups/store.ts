import type { BlockId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Block, BlockNight } from './types.ts'

const columns = sql.raw(`venue_id as venue, id, vendor_id as vendor, kind, status, version, pool_id as pool, name, code, partner, guaranteed, contact_id as contact, rate_plan as "ratePlan", currency, cut_off as "cutOff",
  release_hours as "releaseHours", first_night as "firstNight", end_day as "endDay", next_release_at as "nextReleaseAt", released_at as "releasedAt", created_at as "createdAt", created_by as "createdBy"`)

/** False when there is one with this id: the same key came before. */
export async function insertBlock(tx: Tx, b: Block, requestHash: string | null): Promise<boolean> {
  return await tx.run(sql`
    insert into groups.block (venue_id, id, vendor_id, kind, status, version, pool_id, name, code, partner, guaranteed, contact_id, rate_plan, currency, cut_off, release_hours, first_night, end_day, next_release_at, created_at, created_by, request_hash)
    values (${b.venue}, ${b.id}, ${b.vendor}, ${b.kind}, ${b.status}, ${b.version}, ${b.pool}, ${b.name}, ${b.code}, ${b.partner}, ${b.guaranteed}, ${b.contact}, ${b.ratePlan}, ${b.currency}, ${b.cutOff}, ${b.releaseHours},
      ${b.firstNight}, ${b.endDay}, ${b.nextReleaseAt}, ${b.createdAt}, ${b.createdBy}, ${requestHash})
    on conflict (venue_id, id) do nothing`) === 1
}
export async function saveBlock(tx: Tx, b: Block): Promise<void> {
  await tx.run(sql`
    update groups.block set status = ${b.status}, version = ${b.version}, name = ${b.name}, code = ${b.code}, partner = ${b.partner}, contact_id = ${b.contact}, rate_plan = ${b.ratePlan}, cut_off = ${b.cutOff}, release_hours = ${b.releaseHours},
      first_night = ${b.firstNight}, end_day = ${b.endDay}, next_release_at = ${b.nextReleaseAt}, released_at = ${b.releasedAt}
    where venue_id = ${b.venue} and id = ${b.id}`)
}
export async function findBlock(reader: Reader, venue: VenueId, id: BlockId): Promise<(Block & { requestHash: string | null }) | undefined> {
  return reader.maybe(sql`select ${columns}, request_hash as "requestHash" from groups.block where venue_id = ${venue} and id = ${id}`)
}
export async function lockBlock(tx: Tx, venue: VenueId, id: BlockId): Promise<Block | undefined> {
  return tx.maybe<Block>(sql`select ${columns} from groups.block where venue_id = ${venue} and id = ${id} for update`)
}
/** The one that a code opens now; one that is over only when no other has the code. */
export async function blockOfCode(reader: Reader, venue: VenueId, code: string): Promise<Block | undefined> {
  return reader.maybe<Block>(sql`
    select ${columns} from groups.block where venue_id = ${venue} and code = ${code} order by (status in ('tentative', 'definite')) desc, created_at desc limit 1`)
}
export async function listBlocks(reader: Reader, venue: VenueId, filter: { kind: Block['kind'] | null; overBefore: PlainDate | null; after: { day: PlainDate; id: string } | null; limit: number }): Promise<Block[]> {
  return reader.rows<Block>(sql`
    select ${columns} from groups.block where venue_id = ${venue} and (${filter.kind}::text is null or kind = ${filter.kind}) and (${filter.overBefore}::date is null or (end_day > ${filter.overBefore}::date and status <> 'cancelled'))
      and (${filter.after?.day ?? null}::date is null or (first_night, id) > (${filter.after?.day ?? null}::date, ${filter.after?.id ?? null}::text))
    order by first_night, id limit ${filter.limit}`)
}
/** Blocks of which something is due to go back, of any venue; those that somebody works on are left to them. */
export async function lockDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<Block[]> {
  return tx.rows<Block>(sql`select ${columns} from groups.block where next_release_at <= ${now} order by next_release_at limit ${limit} for update skip locked`)
}

export async function readNights(reader: Reader, venue: VenueId, block: BlockId): Promise<BlockNight[]> {
  return (await readNightsOf(reader, venue, [block])).get(block) ?? []
}
export async function readNightsOf(reader: Reader, venue: VenueId, blocks: readonly BlockId[]): Promise<Map<BlockId, BlockNight[]>> {
  const rows = await reader.rows<BlockNight & { block: BlockId }>(sql`
    select block_id as block, room_type as "roomType", night, contracted, rate from groups.block_night where venue_id = ${venue} and block_id = any(${blocks}::text[]) order by night, room_type`)
  return Map.groupBy(rows, (row) => row.block)
}
export async function writeNights(tx: Tx, venue: VenueId, block: BlockId, nights: readonly BlockNight[]): Promise<void> {
  await tx.run(sql`
    insert into groups.block_night (venue_id, block_id, room_type, night, contracted, rate)
    select ${venue}, ${block}, n.room_type, n.night, n.contracted, n.rate
    from unnest(${nights.map((one) => one.roomType)}::text[], ${nights.map((one) => one.night)}::date[], ${nights.map((one) => one.contracted)}::smallint[], ${nights.map((one) => one.rate)}::bigint[]) n (room_type, night, contracted, rate)
    on conflict (venue_id, block_id, room_type, night) do update set contracted = excluded.contracted, rate = excluded.rate`)
}
