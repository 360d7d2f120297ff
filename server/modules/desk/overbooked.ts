import type { ResponseOf } from '@holdfast/contract/kit'
import type { listOverbooked as list } from '@holdfast/contract/groups'
import { may } from '@holdfast/contract/permissions'
import type { Actor } from '#http/actor'
import type { OverbookedNow } from '#module/availability'
import type { VenueLayout } from '#module/venues'
import type { RoomTypeId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { DeskDeps } from './index.ts'
import { requireBoard } from './who-may.ts'

type CaseView = ResponseOf<typeof list>['items'][number]
export type Solution = 'moved' | 'walked' | 'cancelled' | 'upgraded' | 'capacity' | 'other'

/** What was sold beyond capacity and waits for the desk, newest first. */
export async function listOverbooked(deps: DeskDeps, actor: Actor, venue: VenueId, filter: { solved: boolean; cursor?: string | undefined; limit: number }): Promise<{ items: CaseView[]; next_cursor: string | null }> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireBoard(actor, { vendor: layout.vendor, venue })
  if (filter.cursor !== undefined && !/^\d{1,18}$/.test(filter.cursor)) throw problem('invalid-request', { detail: 'The cursor is not one of ours.', errors: [{ pointer: '/cursor', detail: 'is not one of ours' }] })
  const found = await deps.availability.overbooked(deps.db, venue, { solved: filter.solved, before: filter.cursor ?? null, limit: filter.limit + 1 })
  const items = found.slice(0, filter.limit)
  return { items: await viewCases(deps, layout, items), next_cursor: found.length > filter.limit ? items.at(-1)!.id : null }
}

/** Staff at the desk say how it was solved. It is closed once. */
export async function solveOverbooked(deps: DeskDeps, actor: Actor, venue: VenueId, id: string, solution: Solution): Promise<CaseView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireBoard(actor, { vendor: layout.vendor, venue })
  if (!actor.system && !may.checkIn(actor, { vendor: layout.vendor, venue })) throw problem('not-allowed', { detail: 'Your role at this venue does not include this. Ask a manager.' })
  const solved = await deps.db.transaction(async (tx) => {
    const found = await deps.availability.closeOverbooked(tx, venue, id, solution)
    if (found !== undefined) await emit(tx, { venue, type: 'overbooking.solved', subject: found.holder ?? venue, actor, channel: actor.channel, reason: solution, at: deps.clock.now(), facts: { case: id, cause: found.cause } })
    return found
  })
  if (solved !== undefined) return (await viewCases(deps, layout, [solved]))[0]!
  if (await deps.availability.hasOverbooked(deps.db, venue, id)) throw problem('wrong-state', { detail: 'Somebody has solved this already.' })
  throw problem('not-found', { detail: 'There is no such case here.' })
}

async function viewCases(deps: DeskDeps, layout: VenueLayout, cases: readonly OverbookedNow[]): Promise<CaseView[]> {
  const holders = cases.flatMap((one) => (one.holder === null ? [] : [one.holder]))
  const bookings = holders.length === 0 ? [] : await deps.booking.find(deps.db, await deps.booking.ofReservations(deps.db, holders))
  const bookingOf = new Map(bookings.flatMap((booking) => booking.reservations.map((reservation) => [reservation.id, booking] as const)))
  const names = new Map<string, string>([...layout.roomTypes.map((type) => [type.id, type.name] as const), ...layout.services.map((service) => [service.id, service.name] as const)])
  return cases.map((one) => {
    const booking = one.holder === null ? undefined : bookingOf.get(one.holder)
    return {
      id: one.id, what: names.get(one.grp) ?? '', room_type: one.grp.startsWith('rt_') ? one.grp as RoomTypeId : null, nights: one.nights, cause: one.cause, booking: booking?.id ?? null, reservation: one.holder, booking_code: booking?.code ?? null,
      still_over: one.stillOver, reason: one.reason, created_at: one.createdAt.toString({ smallestUnit: 'second' }), solved_at: one.solvedAt?.toString({ smallestUnit: 'second' }) ?? null, solution: one.solution,
    }
  })
}
