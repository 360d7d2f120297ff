import { z } from 'zod'
import { boardLine } from './booking.ts'
import { cursor, email, endpoint, id, instant, limit, money, page, phone, plainDate, text } from './kit.ts'

const venueAt = z.strictObject({ venue: id('ven') })
const blockAt = z.strictObject({ venue: id('ven'), block: id('blk') })
const refusals = ['not-allowed', 'not-found', 'wrong-state'] as const

// ---- rooms set aside for a group or a channel -------------------------------------------------------------------

export const blockKind = z.enum(['block', 'allotment'])
export const blockStatus = z.enum(['tentative', 'definite', 'released', 'cancelled'])
const code = z.string().trim().toUpperCase().regex(/^[A-Z0-9][A-Z0-9-]{2,19}$/, 'three to twenty letters, digits or dashes')

/** So many rooms of a type in each night from `arrival` up to, not including, `departure`. `rate`: agreed for one room a night, instead of a plan's. */
const rooms = z.strictObject({ room_type: id('rt'), arrival: plainDate, departure: plainDate, rooms: z.int().min(0).max(2000), rate: money.nullable().optional() })
  .refine((one) => one.arrival < one.departure, { path: ['departure'], message: 'departure must be after arrival' })
const override = z.strictObject({ reason: text(200) })

export const block = z.object({
  id: id('blk'), kind: blockKind, name: z.string(), code: z.string(), status: blockStatus, version: z.int(),
  /** An allotment without a guarantee takes nothing from the house until it sells. */
  guaranteed: z.boolean(), partner: z.string().nullable(),
  arrival: plainDate, departure: plainDate,
  /** The last day on which rooms may be booked from a block; the unsold go back to the house the day after. */
  cut_off: plainDate.nullable(),
  /** The unsold of each night go back to the house so many hours before check-in. */
  release_hours: z.int().nullable(), next_release: instant.nullable(), released_at: instant.nullable(),
  rate_plan: id('rp').nullable(),
  /** Room nights. */
  contracted: z.int(), picked_up: z.int(), left: z.int(),
  /** Only for those who may see guests. */
  contact: z.object({ id: id('gst'), name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }).nullable(),
}).meta({ id: 'Block' })
export const blockDetail = block.extend({
  nights: z.array(z.object({ night: plainDate, room_type: id('rt'), room_type_name: z.string(), contracted: z.int(), picked_up: z.int(), left: z.int(), released: z.boolean(), rate: money.nullable() })),
}).meta({ id: 'BlockDetail' })

export const listBlocks = endpoint('listBlocks', {
  summary: 'Groups and allotments of a venue', description: 'Soonest arrival first. Without `past` only those that are not over.', tag: 'Groups', who: 'staff', params: venueAt,
  query: z.strictObject({ kind: blockKind.optional(), past: z.enum(['yes', 'no']).default('no'), cursor: cursor.optional(), limit }), response: page(block), problems: ['not-allowed', 'not-found'],
})
const terms = {
  name: text(120), code: code.optional(), contact: z.strictObject({ name: text(120), email: email.optional(), phone: phone.optional() }).nullable().optional(),
  rate_plan: id('rp').nullable().optional(), cut_off: plainDate.nullable().optional(), release_hours: z.int().min(0).max(17_520).nullable().optional(), partner: text(80).nullable().optional(),
}
export const createBlock = endpoint('createBlock', {
  summary: 'Set rooms aside for a group or a channel', description: 'Taken from the house at once, all nights or none. A code is made unless one is given: guests and partner apps book with it.', tag: 'Groups', who: 'staff', params: venueAt,
  body: z.strictObject({ kind: blockKind.default('block'), ...terms, status: z.enum(['tentative', 'definite']).default('definite'), guaranteed: z.boolean().default(true), rooms: z.array(rooms).min(1).max(200), override: override.optional() }),
  status: 201, response: blockDetail, problems: [...refusals, 'not-available', 'in-use', 'key-reused'], idempotent: true,
})
export const getBlock = endpoint('getBlock', { summary: 'One group or allotment, night by night', tag: 'Groups', who: 'staff', params: blockAt, response: blockDetail, problems: ['not-allowed', 'not-found'] })
export const changeBlock = endpoint('changeBlock', {
  summary: 'Change a group or an allotment', description: 'What is left out stays. `rooms` sets the number of those nights; fewer than were picked up gives only the rest back. Cancelling gives all that is unsold back; who has booked stays booked.', tag: 'Groups', who: 'staff', params: blockAt,
  body: z.strictObject({ ...terms, name: terms.name.optional(), status: z.enum(['tentative', 'definite', 'cancelled']).optional(), rooms: z.array(rooms).max(200).optional(), override: override.optional(), version: z.int().optional() }),
  response: blockDetail, problems: [...refusals, 'not-available', 'in-use', 'version-conflict'],
})
export const releaseBlock = endpoint('releaseBlock', { summary: 'Give the unsold rooms back to the house now', description: 'Safe twice. Without dates all nights.', tag: 'Groups', who: 'staff', params: blockAt, body: z.strictObject({ from: plainDate.optional(), to: plainDate.optional() }), response: blockDetail, problems: [...refusals] })
export const blockBookings = endpoint('blockBookings', { summary: 'Who has booked from it', tag: 'Groups', who: 'staff', params: blockAt, query: z.strictObject({ cursor: cursor.optional(), limit }), response: page(boardLine), problems: ['not-allowed', 'not-found'] })
/** For the guest who was given a code: whose it is and for which nights. */
export const findGroup = endpoint('findGroup', {
  summary: 'What a code opens', tag: 'Groups', who: 'anyone', params: z.strictObject({ venue: id('ven'), code: z.string().max(40) }),
  response: z.object({ code: z.string(), name: z.string(), kind: blockKind, arrival: plainDate, departure: plainDate, cut_off: plainDate.nullable() }), problems: ['not-found'],
})

