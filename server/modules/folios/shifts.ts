import { may } from '@holdfast/contract/permissions'
import type { ResponseOf } from '@holdfast/contract/kit'
import type { closeShift as closeEndpoint } from '@holdfast/contract/money'
import type { Actor } from '#http/actor'
import { instantText } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import { newId, routeOf, type AccountId, type VenueId } from '#platform/id'
import type { WireMoney } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import type { FoliosDeps } from './deps.ts'
import { amountOf } from './on-folio.ts'
import { once } from './once.ts'
import { closeShiftRow, findShift, insertShift, listShifts, lockShift, type Shift } from './shift-store.ts'
import type { Once, ShiftId } from './types.ts'
import { wireIn } from './views.ts'
import { requireStaff } from './who-may.ts'
import { postingOf } from './write-lines.ts'

export type ShiftView = ResponseOf<typeof closeEndpoint>

/** Who takes payments may open a shift of their own; one at a time. */
export async function openShift(deps: FoliosDeps, actor: Actor, venue: VenueId, input: { till: string; float: WireMoney }, given?: Once): Promise<ShiftView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'takePayments')
  const float = amountOf(input.float, layout.currency, '/float', 0)
  const account = actor.account as AccountId
  const id = await deps.db.transaction((tx) => {
    const now = deps.clock.now()
    return once(tx, actor, venue, 'shift', given, now, async () => {
      const to = postingOf(layout, actor, now)
      const businessDate = (await deps.ledger.bookOf(tx, venue))?.businessDate ?? to.opens
      const shift: Shift = { venue, id: newId('shf', now.epochMilliseconds, routeOf(venue)), account, till: input.till, status: 'open', float, openedAt: now, businessDate, closedAt: null, counted: null, expected: null }
      if (!await insertShift(tx, shift)) throw problem('wrong-state', { detail: 'You have an open shift already. Count and close it first. Nothing was changed.' })
      await emit(tx, { venue, type: 'shift.opened', subject: shift.id, actor, at: now, facts: { float } })
      return shift.id
    })
  })
  return viewOne(deps, actor, layout, id)
}

/**
 * The cashier, or a manager, counts the till and closes the shift. What should be there is the float and what came and
 * went; what is missing or over is posted to `over_short`, so that the books say what lies in the till.
 */
export async function closeShift(deps: FoliosDeps, actor: Actor, venue: VenueId, id: ShiftId, input: { counted: WireMoney }, given?: Once): Promise<ShiftView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'takePayments')
  const counted = amountOf(input.counted, layout.currency, '/counted', 0)
  await deps.db.transaction((tx) => {
    const now = deps.clock.now()
    return once(tx, actor, venue, `close shift ${id}`, given, now, async () => {
      const shift = await lockShift(tx, venue, id)
      if (shift === undefined || (shift.account !== actor.account && !seesAll(actor, layout))) throw problem('not-found', { detail: 'There is no such shift, or it is not yours.' })
      if (shift.status === 'closed') throw problem('wrong-state', { detail: 'This shift is closed and counted. Nothing was changed.' })
      const expected = shift.float + (await cashOf(deps, tx, venue, [id])).get(id)!.net
      const difference = counted - expected
      if (difference !== 0) await deps.ledger.post(tx, postingOf(layout, actor, now), [{ key: `count:${id}`, kind: 'count', subject: id, lines: [{ account: 'cash', amount: difference, sub: id }, { account: 'over_short', amount: -difference, sub: id }] }])
      await closeShiftRow(tx, { ...shift, closedAt: now, counted, expected })
      await emit(tx, { venue, type: 'shift.closed', subject: id, actor, at: now, facts: { counted, expected, difference } })
      return id
    })
  })
  return viewOne(deps, actor, layout, id)
}

/** One's own, or all of the venue for managers; newest first. */
export async function readShifts(deps: FoliosDeps, actor: Actor, venue: VenueId, query: { status?: 'open' | 'closed' | undefined; cursor?: string | undefined; limit: number }): Promise<{ items: ShiftView[]; next_cursor: string | null }> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireStaff(actor, layout, 'takePayments')
  const before = query.cursor === undefined ? undefined : instantOf(query.cursor)
  const found = await listShifts(deps.db, venue, { status: query.status, account: seesAll(actor, layout) ? undefined : actor.account as AccountId, before, limit: query.limit + 1 })
  const items = await viewShifts(deps, deps.db, actor, layout, found.slice(0, query.limit))
  return { items, next_cursor: found.length > query.limit ? Buffer.from(found[query.limit - 1]!.openedAt.toString()).toString('base64url') : null }
}

function instantOf(cursor: string): Temporal.Instant {
  try { return Temporal.Instant.from(Buffer.from(cursor, 'base64url').toString()) } catch { throw problem('invalid-request', { detail: 'The cursor is not one that a list gave.', errors: [{ pointer: '/cursor', detail: 'is not one that a list gave' }] }) }
}

const seesAll = (actor: Actor, layout: VenueLayout): boolean => actor.system || may.seeBooks(actor, { vendor: layout.vendor, venue: layout.id })

async function viewOne(deps: FoliosDeps, actor: Actor, layout: VenueLayout, id: ShiftId): Promise<ShiftView> {
  const shift = await findShift(deps.db, layout.id, id)
  return (await viewShifts(deps, deps.db, actor, layout, [shift!]))[0]!
}

/** What came into tills and went out of them, without the difference of the count. */
async function cashOf(deps: FoliosDeps, reader: Reader, venue: VenueId, shifts: readonly ShiftId[]): Promise<Map<ShiftId, { net: number; over: number }>> {
  const found = await deps.ledger.balancesBySub(reader, venue, { accounts: ['cash', 'over_short'], subs: shifts })
  return new Map(shifts.map((id) => {
    const sum = (account: string) => found.filter((one) => one.sub === id && one.account === account).reduce((total, one) => total + one.balance, 0)
    return [id, { net: sum('cash') + sum('over_short'), over: -sum('over_short') }]
  }))
}

async function viewShifts(deps: FoliosDeps, reader: Reader, actor: Actor, layout: VenueLayout, shifts: readonly Shift[]): Promise<ShiftView[]> {
  if (shifts.length === 0) return []
  const cash = await cashOf(deps, reader, layout.id, shifts.map((shift) => shift.id))
  const names = new Map((await deps.identity.staffOf(reader, layout.vendor, layout.id)).map((one) => [one.account, one.name]))
  const wire = wireIn(layout)
  return shifts.map((shift) => {
    const net = cash.get(shift.id)!.net
    // Who counts is not told what to count to.
    const expected = shift.expected ?? (seesAll(actor, layout) ? shift.float + net : null)
    return {
      id: shift.id, account: shift.account, cashier_name: names.get(shift.account) ?? null, till: shift.till, status: shift.status, float: wire(shift.float), cash_in: wire(Math.max(0, net)), cash_out: wire(Math.max(0, -net)),
      expected: expected === null ? null : wire(expected), counted: shift.counted === null ? null : wire(shift.counted), difference: shift.counted === null ? null : wire(shift.counted - shift.expected!),
      business_date: shift.businessDate, opened_at: instantText(shift.openedAt), closed_at: shift.closedAt === null ? null : instantText(shift.closedAt),
    }
  })
}
