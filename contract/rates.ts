import { z } from 'zod'
import { cursor, currency, endpoint, id, instant, limit, money, page, plainDate, text } from './kit.ts'

// ---- rates as a whole -------------------------------------------------------------------------------------------

export const category = z.enum(['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'])
/** A price split into what it is revenue of, so that each part has its own tax. Percentages add up to 100. */
export const priceParts = z.array(z.strictObject({ category, percent: z.int().min(1).max(100) })).min(1).max(6)
const season = z.strictObject({ name: text(60), from: plainDate, to: plainDate, percent: z.int().min(1).max(1000) })
const planId = id('rp')
const extraId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'a short name such as parking or late-check-out')
const shortCode = z.string().trim().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,29}$/, 'letters and digits, such as ACME2027')
const plan = z.strictObject({
  id: planId.optional(), name: text(80), board: z.enum(['room_only', 'breakfast', 'half_board', 'full_board']).default('room_only'), percent: z.int().min(1).max(1000).default(100), per_person: money.nullable().default(null),
  cancellation: z.array(z.strictObject({ until_hours: z.int().min(0).max(8760).nullable(), charge_percent: z.int().min(0).max(100) })).min(1).max(6),
  /** What is paid when it is booked: a percentage of the whole, or the first night. */
  deposit_percent: z.int().min(0).max(100).default(0), deposit_kind: z.enum(['percent', 'first_night']).optional(), deposit_take: z.enum(['charge', 'authorize']).optional(), deposit_after: z.enum(['credit', 'refund']).optional(),
  min_stay: z.int().min(1).max(90).default(1), max_stay: z.int().min(1).max(365).nullable().default(null), advance_days_min: z.int().min(0).max(365).default(0),
  /** The plan that this one derives from, by its id or its name in this request: its nights times `percent`, plus `per_night` a room, plus `per_person`. */
  parent: z.string().max(80).nullable().optional(), per_night: money.nullable().optional(),
  visibility: z.enum(['public', 'members', 'corporate']).optional(), code: shortCode.nullable().optional(),
  /** Extras that come with the plan: a package. */
  extras: z.array(extraId).max(10).optional(),
})
export const setupRates = z.strictObject({
  /** Price a night of each room type, and how seasons, weekdays and people change it. `by_guests`: a price for one guest, for two, … up to `included_guests`. */
  room_types: z.array(z.strictObject({
    room_type: id('rt'), price: money, single_percent: z.int().min(1).max(100).default(100), extra_guest: money.nullable().default(null), included_guests: z.int().min(1).max(30).default(2), by_guests: z.array(money).max(30).nullable().optional(),
  })).max(200),
  weekday_percent: z.array(z.int().min(1).max(1000)).length(7).default([100, 100, 100, 100, 100, 100, 100]),
  seasons: z.array(season).max(100).default([]),
  plans: z.array(plan).min(1).max(20),
  /** The simplest tax, as a rule with the code `city` among the taxes; others are left as they are. */
  city_tax: z.strictObject({ name: text(60), per_person_night: money, max_nights: z.int().min(1).max(365).nullable().default(null) }).nullable().default(null),
  /** A child up to and including `up_to` pays `amount` a night for a bed beyond those included; `takes_bed: false` is a cot. */
  child_bands: z.array(z.strictObject({ up_to: z.int().min(0).max(17), amount: money, board_percent: z.int().min(0).max(100).default(100), takes_bed: z.boolean().default(true) })).max(8).optional(),
  /** Of each kind the best holds; different kinds add up. `from`: nights, days ahead at least, days ahead at most. `plans`: ids or names. */
  discounts: z.array(z.strictObject({ name: text(60), kind: z.enum(['length_of_stay', 'early_bird', 'last_minute']), from: z.int().min(0).max(365), percent: z.int().min(1).max(90), plans: z.array(z.string().max(80)).max(20).nullable().default(null) })).max(20).optional(),
  extras: z.array(z.strictObject({
    id: extraId, name: text(80), per: z.enum(['stay', 'night', 'person', 'person_night']), price: money, parts: priceParts.default([{ category: 'extra', percent: 100 }]),
    /** Asked of everybody: a fee. */
    mandatory: z.boolean().default(false), max_quantity: z.int().min(1).max(20).default(1),
  })).max(40).optional(),
})

// ---- taxes ------------------------------------------------------------------------------------------------------

