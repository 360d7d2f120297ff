import type { Doors } from '../app.ts'
import { systemActor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { money, toWire } from '#platform/money'
import type { Database } from '#platform/sql'
import { addDays, businessDateAt, instantAt, type PlainDate } from '#platform/time'

type Clock = { set(to: Temporal.Instant): void }

/** How many business dates the books of a house go back. */
export interface Kept { days: number; extras: boolean }

/** Opens a hotel's books some days ago, before its guests of the last months come. */
export async function openBooks(db: Database, doors: Pick<Doors, 'ledger'>, layout: VenueLayout, now: Temporal.Instant, kept: Kept): Promise<void> {
  const opens = addDays(businessDateAt(now, layout.timeZone, layout.dayEnds), -kept.days)
  await db.transaction((tx) => doors.ledger.openBook(tx, { venue: layout.id, currency: layout.currency, at: instantAt(opens, layout.dayEnds, layout.timeZone), opens, actor: 'system' }))
}

/** Lives those days through at the desk: who leaves pays, and each night is closed. Those in the house have their folio with it. */
export async function keepBooks(db: Database, doors: Pick<Doors, 'ledger' | 'folios' | 'night' | 'booking'>, clock: Clock, layout: VenueLayout, now: Temporal.Instant, kept: Kept): Promise<void> {
  const today = businessDateAt(now, layout.timeZone, layout.dayEnds)
  for (let date = (await doors.ledger.bookOf(db, layout.id))?.businessDate ?? today; date < today; date = addDays(date, 1)) {
    clock.set(instantAt(date, '11:30', layout.timeZone))
    await settleWhoLeft(db, doors, layout, date, kept)
    clock.set(instantAt(addDays(date, 1), layout.dayEnds, layout.timeZone))
    await doors.night.closeDate(systemActor, layout.id, date)
  }
  clock.set(now)
  await settleWhoLeft(db, doors, layout, today, kept)
}

async function settleWhoLeft(db: Database, doors: Pick<Doors, 'folios' | 'booking'>, layout: VenueLayout, date: PlainDate, kept: Kept): Promise<void> {
  const open = await doors.folios.list(db, layout.id, { kinds: ['stay'], status: 'open', limit: 500 })
  const left = new Map((await doors.booking.find(db, open.flatMap((folio) => folio.booking ?? []))).filter((booking) => booking.status === 'completed' && booking.reservations.every((one) => (one.departure ?? '9') <= date)).map((booking) => [booking.id, booking]))
  const leaving = open.filter((folio) => folio.booking !== null && left.has(folio.booking))
  const balances = await doors.folios.balances(db, layout.id, leaving.map((folio) => folio.id))
  for (const [i, folio] of leaving.entries()) {
    const amount = (minor: number) => toWire(money(minor, layout.currency))
    let owed = balances.filter((one) => one.folio === folio.id).reduce((total, one) => total + one.balance, 0)
    if (kept.extras && i % 3 === 0) {
      const bar = Math.max(1, Math.round(owed / 40))
      await doors.folios.charge(systemActor, layout.id, folio.id, { category: 'beverage', description: 'Minibar', amount: amount(bar), quantity: 1 })
      owed = (await doors.folios.balances(db, layout.id, [folio.id])).reduce((total, one) => total + one.balance, 0)
    }
    if (owed > 0) await doors.folios.pay(systemActor, layout.id, folio.id, { method: i % 5 === 0 ? 'transfer' : 'card_terminal', amount: amount(owed), window: 1 })
    await doors.folios.close(systemActor, layout.id, folio.id)
  }
}
