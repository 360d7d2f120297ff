import type { Reason } from '@holdfast/contract/kit'
import type { VenueLayout } from '#module/venues'
import type { BlockId, PoolId, RatePlanId, RoomTypeId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { nightsOf, type PlainDate } from '#platform/time'
import type { GroupsDeps } from './deps.ts'
import { agreedRates, isReleased } from './rules.ts'
import * as store from './store.ts'
import type { Block, BlockNight } from './types.ts'

/** What a code, or a booking that came by one, is sold under. */
export interface GroupTerms {
  block: BlockId; pool: PoolId; code: string; name: string; kind: Block['kind']
  /** A group's stays are agreed on: restrictions of length, arrival and days ahead do not bind them. */
  contracted: boolean
  ratePlan: RatePlanId | null
  /** For one room in each night of the stay, in minor units; null: by the plan. */
  agreedFor(roomType: RoomTypeId, stay: Stay): number[] | null
  /** Why nothing of it is sold for these nights, whatever is free. */
  refusals(roomType: RoomTypeId, stay: Stay): Reason[]
  roomTypes: RoomTypeId[]
}
interface Stay { arrival: PlainDate; departure: PlainDate }

/** By the code that a guest or a partner was given; `not-found` when it opens nothing. Tentative ones are the desk's only. */
export async function groupOfCode(deps: GroupsDeps, reader: Reader, layout: VenueLayout, code: string, atDesk: boolean): Promise<GroupTerms> {
  const block = await store.blockOfCode(reader, layout.id, code.trim().toUpperCase())
  if (block === undefined || block.status === 'cancelled' || (block.status === 'tentative' && !atDesk)) throw problem('not-found', { detail: 'No group has this code. Look at your invitation again.', errors: [{ pointer: '/group', detail: 'opens nothing here' }] })
  return termsOf(deps, layout, block, await store.readNights(reader, layout.id, block.id))
}

/** Of a booking that was made in it, whatever has become of the group since. */
export async function groupOfBooking(deps: GroupsDeps, reader: Reader, layout: VenueLayout, venue: VenueId, id: BlockId): Promise<GroupTerms | undefined> {
  const block = await store.findBlock(reader, venue, id)
  return block === undefined ? undefined : termsOf(deps, layout, block, await store.readNights(reader, venue, id))
}

function termsOf(deps: GroupsDeps, layout: VenueLayout, block: Block, nights: BlockNight[]): GroupTerms {
  const of = (roomType: RoomTypeId) => nights.filter((one) => one.roomType === roomType)
  return {
    block: block.id, pool: block.pool, code: block.code, name: block.name, kind: block.kind, contracted: block.kind === 'block', ratePlan: block.ratePlan,
    agreedFor: (roomType, stay) => agreedRates(of(roomType), nightsOf(stay)),
    refusals: (roomType, stay) => refusals(block, of(roomType), nightsOf(stay), layout, deps.clock.now()),
    roomTypes: [...new Set(nights.filter((one) => one.contracted > 0).map((one) => one.roomType))],
  }
}

function refusals(block: Block, nights: readonly BlockNight[], wanted: readonly PlainDate[], layout: VenueLayout, now: Temporal.Instant): Reason[] {
  const has = new Set(nights.filter((one) => one.contracted > 0).map((one) => one.night))
  const outside = wanted.filter((night) => !has.has(night))
  if (outside.length > 0) return [{ code: 'closed', detail: `${block.name} has no rooms of this type on ${outside.length === 1 ? outside[0]! : `${outside.length} of these nights`}`, nights: outside }]
  if (block.kind === 'block') {
    const over = block.status === 'released' || wanted.some((night) => isReleased(block, night, layout, now))
    return over ? [{ code: 'cut_off_passed', detail: block.cutOff === null ? `The rooms of ${block.name} have gone back to the house` : `Rooms of ${block.name} could be booked until ${block.cutOff}`, nights: [...wanted] }] : []
  }
  const gone = wanted.filter((night) => isReleased(block, night, layout, now))
  return gone.length === 0 ? [] : [{ code: 'release_passed', detail: `The rooms set aside went back to the house ${block.releaseHours} hours before arrival`, nights: gone }]
}
