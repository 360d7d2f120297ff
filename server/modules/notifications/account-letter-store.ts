import type { AccountId, Id } from '#platform/id'
import { sql, type Tx } from '#platform/sql'

export type LetterId = Id<'msg'>
export interface QueuedLetter { id: LetterId; account_id: AccountId; attempts: number; created_at: Temporal.Instant }

/** Once for each event, however often it is read. */
export async function insertAccountLetter(tx: Tx, it: { id: LetterId; event: string; account: AccountId; now: Temporal.Instant }): Promise<void> {
  await tx.run(sql`insert into notifications.account_letter (id, event_id, account_id, kind, status, next_attempt_at, created_at)
    values (${it.id}, ${it.event}, ${it.account}, 'password_forgotten', 'queued', ${it.now}, ${it.now}) on conflict (event_id) do nothing`)
}

/** Takes letters that are due and puts each off (10 s, 20 s, …), so that one whose sending fails comes again. */
export function takeDueAccountLetters(tx: Tx, now: Temporal.Instant, limit: number): Promise<QueuedLetter[]> {
  return tx.rows<QueuedLetter>(sql`update notifications.account_letter set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + least(900, 10 * 2 ^ least(attempts, 7)) * interval '1 second'
    where id in (select id from notifications.account_letter where status = 'queued' and next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked)
    returning id, account_id, attempts, created_at`)
}

export async function endAccountLetter(tx: Tx, id: LetterId, status: 'sent' | 'dropped'): Promise<void> {
  await tx.run(sql`update notifications.account_letter set status = ${status} where id = ${id} and status = 'queued'`)
}
