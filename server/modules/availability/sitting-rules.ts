import type { Reason } from '@holdfast/contract/kit'
import type { AreaId, TableId } from '#platform/id'
import { addDays, dayNumber, weekday, type PlainDate } from '#platform/time'
import { closureOn, restaurantOf, quartersPerDay, type Setup } from './setup.ts'
import { dayOf, pacingGroups, pacingQuarter, rowOf, segmentsOf, tableIsFree, type Sheet } from './sheet.ts'
import type { SaleChannel, SaleLine, ServiceDefinition, TableClass, TableDefinition } from './types.ts'

/** One time at which a party may sit down. */
export interface SlotTime { ms: number; service: ServiceDefinition; day: PlainDate }

export function servedOn(service: ServiceDefinition, day: PlainDate): boolean {
  return service.days.includes(weekday(day)) && (service.validFrom == null || day >= service.validFrom) && (service.validTo == null || day <= service.validTo)
}

/** First and last moment to sit down in the shift of a business date, in milliseconds. */
export function shiftOf(setup: Setup, service: ServiceDefinition, day: PlainDate): { first: number; last: number } {
  const first = setup.days.wallMs(day, service.from)
  let last = setup.days.wallMs(day, service.to)
  if (service.to < service.from && last < first) last = setup.days.wallMs(addDays(day, 1), service.to)
  return { first, last }
}

/** Every slot of a shift: its fixed seatings, or each interval from the first to the last time to sit down. */
export function slotTimes(setup: Setup, service: ServiceDefinition, day: PlainDate): SlotTime[] {
  if (!servedOn(service, day)) return []
  const { first, last } = shiftOf(setup, service, day)
  if (service.seatings !== undefined && service.seatings.length > 0) {
    return service.seatings.map((time) => setup.days.wallMs(day, time))
      .map((ms) => ({ ms: ms < first && ms + 86_400_000 <= last ? ms + 86_400_000 : ms, service, day })).sort((a, b) => a.ms - b.ms)
  }
  const step = service.intervalMinutes * 60_000
  const count = last < first ? 0 : Math.floor((last - first) / step) + 1
  return Array.from({ length: count }, (_, i) => ({ ms: first + i * step, service, day }))
}

/** The business date of the shift to which an instant belongs: after midnight it is still the evening's. */
export function shiftDay(setup: Setup, service: ServiceDefinition, instant: Temporal.Instant): PlainDate | null {
  const ms = instant.epochMilliseconds
  const today = setup.days.dayOf(instant)
  for (const day of [today, addDays(today, -1)]) {
    if (!servedOn(service, day)) continue
    const { first, last } = shiftOf(setup, service, day)
    if (first <= ms && ms <= last) return day
  }
  return null
}

export function turnMinutes(service: ServiceDefinition, party: number): number {
  const steps = service.turnMinutes.toSorted((a, b) => a.partyMax - b.partyMax)
  return (steps.find((step) => party <= step.partyMax) ?? steps.at(-1))?.minutes ?? 120
}

export interface Sitting { service: ServiceDefinition; day: PlainDate; startMs: number; endMs: number; fromQuarter: number; toQuarter: number }

/** From sitting down to the table being ready again: turn time (or `endsMs`) and buffer, in quarter-hours of the service day. */
export function sittingAt(setup: Setup, service: ServiceDefinition, day: PlainDate, startMs: number, party: number, endsMs?: number): Sitting {
  const endMs = endsMs ?? startMs + turnMinutes(service, party) * 60_000
  const fromQuarter = setup.days.quarterFrom(day, startMs)
  const toQuarter = Math.max(fromQuarter + 1, setup.days.quarterTo(day, endMs + service.bufferMinutes * 60_000))
  return { service, day, startMs, endMs, fromQuarter, toQuarter }
}

