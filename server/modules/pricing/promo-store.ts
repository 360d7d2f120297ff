import type { BookingId, RatePlanId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'

/** A promotion code as a venue set it up. `amount` is in minor units of the venue's currency. */
export interface Promo {
  code: string; name: string; percent: number | null; amount: number | null; maxUses: number | null; minNights: number
  bookFrom: PlainDate | null; bookTo: PlainDate | null; stayFrom: PlainDate | null; stayTo: PlainDate | null
  plans: RatePlanId[] | null; active: boolean
}

export async function putPromo(tx: Tx, venue: VenueId, p: Promo): Promise<void> {
  await tx.run(sql`
    insert into pricing.promo (venue_id, code, name, percent, amount, max_uses, min_nights, book_from, book_to, stay_from, stay_to, plans, active)
    values (${venue}, ${p.code}, ${p.name}, ${p.percent}, ${p.amount}, ${p.maxUses}, ${p.minNights}, ${p.bookFrom}, ${p.bookTo}, ${p.stayFrom}, ${p.stayTo}, ${p.plans === null ? null : JSON.stringify(p.plans)}::jsonb, ${p.active})
    on conflict (venue_id, code) do update set name = excluded.name, percent = excluded.percent, amount = excluded.amount, max_uses = excluded.max_uses, min_nights = excluded.min_nights,
      book_from = excluded.book_from, book_to = excluded.book_to, stay_from = excluded.stay_from, stay_to = excluded.stay_to, plans = excluded.plans, active = excluded.active`)
}

/** With how often each is used at `now`: a hold that ran out no longer counts. */
export async function readPromos(reader: Reader, venue: VenueId, now: Temporal.Instant, code: string | null = null): Promise<(Promo & { uses: number })[]> {
  return reader.rows<Promo & { uses: number }>(sql`
    select p.code, p.name, p.percent, p.amount, p.max_uses as "maxUses", p.min_nights as "minNights", p.book_from as "bookFrom", p.book_to as "bookTo", p.stay_from as "stayFrom", p.stay_to as "stayTo", p.plans, p.active,
      (select count(*) from pricing.promo_use u where u.venue_id = p.venue_id and u.code = p.code and (u.until is null or u.until > ${now})) as uses
    from pricing.promo p where p.venue_id = ${venue} and (${code}::text is null or p.code = ${code}) order by p.code limit 500`)
}

/** Uses of a code take turns behind its row, so that the last one goes to one booking. */
export async function lockPromo(tx: Tx, venue: VenueId, code: string): Promise<{ maxUses: number | null; active: boolean } | undefined> {
  return tx.maybe<{ maxUses: number | null; active: boolean }>(sql`select max_uses as "maxUses", active from pricing.promo where venue_id = ${venue} and code = ${code} for no key update`)
}

export async function countUses(tx: Tx, venue: VenueId, code: string, now: Temporal.Instant): Promise<number> {
  return (await tx.one<{ count: number }>(sql`select count(*) as count from pricing.promo_use where venue_id = ${venue} and code = ${code} and (until is null or until > ${now})`)).count
}

/** `until`: when the hold runs out; null for good. */
export async function insertUse(tx: Tx, venue: VenueId, code: string, booking: BookingId, at: Temporal.Instant, until: Temporal.Instant | null): Promise<void> {
  await tx.run(sql`insert into pricing.promo_use (venue_id, code, booking_id, at, until) values (${venue}, ${code}, ${booking}, ${at}, ${until}) on conflict (venue_id, code, booking_id) do update set until = excluded.until`)
}

export async function setUseUntil(tx: Tx, venue: VenueId, booking: BookingId, until: Temporal.Instant | null): Promise<void> {
  await tx.run(sql`update pricing.promo_use set until = ${until} where venue_id = ${venue} and booking_id = ${booking}`)
}
