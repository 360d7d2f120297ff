import type { ResponseOf } from '@holdfast/contract/kit'
import type { checkQuote as contract } from '@holdfast/contract/booking'
import { instantText, wallText, type Price } from '#module/pricing'
import { isProblem, problem } from '#platform/problem'
import { money, toWire } from '#platform/money'
import type { QuotingDeps } from './context.ts'
import { quoteSitting, quoteStay } from './create-quote.ts'
import { findQuote } from './store.ts'
import type { Quote } from './terms.ts'
import type { VenueLayout } from '#module/venues'
import type { QuoteId } from '#platform/id'

export type CheckView = ResponseOf<typeof contract>

/**
 * Whether a quote would be made again as it was: `matched`, at another price now (`changed`), or not to be had
 * (`sold_out`, with reasons and what is nearest). Nothing is changed by asking: until it runs out a quote keeps its price.
 */
export async function checkQuote(deps: QuotingDeps, id: QuoteId): Promise<CheckView> {
  const quote = await findQuote(deps.db, id)
  if (quote === undefined) throw problem('not-found', { detail: 'There is no such quote, or it ran out long ago.' })
  const layout = await deps.venues.layoutOf(deps.db, quote.venue)
  const about = { quoted: toWire(quote.price.total), expired: Temporal.Instant.compare(quote.expiresAt, deps.clock.now()) <= 0, expires_at: instantText(quote.expiresAt) }
  try {
    const { price } = await askAgain(deps, layout, quote)
    const difference = price.total.amount - quote.price.total.amount
    return { result: same(price, quote.price) ? 'matched' : 'changed', ...about, now: toWire(price.total), difference: toWire(money(difference, price.total.currency)), reasons: [], alternatives: [] }
  } catch (error) {
    if (!isProblem(error, 'not-available') && !isProblem(error, 'invalid-request')) throw error
    return { result: 'sold_out', ...about, now: null, difference: null, reasons: error.reasons, alternatives: error.extra.alternatives ?? [] }
  }
}

const same = (a: Price, b: Price): boolean => a.total.amount === b.total.amount && a.dueNow.amount === b.dueNow.amount && a.policy.text === b.policy.text

function askAgain(deps: QuotingDeps, layout: VenueLayout, { terms }: Quote): Promise<{ price: Price }> {
  if (terms.stay !== undefined) {
    const { roomType, ratePlan, arrival, departure, guests, rooms, children, promo, extras, exempt, group, dayUse } = terms.stay
    const plan = layout.kind === 'hotel' ? ratePlan : null
    // Who was quoted a rate for members or a company has shown that it is theirs.
    return quoteStay(deps, deps.db, layout, { roomType, ratePlan: plan, arrival, departure, guests, rooms, children, promoCode: promo?.code, group: group?.code, dayUse, extras, exempt, entitled: true })
  }
  const { at, party, area } = terms.sitting
  return quoteSitting(deps, deps.db, layout, { at: wallText(at, layout.timeZone), party, area })
}
