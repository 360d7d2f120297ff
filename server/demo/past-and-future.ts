import type { VenueLayout } from '#module/venues'
import { addDays, dateAt, instantAt, nightCount, weekday, type PlainDate } from '#platform/time'
import { accessNeed, somebody, wishes } from './people.ts'
import { chance, type Chance } from './random.ts'
import { fullFriday } from './waiting.ts'
import type { DemoVenue } from './world.ts'

export interface PlannedBooking {
  /** Names it for a second try. */
  key: string
  bookedAt: Temporal.Instant
  channel: 'phone' | 'desk'
  guest: { name: string; phone: string }
  note: string | undefined
  stay?: { roomType: VenueLayout['roomTypes'][number]['id']; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number }
  sitting?: { at: string; party: number }
  /** What became of it, in order; those after now have not happened yet. */
  fate: { at: Temporal.Instant; to: 'arrived' | 'completed' | 'cancelled' | 'no_show' }[]
}

// Shares of nights, cancellations and no-shows of the published hotel booking demand data (Antonio, de Almeida, Nunes, 2019).
const nightShares = [[1, 18], [2, 23], [3, 23], [4, 12], [5, 9], [7, 15]] as const
/** Houses whose day the demo's staff run. */
export const demoHotelKey = 'lisbon-hotel-0'
export const demoRestaurantKey = 'lisbon-restaurant-0'
const cancelled = 0.33
const noShow = 0.01
const medianLeadDays = 40

/** What was booked at a venue, and what became of it: months back for a lived-in house, some days for the others. */
export function planBookings(it: DemoVenue, layout: VenueLayout, now: Temporal.Instant): PlannedBooking[] {
  const by = chance(`bookings ${it.key}`)
  const today = dateAt(now, layout.timeZone)
  const planned = it.kind === 'hotel' ? stays(it, layout, by, today, now) : sittings(it, layout, by, today, now)
  return planned.filter(({ bookedAt }) => Temporal.Instant.compare(bookedAt, now) < 0).toSorted((a, b) => Temporal.Instant.compare(a.bookedAt, b.bookedAt))
}

function stays(it: DemoVenue, layout: VenueLayout, by: Chance, today: PlainDate, now: Temporal.Instant): PlannedBooking[] {
  const rooms = layout.roomTypes.reduce((total, type) => total + type.rooms.length, 0)
  // As much as a first start can live through in half a minute: the demo's own hotel has the longest past.
  const own = it.key === demoHotelKey
  const perDay = own ? rooms * 0.14 : it.livedIn ? Math.min(3, Math.max(0.3, rooms * 0.1)) : 0.3
  const [from, to] = own ? [-60, 30] : it.livedIn ? [-12, 14] : [-1, 3]
  const planned: PlannedBooking[] = []
  for (let day = from; day <= to; day += 1) {
    const count = Math.floor(perDay * (day > 14 ? 0.45 : 1) + by.next())
    for (let n = 0; n < count; n += 1) planned.push(stay(`${it.key} ${day} ${n}`, layout, by, addDays(today, day), now))
  }
  return [...planned, ...(it.livedIn && rooms < 30 ? fullWeekend(it, layout, by, today, now) : [])]
}

/** One week-end ahead has nothing left: the calendar must show that too. */
function fullWeekend(it: DemoVenue, layout: VenueLayout, by: Chance, today: PlainDate, now: Temporal.Instant): PlannedBooking[] {
  const friday = fullFriday(today)
  return layout.roomTypes.flatMap((type) => type.rooms.map((_, n) => {
    const one = stay(`${it.key} full ${type.id} ${n}`, layout, by, friday, now)
    return { ...one, bookedAt: now.subtract({ hours: 24 * 3 + n }), fate: [], stay: { roomType: type.id, arrival: friday, departure: addDays(friday, 2), guests: Math.min(2, type.sleeps), rooms: 1 } }
  }))
}

