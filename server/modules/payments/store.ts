import type { BookingId, PaymentId, VendorId, VenueId } from '#platform/id'
import { money, type Currency, type Money } from '#platform/money'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PageMode } from '#ports/payment-provider'
import type { BookingPayment, Payable, PaymentStatus } from './types.ts'

export interface PaymentRow {
  id: PaymentId; provider: string; reference: string | null; url: string | null; status: PaymentStatus; currency: Currency
  amount: number; captured: number; refunded: number; return_url: string; expires_at: Temporal.Instant
  mode: PageMode; keep_card: boolean; intent: string | null; authorized_at: Temporal.Instant | null; graced: boolean; created_at: Temporal.Instant
}
/** A hold that is about to run out: whether somebody is paying is asked this long before. */
export const lastSeconds = 10

export interface PartRow { payment_id: PaymentId; booking_id: BookingId; venue_id: VenueId; vendor_id: VendorId; amount: number; captured: number; refunded: number }
export interface RefundRow { id: string; payment_id: PaymentId; booking_id: BookingId; amount: number; reason: string; attempts: number }

const columns = sql.raw('id, provider, reference, url, status, currency, amount, captured, refunded, return_url, expires_at, mode, keep_card, intent, authorized_at, graced, created_at')

export async function insertPayment(tx: Tx, row: { id: PaymentId; provider: string; currency: Currency; amount: number; mode: PageMode; keepCard: boolean; returnUrl: string; expiresAt: Temporal.Instant; now: Temporal.Instant }, parts: readonly Payable[]): Promise<void> {
  await tx.run(sql`insert into payments.payment (id, provider, status, currency, amount, return_url, expires_at, mode, keep_card, created_at, checked_at)
    values (${row.id}, ${row.provider}, 'requires_action', ${row.currency}, ${row.amount}, ${row.returnUrl}, ${row.expiresAt}, ${row.mode}, ${row.keepCard}, ${row.now}, ${row.now})`)
  await tx.run(sql`insert into payments.part (payment_id, booking_id, venue_id, vendor_id, amount)
    select ${row.id}, * from unnest(${parts.map((p) => p.booking)}::text[], ${parts.map((p) => p.venue)}::text[], ${parts.map((p) => p.vendor)}::text[], ${parts.map((p) => p.amount.amount)}::bigint[])`)
}

/** Many payments of one booking each, in one statement. */
export async function insertPayments(tx: Tx, rows: readonly { id: PaymentId; provider: string; amount: Money; mode: PageMode; keepCard: boolean; returnUrl: string; expiresAt: Temporal.Instant; part: Payable }[], now: Temporal.Instant): Promise<void> {
  const column = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick)
  await tx.run(sql`
    with given as (
      select * from unnest(${column((r) => r.id)}::text[], ${column((r) => r.provider)}::text[], ${column((r) => r.amount.currency)}::text[], ${column((r) => r.amount.amount)}::bigint[], ${column((r) => r.returnUrl)}::text[],
        ${column((r) => r.expiresAt)}::timestamptz[], ${column((r) => r.part.booking)}::text[], ${column((r) => r.part.venue)}::text[], ${column((r) => r.part.vendor)}::text[], ${column((r) => r.mode)}::text[], ${column((r) => r.keepCard)}::boolean[])
        g (id, provider, currency, amount, return_url, expires_at, booking_id, venue_id, vendor_id, mode, keep_card)),
    started as (
      insert into payments.payment (id, provider, status, currency, amount, return_url, expires_at, mode, keep_card, created_at, checked_at)
      select id, provider, 'requires_action', currency, amount, return_url, expires_at, mode, keep_card, ${now}, ${now} from given)
    insert into payments.part (payment_id, booking_id, venue_id, vendor_id, amount) select id, booking_id, venue_id, vendor_id, amount from given`)
}

export function paymentById(reader: Reader, id: PaymentId): Promise<PaymentRow | undefined> {
  return reader.maybe<PaymentRow>(sql`select ${columns} from payments.payment where id = ${id}`)
}

/** By any name that an event may give it: our id, the page's reference, the provider's intent. */
export async function paymentByNames(reader: Reader, provider: string, names: readonly string[]): Promise<PaymentRow | undefined> {
  const rows = await reader.rows<PaymentRow>(sql`select ${columns} from payments.payment where provider = ${provider} and (id = any(${names}::text[]) or reference = any(${names}::text[]) or intent = any(${names}::text[])) limit 2`)
  return rows.length === 1 ? rows[0] : rows.find((row) => row.id === names[0])
}

/** Not `for update`: a closing or a refund that is queued meanwhile refers to this row, and would wait for it in a ring. */
export function lockPayment(tx: Tx, id: PaymentId): Promise<PaymentRow> {
  return tx.one<PaymentRow>(sql`select ${columns} from payments.payment where id = ${id} for no key update`)
}

