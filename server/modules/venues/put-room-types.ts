import type { BodyOf } from '@holdfast/contract/kit'
import type { putRoomTypes as contract } from '@holdfast/contract/venues'
import type { Actor } from '#http/actor'
import { newId, routeOf, type RoomId, type RoomTypeId, type VenueId } from '#platform/id'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import type { RoomType, VenueLayout } from './layout.ts'
import { refuse, twice, type Fault } from './rules.ts'
import * as store from './store.ts'

export type RoomTypesInput = BodyOf<typeof contract>

/** Room types and rooms as a whole: what has an id is changed, what has none is new, what is left out goes, unless something depends on it. */
export async function putRoomTypes(context: Context, actor: Actor, venue: VenueId, input: RoomTypesInput, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'rooms', options, async (tx, before) => {
    refuse(faultsOf(input, before))
    const now = context.clock.now()
    const fresh = <P extends string>(prefix: P) => newId(prefix, now.epochMilliseconds, routeOf(venue))
    const types: RoomType[] = input.room_types.map((type) => ({
      id: type.id ?? fresh('rt'), name: type.name, description: type.description, sleeps: type.sleeps, beds: type.beds, sizeM2: type.size_m2,
      facilities: [...new Set(type.facilities)], overbooking: type.overbooking,
      rooms: type.rooms.map((room) => ({ id: room.id ?? fresh('rm'), number: room.number, floor: room.floor, features: room.features })),
    }))
    await store.putRoomTypes(tx, venue, types, now)
  })
}

function faultsOf({ room_types: types }: RoomTypesInput, before: VenueLayout): Fault[] {
  if (before.kind !== 'hotel') return [{ pointer: '/room_types', detail: 'a restaurant has no rooms' }]
  const knownTypes = new Set<RoomTypeId>(before.roomTypes.map((type) => type.id))
  const knownRooms = new Set<RoomId>(before.roomTypes.flatMap((type) => type.rooms.map((room) => room.id)))
  const rooms = types.flatMap((type, t) => type.rooms.map((room, r) => ({ ...room, pointer: `/room_types/${t}/rooms/${r}` })))
  return [
    ...types.flatMap((type, t) => (type.id !== undefined && !knownTypes.has(type.id) ? [{ pointer: `/room_types/${t}/id`, detail: 'is no room type of this venue' }] : [])),
    ...rooms.flatMap((room) => (room.id !== undefined && !knownRooms.has(room.id) ? [{ pointer: `${room.pointer}/id`, detail: 'is no room of this venue' }] : [])),
    ...twice(types.flatMap((type, t) => (type.id === undefined ? [] : [{ text: type.id, pointer: `/room_types/${t}/id` }]))),
    ...twice(rooms.flatMap((room) => (room.id === undefined ? [] : [{ text: room.id, pointer: `${room.pointer}/id` }]))),
    ...twice(types.map((type, t) => ({ text: type.name, pointer: `/room_types/${t}/name` }))),
    ...twice(rooms.map((room) => ({ text: room.number, pointer: `${room.pointer}/number` }))),
  ]
}
