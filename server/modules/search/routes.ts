import { search as searchContract, suggestPlaces } from '@holdfast/contract/venues'
import { route, type Route } from '#http/route'
import type { Search } from './index.ts'

export function searchRoutes(search: Search): Route[] {
  return [
    route(searchContract, ({ query }) => search.search(query)),
    route(suggestPlaces, ({ query }) => search.suggestPlaces(query.q)),
  ]
}
