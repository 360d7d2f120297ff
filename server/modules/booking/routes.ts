import * as contract from '@holdfast/contract/booking'
import { addToCookie } from '#http/access-cookie'
import type { Actor } from '#http/actor'
import { route, type Route } from '#http/route'
import { fromWire } from '#module/pricing'
import { toWire } from '#platform/money'
import { problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import type { BookingDoor } from './index.ts'
import type { Booking, Change, Once } from './types.ts'

export function bookingRoutes(door: BookingDoor, options: { secureCookies: boolean }): Route[] {
  const view = async (actor: Actor, booking: Booking) => (await door.view(actor, [booking]))[0]!
  return [
    route(contract.hold, async ({ actor, body, idempotencyKey, request, reply }) => {
      const made = await door.hold(actor, { quotes: body.quotes, guest: body.guest, note: body.note }, onceOf(idempotencyKey, body))
      addToCookie(request, reply, made.accessToken, options)
      const bookings = made.views ?? await door.view({ ...actor, opens: [...actor.opens, ...made.bookings.map(({ id }) => id)] }, made.bookings)
      const payment = bookings.flatMap((booking) => booking.payments).find((one) => one.id === made.payment) ?? null
      return { bookings, trip: made.trip === null ? null : { id: made.trip.id, code: made.trip.code }, payment: payment === null ? null : { ...payment, amount: sumOf(bookings, payment.id) }, access_token: made.accessToken }
    }),
    route(contract.getBooking, async ({ actor, params }) => view(actor, await door.read(actor, params.booking))),
    route(contract.openBooking, async ({ body, request, reply }) => {
      const { bookings, trip, token } = await door.open(body)
      addToCookie(request, reply, token, options)
      return { bookings, trip }
    }),
    route(contract.extendHold, async ({ actor, params, body, idempotencyKey }) => view(actor, await door.extend(actor, params.booking, onceOf(idempotencyKey, body)))),
    route(contract.releaseHold, async ({ actor, params, body, idempotencyKey }) => view(actor, await door.release(actor, params.booking, onceOf(idempotencyKey, body)))),
    route(contract.previewCancellation, async ({ actor, params }) => {
      const { charge, refund, text, timeline } = await door.previewCancellation(actor, params.booking)
      return { charge: toWire(charge), refund: toWire(refund), text, timeline }
    }),
    route(contract.cancelBooking, async ({ actor, params, body, idempotencyKey }) => {
      const expectedRefund = body.expected_refund === undefined ? undefined : await moneyOf(door, actor, params.booking, body.expected_refund)
      return view(actor, await door.cancel(actor, params.booking, { reason: body.reason, expectedRefund }, onceOf(idempotencyKey, body)))
    }),
    route(contract.previewAmendment, async ({ actor, params, body }) => {
      const { price, difference, dueNow } = await door.previewAmendment(actor, params.booking, changeOf(body))
      return { price, difference: toWire(difference), due_now: toWire(dueNow) }
    }),
    route(contract.amendBooking, async ({ actor, params, body, idempotencyKey }) => view(actor, await door.amend(actor, params.booking, changeOf(body), onceOf(idempotencyKey, body)))),
    route(contract.bookingCalendar, async ({ actor, params, reply }) => reply.type('text/calendar; charset=utf-8').header('content-disposition', 'attachment; filename="booking.ics"').send(await door.calendarFile(actor, params.booking))),
    route(contract.getTrip, async ({ actor, params }) => door.trip(actor, params.trip)),
    route(contract.myBookings, async ({ actor, query }) => {
      const { items, nextCursor } = await door.mine(actor, query)
      return { items: await door.view(actor, items), next_cursor: nextCursor }
    }),
    ...deskRoutes(door, view),
  ]
}

/** The desk's own routes stand in its module; these are bookings all the same. */
function deskRoutes(door: BookingDoor, view: (actor: Actor, booking: Booking) => Promise<Awaited<ReturnType<BookingDoor['view']>>[number]>): Route[] {
  return [
    route(contract.listBookings, async ({ actor, params, query }) => {
      const { items, nextCursor } = await door.ofVenue(actor, params.venue, { ...query, from: query.from as PlainDate | undefined, to: query.to as PlainDate | undefined })
      return { items: await door.linesFor(actor, items), next_cursor: nextCursor }
    }),
    route(contract.deskBooking, async ({ actor, params }) => {
      const history = await door.history(actor, params.venue, params.booking)
      return { ...await view(actor, await door.read(actor, params.booking)), history }
    }),
    route(contract.deskBook, async ({ actor, params, body, idempotencyKey }) => {
      const { stay, stays, sitting, ...rest } = body
      const stayOf = (one: NonNullable<typeof stay>) => ({ roomType: one.room_type, ratePlan: one.rate_plan, arrival: one.arrival as PlainDate, departure: one.departure as PlainDate, guests: one.guests, rooms: one.rooms, children: one.children, group: one.group, lease: one.lease, room: one.room, dayUse: one.day_use })
      return view(actor, await door.deskBook(actor, params.venue, {
        ...rest, sitting: sitting === undefined ? undefined : (({ table_class: tableClass, ...where }) => ({ ...where, tableClass }))(sitting),
        stay: stay === undefined ? undefined : stayOf(stay), stays: stays?.map(stayOf),
      }, onceOf(idempotencyKey, body)))
    }),
    route(contract.addNote, async ({ actor, params, body, idempotencyKey }) => view(actor, await door.addNote(actor, params.venue, params.booking, body.text, onceOf(idempotencyKey, body)))),
    route(contract.assignUnits, async ({ actor, params, body, idempotencyKey }) => {
      const { swap_with: swapWith, ...rest } = body
      return view(actor, await door.assign(actor, params.venue, params.reservation, { ...rest, swapWith }, onceOf(idempotencyKey, body)))
    }),
    route(contract.moveReservation, async ({ actor, params, body, idempotencyKey }) => view(actor, await door.move(actor, params.venue, params.reservation, body, onceOf(idempotencyKey, body)))),
  ]
}

const onceOf = (key: string | null, request: unknown): Once => ({ key, request })

function changeOf(body: { room_type?: Change['roomType']; arrival?: string; departure?: string; guests?: number; children?: number[]; rooms?: number; at?: string; party?: number; day_use?: Change['dayUse'] }): Change {
  const { room_type: roomType, arrival, departure, day_use: dayUse, ...rest } = body
  return { ...rest, roomType, dayUse, arrival: arrival as PlainDate | undefined, departure: departure as PlainDate | undefined }
}

async function moneyOf(door: BookingDoor, actor: Actor, id: Booking['id'], given: { amount: string; currency: string; exponent: number }) {
  const booking = await door.read(actor, id)
  const parsed = fromWire(given, booking.price.total.currency)
  if ('detail' in parsed) throw problem('invalid-request', { detail: `/expected_refund ${parsed.detail}.`, errors: [{ pointer: '/expected_refund', detail: parsed.detail }] })
  return parsed
}

/** One page pays for all bookings of a trip: the parts together. */
function sumOf(bookings: readonly { payments: readonly { id: string; amount: { amount: string; currency: string; exponent: number } }[] }[], payment: string) {
  const parts = bookings.flatMap((booking) => booking.payments).filter((one) => one.id === payment).map((one) => one.amount)
  return { ...parts[0]!, amount: String(parts.reduce((total, part) => total + Number(part.amount), 0)) }
}
