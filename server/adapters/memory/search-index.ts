import type { VenueId } from '../../platform/id.ts'
import { fold, slipsAllowed, withinSlips } from '../../platform/fold.ts'
import type { Candidate, CandidateQuery, IndexedVenue, Location, Place, SearchIndex } from '../../ports/search-index.ts'

interface Entry { venue: IndexedVenue; city: string; district: string; name: string; localName: string; words: string[] }
interface Named { place: Place; folded: string; words: string[] }

/**
 * The index in the memory of one process: a scan over the venues of a city, or over all. 5,000 venues take 2 ms, which
 * is enough for a demo world and a country; beyond that another adapter stands behind the port.
 */
export function memorySearchIndex(): SearchIndex {
  const entries = new Map<VenueId, Entry>()
  // Built when it is next asked for after a change: publishing is rare, asking is not.
  let named: Named[] | undefined
  const places = () => (named ??= namesOf(entries.values()))

  return {
    put(venue) { entries.set(venue.id, entryOf(venue)); named = undefined },
    remove(venue) { if (entries.delete(venue)) named = undefined },
    get: (venue) => entries.get(venue)?.venue,
    resolve: (text) => resolve(places(), text),
    suggest: (text, limit) => suggest(places(), text, limit),
    candidates: (query) => candidates(entries, query),
    neighbours(id, limit) {
      const from = entries.get(id)
      if (from === undefined) return []
      return [...entries.values()].filter(({ venue }) => venue.id !== id && venue.kind === from.venue.kind)
        .map(({ venue }) => ({ id: venue.id, away: metresBetween(from.venue.location, venue.location) }))
        .sort((a, b) => a.away - b.away).slice(0, limit).map((one) => one.id)
    },
    get size() { return entries.size },
  }
}

function entryOf(venue: IndexedVenue): Entry {
  const [name, localName, city, district] = [fold(venue.name), fold(venue.localName ?? ''), fold(venue.city), fold(venue.district ?? '')]
  const words = [name, localName, city, district, ...venue.cuisines.map(fold), ...venue.facilities.map(fold)].flatMap((text) => text.split(' ')).filter((word) => word !== '')
  return { venue, city, district, name, localName, words: [...new Set(words)] }
}

// ---- places -----------------------------------------------------------------------------------------------------

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })
const rank: Record<Place['kind'], number> = { city: 0, district: 1, country: 2, venue: 3 }

function namesOf(entries: Iterable<Entry>): Named[] {
  const groups = new Map<string, Place & { lats: number; lons: number }>()
  const venues: Named[] = []
  const count = (key: string, venue: IndexedVenue, of: Pick<Place, 'kind' | 'name' | 'detail' | 'city' | 'district'>) => {
    const group = groups.get(key) ?? { ...of, size: 0, lats: 0, lons: 0, location: venue.location, country: venue.country, venue: null, slug: null }
    groups.set(key, Object.assign(group, { size: group.size + 1, lats: group.lats + venue.location.lat, lons: group.lons + venue.location.lon }))
  }
  for (const { venue, city, district, name, localName } of entries) {
    const country = countryNames.of(venue.country) ?? venue.country
    count(venue.country, venue, { kind: 'country', name: country, detail: '', city: null, district: null })
    count(`${venue.country}/${city}`, venue, { kind: 'city', name: venue.city, detail: country, city: venue.city, district: null })
    if (venue.district !== null) count(`${venue.country}/${city}/${district}`, venue, { kind: 'district', name: venue.district, detail: `${venue.city}, ${country}`, city: venue.city, district: venue.district })
    const place: Place = { kind: 'venue', name: venue.name, detail: `${venue.district === null ? '' : `${venue.district}, `}${venue.city}`, location: venue.location, size: 1, country: venue.country, city: venue.city, district: venue.district, venue: venue.id, slug: venue.slug }
    venues.push({ place, folded: name, words: [...name.split(' '), ...localName.split(' ')].filter((word) => word !== '') })
    if (localName !== '') venues.push({ place, folded: localName, words: [] })
  }
  const grouped = [...groups.values()].map(({ lats, lons, ...place }): Named => {
    const folded = fold(place.name)
    return { place: { ...place, location: { lat: lats / place.size, lon: lons / place.size } }, folded, words: folded.split(' ') }
  })
  return [...grouped, ...venues].sort((a, b) => rank[a.place.kind] - rank[b.place.kind] || b.place.size - a.place.size || (a.folded < b.folded ? -1 : 1))
}

