import { z } from 'zod'
import { ages, alternative, codeText, cursor, currency, email, endpoint, id, instant, limit, locale, money, page, phone, plainDate, reason, text, wallDateTime, wallTime } from './kit.ts'
import { policySummary, picture, shownPrice, tableClass } from './venues.ts'

export const bookingStatus = z.enum(['held', 'confirmed', 'arrived', 'completed', 'expired', 'cancelled', 'no_show'])
export const channel = z.enum(['site', 'desk', 'phone', 'walk_in', 'api', 'partner', 'import'])

// ---- quote ------------------------------------------------------------------------------------------------------

export const groupCode = z.string().trim().toUpperCase().min(1).max(40)
/** Day use: the departure is the day of arrival. */
const hours = z.strictObject({ from: wallTime, to: wallTime }).refine((one) => one.from < one.to, { path: ['to'], message: 'must be after from' })
const stayAsked = z.strictObject({ room_type: id('rt'), rate_plan: id('rp').optional(), arrival: plainDate, departure: plainDate, guests: z.int().min(1).max(30), rooms: z.int().min(1).max(9).default(1), /** The code of a group or a partner's allotment: its rooms, at its rate. */ group: groupCode.optional(), day_use: hours.optional(),
  /** Ages of the children among the guests. */
  children: ages.optional(),
  /** `promo` lowers the price; `code` opens a company's rates. */
  promo: codeText.optional(), code: codeText.optional(),
  extras: z.array(z.strictObject({ extra: z.string().max(40), quantity: z.int().min(1).max(20).default(1) })).max(20).optional(),
  /** Reasons that free from taxes by the venue's rules, such as `business`; the house may ask for the proof. */
  tax_exemptions: z.array(z.string().max(30)).max(5).optional(),
})
const sittingAsked = z.strictObject({ at: wallDateTime, party: z.int().min(1).max(50), area: id('ar').optional(), table_class: tableClass.optional() })
/** Lines that are not `included` add up to the total. A tax tells what it was reckoned on; `within` is the index of the line that it is on or lies in, null for the whole day. */
export const priceLine = z.object({
  kind: z.enum(['night', 'board', 'extra', 'cover', 'fee', 'tax', 'discount']), label: z.string(), date: plainDate, quantity: z.int(), amount: money, included: z.boolean(),
  category: z.enum(['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other']).nullable(),
  tax: z.object({ code: z.string(), name: z.string(), kind: z.enum(['vat', 'city', 'service', 'other']), rate_bp: z.number().nullable(), base: money, exempt_reason: z.string().nullable() }).nullable(), within: z.int().nullable(),
}).meta({ id: 'PriceLine' })
export const timelineStep = z.object({ from: instant.nullable(), until: instant.nullable(), until_local: wallDateTime.nullable(), charge: money, refund: money, text: z.string() }).meta({ id: 'CancellationStep' })
export const price = z.object({ total: money, due_now: money, due_later: money,
  /** A card stands for this much, and nothing of it is paid now. `held_from`: when it is held on the card; null: at once. */
  guarantee: z.object({ amount: money, held_from: instant.nullable() }).nullable(), lines: z.array(priceLine), policy: policySummary, cancellation: z.array(timelineStep), shown: shownPrice.nullable().optional() }).meta({ id: 'Price' })

