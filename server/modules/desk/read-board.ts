import { may } from '@holdfast/contract/permissions'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { addDays, businessDateAt, type PlainDate } from '#platform/time'
import type { DeskDeps } from './index.ts'
import { countsOf, listsOf, withoutGuests, type BoardView } from './rules.ts'
import { requireBoard } from './who-may.ts'

/** The day at the desk. Whoever works at the venue may see it; names only who may see guests. */
export async function readBoard(deps: DeskDeps, actor: Actor, venue: VenueId, asked: PlainDate | undefined): Promise<BoardView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  const place = { vendor: layout.vendor, venue }
  requireBoard(actor, place)
  const now = deps.clock.now()
  const today = businessDateAt(now, layout.timeZone, layout.dayEnds)
  const date = asked ?? today
  // The position first: what the stream brings after it may be in these rows already, but nothing is left out between them.
  const position = await deps.eventLog.head(deps.db)
  const rows = await deps.booking.boardRows(deps.db, venue, date)
  const lists = listsOf(actor.system || may.seeGuests(actor, place) ? rows : rows.map(withoutGuests), date, today)
  return {
    venue: { id: venue, name: layout.name, kind: layout.kind, time_zone: layout.timeZone, currency: layout.currency },
    business_date: date, local_time: now.toZonedDateTimeISO(layout.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }),
    ...lists, counts: { ...countsOf(lists), free_tonight: await freeNow(deps, layout, date, today, now) }, position: String(position),
  }
}

/** Rooms free for the night of that date; tables free at this moment, which only today has. */
async function freeNow(deps: DeskDeps, layout: VenueLayout, date: PlainDate, today: PlainDate, now: Temporal.Instant): Promise<number> {
  try {
    if (layout.kind === 'restaurant') return date === today ? (await deps.availability.freeTables(deps.db, layout.id, now, null, 1)).length : 0
    const nights = await deps.availability.freeNights(deps.db, layout.id, date, addDays(date, 1))
    return [...nights.values()].reduce((sum, [free]) => sum + Math.max(0, free ?? 0), 0)
  } catch (error) {
    // A venue whose set-up is not finished sells nothing yet; its board is empty and right.
    deps.log.debug({ venue: layout.id, error: (error as Error).name }, 'what is free could not be read for the board')
    return 0
  }
}
