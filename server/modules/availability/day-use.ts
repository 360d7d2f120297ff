import type { Reason } from '@holdfast/contract/kit'
import { addDays, dayNumber, instantAt, type PlainDate } from '#platform/time'
import type { Span } from './pack.ts'
import { countLimit, hotelOf, type Setup } from './setup.ts'
import { bucketOf, forNights, rowOf, shift, type Key, type Row, type Sheet } from './sheet.ts'
import type { DayUseHours, SaleLine, StayClaim } from './types.ts'

/**
 * A room for some hours of one day. Hours of day use lie in a row of their own, a hundred quarter-hours for each type
 * and day; in the calendar of nights lies their peak: as many rooms as are in day use at once. Two whose hours do not
 * meet share a room and a night. Which night: the one that follows, and where hours begin before check-out the one before
 * as well; where the house sells the room again for the night, only the one before. As all day use of a house is counted
 * on the same side, nights and hours together never ask for more rooms than there are. What this count refuses is asked of
 * the clock (`by-clock.ts`).
 */
export type HoursOf = Pick<SaleLine, 'grp' | 'startsAt' | 'endsAt'>
export const isDayUse = (line: Pick<SaleLine, 'kind' | 'startsAt'>): boolean => line.kind === 'stay' && line.startsAt !== null
export const dayGroup = (day: PlainDate, roomType: string): string => `day:${day}:${roomType}`
export const isDayGroup = (grp: string): boolean => grp.startsWith('day:')
export const dayOfGroup = (grp: string): PlainDate => grp.slice(4, 14) as PlainDate

const quarter = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) / 15
const wallOf = (setup: Setup, instant: Temporal.Instant) => instant.toZonedDateTimeISO(setup.definition.timeZone)
export const dayOfUse = (setup: Setup, line: HoursOf): PlainDate => wallOf(setup, line.startsAt!).toPlainDate().toString() as PlainDate

/** In quarter-hours of the wall clock: a day use begins and ends on one day, so a change of the clocks is no matter. */
export function quartersOf(setup: Setup, line: HoursOf): { day: PlainDate; from: number; to: number } {
  const [from, to] = [wallOf(setup, line.startsAt!), wallOf(setup, line.endsAt!)]
  return { day: dayOfUse(setup, line), from: Math.floor((from.hour * 60 + from.minute) / 15), to: Math.max(1, Math.ceil((to.hour * 60 + to.minute) / 15)) }
}

export const holdsNight = (setup: Setup): boolean => hotelOf(setup).dayUse?.holdsNight ?? true

/** The nights that lie under some hours, and the instants of these. */
export function daysOfUse(setup: Setup, claim: Pick<StayClaim, 'arrival' | 'hours'>): Pick<SaleLine, 'firstDay' | 'endDay' | 'startsAt' | 'endsAt'> {
  const { timeZone, checkOutUntil } = hotelOf(setup)
  const { from, to } = claim.hours!
  const follows = holdsNight(setup)
  return {
    firstDay: follows && from >= checkOutUntil ? claim.arrival : addDays(claim.arrival, -1), endDay: follows ? addDays(claim.arrival, 1) : claim.arrival,
    startsAt: instantAt(claim.arrival, from, timeZone), endsAt: instantAt(claim.arrival, to, timeZone),
  }
}

export const keyOfHours = (setup: Setup, line: HoursOf): Key => { const day = dayOfUse(setup, line); return { grp: dayGroup(day, line.grp), bucket: bucketOf(dayNumber(day)) } }

export const quarterOfCheckOut = (setup: Setup): number => Math.ceil(quarter(hotelOf(setup).checkOutUntil))

/** As many rooms as are in use at once: in all, and before check-out. */
function peaks(setup: Setup, row: Row): { all: number; morning: number } {
  const until = quarterOfCheckOut(setup)
  const most = (free: readonly number[]) => countLimit - Math.min(countLimit, ...free)
  return { all: most(row.free), morning: most(row.free.slice(0, until)) }
}

