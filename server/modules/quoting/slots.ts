import type { Alternative, ResponseOf } from '@holdfast/contract/kit'
import type { listSlots } from '@holdfast/contract/venues'
import type { Slot } from '#module/availability'
import { instantText, priceSitting, priceSummary, type Price } from '#module/pricing'
import { sittingTerms, type TableClass, type VenueLayout } from '#module/venues'
import type { AreaId, ServiceId } from '#platform/id'
import { fail } from '#platform/assert'
import { toWire } from '#platform/money'
import type { Reader } from '#platform/sql'
import { instantAt, type PlainDate } from '#platform/time'
import type { QuotingDeps } from './context.ts'

export interface SlotsAsked { date: PlainDate; party: number; at?: string | undefined; area?: AreaId | undefined; tableClass?: TableClass | undefined }
/** Whether one may wait is said by whoever answers. */
export type SlotsView = Omit<ResponseOf<typeof listSlots>, 'waitlist'>

export function priceOfSitting(layout: VenueLayout, service: ServiceId, party: number, date: PlainDate, tableClass?: TableClass): Price {
  const found = layout.services.find(({ id }) => id === service) ?? fail(`the service ${service} has slots and is not set up`)
  return priceSitting(sittingTerms(layout, found, tableClass), { party, date })
}

/** The times of a service day, free or not and why; the nearest others when the wished one, or the whole day, is not free. */
export async function slotsFor(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: SlotsAsked): Promise<SlotsView> {
  if (layout.kind !== 'restaurant') return { items: [], next_cursor: null, alternatives: [], closed: { code: 'outside_service', detail: 'This house has no tables' } }
  const now = deps.clock.now()
  const found = await deps.availability.slots(reader, layout.id, { date: asked.date, party: asked.party, ...wishOf(asked) })
  const names = new Map(layout.services.map((service) => [service.id, service.name]))
  const wishedFree = asked.at === undefined ? found.some((slot) => slot.free) : found.some((slot) => slot.free && slot.at.slice(11, 16) === asked.at)
  return {
    items: found.map((slot) => ({
      at: slot.at, instant: instantText(slot.instant), free: slot.free, service: slot.service, service_name: names.get(slot.service) ?? '', area: null, reasons: slot.reasons,
      price: priceSummary(priceOfSitting(layout, slot.service, asked.party, slot.businessDate, asked.tableClass), { now, arrivalAt: slot.instant, timeZone: layout.timeZone }, null),
    })),
    next_cursor: null,
    alternatives: wishedFree ? [] : await nearestTo(deps, reader, layout, asked, instantAt(asked.date, asked.at ?? middleOf(found) ?? '20:00', layout.timeZone)),
    closed: found.length > 0 ? null : await deps.availability.closedOn(reader, layout.id, asked.date),
  }
}

export const wishOf = (asked: { area?: AreaId | undefined; tableClass?: TableClass | undefined }) => ({ ...(asked.area === undefined ? {} : { area: asked.area }), ...(asked.tableClass === undefined ? {} : { tableClass: asked.tableClass }) })
const middleOf = (found: readonly Slot[]): string | undefined => found[found.length >> 1]?.at.slice(11, 16)

/** Free times nearest to a wished one, then neighbours that have a table about then. */
export async function nearestTo(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: SlotsAsked, at: Temporal.Instant): Promise<Alternative[]> {
  const wish = { date: asked.date, party: asked.party, ...wishOf(asked) }
  const nearest = await deps.availability.nearestSlots(reader, layout.id, { ...wish, at }, { daysAround: 3, limit: 6 })
  const own = nearest.map((slot): Alternative => {
    const total = priceOfSitting(layout, slot.service, asked.party, slot.businessDate, asked.tableClass).total
    return { kind: 'slot', label: slot.at.replace('T', ' '), venue: layout.id, at: slot.at, ...(total.amount === 0 ? {} : { total: toWire(total) }) }
  })
  return [...own, ...await neighbours(deps, reader, layout, asked, at)]
}

/** Within so many minutes of the wished time. */
const aboutMinutes = 60

async function neighbours(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: SlotsAsked, at: Temporal.Instant): Promise<Alternative[]> {
  const near = await deps.neighboursOf(layout.id, 12)
  const [layouts, slots] = await Promise.all([deps.venues.layoutsOf(reader, near), deps.availability.freeSlotsOf(reader, near, { date: asked.date, party: asked.party }, () => ({ ms: at.epochMilliseconds, minutes: aboutMinutes }))])
  return near.flatMap((venue): Alternative[] => {
    const other = layouts.get(venue)
    const away = (slot: Slot) => Math.abs(slot.instant.epochMilliseconds - at.epochMilliseconds)
    const best = (slots.get(venue) ?? []).toSorted((a, b) => away(a) - away(b))[0]
    return other === undefined || best === undefined ? [] : [{ kind: 'venue', label: `${other.name}, ${best.at.slice(11, 16)}`, venue, at: best.at }]
  }).slice(0, 3)
}
