import type { z } from 'zod'
import type * as contract from '@holdfast/contract/simple'
import { may } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import type { Booking, Change } from '#module/booking'
import type { VenueLayout } from '#module/venues'
import { isId, type AccountId, type BookingId, type RoomTypeId, type VenueId } from '#platform/id'
import { isProblem, problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import type { SimpleDeps } from './deps.ts'
import { bookingShown, type Status } from './show.ts'

type Asked = z.output<typeof contract.simpleBook.body>
type Shown = z.output<typeof contract.simpleBooking>
type Patch = z.output<typeof contract.simplePutBooking.body>

/** A signed-in user: quote and hold in one call, as the booker's own guest. With nothing due it is confirmed at once. */
export async function bookSimply(deps: SimpleDeps, actor: Actor, vendor: string, body: Asked, key: string | null): Promise<Shown> {
  const layout = await publishedVenue(deps, vendor)
  const account = await deps.identity.accountOf(deps.db, actor.account as AccountId)
  const asked = 'at' in body ? { sitting: body } : { stay: stayOf(layout, body) }
  const guest = { name: account!.name, email: account!.email, ...(account!.phone === null ? {} : { phone: account!.phone }), locale: account!.locale }
  const hold = async (quoteKey: string | null) => {
    const quote = await deps.quoting.createQuote(actor, layout.id, asked, quoteKey)
    return await deps.booking.hold(actor, { quotes: [quote.id], guest, channel: 'api' }, { key, request: { vendor, body } })
  }
  // Under the caller's key the quote is the same one, so that a repetition is not refused by what it took itself.
  // Where that quote ran out before anything was booked by it, the price is looked up anew.
  const { bookings } = await hold(key === null ? null : `${actor.account}:${key}`).catch((error: unknown) => {
    if (key !== null && isProblem(error, 'quote-expired')) return hold(null)
    throw error
  })
  return await shown(deps, actor, bookings[0]!)
}

/** Its guest or its vendor. */
export async function readSimply(deps: SimpleDeps, actor: Actor, id: string): Promise<Shown> {
  return await shown(deps, actor, await deps.booking.read(actor, bookingId(id)))
}

/** Its guest or its vendor. All of the change or nothing. */
export async function changeSimply(deps: SimpleDeps, actor: Actor, id: string, body: Patch, key: string | null): Promise<Shown> {
  const booking = await deps.booking.read(actor, bookingId(id))
  const layout = await deps.venues.layoutOf(deps.db, booking.venue)
  const foreign = booking.kind === 'stay' ? ['at', 'party'] as const : ['arrival', 'departure', 'guests', 'rooms', 'room_type'] as const
  const errors = foreign.filter((field) => body[field] !== undefined).map((field) => ({ pointer: `/${field}`, detail: `a booking of a ${booking.kind === 'stay' ? 'room' : 'table'} has no such field` }))
  if (errors.length > 0) throw problem('invalid-request', { detail: 'Nothing was changed.', errors })
  const { room_type, arrival, departure, ...rest } = body
  const change: Change = { ...rest, ...(room_type === undefined ? {} : { roomType: roomTypeOf(layout!, room_type) }), ...(arrival === undefined ? {} : { arrival: arrival as PlainDate }), ...(departure === undefined ? {} : { departure: departure as PlainDate }) }
  return await shown(deps, actor, await deps.booking.amend(actor, booking.id, change, { key, request: { id, body } }))
}

/** Cancelled by guest or vendor; availed and no-show by the vendor. */
export async function moveSimply(deps: SimpleDeps, actor: Actor, id: string, status: 'CANCELLED' | 'AVAILED' | 'NO_SHOW', key: string | null): Promise<Shown> {
  const booking = await deps.booking.read(actor, bookingId(id))
  const once = { key, request: { id, status } }
  if (status === 'CANCELLED') return await shown(deps, actor, await deps.booking.cancel(actor, booking.id, { reason: 'plans_changed' }, once))
  if (!may.checkIn(actor, { vendor: booking.vendor, venue: booking.venue })) throw problem('not-allowed', { detail: 'Only the vendor says whether the guest came.' })
  const to = status === 'AVAILED' ? 'arrived' as const : 'no_show' as const
  let after = booking
  for (const reservation of booking.reservations) {
    if (reservation.status === to) continue
    after = await deps.booking.move(actor, booking.venue, reservation.id, { to }, { key: key === null ? null : `${key}:${reservation.ordinal}`, request: once.request })
  }
  if (after === booking) throw problem('wrong-state', { detail: `The booking is ${bookingShown((await deps.booking.view(actor, [booking]))[0]!).status} already.` })
  return await shown(deps, actor, after)
}

export async function listOfVendor(deps: SimpleDeps, actor: Actor, venue: VenueId, query: { from?: string | undefined; to?: string | undefined; status?: Status | undefined; cursor?: string | undefined; limit: number }) {
  if (!isId('ven', venue)) throw problem('not-found', { detail: 'There is no such vendor.' })
  const found = await deps.booking.ofVenue(actor, venue, {
    from: query.from as PlainDate | undefined, to: query.to as PlainDate | undefined, status: query.status === undefined ? undefined : stateOf[query.status], cursor: query.cursor, limit: query.limit,
  })
  return { items: (await deps.booking.view(actor, found.items)).map(bookingShown), next_cursor: found.nextCursor }
}

/** Without `when`, current bookings first and past ones after them; the cursor says in which of the two it stands. */
export async function listOfUser(deps: SimpleDeps, actor: Actor, query: { when?: 'current' | 'past' | undefined; cursor?: string | undefined; limit: number }) {
  const [, part, rest] = /^(current|past):(.*)$/.exec(query.cursor ?? '') ?? []
  const when = query.when ?? (part as 'current' | 'past' | undefined) ?? 'current'
  const cursor = part === undefined ? query.cursor : rest === '' ? undefined : rest
  const found = await deps.booking.mine(actor, { when, limit: query.limit, cursor })
  const items = (await deps.booking.view(actor, found.items)).map(bookingShown)
  if (query.when !== undefined) return { items, next_cursor: found.nextCursor }
  if (found.nextCursor !== null) return { items, next_cursor: `${when}:${found.nextCursor}` }
  if (when === 'past') return { items, next_cursor: null }
  if (items.length >= query.limit) return { items, next_cursor: 'past:' }
  const past = await deps.booking.mine(actor, { when: 'past', limit: query.limit - items.length })
  return { items: [...items, ...(await deps.booking.view(actor, past.items)).map(bookingShown)], next_cursor: past.nextCursor === null ? null : `past:${past.nextCursor}` }
}

const stateOf: Record<Status, Booking['status']> = { BLOCKED: 'held', CONFIRMED: 'confirmed', AVAILED: 'arrived', CANCELLED: 'cancelled', EXPIRED: 'expired', NO_SHOW: 'no_show' }

async function shown(deps: SimpleDeps, actor: Actor, booking: Booking): Promise<Shown> {
  return bookingShown((await deps.booking.view(actor, [booking]))[0]!)
}

async function publishedVenue(deps: SimpleDeps, id: string): Promise<VenueLayout> {
  if (!isId('ven', id)) throw problem('not-found', { detail: 'There is no such vendor.' })
  return await deps.venues.published(deps.db, id)
}

function stayOf(layout: VenueLayout, body: Extract<Asked, { arrival: string }>) {
  return { roomType: roomTypeOf(layout, body.room_type), arrival: body.arrival as PlainDate, departure: body.departure as PlainDate, guests: body.guests, rooms: body.rooms ?? 1 }
}

function roomTypeOf(layout: VenueLayout, nameOrId: string): RoomTypeId {
  const found = layout.roomTypes.find((type) => type.id === nameOrId || type.name.toLowerCase() === nameOrId.toLowerCase())
  if (found === undefined) throw problem('invalid-request', { detail: `There is no room type “${nameOrId}” here. Nothing was changed.`, errors: [{ pointer: '/room_type', detail: `one of: ${layout.roomTypes.map((type) => type.name).join(', ')}` }] })
  return found.id
}

function bookingId(id: string): BookingId {
  if (!isId('bk', id)) throw problem('not-found', { detail: 'There is no such booking.' })
  return id
}
