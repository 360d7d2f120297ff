import type { Actor } from '#http/actor'
import { systemActor } from '#http/actor'
import type { BlockId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import { notFound } from './change-block.ts'
import type { GroupsDeps } from './deps.ts'
import { isReleased, nextRelease, type House } from './rules.ts'
import * as store from './store.ts'
import { blockEvent } from './tell.ts'
import type { Block } from './types.ts'
import { requireStaff } from './who-may.ts'

/** Staff give the unsold back before their time, of all nights or of some `[from, to)`. Safe twice. */
export async function releaseBlock(deps: GroupsDeps, actor: Actor, venue: VenueId, id: BlockId, dates: { from?: PlainDate | undefined; to?: PlainDate | undefined }): Promise<void> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'manageGroups')
  await deps.db.transaction(async (tx) => {
    const block = await store.lockBlock(tx, venue, id)
    if (block === undefined) throw notFound()
    if (block.status === 'cancelled') throw problem('wrong-state', { detail: 'It is cancelled: all of it went back then.', facts: { state: block.status } })
    await release(deps, tx, actor, block, layout, dates, 'asked')
  })
}

const atOnce = 20

/** What is due goes back, of all venues, each in a transaction of its own. Several processes may do this; true when there is more. */
export async function releaseDue(deps: GroupsDeps): Promise<boolean> {
  for (let i = 0; i < atOnce; i += 1) {
    const found = await deps.db.transaction(async (tx) => {
      const now = deps.clock.now()
      const [block] = await store.lockDue(tx, now, 1)
      if (block === undefined) return false
      const house = await deps.venues.layoutOf(tx, block.venue)
      const nights = (await deps.availability.poolNights(tx, block.venue, block.pool)).filter((one) => one.quantity > 0 && isReleased(block, one.night, house, now)).map((one) => one.night).sort()
      const dates = nights.length === 0 ? null : { from: nights[0]!, to: addDays(nights.at(-1)!, 1) }
      await release(deps, tx, systemActor, block, house, dates, 'due')
      return true
    })
    if (!found) return false
  }
  return true
}

/** Gives back and says when the next is due. An event only when something went back. */
async function release(deps: GroupsDeps, tx: Tx, actor: Actor, block: Block, house: House, dates: { from?: PlainDate | undefined; to?: PlainDate | undefined } | null, reason: string): Promise<void> {
  const at = deps.clock.now()
  const released = dates === null ? [] : await deps.availability.releasePool(tx, { venue: block.venue, pool: block.pool, ...dates })
  const left = (await deps.availability.poolNights(tx, block.venue, block.pool)).filter((one) => one.quantity > 0).map((one) => one.night).sort()
  const over = left.length === 0
  const next: Block = { ...block, version: released.length > 0 ? block.version + 1 : block.version, status: over ? 'released' : block.status, nextReleaseAt: nextRelease(block, left, house), releasedAt: over ? block.releasedAt ?? at : block.releasedAt }
  await store.saveBlock(tx, next)
  if (released.length === 0) return
  await emit(tx, blockEvent('released', next, { actor, at, reason, facts: { room_nights: released.reduce((sum, one) => sum + one.unsold, 0), from: released.map((one) => one.night).sort()[0]!, nights: new Set(released.map((one) => one.night)).size } }))
}
