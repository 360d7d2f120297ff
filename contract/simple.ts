import { z } from 'zod'
import { cursor, email, endpoint, id, instant, limit, locale, location, money, page, phone, plainDate, text, wallDateTime, wallTime } from './kit.ts'
import { cuisine, facility, venueKind, weekdays } from './venues.ts'
import { password } from './identity.ts'

const tag = 'Simple'
export const user = z.object({ id: id('acc'), name: z.string(), email: z.string(), phone: z.string().nullable(), locale: z.string() }).meta({ id: 'SimpleUser' })
export const simpleCreateUser = endpoint('simpleCreateUser', { summary: 'Sign a guest up', tag, who: 'anyone', body: z.strictObject({ name: text(120), email, password, phone: phone.optional(), locale: locale.optional() }), status: 201, response: z.object({ id: id('acc'), name: z.string(), email: z.string(), token: z.string() }), problems: ['email-taken'] })
const login = { body: z.strictObject({ email, password: z.string().min(1).max(200) }), response: z.object({ id: z.string(), token: z.string(), expires_at: instant }), problems: ['wrong-credentials'] } as const
export const simpleLoginUser = endpoint('simpleLoginUser', { summary: 'Sign a guest in', tag, who: 'anyone', ...login })
const byId = z.strictObject({ id: z.string().max(80) })
export const simpleGetUser = endpoint('simpleGetUser', { summary: 'Own profile', tag, who: 'account', params: byId, response: user, problems: ['not-allowed', 'not-found'] })
export const simplePutUser = endpoint('simplePutUser', { summary: 'Change the own profile', tag, who: 'account', params: byId, body: z.strictObject({ name: text(120).optional(), phone: phone.nullable().optional(), locale: locale.optional() }), response: user, problems: ['not-allowed', 'not-found'] })

const simpleRoomType = z.strictObject({ name: text(80), rooms: z.int().min(1).max(2000), sleeps: z.int().min(1).max(30), price: money })
const simpleTable = z.strictObject({ seats: z.int().min(1).max(50), count: z.int().min(1).max(500) })
const simpleService = z.strictObject({ name: text(60), days: weekdays, from: wallTime, to: wallTime, turn_minutes: z.int().min(15).max(600).optional(), deposit_per_cover: money.optional() })
const simpleVendorFields = {
  name: text(120), city: text(80), country: z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 code such as PT'), address: text(200), location, time_zone: z.string().max(64).refine((zone) => { try { new Intl.DateTimeFormat('en', { timeZone: zone }); return true } catch { return false } }, 'an IANA time zone such as Europe/Lisbon'), currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR').refine((code) => Intl.supportedValuesOf('currency').includes(code), 'not a currency of ISO 4217'),
  facilities: z.array(facility).max(40).optional(), cuisines: z.array(cuisine).max(10).optional(), room_types: z.array(simpleRoomType).max(50).optional(), tables: z.array(simpleTable).max(50).optional(), services: z.array(simpleService).max(20).optional(), deposit_percent: z.int().min(0).max(100).optional(),
}
export const simpleVendor = z.object({
  id: id('ven'), name: z.string(), kind: venueKind, city: z.string(), country: z.string(), address: z.string(), location, time_zone: z.string(), currency: z.string(), facilities: z.array(facility), cuisines: z.array(cuisine),
  room_types: z.array(z.object({ id: id('rt'), name: z.string(), rooms: z.int(), sleeps: z.int(), price: money })), tables: z.array(z.object({ seats: z.int(), count: z.int() })), services: z.array(z.object({ id: id('svc'), name: z.string(), days: z.array(z.int()), from: z.string(), to: z.string(), turn_minutes: z.int(), deposit_per_cover: money.nullable() })), deposit_percent: z.int(),
}).meta({ id: 'SimpleVendor' })
export const simpleCreateVendor = endpoint('simpleCreateVendor', { summary: 'Sign a hotel or restaurant up, published at once', tag, who: 'anyone', body: z.strictObject({ ...simpleVendorFields, kind: venueKind, email, password }), status: 201, response: simpleVendor.extend({ token: z.string() }), problems: ['email-taken', 'not-ready'] })
export const simpleLoginVendor = endpoint('simpleLoginVendor', { summary: 'Sign a vendor in', tag, who: 'anyone', ...login })
export const simpleListVendors = endpoint('simpleListVendors', {
  summary: 'Find', tag, who: 'anyone',
  query: z.strictObject({
    kind: venueKind.optional(), city: z.string().trim().max(80).optional(), near: z.string().regex(/^-?\d{1,2}(\.\d{1,8})?,-?\d{1,3}(\.\d{1,8})?$/, 'latitude,longitude').refine((value) => { const [lat, lon] = value.split(',').map(Number); return Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180 }, 'latitude,longitude on this planet').optional(), radius_km: z.coerce.number().min(0.1).max(100).optional(), facility: facility.optional(), cuisine: cuisine.optional(), room_type: z.string().trim().max(80).optional(), price_max: z.coerce.number().int().min(0).max(1e12).optional(),
    arrival: plainDate.optional(), departure: plainDate.optional(), guests: z.coerce.number().int().min(1).max(30).optional(), rooms: z.coerce.number().int().min(1).max(9).optional(), at: wallDateTime.optional(), party: z.coerce.number().int().min(1).max(50).optional(), sort: z.enum(['price', 'distance', 'rating', 'name']).optional(), q: z.string().trim().max(120).optional(), cursor: cursor.optional(), limit,
  }).refine((q) => (q.arrival === undefined) === (q.departure === undefined), { path: ['departure'], message: 'arrival and departure go together' }).refine((q) => q.arrival === undefined || q.arrival < q.departure!, { path: ['departure'], message: 'departure must be after arrival' }),
  response: page(z.object({ id: id('ven'), name: z.string(), kind: venueKind, city: z.string(), location, available: z.boolean().nullable(), total: money.optional(), slots: z.array(wallDateTime).optional(), distance_m: z.int().optional() })).extend({ facets: z.record(z.string(), z.array(z.object({ value: z.string(), count: z.int() }))) }),
})
export const simpleGetVendor = endpoint('simpleGetVendor', { summary: 'One hotel or restaurant', tag, who: 'anyone', params: byId, response: simpleVendor, problems: ['not-found'] })
export const simplePutVendor = endpoint('simplePutVendor', { summary: 'Change it, by its own token', tag, who: 'account', params: byId, body: z.strictObject(simpleVendorFields).partial(), response: simpleVendor, problems: ['not-allowed', 'not-found', 'in-use'] })

