import { actorRef, systemActor, type Actor } from '#http/actor'
import type { StayOfNight } from '#module/booking'
import { requireStaff } from '#module/folios'
import type { VenueLayout } from '#module/venues'
import type { BookingId, ReservationId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { isProblem, problem } from '#platform/problem'
import type { PlainDate } from '#platform/time'
import type { NightDeps } from './deps.ts'
import { blockersOf, mayClose, openDate, viewNight, type Blocker, type NightView } from './look-ahead.ts'
import { endOf } from './rules.ts'
import { addToRun, beginRun, finishRun, runOf } from './store.ts'

export interface CloseInput { businessDate: PlainDate; noShows: readonly ReservationId[]; takeAlong: readonly Blocker['kind'][] | 'all' }

/** As many as keep a transaction well below the time that others wait for a lock. */
const staysAtOnce = 100

/**
 * Who closes nights may close the open business date. First what would block it is listed and refused, unless it is
 * taken along; then no-shows, room nights in batches, and at the end the date rolls. Each step is one transaction that
 * leaves out what was done before, so a closing that was cut is simply run again, and two at once do it once.
 */
export async function closeNight(deps: NightDeps, actor: Actor, venue: VenueId, input: CloseInput): Promise<NightView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'closeNight')
  const date = await openDate(deps, layout)
  if (input.businessDate < date && (await runOf(deps.db, venue, input.businessDate))?.status === 'done') return viewNight(deps, actor, venue)
  if (input.businessDate !== date) throw problem('version-conflict', { detail: `The open business date is ${date}. Look at it again. Nothing was closed.`, facts: { business_date: date } })
  if (!mayClose(deps, layout, date)) throw problem('too-early', { detail: `The business date ${date} is not over yet. Nothing was closed.`, facts: { from: date } })
  await runClosing(deps, actor, layout, date, input)
  return viewNight(deps, actor, venue)
}

/** The closing itself; answers false when somebody else had closed the date meanwhile. */
export async function runClosing(deps: NightDeps, actor: Actor, layout: VenueLayout, date: PlainDate, input: Pick<CloseInput, 'noShows' | 'takeAlong'>): Promise<boolean> {
  const noShows = await decideNoShows(deps, actor, layout, date, input.noShows)
  const stays = await deps.booking.staysOfNight(deps.db, layout.id, date)
  const takenAlong = await refuseBlocked(deps, actor, layout, date, input.takeAlong, stays)
  await deps.db.transaction(async (tx) => {
    await beginRun(tx, layout.id, date, actorRef(actor), deps.clock.now())
    if (noShows > 0) await addToRun(tx, layout.id, date, { noShows })
  })
  const all = [...new Set(stays.filter((stay) => stay.status === 'arrived' || stay.status === 'completed').map((stay) => stay.booking))].toSorted()
  const batch = deps.staysAtOnce ?? staysAtOnce
  for (let from = 0; from < all.length; from += batch) await postBatch(deps, actor, layout, date, all.slice(from, from + batch))
  return rollDate(deps, actor, layout, date, takenAlong)
}

async function postBatch(deps: NightDeps, actor: Actor, layout: VenueLayout, date: PlainDate, bookings: readonly BookingId[]): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const posted = await deps.folios.postNights(tx, actor, layout, await deps.booking.find(tx, bookings), date)
    if (posted.charges > 0) await addToRun(tx, layout.id, date, { nights: posted.folios, charges: posted.charges, amount: posted.amount })
  })
}

async function rollDate(deps: NightDeps, actor: Actor, layout: VenueLayout, date: PlainDate, takenAlong: Record<string, number>): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await deps.ledger.openBook(tx, { venue: layout.id, currency: layout.currency, at: now, opens: date, actor: actorRef(actor) })
    if (!await deps.ledger.close(tx, layout.id, date, now)) return false
    await finishRun(tx, layout.id, date, takenAlong, now)
    await emit(tx, { venue: layout.id, type: 'night.closed', subject: layout.id, actor, at: now, facts: { business_date: date } })
    return true
  })
}

/** Who did not come is marked so, one by one: the policy's charge keeps the deposit. Somebody may have decided otherwise meanwhile. */
async function decideNoShows(deps: NightDeps, actor: Actor, layout: VenueLayout, date: PlainDate, reservations: readonly ReservationId[]): Promise<number> {
  if (reservations.length === 0) return 0
  let marked = 0
  const waiting = new Set((await deps.booking.staysOfNight(deps.db, layout.id, date)).filter((stay) => stay.status === 'confirmed').map((stay) => stay.reservation))
  for (const reservation of reservations) {
    if (!waiting.has(reservation)) continue
    try {
      await deps.booking.move(actor, layout.id, reservation, { to: 'no_show', reason: 'no_contact' })
      marked += 1
    } catch (error) {
      if (!isProblem(error, 'wrong-state')) throw error
    }
  }
  return marked
}

async function refuseBlocked(deps: NightDeps, actor: Actor, layout: VenueLayout, date: PlainDate, takeAlong: CloseInput['takeAlong'], stays: readonly StayOfNight[]): Promise<Record<string, number>> {
  const blockers = await blockersOf(deps, actor, layout, date, stays)
  const counts = Object.fromEntries([...Map.groupBy(blockers, (one) => one.kind)].map(([kind, some]) => [kind, some.length]))
  const left = Object.keys(counts).filter((kind) => takeAlong !== 'all' && !takeAlong.includes(kind as Blocker['kind']))
  if (left.length > 0) throw problem('night-blocked', { detail: 'Something is to be decided first, or taken along into the next day. The business date is still open.', facts: { blockers: counts } })
  return counts
}

/** Days behind which a venue may be, and is brought up to date at once. */
const catchUpDays = 14

/** For venues that close by themselves: every date whose hour has come. What is open is taken along, and told by the figures of the closing. */
export async function closeByItself(deps: NightDeps, venue: VenueId): Promise<number> {
  const layout = await deps.venues.findLayout(deps.db, venue)
  if (layout === undefined) return 0
  let closed = 0
  for (; closed < catchUpDays; closed += 1) {
    const book = await deps.ledger.bookOf(deps.db, venue)
    if (book === undefined || !isOver(deps, layout, book.businessDate)) break
    await runClosing(deps, systemActor, layout, book.businessDate, { noShows: [], takeAlong: 'all' })
  }
  return closed
}

const isOver = (deps: NightDeps, layout: VenueLayout, date: PlainDate): boolean => Temporal.Instant.compare(deps.clock.now(), endOf(date, layout)) >= 0
