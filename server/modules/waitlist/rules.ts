import type { Reason } from '@holdfast/contract/kit'
import type { VenueLayout } from '#module/venues'
import { addDays, businessDateAt, instantAt, type PlainDate } from '#platform/time'
import type { Entry, EntryState, Line, SettingsView, StayWish, Wish } from './types.ts'

/** How many places one person has at a venue, and how long a line is. */
export const mostOfPerson = 5
export const mostInLine = 1_000
/** Lines in which somebody waits are looked through this often, even when nothing was told. */
export const slowRoundSeconds = 60

const defaults = { hotel: { today: 120, later: 720 }, restaurant: { today: 30, later: 120 } } as const
/** The shortest time to answer: a letter must be seen. */
const leastMinutes = { hotel: 15, restaurant: 10 } as const

export function settingsOf(line: Pick<Line, 'open' | 'todayMinutes' | 'laterMinutes'> | undefined, kind: VenueLayout['kind']): SettingsView {
  return { open: line?.open ?? true, today_minutes: line?.todayMinutes ?? defaults[kind].today, later_minutes: line?.laterMinutes ?? defaults[kind].later }
}

/**
 * Minutes to answer an offer that begins at `startsAt`. What is near has the short time (a table today, a room within
 * 48 hours), and nobody blocks a place for more than half of the time that is left.
 */
export function minutesToAnswer(settings: SettingsView, layout: Pick<VenueLayout, 'kind' | 'timeZone' | 'dayEnds'>, startsAt: Temporal.Instant, now: Temporal.Instant): number {
  const left = Math.floor((startsAt.epochMilliseconds - now.epochMilliseconds) / 60_000)
  const near = layout.kind === 'hotel' ? left <= 48 * 60 : businessDateAt(startsAt, layout.timeZone, layout.dayEnds) === businessDateAt(now, layout.timeZone, layout.dayEnds)
  const wished = near ? settings.today_minutes : settings.later_minutes
  return Math.max(leastMinutes[layout.kind], Math.min(wished, Math.floor(left / 2)))
}

const freesUp: ReadonlySet<Reason['code']> = new Set(['sold_out', 'pacing'])
/** A refusal that waiting may end: others have what was asked for. A rule (minimum stay, party too large) does not go away. */
export const isWaitable = (reasons: readonly Pick<Reason, 'code'>[]): boolean => reasons.length > 0 && reasons.every(({ code }) => freesUp.has(code))

export const isInLine = (state: EntryState): boolean => state === 'waiting' || state === 'offered'

export interface Window { firstDay: PlainDate; endDay: PlainDate; passesAt: Temporal.Instant }

/** The days of a wish, and when it is too late for it: a stay with the end of its arrival day, a sitting with its last time. */
export function windowOf(layout: Pick<VenueLayout, 'timeZone' | 'dayEnds'>, wish: Wish): Window {
  if (wish.stay !== undefined) return { firstDay: wish.stay.arrival, endDay: wish.stay.departure, passesAt: instantAt(addDays(wish.stay.arrival, 1), layout.dayEnds, layout.timeZone) }
  const at = wallInstant(layout.timeZone, wish.sitting.at)
  const day = businessDateAt(at, layout.timeZone, layout.dayEnds)
  return { firstDay: day, endDay: addDays(day, 1), passesAt: at.add({ minutes: wish.sitting.toleranceMinutes + 1 }) }
}

export const wallInstant = (timeZone: string, at: string): Temporal.Instant => Temporal.PlainDateTime.from(at).toZonedDateTime(timeZone).toInstant()

/** The same wish, however it was sent. */
export function wishText(wish: Wish): string {
  if (wish.stay !== undefined) { const { roomType, arrival, departure, guests, rooms } = wish.stay; return ['stay', roomType, arrival, departure, guests, rooms].join(' ') }
  const { at, party, toleranceMinutes, area } = wish.sitting
  return ['sitting', at, party, toleranceMinutes, area ?? ''].join(' ')
}

/** Whether two want what the other wants: the same type on a common night, or times of one day within reach of each other. */
export function compete(a: Pick<Entry, 'wish' | 'firstDay' | 'endDay'>, b: Pick<Entry, 'wish' | 'firstDay' | 'endDay'>): boolean {
  if (a.firstDay >= b.endDay || b.firstDay >= a.endDay) return false
  if (a.wish.stay !== undefined || b.wish.stay !== undefined) return a.wish.stay?.roomType === b.wish.stay?.roomType
  const apart = Math.abs(minutesOf(a.wish.sitting!.at) - minutesOf(b.wish.sitting!.at))
  return apart <= a.wish.sitting!.toleranceMinutes + b.wish.sitting!.toleranceMinutes
}
const minutesOf = (at: string): number => Temporal.PlainDateTime.from(at).since('2000-01-01T00:00').total({ unit: 'minute' })

/** How many before this one want what it wants; null when it is not in line. */
export function aheadOf(entry: Entry, line: readonly Entry[]): number | null {
  if (!isInLine(entry.state)) return null
  return line.filter((other) => other.seq < entry.seq && isInLine(other.state) && compete(entry, other)).length
}

/** Rooms of the type that are free on every night; the calendar was read night by night from `from` on. */
export function leastFree(free: readonly number[], from: PlainDate, wish: StayWish): number {
  const first = daysBetween(from, wish.arrival)
  return Math.min(...Array.from({ length: daysBetween(wish.arrival, wish.departure) }, (_, i) => free[first + i] ?? 0))
}
const daysBetween = (from: PlainDate, to: PlainDate): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
