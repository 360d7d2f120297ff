import { sql, type Reader, type Tx } from '#platform/sql'
import type { PageMode } from '#ports/payment-provider'

export interface Charge {
  reference: string; payment: string; currency: string; amount: number; return_url: string; expires_at: Temporal.Instant
  mode: PageMode; keep_card: boolean; method: string | null; card: string | null; captured: number; authorized_at: Temporal.Instant | null
  status: 'open' | 'challenged' | 'processing' | 'authorized' | 'saved' | 'succeeded' | 'declined' | 'closed'; succeeds_at: Temporal.Instant | null; refunded: number
}

/** The card that is kept under an id, and how it behaves. */
interface KeptCard { id: string; method: string }

const columns = sql.raw('reference, payment, currency, amount, return_url, expires_at, mode, keep_card, method, card, captured, authorized_at, status, succeeds_at, refunded')

export async function openCharge(tx: Tx, it: Pick<Charge, 'reference' | 'payment' | 'currency' | 'amount' | 'return_url' | 'expires_at' | 'mode' | 'keep_card'>): Promise<string> {
  await tx.run(sql`insert into sandbox_psp.charge (reference, payment, currency, amount, return_url, expires_at, mode, keep_card, status)
    values (${it.reference}, ${it.payment}, ${it.currency}, ${it.amount}, ${it.return_url}, ${it.expires_at}, ${it.mode}, ${it.keep_card}, 'open') on conflict (payment) do nothing`)
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

/** What a payment that went through leaves: the money, or an amount held, and the card where it is to be kept. */
export async function setPaid(tx: Tx, charge: Charge, method: string, card: string | null, at: Temporal.Instant): Promise<void> {
  const status = charge.mode === 'charge' ? 'succeeded' : charge.mode === 'authorize' ? 'authorized' : 'saved'
  if (card !== null) await tx.run(sql`insert into sandbox_psp.card (id, method) values (${card}, ${method}) on conflict do nothing`)
  await tx.run(sql`update sandbox_psp.charge set status = ${status}, succeeds_at = null, method = ${method}, card = ${card}, captured = ${status === 'succeeded' ? charge.amount : 0},
    authorized_at = ${status === 'authorized' ? at : null} where reference = ${charge.reference}`)
}

/** The card of a payment that is still under way. */
export async function keepCard(tx: Tx, charge: Charge, method: string, card: string | null): Promise<void> {
  if (card === null) return
  await tx.run(sql`insert into sandbox_psp.card (id, method) values (${card}, ${method}) on conflict do nothing`)
  await tx.run(sql`update sandbox_psp.charge set card = ${card} where reference = ${charge.reference}`)
}

export async function setMethod(tx: Tx, reference: string, method: string): Promise<void> {
  await tx.run(sql`update sandbox_psp.charge set method = ${method} where reference = ${reference}`)
}

export async function setCaptured(tx: Tx, reference: string, amount: number): Promise<void> {
  await tx.run(sql`update sandbox_psp.charge set status = 'succeeded', captured = ${amount} where reference = ${reference}`)
}

export function cardOf(reader: Reader, id: string): Promise<KeptCard | undefined> {
  return reader.maybe<KeptCard>(sql`select id, method from sandbox_psp.card where id = ${id}`)
}

export interface DisputeRow { id: string; reference: string; amount: number; status: 'open' | 'won' | 'lost'; reason: string }

export function disputesOf(reader: Reader, reference: string): Promise<DisputeRow[]> {
  return reader.rows<DisputeRow>(sql`select id, reference, amount, status, reason from sandbox_psp.dispute where reference = ${reference} order by id`)
}

export async function insertDispute(tx: Tx, it: DisputeRow): Promise<void> {
  await tx.run(sql`insert into sandbox_psp.dispute (id, reference, amount, status, reason) values (${it.id}, ${it.reference}, ${it.amount}, ${it.status}, ${it.reason})`)
}

export async function endDispute(tx: Tx, id: string, status: 'won' | 'lost'): Promise<void> {
  await tx.run(sql`update sandbox_psp.dispute set status = ${status} where id = ${id} and status = 'open'`)
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