export const taxRule = z.strictObject({
  /** The same for ever: accounts and invoices are kept by it. */
  code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'letters, digits and hyphens, such as PT-IVA-6'), name: text(80), kind: z.enum(['vat', 'city', 'service', 'other']),
  charged: z.enum(['percent', 'person_night', 'room_night', 'person_stay', 'room_stay', 'stay']),
  /** Hundredths of a percent, of a percentage; 587.5 is 5.875%. `amount` of the others. */
  rate_bp: z.number().min(0).max(10_000).multipleOf(0.01).nullable().default(null), amount: money.nullable().default(null),
  /** True: it lies within the price; false: it is added. */
  included: z.boolean().default(false),
  /** Of which lines a percentage is; all when empty. */
  categories: z.array(category).max(7).default([]),
  /** Codes of added taxes before this one that count into what it is reckoned on: a tax on a tax. */
  on_taxes: z.array(z.string().max(40)).max(10).default([]), on_net: z.boolean().default(false),
  max_nights: z.int().min(1).max(365).nullable().default(null), max_amount: money.nullable().default(null), max_amount_per: z.enum(['person_night', 'room_night', 'stay']).default('stay'),
  /** Children under this age do not count. */
  children_under: z.int().min(1).max(21).nullable().default(null),
  /** Reasons that free the party, such as `business`. */
  exempt: z.array(z.string().regex(/^[a-z_]{2,30}$/)).max(10).default([]),
  valid_from: plainDate.nullable().default(null), valid_to: plainDate.nullable().default(null),
  rounding: z.enum(['line', 'night', 'stay']).default('line'), rounding_mode: z.enum(['half_up', 'up', 'down']).default('half_up'),
  /** Where the rule is written, and the day on which it was looked up. */
  source: z.strictObject({ title: text(200), url: z.string().max(400), as_of: plainDate, note: z.string().max(600).default('') }).nullable().default(null),
}).meta({ id: 'TaxRule' })
const at = z.strictObject({ venue: id('ven') })
const taxes = z.object({ items: z.array(taxRule), version: z.int() })
export const getTaxes = endpoint('getTaxes', { summary: 'Taxes and fees of a venue', tag: 'Rates', who: 'staff', params: at, response: taxes, problems: ['not-allowed', 'not-found'] })
export const putTaxes = endpoint('putTaxes', { summary: 'Taxes and fees, as a whole', description: 'In the order in which they are reckoned. Bookings keep the taxes that they were made with.', tag: 'Rates', who: 'staff', params: at, body: z.strictObject({ taxes: z.array(taxRule).max(30) }), response: taxes, problems: ['not-allowed', 'not-found', 'version-conflict'] })
export const taxExamples = endpoint('taxExamples', {
  summary: 'Examples of real taxes, to begin with', description: 'Each with its source and the day on which it was looked up; a venue makes them its own.', tag: 'Rates', who: 'anyone',
  response: z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), country: z.string(), currency, kind: z.enum(['hotel', 'restaurant']), note: z.string(), taxes: z.array(taxRule) })), next_cursor: z.string().nullable() }),
})

// ---- the rate calendar ------------------------------------------------------------------------------------------

