import { instantAt, addDays, type PlainDate } from '#platform/time'

/** The instant at which a business date is over by the venue's own clock: its hour on the next civil day. */
export const endOf = (date: PlainDate, at: { dayEnds: string; timeZone: string }): Temporal.Instant => instantAt(addDays(date, 1), at.dayEnds, at.timeZone)

/** By hand a date may be closed from six hours before its end on: a night audit at ten in the evening, not a date of the future. */
export const earliestHours = 6
