import type { z } from 'zod'
import type * as contract from '@holdfast/contract/simple'
import type { SimpleDeps } from './deps.ts'

type Asked = z.output<typeof contract.simpleListVendors.query>
type Found = z.output<typeof contract.simpleListVendors.response>

/** Anyone. The search of the full API under its shorter names; with dates or a time only those really available. */
export async function findVendors(deps: SimpleDeps, { facility, cuisine, sort, ...rest }: Asked): Promise<Found> {
  const found = await deps.search.search({
    ...rest, sort: sort ?? 'best',
    ...(facility === undefined ? {} : { facility: [facility] }), ...(cuisine === undefined ? {} : { cuisine: [cuisine] }),
  })
  return {
    items: found.items.map((card) => ({
      id: card.id, name: card.name, kind: card.kind, city: card.city, location: card.location, available: card.available,
      ...(card.price === null ? {} : { total: card.price.total }), ...(card.slots === null ? {} : { slots: card.slots }), ...(card.distance_m === null ? {} : { distance_m: card.distance_m }),
    })),
    facets: found.facets, next_cursor: found.next_cursor,
  }
}
