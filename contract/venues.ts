import { z } from 'zod'
import { priceParts, setupRates } from './rates.ts'
import { agesInQuery, alternative, codeText, currency, cursor, endpoint, id, limit, locale, location, money, page, plainDate, reason, text, wallDateTime, wallTime } from './kit.ts'

export const venueKind = z.enum(['hotel', 'restaurant'])
export const facilities = ['wifi', 'parking', 'pool', 'spa', 'gym', 'bar', 'restaurant', 'terrace', 'garden', 'air_conditioning', 'family_rooms', 'pets', 'lift', 'step_free', 'accessible_room', 'accessible_toilet', 'breakfast', 'airport_shuttle', 'ev_charging', 'non_smoking', 'outdoor_seating', 'private_room', 'vegetarian', 'vegan', 'halal', 'kosher', 'gluten_free', 'high_chairs', 'live_music'] as const
export const facility = z.enum(facilities)
export const cuisines = ['portuguese', 'seafood', 'japanese', 'sushi', 'kaiseki', 'ramen', 'izakaya', 'moroccan', 'mediterranean', 'french', 'italian', 'spanish', 'indian', 'chinese', 'thai', 'vegetarian', 'steakhouse', 'grill', 'cafe', 'bakery', 'fusion', 'middle_eastern', 'american', 'mexican', 'peruvian'] as const
export const cuisine = z.enum(cuisines)
/** Rooms for some hours of a day: between which, for how many percent of the night, and whether the room is kept for the night that follows. */
export const dayUse = z.strictObject({ from: wallTime, to: wallTime, percent: z.int().min(1).max(100).default(60), holds_night: z.boolean().default(true) }).refine((one) => one.from < one.to, { path: ['to'], message: 'must be after from' }).meta({ id: 'DayUse' })
export const tableClasses = ['window', 'terrace', 'bar', 'private', 'booth', 'quiet'] as const
export const tableClass = z.enum(tableClasses)
export const weekdays = z.array(z.int().min(1).max(7)).min(1).max(7)

export const picture = z.object({
  id: id('med'), kind: z.enum(['facade', 'room', 'terrace', 'dining_room', 'dish', 'view', 'other']), alt: z.string(),
  /** Widths that exist; `url` takes `?w=`. */
  url: z.string(), widths: z.array(z.int()), width: z.int(), height: z.int(), room_type: id('rt').nullable(), placeholder: z.string().nullable(),
}).meta({ id: 'Picture' })

// ---- what a guest sees ------------------------------------------------------------------------------------------

/** About so much in the guest's own currency, by a reference rate of a day: to understand a price, never to charge it. */
export const shownPrice = z.object({ total: money, due_now: money, rate: z.string(), date: plainDate, source: z.string() }).meta({ id: 'ShownPrice' })
export const priceSummary = z.object({
  total: money, due_now: money,
  /** Free to cancel until this instant; null when it never is. */
  free_until: z.string().nullable(), free_until_local: wallDateTime.nullable(), nights: z.int().nullable(), shown: shownPrice.nullable().optional(),
}).meta({ id: 'PriceSummary' })

export const venueCard = z.object({
  id: id('ven'), slug: z.string(), name: z.string(), local_name: z.string().nullable(), kind: venueKind, city: z.string(), country: z.string(), district: z.string().nullable(),
  location, rating: z.number().nullable(), rating_count: z.int(), stars: z.int().nullable(), facilities: z.array(facility), cuisines: z.array(cuisine),
  picture: picture.nullable(), distance_m: z.int().nullable(),
  /** True: free for what was asked; null: nothing was asked (no dates). */
  available: z.boolean().nullable(), price: priceSummary.nullable(), from_price: money.nullable(),
  room_type_name: z.string().nullable(), units_left: z.int().nullable(), slots: z.array(wallDateTime).nullable(),
}).meta({ id: 'VenueCard' })

const list = <T extends string>(item: z.ZodType<T, T>) => z.string().max(400).transform((value) => value.split(',') as T[]).pipe(z.array(item).max(20))
const facet = z.array(z.object({ value: z.string(), count: z.int() }))
const near = z.string().regex(/^-?\d{1,2}(\.\d{1,8})?,-?\d{1,3}(\.\d{1,8})?$/, 'latitude,longitude').refine((value) => { const [lat, lon] = value.split(',').map(Number); return Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180 }, 'latitude,longitude on this planet')

