import type { BookingId, PaymentId, VendorId, VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Card } from '#ports/payment-provider'
import type { Guarantee } from './types.ts'

export interface GuaranteeRow {
  booking_id: BookingId; venue_id: VenueId; vendor_id: VendorId; currency: Currency; amount: number; needed_at: Temporal.Instant
  page_id: PaymentId; payment_id: PaymentId | null; trying_id: PaymentId | null; card: Card | null
  status: Guarantee['status']; capture_amount: number | null; capture_reason: string | null; failures: number; next_attempt_at: Temporal.Instant | null
}

const columns = sql.raw('booking_id, venue_id, vendor_id, currency, amount, needed_at, page_id, payment_id, trying_id, card, status, capture_amount, capture_reason, failures, next_attempt_at')

/** A booking that is asked for its card again (its hold was changed) begins anew. */
export async function putGuarantee(tx: Tx, it: { booking: BookingId; venue: VenueId; vendor: VendorId; currency: string; amount: number; neededAt: Temporal.Instant; page: PaymentId; now: Temporal.Instant }): Promise<void> {
  await tx.run(sql`insert into payments.guarantee as known (booking_id, venue_id, vendor_id, currency, amount, needed_at, page_id, status, updated_at)
    values (${it.booking}, ${it.venue}, ${it.vendor}, ${it.currency}, ${it.amount}, ${it.neededAt}, ${it.page}, 'waiting', ${it.now})
    on conflict (booking_id) do update set currency = excluded.currency, amount = excluded.amount, needed_at = excluded.needed_at, page_id = excluded.page_id, payment_id = null, trying_id = null,
      card = null, status = 'waiting', capture_amount = null, capture_reason = null, failures = 0, next_attempt_at = null, updated_at = excluded.updated_at where known.status in ('waiting', 'released')`)
}

export function lockGuarantee(tx: Tx, booking: BookingId): Promise<GuaranteeRow | undefined> {
  return tx.maybe<GuaranteeRow>(sql`select ${columns} from payments.guarantee where booking_id = ${booking} for update`)
}

/** Those that a payment is the page, the hold or the try of. */
export function lockGuaranteesOf(tx: Tx, payment: PaymentId): Promise<GuaranteeRow[]> {
  return tx.rows<GuaranteeRow>(sql`select ${columns} from payments.guarantee where page_id = ${payment} or payment_id = ${payment} or trying_id = ${payment} order by booking_id for update`)
}

export async function saveGuarantee(tx: Tx, it: GuaranteeRow, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update payments.guarantee set amount = ${it.amount}, needed_at = ${it.needed_at}, page_id = ${it.page_id}, payment_id = ${it.payment_id}, trying_id = ${it.trying_id}, card = ${it.card === null ? null : JSON.stringify(it.card)}::jsonb,
    status = ${it.status}, capture_amount = ${it.capture_amount}, capture_reason = ${it.capture_reason}, failures = ${it.failures}, next_attempt_at = ${it.next_attempt_at}, updated_at = ${now} where booking_id = ${it.booking_id}`)
}

/** Guarantees with something to do, put off by two minutes, so that what a crash leaves is tried again. */
export function dueGuarantees(tx: Tx, now: Temporal.Instant, limit: number): Promise<{ booking_id: BookingId }[]> {
  return tx.rows(sql`update payments.guarantee set next_attempt_at = ${now}::timestamptz + interval '2 minutes'
    where booking_id in (select booking_id from payments.guarantee where next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked) returning booking_id`)
}

export function guaranteesOfBookings(reader: Reader, bookings: readonly BookingId[]): Promise<GuaranteeRow[]> {
  return reader.rows<GuaranteeRow>(sql`select ${columns} from payments.guarantee where booking_id = any(${bookings}::text[])`)
}

// ---- captures ---------------------------------------------------------------------------------------------------

export interface CaptureRow { payment_id: PaymentId; booking_id: BookingId; amount: number; reason: string; attempts: number }

export async function queueCapture(tx: Tx, it: { payment: PaymentId; booking: BookingId; amount: number; reason: string; now: Temporal.Instant }): Promise<void> {
  await tx.run(sql`insert into payments.capture (payment_id, booking_id, amount, reason, status, next_attempt_at, created_at)
    values (${it.payment}, ${it.booking}, ${it.amount}, ${it.reason}, 'queued', ${it.now}, ${it.now}) on conflict do nothing`)
  // What is to be captured is not let go, whoever queued that before.
  await tx.run(sql`delete from payments.closing where payment_id = ${it.payment}`)
}

export function dueCaptures(tx: Tx, now: Temporal.Instant, limit: number): Promise<CaptureRow[]> {
  return tx.rows<CaptureRow>(sql`update payments.capture set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + least(3600, 5 * 2 ^ least(attempts, 9)) * interval '1 second'
    where payment_id in (select payment_id from payments.capture where status = 'queued' and next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked)
    returning payment_id, booking_id, amount, reason, attempts`)
}

/** Answers false when another process finished it first. */
export async function finishCapture(tx: Tx, payment: PaymentId, status: 'done' | 'refused', now: Temporal.Instant): Promise<boolean> {
  return await tx.run(sql`update payments.capture set status = ${status}, done_at = ${now} where payment_id = ${payment} and status = 'queued'`) === 1
}

// ---- disputes and refunds made at the provider ----------------------------------------------------------------------

export interface DisputeRow { id: string; amount: number; status: 'open' | 'won' | 'lost' }

export function disputesOf(reader: Reader, payment: PaymentId): Promise<DisputeRow[]> {
  return reader.rows<DisputeRow>(sql`select id, amount, status from payments.dispute where payment_id = ${payment}`)
}

export async function putDispute(tx: Tx, payment: PaymentId, it: { id: string; amount: number; status: 'open' | 'won' | 'lost'; reason: string | null }, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`insert into payments.dispute (id, payment_id, amount, status, reason, opened_at, ended_at) values (${it.id}, ${payment}, ${it.amount}, ${it.status}, ${it.reason}, ${now}, ${it.status === 'open' ? null : now})
    on conflict (payment_id, id) do update set status = excluded.status, ended_at = excluded.ended_at`)
}

/** Queued refunds of ours: whether they are among what the provider says went back is not known yet. */
export async function refundsUnderWay(reader: Reader, payment: PaymentId): Promise<number> {
  return (await reader.one<{ n: number }>(sql`select count(*) as n from payments.refund where payment_id = ${payment} and status = 'queued' and attempts > 0`)).n
}
