import { may } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import type { BookingId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { dateAt, type PlainDate } from '#platform/time'
import { bookingsByCode, bookingsOfGuests, findBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { layoutOf } from './layouts.ts'
import { idsOfDay, listMine, listOfVenue } from './list-store.ts'
import { openedBookings } from './opened.ts'
import { asOf } from './rules.ts'
import type { BoardLine, Booking, BookingPage, VenueFilter } from './types.ts'
import { boardLines } from './view-booking.ts'
import { requireStaff } from './who-may.ts'

/** Bookings of a venue, current and past, for its staff. `q` finds a code, or guests by keyed hashes of what was typed. */
export async function listBookings(deps: BookingDeps, actor: Actor, venue: VenueId, filter: VenueFilter): Promise<BookingPage<Booking>> {
  const { vendor } = await layoutOf(deps, deps.db, venue)
  requireStaff(actor, { vendor, venue }, 'seeBoard')
  const q = filter.q?.trim() ?? ''
  const only = q === '' ? undefined : await sought(deps, actor, { vendor, venue }, q)
  const page = await listOfVenue(deps.db, venue, { ...filter, only, now: deps.clock.now() })
  return { items: await inOrder(deps, page.items), nextCursor: page.nextCursor }
}

async function sought(deps: BookingDeps, actor: Actor, at: { vendor: Booking['vendor']; venue: VenueId }, q: string): Promise<BookingId[]> {
  const byCode = (await bookingsByCode(deps.db, q.toUpperCase().replaceAll(/[\s-]/g, ''))).filter((booking) => booking.venue === at.venue).map((booking) => booking.id)
  // Who may not see guests may not find out either whether somebody is one.
  if (!actor.system && !may.seeGuests(actor, at)) return byCode
  const guests = await deps.guests.searchGuests(deps.db, at.vendor, q)
  return [...byCode, ...await bookingsOfGuests(deps.db, at.venue, guests)]
}

/** The visitor's own bookings, by account and by the tokens in their cookie. */
export async function myBookings(deps: BookingDeps, actor: Actor, filter: { when: 'current' | 'past'; cursor?: string | undefined; limit: number }): Promise<BookingPage<Booking>> {
  const opened = await openedBookings(deps.db, actor)
  if (actor.account === null && opened.length === 0) return { items: [], nextCursor: null }
  const now = deps.clock.now()
  // Nobody's today has begun later than the first zone's: a stay that may still be current somewhere counts as current.
  const page = await listMine(deps.db, { account: actor.account, opened }, { ...filter, now, today: dateAt(now, 'Etc/GMT+12') })
  return { items: await inOrder(deps, page.items), nextCursor: page.nextCursor }
}

/** All lines of the board of a day. The caller asks who may. */
export async function boardRows(deps: BookingDeps, reader: Reader, venue: VenueId, date: PlainDate): Promise<BoardLine[]> {
  return boardLines(deps, reader, await findBookings(reader, await idsOfDay(reader, venue, date)))
}

async function inOrder(deps: BookingDeps, ids: readonly BookingId[]): Promise<Booking[]> {
  const now = deps.clock.now()
  const found = new Map((await findBookings(deps.db, ids)).map((booking) => [booking.id, asOf(booking, now)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}