/** Price limits are in minor units of `currency`, which defaults to the venues' own where the place has one. */
export const searchQuery = z.strictObject({
  place: z.string().trim().max(120).optional(), near: near.optional(), radius_km: z.coerce.number().min(0.1).max(100).optional(),
  kind: venueKind.optional(), arrival: plainDate.optional(), departure: plainDate.optional(), guests: z.coerce.number().int().min(1).max(30).optional(), rooms: z.coerce.number().int().min(1).max(9).optional(), children: agesInQuery.optional(),
  at: wallDateTime.optional(), party: z.coerce.number().int().min(1).max(50).optional(),
  facility: list(facility).optional(), cuisine: list(cuisine).optional(), price_max: z.coerce.number().int().min(0).max(1e12).optional(),
  q: z.string().trim().max(120).optional(), sort: z.enum(['best', 'price', 'distance', 'rating', 'name']).default('best'), cursor: cursor.optional(), limit,
}).refine((q) => (q.arrival === undefined) === (q.departure === undefined), { path: ['departure'], message: 'arrival and departure go together' })
  .refine((q) => q.arrival === undefined || q.arrival < q.departure!, { path: ['departure'], message: 'departure must be after arrival' })

export const search = endpoint('search', {
  summary: 'Search venues', description: 'With dates (hotels) or a time (restaurants) only what is really free is answered, with its total price.', tag: 'Search', who: 'anyone',
  query: searchQuery,
  response: page(venueCard).extend({ total_count: z.int(), place: z.object({ name: z.string(), location: location.nullable() }).nullable(), facets: z.object({ kind: facet, facility: facet, cuisine: facet, district: facet }) }),
  problems: [],
})
export const suggestPlaces = endpoint('suggestPlaces', {
  summary: 'Places and venues whose name begins so', tag: 'Search', who: 'anyone', query: z.strictObject({ q: z.string().trim().max(80).default('') }),
  response: z.object({ items: z.array(z.object({ kind: z.enum(['city', 'district', 'venue']), name: z.string(), detail: z.string(), place: z.string(), slug: z.string().nullable(), location: location.nullable() })), next_cursor: z.string().nullable() }),
})

export const policySummary = z.object({
  id: z.string(), name: z.string(),
  /** Cancelling before `until_hours` before arrival costs `charge_percent` of the total; the last line stands for no-show. */
  cancellation: z.array(z.object({ until_hours: z.int().nullable(), charge_percent: z.int() })),
  deposit_percent: z.int(),
  /** `authorize`: nothing is paid now; the card guarantees it. Afterwards it is credited to the bill, or goes back. */
  deposit_take: z.enum(['charge', 'authorize']), deposit_after: z.enum(['credit', 'refund']), text: z.string(),
}).meta({ id: 'Policy' })

const publicRoomType = z.object({ id: id('rt'), name: z.string(), description: z.string(), sleeps: z.int(), beds: z.string(), size_m2: z.int().nullable(), facilities: z.array(facility), pictures: z.array(picture), from_price: money.nullable() }).meta({ id: 'RoomType' })
const publicService = z.object({ id: id('svc'), name: z.string(), days: weekdays, from: wallTime, to: wallTime, deposit_per_cover: money.nullable(), price_per_cover: money.nullable(), minimum_spend_per_cover: money.nullable().optional() }).meta({ id: 'Service' })
export const venue = z.object({
  id: id('ven'), slug: z.string(), vendor: id('vnd'), name: z.string(), local_name: z.string().nullable(), kind: venueKind, description: z.string(), city: z.string(), country: z.string(), district: z.string().nullable(), address: z.string(), location,
  time_zone: z.string(), currency, languages: z.array(z.string()), stars: z.int().nullable(), rating: z.number().nullable(), rating_count: z.int(), phone: z.string().nullable(), facilities: z.array(facility), cuisines: z.array(cuisine),
  pictures: z.array(picture), check_in_from: wallTime.nullable(), check_out_until: wallTime.nullable(), hold_minutes: z.int(), today: plainDate, horizon: plainDate, max_party: z.int().nullable(),
  day_use: dayUse.nullable(), table_classes: z.array(z.object({ class: tableClass, surcharge_per_cover: money.nullable() })),
  room_types: z.array(publicRoomType), services: z.array(publicService), policies: z.array(policySummary), linked: z.array(z.object({ id: id('ven'), slug: z.string(), name: z.string(), kind: venueKind })),
}).meta({ id: 'Venue' })
/** `:venue` takes the id or the slug. */
export const getVenue = endpoint('getVenue', { summary: 'One venue', tag: 'Search', who: 'anyone', params: z.strictObject({ venue: z.string().max(80) }), response: venue, problems: ['not-found'] })

