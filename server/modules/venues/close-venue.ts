import type { Actor } from '#http/actor'
import { newId, routeOf, type BookingId, type VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import { refuse } from './rules.ts'
import { deleteClosure, insertClosure } from './store.ts'

/** Closes the venue from one day to another, both included. Answers the bookings that it touches: they stay until staff solve each. */
export async function addClosure(context: Context, actor: Actor, venue: VenueId, closure: { from: PlainDate; to: PlainDate; reason: string }, options: ChangeOptions = {}): Promise<{ id: string; touched: BookingId[] }> {
  const answer: { id: string; touched: BookingId[] } = { id: newId('clo', context.clock.now().epochMilliseconds, routeOf(venue)), touched: [] }
  await changeVenue(context, actor, venue, 'closures', options, async (tx) => {
    if (closure.to < closure.from) refuse([{ pointer: '/to', detail: 'must not be before from' }])
    await insertClosure(tx, venue, { id: answer.id, ...closure })
    const { holders } = await context.availability.addClosure(tx, venue, { id: answer.id, ...closure })
    answer.touched = await context.bookingsOf(tx, holders)
  })
  return answer
}

export async function removeClosure(context: Context, actor: Actor, venue: VenueId, closure: string, options: ChangeOptions = {}): Promise<void> {
  await changeVenue(context, actor, venue, 'closures', options, async (tx) => {
    if (!(await deleteClosure(tx, venue, closure))) throw problem('not-found', { detail: 'There is no such closure.' })
    await context.availability.removeClosure(tx, venue, closure)
  })
}