const what = {
  venue: z.object({ id: id('ven'), slug: z.string(), name: z.string(), kind: z.enum(['hotel', 'restaurant']), city: z.string(), country: z.string(), address: z.string(), time_zone: z.string(), phone: z.string().nullable(), location: z.object({ lat: z.number(), lon: z.number() }), picture: picture.nullable() }),
  stay: z.object({ room_type: id('rt'), room_type_name: z.string(), rate_plan: id('rp'), rate_plan_name: z.string(), arrival: plainDate, departure: plainDate, nights: z.int(), guests: z.int(), rooms: z.int(), children: z.array(z.int()).optional(), promo: z.string().nullable().optional(), extras: z.array(z.object({ extra: z.string(), quantity: z.int() })).optional(), group: z.string().nullable(), day_use: z.object({ from: wallTime, to: wallTime }).nullable() }).nullable(),
  sitting: z.object({ at: wallDateTime, instant, ends: instant, party: z.int(), service: id('svc'), service_name: z.string(), business_date: plainDate, table_class: tableClass.nullable() }).nullable(),
}
export const quote = z.object({ id: id('qt'), ...what, price, expires_at: instant }).meta({ id: 'Quote' })
export const createQuote = endpoint('createQuote', {
  summary: 'Lock a price', description: 'Claims nothing: the room may still go to somebody else until it is held.', tag: 'Booking', who: 'anyone', params: z.strictObject({ venue: id('ven') }),
  body: z.union([stayAsked, sittingAsked]), status: 201, response: quote, problems: ['not-found', 'not-available'], idempotent: true,
})
export const getQuote = endpoint('getQuote', { summary: 'A quote again', description: 'With `currency`, its sums are also shown in that one, by a reference rate.', tag: 'Booking', who: 'anyone', params: z.strictObject({ quote: id('qt') }), query: z.strictObject({ currency: currency.optional() }), response: quote, problems: ['not-found'] })
/** Whether what was quoted still stands: matched, at another price now, or no longer to be had. Nothing is changed by asking; the quote keeps its price until `expires_at`. */
export const checkQuote = endpoint('checkQuote', {
  summary: 'Check a price', tag: 'Booking', who: 'anyone', params: z.strictObject({ quote: id('qt') }),
  response: z.object({ result: z.enum(['matched', 'changed', 'sold_out']), quoted: money, now: money.nullable(), difference: money.nullable(), expired: z.boolean(), expires_at: instant, reasons: z.array(reason), alternatives: z.array(alternative) }), problems: ['not-found'],
})

// ---- booking ----------------------------------------------------------------------------------------------------

/** `mode`: `charge` takes money; `authorize` holds it on the card; `save` keeps the card for later. */
export const payment = z.object({ id: id('pay'), mode: z.enum(['charge', 'authorize', 'save']), status: z.enum(['requires_action', 'authorized', 'saved', 'captured', 'failed', 'voided', 'partially_refunded', 'refunded']), amount: money, refunded: money, url: z.string().nullable() }).meta({ id: 'Payment' })
export const reservation = z.object({
  id: id('rsv'), status: bookingStatus, arrival: plainDate.nullable(), departure: plainDate.nullable(), at: wallDateTime.nullable(), guests: z.int(),
  room: z.object({ id: id('rm'), number: z.string() }).nullable(), tables: z.array(z.object({ id: id('tb'), name: z.string() })),
}).meta({ id: 'Reservation' })
export const booking = z.object({
  id: id('bk'), code: z.string(), status: bookingStatus, version: z.int(), channel, ...what, reservations: z.array(reservation), price,
  /** When the hold runs out; null once it is confirmed or over. */
  expires_at: instant.nullable(), held_minutes: z.int(), can_extend: z.boolean(),
  trip: id('trp').nullable(), payments: z.array(payment), paid: money, refunded: money,
  /** What stands for the booking instead of money: a card that is kept, and near the visit an amount held on it. `failing`: the card was declined, another is asked for. */
  guarantee: z.object({ status: z.enum(['waiting', 'saved', 'authorized', 'failing', 'capturing', 'captured', 'released']), amount: money, held_from: instant, card: z.object({ brand: z.string().nullable(), last4: z.string().nullable() }).nullable() }).nullable(),
  may_cancel: z.boolean(), may_amend: z.boolean(), created_at: instant,
  /** Only for the guest of the booking and staff who may see guests. */
  guest: z.object({ id: id('gst'), name: z.string(), email: z.string().nullable(), phone: z.string().nullable(), locale: z.string().nullable() }).nullable(), note: z.string().nullable(),
}).meta({ id: 'Booking' })
export const guestDetails = z.strictObject({ name: text(120), email, phone: phone.optional(), locale: locale.optional() })

