import type { BodyOf, ResponseOf } from '@holdfast/contract/kit'
import type { listPromos, putPromo as contract } from '@holdfast/contract/rates'
import type { Actor } from '#http/actor'
import { foldCode, fromWire, type Promo } from '#module/pricing'
import type { RatePlanId, VenueId } from '#platform/id'
import { toWire, type Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'
import { refuseUnlessSetUp, type Context } from './change-venue.ts'
import { refuse, type Fault } from './rules.ts'

export type PromoInput = BodyOf<typeof contract>
type PromoView = ResponseOf<typeof contract>

export async function promosOf(context: Context, actor: Actor, venue: VenueId): Promise<ResponseOf<typeof listPromos>> {
  const layout = await context.layouts.get(context.db, venue)
  refuseUnlessSetUp(actor, layout)
  const promos = await context.pricing.promos.read(context.db, venue, context.clock.now())
  return { items: promos.map((promo) => promoOnWire(promo, layout.currency)), next_cursor: null }
}

/** Makes or changes a code. Bookings keep what they were promised; quotes too, as long as the code has uses left. */
export async function putPromo(context: Context, actor: Actor, venue: VenueId, code: string, input: PromoInput): Promise<PromoView> {
  const layout = await context.layouts.get(context.db, venue)
  refuseUnlessSetUp(actor, layout)
  const faults: Fault[] = []
  if ((input.percent === null) === (input.amount === null)) faults.push({ pointer: '/percent', detail: 'give either a percentage or an amount' })
  const amount = input.amount === null ? null : fromWire(input.amount, layout.currency)
  if (amount !== null && 'detail' in amount) faults.push({ pointer: '/amount', detail: amount.detail })
  else if (amount !== null && (amount.amount < 1 || amount.amount > 1e10)) faults.push({ pointer: '/amount/amount', detail: 'must be more than nothing, and not this large' })
  const plans = (await context.pricing.setupOf(context.db, venue))?.plans ?? []
  input.plans?.forEach((id, i) => { if (!plans.some((plan) => plan.id === id)) faults.push({ pointer: `/plans/${i}`, detail: 'is no plan of this venue' }) })
  if (layout.kind !== 'hotel') faults.push({ pointer: '/code', detail: 'a restaurant has no rates that a code could lower' })
  refuse(faults)
  const promo: Promo = {
    code: foldCode(code), name: input.name, percent: input.percent, amount: amount === null || 'detail' in amount ? null : amount.amount, maxUses: input.max_uses, minNights: input.min_nights,
    bookFrom: input.book_from as PlainDate | null, bookTo: input.book_to as PlainDate | null, stayFrom: input.stay_from as PlainDate | null, stayTo: input.stay_to as PlainDate | null, plans: input.plans as RatePlanId[] | null, active: input.active,
  }
  return context.db.transaction(async (tx) => {
    await context.pricing.promos.put(tx, venue, promo)
    return promoOnWire((await context.pricing.promos.read(tx, venue, context.clock.now(), promo.code))[0]!, layout.currency)
  })
}

function promoOnWire(promo: Promo & { uses: number }, currency: Currency): PromoView {
  return {
    code: promo.code, name: promo.name, percent: promo.percent, amount: promo.amount === null ? null : toWire({ amount: promo.amount, currency }), max_uses: promo.maxUses, min_nights: promo.minNights,
    book_from: promo.bookFrom, book_to: promo.bookTo, stay_from: promo.stayFrom, stay_to: promo.stayTo, plans: promo.plans, active: promo.active, uses: promo.uses,
  }
}
