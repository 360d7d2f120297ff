import type { RatePlanId, RoomTypeId } from '#platform/id'
import type { Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'
import type { TaxRule } from './taxes.ts'

/**
 * What a venue set up, in minor units of its one currency. The calculator never reads this: it runs the compiled
 * program. What may be left out was not known when the oldest rows were written; leaving it out asks for nothing more.
 */
export interface Rates {
  currency: Currency
  roomTypes: RoomTypeRate[]
  /** Monday first; 100 leaves the price as it is. */
  weekdayPercent: number[]
  /** Where seasons overlap, the one that stands later in the list wins: a festival within the summer. */
  seasons: Season[]
  plans: PlanRate[]
  /** In the order in which they are reckoned: a tax on a tax stands after it. */
  taxes: TaxRule[]
  /** By age, ascending. Who is older than the last band pays as an adult. */
  childBands?: ChildBand[]
  discounts?: Discount[]
  extras?: Extra[]
}
export interface RoomTypeRate {
  roomType: RoomTypeId
  /** A night for `includedGuests` people. */
  price: number
  /** What one person alone pays of it. */
  singlePercent: number
  /** A night for each guest beyond `includedGuests`, who sleeps in an extra bed; null: nothing more is asked. */
  extraGuest: number | null
  includedGuests: number
  /** The price by the number of guests, from one up to `includedGuests` of them; without it `price` and `singlePercent` say it. */
  byGuests?: number[] | null
}
/** From the night of `from` to the night of `to`, both included. */
export interface Season { name: string; from: PlainDate; to: PlainDate; percent: number }
export type Board = 'room_only' | 'breakfast' | 'half_board' | 'full_board'
export interface LadderStep {
  /** The step holds until so many hours before arrival; null: up to and after arrival, no-show included. */
  untilHours: number | null
  chargePercent: number
}
/**
 * `charge`: paid now. `authorize`: nothing is paid now; the card is kept, the amount is held on it near the visit, and
 * it is taken only for a late cancellation, a no-show, or with the bill. Afterwards it counts towards the bill
 * (`credit`) or goes back (`refund`).
 */
export interface DepositTerms { take: 'charge' | 'authorize'; after: 'credit' | 'refund' }
/** Who is offered a plan: everybody, guests with an account, or who names the code. */
export type Visibility = 'public' | 'members' | 'corporate'
export interface PlanRate {
  id: RatePlanId
  name: string
  board: Board
  /** Of the room type's price, or of the parent's. */
  percent: number
  /** A night for each person, for the board; of a plan without a board a supplement within the night. */
  perPerson: number | null
  cancellation: LadderStep[]
  depositPercent: number
  /** How the deposit is taken; left out, it is charged now and credited. */
  deposit?: DepositTerms | undefined
  /** What is paid when it is booked: a percentage of the whole, or the first night with its taxes. */
  depositKind?: 'percent' | 'first_night'
  minStay: number
  maxStay: number | null
  advanceDaysMin: number
  /** Its nights cost what the parent's cost (overrides included), times `percent`, plus `perNight`, plus `perPerson` beside the parent's own. */
  parent?: RatePlanId | null
  /** A night and room, added to the derived price; may be negative. */
  perNight?: number | null
  visibility?: Visibility
  /** Of a corporate plan. */
  code?: string | null
  /** Extras that come with the plan and are part of its price: a package. */
  extras?: string[]
}
/** A child up to and including this age. A child beyond the beds that are included pays `amount` a night instead of an extra guest's price. */
export interface ChildBand {
  upTo: number
  amount: number
  /** What it pays of the plan's board. */
  boardPercent: number
  /** False: sleeps in a cot, takes none of the included beds, and always pays `amount`. */
  takesBed: boolean
}
/** Off the room's price of each night, never off board, extras or taxes. Of each kind the best one holds; kinds add up. */
export interface Discount {
  name: string
  kind: 'length_of_stay' | 'early_bird' | 'last_minute'
  /** At least so many nights; booked at least so many days ahead; booked at most so many days ahead. */
  from: number
  percent: number
  /** Null: all plans. */
  plans: RatePlanId[] | null
}
/** A thing beside the room: chosen by the guest, part of a plan, or asked of everybody (`mandatory`: a fee). */
export interface Extra {
  id: string
  name: string
  per: 'stay' | 'night' | 'person' | 'person_night'
  price: number
  /** The price split into what it is revenue of; adds up to 100. */
  parts: { category: 'room' | 'board' | 'food' | 'beverage' | 'extra' | 'fee' | 'other'; percent: number }[]
  mandatory: boolean
  /** How many may be chosen of what is charged per stay or night. */
  maxQuantity: number
}

/** The largest night that any multiplier may lead to, so that a stay of two years in nine rooms still is a safe integer. */
export const largestNight = 500_000_000_000

/** A plan and those it derives from, itself first. Stops where it would go round. */
export function lineage(plans: readonly PlanRate[], plan: PlanRate): PlanRate[] {
  const line = [plan]
  for (let at: PlanRate | undefined = plan; at?.parent != null; ) {
    const parent: PlanRate | undefined = plans.find(({ id }) => id === at!.parent)
    if (parent === undefined || line.includes(parent)) break
    line.push(parent)
    at = parent
  }
  return line
}
