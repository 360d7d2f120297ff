const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const columns = ['hotel', 'is_canceled', 'lead_time', 'arrival_date_year', 'arrival_date_month', 'arrival_date_week_number', 'arrival_date_day_of_month', 'stays_in_weekend_nights', 'stays_in_week_nights', 'adults', 'children', 'babies', 'reserved_room_type', 'assigned_room_type', 'adr', 'reservation_status', 'reservation_status_date']

/** Rows in the shape of the recorded file, the same each time: two hotels, with cancellations, no-shows, moves and odd ones. */
export function madeUpBookings(count: number): string {
  let state = 42
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const american = (ms: number) => { const date = new Date(ms); return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}` }
  const rows = Array.from({ length: count }, () => {
    const arrival = Date.UTC(2016, 9, 1 + below(21))
    const date = new Date(arrival)
    const nights = below(40) === 0 ? 0 : 1 + below(7)
    const lead = below(60)
    const fate = below(100)
    const reserved = 'AADE'[below(4)]!
    const status = fate < 35 ? 'Canceled' : fate < 37 ? 'No-Show' : 'Check-Out'
    const ended = status === 'Canceled' ? arrival - below(lead + 1) * 86_400_000 : status === 'No-Show' ? arrival : arrival + nights * 86_400_000
    return [
      below(3) === 0 ? 'Resort Hotel' : 'City Hotel', status === 'Check-Out' ? 0 : 1, lead, date.getUTCFullYear(), months[date.getUTCMonth()], 40, date.getUTCDate(), Math.min(2, nights), Math.max(0, nights - 2), 1 + below(3), below(90) === 0 ? 'NA' : 0, 0,
      reserved, below(8) === 0 ? 'B' : reserved, (below(20_000) / 100).toFixed(2), status, american(ended),
    ].join(',')
  })
  return [columns.join(','), ...rows].join('\n')
}
