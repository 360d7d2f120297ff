import type { ResponseOf } from '@holdfast/contract/kit'
import type { search as contract } from '@holdfast/contract/venues'
import { priceSitting, priceStay, priceSummary } from '#module/pricing'
import { pictureOnWire, sittingTerms } from '#module/venues'
import { fold } from '#platform/fold'
import { toWire } from '#platform/money'
import { problem } from '#platform/problem'
import { instantAt, nightCount } from '#platform/time'
import type { Candidate, Place, SearchIndex } from '#ports/search-index'
import { fromPrice, priceVenues, type Found, type PricingDeps } from './price-venues.ts'
import { queryOf, type SearchInput, type SearchQuery } from './query.ts'
import { pageOf } from './sort.ts'
import { today } from '#module/venues'

export type SearchPage = ResponseOf<typeof contract>
type Card = SearchPage['items'][number]
type Facets = SearchPage['facets']

/** No search looks at more venues than this, the nearest or best rated ones: wider ones are narrowed by the person. */
const mostCandidates = 2_000

/** Venues that are really free for what was asked, with the total; candidates from the index, rooms and tables from availability, prices from the calculator. */
export async function findVenues(deps: PricingDeps, index: SearchIndex, input: SearchInput): Promise<SearchPage> {
  const query = queryOf(input, deps.clock.now())
  const place = placeOf(index, query)
  if (place === 'nowhere') return { items: [], next_cursor: null, total_count: 0, place: null, facets: { kind: [], facility: [], cuisine: [], district: [] } }
  const near = query.near ?? (query.sort === 'distance' && place !== undefined ? { ...place.location, radiusMetres: Infinity } : undefined)
  const candidates = index.candidates({ place, near, words: query.words }).filter(({ venue }) => query.people === undefined || venue.largest >= query.people)
  // Priced before kind, facilities and cuisine are looked at: each of these counts what the others leave.
  const priced = (await priceVenues(deps, capped(candidates), query)).filter(({ price }) => query.priceMax === undefined || price === null || price.amount <= query.priceMax)
  const found = priced.filter((one) => passes(one, query))
  const { page, nextCursor } = pageOf(found, query)
  return {
    items: await cardsOf(deps, page, query), next_cursor: nextCursor, total_count: found.length,
    place: place === undefined ? null : { name: place.name, location: place.location }, facets: facetsOf(priced, query),
  }
}

function placeOf(index: SearchIndex, query: SearchQuery): Place | undefined | 'nowhere' {
  if (query.city !== undefined) {
    const city = index.resolve(query.city)
    return city?.kind === 'city' && fold(city.name) === fold(query.city) ? city : 'nowhere'
  }
  if (query.place === undefined) return undefined
  const place = index.resolve(query.place)
  if (place === undefined) throw problem('invalid-request', { detail: 'No city, district or venue of this name is here.', errors: [{ pointer: '/place', detail: 'is not a place with venues' }] })
  return place
}

/** In this order, because what is bounded further on (which full restaurants are looked at again) begins with the first. */
function capped(candidates: Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || (b.venue.rating ?? 0) - (a.venue.rating ?? 0) || (a.venue.id < b.venue.id ? -1 : 1)).slice(0, mostCandidates)
}

type Dimension = 'kind' | 'facility' | 'cuisine'

/** All facilities are wanted, any of the cuisines will do. `but` leaves one out, to count its values. */
function passes({ venue }: Found, query: SearchQuery, but?: Dimension): boolean {
  if (but !== 'kind' && query.kind !== undefined && venue.kind !== query.kind) return false
  if (but !== 'facility' && !query.facilities.every((facility) => venue.facilities.includes(facility))) return false
  return but === 'cuisine' || query.cuisines.length === 0 || query.cuisines.some((cuisine) => venue.cuisines.includes(cuisine))
}

/** How many of each value there are among what all other filters leave; the most frequent first. */
function facetsOf(priced: readonly Found[], query: SearchQuery): Facets {
  const count = (valuesOf: (found: Found) => readonly string[], but?: Dimension) => {
    const counts = new Map<string, number>()
    for (const found of priced) if (passes(found, query, but)) for (const value of valuesOf(found)) counts.set(value, (counts.get(value) ?? 0) + 1)
    return [...counts].map(([value, times]) => ({ value, count: times })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, 60)
  }
  return {
    kind: count(({ venue }) => [venue.kind], 'kind'), facility: count(({ venue }) => venue.facilities, 'facility'), cuisine: count(({ venue }) => venue.cuisines, 'cuisine'),
    district: count(({ venue }) => (venue.district === null ? [] : [venue.district])),
  }
}

async function cardsOf(deps: PricingDeps, page: readonly Found[], query: SearchQuery): Promise<Card[]> {
  const now = deps.clock.now()
  const programs = await deps.pricing.ratesOfMany(deps.db, page.flatMap(({ venue }) => (venue.kind === 'hotel' ? [venue.id] : [])))
  return page.map((found): Card => {
    const { layout, stay, slots } = found
    const picture = layout.pictures.find(({ kind }) => kind === 'facade') ?? layout.pictures[0]
    const from = fromPrice(layout, programs.get(layout.id), today(layout, now))
    return {
      id: layout.id, slug: layout.slug, name: layout.name, local_name: layout.localName, kind: layout.kind, city: layout.city, country: layout.country, district: layout.district, location: layout.location,
      rating: layout.rating, rating_count: layout.ratingCount, stars: layout.stars, facilities: layout.facilities, cuisines: layout.cuisines, picture: picture === undefined ? null : pictureOnWire(picture),
      distance_m: found.distance, available: found.available,
      from_price: layout.kind === 'hotel' ? from === null ? null : toWire(from) : found.price === null ? null : toWire(found.price),
      price: summaryOf(found, query, programs, now), room_type_name: stay?.type.name ?? null, units_left: stay?.unitsLeft ?? null,
      slots: slots === undefined ? null : slots.slice(0, 5).map(({ at }) => at).toSorted(),
    }
  })
}

function summaryOf({ layout, stay, slots }: Found, query: SearchQuery, programs: Awaited<ReturnType<PricingDeps['pricing']['ratesOfMany']>>, now: Temporal.Instant): Card['price'] {
  if (stay !== undefined && query.stay !== undefined) {
    const price = priceStay(programs.get(layout.id)!, { ...query.stay, roomType: stay.type.id, plan: stay.plan.id, bookedOn: today(layout, now) })
    return priceSummary(price, { now, arrivalAt: instantAt(query.stay.arrival, layout.checkInFrom, layout.timeZone), timeZone: layout.timeZone }, nightCount(query.stay))
  }
  const slot = slots?.[0]
  const service = layout.services.find(({ id }) => id === slot?.service)
  if (slot === undefined || service === undefined || query.sitting === undefined) return null
  return priceSummary(priceSitting(sittingTerms(layout, service), { party: query.sitting.party, date: slot.businessDate }), { now, arrivalAt: slot.instant, timeZone: layout.timeZone }, null)
}