export const simpleStatus = z.enum(['BLOCKED', 'CONFIRMED', 'AVAILED', 'CANCELLED', 'EXPIRED', 'NO_SHOW'])
export const simpleBooking = z.object({
  id: id('bk'), status: simpleStatus, vendor: id('ven'), code: z.string(), room_type: z.string().optional(), arrival: plainDate.optional(), departure: plainDate.optional(), guests: z.int().optional(), rooms: z.int().optional(), at: wallDateTime.optional(), party: z.int().optional(),
  expires_at: instant.nullable(), total: money, deposit: money, payment: z.object({ id: id('pay'), url: z.string() }).nullable(), created_at: instant,
}).meta({ id: 'SimpleBooking' })
const stay = z.strictObject({ room_type: text(80), arrival: plainDate, departure: plainDate, guests: z.int().min(1).max(30), rooms: z.int().min(1).max(9).optional() })
const sitting = z.strictObject({ at: wallDateTime, party: z.int().min(1).max(50) })
export const simpleBook = endpoint('simpleBook', { summary: 'Book', tag, who: 'account', params: z.strictObject({ vendorid: z.string().max(80) }), body: z.union([stay, sitting]), status: 201, response: simpleBooking, problems: ['not-found', 'not-available', 'key-reused', 'key-in-progress', 'overloaded'], idempotent: true })
const bookingAt = z.strictObject({ bookingid: z.string().max(80) })
export const simpleGetBooking = endpoint('simpleGetBooking', { summary: 'One booking', tag, who: 'account', params: bookingAt, response: simpleBooking, problems: ['not-found'] })
export const simpleGetBookingStatus = endpoint('simpleGetBookingStatus', { summary: 'Its status', tag, who: 'account', params: bookingAt, response: z.object({ status: simpleStatus }), problems: ['not-found'] })
export const simplePutBooking = endpoint('simplePutBooking', { summary: 'Change it, all or nothing', tag, who: 'account', params: bookingAt, body: z.strictObject({ room_type: text(80).optional(), arrival: plainDate.optional(), departure: plainDate.optional(), guests: z.int().min(1).max(30).optional(), rooms: z.int().min(1).max(9).optional(), at: wallDateTime.optional(), party: z.int().min(1).max(50).optional() }), response: simpleBooking, problems: ['not-found', 'not-available', 'wrong-state', 'hold-expired'], idempotent: true })
export const simplePutBookingStatus = endpoint('simplePutBookingStatus', { summary: 'Cancel, arrive, no-show', tag, who: 'account', params: bookingAt, body: z.strictObject({ status: z.enum(['CANCELLED', 'AVAILED', 'NO_SHOW']) }), response: simpleBooking, problems: ['not-allowed', 'not-found', 'wrong-state', 'too-early'], idempotent: true })
const listQuery = { cursor: cursor.optional(), limit }
export const simpleVendorBookings = endpoint('simpleVendorBookings', { summary: 'Bookings of a vendor, current and past', tag, who: 'account', params: z.strictObject({ vendorid: z.string().max(80) }), query: z.strictObject({ from: plainDate.optional(), to: plainDate.optional(), status: simpleStatus.optional(), ...listQuery }), response: page(simpleBooking), problems: ['not-allowed', 'not-found'] })
export const simpleUserBookings = endpoint('simpleUserBookings', { summary: 'Bookings of a user', tag, who: 'account', params: z.strictObject({ userid: z.string().max(80) }), query: z.strictObject({ when: z.enum(['current', 'past']).optional(), ...listQuery }), response: page(simpleBooking), problems: ['not-allowed', 'not-found'] })