/** Everything but tables and pacing that may keep a sitting from being sold. */
export function sittingRefusals(setup: Setup, at: SlotTime, channel: SaleChannel, now: Temporal.Instant): Reason[] {
  const reasons: Reason[] = []
  if (channel !== 'import') {
    const today = setup.days.dayOf(now)
    const staff = channel === 'desk' || channel === 'phone' || channel === 'walk_in'
    // Staff write down who came in earlier this service day; a guest books what is still to come.
    const earliest = staff ? setup.days.startMs(today) : now.epochMilliseconds
    const horizon = addDays(today, restaurantOf(setup).horizonDays)
    if (at.ms < earliest) reasons.push({ code: 'in_the_past', detail: 'That time has passed.' })
    if (at.day > horizon) reasons.push({ code: 'beyond_horizon', detail: `Tables can be booked until ${horizon}.`, limit: restaurantOf(setup).horizonDays })
  }
  if (closureOn(setup, at.day) !== undefined) reasons.push({ code: 'closed', detail: `The restaurant is closed on ${at.day}.` })
  return reasons
}

/** Pacing: how many covers and parties may still sit down in the interval. */
export function pacingRefusals(sheet: Sheet, sitting: Sitting, party: number): Reason[] {
  const quarter = pacingQuarter(sheet.setup, sitting.service.id, sitting.day, sitting.fromQuarter)
  return pacingGroups(sheet.setup, sitting.service.id).flatMap((grp): Reason[] => {
    const free = rowOf(sheet, grp, dayNumber(sitting.day)).free[quarter]!
    const covers = grp.startsWith('cov:')
    if (free >= (covers ? party : 1)) return []
    return [{ code: 'pacing', detail: covers ? `The kitchen takes ${free} more guests at that time.` : 'No more parties are seated at that time.', limit: free }]
  })
}

export interface Fit { tables: TableId[]; seats: number; combined: boolean; rank: number; /** Seats of the counter next to them. */ beside: TableId[] }
/** A sitting for which nothing of what would do is free. */
export interface Full { sitting: Sitting; fits: Fit[] }
export interface TableWish { walkIn: boolean; area?: AreaId | undefined; tableClass?: TableClass | undefined }

/**
 * Tables, combinations and seats side by side that a party may have, best first: by the rank of their class, then the
 * fewest seats left over, combinations after every single table. At a counter a party takes seats that are adjacent.
 */
export function fittingTables(setup: Setup, party: number, wish: TableWish): Fit[] {
  const { tables, combinations, classes = [] } = restaurantOf(setup)
  const rankOf = (table: TableDefinition) => classes.find((one) => one.class === table.class)?.rank ?? (table.counter == null ? 0 : 1)
  const open = tables.filter((table) => (wish.walkIn || table.walkInOnly !== true) && (wish.area === undefined || table.area === wish.area)
    && (wish.tableClass === undefined ? !classes.some((one) => one.class === table.class && one.askedOnly) : table.class === wish.tableClass))
  const single = open.filter((table) => table.counter == null && table.seatsMin <= party && party <= table.seatsMax)
    .map((table): Fit => ({ tables: [table.id], seats: table.seatsMax, combined: false, rank: rankOf(table), beside: [] }))
  const byId = new Map(open.map((table) => [table.id, table]))
  const combined = combinations.filter((one) => one.partyMin <= party && party <= one.partyMax && one.tables.every((table) => byId.has(table)))
    .map((one): Fit => ({ tables: one.tables, seats: one.partyMax, combined: true, rank: Math.max(...one.tables.map((table) => rankOf(byId.get(table)!))), beside: [] }))
  const counters = Map.groupBy(tables.filter((table) => table.counter != null), (table) => `${table.area ?? ''}/${table.counter}`)
  const seated = [...counters.values()].flatMap((seats) => seats.flatMap((first, i): Fit[] => {
    const run = seats.slice(i, i + party)
    if (run.length < party || !run.every(({ id }) => byId.has(id))) return []
    return [{ tables: run.map(({ id }) => id), seats: party, combined: false, rank: rankOf(first), beside: [seats[i - 1], seats[i + party]].flatMap((seat) => (seat === undefined ? [] : [seat.id])) }]
  }))
  return [...single, ...seated, ...combined].toSorted((a, b) => a.rank - b.rank || Number(a.combined) - Number(b.combined) || a.seats - b.seats || a.tables.length - b.tables.length)
}

