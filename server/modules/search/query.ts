import type { QueryOf } from '@holdfast/contract/kit'
import type { search as contract } from '@holdfast/contract/venues'
import type { Facility, Cuisine } from '#module/venues'
import { problem } from '#platform/problem'
import { addDays, dateAt, nightCount, type PlainDate } from '#platform/time'

type Wire = QueryOf<typeof contract>
export type SearchInput = Wire & {
  /** The simple API's: exactly this city, nothing when there is none. */
  city?: string | undefined
  /** The simple API's: a type with this in its name must be free. */
  room_type?: string | undefined
}
export type Sort = Wire['sort']

/** A search, with what was left out filled in. */
export interface SearchQuery {
  place: string | undefined
  city: string | undefined
  near: { lat: number; lon: number; radiusMetres: number } | undefined
  words: string | undefined
  kind: 'hotel' | 'restaurant' | undefined
  facilities: Facility[]
  cuisines: Cuisine[]
  /** In minor units of each venue's currency. */
  priceMax: number | undefined
  stay: { arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children?: readonly number[] | undefined; typeNamed: string | undefined } | undefined
  sitting: { at: string; party: number } | undefined
  /** People, where no dates are given. */
  people: number | undefined
  sort: Sort
  cursor: string | undefined
  limit: number
}

const defaultRadiusKm = 10
const longestStay = 90
const farthestDays = 730

export function queryOf(input: SearchInput, now: Temporal.Instant): SearchQuery {
  const guests = input.guests ?? (input.arrival === undefined ? undefined : 2)
  const [lat, lon] = input.near?.split(',').map(Number) ?? []
  const query: SearchQuery = {
    place: input.place === '' ? undefined : input.place, city: input.city === '' ? undefined : input.city,
    near: lat === undefined || lon === undefined ? undefined : { lat, lon, radiusMetres: (input.radius_km ?? defaultRadiusKm) * 1_000 },
    words: input.q === '' ? undefined : input.q, kind: input.kind, facilities: input.facility ?? [], cuisines: input.cuisine ?? [], priceMax: input.price_max,
    stay: input.arrival === undefined ? undefined : { arrival: input.arrival as PlainDate, departure: input.departure as PlainDate, guests: guests!, rooms: input.rooms ?? 1, children: input.children, typeNamed: input.room_type },
    sitting: input.at === undefined ? undefined : { at: input.at, party: input.party ?? input.guests ?? 2 },
    people: input.arrival === undefined && input.at === undefined ? input.party ?? (input.guests === undefined ? undefined : Math.ceil(input.guests / (input.rooms ?? 1))) : undefined,
    sort: input.sort, cursor: input.cursor, limit: input.limit,
  }
  refuseImpossible(query, input, now)
  return query
}

/** What no venue on earth could have: it is over everywhere, or beyond every horizon. */
function refuseImpossible(query: SearchQuery, input: SearchInput, now: Temporal.Instant): void {
  const wrong = (pointer: string, detail: string) => problem('invalid-request', { detail: `${pointer}: ${detail}.`, errors: [{ pointer, detail }] })
  // The date line: somewhere it still is this day, somewhere it is already that day.
  const earliest = dateAt(now, 'Etc/GMT+12')
  const latest = addDays(dateAt(now, 'Etc/GMT-14'), farthestDays)
  if (query.stay !== undefined) {
    if (query.stay.arrival < earliest) throw wrong('/arrival', 'is in the past')
    if (query.stay.departure > latest) throw wrong('/departure', `is beyond ${latest}`)
    if (nightCount(query.stay) > longestStay) throw wrong('/departure', `a stay has at most ${longestStay} nights`)
    if (query.stay.guests < query.stay.rooms) throw wrong('/rooms', 'each room needs a guest')
  }
  if (query.sitting !== undefined && query.sitting.at.slice(0, 10) < earliest) throw wrong('/at', 'is in the past')
  if (query.sitting !== undefined && query.sitting.at.slice(0, 10) > latest) throw wrong('/at', `is beyond ${latest}`)
  if (input.radius_km !== undefined && query.near === undefined) throw wrong('/radius_km', 'needs near')
}
