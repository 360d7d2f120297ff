import type { RoomId, RoomTypeId, ServiceId, TableId, VenueId } from '#platform/id'
import { addDays, businessDateAt, dateAt, instantAt, type PlainDate } from '#platform/time'
import { fail } from '#platform/assert'
import type { Definition, HotelDefinition, RestaurantDefinition, ServiceDefinition } from './types.ts'

export interface Closure { id: string; from: PlainDate; to: PlainDate }

/** A venue's set-up as it is in force at `version`: read from the database, then kept for as long as that version is. */
export interface Setup {
  venue: VenueId
  version: number
  definition: Definition
  closures: Closure[]
  /** Where each table's hundred quarter-hours lie in a service day. Never given to another table, so old days stay readable. */
  positions: Map<TableId, number>
  positionCount: number
  days: ServiceClock
  typeOfRoom: Map<RoomId, RoomTypeId>
  roomsOfType: Map<RoomTypeId, RoomId[]>
  capacityOfType: Map<RoomTypeId, number>
  services: Map<ServiceId, ServiceDefinition>
  /** Calendar rows that this process has seen: they need not be made. A hint, which goes with this version. */
  made: Set<string>
}

export const nightsPerBucket = 32
export const quartersPerDay = 100
const quarterMs = 15 * 60_000
/** No venue sells more rooms of a type, or covers in a quarter-hour: smallint, with room for sums. */
export const countLimit = 20_000

export const hotelOf = (setup: Setup): HotelDefinition => setup.definition.kind === 'hotel' ? setup.definition : fail(`${setup.venue} is not a hotel`)
export const restaurantOf = (setup: Setup): RestaurantDefinition => setup.definition.kind === 'restaurant' ? setup.definition : fail(`${setup.venue} is not a restaurant`)

/** Instants of service days, in milliseconds; the zone is asked once a day and remembered. */
export interface ServiceClock {
  startMs(day: PlainDate): number
  quartersIn(day: PlainDate): number
  /** The business date whose service day holds the instant. */
  dayOf(instant: Temporal.Instant): PlainDate
  /** The civil date at an instant. */
  civilDay(instant: Temporal.Instant): PlainDate
  /** The instant of a wall time in a service day; a time before the day's end is after midnight. */
  wallMs(day: PlainDate, time: string): number
  /** The first quarter-hour at or before, and at or after, an instant. */
  quarterFrom(day: PlainDate, ms: number): number
  quarterTo(day: PlainDate, ms: number): number
}

/** One for all venues of a zone whose days end at the same time: what it remembers of the zone is dear to find. */
export function serviceClock(timeZone: string, dayEnds: string): ServiceClock {
  const name = `${timeZone} ${dayEnds}`
  let clock = clocks.get(name)
  if (clock === undefined) {
    if (clocks.size > 1_000) clocks.clear()
    clocks.set(name, clock = newServiceClock(timeZone, dayEnds))
  }
  return clock
}
const clocks = new Map<string, ServiceClock>()

function newServiceClock(timeZone: string, dayEnds: string): ServiceClock {
  const starts = new Map<PlainDate, number>()
  const startMs = (day: PlainDate): number => {
    let ms = starts.get(day)
    if (ms === undefined) {
      ms = instantAt(day, dayEnds, timeZone).epochMilliseconds
      if (starts.size > 4_000) starts.clear()
      starts.set(day, ms)
    }
    return ms
  }
  // "Today" is asked for every offer; the zone is asked once a day.
  const remembered = (find: (instant: Temporal.Instant) => { day: PlainDate; from: number; until: number }) => {
    let last = { day: '' as PlainDate, from: Infinity, until: -Infinity }
    return (instant: Temporal.Instant): PlainDate => {
      const ms = instant.epochMilliseconds
      if (ms < last.from || ms >= last.until) last = find(instant)
      return last.day
    }
  }
  return {
    startMs,
    quartersIn: (day) => Math.ceil((startMs(addDays(day, 1)) - startMs(day)) / quarterMs),
    dayOf: remembered((instant) => {
      let day = businessDateAt(instant, timeZone, dayEnds)
      // In the hour that comes twice the wall clock alone would answer the day before again.
      while (instant.epochMilliseconds < startMs(day)) day = addDays(day, -1)
      while (instant.epochMilliseconds >= startMs(addDays(day, 1))) day = addDays(day, 1)
      return { day, from: startMs(day), until: startMs(addDays(day, 1)) }
    }),
    civilDay: remembered((instant) => {
      const day = dateAt(instant, timeZone)
      const midnight = (date: PlainDate) => Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds
      return { day, from: midnight(day), until: midnight(addDays(day, 1)) }
    }),
    wallMs: (day, time) => instantAt(time < dayEnds ? addDays(day, 1) : day, time, timeZone).epochMilliseconds,
    quarterFrom: (day, ms) => Math.floor((ms - startMs(day)) / quarterMs),
    quarterTo: (day, ms) => Math.ceil((ms - startMs(day)) / quarterMs),
  }
}

export interface StoredDefinition { definition: Definition; positions: Record<string, number> }

/** New tables get the next free positions; removed ones keep theirs. */
export function withPositions(definition: Definition, before: Record<string, number> = {}): StoredDefinition {
  const positions = { ...before }
  let next = Math.max(-1, ...Object.values(before)) + 1
  if (definition.kind === 'restaurant') for (const { id } of definition.tables) positions[id] ??= next++
  return { definition, positions }
}

/** Rooms by type, which sales do not need, are listed when they are first asked for: many set-ups are kept, and read anew. */
export function compileSetup(venue: VenueId, version: number, stored: StoredDefinition, closures: Closure[]): Setup {
  const { definition } = stored
  const types = definition.kind === 'hotel' ? definition.roomTypes : []
  let [typeOfRoom, roomsOfType]: [Setup['typeOfRoom'] | undefined, Setup['roomsOfType'] | undefined] = [undefined, undefined]
  return {
    venue, version, definition, closures,
    positions: new Map(Object.entries(stored.positions) as [TableId, number][]),
    positionCount: Math.max(-1, ...Object.values(stored.positions)) + 1,
    days: serviceClock(definition.timeZone, definition.dayEnds),
    get typeOfRoom() { return typeOfRoom ??= new Map(types.flatMap((type) => type.rooms.map((room) => [room, type.id] as const))) },
    get roomsOfType() { return roomsOfType ??= new Map(types.map((type) => [type.id, type.rooms])) },
    capacityOfType: new Map(types.map((type) => [type.id, type.rooms.length + type.overbooking])),
    made: new Set(),
    services: new Map(definition.kind === 'restaurant' ? definition.services.map((service) => [service.id, service]) : []),
  }
}

/** The closure that shuts the venue on a day, if there is one. */
export function closureOn(setup: Setup, day: PlainDate): Closure | undefined {
  return setup.closures.find((closure) => closure.from <= day && day <= closure.to)
}