export async function savePage(tx: Tx, id: PaymentId, page: { reference: string; url: string | null }): Promise<void> {
  await tx.run(sql`update payments.payment set reference = ${page.reference}, url = ${page.url} where id = ${id} and reference is null`)
}

export async function saveState(tx: Tx, id: PaymentId, to: { status: PaymentStatus; captured: number; intent: string | null; authorizedAt: Temporal.Instant | null; nextAuditAt: Temporal.Instant | null }): Promise<void> {
  await tx.run(sql`update payments.payment set status = ${to.status}, captured = ${to.captured}, intent = coalesce(${to.intent}, intent), authorized_at = coalesce(${to.authorizedAt}, authorized_at), next_audit_at = ${to.nextAuditAt} where id = ${id}`)
}

export async function saveCapturedPart(tx: Tx, id: PaymentId, booking: BookingId, captured: number): Promise<void> {
  await tx.run(sql`update payments.part set captured = ${captured} where payment_id = ${id} and booking_id = ${booking}`)
}

export async function saveGrace(tx: Tx, id: PaymentId, expiresAt: Temporal.Instant): Promise<void> {
  await tx.run(sql`update payments.payment set graced = true, expires_at = ${expiresAt} where id = ${id}`)
}

export function partsOf(reader: Reader, id: PaymentId): Promise<PartRow[]> {
  return reader.rows<PartRow>(sql`select payment_id, booking_id, venue_id, vendor_id, amount, captured, refunded from payments.part where payment_id = ${id} order by booking_id`)
}

/** Captured parts of a booking, the newest first, with what is already on its way back. Locks them: two refunds do not share a cent. */
export function lockRefundable(tx: Tx, booking: BookingId): Promise<(PartRow & { currency: Currency; on_the_way: number })[]> {
  return tx.rows(sql`select p.payment_id, p.booking_id, p.venue_id, p.vendor_id, p.amount, p.captured, p.refunded, y.currency,
      coalesce((select sum(r.amount) from payments.refund r where r.payment_id = p.payment_id and r.booking_id = p.booking_id and r.status = 'queued'), 0)::bigint as on_the_way
    from payments.part p join payments.payment y on y.id = p.payment_id
    where p.booking_id = ${booking} and p.captured > 0 order by y.created_at desc, y.id for no key update of p, y`)
}

export async function insertRefund(tx: Tx, row: { id: string; payment: PaymentId; booking: BookingId; amount: number; reason: string; now: Temporal.Instant }): Promise<void> {
  await tx.run(sql`insert into payments.refund (id, payment_id, booking_id, amount, reason, status, next_attempt_at, created_at)
    values (${row.id}, ${row.payment}, ${row.booking}, ${row.amount}, ${row.reason}, 'queued', ${row.now}, ${row.now})`)
}

export function dueRefunds(tx: Tx, now: Temporal.Instant, limit: number): Promise<RefundRow[]> {
  return tx.rows<RefundRow>(sql`update payments.refund set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + least(3600, 5 * 2 ^ least(attempts, 9)) * interval '1 second'
    where id in (select id from payments.refund where status = 'queued' and next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked)
    returning id, payment_id, booking_id, amount, reason, attempts`)
}

/** Answers false when another process finished it first. */
export async function finishRefund(tx: Tx, refund: RefundRow, status: 'done' | 'refused', now: Temporal.Instant): Promise<boolean> {
  return await tx.run(sql`update payments.refund set status = ${status}, done_at = ${now} where id = ${refund.id} and status = 'queued'`) === 1
}

export async function addRefunded(tx: Tx, refund: RefundRow): Promise<void> {
  await tx.run(sql`update payments.part set refunded = refunded + ${refund.amount} where payment_id = ${refund.payment_id} and booking_id = ${refund.booking_id}`)
  await tx.run(sql`update payments.payment set refunded = refunded + ${refund.amount}, status = case when refunded + ${refund.amount} = captured then 'refunded' else 'partially_refunded' end where id = ${refund.payment_id}`)
}

export async function queueClosing(tx: Tx, booking: BookingId, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`insert into payments.closing (payment_id, next_attempt_at)
    select y.id, ${now} from payments.part p join payments.payment y on y.id = p.payment_id
    where p.booking_id = ${booking} and y.status in ('requires_action', 'failed', 'authorized') and not exists (select 1 from payments.capture c where c.payment_id = y.id) on conflict do nothing`)
}

export async function queueClosingOf(tx: Tx, payment: PaymentId, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`insert into payments.closing (payment_id, next_attempt_at) values (${payment}, ${now}) on conflict do nothing`)
}