/** What a party that is seated or moved by others asked for when it was booked: an area, or a kind of table. */
export function wishOfLine(setup: Setup, { wish }: Pick<SaleLine, 'wish'>): Pick<TableWish, 'area' | 'tableClass'> {
  if (wish === null) return {}
  const area = restaurantOf(setup).tables.find((table) => table.area === wish)?.area
  return area == null ? { tableClass: wish as TableClass } : { area }
}

/** The best fit that is free; among tables of one size the one whose gap is used up best, so that long gaps stay whole. */
export function bestFreeFit(sheet: Sheet, sitting: Sitting, fits: Fit[]): Fit | undefined {
  const segments = segmentsOf(sheet.setup, sitting.day, sitting.fromQuarter, sitting.toQuarter)
  let best: { fit: Fit; gap: number } | undefined
  for (const fit of fits) {
    if (best !== undefined && (fit.rank !== best.fit.rank || fit.seats !== best.fit.seats || fit.combined !== best.fit.combined || fit.tables.length !== best.fit.tables.length)) break
    if (!fit.tables.every((table) => tableIsFree(sheet, table, segments))) continue
    // At a counter first beside somebody or at an end, so that seats next to each other stay for the next party.
    const alone = fit.beside.filter((table) => tableIsFree(sheet, table, segments)).length
    const gap = alone * 10_000 + fit.tables.reduce((sum, table) => sum + gapAround(sheet, table, segments[0]!), 0)
    if (best === undefined || gap < best.gap) best = { fit, gap }
  }
  return best?.fit
}

/** Free quarter-hours before and after a sitting on a table, within its service day. */
function gapAround(sheet: Sheet, table: TableId, segment: { day: PlainDate; from: number; to: number }): number {
  const { busy } = dayOf(sheet, segment.day)
  const base = sheet.setup.positions.get(table)! * quartersPerDay
  let gap = 0
  for (let q = segment.from - 1; q >= 0 && busy[base + q] === 0; q -= 1) gap += 1
  for (let q = segment.to; q < quartersPerDay && busy[base + q] === 0; q += 1) gap += 1
  return gap
}

/** Why no table will ever do for a party, or null when one of `fits` may. */
export function partyRefusal(setup: Setup, party: number, wish: TableWish, fits: readonly Fit[]): Reason | null {
  if (fits.length > 0) return null
  const { tables, combinations } = restaurantOf(setup)
  const open = tables.filter((table) => wish.walkIn || table.walkInOnly !== true)
  const counters = [...Map.groupBy(open.filter((table) => table.counter != null), (table) => `${table.area ?? ''}/${table.counter}`).values()]
  const most = Math.max(0, ...open.map((table) => table.seatsMax), ...combinations.map((one) => one.partyMax), ...counters.map((seats) => seats.length))
  const least = Math.min(...open.map((table) => table.seatsMin), ...combinations.map((one) => one.partyMin))
  if (party > most) return { code: 'party_too_large', detail: `The largest party that can be booked is ${most}.`, limit: most }
  if (party < least) return { code: 'party_too_small', detail: `The smallest party that can be booked is ${least}.`, limit: least }
  const asked = wish.area !== undefined || wish.tableClass !== undefined
  return { code: 'no_table_fits', detail: asked ? `There is no such table for a party of ${party}.` : `No table is meant for a party of ${party}.` }
}

export const walkInOf = (channel: SaleChannel): boolean => channel === 'walk_in'
