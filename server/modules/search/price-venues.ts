import type { Availability, Slot } from '#module/availability'
import { lowestNight, type Pricing, type RateProgram } from '#module/pricing'
import type { CheapestStay, Quoting } from '#module/quoting'
import { today, type VenueLayout, type Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import { money, type Money } from '#platform/money'
import type { Database } from '#platform/sql'
import { addDays, dayNumber, instantAt, type PlainDate } from '#platform/time'
import type { Candidate } from '#ports/search-index'
import type { SearchQuery } from './query.ts'

export interface PricingDeps { db: Database; clock: Clock; venues: Venues; quoting: Quoting; availability: Availability; pricing: Pricing }

/** A venue that is free for what was asked (or for which nothing was asked), and what it costs. */
export interface Found extends Candidate {
  layout: VenueLayout
  stay: CheapestStay | undefined
  /** Free times about the wished one, nearest first. */
  slots: Slot[] | undefined
  /** What is compared and sorted by: the total, or «from» where no dates were given; null where people pay at the table. */
  price: Money | null
  available: true | null
}

/** A table within so many minutes of the wished time counts as found. */
const aboutMinutes = 60

/** Keeps what is really free, and gives it its price. One statement a kind of row, however many venues. */
export async function priceVenues(deps: PricingDeps, candidates: readonly Candidate[], query: SearchQuery): Promise<Found[]> {
  const asked = query.stay !== undefined || query.sitting !== undefined
  const hotels = candidates.filter(({ venue }) => venue.kind === 'hotel' && (!asked || (query.stay !== undefined && venue.largest >= Math.ceil(query.stay.guests / query.stay.rooms))))
  const restaurants = candidates.filter(({ venue }) => venue.kind === 'restaurant' && (!asked || (query.sitting !== undefined && venue.largest >= query.sitting.party)))
  const ids = [...hotels, ...restaurants].map(({ venue }) => venue.id)
  const hotelIds = hotels.map(({ venue }) => venue.id)
  const layouts = await deps.venues.layoutsOf(deps.db, ids)
  const [stays, slots, programs] = await Promise.all([
    query.stay === undefined ? undefined : deps.quoting.cheapestStays(deps.db, hotelIds, query.stay),
    query.sitting === undefined ? undefined : slotsAbout(deps, restaurants.map(({ venue }) => venue.id), layouts, query.sitting),
    query.stay === undefined ? deps.pricing.ratesOfMany(deps.db, hotelIds) : undefined,
  ])
  const now = deps.clock.now()
  return [...hotels, ...restaurants].flatMap((candidate): Found[] => {
    const { id, kind } = candidate.venue
    const layout = layouts.get(id)
    if (layout === undefined || layout.status !== 'published') return []
    if (kind === 'hotel') {
      const stay = stays?.get(id)
      if (stays !== undefined && stay === undefined) return []
      return [{ ...candidate, layout, stay, slots: undefined, price: stay?.total ?? fromPrice(layout, programs?.get(id), today(layout, now)), available: stays === undefined ? null : true }]
    }
    const free = slots?.get(id)
    if (slots !== undefined && free === undefined) return []
    return [{ ...candidate, layout, stay: undefined, slots: free, price: coverPrice(layout, query.sitting?.party ?? 1, free?.[0]), available: slots === undefined ? null : true }]
  })
}

async function slotsAbout(deps: PricingDeps, ids: readonly VenueId[], layouts: ReadonlyMap<VenueId, VenueLayout>, { at, party }: NonNullable<SearchQuery['sitting']>): Promise<Map<VenueId, Slot[]>> {
  const date = at.slice(0, 10) as PlainDate
  const time = at.slice(11)
  // Times after midnight belong to the shift of the day before, by each venue's own end of the day.
  const byDay = Map.groupBy(ids, (id) => { const layout = layouts.get(id); return layout !== undefined && time < layout.dayEnds ? addDays(date, -1) : date })
  const about = (id: VenueId) => { const layout = layouts.get(id); return layout === undefined ? undefined : { ms: instantAt(date, time, layout.timeZone).epochMilliseconds, minutes: aboutMinutes } }
  const free = (await Promise.all([...byDay].map(([day, of]) => deps.availability.freeSlotsOf(deps.db, of, { date: day, party }, about)))).flatMap((map) => [...map])
  return new Map(free.flatMap(([id, slots]): [VenueId, Slot[]][] => {
    const wished = about(id)
    if (wished === undefined || slots.length === 0) return []
    const away = (slot: Slot) => Math.abs(slot.instant.epochMilliseconds - wished.ms)
    return [[id, slots.toSorted((a, b) => away(a) - away(b))]]
  }))
}

function coverPrice(layout: VenueLayout, party: number, slot: Slot | undefined): Money | null {
  const services = slot === undefined ? layout.services : layout.services.filter(({ id }) => id === slot.service)
  const prices = services.flatMap(({ prepaidPerCover }) => (prepaidPerCover === null ? [] : [prepaidPerCover]))
  return prices.length === 0 ? null : money(Math.min(...prices) * party, layout.currency)
}

const fromPrices = new WeakMap<RateProgram, { day: number; price: Money | null }>()
const fromPriceDays = 60

/** The lowest night for two in the next 60 days. Kept with the program: it changes with the rates and with the day. */
export function fromPrice(layout: VenueLayout, program: RateProgram | undefined, date: PlainDate): Money | null {
  if (program === undefined) return null
  const known = fromPrices.get(program)
  if (known?.day === dayNumber(date)) return known.price
  const prices = layout.roomTypes.flatMap((type) => lowestNight(program, type.id, Math.min(2, type.sleeps), date, fromPriceDays) ?? [])
  const price = prices.length === 0 ? null : prices.reduce((a, b) => (b.amount < a.amount ? b : a))
  fromPrices.set(program, { day: dayNumber(date), price })
  return price
}
