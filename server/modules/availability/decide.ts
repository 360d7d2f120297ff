import type { Reason } from '@holdfast/contract/kit'
import type { ReservationId } from '#platform/id'
import { fail } from '#platform/assert'
import { addDays, fromDayNumber, type PlainDate } from '#platform/time'
import type { Crowded } from './by-clock.ts'
import { boundToNights, daysOfUse, hoursRefusals } from './day-use.ts'
import { hotelOf, restaurantOf, type Setup } from './setup.ts'
import { keysOfLine, post } from './post-line.ts'
import { bucketOf, forNights, isLimit, poolGroup, rowOf, nightsBeyond, segmentsOf, stayKeys, tableIsFree, type Keys, type Row, type Sheet } from './sheet.ts'
import { bestFreeFit, fittingTables, pacingRefusals, partyRefusal, shiftDay, sittingAt, sittingRefusals, slotTimes, walkInOf, type Fit, type Sitting } from './sitting-rules.ts'
import { soldOut, stayRefusals } from './stay-rules.ts'
import type { Claim, Decision, Placed, SaleChannel, SaleLine, SittingClaim, StayClaim } from './types.ts'

export interface Request {
  holder: ReservationId
  channel: SaleChannel
  /** When a hold runs out; null for a booking. */
  expiresAt: Temporal.Instant | null
  claims: Claim[]
  /** Staff sell beyond the rules and the count, with a reason that is recorded. Never one table twice. */
  override?: { reason: string } | undefined
  /** What the holder has now, when it is amended: a stay that has begun may be changed without beginning anew. */
  before?: SaleLine[]
  /** Beyond the count of nights, because the caller asks the clock. */
  byClock?: true
}
export interface Overbooking { grp: string; nights: PlainDate[]; holder: ReservationId; reason: string }
export interface Granted { lines: SaleLine[]; placed: Placed[]; overbooked: Overbooking[] }

/** The rows that a request may touch, known before anything is read; a sitting looks at its day and what runs past it. */
export function keysOf(setup: Setup, claims: Claim[]): Keys {
  const keys: Keys = { rows: [], days: [] }
  for (const claim of claims) {
    if (claim.kind === 'stay' && claim.hours !== undefined) {
      keys.rows.push(...keysOfLine(setup, { kind: 'stay', grp: claim.roomType, pool: null, fromQuarter: null, toQuarter: null, ...daysOfUse(setup, claim) }).rows)
      continue
    }
    if (claim.kind === 'stay') {
      keys.rows.push(...stayKeys(claim.roomType, claim.pool, claim.arrival, claim.departure))
      continue
    }
    const sitting = sittingOf(setup, claim, true)
    if (sitting === null) continue
    const touched = keysOfLine(setup, { kind: 'sitting', pool: null, grp: claim.service, firstDay: sitting.day, endDay: sitting.day, fromQuarter: sitting.fromQuarter, toQuarter: sitting.toQuarter })
    keys.rows.push(...touched.rows)
    keys.days.push(...touched.days)
  }
  return keys
}

/** All claims of a request or none: on a refusal the sheet is as it was. */
export function decide(sheet: Sheet, request: Request, now: Temporal.Instant): Decision<Granted> {
  const granted: Granted = { lines: [], placed: [], overbooked: [] }
  for (const claim of request.claims) {
    const decision = claim.kind === 'stay' ? decideStay(sheet, request, claim, granted, now) : decideSitting(sheet, request, claim, granted, now)
    if (!decision.ok) {
      for (const line of granted.lines.toReversed()) post(sheet, line, 1)
      return decision
    }
  }
  return { ok: true, value: granted }
}

/** Rules about when a stay may begin; they do not bind one that keeps its arrival. */
const boundToArrival = new Set<Reason['code']>(['in_the_past', 'closed_to_arrival', 'advance_purchase'])

