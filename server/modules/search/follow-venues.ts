import { maxParty, type VenueLayout, type Venues } from '#module/venues'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import type { EventLog, Subscription } from '#ports/event-log'
import type { IndexedVenue, SearchIndex } from '#ports/search-index'

export interface Projection {
  /** Resolves when all that is published has been read; begins the first time that it is asked. */
  ready(): Promise<void>
  stop(): Promise<void>
}

const pageSize = 500
/** Changes that come together, as at a first load of a demo world, are read together. */
const gatherMs = 20
const waitAfterFailureMs = 1_000

/**
 * Keeps the index as the venues are: all that is published at first, then what the event log tells. Every process has
 * its own, so it follows the log without a cursor; what it missed makes it read everything again.
 */
export function followVenues(deps: { db: Database; log: Log; venues: Venues; eventLog: EventLog; index: SearchIndex }): Projection {
  const { db, log, venues, eventLog, index } = deps
  const dirty = new Set<VenueId>()
  const known = new Set<VenueId>()
  let subscription: Subscription | undefined
  let loading: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let refreshing: Promise<void> = Promise.resolve()
  let stopped = false

  function follow(): void {
    subscription ??= eventLog.subscribe({
      types: ['venue.published', 'venue.changed', 'venue.unpublished'],
      deliver: ({ venue }) => { if (venue !== null) { dirty.add(venue); soon(gatherMs) } },
      missed: () => { void loadAll().catch((error: unknown) => { log.error({ err: error }, 'search could not read the venues again') }) },
    })
  }
  function soon(ms: number): void {
    if (stopped) return
    timer ??= setTimeout(() => { timer = undefined; refreshing = refreshing.then(refresh) }, ms)
  }
  async function refresh(): Promise<void> {
    const ids = [...dirty].slice(0, pageSize)
    for (const id of ids) dirty.delete(id)
    try {
      const layouts = await venues.layoutsOf(db, ids)
      for (const id of ids) take(id, layouts.get(id))
    } catch (error) {
      for (const id of ids) dirty.add(id)
      log.warn({ err: error }, 'search could not read changed venues; it tries again')
      soon(waitAfterFailureMs)
      return
    }
    if (dirty.size > 0) soon(0)
  }
  async function loadAll(): Promise<void> {
    let after: VenueId | null = null
    const gone = new Set(known)
    for (;;) {
      const page: VenueLayout[] = await venues.listPublished(db, after, pageSize)
      for (const layout of page) { take(layout.id, layout); gone.delete(layout.id) }
      if (page.length < pageSize) break
      after = page.at(-1)!.id
    }
    for (const id of gone) take(id, undefined)
  }
  function take(id: VenueId, layout: VenueLayout | undefined): void {
    if (layout?.status === 'published') { known.add(id); index.put(indexed(layout)) }
    else { known.delete(id); index.remove(id) }
  }

  return {
    ready() {
      if (loading === undefined) {
        // Listening first: what is published during the load is read twice rather than never.
        follow()
        loading = loadAll().catch((error: unknown) => { loading = undefined; throw error })
      }
      return loading
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      subscription?.close()
      await refreshing
    },
  }
}

function indexed(layout: VenueLayout): IndexedVenue {
  const largest = layout.kind === 'hotel' ? Math.max(0, ...layout.roomTypes.map(({ sleeps }) => sleeps)) : maxParty(layout) ?? 0
  return {
    id: layout.id, slug: layout.slug, kind: layout.kind, name: layout.name, localName: layout.localName, city: layout.city, district: layout.district, country: layout.country, location: layout.location,
    rating: layout.rating, ratingCount: layout.ratingCount, facilities: layout.facilities, cuisines: layout.cuisines, largest,
  }
}
