import { endpoints } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import { route, type Route } from '#http/route'
import { requireStaff } from '#module/folios'
import type { ReservationId, VenueId } from '#platform/id'
import type { PlainDate } from '#platform/time'
import { repeating, type Worker } from '#platform/worker'
import { closeByItself, closeNight, runClosing, type CloseInput } from './close-night.ts'
import type { NightDeps } from './deps.ts'
import { viewNight, type NightView } from './look-ahead.ts'
import { isAutomatic, putSetting } from './store.ts'

export type { NightView, Blocker } from './look-ahead.ts'

/** How each venue's business date closes: at its own hour, or by hand. */
export interface Night {
  view(actor: Actor, venue: VenueId): Promise<NightView>
  close(actor: Actor, venue: VenueId, input: CloseInput): Promise<NightView>
  /** Closes the dates of a venue whose hour has come; answers how many. */
  closeByItself(venue: VenueId): Promise<number>
  /** Closes one date whatever is open, for the demo world and imports. Only for the system. */
  closeDate(actor: Actor, venue: VenueId, date: PlainDate): Promise<boolean>
  routes: Route[]
  workers: Worker[]
}

const lookEveryMs = 60_000
const venuesAtOnce = 200

export function openNight(deps: NightDeps): Night {
  const door: Night = {
    view: (actor, venue) => viewNight(deps, actor, venue),
    close: (actor, venue, input) => closeNight(deps, actor, venue, input),
    closeByItself: (venue) => closeByItself(deps, venue),
    closeDate: async (actor, venue, date) => {
      const layout = await deps.venues.layoutOf(deps.db, venue)
      requireStaff(actor, layout, 'closeNight')
      return runClosing(deps, actor, layout, date, { noShows: [], takeAlong: 'all' })
    },
    routes: [],
    workers: [repeating('night audit', lookEveryMs, deps.log, async () => { await lookRound() })],
  }
  async function lookRound(): Promise<void> {
    for (let after: VenueId | null = null; ;) {
      const venues = await deps.ledger.books(deps.db, after, venuesAtOnce)
      for (const venue of venues) {
        try {
          if (await isAutomatic(deps.db, venue)) await door.closeByItself(venue)
        } catch (error) {
          // One venue's trouble does not keep the others' dates open.
          deps.log.error({ err: error, venue }, 'the business date could not be closed; it is tried again')
        }
      }
      if (venues.length < venuesAtOnce) return
      after = venues.at(-1)!
    }
  }
  door.routes = [
    route(endpoints.getNight, ({ actor, params }) => door.view(actor, params.venue)),
    route(endpoints.closeNight, ({ actor, params, body }) => door.close(actor, params.venue, { businessDate: body.business_date as PlainDate, noShows: body.no_shows as ReservationId[], takeAlong: body.take_along })),
    route(endpoints.setNight, async ({ actor, params, body }) => {
      requireStaff(actor, await deps.venues.layoutOf(deps.db, params.venue), 'manageAccounts')
      await deps.db.transaction((tx) => putSetting(tx, params.venue, body.automatic))
      return door.view(actor, params.venue)
    }),
  ]
  return door
}
