import { z } from 'zod'
import { booking, channel } from './booking.ts'
import { email, endpoint, id, instant, limit, locale, page, phone, plainDate, text, wallDateTime } from './kit.ts'

/** In line; a place is held and waits for an answer; taken; seated by staff; said no; did not answer in time; left; taken off by staff; its day has passed. */
export const waitlistState = z.enum(['waiting', 'offered', 'accepted', 'seated', 'declined', 'lapsed', 'left', 'removed', 'passed'])

/** A sold-out room type and dates. */
const stayWish = z.strictObject({ room_type: id('rt'), arrival: plainDate, departure: plainDate, guests: z.int().min(1).max(30), rooms: z.int().min(1).max(9).default(1) })
/** A full time, at the venue; any free time within `tolerance_minutes` before or after will do. */
const sittingWish = z.strictObject({ at: wallDateTime, party: z.int().min(1).max(50), tolerance_minutes: z.int().min(0).max(180).default(30), area: id('ar').optional() })
const either = (body: { stay?: unknown; sitting?: unknown }) => (body.stay === undefined) !== (body.sitting === undefined)
const eitherError = { path: ['stay'], message: 'give either stay or sitting' }

export const waitlistEntry = z.object({
  id: id('wl'), state: waitlistState, version: z.int(), channel,
  venue: booking.shape.venue,
  stay: z.object({ room_type: id('rt'), room_type_name: z.string(), arrival: plainDate, departure: plainDate, nights: z.int(), guests: z.int(), rooms: z.int() }).nullable(),
  sitting: z.object({ at: wallDateTime, party: z.int(), tolerance_minutes: z.int(), area: id('ar').nullable() }).nullable(),
  /** How many in line before this one want the same nights or the same times; null when it is no longer in line. */
  ahead: z.int().nullable(),
  joined_at: instant,
  /** What staff said how long it would take, for those who wait at the door. */
  quoted_minutes: z.int().nullable(),
  /** When staff last said that it is nearly their turn. */
  called_at: instant.nullable(),
  /** A place that is really held for this guest until `expires_at`. `payment_url`: taken, and waits for its payment. */
  offer: z.object({ booking: id('bk'), at: wallDateTime.nullable(), offered_at: instant, expires_at: instant, price: booking.shape.price, payment_url: z.string().nullable() }).nullable(),
  /** What it became. */
  booking: id('bk').nullable(),
  ended_at: instant.nullable(), end_reason: z.string().nullable(),
}).meta({ id: 'WaitlistEntry' })

