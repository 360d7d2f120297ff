import { may } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import type { Placement } from '#module/availability'
import type { BookingPayment, Guarantee } from '#module/payments'
import { instantText, priceOnWire, wallText } from '#module/pricing'
import { pictureOnWire, type VenueLayout } from '#module/venues'
import type { BookingId, GuestId, ReservationId, RoomId, TableId, VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import type { Reader } from '#platform/sql'
import type { BookingDeps } from './deps.ts'
import type { Fresh } from './lane-hold.ts'
import { isGuestOf } from './opened.ts'
import { isGuaranteed } from './payable.ts'
import { asOf, isOver, nightsSold } from './rules.ts'
import type { BoardLine, Booking, BookingView, Reservation } from './types.ts'

type Person = { name: string; email: string | null; phone: string | null; locale: string | null } | null

/** All that is needed to show bookings, fetched at once for all of them. */
interface Surroundings {
  now: Temporal.Instant
  layouts: ReadonlyMap<VenueId, VenueLayout>
  payments: ReadonlyMap<BookingId, BookingPayment[]>
  guarantees: ReadonlyMap<BookingId, Guarantee>
  people: ReadonlyMap<GuestId, Person>
  notes: ReadonlyMap<string, readonly { kind: string; text: string }[]>
  placements: ReadonlyMap<ReservationId, Placement>
  /** Of rooms and tables, those removed too. */
  names: ReadonlyMap<string, string>
}

/** As the API shows them: the guest and the note only to the guest and to staff who may see guests. */
export async function viewBookings(deps: BookingDeps, actor: Actor, bookings: readonly Booking[]): Promise<BookingView[]> {
  const now = deps.clock.now()
  const shown = bookings.map((booking) => asOf(booking, now))
  const seesGuest = (booking: Booking) => actor.system || isGuestOf(actor, booking) || may.seeGuests(actor, { vendor: booking.vendor, venue: booking.venue })
  const about = await surroundingsOf(deps, deps.db, shown, shown.filter(seesGuest))
  return shown.map((booking) => viewOf(booking, about, seesGuest(booking), actor.system || may.seeGuests(actor, { vendor: booking.vendor, venue: booking.venue })))
}

/** As letters tell of them: without the guest, who reads them, and without rooms and tables, which are given late. */
export async function viewForLetters(deps: BookingDeps, bookings: readonly Booking[]): Promise<BookingView[]> {
  if (bookings.length === 0) return []
  const now = deps.clock.now()
  const ids = bookings.map(({ id }) => id)
  const [layouts, payments] = await Promise.all([deps.venues.layoutsOf(deps.db, [...new Set(bookings.map(({ venue }) => venue))]), deps.payments.of(deps.db, ids)])
  const about = { now, layouts, payments: Map.groupBy(payments, ({ booking }) => booking), guarantees: new Map(), people: new Map(), notes: new Map(), placements: new Map(), names: new Map() }
  return bookings.map((booking) => viewOf(asOf(booking, now), about, false, false))
}

/** To the guest who has made it just now: what is known of it is shown without reading it again, but for a payment. */
export async function viewFresh(deps: BookingDeps, { booking, person, tables, note }: Fresh): Promise<BookingView> {
  const now = deps.clock.now()
  const [layouts, payments, guarantees] = await Promise.all([
    deps.venues.layoutsOf(deps.db, [booking.venue]), booking.payment === null ? [] : deps.payments.of(deps.db, [booking.id]), isGuaranteed(booking) ? deps.payments.guaranteesOf(deps.db, [booking.id]) : [],
  ])
  const names = tables.length === 0 ? new Map<string, string>() : new Map(layouts.get(booking.venue)!.areas.flatMap((area) => area.tables.map((table) => [table.id, table.name])))
  return viewOf({ ...booking, reservations: booking.reservations.map((reservation) => ({ ...reservation, units: tables })) }, {
    now, layouts, names, payments: new Map([[booking.id, payments]]), guarantees: new Map(guarantees.map((one) => [one.booking, one])), people: new Map([[booking.guest, person]]), notes: new Map(note === null ? [] : [[booking.id, [{ kind: 'wish', text: note }]]]), placements: new Map(),
  }, true, false)
}

/** Lines of the board: everything at a glance. The caller has asked already who may see guests. */
export async function boardLines(deps: BookingDeps, reader: Reader, bookings: readonly Booking[]): Promise<BoardLine[]> {
  const now = deps.clock.now()
  const shown = bookings.map((booking) => asOf(booking, now))
  const about = await surroundingsOf(deps, reader, shown, shown)
  return shown.flatMap((booking) => booking.reservations.map((reservation) => lineOf(booking, reservation, about)))
}

/** The same for an actor: without names and notes where they may not see guests. */
export async function linesFor(deps: BookingDeps, actor: Actor, bookings: readonly Booking[]): Promise<BoardLine[]> {
  const sees = new Set(bookings.filter((booking) => actor.system || may.seeGuests(actor, { vendor: booking.vendor, venue: booking.venue })).map((booking) => booking.id))
  return (await boardLines(deps, deps.db, bookings)).map((line) => (sees.has(line.booking) ? line : { ...line, guest_name: '', note: null }))
}

async function surroundingsOf(deps: BookingDeps, reader: Reader, bookings: readonly Booking[], withGuests: readonly Booking[]): Promise<Surroundings> {
  const venues = [...new Set(bookings.map((booking) => booking.venue))]
  const guaranteed = bookings.filter(isGuaranteed).map((booking) => booking.id)
  const [layouts, payments, guarantees, people, notes, placements] = await Promise.all([
    deps.venues.layoutsOf(reader, venues),
    bookings.length === 0 ? [] : deps.payments.of(reader, bookings.map((booking) => booking.id)),
    guaranteed.length === 0 ? [] : deps.payments.guaranteesOf(reader, guaranteed),
    deps.guests.readPeople(reader, [...new Set(withGuests.map((booking) => booking.guest))]),
    deps.guests.readNotes(reader, withGuests.filter((booking) => booking.hasNote).map((booking) => ({ guest: booking.guest, subject: booking.id }))),
    placementsOf(deps, reader, bookings),
  ])
  const units = [...new Set([...bookings.flatMap((booking) => booking.reservations.flatMap((reservation) => reservation.units)), ...[...placements.values()].flatMap((placed) => [...placed.rooms.map((one) => one.room), ...placed.tables])])]
  return {
    now: deps.clock.now(), layouts, payments: Map.groupBy(payments, ({ booking }) => booking), guarantees: new Map(guarantees.map((one) => [one.booking, one])), people, placements,
    notes,
    names: units.length === 0 ? new Map() : await deps.venues.namesOf(reader, units),
  }
}

async function placementsOf(deps: BookingDeps, reader: Reader, bookings: readonly Booking[]): Promise<Map<ReservationId, Placement>> {
  const byVenue = Map.groupBy(bookings.filter((booking) => !isOver(booking.status)), (booking) => booking.venue)
  const parts = await Promise.all([...byVenue].map(([venue, some]) => deps.availability.placements(reader, venue, some.flatMap((booking) => booking.reservations.map((reservation) => reservation.id)))))
  return new Map(parts.flatMap((part) => [...part]))
}

/** What the desk wrote for itself is not for the guest. */
function noteOf(about: Surroundings, booking: Booking, staff: boolean): string | null {
  const notes = (about.notes.get(booking.id) ?? []).filter((note) => staff || note.kind !== 'desk')
  return notes.length === 0 ? null : notes.map((note) => note.text).join('\n')
}

function viewOf(booking: Booking, about: Surroundings, withGuest: boolean, staff: boolean): BookingView {
  const layout = about.layouts.get(booking.venue)!
  const { currency } = booking.price.total
  const payments = about.payments.get(booking.id) ?? []
  const paid = payments.reduce((total, payment) => total + payment.captured.amount, 0)
  const refunded = payments.reduce((total, payment) => total + payment.refunded.amount, 0)
  const person = withGuest ? about.people.get(booking.guest) ?? null : null
  const open = booking.status === 'held' || booking.status === 'confirmed'
  const moment = { now: about.now, arrivalAt: booking.startsAt, timeZone: layout.timeZone }
  return {
    id: booking.id, code: booking.code, status: booking.status, version: booking.version, channel: booking.channel, venue: venueOf(layout), ...termsOf(booking, layout),
    reservations: booking.reservations.map((reservation) => reservationOf(booking, reservation, about)),
    price: priceOnWire(booking.price, moment, paid > 0 ? money(Math.max(0, paid - refunded), currency) : open ? booking.price.dueNow : money(0, currency)),
    expires_at: booking.expiresAt === null ? null : instantText(booking.expiresAt), held_minutes: booking.heldMinutes, can_extend: booking.status === 'held' && !booking.extended,
    trip: booking.trip, payments: payments.map((payment) => ({ id: payment.id, mode: payment.mode, status: payment.status, amount: toWire(payment.amount), refunded: toWire(payment.refunded), url: payment.url })),
    guarantee: guaranteeOf(about.guarantees.get(booking.id)), paid: toWire(money(paid, currency)), refunded: toWire(money(refunded, currency)), may_cancel: open, may_amend: open && !(booking.status === 'held' && booking.trip !== null), created_at: instantText(booking.createdAt),
    guest: person === null ? null : { id: booking.guest, name: person.name, email: person.email, phone: person.phone, locale: person.locale },
    note: withGuest ? noteOf(about, booking, staff) : null,
  }
}

function guaranteeOf(found: Guarantee | undefined): BookingView['guarantee'] {
  return found === undefined ? null : { status: found.status, amount: toWire(found.amount), held_from: instantText(found.authorizeAt), card: found.card }
}

function venueOf(layout: VenueLayout): BookingView['venue'] {
  const picture = layout.pictures.find((one) => one.kind === 'facade') ?? layout.pictures[0]
  return { id: layout.id, slug: layout.slug, name: layout.name, kind: layout.kind, city: layout.city, country: layout.country, address: layout.address, time_zone: layout.timeZone, phone: layout.phone, location: layout.location, picture: picture === undefined ? null : pictureOnWire(picture) }
}

function termsOf(booking: Booking, layout: VenueLayout): Pick<BookingView, 'stay' | 'sitting'> {
  const { stay, sitting } = booking.terms
  return {
    stay: stay === undefined ? null : { children: [...stay.children ?? []], promo: stay.promo?.code ?? null, extras: [...stay.extras ?? []], room_type: stay.roomType, room_type_name: stay.roomTypeName, rate_plan: stay.ratePlan ?? noPlan, rate_plan_name: stay.ratePlanName, arrival: stay.arrival, departure: stay.departure, nights: nightsSold(stay), guests: stay.guests, rooms: stay.rooms, group: stay.group?.code ?? null, day_use: stay.dayUse ?? null },
    sitting: sitting === undefined ? null : { at: wallText(sitting.at, layout.timeZone), instant: instantText(sitting.at), ends: instantText(sitting.ends), party: sitting.party, service: sitting.service, service_name: sitting.serviceName, business_date: sitting.businessDate, table_class: sitting.tableClass ?? null },
  }
}
/** Imported stays were sold under no plan of ours. */
const noPlan = 'rp_000000000000000000000000' as const

function unitsOf(reservation: Reservation, about: Surroundings): { room: BookingView['reservations'][number]['room']; tables: BookingView['reservations'][number]['tables'] } {
  const placed = about.placements.get(reservation.id)
  const ids = placed !== undefined && (placed.rooms.length > 0 || placed.tables.length > 0) ? [...placed.rooms.map((one) => one.room), ...placed.tables] : reservation.units
  const named = ids.map((id) => ({ id, name: about.names.get(id) ?? '?' }))
  const [room] = reservation.roomType === null ? [] : named
  return { room: room === undefined ? null : { id: room.id as RoomId, number: room.name }, tables: reservation.roomType === null ? named.map((table) => ({ id: table.id as TableId, name: table.name })) : [] }
}

function reservationOf(booking: Booking, reservation: Reservation, about: Surroundings): BookingView['reservations'][number] {
  const { timeZone } = about.layouts.get(booking.venue)!
  return {
    id: reservation.id, status: reservation.status, arrival: reservation.arrival, departure: reservation.departure,
    at: reservation.at === null ? null : wallText(reservation.at, timeZone), guests: reservation.guests, ...unitsOf(reservation, about),
  }
}

function lineOf(booking: Booking, reservation: Reservation, about: Surroundings): BoardLine {
  const layout = about.layouts.get(booking.venue)!
  const paid = (about.payments.get(booking.id) ?? []).reduce((total, payment) => total + payment.captured.amount - payment.refunded.amount, 0)
  const units = unitsOf(reservation, about)
  const stay = reservation.arrival === null ? null : { arrival: reservation.arrival, departure: reservation.departure! }
  return {
    booking: booking.id, reservation: reservation.id, code: booking.code, status: reservation.status, guest_name: about.people.get(booking.guest)?.name ?? '', guests: reservation.guests, channel: booking.channel,
    arrival: reservation.arrival, departure: reservation.departure, nights: stay === null ? null : nightsSold(stay),
    at: reservation.at === null ? null : wallText(reservation.at, layout.timeZone), ends_at: reservation.ends === null ? null : wallText(reservation.ends, layout.timeZone),
    room_type_name: reservation.roomType === null ? null : layout.roomTypes.find((type) => type.id === reservation.roomType)?.name ?? booking.terms.stay?.roomTypeName ?? null,
    room: units.room?.number ?? null, tables: units.tables.map((table) => table.name), service_name: booking.terms.sitting?.serviceName ?? null,
    balance: toWire(money(isOver(booking.status) && booking.status !== 'completed' ? 0 : booking.price.total.amount - paid, booking.price.total.currency)), note: noteOf(about, booking, true), version: booking.version,
  }
}