function decideStay(sheet: Sheet, request: Request, asked: StayClaim, granted: Granted, now: Temporal.Instant): Decision<void> {
  // Who was sold from a pool keeps that when the pool's nights have gone back to the house: an amendment may go on there.
  const claim = asked.pool !== undefined && request.before?.some((line) => line.pool === asked.pool) === true ? { ...asked, spill: true } : asked
  const night = claim.hours === undefined ? claim : { ...claim, departure: addDays(claim.arrival, 1) }
  if (night.arrival >= night.departure || claim.quantity < 1) fail('a stay has at least one night, or hours, and one room')
  hotelOf(sheet.setup)
  const began = request.before?.some((line) => line.kind === 'stay' && line.firstDay === claim.arrival) === true
  const refusals = [
    ...stayRefusals(sheet.setup, night, request.channel, now).filter((reason) => (!began || !boundToArrival.has(reason.code)) && (claim.hours === undefined || !boundToNights.has(reason.code))),
    ...(claim.hours === undefined ? [] : hoursRefusals(sheet.setup, claim, request.channel, now)),
  ]
  const unsold = !sheet.setup.capacityOfType.has(claim.roomType)
  if (refusals.length > 0 && (request.override === undefined || unsold)) {
    const count = unsold || claim.hours !== undefined ? [] : countRefusals(sheet, claim)
    return { ok: false, reasons: [...count, ...refusals] }
  }
  const count = claim.hours === undefined ? countRefusals(sheet, claim) : []
  const crowded = crowdedBy(sheet.setup, request, claim)
  const byClock = request.byClock === true && crowded !== undefined
  if (count.length > 0 && request.override === undefined && !byClock) return { ok: false, reasons: count, crowded }
  const line: SaleLine = {
    venue: sheet.setup.venue, holder: request.holder, line: granted.lines.length, kind: 'stay', channel: request.channel, grp: claim.roomType,
    firstDay: claim.arrival, endDay: claim.departure, quantity: claim.quantity, fromQuarter: null, toQuarter: null, startsAt: null, endsAt: null, tables: null,
    pool: claim.pool ?? null, expiresAt: request.expiresAt, pinned: false, wish: null, ...(claim.hours === undefined ? {} : { ...daysOfUse(sheet.setup, claim), pool: null }),
  }
  const beyond = post(sheet, line, -1)
  // Hours beside others' may leave a night's count as it is; one that is beyond its rooms already says nothing of them.
  const short = claim.hours === undefined || request.override !== undefined || byClock ? [] : nightsBeyond(sheet, line)
  if (short.length > 0) {
    post(sheet, line, 1)
    return { ok: false, reasons: [{ code: 'sold_out', detail: `No room is free for these hours on ${claim.arrival}.`, nights: short, limit: 0 }], crowded }
  }
  if (beyond.length > 0 && !byClock) granted.overbooked.push({ grp: line.grp, nights: beyond, holder: request.holder, reason: request.override!.reason })
  granted.lines.push(line)
  granted.placed.push({ kind: 'stay', roomType: claim.roomType, arrival: claim.arrival, departure: claim.departure, quantity: claim.quantity })
  return { ok: true, value: undefined }
}

/** In a house that sells hours the clock may grant what the count refuses; what is set aside has its own count. */
function crowdedBy(setup: Setup, request: Request, claim: StayClaim): Crowded | undefined {
  if (hotelOf(setup).dayUse == null || claim.pool !== undefined || request.override !== undefined || request.channel === 'import') return undefined
  return { type: claim.roomType, from: claim.arrival, to: claim.departure, hours: claim.hours !== undefined }
}

export function countRefusals(sheet: Sheet, claim: StayClaim): Reason[] {
  const short: PlainDate[] = []
  forNights(sheet, claim.roomType, claim.arrival, claim.departure, (row, i, night) => { if (freeOf(sheet, claim, row, i, night) < claim.quantity) short.push(fromDayNumber(night)) })
  if (short.length === 0) return []
  return [soldOut(short, claim.quantity, freeCount(sheet, claim))]
}

/** Rooms of a type that are free on every night. */
export function freeCount(sheet: Sheet, claim: Pick<StayClaim, 'roomType' | 'arrival' | 'departure' | 'pool' | 'spill'>): number {
  let least = Infinity
  forNights(sheet, claim.roomType, claim.arrival, claim.departure, (row, i, night) => { least = Math.min(least, freeOf(sheet, claim, row, i, night)) })
  return least
}

/** What a claim may have of a night: of the house, of its pool, or of both when it spills. */
function freeOf(sheet: Sheet, claim: Pick<StayClaim, 'roomType' | 'pool' | 'spill'>, house: Row, i: number, night: number): number {
  const free = house.free[i]!
  if (claim.pool === undefined) return free
  const own = rowOf(sheet, poolGroup(claim.pool, claim.roomType), bucketOf(night)).free[i]!
  if (isLimit(claim.pool)) return claim.spill === true ? free : Math.min(own, free)
  return claim.spill === true ? own + free : own
}

/** Where a claimed sitting lies in its shift; `lenient` takes any instant of the day (staff, overrides). Null: outside every shift. */
function sittingOf(setup: Setup, claim: SittingClaim, lenient: boolean): Sitting | null {
  const service = setup.services.get(claim.service)
  if (service === undefined) return null
  const day = shiftDay(setup, service, claim.at) ?? (lenient ? setup.days.dayOf(claim.at) : null)
  return day === null ? null : sittingAt(setup, service, day, claim.at.epochMilliseconds, claim.party, claim.ends?.epochMilliseconds)
}

