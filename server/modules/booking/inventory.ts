import type { Reason } from '@holdfast/contract/kit'
import type { Claim, Placed, StayClaim } from '#module/availability'
import type { VenueLayout } from '#module/venues'
import type { ReservationId, TableId } from '#platform/id'
import { isProblem, type Problem } from '#platform/problem'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { BookingDeps } from './deps.ts'
import type { Booking, MoveInput, Reservation, SittingTerms, StayTerms, Terms } from './types.ts'

/** What a reservation claims: one room for its nights or its hours, or a table for its party. A stay of no night and no hours (an old import) claims nothing. */
export function claimsOf(reservation: Reservation, terms: Terms, tables?: readonly TableId[]): Claim[] {
  if (terms.stay !== undefined) {
    const { roomType, arrival, departure } = reservation
    if (arrival === departure && terms.stay.dayUse === undefined) return []
    const hours = arrival === departure ? terms.stay.dayUse : undefined
    return [{ kind: 'stay', roomType: roomType!, arrival: arrival!, departure: departure!, quantity: 1, ...(hours === undefined ? {} : { hours }), ...(terms.stay.ratePlan === null ? {} : { ratePlan: terms.stay.ratePlan }), ...poolOf(terms.stay, roomType) }]
  }
  const chosen = tables ?? terms.sitting.tables
  return [{
    kind: 'sitting', service: reservation.service!, at: reservation.at!, party: reservation.guests,
    ...(chosen === undefined ? {} : { tables: [...chosen] }), ...(terms.sitting.pool === undefined || chosen === undefined ? {} : { pool: terms.sitting.pool }), ...(terms.sitting.area === undefined ? {} : { area: terms.sitting.area }), ...(terms.sitting.tableClass === undefined ? {} : { tableClass: terms.sitting.tableClass }),
  }]
}

/** What was set aside is given in the type that was sold; who lives in another has a room of the house. */
function poolOf(stay: StayTerms, roomType: Reservation['roomType']): Pick<StayClaim, 'pool' | 'contracted'> {
  if (stay.pool === undefined || roomType !== stay.roomType) return {}
  return { pool: stay.pool, ...(stay.group?.contracted === true ? { contracted: true } : {}) }
}

/**
 * Claims for drafts of bookings of one venue, all or nothing, and answers them as they were placed: a sitting learns
 * its end and its business date. Throws `not-available` with the reasons.
 */
export async function claimTogether(deps: BookingDeps, tx: Tx, drafts: readonly Draft[]): Promise<Booking[]> {
  const asked = drafts.flatMap(askedOf)
  if (asked.length === 0) return drafts.map(({ booking }) => booking)
  const claimed = await deps.availability.claimTogether(tx, drafts[0]!.booking.venue, asked)
  const placed = new Map(asked.map((one, i) => [one.holder, claimed[i]!.placed]))
  return drafts.map(({ booking }) => asPlaced(booking, placed))
}

/** `again`: what it had of a pool that was released meanwhile, the house gives. */
export interface Draft { booking: Booking; override?: { reason: string } | undefined; again?: boolean }

const askedOf = ({ booking, override, again }: Draft) => booking.reservations.map((reservation) => ({
  holder: reservation.id, holderKind: booking.status === 'held' ? 'hold' as const : 'booking' as const, expiresAt: booking.expiresAt, channel: booking.channel,
  claims: claimsOf(reservation, booking.terms).map((claim) => (again === true && claim.kind === 'stay' && claim.pool !== undefined ? { ...claim, spill: true } : claim)), override,
})).filter((one) => one.claims.length > 0)

/** The same for each by itself: a draft that is refused leaves the others. */
export async function claimEach(deps: BookingDeps, tx: Tx, drafts: readonly Draft[]): Promise<(Booking | { refused: Reason[] })[]> {
  if (drafts.length === 0) return []
  const groups = drafts.map(askedOf)
  const decisions = await deps.availability.claimEach(tx, drafts[0]!.booking.venue, groups)
  return drafts.map(({ booking }, i) => {
    const decision = decisions[i]!
    return decision.ok ? asPlaced(booking, new Map(groups[i]!.map((one, k) => [one.holder, decision.placed[k]!]))) : { refused: decision.reasons }
  })
}

