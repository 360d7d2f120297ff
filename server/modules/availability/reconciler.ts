import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import { repeating, type Worker } from '#platform/worker'
import type { Books } from './books.ts'
import { reconcile, type LiveHolders } from './reconcile.ts'
import { readVenues } from './store.ts'

const venuesAtOnce = 20
const pauseMs = 30_000

/** Goes round all venues for ever, twenty every half minute, and logs what does not agree: by id and count, never by name. */
export function reconciler(books: Books, log: Log, liveHolders: LiveHolders): Worker {
  let after: VenueId | '' = ''
  return repeating('reconciler', pauseMs, log, async () => {
    const venues = await readVenues(books.deps.db, after, venuesAtOnce)
    after = venues.length < venuesAtOnce ? '' : venues.at(-1)!
    for (const venue of venues) {
      const found = await books.deps.db.transaction((tx) => reconcile(books, tx, venue, liveHolders))
      if (found.length > 0) log.warn({ venue, differences: found.length, first: found.slice(0, 5) }, 'the calendar and what is sold do not agree: run holdfast doctor')
    }
  })
}
