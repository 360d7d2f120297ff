import { addDays, dayNumber, nightsOf, type PlainDate } from '#platform/time'
import type { Recorded } from './recorded.ts'

/** What happens at one hotel on one day, in the order in which it is done. */
export interface Day {
  date: PlainDate
  booked: Recorded[]
  cancelled: Recorded[]
  arrived: Recorded[]
  missed: Recorded[]
  left: Recorded[]
}
export const stepsOfDay = ['booked', 'cancelled', 'arrived', 'missed', 'left'] as const

/** The days of a hotel in order, from the first booking to the last check-out; ties keep the order of the file. */
export function daysOf(rows: readonly Recorded[]): Day[] {
  const days = new Map<PlainDate, Day>()
  const at = (date: PlainDate): Day => {
    const known = days.get(date)
    if (known !== undefined) return known
    const day: Day = { date, booked: [], cancelled: [], arrived: [], missed: [], left: [] }
    days.set(date, day)
    return day
  }
  for (const row of rows) {
    at(row.made).booked.push(row)
    if (row.outcome === 'Canceled') at(row.outcomeOn).cancelled.push(row)
    else if (row.outcome === 'No-Show') at(row.outcomeOn).missed.push(row)
    else {
      at(row.arrival).arrived.push(row)
      at(row.outcomeOn).left.push(row)
    }
  }
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}

/**
 * The fewest rooms of each type with which nothing need be refused: the days are gone through in the order of the
 * replay, and each night's count is kept, moves at arrival included.
 */
export function neededRooms(days: readonly Day[]): Map<string, number> {
  const taken = new Map<string, number>()
  const needed = new Map<string, number>()
  const claim = (type: string, row: Recorded, by: 1 | -1) => {
    if (!needed.has(type)) needed.set(type, 1)
    for (const night of row.nights === 0 ? [row.arrival] : nightsOf(row)) {
      const key = `${type} ${night}`
      const count = (taken.get(key) ?? 0) + by
      taken.set(key, count)
      if (count > needed.get(type)!) needed.set(type, count)
    }
  }
  for (const day of days) {
    for (const row of day.booked) claim(row.reserved, row, 1)
    for (const row of day.cancelled) claim(row.reserved, row, -1)
    for (const row of day.arrived) if (row.assigned !== row.reserved) { claim(row.reserved, row, -1); claim(row.assigned, row, 1) }
    for (const row of day.missed) claim(row.reserved, row, -1)
    // Day use has the night of its day until its guest has gone.
    for (const row of day.left) if (row.nights === 0) claim(row.assigned, row, -1)
  }
  return new Map([...needed].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The most rooms in use on one night, kept stays only, as the README of the data gives them. */
export const keptRooms: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'Resort Hotel': { A: 75, B: 2, C: 13, D: 53, E: 33, F: 13, G: 9, H: 4, I: 8 },
  'City Hotel': { A: 146, B: 15, C: 3, D: 57, E: 10, F: 8, G: 5, K: 8 },
}

export const daysInMonth = (month: string): number => dayNumber(addDays(`${month}-28` as PlainDate, 4).slice(0, 8).concat('01') as PlainDate) - dayNumber(`${month}-01` as PlainDate)