/** What one date of a type under a plan says; what is null or false is not set, and the rates say it. */
export const rateNight = z.object({
  night: plainDate,
  /** The price for the included guests that is sold: set for the date, derived, or from list, season and weekday. */
  price: money,
  /** True when it was set for this very date. */
  set: z.boolean(),
  min_stay: z.int().nullable(), max_stay: z.int().nullable(), closed_to_arrival: z.boolean(), closed_to_departure: z.boolean(), stop_sell: z.boolean(),
}).meta({ id: 'RateNight' })
const rateChange = z.object({ id: z.string(), at: instant, by: z.string(), summary: z.string(), nights: z.int(), undone: z.boolean() }).meta({ id: 'RateChange' })
export const rateCalendar = endpoint('rateCalendar', {
  summary: 'Prices and restrictions by type, plan and date', description: 'A year from today unless `from` and `to` say otherwise; at most 400 days. `version` goes into the next change.', tag: 'Rates', who: 'staff', params: at,
  query: z.strictObject({ from: plainDate.optional(), to: plainDate.optional(), room_type: id('rt').optional(), plan: planId.optional() }),
  response: z.object({
    version: z.int(), currency, from: plainDate, to: plainDate,
    plans: z.array(z.object({ id: planId, name: z.string(), parent: planId.nullable() })), room_types: z.array(z.object({ id: id('rt'), name: z.string(), included_guests: z.int() })),
    cells: z.array(z.object({ room_type: id('rt'), plan: planId, nights: z.array(rateNight) })),
    /** The last changes, the newest first: who, when, and whether it was undone. */
    changes: z.array(rateChange),
  }), problems: ['not-allowed', 'not-found'],
})
export const rateGesture = z.strictObject({
  from: plainDate, to: plainDate, weekdays: z.array(z.int().min(1).max(7)).max(7).default([]),
  /** Left out: all of them. */
  room_types: z.array(id('rt')).max(200).default([]), plans: z.array(planId).max(20).default([]),
  /** One of: the price itself, more or less in percent, more or less by an amount, or back to what the rates say. */
  price: z.union([
    z.strictObject({ set: money }), z.strictObject({ percent: z.int().min(-90).max(900) }), z.strictObject({ add: money }), z.strictObject({ clear: z.literal(true) }),
  ]).optional(),
  /** Rounded to a multiple of so many minor units afterwards: 100 for whole euros. */
  round_to: z.int().min(1).max(100_000).default(1),
  /** What is left out stays as it is; null takes it away. */
  min_stay: z.int().min(1).max(90).nullable().optional(), max_stay: z.int().min(1).max(365).nullable().optional(),
  closed_to_arrival: z.boolean().optional(), closed_to_departure: z.boolean().optional(), stop_sell: z.boolean().optional(),
})
const gesture = z.strictObject({ changes: z.array(rateGesture).min(1).max(20), reason: z.string().trim().max(120).default('') })
const range = z.object({ lowest: money, highest: money }).nullable()
export const ratePreview = z.object({
  version: z.int(),
  /** How many dates of how many cells it would touch; dates that would stay as they are do not count. */
  nights: z.int(), cells: z.int(),
  before: range, after: range,
  /** Dates of plans that derive from what is touched, and change with it. */
  derived_nights: z.int(),
  /** Nights already sold on these dates: they keep their price. */
  booked_nights: z.int(),
  examples: z.array(z.object({ room_type: id('rt'), plan: planId, night: plainDate, before: money, after: money })),
  /** What keeps it from being saved, by pointer into the request. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
}).meta({ id: 'RatePreview' })
export const previewRates = endpoint('previewRates', { summary: 'What a change of the rate calendar would touch', tag: 'Rates', who: 'staff', params: at, body: gesture, response: ratePreview, problems: ['not-allowed', 'not-found'] })
export const changeRates = endpoint('changeRates', { summary: 'Change the rate calendar in one gesture', description: 'All of it or nothing. `version` is the one that was read; another change meanwhile refuses it.', tag: 'Rates', who: 'staff', params: at, body: gesture.extend({ version: z.int() }), response: ratePreview.extend({ change: z.string() }), problems: ['not-allowed', 'not-found', 'version-conflict'], idempotent: true })
export const undoRates = endpoint('undoRates', { summary: 'Undo the last change of the rate calendar', description: 'The newest change that was not undone yet; an older one is refused until those after it are.', tag: 'Rates', who: 'staff', params: z.strictObject({ venue: id('ven'), change: z.string().max(60) }), body: z.strictObject({ version: z.int() }), response: z.object({ version: z.int(), nights: z.int() }), problems: ['not-allowed', 'not-found', 'version-conflict', 'in-use'], idempotent: true })
export const rateHistory = endpoint('rateHistory', { summary: 'Who changed the rate calendar, and when', tag: 'Rates', who: 'staff', params: at, query: z.strictObject({ cursor: cursor.optional(), limit }), response: page(rateChange), problems: ['not-allowed', 'not-found'] })

// ---- promotion codes --------------------------------------------------------------------------------------------

const promo = z.strictObject({
  code: shortCode, name: text(80),
  /** Off the room: a percentage of each night, or an amount for the stay. */
  percent: z.int().min(1).max(90).nullable().default(null), amount: money.nullable().default(null),
  max_uses: z.int().min(1).max(1_000_000).nullable().default(null), min_nights: z.int().min(1).max(90).default(1),
  /** When it may be booked, and which nights it is for: the arrival lies within. */
  book_from: plainDate.nullable().default(null), book_to: plainDate.nullable().default(null), stay_from: plainDate.nullable().default(null), stay_to: plainDate.nullable().default(null),
  plans: z.array(planId).max(20).nullable().default(null), active: z.boolean().default(true),
})
const promoSeen = promo.extend({ uses: z.int() }).meta({ id: 'Promo' })
export const listPromos = endpoint('listPromos', { summary: 'Promotion codes, with how often each is used', tag: 'Rates', who: 'staff', params: at, response: z.object({ items: z.array(promoSeen), next_cursor: z.string().nullable() }), problems: ['not-allowed', 'not-found'] })
export const putPromo = endpoint('putPromo', { summary: 'Make or change a promotion code', tag: 'Rates', who: 'staff', params: z.strictObject({ venue: id('ven'), code: shortCode }), body: promo.omit({ code: true }), response: promoSeen, problems: ['not-allowed', 'not-found'] })

// ---- currencies for display -------------------------------------------------------------------------------------

export const listCurrencies = endpoint('listCurrencies', {
  summary: 'Currencies that prices can be shown in', description: 'By reference rates that an operator loads; nobody is charged in them.', tag: 'Rates', who: 'anyone',
  response: z.object({ items: z.array(z.object({ currency, date: plainDate, source: z.string() })), next_cursor: z.string().nullable() }),
})
