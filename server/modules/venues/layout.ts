import type { DepositTerms } from '#module/pricing'
import type { AreaId, CombinationId, MediaId, RoomId, RoomTypeId, ServiceId, TableId, VendorId, VenueId } from '#platform/id'
import type { Extra, TaxRule } from '#module/pricing'
import type { Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'
import type { BodyOf, ResponseOf } from '@holdfast/contract/kit'
import type { getVenue, putServices, putTables } from '@holdfast/contract/venues'

export type VenueKind = 'hotel' | 'restaurant'
export type Facility = ResponseOf<typeof getVenue>['facilities'][number]
export type Cuisine = ResponseOf<typeof getVenue>['cuisines'][number]
export type PictureKind = ResponseOf<typeof getVenue>['pictures'][number]['kind']

/** All that a venue has set up, but for its prices: one immutable snapshot. Wall times are the venue's own, `HH:MM`. */
export interface VenueLayout extends VenueProfile {
  readonly id: VenueId
  readonly vendor: VendorId
  readonly kind: VenueKind
  readonly slug: string
  readonly status: 'draft' | 'published'
  /** Grows with each change of the set-up. */
  readonly version: number
  /** When it was first published; null for one that never was. */
  readonly publishedAt: Temporal.Instant | null
  readonly rating: number | null
  readonly ratingCount: number
  /** Hotels. */
  readonly roomTypes: readonly RoomType[]
  /** Restaurants. */
  readonly areas: readonly Area[]
  readonly combinations: readonly Combination[]
  readonly tableClasses: readonly TableClassTerms[]
  readonly services: readonly Service[]
  /** Taxes and service charges of a restaurant; a hotel's are with its rates. */
  readonly taxes: readonly TaxRule[]
  readonly closures: readonly Closure[]
  readonly pictures: readonly Picture[]
  /** A hotel's restaurant and a restaurant's hotel, with their state. */
  readonly linked: readonly { id: VenueId; slug: string; name: string; kind: VenueKind; status: 'draft' | 'published' }[]
}

export interface VenueProfile {
  name: string; localName: string | null; description: string
  city: string; district: string | null; country: string; address: string; location: { lat: number; lon: number }
  timeZone: string; currency: Currency; languages: string[]; stars: number | null; phone: string | null
  facilities: Facility[]; cuisines: Cuisine[]
  checkInFrom: string; checkOutUntil: string
  /** The business date changes at this time, not at midnight. */
  dayEnds: string
  holdMinutes: number; horizonDays: number; linkedTo: VenueId | null
  /** Rooms for some hours of a day; null: none are sold. */
  dayUse: DayUse | null
}
/** Between these wall times, for that share of the night's price; `holdsNight`: the room is kept for the night that follows. */
export interface DayUse { from: string; to: string; percent: number; holdsNight: boolean }

export interface RoomType { id: RoomTypeId; name: string; description: string; sleeps: number; beds: string; sizeM2: number | null; facilities: Facility[]; overbooking: number; rooms: Room[] }
export interface Room { id: RoomId; number: string; floor: string; features: string[] }
export interface Area { id: AreaId; name: string; tables: Table[] }
export interface Table { id: TableId; name: string; seatsMin: number; seatsMax: number; walkInOnly: boolean; class: TableClass | null; counter: string | null }
/** `surchargePerCover` in minor units of the venue's currency. */
export interface TableClassTerms { class: TableClass; rank: number; askedOnly: boolean; surchargePerCover: number | null }
export interface Combination { id: CombinationId; tables: TableId[]; partyMin: number; partyMax: number }
export interface Service extends ServiceTerms { id: ServiceId; name: string }
export interface ServiceTerms {
  /** ISO weekdays of the business date. */
  days: number[]
  /** First and last time at which a party may sit down; `to` before `from` is after midnight. */
  from: string; to: string
  validFrom: PlainDate | null; validTo: PlainDate | null
  turnMinutes: { partyMax: number; minutes: number }[]; bufferMinutes: number
  intervalMinutes: 15 | 30 | 60
  /** Fixed seatings instead of every interval; empty: every interval. */
  seatings: string[]
  coversPerInterval: number | null; partiesPerInterval: number | null
  /** Minor units of the venue's currency. */
  depositPerCover: number | null; prepaidPerCover: number | null
  /** What the prepaid menu is revenue of; all food when it is left out. */
  prepaidParts?: Extra['parts']
  /** What each of a party spends at least; told, and settled at the table. */
  minimumSpendPerCover?: number | null
  cancellationHours: number
  /** How the deposit is taken. Services that were set up before have none: charged and credited. */
  deposit?: DepositTerms | undefined
}
/** Both days included. */
export interface Closure { id: string; from: PlainDate; to: PlainDate; reason: string }
export interface Picture { id: MediaId; kind: PictureKind; alt: string; roomType: RoomTypeId | null; contentType: string; width: number; height: number; widths: number[]; placeholder: string | null }

export type TableClass = NonNullable<BodyOf<typeof putTables>['table_classes']>[number]['class']
export type ServiceInput = BodyOf<typeof putServices>['services'][number]

/** The largest party that one table, combination or counter seats; null without tables. */
export function maxParty(layout: Pick<VenueLayout, 'areas' | 'combinations'>): number | null {
  const open = layout.areas.flatMap((area) => area.tables.filter((table) => !table.walkInOnly).map((table) => ({ ...table, area: area.id })))
  const counters = Map.groupBy(open.filter((table) => table.counter !== null), (table) => `${table.area}/${table.counter}`)
  const seats = [...open.filter((table) => table.counter === null).map((table) => table.seatsMax), ...[...counters.values()].map((its) => its.length), ...layout.combinations.map((combination) => combination.partyMax)]
  return seats.length === 0 ? null : Math.max(...seats)
}
