import type { PlainDate } from '#platform/time'
import { hotelOf, type Setup } from './setup.ts'
import type { DayUseHours } from './types.ts'

/** From check-in time to check-out time; or some hours of a day. */
export function hoursOf(setup: Setup, of: { firstDay: PlainDate; endDay: PlainDate; dayUse?: DayUseHours | null | undefined }): { from: Temporal.Instant; until: Temporal.Instant } {
  if (of.dayUse != null) return { from: of.dayUse.starts, until: of.dayUse.ends }
  const { timeZone, checkInFrom, checkOutUntil } = hotelOf(setup)
  const at = (day: PlainDate, time: string) => Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).toInstant()
  // Check-out after check-in would make back-to-back stays meet: the later time then stands for both.
  return { from: at(of.firstDay, checkInFrom < checkOutUntil ? checkOutUntil : checkInFrom), until: at(of.endDay, checkOutUntil) }
}