/** What a hold answers. `payment.url` is the provider's page for all that is due now, of all bookings together. */
export const checkout = z.object({
  bookings: z.array(booking), trip: z.object({ id: id('trp'), code: z.string() }).nullable(), payment: payment.nullable(),
  /** Opens the bookings without an account; also kept in the visitor's cookie. Shown once. */
  access_token: z.string(),
}).meta({ id: 'Checkout' })
export const hold = endpoint('hold', {
  summary: 'Hold what was quoted, and book it', description: 'One quote makes a booking; quotes of several venues make a trip: each is held in its own venue, and if one is refused the others are released. With nothing due now the booking is confirmed at once.', tag: 'Booking', who: 'anyone',
  body: z.strictObject({ quotes: z.array(id('qt')).min(1).max(6), guest: guestDetails, note: z.string().trim().max(1000).optional() }), status: 201, response: checkout,
  problems: ['not-found', 'not-available', 'quote-expired', 'key-reused', 'key-in-progress', 'overloaded', 'payment-failed'], idempotent: true,
})
const at = z.strictObject({ booking: id('bk') })
export const getBooking = endpoint('getBooking', { summary: 'One booking', description: 'For its guest (by account or by the access cookie) and for staff of its venue.', tag: 'Booking', who: 'anyone', params: at, response: booking, problems: ['not-found'] })
export const openBooking = endpoint('openBooking', { summary: 'Open a booking without an account', description: 'By the token of the link in the mail, or by the code of a booking or of a trip, and e-mail. Sets the access cookie.', tag: 'Booking', who: 'anyone', body: z.union([z.strictObject({ token: z.string().max(100) }), z.strictObject({ code: z.string().trim().max(20), email })]), response: z.object({ bookings: z.array(id('bk')), trip: id('trp').nullable().meta({ description: 'The trip that they make, where all of it opens.' }) }), problems: ['not-found'] })
export const extendHold = endpoint('extendHold', { summary: 'Hold it once more as long', tag: 'Booking', who: 'anyone', params: at, response: booking, problems: ['not-found', 'hold-expired', 'wrong-state'], idempotent: true })
export const releaseHold = endpoint('releaseHold', { summary: 'Let a hold go', tag: 'Booking', who: 'anyone', params: at, response: booking, problems: ['not-found', 'wrong-state'], idempotent: true })
export const previewCancellation = endpoint('previewCancellation', { summary: 'What cancelling now would cost and refund', tag: 'Booking', who: 'anyone', params: at, response: z.object({ charge: money, refund: money, text: z.string(), timeline: z.array(timelineStep) }), problems: ['not-found', 'wrong-state'] })
export const cancelBooking = endpoint('cancelBooking', { summary: 'Cancel', tag: 'Booking', who: 'anyone', params: at, body: z.strictObject({ reason: z.enum(['plans_changed', 'found_other', 'illness', 'travel', 'venue', 'mistake', 'other']).default('plans_changed'), expected_refund: money.optional() }), response: booking, problems: ['not-found', 'wrong-state', 'version-conflict'], idempotent: true })
const change = z.strictObject({ room_type: id('rt').optional(), arrival: plainDate.optional(), departure: plainDate.optional(), guests: z.int().min(1).max(50).optional(), children: ages.optional(), rooms: z.int().min(1).max(9).optional(), at: wallDateTime.optional(), party: z.int().min(1).max(50).optional(), day_use: hours.optional() })
export const previewAmendment = endpoint('previewAmendment', { summary: 'What a change would cost', tag: 'Booking', who: 'anyone', params: at, body: change, response: z.object({ price, difference: money, due_now: money }), problems: ['not-found', 'wrong-state', 'not-available', 'hold-expired'] })
export const amendBooking = endpoint('amendBooking', { summary: 'Change dates, party, time or room type', description: 'All of it or nothing; when refused the old booking is untouched.', tag: 'Booking', who: 'anyone', params: at, body: change, response: booking, problems: ['not-found', 'wrong-state', 'not-available', 'hold-expired'], idempotent: true })
/** `text/calendar`, RFC 5545, without guest data. */
export const bookingCalendar = endpoint('bookingCalendar', { summary: 'The booking as a calendar file', tag: 'Booking', who: 'anyone', params: at, response: z.any(), problems: ['not-found'] })
export const trip = z.object({ id: id('trp'), code: z.string(), bookings: z.array(booking), timeline: z.array(timelineStep.extend({ booking: id('bk') })) }).meta({ id: 'Trip' })
export const getTrip = endpoint('getTrip', { summary: 'A trip: its bookings and one cancellation timeline', tag: 'Booking', who: 'anyone', params: z.strictObject({ trip: id('trp') }), response: trip, problems: ['not-found'] })
export const myBookings = endpoint('myBookings', { summary: 'My bookings', tag: 'Booking', who: 'anyone', query: z.strictObject({ when: z.enum(['current', 'past']).default('current'), cursor: cursor.optional(), limit }), response: page(booking) })

// ---- payments ---------------------------------------------------------------------------------------------------

export const getPayment = endpoint('getPayment', { summary: 'How a payment stands', tag: 'Payments', who: 'anyone', params: z.strictObject({ payment: id('pay') }), response: payment.extend({ bookings: z.array(z.object({ id: id('bk'), status: bookingStatus, code: z.string() })) }), problems: ['not-found'] })
export const retryPayment = endpoint('retryPayment', { summary: 'A new page after a decline, while the hold lasts', tag: 'Payments', who: 'anyone', params: z.strictObject({ payment: id('pay') }), response: payment, problems: ['not-found', 'hold-expired', 'wrong-state', 'unavailable'], idempotent: true })
export const paymentWebhook = endpoint('paymentWebhook', { summary: 'What the provider calls', tag: 'Payments', who: 'provider', params: z.strictObject({ provider: z.string().max(40) }), body: z.any(), status: 204, problems: ['bad-signature', 'not-found', 'payment-mismatch'] })