const stayQuery = { arrival: plainDate, departure: plainDate, guests: z.coerce.number().int().min(1).max(30).default(2), rooms: z.coerce.number().int().min(1).max(9).default(1), children: agesInQuery.optional(), promo: codeText.optional(), code: codeText.optional(), currency: currency.optional() }
export const offer = z.object({
  room_type: id('rt'), room_type_name: z.string(), rate_plan: id('rp'), rate_plan_name: z.string(), board: z.enum(['room_only', 'breakfast', 'half_board', 'full_board']), /** Whom it is for: everybody, guests with an account, a company. */ visibility: z.enum(['public', 'members', 'corporate']),
  sleeps: z.int(), units_left: z.int(), price: priceSummary, nights: z.array(z.object({ night: plainDate, amount: money })), policy: policySummary,
}).meta({ id: 'Offer' })
export const listOffers = endpoint('listOffers', {
  summary: 'Rooms free for these nights, with their total price', tag: 'Search', who: 'anyone', params: z.strictObject({ venue: id('ven') }), query: z.strictObject({ ...stayQuery, group: z.string().trim().toUpperCase().max(40).optional(), /** For staff: what this desk has leased, instead of the house. */ lease: id('lse').optional() }).refine((q) => q.arrival < q.departure, { path: ['departure'], message: 'departure must be after arrival' }),
  response: z.object({ items: z.array(offer), next_cursor: z.string().nullable(), refused: z.array(z.object({ room_type: id('rt'), room_type_name: z.string(), reasons: z.array(reason) })), alternatives: z.array(alternative), /** One may wait for what is sold out here. */ waitlist: z.boolean(),
    /** What may be added to a stay, each as it is charged. */
    extras: z.array(z.object({ id: z.string(), name: z.string(), per: z.enum(['stay', 'night', 'person', 'person_night']), price: money, max_quantity: z.int() })),
    /** Whether the code that was asked with lowers these prices, and why not. */
    promo: z.object({ code: z.string(), name: z.string().nullable(), refused: reason.nullable() }).nullable(),
    /** Children up to this age have prices of their own; null where all pay as adults. */
    child_age_max: z.int().nullable(),
  }), problems: ['not-found'],
})
export const priceCalendar = endpoint('priceCalendar', {
  summary: 'Cheapest price of each night, for a date grid', tag: 'Search', who: 'anyone', params: z.strictObject({ venue: id('ven') }), query: z.strictObject({ from: plainDate, to: plainDate, guests: z.coerce.number().int().min(1).max(30).default(2) }),
  response: z.object({ items: z.array(z.object({ night: plainDate, free: z.boolean(), amount: money.nullable() })), next_cursor: z.string().nullable() }), problems: ['not-found'],
})
export const slot = z.object({ at: wallDateTime, instant: z.string(), free: z.boolean(), service: id('svc'), service_name: z.string(), area: z.string().nullable(), price: priceSummary, reasons: z.array(reason) }).meta({ id: 'Slot' })
export const listSlots = endpoint('listSlots', {
  summary: 'Times of a service day, free or not and why', tag: 'Search', who: 'anyone', params: z.strictObject({ venue: id('ven') }), query: z.strictObject({ date: plainDate, party: z.coerce.number().int().min(1).max(50).default(2), at: wallTime.optional(), area: id('ar').optional(), table_class: tableClass.optional() }),
  response: z.object({ items: z.array(slot), next_cursor: z.string().nullable(), alternatives: z.array(alternative), closed: reason.nullable(), /** One may wait for times that are full. */ waitlist: z.boolean() }), problems: ['not-found'],
})

// ---- what a vendor sets up --------------------------------------------------------------------------------------

