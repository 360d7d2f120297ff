import type { Id } from '#platform/id'
import { sql, type Tx } from '#platform/sql'
import type { DocumentId } from './types.ts'

export type LetterId = Id<'msg'>

/** False when the same document waits already. */
export async function insertLetter(tx: Tx, id: LetterId, document: DocumentId, now: Temporal.Instant): Promise<boolean> {
  return (await tx.run(sql`insert into invoices.letter (id, document_id, status, next_attempt_at, created_at) values (${id}, ${document}, 'queued', ${now}, ${now}) on conflict do nothing`)) === 1
}

/** Takes letters that are due and puts each off (20 s, 40 s, … an hour), so that one whose sending fails comes again. */
export function takeDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<{ id: LetterId; document: DocumentId; attempts: number }[]> {
  return tx.rows(sql`update invoices.letter set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + least(3600, 10 * 2 ^ least(attempts + 1, 9)) * interval '1 second'
    where id in (select id from invoices.letter where status = 'queued' and next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked)
    returning id, document_id as document, attempts`)
}

export async function finish(tx: Tx, id: LetterId, status: 'sent' | 'dropped', now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update invoices.letter set status = ${status}, sent_at = ${now} where id = ${id} and status = 'queued'`)
}