// ---- units leased to a desk -------------------------------------------------------------------------------------

export const lease = z.object({
  id: id('lse'), desk: z.string(), kind: z.enum(['rooms', 'tables']), status: z.enum(['live', 'returned', 'lapsed']), from: plainDate, to: plainDate,
  units: z.array(z.object({ id: z.string(), name: z.string() })), until: instant, created_at: instant, ended_at: instant.nullable(),
}).meta({ id: 'Lease' })
export const listLeases = endpoint('listLeases', { summary: 'Rooms and tables that desks have to themselves', tag: 'Groups', who: 'staff', params: venueAt, query: z.strictObject({ past: z.enum(['yes', 'no']).default('no'), cursor: cursor.optional(), limit }), response: page(lease), problems: ['not-allowed', 'not-found'] })
export const createLease = endpoint('createLease', {
  summary: 'Lease rooms or tables to a desk', description: 'Nobody else sells them until they are given back or `until` has passed, so that the desk may sell them while it is offline. Rooms for the nights `[from, to)`, tables for the service days.', tag: 'Groups', who: 'staff', params: venueAt,
  body: z.strictObject({ desk: text(80), rooms: z.array(id('rm')).min(1).max(200).optional(), tables: z.array(id('tb')).min(1).max(200).optional(), from: plainDate, to: plainDate, until: z.iso.datetime() })
    .refine((b) => (b.rooms === undefined) !== (b.tables === undefined), { path: ['rooms'], message: 'give either rooms or tables' }).refine((b) => b.from < b.to, { path: ['to'], message: 'must be after from' }),
  status: 201, response: lease, problems: [...refusals, 'not-available', 'in-use', 'key-reused'], idempotent: true,
})
export const returnLease = endpoint('returnLease', { summary: 'Give a lease back', description: 'What was sold from it stays sold. Safe twice.', tag: 'Groups', who: 'staff', params: z.strictObject({ venue: id('ven'), lease: id('lse') }), response: lease, problems: [...refusals] })

// ---- sold beyond what there is ----------------------------------------------------------------------------------

export const overbooked = z.object({
  id: z.string(), what: z.string(), room_type: id('rt').nullable(), nights: z.array(plainDate), cause: z.enum(['override', 'capacity_cut', 'out_of_order']), booking: id('bk').nullable(), reservation: id('rsv').nullable(), booking_code: z.string().nullable(),
  /** How many rooms are still sold beyond capacity on the worst of these nights; 0: it has solved itself. */
  still_over: z.int(), reason: z.string().nullable(), created_at: instant, solved_at: instant.nullable(), solution: z.string().nullable(),
}).meta({ id: 'OverbookedCase' })
export const listOverbooked = endpoint('listOverbooked', { summary: 'What was sold beyond capacity, by whom and why', tag: 'Desk', who: 'staff', params: venueAt, query: z.strictObject({ solved: z.enum(['yes', 'no']).default('no'), cursor: cursor.optional(), limit }), response: page(overbooked), problems: ['not-allowed', 'not-found'] })
export const solveOverbooked = endpoint('solveOverbooked', {
  summary: 'Say how an overbooking was solved', tag: 'Desk', who: 'staff', params: z.strictObject({ venue: id('ven'), case: z.string().regex(/^\d{1,18}$/) }),
  body: z.strictObject({ solution: z.enum(['moved', 'walked', 'cancelled', 'upgraded', 'capacity', 'other']) }), response: overbooked, problems: ['not-allowed', 'not-found', 'wrong-state'],
})