const timeZone = z.string().max(64).refine((zone) => { try { new Intl.DateTimeFormat('en', { timeZone: zone }); return true } catch { return false } }, 'an IANA time zone such as Europe/Lisbon')
const knownCurrency = currency.refine((code) => Intl.supportedValuesOf('currency').includes(code), 'not a currency of ISO 4217')
const country = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 code such as PT')
const profile = {
  name: text(120), local_name: text(120).nullable().optional(), description: z.string().trim().max(4000).optional(), city: text(80), district: text(80).nullable().optional(), country, address: text(200), location, time_zone: timeZone, currency: knownCurrency,
  languages: z.array(locale).max(20).optional(), stars: z.int().min(1).max(5).nullable().optional(), phone: z.string().max(30).nullable().optional(), facilities: z.array(facility).max(40).optional(), cuisines: z.array(cuisine).max(10).optional(),
  check_in_from: wallTime.optional(), check_out_until: wallTime.optional(), day_ends: wallTime.optional(), hold_minutes: z.int().min(1).max(60).optional(), horizon_days: z.int().min(1).max(730).optional(), linked_to: id('ven').nullable().optional(),
  day_use: dayUse.nullable().optional(),
}
export const vendor = z.object({ id: id('vnd'), name: z.string() }).meta({ id: 'Vendor' })
export const createVendor = endpoint('createVendor', { summary: 'Sign a business up', description: 'The caller becomes its owner.', tag: 'Set-up', who: 'account', body: z.strictObject({ name: text(120) }), status: 201, response: vendor, idempotent: true })
const setupRoomType = z.strictObject({
  id: id('rt').optional(), name: text(80), description: z.string().trim().max(2000).default(''), sleeps: z.int().min(1).max(30), beds: z.string().trim().max(80).default(''), size_m2: z.int().min(1).max(2000).nullable().default(null), facilities: z.array(facility).max(40).default([]),
  /** Numbers or names of its rooms, each once in the venue. */
  rooms: z.array(z.strictObject({ id: id('rm').optional(), number: text(20), floor: z.string().trim().max(20).default(''), features: z.array(z.string().max(40)).max(10).default([]) })).min(1).max(2000),
  overbooking: z.int().min(0).max(100).default(0),
})
const setupTable = z.strictObject({ id: id('tb').optional(), name: text(20), seats_min: z.int().min(1).max(50), seats_max: z.int().min(1).max(50), walk_in_only: z.boolean().default(false),
  /** What guests may ask for. */
  class: tableClass.nullable().optional(),
  /** Seats of one counter in one area stand side by side in this order; a party has adjacent ones. */
  counter: text(40).nullable().optional(),
})
const setupArea = z.strictObject({ id: id('ar').optional(), name: text(60), tables: z.array(setupTable).min(1).max(500) })
/** Names of its member tables; `party_min` to `party_max` sit at it. */
const setupCombination = z.strictObject({ id: id('cmb').optional(), tables: z.array(z.string().max(20)).min(2).max(8), party_min: z.int().min(1).max(50), party_max: z.int().min(1).max(50) })
/** Kinds of table: lower ranks are given first, `asked_only` ones to nobody but who asks; what it costs more for each guest. */
const setupTableClass = z.strictObject({ class: tableClass, rank: z.int().min(0).max(9).default(0), asked_only: z.boolean().default(false), surcharge_per_cover: money.nullable().default(null) })
const setupService = z.strictObject({
  id: id('svc').optional(), name: text(60), days: weekdays,
  /** The first and the last time at which a party may sit down; a `to` before `from` is after midnight. */
  from: wallTime, to: wallTime, valid_from: plainDate.nullable().default(null), valid_to: plainDate.nullable().default(null),
  turn_minutes: z.array(z.strictObject({ party_max: z.int().min(1).max(50), minutes: z.int().min(15).max(600) })).min(1).max(10), buffer_minutes: z.int().min(0).max(120).default(0),
  interval_minutes: z.union([z.literal(15), z.literal(30), z.literal(60)]).default(15),
  /** Fixed seatings (such as 18:00 and 20:30) instead of every interval. */
  seatings: z.array(wallTime).max(20).default([]),
  covers_per_interval: z.int().min(1).max(2000).nullable().default(null), parties_per_interval: z.int().min(1).max(500).nullable().default(null),
  deposit_per_cover: money.nullable().default(null), prepaid_per_cover: money.nullable().default(null), cancellation_hours: z.int().min(0).max(720).default(24),
  deposit_take: z.enum(['charge', 'authorize']).optional(), deposit_after: z.enum(['credit', 'refund']).optional(),
  /** What the prepaid menu is revenue of (food, beverage), so that each part has its own tax. */
  prepaid_parts: priceParts.optional(),
  /** What a party spends at least, told beforehand and settled at the table. */
  minimum_spend_per_cover: money.nullable().optional(),
})
export const setup = z.object({
  venue, status: z.enum(['draft', 'published']), version: z.int(), day_ends: wallTime, horizon_days: z.int(), linked_to: id('ven').nullable(),
  room_types: z.array(setupRoomType.extend({ id: id('rt') })), areas: z.array(setupArea), combinations: z.array(setupCombination), table_classes: z.array(setupTableClass), day_use: dayUse.nullable(), services: z.array(setupService), rates: setupRates.nullable(),
  closures: z.array(z.object({ id: z.string(), from: plainDate, to: plainDate, reason: z.string() })),
  /** What is still missing before it can be published, by pointer into this answer. */
  missing: z.array(z.object({ pointer: z.string(), detail: z.string() })),
}).meta({ id: 'Setup' })
const at = z.strictObject({ venue: id('ven') })
const setupProblems = ['not-allowed', 'not-found', 'in-use', 'version-conflict'] as const
export const createVenue = endpoint('createVenue', { summary: 'Begin a venue, as a draft', tag: 'Set-up', who: 'account', params: z.strictObject({ vendor: id('vnd') }), body: z.strictObject({ kind: venueKind, ...profile }), status: 201, response: setup, problems: ['not-allowed', 'not-found'], idempotent: true })
export const getSetup = endpoint('getSetup', { summary: 'All that a venue has set up', tag: 'Set-up', who: 'staff', params: at, response: setup, problems: ['not-allowed', 'not-found'] })
export const updateVenue = endpoint('updateVenue', { summary: 'Change the profile', tag: 'Set-up', who: 'staff', params: at, body: z.strictObject(profile).partial(), response: setup, problems: setupProblems })
export const putRoomTypes = endpoint('putRoomTypes', { summary: 'Room types and their rooms, as a whole', description: 'A type or room that is left out is removed, if nothing depends on it.', tag: 'Set-up', who: 'staff', params: at, body: z.strictObject({ room_types: z.array(setupRoomType).max(200) }), response: setup, problems: setupProblems })
export const putTables = endpoint('putTables', { summary: 'Areas, tables and combinations, as a whole', tag: 'Set-up', who: 'staff', params: at, body: z.strictObject({ areas: z.array(setupArea).max(40), combinations: z.array(setupCombination).max(500).default([]), /** Left out, they stay as they are. */
  table_classes: z.array(setupTableClass).max(6).optional() }), response: setup, problems: setupProblems })
