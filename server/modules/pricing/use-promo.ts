import type { Reason } from '@holdfast/contract/kit'
import type { BookingId, RatePlanId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { nightCount, type PlainDate } from '#platform/time'
import * as store from './promo-store.ts'
import type { PromoTerms } from './run-stay.ts'

/** People type codes as they like. */
export const foldCode = (code: string): string => code.trim().toUpperCase()

/**
 * What a code is worth for a stay, or why it is not. A use is counted only when the stay is held. `plan`: when it is
 * known already. `today`: the venue's date.
 */
export async function promoFor(reader: Reader, venue: VenueId, code: string, stay: { arrival: PlainDate; departure: PlainDate; plan: RatePlanId | null }, today: PlainDate, now: Temporal.Instant): Promise<{ terms: PromoTerms; plans: RatePlanId[] | null } | { refused: Reason }> {
  const promo = (await store.readPromos(reader, venue, now, foldCode(code)))[0]
  const no = (code: Reason['code'], detail: string, more: Partial<Reason> = {}) => ({ refused: { code, detail, ...more } })
  if (promo === undefined || !promo.active) return no('promo_unknown', 'This promotion code is not known here')
  if ((promo.bookFrom !== null && today < promo.bookFrom) || (promo.bookTo !== null && today > promo.bookTo)) return no('promo_today', 'This promotion code cannot be booked today')
  if ((promo.stayFrom !== null && stay.arrival < promo.stayFrom) || (promo.stayTo !== null && stay.arrival > promo.stayTo)) {
    const [from, to] = [promo.stayFrom, promo.stayTo]
    return no('promo_dates', `This promotion code is for arrivals ${from === null ? '' : `from ${from} `}${to === null ? '' : `to ${to}`}`.trim(), { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) })
  }
  if (nightCount(stay) < promo.minNights) return no('promo_nights', `This promotion code is for at least ${promo.minNights} nights`, { limit: promo.minNights })
  if (promo.maxUses !== null && promo.uses >= promo.maxUses) return no('promo_used_up', 'This promotion code is used up')
  if (stay.plan !== null && promo.plans !== null && !promo.plans.includes(stay.plan)) return no('promo_plan', 'This promotion code is for other rates')
  return { terms: { code: promo.code, name: promo.name, percent: promo.percent, amount: promo.amount }, plans: promo.plans }
}

/** Counts a use in the transaction that holds the stay; throws `not-available` when the last one went to somebody else. */
export async function takePromo(tx: Tx, venue: VenueId, code: string, booking: BookingId, at: Temporal.Instant, until: Temporal.Instant | null): Promise<void> {
  const promo = await store.lockPromo(tx, venue, code)
  const usedUp = promo?.maxUses != null && await store.countUses(tx, venue, code, at) >= promo.maxUses
  if (promo === undefined || !promo.active || usedUp) {
    const detail = usedUp ? 'This promotion code was used up meanwhile' : 'This promotion code is no longer valid'
    throw problem('not-available', { detail: `${detail}. Nothing was claimed.`, reasons: [{ code: usedUp ? 'promo_used_up' : 'promo_unknown', detail }] })
  }
  await store.insertUse(tx, venue, code, booking, at, until)
}
