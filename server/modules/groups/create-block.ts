import { createHash } from 'node:crypto'
import type { BodyOf } from '@holdfast/contract/kit'
import type { createBlock as contract } from '@holdfast/contract/groups'
import type { Actor } from '#http/actor'
import { fromWire } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import { newId, routeOf, seededId, type BlockId, type PoolId, type RatePlanId, type VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import { brokenConstraint, type Reader, type Tx } from '#platform/sql'
import { addDays, nightsOf, type PlainDate } from '#platform/time'
import type { GroupsDeps } from './deps.ts'
import { newCode, nextRelease, todayOf } from './rules.ts'
import * as store from './store.ts'
import { blockEvent } from './tell.ts'
import type { Block, BlockNight } from './types.ts'
import { requireStaff } from './who-may.ts'

export type BlockInput = BodyOf<typeof contract>
type Fault = { pointer: string; detail: string }

/** Rooms are set aside for a group or a channel: taken from the house at once, all nights or none. */
export async function createBlock(deps: GroupsDeps, actor: Actor, venue: VenueId, input: BlockInput, key: string | null): Promise<BlockId> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'manageGroups')
  if (input.override !== undefined) requireStaff(actor, layout, 'overrideAvailability')
  const now = deps.clock.now()
  const nights = nightsAsked(layout, input.rooms, todayOf(layout, now))
  refuse([...nights.faults, ...await faultsOf(deps, deps.db, layout, input, input.kind)])
  const hash = key === null ? null : createHash('sha256').update(JSON.stringify([venue, input])).digest('base64url')
  const route = routeOf(venue)
  const id: BlockId = key === null ? newId('blk', now.epochMilliseconds, route) : seededId('blk', `${actor.account ?? 'system'}:${key}`, route)
  try {
    await deps.db.transaction((tx) => insert(deps, tx, actor, layout, id, input, nights.nights, now, hash))
  } catch (error) {
    throw codeTaken(error) ?? error
  }
  return id
}

async function insert(deps: GroupsDeps, tx: Tx, actor: Actor, layout: VenueLayout, id: BlockId, input: BlockInput, nights: BlockNight[], now: Temporal.Instant, hash: string | null): Promise<void> {
  const before = await store.findBlock(tx, layout.id, id)
  if (before !== undefined) {
    if (before.requestHash !== hash) throw problem('key-reused', { detail: 'This key set other rooms aside before. Use a new key.' })
    return
  }
  const pool: PoolId = newId(input.guaranteed ? 'pool' : 'lim', now.epochMilliseconds, routeOf(layout.id))
  const contact = input.contact == null ? null : await deps.guests.findOrCreateGuest(tx, layout.vendor, input.contact)
  const block: Block = {
    venue: layout.id, id, vendor: layout.vendor, kind: input.kind, status: input.status, version: 1, pool, name: input.name, code: input.code ?? newCode(), partner: input.partner ?? null, guaranteed: input.guaranteed,
    contact, ratePlan: input.rate_plan ?? null, currency: layout.currency, cutOff: (input.cut_off ?? null) as PlainDate | null, releaseHours: input.release_hours ?? null, ...spanOf(nights), nextReleaseAt: null, releasedAt: null,
    createdAt: now, createdBy: actor.account,
  }
  block.nextReleaseAt = nextRelease(block, live(nights), layout)
  if (!await store.insertBlock(tx, block, hash)) throw problem('key-in-progress', { detail: 'The first request with this key is still running. Ask again in a moment.', retryAfterSeconds: 1 })
  await store.writeNights(tx, layout.id, id, nights)
  await deps.availability.carve(tx, { venue: layout.id, pool, nights: nights.map((one) => ({ roomType: one.roomType, night: one.night, quantity: one.contracted })), override: input.override })
  await emit(tx, blockEvent('created', block, { actor, at: now, facts: { room_nights: nights.reduce((sum, one) => sum + one.contracted, 0) } }))
}

