import type { Reason } from '@holdfast/contract/kit'
import type { Actor } from '#http/actor'
import type { Price } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { assert } from '#platform/assert'
import { money } from '#platform/money'
import { isProblem, problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { addDays, businessDateAt, nightCount } from '#platform/time'
import { pendingAmendments } from './amendment-store.ts'
import { lockBookings } from './booking-store.ts'
import { cancelLocked, type Known } from './cancel-booking.ts'
import type { BookingDeps } from './deps.ts'
import { attempt } from './inventory.ts'
import { layoutOf } from './layouts.ts'
import { moveLocked } from './move-reservation.ts'
import { placeEach, type Agreed } from './place.ts'
import type { Booking, ImportedStay, Reservation, Step, StepResult } from './types.ts'
import { writeAndTell, type Written } from './write-changes.ts'

/**
 * Many steps at one venue in the caller's transaction: new bookings first, then what becomes of others, each by the
 * same code as when it comes alone. Several share their statements; a step that is refused leaves the others standing.
 * Only the system does this: imports, replays, later the lanes of concurrent requests.
 */
export async function runTogether(deps: BookingDeps, tx: Tx, actor: Actor, venue: VenueId, steps: readonly Step[]): Promise<StepResult[]> {
  if (!actor.system) throw problem('not-allowed')
  const layout = await layoutOf(deps, tx, venue)
  const results: StepResult[] = steps.map(() => ({ done: true }))
  const imports = steps.flatMap((step, i) => (step.kind === 'import' ? [{ i, agreed: agreedOf(layout, step.stay) }] : []))
  await placeSome(deps, tx, actor, imports, results)
  await changeSome(deps, tx, actor, layout, steps, results)
  return results
}

/** Each with a result of its own. Where counts alone do not decide, one after the other. */
async function placeSome(deps: BookingDeps, tx: Tx, actor: Actor, some: readonly { i: number; agreed: Agreed }[], results: StepResult[]): Promise<void> {
  if (some.length === 0) return
  let placed: Awaited<ReturnType<typeof placeEach>> = []
  const together = await attempt(tx, async () => { placed = await placeEach(deps, tx, actor, some.map((one) => one.agreed)) })
  if (together) {
    for (const [k, result] of placed.entries()) if ('refused' in result) results[some[k]!.i] = { done: false, code: 'not-available', reasons: result.refused }
    return
  }
  if (some.length === 1) { results[some[0]!.i] = { done: false, code: 'not-available', reasons: [{ code: 'sold_out', detail: 'No single room for all of these nights' }] }; return }
  for (const one of some) await placeSome(deps, tx, actor, [one], results)
}

type Change = Exclude<Step, { kind: 'import' }>

async function changeSome(deps: BookingDeps, tx: Tx, actor: Actor, layout: VenueLayout, steps: readonly Step[], results: StepResult[]): Promise<void> {
  const ids = steps.flatMap((step) => (step.kind === 'import' ? [] : [step.booking]))
  if (ids.length === 0) return
  const bookings = new Map((await lockBookings(tx, ids)).map((booking) => [booking.id, booking]))
  const changes = steps.flatMap((step, i) => {
    const booking = step.kind === 'import' ? undefined : bookings.get(step.booking)
    if (step.kind !== 'import' && booking === undefined) results[i] = { done: false, code: 'not-found', reasons: [] }
    return step.kind === 'import' || booking === undefined ? [] : [{ i, step, booking }]
  })
  const known = await knownOf(deps, tx, [...bookings.values()])
  const inventory = await moveInventory(deps, tx, layout, changes)
  const written: Written[] = []
  for (const { i, step, booking } of changes) {
    const at = inventory(booking)
    if (at.refused !== undefined) { results[i] = { done: false, code: 'not-available', reasons: at.refused }; continue }
    const change = await changeOne(deps, tx, actor, layout, booking, step, { ...known(booking), released: at.released, arrived: at.arrived })
    if ('done' in change) results[i] = change
    else written.push(change)
    assert(!('done' in change) || (!at.released && at.arrived === undefined), 'a step whose claims were moved with those of others is not refused')
  }
  await writeAndTell(deps, tx, actor, written)
}

interface Moved { released: boolean; arrived?: Partial<Reservation> | undefined; refused?: Reason[] }

/** What the steps want of the calendar, for all of them at once: claims that go back, rooms for who arrives. Steps that will be refused ask for nothing. */
async function moveInventory(deps: BookingDeps, tx: Tx, layout: VenueLayout, changes: readonly { step: Change; booking: Booking }[]): Promise<(booking: Booking) => Moved> {
  const today = businessDateAt(deps.clock.now(), layout.timeZone, layout.dayEnds)
  const ready = changes.filter(({ booking }) => booking.status === 'confirmed' && booking.reservations.length === 1)
  const due = ready.filter(({ booking }) => (booking.reservations[0]!.arrival ?? '9') <= today)
  const leaving = new Set([...ready.filter(({ step }) => step.kind === 'cancel'), ...due.filter(({ step }) => step.kind === 'move' && step.input.to === 'no_show')].map(({ booking }) => booking.reservations[0]!.id))
  if (leaving.size > 0) await deps.availability.releaseTogether(tx, layout.id, [...leaving])
  const arriving = due.flatMap(({ step, booking }) => (step.kind === 'move' && step.input.to === 'arrived' && step.input.room === undefined ? [{ holder: booking.reservations[0]!.id, roomType: step.input.roomType }] : []))
  const arrivals = arriving.length === 0 ? undefined : await deps.availability.arriveTogether(tx, layout.id, arriving)
  return (booking) => {
    const reservation = booking.reservations[0]!
    const arrival = arrivals?.get(reservation.id)
    if (arrival === undefined || arrival === 'alone') return { released: leaving.has(reservation.id) }
    if ('refused' in arrival) return { released: false, refused: arrival.refused }
    return { released: false, arrived: { units: [arrival.room], roomType: layout.roomTypes.find((type) => type.rooms.some((room) => room.id === arrival.room))!.id } }
  }
}

async function changeOne(deps: BookingDeps, tx: Tx, actor: Actor, layout: VenueLayout, booking: Booking, step: Change, known: Known): Promise<Written | StepResult> {
  const now = deps.clock.now()
  let change: Written | undefined
  let refused: StepResult | undefined
  const work = async () => {
    change = await (step.kind === 'cancel'
      ? cancelLocked(deps, tx, actor, booking, { reason: step.reason }, now, known)
      : moveLocked(deps, tx, actor, layout, booking, booking.reservations[0]!.id, step.input, now, known)).catch((error: unknown) => {
      refused = resultOf(error)
      throw error
    })
  }
  // Only a move to another type or room can be refused after it has begun to write.
  const mayHalfWrite = step.kind === 'move' && step.input.to === 'arrived' && known.arrived === undefined
  if (mayHalfWrite) await attempt(tx, work)
  else await work().catch((error: unknown) => { if (!isProblem(error)) throw error })
  return change ?? refused!
}

function resultOf(error: unknown): StepResult {
  if (!isProblem(error)) throw error
  return { done: false, code: error.code, reasons: error.reasons }
}

/** Most have nothing to do with payments or waiting changes: asked once for all. */
async function knownOf(deps: BookingDeps, tx: Tx, bookings: readonly Booking[]): Promise<(booking: Booking) => Known> {
  const ids = bookings.map((booking) => booking.id)
  const paying = new Set((await deps.payments.of(tx, ids)).map((payment) => payment.booking))
  const amending = new Set(await pendingAmendments(tx, ids))
  return (booking) => ({ mayBePaid: paying.has(booking.id), mayBeAmending: amending.has(booking.id) })
}

function agreedOf(layout: VenueLayout, stay: ImportedStay): Agreed {
  const nights = nightCount(stay)
  const total = money(stay.nightly * nights, layout.currency)
  const price: Price = {
    total, dueNow: money(0, layout.currency), dueLater: total, policy: asRecorded,
    lines: Array.from({ length: nights }, (_, i) => ({ kind: 'night', label: 'Recorded rate', date: addDays(stay.arrival, i), quantity: 1, amount: money(stay.nightly, layout.currency), included: false, category: 'room', tax: null, within: null })),
  }
  return {
    layout, price, channel: 'import', quote: null, guest: stay.guest, account: null, hasNote: false, trip: null, as: 'booking', ids: { booking: stay.id, reservation: stay.reservation },
    terms: { stay: { roomType: stay.roomType, roomTypeName: stay.roomTypeName, ratePlan: null, ratePlanName: 'As recorded', arrival: stay.arrival, departure: stay.departure, guests: stay.guests, rooms: 1, ...(stay.arrival === stay.departure ? { dayUse: (({ from, to }) => ({ from, to }))(importedHours(layout)) } : {}) } },
  }
}
/** A recorded stay of no night: between check-out and the evening, as nothing says when. */
const importedHours = (layout: VenueLayout) => layout.dayUse ?? { from: layout.checkOutUntil, to: layout.checkOutUntil < '18:00' ? '18:00' : '23:45' }
const asRecorded: Price['policy'] = { id: 'import', name: 'As recorded', cancellation: [{ untilHours: null, chargePercent: 0 }], depositPercent: 0, chargedOn: 'total', text: 'As agreed where it was sold.' }
