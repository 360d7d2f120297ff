import type { ResponseOf } from '@holdfast/contract/kit'
import type { priceCalendar as contract } from '@holdfast/contract/venues'
import { limitsOf, stayTotal } from '#module/pricing'
import { today, type VenueLayout } from '#module/venues'
import { money, toWire } from '#platform/money'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { addDays, dayNumber, fromDayNumber, type PlainDate } from '#platform/time'
import type { QuotingDeps } from './context.ts'

export type CalendarView = ResponseOf<typeof contract>
const mostNights = 100

/** The cheapest price of each single night of `[from, to]`, taxes included, over all types that are free; for a date grid. Minimum stays are not asked: the grid shows nights, an offer is made for a stay. */
export async function priceCalendarOf(deps: QuotingDeps, reader: Reader, layout: VenueLayout, asked: { from: PlainDate; to: PlainDate; guests: number }): Promise<CalendarView> {
  const nights = dayNumber(asked.to) - dayNumber(asked.from) + 1
  if (nights < 1) throw problem('invalid-request', { detail: 'to must not be before from.', errors: [{ pointer: '/to', detail: 'must not be before from' }] })
  if (nights > mostNights) throw problem('invalid-request', { detail: `At most ${mostNights} nights at once.`, errors: [{ pointer: '/to', detail: `at most ${mostNights} nights after from` }] })
  const program = layout.kind === 'hotel' ? await deps.pricing.ratesOf(reader, layout.id) : undefined
  if (program === undefined) return { items: [], next_cursor: null }
  const free = await deps.availability.freeNights(reader, layout.id, asked.from, addDays(asked.to, 1))
  const first = dayNumber(today(layout, deps.clock.now()))
  const types = layout.roomTypes.filter((type) => type.sleeps >= asked.guests).map((type) => ({ at: program.roomTypes.indexOf(type.id), nights: free.get(type.id) ?? [] })).filter(({ at }) => at >= 0)
  const items = Array.from({ length: nights }, (_, i) => {
    const day = dayNumber(asked.from) + i
    const date = fromDayNumber(day)
    const open = day >= first && day < first + layout.horizonDays && !layout.closures.some((closure) => closure.from <= date && date <= closure.to)
    let lowest = Infinity
    for (const type of types) {
      if (!open || (type.nights[i] ?? 0) < 1) continue
      program.plans.forEach((plan, p) => { if (day - first >= plan.advanceDaysMin && plan.visibility === 'public' && limitsOf(program, type.at, p)?.get(day)?.stopSell !== true) lowest = Math.min(lowest, stayTotal(program, type.at, p, { arrival: date, departure: addDays(date, 1), guests: asked.guests, rooms: 1, bookedOn: fromDayNumber(first) })) })
    }
    return { night: date, free: Number.isFinite(lowest), amount: Number.isFinite(lowest) ? toWire(money(lowest, program.currency)) : null }
  })
  return { items, next_cursor: null }
}
