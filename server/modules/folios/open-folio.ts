import type { Actor } from '#http/actor'
import type { Booking } from '#module/booking'
import type { VenueLayout } from '#module/venues'
import { newId, routeOf, type BookingId, type VenueId } from '#platform/id'
import { emit, emitAll } from '#platform/outbox'
import { problem } from '#platform/problem'
import { businessDateAt } from '#platform/time'
import type { Tx } from '#platform/sql'
import { creditDeposit } from './credit-deposit.ts'
import type { FoliosDeps } from './deps.ts'
import { amountOf, workOn } from './on-folio.ts'
import { once } from './once.ts'
import { nightEntries } from './nights-due.ts'
import { foliosOfBookings, insertFolios, lockFoliosOfBookings } from './store.ts'
import type { Folio, FolioId, Once } from './types.ts'
import { requireStaff } from './who-may.ts'
import type { WireMoney } from '#platform/money'

/** A folio as it is when it is opened: one window, of the guest. */
export function newFolio(layout: Pick<VenueLayout, 'id' | 'currency'>, now: Temporal.Instant, over: Partial<Folio> & Pick<Folio, 'kind'>): Folio {
  return {
    venue: layout.id, id: newId('fol', now.epochMilliseconds, routeOf(layout.id)), status: 'open', version: 1, booking: null, name: null,
    windows: [{ no: 1, name: over.kind === 'city' ? 'Company' : over.kind === 'house' ? 'House' : 'Guest', payer: over.kind === 'city' ? 'company' : 'guest', account: null }],
    routing: {}, currency: layout.currency, covers: null, minimumSpend: null, creditLimit: null, postedThrough: null, openedAt: now, closedAt: null, ...over,
  }
}

/** What a service asks each guest to spend at least, for the party that was booked. */
function minimumOf(layout: VenueLayout, booking: Booking): number | null {
  const { sitting } = booking.terms
  const perCover = sitting === undefined ? null : layout.services.find((service) => service.id === sitting.service)?.minimumSpendPerCover ?? null
  return perCover === null || perCover === 0 ? null : perCover * sitting!.party
}

/** The folios of bookings, locked in the order of ids; those that are missing are opened. */
export async function ensureFolios(deps: FoliosDeps, tx: Tx, actor: Actor, layout: VenueLayout, bookings: readonly Booking[], now: Temporal.Instant): Promise<Map<BookingId, Folio>> {
  const ids = bookings.map((booking) => booking.id)
  const known = new Set((await foliosOfBookings(tx, layout.id, ids)).map((folio) => folio.booking))
  const missing = bookings.filter((booking) => !known.has(booking.id))
  const fresh = missing.map((booking) => newFolio(layout, now, { kind: booking.kind === 'stay' ? 'stay' : 'table', booking: booking.id, covers: booking.terms.sitting?.party ?? null, minimumSpend: minimumOf(layout, booking) }))
  await insertFolios(tx, fresh)
  const folios = new Map((await lockFoliosOfBookings(tx, layout.id, ids)).map((folio) => [folio.booking!, folio]))
  const opened = fresh.filter((folio) => folios.get(folio.booking!)?.id === folio.id)
  await emitAll(tx, opened.map((folio) => ({ venue: layout.id, type: 'folio.opened', subject: folio.id, actor, at: now, facts: { booking: folio.booking, kind: folio.kind } })))
  return folios
}

/** Who posts charges may open a booking's folio; it is there once. The deposit is credited when its guest is in the house. */
export async function openFolio(deps: FoliosDeps, actor: Actor, venue: VenueId, id: BookingId, given?: Once): Promise<FolioId> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'postCharges')
  const [booking] = await deps.booking.find(deps.db, [id])
  if (booking?.venue !== venue) throw problem('not-found', { detail: 'There is no such booking at this venue.' })
  if (booking.status === 'held' || booking.status === 'expired') throw problem('wrong-state', { detail: 'A folio is opened for a confirmed booking. Nothing was changed.', facts: { state: booking.status } })
  return deps.db.transaction((tx) => {
    const now = deps.clock.now()
    return once(tx, actor, venue, `open ${id}`, given, now, async () => {
      const folio = (await ensureFolios(deps, tx, actor, layout, [booking], now)).get(id)!
      if (folio.status === 'open' && (booking.status === 'arrived' || booking.status === 'completed')) {
        const on = await workOn(deps, tx, actor, layout, folio.id, now)
        if (booking.kind === 'sitting') await on.post(nightEntries(booking, folio, businessDateAt(now, layout.timeZone, layout.dayEnds)))
        await creditDeposit(on)
      }
      return folio.id
    })
  })
}

/** A bill for a table: of a booking, or of people who just sat down. */
export async function openBill(deps: FoliosDeps, actor: Actor, venue: VenueId, input: { booking?: BookingId | undefined; name?: string | undefined; covers?: number | undefined; minimum_spend?: WireMoney | undefined }, given?: Once): Promise<FolioId> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'postCharges')
  const minimum = input.minimum_spend === undefined ? null : amountOf(input.minimum_spend, layout.currency, '/minimum_spend')
  if (input.booking !== undefined) {
    const id = await openFolio(deps, actor, venue, input.booking, given)
    if (input.covers !== undefined || minimum !== null) {
      await deps.db.transaction(async (tx) => {
        const on = await workOn(deps, tx, actor, layout, id, deps.clock.now())
        await on.save({ ...on.folio, covers: input.covers ?? on.folio.covers, minimumSpend: minimum ?? on.folio.minimumSpend })
      })
    }
    return id
  }
  return deps.db.transaction((tx) => {
    const now = deps.clock.now()
    return once(tx, actor, venue, 'bill', given, now, async () => {
      const folio = newFolio(layout, now, { kind: 'table', name: input.name ?? null, covers: input.covers ?? null, minimumSpend: minimum })
      await insertFolios(tx, [folio])
      await emit(tx, { venue, type: 'folio.opened', subject: folio.id, actor, at: now, facts: { kind: 'table' } })
      return folio.id
    })
  })
}
