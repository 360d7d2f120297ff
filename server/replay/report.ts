import type { Figures } from '#module/booking'
import { daysInMonth } from './days.ts'

/** A hotel in `--json`. Nights, moves, revenue (EUR) and average daily rate are of checked-out stays only. */
export interface HotelFigures {
  name: string
  bookings: number
  cancelled: number
  no_shows: number
  checked_out: number
  moved_at_arrival: number
  room_nights: number
  revenue: number
  /** Revenue by room night; a plain mean of the column would differ. */
  adr: number
  room_nights_by_month: Record<string, number>
  refused: number
}

export function hotelFigures(name: string, figures: Figures, refused: number): HotelFigures {
  const revenue = figures.revenue / 100
  return {
    name, bookings: figures.bookings, cancelled: figures.cancelled, no_shows: figures.noShows, checked_out: figures.checkedOut, moved_at_arrival: figures.movedAtArrival,
    room_nights: figures.roomNights, revenue, adr: figures.roomNights === 0 ? 0 : revenue / figures.roomNights, room_nights_by_month: figures.nightsByMonth, refused,
  }
}

const number = (value: number, digits = 0) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** The table for people: a hotel, its counts and sums, and how full it was month by month. */
export function tableOf(hotel: HotelFigures, rooms: number): string {
  const lines: [string, string][] = [
    ['Bookings', number(hotel.bookings)], ['Cancelled', number(hotel.cancelled)], ['No-shows', number(hotel.no_shows)], ['Checked out', number(hotel.checked_out)],
    ['Moved to another type at arrival', number(hotel.moved_at_arrival)], ['Room nights', number(hotel.room_nights)], ['Revenue, EUR', number(hotel.revenue, 2)], ['Average daily rate, EUR', number(hotel.adr, 2)],
    ['Refused', number(hotel.refused)], ['Rooms', number(rooms)],
  ]
  const months = Object.entries(hotel.room_nights_by_month).map(([month, nights]) => {
    const share = nights / (rooms * daysInMonth(month))
    return `  ${month}  ${number(nights).padStart(8)} nights  ${number(share * 100, 1).padStart(5)}%  ${'█'.repeat(Math.round(share * 40))}`
  })
  return [hotel.name, ...lines.map(([name, value]) => `  ${name.padEnd(34)}${value.padStart(16)}`), '  Occupancy by month', ...months].join('\n')
}
