import type { BodyOf } from '@holdfast/contract/kit'
import type { changeBlock as contract } from '@holdfast/contract/groups'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { BlockId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { codeTaken, faultsOf, live, nightsAsked, refuse, spanOf } from './create-block.ts'
import type { GroupsDeps } from './deps.ts'
import { nextRelease, todayOf } from './rules.ts'
import * as store from './store.ts'
import { blockEvent } from './tell.ts'
import type { Block, BlockNight } from './types.ts'
import { requireStaff } from './who-may.ts'

export type ChangeInput = BodyOf<typeof contract>

/** Terms, rooms and state of a block or an allotment. What is left out stays as it is. */
export async function changeBlock(deps: GroupsDeps, actor: Actor, venue: VenueId, id: BlockId, input: ChangeInput): Promise<void> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'manageGroups')
  if (input.override !== undefined) requireStaff(actor, layout, 'overrideAvailability')
  try {
    await deps.db.transaction(async (tx) => {
      const block = await store.lockBlock(tx, venue, id)
      if (block === undefined) throw notFound()
      if (input.version !== undefined && input.version !== block.version) throw problem('version-conflict', { detail: 'Somebody changed it meanwhile. Look at it again.', facts: { version: block.version } })
      if (block.status === 'cancelled') throw problem('wrong-state', { detail: 'It is cancelled. Make a new one.', facts: { state: block.status } })
      await (input.status === 'cancelled' ? cancel(deps, tx, actor, block) : change(deps, tx, actor, layout, block, input))
    })
  } catch (error) {
    throw codeTaken(error) ?? error
  }
}
export const notFound = () => problem('not-found', { detail: 'There is no such group or allotment here.' })

/** The unsold go back; who has booked stays booked, at what was agreed. */
async function cancel(deps: GroupsDeps, tx: Tx, actor: Actor, block: Block): Promise<void> {
  const at = deps.clock.now()
  const released = await deps.availability.releasePool(tx, { venue: block.venue, pool: block.pool })
  const next: Block = { ...block, status: 'cancelled', version: block.version + 1, nextReleaseAt: null, releasedAt: block.releasedAt ?? at }
  await store.saveBlock(tx, next)
  await emit(tx, blockEvent('cancelled', next, { actor, at, facts: { room_nights_released: released.reduce((sum, one) => sum + one.unsold, 0) } }))
}

async function change(deps: GroupsDeps, tx: Tx, actor: Actor, layout: VenueLayout, block: Block, input: ChangeInput): Promise<void> {
  const at = deps.clock.now()
  const asked = nightsAsked(layout, input.rooms ?? [], todayOf(layout, at))
  refuse([...asked.faults, ...await faultsOf(deps, tx, layout, input, block.kind)])
  const before = await store.readNights(tx, block.venue, block.id)
  const known = new Map(before.map((one) => [`${one.roomType}/${one.night}`, one]))
  // A rate that is not named stays.
  const named = new Set((input.rooms ?? []).filter((one) => one.rate !== undefined).map((one) => one.room_type))
  const nights = asked.nights.map((one): BlockNight => (named.has(one.roomType) ? one : { ...one, rate: known.get(`${one.roomType}/${one.night}`)?.rate ?? before.find((other) => other.roomType === one.roomType)?.rate ?? null }))
  if (nights.length > 0) {
    await store.writeNights(tx, block.venue, block.id, nights)
    await deps.availability.carve(tx, { venue: block.venue, pool: block.pool, nights: nights.map((one) => ({ roomType: one.roomType, night: one.night, quantity: one.contracted })), override: input.override })
  }
  const contact = input.contact === undefined ? block.contact : input.contact === null ? null : await deps.guests.findOrCreateGuest(tx, block.vendor, input.contact)
  const status = input.status ?? (nights.length > 0 && block.status === 'released' ? 'definite' : block.status)
  const next: Block = {
    ...block, version: block.version + 1, status, name: input.name ?? block.name, code: input.code ?? block.code, contact, partner: input.partner === undefined ? block.partner : input.partner, ratePlan: input.rate_plan === undefined ? block.ratePlan : input.rate_plan,
    cutOff: (input.cut_off === undefined ? block.cutOff : input.cut_off) as PlainDate | null, releaseHours: input.release_hours === undefined ? block.releaseHours : input.release_hours,
    ...spanOf([...known.values(), ...nights]),
  }
  const stands = new Set((await deps.availability.poolNights(tx, block.venue, block.pool)).filter((one) => one.quantity > 0).map((one) => one.night))
  next.nextReleaseAt = nextRelease(next, [...stands].sort(), layout)
  if (status === 'tentative' || status === 'definite') next.releasedAt = null
  await store.saveBlock(tx, next)
  const confirmed = block.status === 'tentative' && status === 'definite'
  await emit(tx, blockEvent(confirmed ? 'confirmed' : 'changed', next, { actor, at, facts: { was: block.status, room_nights: live([...nights]).length } }))
}
