import type { Actor } from '#http/actor'
import type { Person } from '#module/guests'
import type { GuestId, QuoteId, TableId } from '#platform/id'
import type { Lanes } from '#platform/lanes'
import { problem, type Problem } from '#platform/problem'
import type { AgreedQuote } from './agree.ts'
import type { OnceResult } from './once-store.ts'
import type { Agreed } from './place.ts'
import type { Booking, HoldInput, Once } from './types.ts'

/** One guest's hold of one quote. */
export interface LaneHold { actor: Actor; input: HoldInput; quote: QuoteId; given: Once | undefined }
/** What a hold made. `fresh` is what is known of it without reading it again. */
export interface Held extends OnceResult { fresh?: Fresh }
export interface Fresh { booking: Booking; person: Person; tables: TableId[]; note: string | null }
export type HoldLanes = Lanes<LaneHold, Held>

export function agreedOf({ actor, input }: Pick<LaneHold, 'actor' | 'input'>, quote: AgreedQuote): Agreed {
  return {
    layout: quote.layout, terms: quote.terms, price: quote.price, quote: quote.id, channel: input.channel ?? actor.channel, guest: '' as GuestId, account: actor.account,
    hasNote: hasText(input.note), trip: null, as: quote.price.dueNow.amount > 0 ? 'hold' as const : 'booking' as const,
  }
}

/** A quote that has run out is refused, by its place among those that were sent. */
export function staleness(quote: Pick<AgreedQuote, 'expiresAt'>, now: Temporal.Instant, place: number): Problem | null {
  if (Temporal.Instant.compare(quote.expiresAt, now) > 0) return null
  return problem('quote-expired', {
    detail: 'The price was locked until a time that has passed. Ask for a new quote; nothing was held.',
    errors: [{ pointer: `/quotes/${place}`, detail: 'has run out' }], reasons: [{ code: 'expired', detail: 'The quote has run out' }],
  })
}

export const hasText = (text: string | undefined): boolean => text !== undefined && text.trim() !== ''
