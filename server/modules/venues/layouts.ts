import type { VenueId } from '#platform/id'
import { snapshots, type Snapshots } from '#platform/snapshots'
import type { VenueLayout } from './layout.ts'
import { readLayouts } from './layout-store.ts'

/** How many snapshots stay in memory: a few kilobytes each, 100 kB for a hotel of 2,000 rooms. */
const keptLayouts = 10_000

export type Layouts = Snapshots<VenueId, VenueLayout>

export function openLayouts(): Layouts {
  return snapshots<VenueId, VenueLayout>({
    limit: keptLayouts,
    load: async (reader, venues) => new Map((await readLayouts(reader, venues)).map((layout) => [layout.id, layout])),
  })
}
