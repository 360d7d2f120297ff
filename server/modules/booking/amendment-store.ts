import { freeze, thaw, type Frozen } from '#module/pricing'
import type { BookingId, Id, PaymentId, ReservationId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { FrozenPrice, Terms } from './types.ts'

export type AmendmentId = Id<'amd'>
/** A change that waits for its payment. Its difference is held in the calendar by a holder of its own. */
export interface Amendment { id: AmendmentId; venue: VenueId; booking: BookingId; holder: ReservationId; terms: Terms; price: FrozenPrice; payment: PaymentId; status: 'pending' | 'applied' | 'expired' | 'refused'; expiresAt: Temporal.Instant; createdAt: Temporal.Instant }

const columns = sql.raw('id, venue_id as venue, booking_id as booking, holder, terms, price, payment_id as payment, status, expires_at as "expiresAt", created_at as "createdAt"')

export async function insertAmendment(tx: Tx, a: Amendment): Promise<void> {
  await tx.run(sql`
    insert into booking.amendment (venue_id, id, booking_id, holder, terms, price, payment_id, status, expires_at, created_at)
    values (${a.venue}, ${a.id}, ${a.booking}, ${a.holder}, ${JSON.stringify(a.terms)}, ${JSON.stringify(freeze(a.price))}, ${a.payment}, ${a.status}, ${a.expiresAt}, ${a.createdAt})`)
}

export async function amendmentOfPayment(reader: Reader, payment: PaymentId): Promise<Amendment | undefined> {
  return fromRow(await reader.maybe<Row>(sql`select ${columns} from booking.amendment where payment_id = ${payment}`))
}

export async function pendingAmendment(reader: Reader, booking: BookingId): Promise<Amendment | undefined> {
  return fromRow(await reader.maybe<Row>(sql`select ${columns} from booking.amendment where booking_id = ${booking} and status = 'pending'`))
}

export async function endAmendment(tx: Tx, amendment: Amendment, status: 'applied' | 'expired' | 'refused'): Promise<void> {
  await tx.run(sql`update booking.amendment set status = ${status} where venue_id = ${amendment.venue} and id = ${amendment.id}`)
}

/** Pending ones whose time is over. They are locked after their bookings, so here only named. */
export async function overdueAmendments(reader: Reader, now: Temporal.Instant, limit: number): Promise<BookingId[]> {
  const rows = await reader.rows<{ booking_id: BookingId }>(sql`select booking_id from booking.amendment where status = 'pending' and expires_at <= ${now} order by expires_at limit ${limit}`)
  return rows.map((row) => row.booking_id)
}

type Row = Omit<Amendment, 'price'> & { price: Frozen }
function fromRow(row: Row | undefined): Amendment | undefined {
  if (row === undefined) return undefined
  const { terms } = row
  if (terms.sitting !== undefined) {
    terms.sitting.at = Temporal.Instant.from(terms.sitting.at as unknown as string)
    terms.sitting.ends = Temporal.Instant.from(terms.sitting.ends as unknown as string)
  }
  return { ...row, price: thaw(row.price, terms.stay?.arrival ?? terms.sitting!.businessDate) }
}

export async function pendingAmendments(reader: Reader, bookings: readonly BookingId[]): Promise<BookingId[]> {
  const rows = await reader.rows<{ booking_id: BookingId }>(sql`select booking_id from booking.amendment where booking_id = any(${bookings}::text[]) and status = 'pending'`)
  return rows.map((row) => row.booking_id)
}