export const deskWaitlistEntry = waitlistEntry.omit({ venue: true }).extend({
  /** Only for staff who may see guests. */
  guest: z.object({ id: id('gst'), name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  /** For who waits at the door: a table that they could have at this moment. */
  table_free: z.boolean(),
}).meta({ id: 'DeskWaitlistEntry' })

const venueAt = z.strictObject({ venue: id('ven') })
const entryAt = z.strictObject({ entry: id('wl') })
const joined = z.object({
  entry: waitlistEntry,
  /** Opens the entry without an account; also kept in the visitor's cookie. Null when this wish was in line already and the visitor did not show that it is theirs: the letter has the link. */
  access_token: z.string().nullable(),
})

export const joinWaitlist = endpoint('joinWaitlist', {
  summary: 'Wait for what is sold out', description: 'The first in line whom a freed place fits is offered it: it is held for them, with a time to answer. The same person and wish again is the same place in line. What is free now is refused (`still-free`): book it.',
  tag: 'Waitlist', who: 'anyone', params: venueAt, status: 201, response: joined, idempotent: true,
  body: z.strictObject({
    stay: stayWish.optional(), sitting: sittingWish.optional(),
    guest: z.strictObject({ name: text(120), email: email.optional(), phone: phone.optional(), locale: locale.optional() }).refine((guest) => guest.email !== undefined || guest.phone !== undefined, { path: ['email'], message: 'give an e-mail or a phone number' }),
  }).refine(either, eitherError),
  problems: ['not-found', 'not-available', 'still-free', 'waitlist-closed', 'key-reused'],
})
export const getWaitlistEntry = endpoint('getWaitlistEntry', { summary: 'A place in line, and its offer', tag: 'Waitlist', who: 'anyone', params: entryAt, response: waitlistEntry, problems: ['not-found'] })
export const openWaitlistEntry = endpoint('openWaitlistEntry', { summary: 'Open a place in line without an account', description: 'By the token of the link in the letter. Sets the access cookie.', tag: 'Waitlist', who: 'anyone', body: z.strictObject({ token: z.string().max(100) }), response: z.object({ entry: id('wl') }), problems: ['not-found'] })
export const acceptWaitlistOffer = endpoint('acceptWaitlistOffer', {
  summary: 'Take what is offered', description: 'With nothing due now it is booked at once; else `payment.url` is the provider’s page, and the place stays held until it is paid or the time is over. Again is the same.',
  tag: 'Waitlist', who: 'anyone', params: entryAt, response: z.object({ entry: waitlistEntry, booking: id('bk'), payment: z.object({ id: id('pay'), url: z.string() }).nullable(), access_token: z.string() }), problems: ['not-found', 'wrong-state', 'hold-expired', 'not-available'],
})
export const declineWaitlistOffer = endpoint('declineWaitlistOffer', { summary: 'Say no to what is offered', description: 'It goes to the next in line.', tag: 'Waitlist', who: 'anyone', params: entryAt, response: waitlistEntry, problems: ['not-found', 'wrong-state'] })
export const leaveWaitlist = endpoint('leaveWaitlist', { summary: 'Leave the line', description: 'An open offer is let go too.', tag: 'Waitlist', who: 'anyone', params: entryAt, response: waitlistEntry, problems: ['not-found', 'wrong-state'] })
export const myWaitlist = endpoint('myWaitlist', { summary: 'Where I wait', description: 'Places in line of this account or this visitor’s access cookie, those that ended lately too.', tag: 'Waitlist', who: 'anyone', query: z.strictObject({ limit }), response: page(waitlistEntry) })

// ---- desk -------------------------------------------------------------------------------------------------------

export const waitlistSettings = z.strictObject({
  /** Closed, nobody can join; who is in line stays. */
  open: z.boolean(),
  /** Time to answer when it is for today (rooms: within 48 hours), and when it is for later. Never longer than half of the time that is left. */
  today_minutes: z.int().min(5).max(1440), later_minutes: z.int().min(5).max(1440),
}).meta({ id: 'WaitlistSettings' })

/** Everybody in line from `date` on (today unless told), first come first; with `over` those who are no longer. */
export const deskWaitlist = endpoint('deskWaitlist', {
  summary: 'The line at a venue', tag: 'Waitlist', who: 'staff', params: venueAt, query: z.strictObject({ date: plainDate.optional(), over: z.enum(['yes', 'no']).default('no'), cursor: z.string().max(60).optional(), limit }),
  response: page(deskWaitlistEntry).extend({ settings: waitlistSettings, now: instant }), problems: ['not-allowed', 'not-found'],
})
export const deskJoinWaitlist = endpoint('deskJoinWaitlist', {
  summary: 'Put a walk-in or a caller in line', description: 'Without `sitting.at` a party waits for a table now. A name is enough; without an e-mail the desk tells them.', tag: 'Waitlist', who: 'staff', params: z.strictObject({ venue: id('ven') }), status: 201, response: deskWaitlistEntry, idempotent: true,
  body: z.strictObject({
    channel: z.enum(['walk_in', 'phone', 'desk']), stay: stayWish.optional(), sitting: sittingWish.extend({ at: wallDateTime.optional() }).optional(),
    guest: z.strictObject({ name: text(120), email: email.optional(), phone: phone.optional(), locale: locale.optional() }), quoted_minutes: z.int().min(0).max(480).optional(),
  }).refine(either, eitherError),
  problems: ['not-allowed', 'not-found', 'not-available', 'waitlist-closed', 'key-reused'],
})
/** `called`: tell them that it is nearly their turn. `offered`: hold a place for this one now, whoever is before them. `accepted`: take the offer for them. `seated`: at a table now. `removed`: off the line, with a reason. */
export const moveWaitlistEntry = endpoint('moveWaitlistEntry', {
  summary: 'Notify, offer, accept for, seat or remove', tag: 'Waitlist', who: 'staff', params: z.strictObject({ venue: id('ven'), entry: id('wl') }),
  body: z.strictObject({ to: z.enum(['called', 'offered', 'accepted', 'seated', 'removed']), table: id('tb').optional(), reason: z.enum(['no_answer', 'guest_asked', 'gone', 'mistake', 'house', 'other']).optional(), version: z.int().optional() }),
  response: deskWaitlistEntry, problems: ['not-allowed', 'not-found', 'wrong-state', 'not-available', 'version-conflict', 'hold-expired', 'too-early'],
})
export const putWaitlistSettings = endpoint('putWaitlistSettings', { summary: 'Open or close the line, and the time to answer', tag: 'Waitlist', who: 'staff', params: venueAt, body: waitlistSettings, response: waitlistSettings, problems: ['not-allowed', 'not-found'] })
