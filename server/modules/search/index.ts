import type { ResponseOf } from '@holdfast/contract/kit'
import type { suggestPlaces as suggestContract } from '@holdfast/contract/venues'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Worker } from '#platform/worker'
import type { EventLog } from '#ports/event-log'
import type { SearchIndex } from '#ports/search-index'
import { findVenues, type SearchPage } from './find-venues.ts'
import { followVenues } from './follow-venues.ts'
import type { PricingDeps } from './price-venues.ts'
import type { SearchInput } from './query.ts'

export { searchRoutes } from './routes.ts'
export type { SearchInput } from './query.ts'
export type { SearchPage } from './find-venues.ts'
export type Suggestions = ResponseOf<typeof suggestContract>

export interface SearchDeps extends PricingDeps { log: Log; eventLog: EventLog; index: SearchIndex }
export type Search = ReturnType<typeof openSearch>

const mostSuggestions = 8

/** Finding venues: by place, time, people and price, only what is really free. */
export function openSearch(deps: SearchDeps) {
  const { index } = deps
  const projection = followVenues(deps)
  return {
    async search(input: SearchInput): Promise<SearchPage> {
      await projection.ready()
      return findVenues(deps, index, input)
    },
    /** Places and venues that begin so; without a text the largest cities. */
    async suggestPlaces(text: string): Promise<Suggestions> {
      await projection.ready()
      return {
        items: index.suggest(text, mostSuggestions).map((place) => ({
          kind: place.kind === 'country' ? 'city' as const : place.kind, name: place.name, detail: place.detail,
          place: place.kind === 'city' ? place.name : `${place.name}, ${place.city}`, slug: place.slug, location: place.location,
        })),
        next_cursor: null,
      }
    },
    /** Published venues of the same kind, nearest first. */
    async neighboursOf(venue: VenueId, limit: number): Promise<VenueId[]> {
      await projection.ready()
      return index.neighbours(venue, limit)
    },
    worker: { name: 'search: follows the venues', start: () => projection.ready(), stop: () => projection.stop() } satisfies Worker,
  }
}
