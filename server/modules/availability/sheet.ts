import type { PoolId, TableId } from '#platform/id'
import { assert, fail } from '#platform/assert'
import { addDays, dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import { countLimit, nightsPerBucket, quartersPerDay, type Setup } from './setup.ts'
import type { SaleLine } from './types.ts'

/**
 * The rows of a venue that a decision needs, in memory: loaded once (with or without locks), decided on by any number
 * of requests, and each changed row written once.
 */
export interface Sheet { setup: Setup; rows: Map<string, Row>; days: Map<PlainDate, Day> }
export interface Row { grp: string; bucket: number; free: number[]; over: number[] | null; nailed: number; asOf: number; changed: boolean }
export interface Day { day: PlainDate; busy: Uint8Array; sold: number; asOf: number; changed: boolean }

export interface Key { grp: string; bucket: number }
export interface Keys { rows: Key[]; days: PlainDate[] }

export const rowName = (grp: string, bucket: number): string => `${grp}/${bucket}`
export const bucketOf = (night: number): number => Math.floor(night / nightsPerBucket)
/** The nights that a pool has of a room type. */
export const poolGroup = (pool: PoolId, roomType: string): string => `pool:${pool}:${roomType}`
export const isPoolGroup = (grp: string): boolean => grp.startsWith('pool:')
/** The room type that a row of a pool or of hours was taken from; a row of nights is its own. */
export const parentOf = (grp: string): string => grp.slice(grp.lastIndexOf(':') + 1)
export const poolOf = (grp: string): PoolId => grp.slice(5, grp.lastIndexOf(':')) as PoolId
/** A hold that has run out is free for the next guest, whether or not anybody has given it back yet. */
export const stands = (line: Pick<SaleLine, 'expiresAt'>, at: Temporal.Instant): boolean => line.expiresAt === null || Temporal.Instant.compare(line.expiresAt, at) > 0
/** Takes nothing from the house until it sells. */
export const isLimit = (pool: PoolId): boolean => pool.startsWith('lim_')
/** Certain rooms or tables that are a desk's to sell. */
export const isLease = (pool: PoolId | null | undefined): boolean => pool?.startsWith('lse_') === true
/** Pacing rows of a service: covers and parties that may still sit down in each interval. */
export const coversGroup = (service: string): string => `cov:${service}`
export const partiesGroup = (service: string): string => `par:${service}`

export function emptySheet(setup: Setup): Sheet {
  return { setup, rows: new Map(), days: new Map() }
}

/** What one element of a row holds when nothing is sold: the capacity of a type, or a service's pacing. */
export function definedCapacity(setup: Setup, grp: string): number {
  const type = setup.capacityOfType.get(grp as never)
  if (type !== undefined) return type
  if (isPoolGroup(grp)) return 0 // what it was given is put there when it is carved
  const service = setup.services.get(grp.slice(4) as never)
  return Math.min(countLimit, (grp.startsWith('cov:') ? service?.coversPerInterval : service?.partiesPerInterval) ?? countLimit)
}

/** A row that is not stored: as defined. */
export function freshRow(setup: Setup, { grp, bucket }: Key): Row {
  const length = grp.includes(':') && !isPoolGroup(grp) ? quartersPerDay : nightsPerBucket
  return { grp, bucket, free: new Array<number>(length).fill(definedCapacity(setup, grp)), over: null, nailed: 0, asOf: setup.version, changed: false }
}

export function freshDay(setup: Setup, day: PlainDate): Day {
  return { day, busy: new Uint8Array(setup.positionCount * quartersPerDay), sold: 0, asOf: setup.version, changed: false }
}

export function rowOf(sheet: Sheet, grp: string, bucket: number): Row {
  return sheet.rows.get(rowName(grp, bucket)) ?? fail(`row ${grp}/${bucket} was not loaded`)
}

export function dayOf(sheet: Sheet, day: PlainDate): Day {
  return sheet.days.get(day) ?? fail(`service day ${day} was not loaded`)
}

/** Calls `each` with the row and index of every night in `[from, to)`. */
export function forNights(sheet: Sheet, grp: string, from: PlainDate, to: PlainDate, each: (row: Row, i: number, night: number) => void): void {
  for (let night = dayNumber(from), end = dayNumber(to); night < end; night += 1) {
    const bucket = bucketOf(night)
    each(rowOf(sheet, grp, bucket), night - bucket * nightsPerBucket, night)
  }
}

/** What is free of a group on a night, and by how much it is sold beyond what there is. */
export function nightOf(sheet: Sheet, grp: string, night: PlainDate): { free: number; over: number } {
  const bucket = bucketOf(dayNumber(night))
  const row = rowOf(sheet, grp, bucket)
  const i = dayNumber(night) - bucket * nightsPerBucket
  return { free: row.free[i]!, over: row.over?.[i] ?? 0 }
}

export function nightsShort(sheet: Sheet, grp: string, from: PlainDate, to: PlainDate, quantity: number): PlainDate[] {
  const short: PlainDate[] = []
  forNights(sheet, grp, from, to, (row, i, night) => { if (row.free[i]! < quantity) short.push(fromDayNumber(night)) })
  return short
}

/** The nights of a line on which more is sold than there is. */
export function nightsBeyond(sheet: Sheet, line: { grp: string; firstDay: PlainDate; endDay: PlainDate }): PlainDate[] {
  const beyond: PlainDate[] = []
  forNights(sheet, line.grp, line.firstDay, line.endDay, (row, i, night) => { if ((row.over?.[i] ?? 0) > 0) beyond.push(fromDayNumber(night)) })
  return beyond
}

/**
 * Moves one element by `by`: below zero it goes into `over` (sold beyond capacity, by an override), and what comes back
 * pays off `over` first, so that a room sold twice over is never offered again. Answers by how much `over` grew.
 */
export function shift(row: Row, i: number, by: number): number {
  if (by === 0) return 0
  const overBefore = row.over?.[i] ?? 0
  const raw = row.free[i]! - overBefore + by
  assert(Math.abs(raw) <= 2 * countLimit, 'a count is out of all bounds')
  row.free[i] = Math.max(0, raw)
  const over = Math.max(0, -raw)
  if (over !== overBefore) {
    row.over ??= new Array<number>(row.free.length).fill(0)
    row.over[i] = over
    if (over === 0 && row.over.every((value) => value === 0)) row.over = null
  }
  row.changed = true
  return Math.max(0, over - overBefore)
}

/** Parts of a sitting by service day: one that runs past its day's end goes on in the next. */
export function segmentsOf(setup: Setup, day: PlainDate, from: number, to: number): { day: PlainDate; from: number; to: number }[] {
  const segments: { day: PlainDate; from: number; to: number }[] = []
  for (let at = day, first = from, last = to; first < last || segments.length === 0;) {
    const length = setup.days.quartersIn(at)
    if (first < length) segments.push({ day: at, from: first, to: Math.min(last, length) })
    if (last <= length) break
    at = addDays(at, 1)
    first = Math.max(0, first - length)
    last -= length
  }
  return segments
}

type Segments = { day: PlainDate; from: number; to: number }[]
/** Free, or taken, all the time. */
export const tableIsFree = (sheet: Sheet, table: TableId, segments: Segments): boolean => tableIs(sheet, table, segments, 0)
export const tableIsTaken = (sheet: Sheet, table: TableId, segments: Segments): boolean => tableIs(sheet, table, segments, 1)

function tableIs(sheet: Sheet, table: TableId, segments: Segments, what: 0 | 1): boolean {
  const position = sheet.setup.positions.get(table)
  if (position === undefined) return false
  return segments.every(({ day, from, to }) => {
    const { busy } = dayOf(sheet, day)
    const base = position * quartersPerDay
    for (let q = from; q < to; q += 1) if (busy[base + q] !== what) return false
    return true
  })
}

/** Sets or clears a table's quarter-hours; throws a bug when they are not all as they should be. */
export function markTable(sheet: Sheet, table: TableId, segments: { day: PlainDate; from: number; to: number }[], to: 0 | 1): void {
  const position = sheet.setup.positions.get(table) ?? fail(`table ${table} has no place in service days`)
  for (const segment of segments) {
    const day = dayOf(sheet, segment.day)
    for (let q = segment.from; q < segment.to; q += 1) {
      const i = position * quartersPerDay + q
      assert(day.busy[i] !== to, `quarter-hour ${q} of ${table} on ${segment.day} is already ${to === 1 ? 'taken' : 'free'}`)
      day.busy[i] = to
    }
    day.sold += (segment.to - segment.from) * (to === 1 ? 1 : -1)
    day.changed = true
  }
}

/** The interval of a service's pacing in which a party sits down: the quarter-hour at which that interval begins. */
export function pacingQuarter(setup: Setup, service: string, day: PlainDate, fromQuarter: number): number {
  return Math.min(quartersPerDay - 1, intervalStart(setup, service, day, fromQuarter))
}

function intervalStart(setup: Setup, service: string, day: PlainDate, fromQuarter: number): number {
  const of = setup.services.get(service as never)
  if (of === undefined) return fromQuarter
  if (of.seatings !== undefined && of.seatings.length > 0) {
    const starts = of.seatings.map((time) => setup.days.quarterFrom(day, setup.days.wallMs(day, time))).sort((a, b) => a - b)
    return starts.findLast((start) => start <= fromQuarter) ?? fromQuarter
  }
  const first = setup.days.quarterFrom(day, setup.days.wallMs(day, of.from))
  const step = Math.max(1, Math.round(of.intervalMinutes / 15))
  return fromQuarter < first ? fromQuarter : fromQuarter - ((fromQuarter - first) % step)
}

export function nightKeys(grp: string, from: PlainDate, to: PlainDate): Key[] {
  const first = bucketOf(dayNumber(from))
  const last = bucketOf(dayNumber(to) - 1)
  return Array.from({ length: last - first + 1 }, (_, i) => ({ grp, bucket: first + i }))
}

/** The rows of the house and, of what is sold from a pool, those of the pool. */
export function stayKeys(roomType: string, pool: PoolId | null | undefined, from: PlainDate, to: PlainDate): Key[] {
  return [...nightKeys(roomType, from, to), ...(pool == null ? [] : nightKeys(poolGroup(pool, roomType), from, to))]
}

/** The pacing rows that a service keeps: only those it limits. */
export function pacingGroups(setup: Setup, service: string): string[] {
  const of = setup.services.get(service as never)
  return [
    ...(of?.coversPerInterval == null ? [] : [coversGroup(service)]),
    ...(of?.partiesPerInterval == null ? [] : [partiesGroup(service)]),
  ]
}

/** Gives a pool so many rooms of a night more or less, and the house as many less or more. Answers by how much the house went beyond its rooms. */
export function shiftCarved(sheet: Sheet, grp: string, night: number, by: number): number {
  const bucket = bucketOf(night)
  const i = night - bucket * nightsPerBucket
  const pool = rowOf(sheet, grp, bucket)
  const before = pool.over?.[i] ?? 0
  shift(pool, i, by)
  return isLimit(poolOf(grp)) ? 0 : shift(rowOf(sheet, parentOf(grp), bucket), i, before - (pool.over?.[i] ?? 0) - by)
}
