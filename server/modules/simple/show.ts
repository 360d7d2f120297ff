import type { z } from 'zod'
import type * as contract from '@holdfast/contract/simple'
import type { BookingView } from '#module/booking'
import type { SetupView } from '#module/venues'

type Vendor = z.output<typeof contract.simpleVendor>
type Booking = z.output<typeof contract.simpleBooking>
export type Status = z.output<typeof contract.simpleStatus>

const statuses: Record<BookingView['status'], Status> = { held: 'BLOCKED', confirmed: 'CONFIRMED', arrived: 'AVAILED', completed: 'AVAILED', cancelled: 'CANCELLED', expired: 'EXPIRED', no_show: 'NO_SHOW' }

export function statusOf(status: BookingView['status']): Status {
  return statuses[status]
}

export function bookingShown(booking: BookingView): Booking {
  const { stay, sitting } = booking
  const open = booking.payments.find((payment) => payment.url !== null)
  return {
    id: booking.id, status: statuses[booking.status], vendor: booking.venue.id, code: booking.code,
    ...(stay === null ? {} : { room_type: stay.room_type_name, arrival: stay.arrival, departure: stay.departure, guests: stay.guests, rooms: stay.rooms }),
    ...(sitting === null ? {} : { at: sitting.at, party: sitting.party }),
    expires_at: booking.expires_at, total: booking.price.total, deposit: booking.price.due_now,
    payment: booking.status === 'held' && open !== undefined ? { id: open.id, url: open.url! } : null, created_at: booking.created_at,
  }
}

export function vendorShown(setup: SetupView): Vendor {
  const { venue, rates } = setup
  const bySeats = Map.groupBy(setup.areas.flatMap((area) => area.tables), (table) => table.seats_max)
  return {
    id: venue.id, name: venue.name, kind: venue.kind, city: venue.city, country: venue.country, address: venue.address, location: venue.location, time_zone: venue.time_zone, currency: venue.currency, facilities: venue.facilities, cuisines: venue.cuisines,
    room_types: setup.room_types.map((type) => ({ id: type.id, name: type.name, rooms: type.rooms.length, sleeps: type.sleeps, price: rates?.room_types.find((one) => one.room_type === type.id)?.price ?? { amount: '0', currency: venue.currency, exponent: 2 } })),
    tables: [...bySeats].sort(([a], [b]) => a - b).map(([seats, of]) => ({ seats, count: of.length })),
    services: setup.services.map((service) => ({ id: service.id!, name: service.name, days: service.days, from: service.from, to: service.to, turn_minutes: service.turn_minutes[0]!.minutes, deposit_per_cover: service.deposit_per_cover })),
    deposit_percent: rates?.plans[0]?.deposit_percent ?? 0,
  }
}
