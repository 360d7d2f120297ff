import { createHash } from 'node:crypto'
import type { BodyOf, ResponseOf } from '@holdfast/contract/kit'
import type { createLease as contract, listLeases as list } from '@holdfast/contract/groups'
import { systemActor, type Actor } from '#http/actor'
import { instantText } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import { newId, routeOf, seededId, type AccountId, type RoomId, type TableId, type VendorId, type VenueId } from '#platform/id'
import { emit, type NewEvent } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import type { GroupsDeps } from './deps.ts'
import { refuse } from './create-block.ts'
import { findLease, insertLease, leasesOf, lockLapsed, lockLease, saveLease } from './lease-store.ts'
import { todayOf } from './rules.ts'
import { requireStaff } from './who-may.ts'

export type LeaseId = `lse_${string}`
export interface Lease {
  venue: VenueId; id: LeaseId; vendor: VendorId; desk: string; kind: 'rooms' | 'tables'; status: 'live' | 'returned' | 'lapsed'; units: string[]; from: PlainDate; to: PlainDate
  until: Temporal.Instant; createdAt: Temporal.Instant; createdBy: AccountId | null; endedAt: Temporal.Instant | null
}
export type LeaseInput = BodyOf<typeof contract>
type LeaseView = ResponseOf<typeof list>['items'][number]

/** Longer than this no desk is offline; a lease that is forgotten would keep rooms from everybody. */
const mostDays = 62

/** Rooms or tables for a desk alone, until it gives them back or `until` has passed. */
export async function createLease(deps: GroupsDeps, actor: Actor, venue: VenueId, input: LeaseInput, key: string | null): Promise<LeaseView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'manageGroups')
  const now = deps.clock.now()
  const until = Temporal.Instant.from(input.until)
  const units: string[] = input.rooms ?? input.tables ?? []
  refuse(faults(layout, input, until, now))
  const hash = key === null ? null : createHash('sha256').update(JSON.stringify([venue, input])).digest('base64url')
  const id: LeaseId = key === null ? newId('lse', now.epochMilliseconds, routeOf(venue)) : seededId('lse', `${actor.account ?? 'system'}:${key}`, routeOf(venue))
  const lease: Lease = {
    venue, id, vendor: layout.vendor, desk: input.desk, kind: input.rooms === undefined ? 'tables' : 'rooms', status: 'live', units, from: input.from as PlainDate, to: input.to as PlainDate, until, createdAt: now, createdBy: actor.account, endedAt: null,
  }
  await deps.db.transaction(async (tx) => {
    const before = await findLease(tx, venue, id)
    if (before !== undefined && before.requestHash !== hash) throw problem('key-reused', { detail: 'This key leased something else before. Use a new key.' })
    if (before !== undefined) return
    if (!await insertLease(tx, lease, hash)) throw problem('key-in-progress', { detail: 'The first request with this key is still running. Ask again in a moment.', retryAfterSeconds: 1 })
    const asked = { venue, pool: id, from: lease.from, to: lease.to }
    if (lease.kind === 'rooms') await deps.availability.leaseRooms(tx, { ...asked, rooms: units as RoomId[] })
    else await deps.availability.leaseTables(tx, { ...asked, tables: units as TableId[] })
    await emit(tx, leaseEvent('started', lease, actor, now))
  })
  return viewLease(layout, (await findLease(deps.db, venue, id))!)
}

function faults(layout: VenueLayout, input: LeaseInput, until: Temporal.Instant, now: Temporal.Instant): { pointer: string; detail: string }[] {
  const today = todayOf(layout, now)
  const found: { pointer: string; detail: string }[] = []
  if (input.from < today) found.push({ pointer: '/from', detail: 'is in the past' })
  if (input.to > addDays(today, Math.min(layout.horizonDays, mostDays))) found.push({ pointer: '/to', detail: `is more than ${mostDays} days ahead` })
  if (Temporal.Instant.compare(until, now) <= 0) found.push({ pointer: '/until', detail: 'is in the past' })
  const rooms = new Set(layout.roomTypes.flatMap((type) => type.rooms.map((room) => room.id as string)))
  const tables = new Set(layout.areas.flatMap((area) => area.tables.map((table) => table.id as string)))
  ;(input.rooms ?? []).forEach((room, i, all) => { if (!rooms.has(room) || all.indexOf(room) !== i) found.push({ pointer: `/rooms/${i}`, detail: rooms.has(room) ? 'stands there twice' : 'is no room of this venue' }) })
  ;(input.tables ?? []).forEach((table, i, all) => { if (!tables.has(table) || all.indexOf(table) !== i) found.push({ pointer: `/tables/${i}`, detail: tables.has(table) ? 'stands there twice' : 'is no table of this venue' }) })
  return found
}

