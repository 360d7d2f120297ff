import type { AccountId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { ShiftId } from './types.ts'

export interface Shift {
  venue: VenueId; id: ShiftId; account: AccountId; till: string; status: 'open' | 'closed'; float: number
  openedAt: Temporal.Instant; businessDate: PlainDate; closedAt: Temporal.Instant | null; counted: number | null; expected: number | null
}
const columns = sql.raw(`venue_id as venue, id, account_id as account, till, status, float_amount as float, opened_at as "openedAt", business_date as "businessDate", closed_at as "closedAt", counted, expected`)

/** Answers false when this cashier has one open already. */
export async function insertShift(tx: Tx, s: Shift): Promise<boolean> {
  return await tx.run(sql`insert into folios.shift (venue_id, id, account_id, till, status, float_amount, opened_at, business_date) values (${s.venue}, ${s.id}, ${s.account}, ${s.till}, 'open', ${s.float}, ${s.openedAt}, ${s.businessDate})
    on conflict (venue_id, account_id) where status = 'open' do nothing`) === 1
}
/** Shared by who takes cash, so that nothing comes to a till while it is counted. */
export function openShiftOf(tx: Tx, venue: VenueId, account: AccountId): Promise<Shift | undefined> {
  return tx.maybe<Shift>(sql`select ${columns} from folios.shift where venue_id = ${venue} and account_id = ${account} and status = 'open' for share`)
}
export function findShift(reader: Reader, venue: VenueId, id: ShiftId): Promise<Shift | undefined> {
  return reader.maybe<Shift>(sql`select ${columns} from folios.shift where venue_id = ${venue} and id = ${id}`)
}
export function lockShift(tx: Tx, venue: VenueId, id: ShiftId): Promise<Shift | undefined> {
  return tx.maybe<Shift>(sql`select ${columns} from folios.shift where venue_id = ${venue} and id = ${id} for update`)
}
export async function closeShiftRow(tx: Tx, s: Shift): Promise<void> {
  await tx.run(sql`update folios.shift set status = 'closed', closed_at = ${s.closedAt}, counted = ${s.counted}, expected = ${s.expected} where venue_id = ${s.venue} and id = ${s.id}`)
}
export function listShifts(reader: Reader, venue: VenueId, query: { status?: 'open' | 'closed' | undefined; account?: AccountId | undefined; before?: Temporal.Instant | undefined; limit: number }): Promise<Shift[]> {
  return reader.rows<Shift>(sql`select ${columns} from folios.shift where venue_id = ${venue} and (${query.status ?? null}::text is null or status = ${query.status ?? null})
    and (${query.account ?? null}::text is null or account_id = ${query.account ?? null}) and (${query.before ?? null}::timestamptz is null or opened_at < ${query.before ?? null}) order by opened_at desc limit ${query.limit}`)
}