export function dueClosings(tx: Tx, now: Temporal.Instant, limit: number): Promise<{ payment_id: PaymentId }[]> {
  return tx.rows(sql`update payments.closing set attempts = attempts + 1, next_attempt_at = ${now}::timestamptz + least(3600, 5 * 2 ^ least(attempts, 9)) * interval '1 second'
    where payment_id in (select payment_id from payments.closing where next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked)
    returning payment_id`)
}

export async function closed(tx: Tx, payment: PaymentId): Promise<void> {
  await tx.run(sql`delete from payments.closing where payment_id = ${payment}`)
}

/**
 * Open payments that the provider was not asked about for a while, because webhooks get lost: every 15 seconds while
 * they are young, then ever more seldom (a quarter of their age), for two days after their page has closed.
 */
export function dueChecks(tx: Tx, provider: string, now: Temporal.Instant, limit: number): Promise<{ id: PaymentId; reference: string | null }[]> {
  return tx.rows(sql`update payments.payment set checked_at = ${now}
    where id in (select id from payments.payment where status in ('requires_action', 'failed') and reference is not null and provider = ${provider}
      and checked_at <= ${now}::timestamptz - greatest(interval '15 seconds', (${now}::timestamptz - created_at) / 4)
      and expires_at > ${now}::timestamptz - interval '2 days' order by checked_at limit ${limit} for update skip locked)
    returning id, reference`)
}

/** Pages whose hold is about to run out and which were not asked about in these last seconds. */
export function dueLastLooks(tx: Tx, provider: string, now: Temporal.Instant, limit: number): Promise<{ id: PaymentId; reference: string | null }[]> {
  return tx.rows(sql`update payments.payment set checked_at = ${now}
    where id in (select id from payments.payment where status in ('requires_action', 'failed') and reference is not null and provider = ${provider}
      and expires_at > ${now} and expires_at <= ${now.add({ seconds: lastSeconds })} and checked_at < expires_at - ${lastSeconds} * interval '1 second' order by expires_at limit ${limit} for update skip locked)
    returning id, reference`)
}

/** Settled payments that are due to be compared with the provider's books, the longest waiting first; put off by half their age, for half a year. */
export function dueAudits(tx: Tx, provider: string, now: Temporal.Instant, limit: number): Promise<{ id: PaymentId; reference: string | null }[]> {
  return tx.rows(sql`update payments.payment set next_audit_at = case when created_at > ${now}::timestamptz - interval '180 days' then ${now}::timestamptz + greatest(interval '1 hour', (${now}::timestamptz - created_at) / 2) end
    where id in (select id from payments.payment where next_audit_at <= ${now} and provider = ${provider} order by next_audit_at limit ${limit} for update skip locked)
    returning id, reference`)
}

/** Payments with something at the provider, for a look at all of them. */
export async function paymentsAfter(reader: Reader, provider: string, after: PaymentId | null, since: Temporal.Instant, limit: number): Promise<PaymentRow[]> {
  return reader.rows<PaymentRow>(sql`select ${columns} from payments.payment where reference is not null and provider = ${provider} and created_at >= ${since} and (${after}::text is null or id > ${after}) order by id limit ${limit}`)
}

/** Answers false when this event came before. */
export async function firstDelivery(tx: Tx, provider: string, eventId: string, now: Temporal.Instant): Promise<boolean> {
  return await tx.run(sql`insert into payments.webhook (provider, event_id, received_at) values (${provider}, ${eventId}, ${now}) on conflict do nothing`) === 1
}

export async function paymentsOfBookings(reader: Reader, bookings: readonly BookingId[]): Promise<BookingPayment[]> {
  const rows = await reader.rows<PartRow & { status: PaymentStatus; currency: Currency; mode: PageMode; return_url: string; url: string | null }>(sql`
    select p.payment_id, p.booking_id, p.venue_id, p.vendor_id, p.amount, p.captured, p.refunded, y.status, y.currency, y.mode, y.return_url, y.url
    from payments.part p join payments.payment y on y.id = p.payment_id where p.booking_id = any(${bookings}) order by y.created_at, y.id`)
  return rows.map((row) => ({
    id: row.payment_id, booking: row.booking_id, status: partStatus(row), mode: row.mode, withPage: row.return_url !== '',
    amount: money(row.amount, row.currency), captured: money(row.captured, row.currency), refunded: money(row.refunded, row.currency),
    url: row.status === 'requires_action' || row.status === 'failed' ? row.url : null,
  }))
}

function partStatus(row: PartRow & { status: PaymentStatus }): PaymentStatus {
  if (row.captured === 0 || row.refunded === 0) return row.captured > 0 ? 'captured' : row.status
  return row.refunded === row.captured ? 'refunded' : 'partially_refunded'
}
