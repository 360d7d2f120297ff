/**
 * Nights and business dates are plain dates, kept as ISO text (`2027-03-05`): they are compared, used as keys and sent
 * far more often than they are reckoned with. Instants are `Temporal.Instant`. `Date` is not used in the domain.
 */
export type PlainDate = string & { readonly plainDate: unique symbol }

/** Half-open: the guest sleeps every night from `arrival` up to but not including `departure`. */
export interface Stay { arrival: PlainDate; departure: PlainDate }

export function plainDate(text: string): PlainDate {
  return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as PlainDate
}

export function stay(arrival: string, departure: string): Stay {
  return { arrival: plainDate(arrival), departure: plainDate(departure) }
}

/**
 * Days since 1970-01-01: the arithmetic of calendars. Reckoned from the digits (Howard Hinnant's `days_from_civil`),
 * without a `Date`, since a hold asks for it a dozen times.
 */
export function dayNumber(date: PlainDate): number {
  const digit = (i: number) => date.charCodeAt(i) - 48
  const month = digit(5) * 10 + digit(6)
  const year = digit(0) * 1_000 + digit(1) * 100 + digit(2) * 10 + digit(3) - (month <= 2 ? 1 : 0)
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + digit(8) * 10 + digit(9) - 1
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear - daysTo1970
}
/** From the first of March of the year 0, where such years begin. */
const daysTo1970 = 719_468

/** The days that are sold are a few hundred: each is written once. */
const written = new Map<number, PlainDate>()
export function fromDayNumber(day: number): PlainDate {
  let date = written.get(day)
  if (date === undefined) {
    date = new Date(day * 86_400_000).toISOString().slice(0, 10) as PlainDate
    if (written.size < 5_000) written.set(day, date)
  }
  return date
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromDayNumber(dayNumber(date) + days)
}

/** Nights of the stay, ascending. */
export function nightsOf(of: Stay): PlainDate[] {
  const first = dayNumber(of.arrival)
  return Array.from({ length: dayNumber(of.departure) - first }, (_, i) => fromDayNumber(first + i))
}

export function nightCount(of: Stay): number {
  return dayNumber(of.departure) - dayNumber(of.arrival)
}

/** ISO weekday, 1 = Monday … 7 = Sunday. */
export function weekday(date: PlainDate): number {
  return weekdayOf(dayNumber(date))
}

/** The same of a day by its number. */
export const weekdayOf = (day: number): number => ((day + 3) % 7 + 7) % 7 + 1

/** The civil date at a venue at an instant. */
export function dateAt(instant: Temporal.Instant, timeZone: string): PlainDate {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString() as PlainDate
}

/** The venue's business date: its day ends at `dayEnds` (`04:00`), not at midnight. */
export function businessDateAt(instant: Temporal.Instant, timeZone: string, dayEnds: string): PlainDate {
  const local = instant.toZonedDateTimeISO(timeZone)
  const beforeEnd = Temporal.PlainTime.compare(local.toPlainTime(), Temporal.PlainTime.from(dayEnds)) < 0
  return local.toPlainDate().subtract({ days: beforeEnd ? 1 : 0 }).toString() as PlainDate
}

/** The instant of a wall time at a venue; in a gap the later, in a fold the earlier instant ("compatible"). */
export function instantAt(date: PlainDate, time: string, timeZone: string): Temporal.Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).toInstant()
}

export function compareInstants(a: Temporal.Instant, b: Temporal.Instant): number {
  return Temporal.Instant.compare(a, b)
}