// ---- desk -------------------------------------------------------------------------------------------------------

/** A line of the board: everything at a glance, nothing that needs a second call. */
export const boardLine = z.object({
  booking: id('bk'), reservation: id('rsv'), code: z.string(), status: bookingStatus, guest_name: z.string(), guests: z.int(), channel, arrival: plainDate.nullable(), departure: plainDate.nullable(), nights: z.int().nullable(), at: wallDateTime.nullable(), ends_at: wallDateTime.nullable(),
  room_type_name: z.string().nullable(), room: z.string().nullable(), tables: z.array(z.string()), service_name: z.string().nullable(), balance: money, note: z.string().nullable(), version: z.int(),
}).meta({ id: 'BoardLine' })
export const board = z.object({
  venue: z.object({ id: id('ven'), name: z.string(), kind: z.enum(['hotel', 'restaurant']), time_zone: z.string(), currency: z.string() }), business_date: plainDate, local_time: wallDateTime,
  arrivals: z.array(boardLine), departures: z.array(boardLine), in_house: z.array(boardLine), service: z.array(boardLine),
  counts: z.object({ arrivals: z.int(), arrived: z.int(), departures: z.int(), departed: z.int(), in_house: z.int(), free_tonight: z.int(), covers: z.int(), covers_seated: z.int() }),
  /** Position in the event log that this answer includes; the live stream goes on from here. */
  position: z.string(),
}).meta({ id: 'Board' })
const venueAt = z.strictObject({ venue: id('ven') })
export const boardEndpoint = endpoint('board', { summary: 'The day at the desk', tag: 'Desk', who: 'staff', params: venueAt, query: z.strictObject({ date: plainDate.optional() }), response: board, problems: ['not-allowed', 'not-found'] })
/** Server-sent events: `event: change`, `id: <position>`, `data: {type, booking, reservation, position}`. Goes on after `Last-Event-ID` (or `?after=`). No personal data. */
export const live = endpoint('live', { summary: 'Changes as they happen', tag: 'Desk', who: 'staff', params: venueAt, query: z.strictObject({ after: z.string().regex(/^\d{1,18}$/).optional() }), response: z.any(), problems: ['not-allowed', 'not-found'] })
export const listBookings = endpoint('listBookings', { summary: 'Bookings of the venue', description: '`q` finds a confirmation code, or a guest by e-mail, phone or the beginnings of name words.', tag: 'Desk', who: 'staff', params: venueAt, query: z.strictObject({ from: plainDate.optional(), to: plainDate.optional(), status: bookingStatus.optional(), q: z.string().trim().max(120).optional(), cursor: cursor.optional(), limit }), response: page(boardLine), problems: ['not-allowed', 'not-found'] })
const history = z.object({ at: instant, type: z.string(), actor: z.string(), channel: z.string().nullable(), reason: z.string().nullable() })
export const deskBooking = endpoint('deskBooking', { summary: 'One booking, with its history', tag: 'Desk', who: 'staff', params: z.strictObject({ venue: id('ven'), booking: id('bk') }), response: booking.extend({ history: z.array(history) }), problems: ['not-allowed', 'not-found'] })
const deskStay = z.strictObject({ room_type: id('rt'), rate_plan: id('rp').optional(), arrival: plainDate, departure: plainDate, guests: z.int().min(1).max(30).default(1), rooms: z.int().min(1).max(9).default(1), children: ages.optional(), group: groupCode.optional(), lease: id('lse').optional(), /** Promised to the guest; for one room. */ room: id('rm').optional(), day_use: hours.optional() })
/** Names only: a walk-in may leave no e-mail. `channel` is walk_in or phone. A walk-in is arrived at once. */
export const deskBook = endpoint('deskBook', {
  summary: 'Book a walk-in or a caller', tag: 'Desk', who: 'staff', params: venueAt,
  body: z.strictObject({
    channel: z.enum(['walk_in', 'phone', 'desk']), guest: z.strictObject({ name: text(120), email: email.optional(), phone: phone.optional() }), note: z.string().trim().max(1000).optional(),
    stay: deskStay.optional(),
    /** A split stay: one room after the other, all of them or none. Answers the first. */
    stays: z.array(deskStay).min(2).max(4).optional(),
    sitting: z.strictObject({ at: wallDateTime, party: z.int().min(1).max(50), table: id('tb').optional(), table_class: tableClass.optional(), /** A desk's own tables: with `table`. */ lease: id('lse').optional() }).optional(),
    /** Sell beyond what is free and past restrictions; for managers, with a reason that is kept. */
    override: z.strictObject({ reason: text(200) }).optional(),
  }).refine((b) => [b.stay, b.stays, b.sitting].filter((one) => one !== undefined).length === 1, { path: ['stay'], message: 'give either stay or sitting' }),
  status: 201, response: booking, problems: ['not-allowed', 'not-found', 'not-available', 'in-use', 'key-reused', 'key-in-progress', 'overloaded'], idempotent: true,
})
/** One move of one reservation. `room` and `tables` choose where; without them the best free one is taken. */
export const moveReservation = endpoint('moveReservation', {
  summary: 'Check in, seat, complete, no-show, cancel, or undo', tag: 'Desk', who: 'staff', params: z.strictObject({ venue: id('ven'), reservation: id('rsv') }),
  body: z.strictObject({ to: z.enum(['arrived', 'completed', 'no_show', 'cancelled', 'confirmed']), room: id('rm').optional(), tables: z.array(id('tb')).min(1).max(8).optional(), reason: z.enum(['guest_asked', 'no_contact', 'payment', 'overbooked', 'mistake', 'house', 'weather', 'other']).optional(), version: z.int().optional() }),
  response: booking, problems: ['not-allowed', 'not-found', 'wrong-state', 'too-early', 'not-available', 'version-conflict'], idempotent: true,
})
export const addNote = endpoint('addNote', { summary: 'Add a line to the note of a booking', description: 'Kept with the guest, encrypted; shown to staff who may see guests, and not to the guest.', tag: 'Desk', who: 'staff', params: z.strictObject({ venue: id('ven'), booking: id('bk') }), body: z.strictObject({ text: text(500) }), response: booking, problems: ['not-allowed', 'not-found'], idempotent: true })
/** Before the guest comes, or a change of room while they are there. One of `room`, `tables`, `swap_with`, `pinned`, `release`. */
export const assignUnits = endpoint('assignUnits', {
  summary: 'Choose, promise, swap or give back a room or tables', description: 'A promised room or table is not given to others; others that were promised nothing make room. Dates and time stay.', tag: 'Desk', who: 'staff', params: z.strictObject({ venue: id('ven'), reservation: id('rsv') }),
  body: z.strictObject({ room: id('rm').optional(), tables: z.array(id('tb')).min(1).max(20).optional(), swap_with: id('rsv').optional(), pinned: z.boolean().optional(), release: z.literal(true).optional(), version: z.int().optional() })
    .refine((b) => b.room !== undefined || b.tables !== undefined || b.swap_with !== undefined || b.pinned !== undefined || b.release !== undefined, { path: ['room'], message: 'say what is to change' }),
  response: booking, problems: ['not-allowed', 'not-found', 'wrong-state', 'not-available', 'version-conflict'], idempotent: true,
})
export const freeUnits = endpoint('freeUnits', { summary: 'Rooms or tables that could be given', tag: 'Desk', who: 'staff', params: venueAt, query: z.strictObject({ reservation: id('rsv').optional(), arrival: plainDate.optional(), departure: plainDate.optional(), at: wallDateTime.optional(), party: z.coerce.number().int().min(1).max(50).optional(), /** What it has to sell, instead of the house. */ lease: id('lse').optional() }), response: z.object({ rooms: z.array(z.object({ id: id('rm'), number: z.string(), floor: z.string(), room_type: id('rt'), room_type_name: z.string() })), tables: z.array(z.object({ id: id('tb'), name: z.string(), seats_max: z.int(), area: z.string() })) }), problems: ['not-allowed', 'not-found'] })

// ---- messages ---------------------------------------------------------------------------------------------------

/** Mail that was sent, or kept because no SMTP is set, to the visitor's own bookings (by account or access cookie). */
export const sentMail = endpoint('sentMail', { summary: 'Mail sent to me', tag: 'Messages', who: 'anyone', query: z.strictObject({ booking: id('bk').optional(), cursor: cursor.optional(), limit }), response: page(z.object({ id: z.string(), booking: id('bk').nullable(), subject: z.string(), text: z.string(), html: z.string(), sent_at: instant, delivered: z.enum(['smtp', 'kept']) })) })
export { alternative, reason }