function stay(key: string, layout: VenueLayout, by: Chance, arrival: PlainDate, now: Temporal.Instant): PlannedBooking {
  const type = by.weighted(layout.roomTypes.map((one) => [one, one.rooms.length] as const))
  const nights = by.weighted(nightShares)
  const lead = Math.round(-Math.log(1 - by.next() * 0.98) * medianLeadDays)
  const departure = addDays(arrival, nights)
  const arrives = instantAt(arrival, `${by.whole(15, 21)}:${by.pick(['05', '20', '40'])}`, layout.timeZone)
  const booked = instantAt(addDays(arrival, -lead), `${String(by.whole(8, 14)).padStart(2, '0')}:${by.pick(['03', '17', '31', '46'])}`, layout.timeZone)
  const bookedAt = Temporal.Instant.compare(booked, now) < 0 ? booked : now.subtract({ hours: by.whole(2, 240) })
  const dice = by.next()
  const leaves = instantAt(departure, `${by.pick(['09', '10'])}:${by.pick(['10', '25', '50'])}`, layout.timeZone)
  const gaveUp = bookedAt.add({ hours: Math.max(1, Math.floor((arrives.epochMilliseconds - bookedAt.epochMilliseconds) / 7_200_000)) })
  return {
    key, bookedAt, channel: by.pick(['phone', 'desk'] as const), guest: somebody(by), note: by.true(0.02) ? accessNeed : by.true(0.12) ? by.pick(wishes) : undefined,
    stay: { roomType: type.id, arrival, departure, guests: Math.min(type.sleeps, by.weighted([[1, 3], [2, 6], [3, 1], [4, 1]])), rooms: nightCount({ arrival, departure }) < 4 && by.true(0.04) && type.rooms.length > 3 ? 2 : 1 },
    fate: dice < cancelled * 0.45 ? [{ at: gaveUp, to: 'cancelled' }] : dice < cancelled * 0.45 + noShow ? [{ at: instantAt(addDays(arrival, 1), '03:00', layout.timeZone), to: 'no_show' }] : [{ at: arrives, to: 'arrived' }, { at: leaves, to: 'completed' }],
  }
}

function sittings(it: DemoVenue, layout: VenueLayout, by: Chance, today: PlainDate, now: Temporal.Instant): PlannedBooking[] {
  const [from, to] = it.key === demoRestaurantKey ? [-10, 7] : it.livedIn ? [-2, 3] : [0, 0]
  const planned: PlannedBooking[] = []
  for (let day = from; day <= to; day += 1) {
    const date = addDays(today, day)
    const open = layout.services.filter((one) => one.days.includes(weekday(date)))
    if (open.length === 0) continue
    const count = it.livedIn ? by.whole(day === 0 ? 9 : 3, day === 0 ? 13 : 7) : by.whole(0, 2)
    for (let n = 0; n < count; n += 1) planned.push(sitting(`${it.key} ${day} ${n}`, layout, by, date, by.pick(open), now))
  }
  return planned
}

function sitting(key: string, layout: VenueLayout, by: Chance, date: PlainDate, service: VenueLayout['services'][number], now: Temporal.Instant): PlannedBooking {
  const [hour, minute] = service.from.split(':').map(Number) as [number, number]
  const time = service.seatings.length > 0 ? by.pick(service.seatings) : clock(hour * 60 + minute + by.whole(0, 10) * 15)
  const at = `${date}T${time}`
  const starts = instantAt(date, time, layout.timeZone)
  const booked = starts.subtract({ hours: by.whole(3, 200) })
  const dice = by.next()
  return {
    key, bookedAt: Temporal.Instant.compare(booked, now) < 0 ? booked : now.subtract({ minutes: by.whole(30, 4_000) }), channel: by.pick(['phone', 'desk'] as const), guest: somebody(by), note: by.true(0.03) ? accessNeed : by.true(0.2) ? by.pick(wishes) : undefined,
    sitting: { at, party: by.weighted([[1, 1], [2, 9], [3, 3], [4, 5], [5, 1], [6, 1], [8, 1]]) },
    fate: dice < 0.08 ? [{ at: starts.subtract({ hours: 2 }), to: 'cancelled' }] : dice < 0.11 ? [{ at: starts.add({ minutes: 45 }), to: 'no_show' }] : [{ at: starts.add({ minutes: by.whole(0, 12) }), to: 'arrived' }, { at: starts.add({ minutes: by.whole(80, 130) }), to: 'completed' }],
  }
}

const clock = (minutes: number) => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
