import { sql, type Reader, type Tx } from '#platform/sql'

export interface Charge {
  reference: string; payment: string; currency: string; amount: number; return_url: string; expires_at: Temporal.Instant
  status: 'open' | 'challenged' | 'processing' | 'succeeded' | 'declined' | 'closed'; succeeds_at: Temporal.Instant | null; refunded: number
}

const columns = sql.raw('reference, payment, currency, amount, return_url, expires_at, status, succeeds_at, refunded')

export async function openCharge(tx: Tx, it: Omit<Charge, 'status' | 'succeeds_at' | 'refunded'>): Promise<string> {
  await tx.run(sql`insert into sandbox_psp.charge (reference, payment, currency, amount, return_url, expires_at, status)
    values (${it.reference}, ${it.payment}, ${it.currency}, ${it.amount}, ${it.return_url}, ${it.expires_at}, 'open') on conflict (payment) do nothing`)
  return (await tx.one<{ reference: string }>(sql`select reference from sandbox_psp.charge where payment = ${it.payment}`)).reference
}

export function chargeOf(reader: Reader, reference: string): Promise<Charge | undefined> {
  return reader.maybe<Charge>(sql`select ${columns} from sandbox_psp.charge where reference = ${reference}`)
}

export function lockCharge(tx: Tx, reference: string): Promise<Charge | undefined> {
  return tx.maybe<Charge>(sql`select ${columns} from sandbox_psp.charge where reference = ${reference} for update`)
}

export async function setStatus(tx: Tx, reference: string, status: Charge['status'], succeedsAt: Temporal.Instant | null = null): Promise<void> {
  await tx.run(sql`update sandbox_psp.charge set status = ${status}, succeeds_at = ${succeedsAt} where reference = ${reference}`)
}

/** Whether this key moved its money before. */
export async function wasRefunded(tx: Tx, key: string): Promise<boolean> {
  return await tx.maybe(sql`select 1 from sandbox_psp.refund where key = ${key}`) !== undefined
}

export async function insertRefund(tx: Tx, key: string, reference: string, amount: number): Promise<void> {
  await tx.run(sql`insert into sandbox_psp.refund (key, reference, amount) values (${key}, ${reference}, ${amount})`)
  await tx.run(sql`update sandbox_psp.charge set refunded = refunded + ${amount} where reference = ${reference}`)
}

export async function queueDelivery(tx: Tx, it: { eventId: string; reference: string; type: string; dueAt: Temporal.Instant }): Promise<void> {
  await tx.run(sql`insert into sandbox_psp.delivery (event_id, reference, type, due_at) values (${it.eventId}, ${it.reference}, ${it.type}, ${it.dueAt})`)
}

export interface Delivery { id: number; event_id: string; reference: string; type: string; attempts: number }

/** Takes deliveries that are due and puts each off, so that one which fails comes again: after 1 s, 2 s, … up to an hour, 20 times. */
export function takeDeliveries(tx: Tx, now: Temporal.Instant, limit: number): Promise<Delivery[]> {
  return tx.rows<Delivery>(sql`update sandbox_psp.delivery set attempts = attempts + 1, due_at = ${now}::timestamptz + least(3600, 2 ^ least(attempts, 12)) * interval '1 second'
    where id in (select id from sandbox_psp.delivery where due_at <= ${now} and attempts < 20 order by due_at, id limit ${limit} for update skip locked)
    returning id, event_id, reference, type, attempts`)
}

export async function delivered(tx: Tx, id: number): Promise<void> {
  await tx.run(sql`delete from sandbox_psp.delivery where id = ${id}`)
}
