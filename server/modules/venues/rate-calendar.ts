import { createHash } from 'node:crypto'
import type { BodyOf, QueryOf, ResponseOf } from '@holdfast/contract/kit'
import type { changeRates as changeContract, previewRates, rateCalendar as contract, rateHistory } from '@holdfast/contract/rates'
import { actorRef, type Actor } from '#http/actor'
import { cellPrice, fromWire, instantText, type Gesture, type Touched } from '#module/pricing'
import { newId, routeOf, type RatePlanId, type RoomTypeId, type VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { addDays, dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import { changeVenue, refuseUnlessSetUp, type Context } from './change-venue.ts'
import type { VenueLayout } from './layout.ts'
import { refuse, type Fault } from './rules.ts'
import { today } from './views.ts'

export type CalendarView = ResponseOf<typeof contract>
export type PreviewView = ResponseOf<typeof previewRates>
export type GestureInput = BodyOf<typeof previewRates>
type ChangeView = ResponseOf<typeof changeContract>

const latest = 20

/** Prices and restrictions of a window, by type, plan and date. Only who sets the venue up. */
export async function rateCalendarOf(context: Context, actor: Actor, venue: VenueId, asked: QueryOf<typeof contract>): Promise<CalendarView> {
  const { db, pricing } = context
  const layout = await context.layouts.get(db, venue)
  refuseUnlessSetUp(actor, layout)
  const from = (asked.from ?? today(layout, context.clock.now())) as PlainDate
  const to = (asked.to ?? addDays(from, 364)) as PlainDate
  const first = dayNumber(from)
  const days = dayNumber(to) - first + 1
  refuse(days < 1 ? [{ pointer: '/to', detail: 'must not be before from' }] : days > 400 ? [{ pointer: '/to', detail: 'at most 400 days after from' }] : [])
  const [program, cells, changes] = await Promise.all([pricing.ratesOf(db, venue), pricing.cellsOf(db, venue), pricing.changes.read(db, venue, null, latest)])
  const names = new Map(layout.roomTypes.map((type) => [type.id, type.name]))
  const wire = (amount: number) => toWire({ amount, currency: layout.currency })
  const set = new Map(cells.map((cell) => [`${cell.roomType} ${cell.plan}`, new Map(cell.nights.map((night) => [night.day, night]))]))
  const nightsOf = (t: number, p: number) => Array.from({ length: days }, (_, i) => {
    const day = first + i
    const own = set.get(`${program!.roomTypes[t]!} ${program!.plans[p]!.id}`)?.get(day)
    return {
      night: fromDayNumber(day), price: wire(cellPrice(program!, t, p, day)), set: own?.price != null, min_stay: own?.minStay ?? null, max_stay: own?.maxStay ?? null,
      closed_to_arrival: own?.closedToArrival ?? false, closed_to_departure: own?.closedToDeparture ?? false, stop_sell: own?.stopSell ?? false,
    }
  })
  return {
    version: layout.version, currency: layout.currency, from, to,
    plans: (program?.plans ?? []).map((plan) => ({ id: plan.id, name: plan.name, parent: program!.plans[plan.parent]?.id ?? null })),
    room_types: (program?.roomTypes ?? []).map((id, t) => ({ id, name: names.get(id) ?? id, included_guests: program!.includedGuests[t]! })),
    cells: (program?.roomTypes ?? []).flatMap((roomType, t) => program!.plans.flatMap((plan, p) =>
      ((asked.room_type === undefined || asked.room_type === roomType) && (asked.plan === undefined || asked.plan === plan.id) ? [{ room_type: roomType, plan: plan.id, nights: nightsOf(t, p) }] : []))),
    changes: changes.map(changeOnWire),
  }
}

const changeOnWire = (change: { id: string; at: Temporal.Instant; by: string; summary: string; nights: number; undone: boolean }) =>
  ({ id: change.id, at: instantText(change.at), by: change.by, summary: change.summary, nights: change.nights, undone: change.undone })

/** What a change would touch, before it is saved. */
export async function previewRateChange(context: Context, actor: Actor, venue: VenueId, input: GestureInput): Promise<PreviewView> {
  const layout = await context.layouts.get(context.db, venue)
  refuseUnlessSetUp(actor, layout)
  return previewOnWire(context, context.db, layout, await touchedBy(context, context.db, layout, input))
}

/** Saves a change, all of it or nothing. The version that was read must still be the venue's. */
export async function changeRateCalendar(context: Context, actor: Actor, venue: VenueId, input: BodyOf<typeof changeContract>, idempotencyKey: string | null): Promise<ChangeView> {
  const { version, ...gesture } = input
  const key = idempotencyKey === null ? null : `${actorRef(actor)}:${idempotencyKey}`
  const hash = createHash('sha256').update(JSON.stringify(input)).digest('base64url')
  const before = key === null ? undefined : await context.pricing.changes.byKey(context.db, venue, key)
  if (before !== undefined) {
    const layout = await context.layouts.get(context.db, venue)
    refuseUnlessSetUp(actor, layout)
    if (before.hash !== hash) throw problem('key-reused', { detail: 'This key made another change before. Use a new key.' })
    return { ...await previewOnWire(context, context.db, layout, nothing), change: before.id }
  }
  const at = context.clock.now()
  const id = newId('rc', at.epochMilliseconds, routeOf(venue))
  let view: PreviewView | undefined
  const after = await changeVenue(context, actor, venue, 'rates', { expectedVersion: version }, async (tx, layout) => {
    const touched = await touchedBy(context, tx, layout, gesture)
    refuse(touched.errors)
    view = await previewOnWire(context, tx, layout, touched)
    await context.pricing.putNights(tx, venue, touched.rows, { id, at, actor: actorRef(actor), summary: inWords(gesture), nights: touched.rows.length, before: touched.before, key, hash })
  })
  return { ...view!, version: after.version, change: id }
}

/** Undoes the newest change that still stands; an older one would undo what was built on it. */
export async function undoRateChange(context: Context, actor: Actor, venue: VenueId, change: string, version: number): Promise<{ version: number; nights: number }> {
  let nights = 0
  const after = await changeVenue(context, actor, venue, 'rates', { expectedVersion: version }, async (tx) => {
    const known = await context.pricing.changes.find(tx, venue, change)
    if (known === undefined) throw problem('not-found', { detail: 'There is no such change.' })
    const last = await context.pricing.changes.lastStanding(tx, venue)
    if (known.undone || last?.id !== change) throw problem('in-use', { detail: known.undone ? 'This change was undone already.' : 'Newer changes stand on this one. Undo those first.', facts: { newest: last?.id ?? null } })
    nights = last.nights
    await context.pricing.putNights(tx, venue, last.before, null)
    await context.pricing.changes.markUndone(tx, venue, change, context.clock.now(), actorRef(actor))
  })
  return { version: after.version, nights }
}

export async function rateHistoryOf(context: Context, actor: Actor, venue: VenueId, asked: { cursor?: string | undefined; limit: number }): Promise<ResponseOf<typeof rateHistory>> {
  refuseUnlessSetUp(actor, await context.layouts.get(context.db, venue))
  const before = asked.cursor === undefined ? null : Number(asked.cursor)
  refuse(before !== null && !Number.isSafeInteger(before) ? [{ pointer: '/cursor', detail: 'is no cursor of this list' }] : [])
  const rows = await context.pricing.changes.read(context.db, venue, before, asked.limit + 1)
  return { items: rows.slice(0, asked.limit).map(changeOnWire), next_cursor: rows.length > asked.limit ? String(rows[asked.limit - 1]!.number) : null }
}

const nothing: Touched = { rows: [], before: [], prices: [], derivedNights: 0, errors: [] }

async function touchedBy(context: Context, reader: Reader, layout: VenueLayout, input: GestureInput): Promise<Touched> {
  const faults: Fault[] = []
  const gestures = input.changes.map((change, i): Gesture => ({
    from: change.from as PlainDate, to: change.to as PlainDate, weekdays: change.weekdays, roomTypes: change.room_types as RoomTypeId[], plans: change.plans as RatePlanId[],
    price: priceOf(change.price, layout.currency, `/changes/${i}/price`, faults), roundTo: change.round_to, minStay: change.min_stay, maxStay: change.max_stay,
    closedToArrival: change.closed_to_arrival, closedToDeparture: change.closed_to_departure, stopSell: change.stop_sell,
  }))
  if (faults.length > 0) return { ...nothing, errors: faults }
  const touched = await context.pricing.tryGestures(reader, layout.id, gestures)
  return touched ?? { ...nothing, errors: [{ pointer: '/changes', detail: 'this venue has no prices yet; set its rates first' }] }
}

function priceOf(price: GestureInput['changes'][number]['price'], currency: string, pointer: string, faults: Fault[]): Gesture['price'] {
  if (price === undefined || 'percent' in price || 'clear' in price) return price
  const [field, value] = 'set' in price ? ['set', price.set] as const : ['add', price.add] as const
  const parsed = fromWire(value, currency)
  if ('detail' in parsed) { faults.push({ pointer: `${pointer}/${field}`, detail: parsed.detail }); return undefined }
  return field === 'set' ? { set: parsed.amount } : { add: parsed.amount }
}

async function previewOnWire(context: Context, reader: Reader, layout: VenueLayout, touched: Touched): Promise<PreviewView> {
  const wire = (amount: number) => toWire(money(amount, layout.currency))
  const { prices } = touched
  const range = (of: (price: Touched['prices'][number]) => number) => {
    if (prices.length === 0) return null
    return { lowest: wire(prices.reduce((low, price) => Math.min(low, of(price)), Infinity)), highest: wire(prices.reduce((high, price) => Math.max(high, of(price)), 0)) }
  }
  const nights = [...new Set(touched.rows.map(({ day }) => day))].map(fromDayNumber)
  const roomTypes = [...new Set(touched.rows.map(({ roomType }) => roomType))]
  return {
    version: layout.version, nights: touched.rows.length, cells: new Set(touched.rows.map(({ roomType, plan }) => `${roomType} ${plan}`)).size,
    before: range(({ before }) => before), after: range(({ after }) => after), derived_nights: touched.derivedNights,
    booked_nights: nights.length === 0 ? 0 : await context.bookedNights(reader, layout.id, roomTypes, nights),
    examples: prices.slice(0, 6).map(({ roomType, plan, day, before, after }) => ({ room_type: roomType, plan, night: fromDayNumber(day), before: wire(before), after: wire(after) })),
    errors: touched.errors,
  }
}

/** What the history says of a change; the reason is the manager's own word and stands in front. */
function inWords(input: GestureInput): string {
  const first = input.changes[0]!
  const parts = [
    first.price === undefined ? null : 'set' in first.price ? `price ${Number(first.price.set.amount) / 10 ** first.price.set.exponent} ${first.price.set.currency}` : 'percent' in first.price ? `${first.price.percent > 0 ? '+' : ''}${first.price.percent}%` : 'add' in first.price ? `${Number(first.price.add.amount) > 0 ? '+' : ''}${Number(first.price.add.amount) / 10 ** first.price.add.exponent} ${first.price.add.currency}` : 'price as the rates say',
    first.min_stay === undefined ? null : first.min_stay === null ? 'no minimum stay' : `at least ${first.min_stay} nights`,
    first.max_stay === undefined ? null : first.max_stay === null ? 'no maximum stay' : `at most ${first.max_stay} nights`,
    first.closed_to_arrival === undefined ? null : first.closed_to_arrival ? 'no arrival' : 'arrival open', first.closed_to_departure === undefined ? null : first.closed_to_departure ? 'no departure' : 'departure open',
    first.stop_sell === undefined ? null : first.stop_sell ? 'not sold' : 'sold again',
  ].filter((part) => part !== null)
  const more = input.changes.length > 1 ? `, and ${input.changes.length - 1} more` : ''
  return `${input.reason === '' ? '' : `${input.reason}: `}${parts.join(', ')}, ${first.from} to ${first.to}${more}`
}