/** The same for callers at any venues, who share no more than the transaction. `alone`: to be claimed in one of its own. */
export async function claimAcross(deps: BookingDeps, tx: Tx, drafts: readonly Draft[]): Promise<(Booking | Problem | 'alone')[]> {
  if (drafts.length === 0) return []
  const groups = drafts.map(askedOf)
  const outcomes = await deps.availability.claimBatch(tx, drafts.map(({ booking }, i) => ({ venue: booking.venue, group: groups[i]! })))
  return drafts.map(({ booking }, i) => {
    const outcome = outcomes[i]!
    if (outcome.outcome === 'placed') return asPlaced(booking, new Map(groups[i]!.map((one, k) => [one.holder, outcome.placed[k]!])))
    return outcome.outcome === 'refused' ? outcome.problem : 'alone'
  })
}

/** The same from what is seen without a lock; `decide` answers each draft's booking and tables, its problem, or neither (alone). Null: only with locks. */
export async function seeClaims(deps: BookingDeps, reader: Reader, drafts: readonly Draft[]): Promise<{ decide(wanted: (i: number) => boolean): SeenClaim[]; take(tx: Tx): void } | null> {
  const groups = drafts.map(askedOf)
  const seen = await deps.availability.see(reader, drafts.map(({ booking }, i) => ({ venue: booking.venue, group: groups[i]! })))
  return seen && {
    take: (tx) => { seen.take(tx) },
    decide: (wanted) => seen.decide(wanted).map((outcome, i): SeenClaim => {
      if (outcome.outcome !== 'placed') return { tables: [], problem: outcome.outcome === 'refused' ? outcome.problem : undefined }
      const placed = new Map(groups[i]!.map((one, k) => [one.holder, outcome.placed[k]!]))
      return { booking: asPlaced(drafts[i]!.booking, placed), tables: outcome.placed.flat().flatMap((one) => (one.kind === 'sitting' ? one.tables : [])) }
    }),
  }
}
export interface SeenClaim { booking?: Booking; tables: TableId[]; problem?: Problem | undefined }

function asPlaced(booking: Booking, placed: ReadonlyMap<ReservationId, Placed[]>): Booking {
  if (booking.terms.sitting === undefined) return booking
  const got = placed.get(booking.reservations[0]!.id)?.[0]
  if (got?.kind !== 'sitting') return booking
  const sitting: SittingTerms = { ...booking.terms.sitting, ends: got.ends, businessDate: got.businessDate }
  return { ...booking, terms: { sitting }, reservations: booking.reservations.map((reservation) => ({ ...reservation, ends: got.ends, businessDate: got.businessDate })) }
}

/**
 * Claims again for a booking that lost its claims (a payment after its hold ran out, an undone no-show): all of it or
 * nothing, and nothing of the transaction is lost when it is refused.
 */
export async function claimAgain(deps: BookingDeps, tx: Tx, booking: Booking, reservations: readonly Reservation[]): Promise<boolean> {
  return attempt(tx, async () => {
    for (const reservation of reservations) await deps.availability.release(tx, { venue: booking.venue, holder: reservation.id })
    await claimTogether(deps, tx, [{ booking: { ...booking, status: 'confirmed', expiresAt: null, reservations: [...reservations] }, again: true }])
  })
}

/** Runs `work`; when it is refused, undoes it alone, not the rest of the transaction, and answers false. */
export async function attempt(tx: Tx, work: () => Promise<void>): Promise<boolean> {
  await tx.run(sql`savepoint attempt`)
  try {
    await work()
  } catch (error) {
    if (!isProblem(error)) throw error
    await tx.run(sql`rollback to savepoint attempt`)
    return false
  }
  await tx.run(sql`release savepoint attempt`)
  return true
}

