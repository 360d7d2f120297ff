import type { Actor } from '#http/actor'
import type { Route } from '#http/route'
import type { VenueLayout } from '#module/venues'
import type { BlockId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { repeating, type Worker } from '#platform/worker'
import type { PlainDate } from '#platform/time'
import { changeBlock, notFound, type ChangeInput } from './change-block.ts'
import { createBlock, type BlockInput } from './create-block.ts'
import type { GroupsDeps } from './deps.ts'
import { groupOfBooking, groupOfCode } from './in-group.ts'
import { createLease, endLapsed, leaseOf, listLeases, returnLease, type LeaseInput } from './leases.ts'
import { releaseBlock, releaseDue } from './release-block.ts'
import { groupRoutes } from './routes.ts'
import { todayOf } from './rules.ts'
import * as store from './store.ts'
import { viewBlocks, withoutNights } from './views.ts'
import { requireStaff } from './who-may.ts'

export type { GroupsDeps } from './deps.ts'
export type { GroupTerms } from './in-group.ts'
export type { Block, BlockNight } from './types.ts'

const releaseEveryMs = 30_000

/** Rooms set aside: for groups, for channels, for a desk. What they have and sell is availability's; here is what was agreed with whom. */
export function openGroups(deps: GroupsDeps) {
  const { db, log } = deps
  const seen = async (actor: Actor, venue: VenueId) => {
    const layout = await deps.venues.layoutOf(db, venue)
    requireStaff(actor, layout, 'seeBoard')
    return layout
  }
  const one = async (actor: Actor, venue: VenueId, id: BlockId) => {
    const layout = await seen(actor, venue)
    const block = await store.findBlock(db, venue, id)
    if (block === undefined) throw notFound()
    return { layout, block, view: (await viewBlocks(deps, db, actor, layout, [block]))[0]! }
  }
  const door = {
    async list(actor: Actor, venue: VenueId, filter: { kind?: 'block' | 'allotment' | undefined; past: boolean; cursor?: string | undefined; limit: number }) {
      const layout = await seen(actor, venue)
      const [day, id] = (filter.cursor ?? '').split('~')
      const after = id === undefined || !/^\d{4}-\d\d-\d\d$/.test(day!) ? null : { day: day as PlainDate, id }
      if (filter.cursor !== undefined && after === null) throw problem('invalid-request', { detail: 'The cursor is not one of ours.', errors: [{ pointer: '/cursor', detail: 'is not one of ours' }] })
      const found = await store.listBlocks(db, venue, { kind: filter.kind ?? null, overBefore: filter.past ? null : todayOf(layout, deps.clock.now()), after, limit: filter.limit + 1 })
      const items = found.slice(0, filter.limit)
      return { items: (await viewBlocks(deps, db, actor, layout, items)).map(withoutNights), next_cursor: found.length > filter.limit ? `${items.at(-1)!.firstNight}~${items.at(-1)!.id}` : null }
    },
    async create(actor: Actor, venue: VenueId, input: BlockInput, key: string | null) { return (await one(actor, venue, await createBlock(deps, actor, venue, input, key))).view },
    async read(actor: Actor, venue: VenueId, block: BlockId) { return (await one(actor, venue, block)).view },
    async change(actor: Actor, venue: VenueId, block: BlockId, input: ChangeInput) {
      await changeBlock(deps, actor, venue, block, input)
      return (await one(actor, venue, block)).view
    },
    async release(actor: Actor, venue: VenueId, block: BlockId, dates: { from?: PlainDate | undefined; to?: PlainDate | undefined }) {
      await releaseBlock(deps, actor, venue, block, dates)
      return (await one(actor, venue, block)).view
    },
    /** Who booked from it, newest first. */
    async bookings(actor: Actor, venue: VenueId, block: BlockId, filter: { cursor?: string | undefined; limit: number }) {
      await one(actor, venue, block)
      const ids = await deps.booking.ofBlock(db, venue, block, filter.cursor ?? null, filter.limit + 1)
      const page = ids.slice(0, filter.limit)
      return { items: await deps.booking.linesFor(actor, await deps.booking.find(db, page)), next_cursor: ids.length > filter.limit ? page.at(-1)! : null }
    },
    /** What a code opens, for the guest who was given it. */
    async find(venue: VenueId, code: string) {
      const layout = await deps.venues.layoutOf(db, venue)
      if (layout.status !== 'published') throw problem('not-found', { detail: 'There is no such venue.' })
      const terms = await groupOfCode(deps, db, layout, code, false)
      const block = (await store.findBlock(db, venue, terms.block))!
      return { code: block.code, name: block.name, kind: block.kind, arrival: block.firstNight, departure: block.endDay, cut_off: block.cutOff }
    },

    leases: (actor: Actor, venue: VenueId, filter: { past: boolean; cursor?: string | undefined; limit: number }) => listLeases(deps, actor, venue, filter),
    lease: (actor: Actor, venue: VenueId, input: LeaseInput, key: string | null) => createLease(deps, actor, venue, input, key),
    returnLease: (actor: Actor, venue: VenueId, lease: `lse_${string}`) => returnLease(deps, actor, venue, lease),
    leaseOf: (reader: Reader, venue: VenueId, lease: `lse_${string}`) => leaseOf(deps, reader, venue, lease),

    // For quoting and booking, which are given these by the composition root.
    groupOfCode: (reader: Reader, layout: VenueLayout, code: string, atDesk: boolean) => groupOfCode(deps, reader, layout, code, atDesk),
    groupOfBooking: (reader: Reader, layout: VenueLayout, block: BlockId) => groupOfBooking(deps, reader, layout, layout.id, block),

    /** What is due goes back to the house; true when there is more. */
    releaseDue: () => releaseDue(deps),
    endLapsed: () => endLapsed(deps),
    workers: [repeating('groups: cut-offs, releases and leases that lapse', releaseEveryMs, log, async () => { const [more, lapsed] = [await releaseDue(deps), await endLapsed(deps)]; return more || lapsed })] as Worker[],
    routes: [] as Route[],
  }
  door.routes = groupRoutes(door)
  return door
}
export type Groups = ReturnType<typeof openGroups>
