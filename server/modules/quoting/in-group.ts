import type { Reason } from '@holdfast/contract/kit'
import { cheapestPlan, planIndex, refusedByPlan, type PlanTerms, type RateProgram } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { BlockId, PoolId, RatePlanId, RoomTypeId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'

interface Stay { arrival: PlainDate; departure: PlainDate }

/** What a group or a partner's allotment is sold under: see the module groups, which stands above this one. */
export interface GroupTerms {
  block: BlockId; pool: PoolId; code: string; name: string
  /** Agreed on with a group: restrictions of length, arrival and days ahead do not bind its stays. */
  contracted: boolean
  ratePlan: RatePlanId | null
  roomTypes: RoomTypeId[]
  /** For one room in each night, in minor units; null: by the plan. */
  agreedFor(roomType: RoomTypeId, stay: Stay): number[] | null
  /** Why nothing of it is sold for these nights, whatever is free. */
  refusals(roomType: RoomTypeId, stay: Stay): Reason[]
}
export interface GroupsAsked {
  /** By the code that somebody was given; `not-found` when it opens nothing. */
  groupOfCode(reader: Reader, layout: VenueLayout, code: string, atDesk: boolean): Promise<GroupTerms>
  /** Of a booking that was made in it, whatever became of the group since. */
  groupOfBooking(reader: Reader, layout: VenueLayout, block: BlockId): Promise<GroupTerms | undefined>
  /** A desk's lease that is not over. */
  leaseOf(reader: Reader, venue: VenueLayout['id'], lease: `lse_${string}`): Promise<{ id: PoolId; units: string[] } | undefined>
}
/** As it is frozen into what was sold. */
export interface SoldInGroup { block: BlockId; code: string; contracted: boolean }
export const soldIn = (group: GroupTerms): { pool: PoolId; group: SoldInGroup } => ({ pool: group.pool, group: { block: group.block, code: group.code, contracted: group.contracted } })

/** The plan whose policy and board a group's stay has: the one agreed on, or the cheapest. An agreed stay is not bound by what the plan asks of others. */
export function planInGroup(program: RateProgram, group: GroupTerms, asked: Stay & { roomType: RoomTypeId; guests: number; rooms: number }, today: PlainDate): PlanTerms | undefined {
  const known = group.ratePlan === null ? undefined : program.plans[planIndex(program, group.ratePlan)]
  if (known !== undefined && (group.contracted || refusedByPlan(known, asked, today).length === 0)) return known
  return cheapestPlan(program, asked, today)?.plan ?? (group.contracted ? program.plans[0] : undefined)
}