/** Makes held claims last. False when one of them has gone to somebody else meanwhile. */
export async function keepClaims(deps: BookingDeps, tx: Tx, booking: Booking): Promise<boolean> {
  for (const reservation of booking.reservations.filter((reservation) => hasClaims(reservation, booking.terms))) {
    if (!await deps.availability.keep(tx, { venue: booking.venue, holder: reservation.id })) return false
  }
  return true
}

export async function extendClaims(deps: BookingDeps, tx: Tx, booking: Booking): Promise<boolean> {
  for (const reservation of booking.reservations.filter((reservation) => hasClaims(reservation, booking.terms))) {
    if (!await deps.availability.extend(tx, { venue: booking.venue, holder: reservation.id, expiresAt: booking.expiresAt! })) return false
  }
  return true
}

export async function releaseClaims(deps: BookingDeps, tx: Tx, booking: Booking, holders: readonly ReservationId[] = booking.reservations.map((r) => r.id)): Promise<void> {
  await deps.availability.releaseTogether(tx, booking.venue, holders)
}

const hasClaims = (reservation: Reservation, terms: Terms): boolean => reservation.arrival === null || reservation.arrival < reservation.departure! || terms.stay?.dayUse !== undefined
/** A room for some hours: when they are over it is free for the night. */
export const isDayUse = (reservation: Reservation, terms: Terms): boolean => terms.stay?.dayUse !== undefined && reservation.arrival === reservation.departure

/** A room for who arrives, or the tables that they were given or that staff choose. Answers what of the reservation changes with it. */
export async function giveUnit(deps: BookingDeps, tx: Tx, layout: VenueLayout, reservation: Reservation, input: Pick<MoveInput, 'room' | 'roomType' | 'tables'>, terms: Terms): Promise<Partial<Reservation>> {
  const at = { venue: reservation.venue, holder: reservation.id }
  if (reservation.roomType === null) {
    // Who comes before their time has their turn from now on.
    const seated = await deps.availability.seat(tx, { ...at, tables: input.tables, now: true })
    return { units: seated.tables, at: seated.at, ends: seated.ends }
  }
  const roomType = input.roomType ?? reservation.roomType
  if (!hasClaims(reservation, terms)) return { roomType }
  if (roomType !== reservation.roomType) await deps.availability.amend(tx, { ...at, claims: claimsOf({ ...reservation, roomType }, terms), channel: 'import' })
  const room = await deps.availability.assignRoom(tx, { ...at, room: input.room, as: 'in_house' })
  return { units: [room], roomType: layout.roomTypes.find((type) => type.rooms.some((one) => one.id === room))?.id ?? roomType }
}

/** Undo of an arrival: the stay keeps its nights and waits for a room again; a party keeps its table, and its own time where that is still free. */
export async function takeUnitBack(deps: BookingDeps, tx: Tx, reservation: Reservation, terms: Terms): Promise<Partial<Reservation>> {
  const at = { venue: reservation.venue, holder: reservation.id }
  if (reservation.roomType !== null) {
    if (hasClaims(reservation, terms)) await deps.availability.unassign(tx, at)
    return {}
  }
  const seated = await deps.availability.seat(tx, { ...at, pinned: terms.sitting?.tables !== undefined })
  if (terms.sitting === undefined || terms.sitting.at.equals(seated.at)) return {}
  let back: Partial<Reservation> = {}
  const claims = claimsOf({ ...reservation, at: terms.sitting.at }, terms)
  await attempt(tx, async () => {
    const [placed] = (await deps.availability.amend(tx, { ...at, claims, channel: 'import' })).placed
    if (placed?.kind === 'sitting') back = { at: placed.at, ends: placed.ends }
  })
  return back
}

/** What is left of a stay or a sitting is free at once: the nights from `departure` on, or the rest of the turn. */
export async function leaveEarly(deps: BookingDeps, tx: Tx, reservation: Reservation, departure: PlainDate): Promise<void> {
  await deps.availability.shorten(tx, { venue: reservation.venue, holder: reservation.id, departure })
}
