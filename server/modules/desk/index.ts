import type { Actor, Authenticate } from '#http/actor'
import type { Availability } from '#module/availability'
import type { BookingDoor } from '#module/booking'
import type { Venues } from '#module/venues'
import type { Clock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { EventLog } from '#ports/event-log'
import { freeUnits, type FreeUnitsAsked } from './free-units.ts'
import { openLive } from './live.ts'
import { listOverbooked, solveOverbooked, type Solution } from './overbooked.ts'
import { readBoard } from './read-board.ts'

export { deskRoutes } from './routes.ts'

export interface DeskDeps {
  db: Database
  clock: Clock
  log: Log
  eventLog: Pick<EventLog, 'subscribe' | 'head'>
  venues: Pick<Venues, 'layoutOf'>
  availability: Pick<Availability, 'freeRooms' | 'freeTables' | 'leasedRooms' | 'leasedTables' | 'freeNights' | 'overbooked' | 'closeOverbooked' | 'hasOverbooked'>
  booking: Pick<BookingDoor, 'boardRows' | 'ofReservations' | 'find'>
  /** Asked again while a live stream is open. */
  authenticate: Authenticate
}

export type Desk = ReturnType<typeof openDesk>

/** The day at the desk: what comes, who goes, who is there, and every change as it happens. Keeps no tables of its own. */
export function openDesk(deps: DeskDeps) {
  const live = openLive({
    eventLog: deps.eventLog, authenticate: deps.authenticate, log: deps.log,
    vendorOf: async (venue) => (await deps.venues.layoutOf(deps.db, venue)).vendor,
  })
  return {
    board: (actor: Actor, venue: VenueId, date?: PlainDate) => readBoard(deps, actor, venue, date),
    freeUnits: (actor: Actor, venue: VenueId, asked: FreeUnitsAsked) => freeUnits(deps, actor, venue, asked),
    overbooked: (actor: Actor, venue: VenueId, filter: { solved: boolean; cursor?: string | undefined; limit: number }) => listOverbooked(deps, actor, venue, filter),
    solveOverbooked: (actor: Actor, venue: VenueId, id: string, solution: Solution) => solveOverbooked(deps, actor, venue, id, solution),
    live,
    /** Ends the live streams: before the server closes, which waits for its connections. */
    close(): void { live.close() },
  }
}