/** `Alfama, Lisbon`: what stands after the comma must lie in the detail. */
function parts(text: string): { wanted: string; within: string } {
  const [first = '', ...rest] = text.split(',')
  return { wanted: fold(first), within: fold(rest.join(' ')) }
}

const liesWithin = (place: Place, within: string) => within === '' || fold(`${place.detail} ${place.country}`).includes(within)

function resolve(places: readonly Named[], text: string): Place | undefined {
  const { wanted, within } = parts(text)
  if (wanted === '') return undefined
  const among = places.filter(({ place }) => liesWithin(place, within))
  // One word of a venue's name («hotel») does not mean that venue.
  const areas = among.filter(({ place }) => place.kind !== 'venue')
  const slips = slipsAllowed(wanted.length)
  return (among.find(({ folded }) => folded === wanted)
    ?? (wanted.length < 3 ? undefined : among.find(({ folded }) => folded.startsWith(wanted)) ?? areas.find(({ words }) => words.some((word) => word.startsWith(wanted))))
    ?? (slips === 0 ? undefined : among.find(({ folded }) => withinSlips(folded, wanted, slips)) ?? areas.find(({ words }) => words.some((word) => withinSlips(word, wanted, slips))))
    ?? (wanted.includes(' ') ? among.find((named) => wanted.split(' ').every((word) => named.words.some((own) => beginsOrSlips(own, word)))) : undefined))?.place
}

function suggest(places: readonly Named[], text: string, limit: number): Place[] {
  const { wanted, within } = parts(text)
  if (wanted === '') return places.filter(({ place }) => place.kind === 'city').slice(0, limit).map(({ place }) => place)
  const slips = slipsAllowed(wanted.length)
  const found = new Set<Place>()
  const passes: ((named: Named) => boolean)[] = [
    ({ folded }) => folded.startsWith(wanted),
    ({ words }) => words.some((word) => word.startsWith(wanted)),
    (named) => wanted.split(' ').every((word) => named.words.some((own) => beginsOrSlips(own, word))),
    ({ folded, words }) => slips > 0 && [folded, ...words].some((word) => withinSlips(word.slice(0, wanted.length), wanted, slips) || withinSlips(word, wanted, slips)),
  ]
  for (const pass of passes) {
    for (const named of places) {
      if (found.size >= limit) return [...found]
      if (liesWithin(named.place, within) && named.place.kind !== 'country' && pass(named)) found.add(named.place)
    }
  }
  return [...found]
}

// ---- venues -----------------------------------------------------------------------------------------------------

const beginsOrSlips = (own: string, word: string) => own.startsWith(word) || withinSlips(own, word, slipsAllowed(word.length))

function candidates(entries: ReadonlyMap<VenueId, Entry>, query: CandidateQuery): Candidate[] {
  const { place, near } = query
  const words = fold(query.words ?? '').split(' ').filter((word) => word !== '')
  const [city, district] = [place?.city == null ? null : fold(place.city), place?.district == null ? null : fold(place.district)]
  const found: Candidate[] = []
  for (const entry of entries.values()) {
    const { venue } = entry
    if (place !== undefined) {
      if (place.kind === 'venue' ? venue.id !== place.venue && entry.name !== fold(place.name) : venue.country !== place.country) continue
      if (place.kind !== 'venue' && place.kind !== 'country' && entry.city !== city) continue
      if (place.kind === 'district' && entry.district !== district) continue
    }
    const distance = near === undefined ? null : metresBetween(near, venue.location)
    if (near !== undefined && distance! > near.radiusMetres) continue
    if (words.length > 0 && !words.every((word) => entry.words.some((own) => beginsOrSlips(own, word)))) continue
    found.push({ venue, distance })
  }
  return found
}

const earthRadiusMetres = 6_371_009
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance (haversine), right over the antimeridian too. */
export function metresBetween(a: Location, b: Location): number {
  const dLat = radians(b.lat - a.lat)
  const dLon = radians(b.lon - a.lon)
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2
  return Math.round(2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(h))))
}
