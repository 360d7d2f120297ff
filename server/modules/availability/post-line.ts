import { dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import { keyOfHours, postDayUse } from './day-use.ts'
import type { Setup } from './setup.ts'
import { bucketOf, forNights, isLimit, markTable, nightKeys, pacingGroups, pacingQuarter, poolGroup, rowOf, segmentsOf, shift, stayKeys, type Keys, type Row, type Sheet } from './sheet.ts'
import type { SaleLine } from './types.ts'

/** Which rows a line touches. */
export function keysOfLine(setup: Setup, line: Pick<SaleLine, 'kind' | 'grp' | 'firstDay' | 'endDay' | 'fromQuarter' | 'toQuarter' | 'pool'> & Partial<Pick<SaleLine, 'startsAt' | 'endsAt'>>): Keys {
  if (line.kind === 'stay' && line.startsAt != null) return { rows: [...nightKeys(line.grp, line.firstDay, line.endDay), keyOfHours(setup, { grp: line.grp, startsAt: line.startsAt, endsAt: line.endsAt! })], days: [] }
  if (line.kind === 'stay') return { rows: stayKeys(line.grp, line.pool, line.firstDay, line.endDay), days: [] }
  return {
    rows: pacingGroups(setup, line.grp).map((grp) => ({ grp, bucket: dayNumber(line.firstDay) })),
    days: segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!).map(({ day }) => day),
  }
}

/**
 * One night of a line: of the house, or of its pool. What a pool sells beyond what it has (its nights were released
 * meanwhile, or somebody overrode it) lies on the house, and what comes back is the house's until that is paid off.
 */
function shiftNight(sheet: Sheet, line: SaleLine, house: Row, i: number, night: number, by: number): number {
  if (line.pool === null) return shift(house, i, by)
  const pool = rowOf(sheet, poolGroup(line.pool, line.grp), bucketOf(night))
  const before = pool.over?.[i] ?? 0
  shift(pool, i, by)
  return shift(house, i, isLimit(line.pool) ? by : before - (pool.over?.[i] ?? 0))
}

/** Takes a line's nights, or its tables and pacing, off the sheet (`sign` −1) or gives them back (+1). Answers the nights that went beyond capacity. */
export function post(sheet: Sheet, line: SaleLine, sign: -1 | 1): PlainDate[] {
  const beyond: PlainDate[] = []
  if (line.kind === 'stay') {
    if (line.startsAt !== null) return postDayUse(sheet, line, sign)
    forNights(sheet, line.grp, line.firstDay, line.endDay, (row, i, night) => {
      if (shiftNight(sheet, line, row, i, night, sign * line.quantity) > 0) beyond.push(fromDayNumber(night))
    })
    return beyond
  }
  const segments = segmentsOf(sheet.setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
  for (const table of line.tables!) markTable(sheet, table, segments, sign === -1 ? 1 : 0)
  const quarter = pacingQuarter(sheet.setup, line.grp, line.firstDay, line.fromQuarter!)
  for (const grp of pacingGroups(sheet.setup, line.grp)) {
    const row = rowOf(sheet, grp, dayNumber(line.firstDay))
    if (shift(row, quarter, sign * (grp.startsWith('cov:') ? line.quantity : 1)) > 0) beyond.push(line.firstDay)
  }
  return beyond
}