export const putServices = endpoint('putServices', { summary: 'Services, as a whole', tag: 'Set-up', who: 'staff', params: at, body: z.strictObject({ services: z.array(setupService).max(40) }), response: setup, problems: setupProblems })
export const putRates = endpoint('putRates', { summary: 'Prices, seasons, plans and policies, as a whole', tag: 'Set-up', who: 'staff', params: at, body: setupRates, response: setup, problems: setupProblems })
export const publishVenue = endpoint('publishVenue', { summary: 'Publish: it can be found and booked', tag: 'Set-up', who: 'staff', params: at, response: setup, problems: ['not-allowed', 'not-found', 'not-ready'] })
export const unpublishVenue = endpoint('unpublishVenue', { summary: 'Take it off the search; bookings stay', tag: 'Set-up', who: 'staff', params: at, response: setup, problems: ['not-allowed', 'not-found'] })
/** The picture itself is the body: `image/jpeg`, `image/png`, `image/webp` or `image/avif`, at most 12 MB. */
export const addMedia = endpoint('addMedia', { summary: 'Add a picture', tag: 'Set-up', who: 'staff', params: at, query: z.strictObject({ kind: z.enum(['facade', 'room', 'terrace', 'dining_room', 'dish', 'view', 'other']).default('other'), alt: z.string().trim().max(200).default(''), room_type: id('rt').optional() }), body: z.any(), status: 201, response: picture, problems: ['not-allowed', 'not-found', 'unsupported-media-type', 'payload-too-large'] })
export const removeMedia = endpoint('removeMedia', { summary: 'Remove a picture', tag: 'Set-up', who: 'staff', params: z.strictObject({ venue: id('ven'), media: id('med') }), status: 204, problems: ['not-allowed', 'not-found'] })
export const addClosure = endpoint('addClosure', { summary: 'Close the venue for some days', description: 'Answers the bookings that it touches; they stay until staff solve each.', tag: 'Set-up', who: 'staff', params: at, body: z.strictObject({ from: plainDate, to: plainDate, reason: text(80) }), status: 201, response: z.object({ id: z.string(), touched: z.array(id('bk')) }), problems: ['not-allowed', 'not-found'] })
export const removeClosure = endpoint('removeClosure', { summary: 'Open again', tag: 'Set-up', who: 'staff', params: z.strictObject({ venue: id('ven'), closure: z.string().max(60) }), status: 204, problems: ['not-allowed', 'not-found'] })
export type { Alternative, Reason, WireMoney } from './kit.ts'
