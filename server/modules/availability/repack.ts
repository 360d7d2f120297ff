import type { TableId } from '#platform/id'
import { quartersPerDay, restaurantOf } from './setup.ts'
import { dayOf, emptySheet, markTable, segmentsOf, tableIsFree, tableIsTaken, type Sheet } from './sheet.ts'
import { fittingTables, wishOfLine, type Fit, type Full, type Sitting } from './sitting-rules.ts'
import type { SaleLine } from './types.ts'

interface Hours { from: number; to: number }
/** A party that may sit elsewhere: where it sits, when, and what would do for it. */
export interface Mover extends Hours { line: SaleLine; segments: ReturnType<typeof segmentsOf>; fits: Fit[] }
export interface TableMove { line: SaleLine; tables: TableId[] }
/** Steps that are left for several searches together. */
export interface Budget { steps: number }

const quarterMs = 15 * 60_000
const mostMoves = 6
const mostSteps = 4_000

/** The parties that may be moved: not promised their table, not seated, and all of their time is on the sheet. In a view somebody may have come or moved since the sheet was read: whom it does not show stays. */
export function movable(sheet: Sheet, lines: readonly SaleLine[]): Mover[] {
  const { setup } = sheet
  const start = (line: SaleLine) => setup.days.startMs(line.firstDay)
  return lines.filter((line) => line.kind === 'sitting' && !line.pinned && line.pool === null && setup.services.has(line.grp as never)).flatMap((line): Mover[] => {
    const segments = segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
    if (!segments.every(({ day }) => sheet.days.has(day)) || !line.tables!.every((table) => tableIsTaken(sheet, table, segments))) return []
    return [{ line, segments, from: start(line) + line.fromQuarter! * quarterMs, to: start(line) + line.toQuarter! * quarterMs, fits: fitsOf(sheet, line) }]
  })
}

/** A moved party keeps the area or kind of table that it asked for; who walked in may have what is kept for walk-ins. */
function fitsOf({ setup }: Sheet, line: SaleLine): Fit[] {
  return fittingTables(setup, line.quantity, { walkIn: line.channel === 'walk_in', ...wishOfLine(setup, line) })
}

/**
 * Whether it is worth looking. Where every table is taken at some moment, nobody can make room, unless a party at joined
 * tables could do with fewer.
 */
export function mayRepack(sheet: Sheet, sitting: Sitting): boolean {
  const { setup } = sheet
  const { tables, combinations } = restaurantOf(setup)
  if (combinations.length > 0) return true
  return segmentsOf(setup, sitting.day, sitting.fromQuarter, sitting.toQuarter).every(({ day, from, to }) => {
    const busy = sheet.days.get(day)?.busy
    for (let q = from; q < to; q += 1) if (tables.every((table) => busy?.[setup.positions.get(table.id)! * quartersPerDay + q] === 1)) return false
    return true
  })
}

/**
 * Tables for a party where none is free as others sit now, by moving as few of those as possible: each party is placed
 * at most once and sends away whom it finds there. It is a bounded search; null: there is no way, or it was too long.
 * Only who is wholly on the service days of the sitting is moved: a view may show more days, and a hold locks no others.
 */
export function repack(sheet: Sheet, { sitting, fits }: Full, movers: readonly Mover[], budget: Budget = { steps: mostSteps }): { fit: Fit; moves: TableMove[] } | null {
  const { setup } = sheet
  const segments = segmentsOf(setup, sitting.day, sitting.fromQuarter, sitting.toQuarter)
  if (!segments.every(({ day }) => sheet.days.has(day))) return null
  const start = setup.days.startMs(sitting.day)
  const wanted: Party = { from: start + sitting.fromQuarter * quarterMs, to: start + sitting.toQuarter * quarterMs, segments, fits, now: [] }
  const own = movers.filter((mover) => mover.segments.every(({ day }) => segments.some((segment) => segment.day === day)))
  const others = own.map((mover): Party => ({ ...mover, now: mover.line.tables! }))
  const fixed = without(sheet, segments, own)
  let steps = Math.min(mostSteps, budget.steps)
  for (let most = 1; most <= Math.min(mostMoves, own.length) && steps > 0; most += 1) {
    const placed = new Map<Party, Fit>()
    const left = search({ fixed, others, placed, most, steps }, [wanted])
    budget.steps -= steps - left
    steps = left
    if (placed.size === 0) continue
    const moves = others.flatMap((party, i): TableMove[] => { const fit = placed.get(party); return fit === undefined ? [] : [{ line: own[i]!.line, tables: fit.tables }] })
    return { fit: placed.get(wanted)!, moves }
  }
  return null
}

interface Party extends Hours { segments: ReturnType<typeof segmentsOf>; fits: readonly Fit[]; /** Where it sits now. */ now: readonly TableId[] }
interface Search { fixed: Sheet; others: readonly Party[]; placed: Map<Party, Fit>; most: number; steps: number }

/** Places all that wait, or leaves `placed` empty. Answers how many steps are left. */
function search(of: Search, waiting: readonly Party[]): number {
  let left = of.steps
  const { placed } = of
  const meets = (a: Hours, b: Hours) => a.from < b.to && b.from < a.to
  const place = (queue: readonly Party[]): boolean => {
    const [party, ...rest] = queue
    if (party === undefined) return true
    for (const fit of party.fits) {
      if ((left -= 1) <= 0) return false
      if (fit.tables.every((table) => party.now.includes(table)) && fit.tables.length === party.now.length) continue
      if (!fit.tables.every((table) => tableIsFree(of.fixed, table, party.segments))) continue
      const shares = (other: Party, tables: readonly TableId[]) => meets(party, other) && fit.tables.some((table) => tables.includes(table))
      if ([...placed].some(([other, its]) => shares(other, its.tables))) continue
      const sentAway = of.others.filter((other) => other !== party && !placed.has(other) && !queue.includes(other) && shares(other, other.now))
      if (placed.size + queue.length + sentAway.length - 1 > of.most) continue
      placed.set(party, fit)
      if (place([...rest, ...sentAway])) return true
      placed.delete(party)
    }
    return false
  }
  if (!place(waiting)) placed.clear()
  return left
}

/** Some of the sheet's days with the movers taken off: what is left does not move. */
function without(sheet: Sheet, on: Mover['segments'], movers: readonly Mover[]): Sheet {
  const copy = emptySheet(sheet.setup)
  for (const row of on.map(({ day }) => dayOf(sheet, day))) copy.days.set(row.day, { ...row, busy: row.busy.slice() })
  for (const { line, segments } of movers) for (const table of line.tables!) markTable(copy, table, segments, 0)
  return copy
}
