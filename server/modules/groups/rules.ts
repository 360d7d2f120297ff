import { randomBytes } from 'node:crypto'
import { addDays, businessDateAt, instantAt, type PlainDate } from '#platform/time'
import type { Block, BlockNight } from './types.ts'

export interface House { timeZone: string; dayEnds: string; checkInFrom: string }

/** When the unsold of a night go back to the house; null: never by itself. A block's go back when its cut-off day is over. */
export function releaseAt(block: Pick<Block, 'kind' | 'cutOff' | 'releaseHours'>, night: PlainDate, house: House): Temporal.Instant | null {
  if (block.kind === 'block') return block.cutOff === null ? null : instantAt(addDays(block.cutOff, 1), house.dayEnds, house.timeZone)
  return block.releaseHours === null ? null : instantAt(night, house.checkInFrom, house.timeZone).subtract({ hours: block.releaseHours })
}

/** Whether the day of cut-off, or the time of release of a night, is over: from then on nothing of it is sold, also before the worker has been there. */
export function isReleased(block: Pick<Block, 'kind' | 'cutOff' | 'releaseHours'>, night: PlainDate, house: House, now: Temporal.Instant): boolean {
  const at = releaseAt(block, night, house)
  return at !== null && Temporal.Instant.compare(at, now) <= 0
}

/** The first moment at which something of these nights goes back by itself. */
export function nextRelease(block: Pick<Block, 'kind' | 'cutOff' | 'releaseHours'>, nights: readonly PlainDate[], house: House): Temporal.Instant | null {
  const first = nights.toSorted()[0]
  return first === undefined ? null : releaseAt(block, first, house)
}

/** The rate agreed for each night, or null when one has none: then the plan's. A night beyond the group's own (who stays on) costs as the nearest of them. */
export function agreedRates(nights: readonly BlockNight[], wanted: readonly PlainDate[]): number[] | null {
  const known = nights.filter((one) => one.rate !== null).toSorted((a, b) => (a.night < b.night ? -1 : 1))
  if (known.length === 0) return null
  return wanted.map((night) => (known.findLast((one) => one.night <= night) ?? known[0]!).rate!)
}

export const todayOf = (house: House, now: Temporal.Instant): PlainDate => businessDateAt(now, house.timeZone, house.dayEnds)

/** A code that is read aloud: letters and digits that are not mistaken for others. */
export function newCode(): string {
  const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
  return Array.from(randomBytes(6), (byte) => letters[byte % letters.length]).join('')
}