/** Nights that still have rooms of their own, for the next release. */
export const live = (nights: readonly BlockNight[]): PlainDate[] => nights.filter((one) => one.contracted > 0).map((one) => one.night)
export function spanOf(nights: readonly BlockNight[]): { firstNight: PlainDate; endDay: PlainDate } {
  const days = nights.map((one) => one.night).sort()
  return { firstNight: days[0]!, endDay: addDays(days.at(-1)!, 1) }
}
const mostNights = 3_660

/** Night by night, what stands later in the list wins. */
export function nightsAsked(layout: VenueLayout, rooms: BlockInput['rooms'], today: PlainDate): { nights: BlockNight[]; faults: Fault[] } {
  const faults: Fault[] = []
  const nights = new Map<string, BlockNight>()
  rooms.forEach((one, i) => {
    const type = layout.roomTypes.find(({ id }) => id === one.room_type)
    if (layout.kind !== 'hotel' || type === undefined) faults.push({ pointer: `/rooms/${i}/room_type`, detail: 'is no room type of this venue' })
    if (one.arrival < today) faults.push({ pointer: `/rooms/${i}/arrival`, detail: 'is in the past' })
    if (one.departure > addDays(today, layout.horizonDays)) faults.push({ pointer: `/rooms/${i}/departure`, detail: `is beyond ${addDays(today, layout.horizonDays)}, the last day that can be booked` })
    const rate = one.rate == null ? null : fromWire(one.rate, layout.currency)
    if (rate !== null && 'detail' in rate) faults.push({ pointer: `/rooms/${i}/rate`, detail: rate.detail })
    else if (rate !== null && rate.amount < 0) faults.push({ pointer: `/rooms/${i}/rate`, detail: 'must not be negative' })
    if (faults.length > 0) return
    for (const night of nightsOf({ arrival: one.arrival as PlainDate, departure: one.departure as PlainDate })) {
      nights.set(`${one.room_type}/${night}`, { roomType: one.room_type, night, contracted: one.rooms, rate: rate === null || 'detail' in rate ? null : rate.amount })
    }
  })
  if (nights.size > mostNights) faults.push({ pointer: '/rooms', detail: `are more than ${mostNights} nights of a type` })
  return { nights: [...nights.values()].sort((a, b) => (a.night < b.night ? -1 : a.night > b.night ? 1 : 0)), faults }
}

type TermsInput = Partial<Pick<BlockInput, 'cut_off' | 'release_hours' | 'rate_plan' | 'guaranteed'>>
export async function faultsOf(deps: GroupsDeps, reader: Reader, layout: VenueLayout, input: TermsInput, kind: Block['kind']): Promise<Fault[]> {
  const faults: Fault[] = []
  if (kind === 'block' && input.release_hours != null) faults.push({ pointer: '/release_hours', detail: 'is for allotments; a group has a cut-off' })
  if (kind === 'block' && input.guaranteed === false) faults.push({ pointer: '/guaranteed', detail: 'a group’s rooms are always its own' })
  if (kind === 'allotment' && input.cut_off != null) faults.push({ pointer: '/cut_off', detail: 'is for groups; an allotment has release hours' })
  if (input.rate_plan != null) {
    const program = await deps.pricing.ratesOf(reader, layout.id)
    if (program?.plans.some((plan) => plan.id === input.rate_plan as RatePlanId) !== true) faults.push({ pointer: '/rate_plan', detail: 'is no plan of this venue' })
  }
  return faults
}
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw problem('invalid-request', { detail: `${faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join('. ')}. Nothing was changed.`, errors: [...faults] })
}
export function codeTaken(error: unknown) {
  return brokenConstraint(error) === 'block_code_once' ? problem('in-use', { detail: 'Another group or allotment has this code. Choose another.', errors: [{ pointer: '/code', detail: 'is taken' }] }) : undefined
}