/** Takes hours off the sheet (−1), or gives them back (+1), with what that changes of the nights. Answers the nights that went beyond capacity. */
export function postDayUse(sheet: Sheet, line: SaleLine, sign: -1 | 1): PlainDate[] {
  const { setup } = sheet
  const { day, from, to } = quartersOf(setup, line)
  const row = rowOf(sheet, dayGroup(day, line.grp), bucketOf(dayNumber(day)))
  const before = peaks(setup, row)
  for (let q = from; q < to; q += 1) shift(row, q, sign * line.quantity)
  const after = peaks(setup, row)
  const beyond: PlainDate[] = []
  const take = (night: PlainDate, by: number) => { if (by !== 0) forNights(sheet, line.grp, night, addDays(night, 1), (nights, i) => { if (shift(nights, i, -by) > 0) beyond.push(night) }) }
  if (holdsNight(setup)) take(day, after.all - before.all)
  take(addDays(day, -1), holdsNight(setup) ? after.morning - before.morning : after.all - before.all)
  return beyond
}

/** Why some hours cannot be had, beside the rules of the stay. */
export function hoursRefusals(setup: Setup, claim: StayClaim, channel: SaleLine['channel'], now: Temporal.Instant): Reason[] {
  const { dayUse, checkInFrom, timeZone } = hotelOf(setup)
  const { from, to } = claim.hours!
  if (channel === 'import') return []
  if (dayUse == null) return [{ code: 'closed', detail: 'This house sells no rooms for the day.' }]
  const least = from < dayUse.from || from >= to
  const most = to > dayUse.to || (!dayUse.holdsNight && to > checkInFrom)
  if (least || most) return [{ code: 'outside_service', detail: `Rooms for the day are sold between ${dayUse.from} and ${!dayUse.holdsNight && checkInFrom < dayUse.to ? checkInFrom : dayUse.to}.` }]
  return Temporal.Instant.compare(instantAt(claim.arrival, to, timeZone), now) > 0 ? [] : [{ code: 'in_the_past', detail: 'These hours have passed.' }]
}

/** Rules about nights do not bind who takes none. */
export const boundToNights = new Set<Reason['code']>(['min_stay', 'max_stay', 'closed_to_arrival', 'closed_to_departure'])

/**
 * Where hours lie among whole nights, for packing. Where the night is held, day d stands for check-out and check-in of that
 * day at once, so what comes before check-out lies under the night before, and the rest under the night that is held. Where
 * it is sold again, day d is check-in, and who leaves on it does so a little earlier: between lie the hours of that day.
 */
export function hoursAmongNights(setup: Setup, line: HoursOf): DayUseHours {
  const { checkInFrom, checkOutUntil } = hotelOf(setup)
  const { day, from, to } = quartersOf(setup, line)
  const border = quarter(holdsNight(setup) ? checkOutUntil : checkInFrom)
  const at = (q: number) => dayNumber(day) + (q - border) / 200
  return { from: at(from), to: holdsNight(setup) ? at(to) : Math.min(at(to), dayNumber(day)), starts: line.startsAt!, ends: line.endsAt! }
}

export function spanOfNights(setup: Setup, of: { firstDay: PlainDate; endDay: PlainDate }): Span {
  const { checkInFrom, checkOutUntil } = hotelOf(setup)
  const between = holdsNight(setup) ? 0 : Math.max(0, quarter(checkInFrom) - quarter(checkOutUntil)) / 200
  return { from: dayNumber(of.firstDay), to: dayNumber(of.endDay) - between }
}

export const spanOfLine = (setup: Setup, line: Pick<SaleLine, 'kind' | 'grp' | 'firstDay' | 'endDay'> & Partial<Pick<SaleLine, 'startsAt' | 'endsAt'>>): Span =>
  line.startsAt != null && line.kind === 'stay' ? hoursAmongNights(setup, line as HoursOf) : spanOfNights(setup, line)