function decideSitting(sheet: Sheet, request: Request, claim: SittingClaim, granted: Granted, now: Temporal.Instant): Decision<void> {
  const { setup } = sheet
  restaurantOf(setup)
  const override = request.override !== undefined
  const found = timeOf(setup, request, claim)
  if (!found.ok) return found
  const sitting = found.value
  const began = request.before?.some((line) => line.startsAt?.epochMilliseconds === sitting.startMs) === true
  const rules = [
    ...sittingRefusals(setup, { ms: sitting.startMs, service: sitting.service, day: sitting.day }, request.channel, now).filter((reason) => !began || reason.code !== 'in_the_past'),
    ...pacingRefusals(sheet, sitting, claim.party),
  ]
  if (rules.length > 0 && !override) return { ok: false, reasons: rules }
  const chosen = tablesFor(sheet, request, claim, sitting)
  if (!chosen.ok) return chosen
  const line: SaleLine = {
    venue: setup.venue, holder: request.holder, line: granted.lines.length, kind: 'sitting', channel: request.channel, grp: claim.service,
    firstDay: sitting.day, endDay: addDays(sitting.day, 1), quantity: claim.party, fromQuarter: sitting.fromQuarter, toQuarter: sitting.toQuarter,
    startsAt: claim.at, endsAt: Temporal.Instant.fromEpochMilliseconds(sitting.endMs), tables: chosen.value, pool: claim.pool ?? null, expiresAt: request.expiresAt,
    pinned: chosenByStaff(claim), wish: claim.tableClass ?? claim.area ?? null,
  }
  const beyond = post(sheet, line, -1)
  if (beyond.length > 0) granted.overbooked.push({ grp: line.grp, nights: [sitting.day], holder: request.holder, reason: request.override!.reason })
  granted.lines.push(line)
  granted.placed.push({ kind: 'sitting', service: claim.service, at: claim.at, ends: line.endsAt!, party: claim.party, tables: chosen.value, businessDate: sitting.day })
  return { ok: true, value: undefined }
}

/** Guests book slots; staff may write any time within the shift, and with an override any time at all. */
function timeOf(setup: Setup, request: Request, claim: SittingClaim): Decision<Sitting> {
  const outside = (detail: string): Decision<Sitting> => ({ ok: false, reasons: [{ code: 'outside_service', detail }] })
  const override = request.override !== undefined || request.channel === 'import'
  const sitting = sittingOf(setup, claim, override)
  if (sitting === null) return outside(setup.services.has(claim.service) ? 'No party is seated at that time.' : 'This service is not offered any more.')
  const staff = request.channel === 'desk' || request.channel === 'phone' || request.channel === 'walk_in'
  if (staff || override) return { ok: true, value: sitting }
  const onGrid = slotTimes(setup, sitting.service, sitting.day).some((slot) => slot.ms === sitting.startMs)
  return onGrid ? { ok: true, value: sitting } : outside('Parties are seated at the times listed only.')
}

const chosenByStaff = (claim: SittingClaim): boolean => claim.tables !== undefined && claim.tables.length > 0

function tablesFor(sheet: Sheet, request: Request, claim: SittingClaim, sitting: Sitting): Decision<NonNullable<SaleLine['tables']>> {
  const { setup } = sheet
  const segments = segmentsOf(setup, sitting.day, sitting.fromQuarter, sitting.toQuarter)
  if (chosenByStaff(claim)) {
    const tables = claim.tables!
    const known = new Set(restaurantOf(setup).tables.map((table) => table.id))
    const taken: Decision<never> = { ok: false, reasons: [{ code: 'sold_out', detail: 'That table is taken at that time.' }] }
    if (!tables.every((table) => known.has(table)) || new Set(tables).size !== tables.length) return taken
    return tables.every((table) => tableIsFree(sheet, table, segments)) ? { ok: true, value: tables } : { ...taken, full: { sitting, fits: [chosenFit(tables)] } }
  }
  const wish = { walkIn: walkInOf(request.channel) || request.override !== undefined, area: claim.area, tableClass: claim.tableClass }
  const fits = fittingTables(setup, claim.party, wish)
  const party = partyRefusal(setup, claim.party, wish, fits)
  if (party !== null) return { ok: false, reasons: [party] }
  const fit = bestFreeFit(sheet, sitting, fits)
  if (fit !== undefined) return { ok: true, value: fit.tables }
  return { ok: false, reasons: [{ code: 'sold_out', detail: `No table for ${claim.party} is free at that time.` }], full: { sitting, fits } }
}

export const chosenFit = (tables: NonNullable<SaleLine['tables']>): Fit => ({ tables, seats: 0, combined: tables.length > 1, rank: 0, beside: [] })
