import type { ResponseOf } from '@holdfast/contract/kit'
import type { getNight } from '@holdfast/contract/money'
import type { Actor } from '#http/actor'
import type { Booking, StayOfNight } from '#module/booking'
import { nightsDue, requireStaff } from '#module/folios'
import { instantText } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import { businessDateAt, type PlainDate } from '#platform/time'
import type { NightDeps } from './deps.ts'
import { earliestHours, endOf } from './rules.ts'
import { isAutomatic, lastRun, runOf } from './store.ts'

export type NightView = ResponseOf<typeof getNight>
export type Blocker = NightView['blockers'][number]

/** The business date that is open: of the books, or by the clock where nothing was posted yet. */
export async function openDate(deps: NightDeps, layout: VenueLayout): Promise<PlainDate> {
  return (await deps.ledger.bookOf(deps.db, layout.id))?.businessDate ?? businessDateAt(deps.clock.now(), layout.timeZone, layout.dayEnds)
}

/** How the business date stands: what would block its closing, and what it would post. */
export async function viewNight(deps: NightDeps, actor: Actor, venue: VenueId): Promise<NightView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'closeNight')
  const date = await openDate(deps, layout)
  const stays = await deps.booking.staysOfNight(deps.db, venue, date)
  const bookings = await bookingsOf(deps, stays)
  const folios = new Map((await deps.folios.ofBookings(deps.db, venue, [...bookings.keys()])).map((folio) => [folio.booking!, folio]))
  const due = [...bookings.values()].flatMap((booking) => { const folio = folios.get(booking.id); return folio?.status === 'closed' ? [] : nightsDue(booking, folio ?? { postedThrough: null }, date).map((one) => ({ booking, amount: one.part.amount })) })
  const [last, run] = [await lastRun(deps.db, venue), await runOf(deps.db, venue, date)]
  const w = (amount: number) => toWire(money(amount, layout.currency))
  return {
    venue, business_date: date, automatic: await isAutomatic(deps.db, venue), closes_at: instantText(endOf(date, layout)), may_close: mayClose(deps, layout, date),
    blockers: await blockersOf(deps, actor, layout, date, stays),
    to_post: { rooms: new Set(due.map((one) => one.booking.id)).size, charges: due.length, amount: w(due.reduce((total, one) => total + one.amount, 0)) }, running: run?.status === 'running',
    last: last === undefined ? null : { business_date: last.businessDate, done_at: instantText(last.doneAt!), rooms: last.nights, charges: last.charges, amount: w(last.amount), no_shows: last.noShows, taken_along: last.takenAlong },
  }
}

export const mayClose = (deps: Pick<NightDeps, 'clock'>, layout: VenueLayout, date: PlainDate): boolean =>
  Temporal.Instant.compare(deps.clock.now(), endOf(date, layout).subtract({ hours: earliestHours })) >= 0

async function bookingsOf(deps: NightDeps, stays: readonly StayOfNight[]): Promise<Map<Booking['id'], Booking>> {
  return new Map((await deps.booking.find(deps.db, [...new Set(stays.map((stay) => stay.booking))])).map((booking) => [booking.id, booking]))
}

/** What somebody should decide about first: guests who should have left, arrivals that did not come, open shifts and open bills of the day. */
export async function blockersOf(deps: NightDeps, actor: Actor, layout: VenueLayout, date: PlainDate, stays: readonly StayOfNight[]): Promise<Blocker[]> {
  const overdue = stays.filter((stay) => stay.status === 'arrived' && stay.departure !== null && stay.departure <= date)
  const undecided = stays.filter((stay) => stay.status === 'confirmed')
  const some = [...overdue, ...undecided]
  const named = new Map((await deps.booking.linesFor(actor, [...(await bookingsOf(deps, some)).values()])).map((line) => [line.reservation as string, line]))
  const bills = (await deps.folios.list(deps.db, layout.id, { kinds: ['table'], status: 'open', limit: 100 }))
  const stayFolios = await deps.folios.ofBookings(deps.db, layout.id, overdue.map((stay) => stay.booking))
  const sums = Map.groupBy(await deps.folios.balances(deps.db, layout.id, [...bills, ...stayFolios].map((folio) => folio.id)), (one) => one.folio)
  const balance = (folio: string | undefined) => (folio === undefined ? null : toWire(money((sums.get(folio as never) ?? []).reduce((total, one) => total + one.balance, 0), layout.currency)))
  const nothing = { booking: null, reservation: null, folio: null, shift: null, code: null, guest_name: null, rooms: [], balance: null, name: null }
  const ofStay = (kind: Blocker['kind']) => (stay: StayOfNight): Blocker => {
    const line = named.get(stay.reservation)
    const folio = stayFolios.find((one) => one.booking === stay.booking)
    return { ...nothing, kind, booking: stay.booking, reservation: stay.reservation, folio: folio?.id ?? null, code: line?.code ?? null, guest_name: line?.guest_name || null, rooms: line?.room == null ? [] : [line.room], balance: balance(folio?.id) }
  }
  return [
    ...overdue.map(ofStay('departure_open')), ...undecided.map(ofStay('arrival_undecided')),
    ...(await deps.folios.openShifts(deps.db, layout.id)).map((shift): Blocker => ({ ...nothing, kind: 'shift_open', shift: shift.id, name: shift.till })),
    ...bills.map((bill): Blocker => ({ ...nothing, kind: 'bill_open', folio: bill.id, booking: bill.booking, balance: balance(bill.id), name: bill.name })),
  ]
}
