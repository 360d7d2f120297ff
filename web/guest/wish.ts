import { childrenOf } from '../ui/children.tsx'

/** What a guest looks for, as it stands in the address: read by people, kept by bookmarks, understood by the API. */
export interface Wish {
  kind: 'hotel' | 'restaurant'
  place?: string | undefined
  arrival?: string | undefined
  departure?: string | undefined
  guests: number
  rooms: number
  /** Ages of the children among the guests. */
  children?: readonly number[] | undefined
  /** A promotion or company code. */
  code?: string | undefined
  date?: string | undefined
  time: string
  party: number
  /** The code of a group: its rooms, at its rate. */
  group?: string | undefined
}

const date = /^\d{4}-\d\d-\d\d$/
const whole = (text: unknown, fallback: number, max: number) => { const value = Number(text); return Number.isInteger(value) && value >= 1 && value <= max ? value : fallback }
const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 120) : undefined)

const agesOf = (value: unknown, most: number): number[] | undefined => {
  const ages = typeof value === 'string' || typeof value === 'number' ? String(value).split(',').map(Number).filter((age) => Number.isInteger(age) && age >= 0 && age <= 17).slice(0, Math.max(0, most)) : []
  return ages.length === 0 ? undefined : ages
}

/** Whatever stands in the address: what makes no sense is left out rather than refused. */
export function wishOf(search: Record<string, unknown>): Wish {
  const day = (value: unknown) => (typeof value === 'string' && date.test(value) ? value : undefined)
  const [arrival, departure] = [day(search['arrival']), day(search['departure'])]
  const [guests, rooms] = [whole(search['guests'], 2, 30), whole(search['rooms'], 1, 9)]
  const dated = arrival !== undefined && departure !== undefined && arrival < departure
  return {
    kind: search['kind'] === 'restaurant' ? 'restaurant' : 'hotel', place: text(search['place']),
    arrival: dated ? arrival : undefined, departure: dated ? departure : undefined, guests, rooms, children: agesOf(search['children'], guests - rooms), code: text(search['code'])?.slice(0, 30),
    date: day(search['date']), time: typeof search['time'] === 'string' && /^\d\d:\d\d$/.test(search['time']) ? search['time'] : '19:30', party: whole(search['party'], 2, 50), group: text(search['group'])?.slice(0, 40).toUpperCase(),
  }
}


/** The address of a wish: only what matters for its kind. */
export function wishSearch(wish: Wish): Record<string, string> {
  const shared = { kind: wish.kind, ...(wish.place === undefined ? {} : { place: wish.place }) }
  if (wish.kind === 'hotel') return { ...shared, ...(wish.arrival === undefined ? {} : { arrival: wish.arrival, departure: wish.departure! }), guests: String(wish.guests), ...(wish.rooms > 1 ? { rooms: String(wish.rooms) } : {}), ...(childrenOf(wish).length === 0 ? {} : { children: childrenOf(wish).join(',') }), ...(wish.code === undefined ? {} : { code: wish.code }), ...(wish.group === undefined ? {} : { group: wish.group }) }
  return { ...shared, ...(wish.date === undefined ? {} : { date: wish.date, time: wish.time }), party: String(wish.party) }
}

export interface Filters { facility: string[]; cuisine: string[]; price_max?: string | undefined; sort: 'best' | 'price' | 'distance' | 'rating' | 'name' }
const list = (value: unknown) => (typeof value === 'string' ? value.split(',').filter(Boolean).slice(0, 20) : [])

export function filtersOf(search: Record<string, unknown>): Filters {
  const sort = search['sort']
  return {
    facility: list(search['facility']), cuisine: list(search['cuisine']), price_max: typeof search['price_max'] === 'string' && /^\d{1,9}$/.test(search['price_max']) ? search['price_max'] : undefined,
    sort: sort === 'price' || sort === 'distance' || sort === 'rating' || sort === 'name' ? sort : 'best',
  }
}

export function filterSearch(filters: Filters): Record<string, string> {
  return {
    ...(filters.facility.length === 0 ? {} : { facility: filters.facility.join(',') }), ...(filters.cuisine.length === 0 ? {} : { cuisine: filters.cuisine.join(',') }),
    ...(filters.price_max === undefined ? {} : { price_max: filters.price_max }), ...(filters.sort === 'best' ? {} : { sort: filters.sort }),
  }
}

/** As the API's search takes it. */
export function searchQuery(wish: Wish, filters: Filters) {
  return {
    kind: wish.kind, ...(wish.place === undefined ? {} : { place: wish.place }), ...filterSearch(filters),
    ...(wish.kind === 'hotel'
      ? wish.arrival === undefined ? {} : { arrival: wish.arrival, departure: wish.departure!, guests: wish.guests, ...(wish.rooms > 1 ? { rooms: wish.rooms } : {}), ...(childrenOf(wish).length === 0 ? {} : { children: childrenOf(wish).join(',') }) }
      : wish.date === undefined ? {} : { at: `${wish.date}T${wish.time}`, party: wish.party }),
  }
}