/** The desk is back: what it has goes back to all. Safe twice. */
export async function returnLease(deps: GroupsDeps, actor: Actor, venue: VenueId, id: LeaseId): Promise<LeaseView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'manageGroups')
  await deps.db.transaction(async (tx) => {
    const lease = await lockLease(tx, venue, id)
    if (lease === undefined) throw problem('not-found', { detail: 'There is no such lease here.' })
    if (lease.status === 'live') await end(deps, tx, actor, lease, 'returned')
  })
  return viewLease(layout, (await findLease(deps.db, venue, id))!)
}

async function end(deps: GroupsDeps, tx: Tx, actor: Actor, lease: Lease, status: 'returned' | 'lapsed'): Promise<void> {
  const now = deps.clock.now()
  await deps.availability.endLease(tx, { venue: lease.venue, pool: lease.id })
  const over: Lease = { ...lease, status, endedAt: now }
  await saveLease(tx, over)
  await emit(tx, leaseEvent(status, over, actor, now))
}

/** Leases whose time has passed go back. True when there is more. */
export async function endLapsed(deps: GroupsDeps): Promise<boolean> {
  for (let i = 0; i < 20; i += 1) {
    const found = await deps.db.transaction(async (tx) => {
      const [lease] = await lockLapsed(tx, deps.clock.now(), 1)
      if (lease !== undefined) await end(deps, tx, systemActor, lease, 'lapsed')
      return lease !== undefined
    })
    if (!found) return false
  }
  return true
}

/** For the desk that sells from it: undefined when there is none, or it is over, whether the worker has been there or not. */
export async function leaseOf({ clock }: Pick<GroupsDeps, 'clock'>, reader: Reader, venue: VenueId, id: LeaseId): Promise<Lease | undefined> {
  const lease = await findLease(reader, venue, id)
  return lease?.status === 'live' && Temporal.Instant.compare(clock.now(), lease.until) < 0 ? lease : undefined
}

export async function listLeases(deps: GroupsDeps, actor: Actor, venue: VenueId, filter: { past: boolean; cursor?: string | undefined; limit: number }): Promise<{ items: LeaseView[]; next_cursor: string | null }> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'seeBoard')
  const found = await leasesOf(deps.db, venue, filter.past, filter.cursor ?? null, filter.limit + 1)
  const items = found.slice(0, filter.limit)
  return { items: items.map((lease) => viewLease(layout, lease)), next_cursor: found.length > filter.limit ? items.at(-1)!.id : null }
}

function viewLease(layout: VenueLayout, lease: Lease): LeaseView {
  const names = new Map<string, string>([...layout.roomTypes.flatMap((type) => type.rooms.map((room) => [room.id, room.number] as const)), ...layout.areas.flatMap((area) => area.tables.map((table) => [table.id, table.name] as const))])
  return {
    id: lease.id, desk: lease.desk, kind: lease.kind, status: lease.status, from: lease.from, to: lease.to, units: lease.units.map((id) => ({ id, name: names.get(id) ?? '' })), until: instantText(lease.until),
    created_at: instantText(lease.createdAt), ended_at: lease.endedAt === null ? null : instantText(lease.endedAt),
  }
}

function leaseEvent(what: 'started' | 'returned' | 'lapsed', lease: Lease, actor: Actor, at: Temporal.Instant): NewEvent {
  return { venue: lease.venue, type: `lease.${what}`, subject: lease.id, actor, channel: actor.system ? null : actor.channel, at, facts: { kind: lease.kind, units: lease.units.length, from: lease.from, to: lease.to, until: lease.until } }
}
