import type { Alternative } from '@holdfast/contract/kit'
import type { QuoteId, RatePlanId, RoomTypeId, VenueId } from '#platform/id'
import { isProblem, problem } from '#platform/problem'
import { openSparing } from '#platform/sparing'
import type { PlainDate } from '#platform/time'
import type { BookingDeps } from './deps.ts'
import type { TableClass } from '#module/venues'
import { layoutOf } from './layouts.ts'

export interface Wanted {
  venue: VenueId
  stay?: { roomType: RoomTypeId; ratePlan?: RatePlanId | null | undefined; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; dayUse?: { from: string; to: string } | undefined } | undefined
  sitting?: { at: string; party: number; tableClass?: TableClass | undefined } | undefined
}

/** In a flash sale thousands are refused at once; looking for something else for each would slow the sale itself. */
const foundPerSecond = 20

interface Nearest { alternatives: Alternative[]; facts: { waitlist: unknown } | undefined }

/**
 * A refusal is not the end: what could not be sold is asked for once more, after its transaction was undone, and the
 * refusal goes out with the nearest that is free. Refusals that carry alternatives already, or other problems, pass as they are.
 */
export function openNearest(deps: BookingDeps) {
  const sparingly = openSparing<Nearest>({ perSecond: foundPerSecond, keepMs: 2_000 })
  const nearest = async (wanted: () => Promise<Wanted[]>): Promise<Nearest | undefined> => {
    try {
      const asked = await wanted()
      return await sparingly(JSON.stringify(asked), () => nearestTo(deps, asked))
    } catch {
      return undefined // the refusal itself is what matters
    }
  }
  return async function orNearest<T>(work: () => Promise<T>, wanted: () => Promise<Wanted[]>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isProblem(error, 'not-available') || (error.extra.alternatives?.length ?? 0) > 0) throw error
      const { alternatives, facts } = await nearest(wanted) ?? { alternatives: [], facts: undefined }
      throw alternatives.length === 0 && facts === undefined ? error : problem('not-available', { ...error.extra, alternatives, facts: { ...error.facts, ...facts } })
    }
  }
}

async function nearestTo(deps: BookingDeps, wanted: readonly Wanted[]): Promise<Nearest> {
  const found: Alternative[] = []
  let facts: { waitlist: unknown } | undefined
  for (const { venue, stay, sitting } of wanted) {
    try {
      await deps.quoting.priceOf(deps.db, venue, { stay, sitting })
    } catch (error) {
      if (!isProblem(error)) throw error
      found.push(...(error.extra.alternatives ?? []))
      if (error.facts['waitlist'] !== undefined) facts ??= { waitlist: error.facts['waitlist'] }
    }
  }
  return { alternatives: found.slice(0, 8), facts }
}

/** What these quotes were for, as it would be asked again. */
export async function wantedByQuotes(deps: BookingDeps, quotes: readonly QuoteId[]): Promise<Wanted[]> {
  const loaded = await deps.quoting.loadQuotes(deps.db, quotes.slice(0, 6))
  return Promise.all([...loaded.values()].map(async ({ venue, terms }): Promise<Wanted> => {
    if (terms.sitting === undefined) return { venue, stay: terms.stay }
    const { timeZone } = await layoutOf(deps, deps.db, venue)
    return { venue, sitting: { at: terms.sitting.at.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }), party: terms.sitting.party, tableClass: terms.sitting.tableClass } }
  }))
}
