import type { Alternative } from '@holdfast/contract/kit'
import { cheapestPlan, fullestRoom, type RateProgram } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { RoomTypeId } from '#platform/id'
import { money, toWire } from '#platform/money'
import type { Reader } from '#platform/sql'
import { addDays, nightCount, type PlainDate } from '#platform/time'
import type { QuotingDeps } from './context.ts'
import type { OffersAsked } from './offers.ts'

export interface Part { roomType: RoomTypeId; arrival: PlainDate; departure: PlainDate }
const mostParts = 3

/**
 * The fewest room types one after the other that cover some nights: always the one that stays free longest, which no
 * other choice can beat. Of those that last as long, the first of `types`. Null: some night has none, or it takes too many.
 */
export function fewestMoves(free: ReadonlyMap<RoomTypeId, readonly number[]>, types: readonly RoomTypeId[], stay: { arrival: PlainDate; nights: number }, rooms: number): Part[] | null {
  const parts: Part[] = []
  for (let at = 0; at < stay.nights;) {
    let best: { type: RoomTypeId; until: number } | undefined
    for (const type of types) {
      let until = at
      while (until < stay.nights && (free.get(type)?.[until] ?? 0) >= rooms) until += 1
      if (until > at && (best === undefined || until > best.until)) best = { type, until }
    }
    if (best === undefined || parts.length === mostParts) return null
    parts.push({ roomType: best.type, arrival: addDays(stay.arrival, at), departure: addDays(stay.arrival, best.until) })
    at = best.until
  }
  return parts
}

/** When no one type has all nights: the split with the fewest moves, with its price. It is held as one: a quote for each part. */
export async function splitStayOf(deps: QuotingDeps, reader: Reader, layout: VenueLayout, program: RateProgram, wished: RoomTypeId | null, asked: OffersAsked, today: PlainDate): Promise<Alternative | null> {
  const nights = nightCount(asked)
  if (nights < 2 || nights > 60) return null
  const fitting = layout.roomTypes.filter((type) => fullestRoom(asked.guests, asked.rooms) <= type.sleeps).toSorted((a, b) => Number(b.id === wished) - Number(a.id === wished))
  const free = await deps.availability.freeNights(reader, layout.id, asked.arrival, asked.departure)
  const parts = fewestMoves(free, fitting.map(({ id }) => id), { arrival: asked.arrival, nights }, asked.rooms)
  if (parts === null || parts.length < 2) return null
  let total = 0
  for (const part of parts) {
    // Its own dates may be forbidden although they are free: a least length of stay, no arrival on that day.
    const found = (await deps.availability.freeStays(reader, layout.id, { arrival: part.arrival, departure: part.departure, quantity: asked.rooms })).find(({ roomType }) => roomType === part.roomType)
    const best = found === undefined || found.reasons.length > 0 || found.free < asked.rooms ? undefined : cheapestPlan(program, { ...asked, ...part }, today)
    if (best === undefined) return null
    total += best.total
  }
  const named = parts.map((part) => ({ ...part, name: layout.roomTypes.find(({ id }) => id === part.roomType)!.name }))
  return {
    kind: 'split', venue: layout.id, arrival: asked.arrival, departure: asked.departure, total: toWire(money(total, program.currency)),
    label: named.map((part, i) => (i === 0 ? part.name : `${part.name} from ${part.arrival}`)).join(', '),
    parts: named.map((part) => ({ room_type: part.roomType, room_type_name: part.name, arrival: part.arrival, departure: part.departure })),
  }
}
