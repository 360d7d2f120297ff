import type { AppDeps } from '../application.ts'
import type { Doors } from '../app.ts'
import { systemActor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import { addDays, dateAt, type PlainDate } from '#platform/time'

const guests = [{ name: 'Inês Carvalho', rooms: 1 }, { name: 'Tomasz Zieliński', rooms: 1 }, { name: 'Amira Haddad', rooms: 2 }] as const

/** The demo's hotel has a group with some of its rooms picked up, and an allotment of a partner that goes back a week before each night. */
export async function setRoomsAside(deps: AppDeps, doors: Doors, venue: VenueId): Promise<void> {
  const layout = await doors.venues.layoutOf(deps.db, venue)
  const today = dateAt(deps.clock.now(), layout.timeZone)
  const far = addDays(today, 100)
  const free = await doors.availability.freeNights(deps.db, venue, today, far)
  const least = (type: (typeof layout.roomTypes)[number]['id'], from: number, to: number) => Math.min(...(free.get(type) ?? []).slice(from, to))
  const starts = [38, 45, 52, 59, 66, 73, 80]
  const best = layout.roomTypes.flatMap((type) => starts.map((start) => ({ type, start, free: least(type.id, start, start + 3) }))).toSorted((a, b) => b.free - a.free)[0]!
  const rooms = Math.min(8, best.free - 1)
  if (rooms < 3) return
  const arrival = addDays(today, best.start)
  const departure = addDays(arrival, 3)
  const offer = (await doors.quoting.offers(venue, { arrival, departure, guests: 2, rooms: 1 })).items.find((one) => one.room_type === best.type.id)
  const rate = offer === undefined ? null : toWire(money(Math.round((Number(offer.price.total.amount) / 3) * 0.85), layout.currency))
  const block = await doors.groups.create(systemActor, venue, {
    kind: 'block', name: 'Book fair readers', code: 'BOOKFAIR', status: 'definite', guaranteed: true, contact: { name: 'Clara Nogueira', email: 'clara.nogueira@example.com', phone: '+351 21 555 0134' },
    cut_off: addDays(arrival, -14), rooms: [{ room_type: best.type.id, arrival, departure, rooms, ...(rate === null ? {} : { rate }) }],
  }, 'demo group')
  for (const [i, guest] of guests.entries()) {
    if (i + 2 > rooms) break
    await doors.booking.deskBook(systemActor, venue, {
      channel: 'phone', guest: { name: guest.name, email: `group${i + 1}@example.com` },
      stay: { roomType: best.type.id, arrival, departure: i === 1 ? addDays(arrival, 2) : departure, guests: guest.rooms, rooms: guest.rooms, group: block.code },
    }, { key: `demo group ${i}`, request: { i } })
  }
  await setAllotment(doors, venue, layout.roomTypes.filter((type) => type.id !== best.type.id), (type, day) => free.get(type)?.[day] ?? 0, today)
}

async function setAllotment(doors: Doors, venue: VenueId, types: readonly { id: `rt_${string}` }[], freeOn: (type: `rt_${string}`, day: number) => number, today: PlainDate): Promise<void> {
  const days = Array.from({ length: 60 }, (_, i) => i + 20)
  const best = types.map((type) => ({ type, days: days.filter((day) => freeOn(type.id, day) >= 3) })).toSorted((a, b) => b.days.length - a.days.length)[0]
  if (best === undefined || best.days.length === 0) return
  await doors.groups.create(systemActor, venue, {
    kind: 'allotment', name: 'Atlantic Travel', code: 'ATLANTIC', partner: 'Atlantic Travel', status: 'definite', guaranteed: true, release_hours: 168,
    rooms: best.days.map((day) => ({ room_type: best.type.id, arrival: addDays(today, day), departure: addDays(today, day + 1), rooms: 2 })),
  }, 'demo allotment')
}
