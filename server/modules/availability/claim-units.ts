import type { ReservationId, VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { openBooks, type Books } from './books.ts'
import { decideByClock } from './by-clock.ts'
import { insertOverbooked } from './claims-store.ts'
import { decide, keysOf, type Granted, type Request } from './decide.ts'
import { leaseAgain, lockLeasedFor, refusedByLease } from './leases.ts'
import { makeRoom } from './make-room.ts'
import { notAvailable } from './refusal.ts'
import { packingRefusal } from './packing.ts'
import { explainReleased, releasedNights } from './pools.ts'
import { post } from './post-line.ts'
import type { Sheet } from './sheet.ts'
import * as store from './store.ts'
import type { Claim, Decision, Placed, SaleChannel, SaleLine } from './types.ts'

export interface ClaimAsked {
  venue: VenueId
  holder: ReservationId
  holderKind: 'hold' | 'booking'
  /** Needed for a hold: when it runs out. */
  expiresAt?: Temporal.Instant | null
  channel: SaleChannel
  claims: Claim[]
  override?: { reason: string } | undefined
}
/** `placed`: what each claim got. `expired`: holds that had run out and were given back on the way (their handlers have run). */
export interface Claimed { placed: Placed[]; expired: ReservationId[] }

/** Claims all or nothing; a refusal is the problem `not-available` with every reason. */
export async function claimUnits(books: Books, tx: Tx, asked: ClaimAsked): Promise<Claimed> {
  const [placed] = await claimTogether(books, tx, asked.venue, [asked])
  return placed!
}

/**
 * Several holders of one venue in one go: all rows are locked in one order, so that two bookings of the same two room
 * types never wait for each other. One refusal refuses all.
 */
export async function claimTogether(books: Books, tx: Tx, venue: VenueId, asked: Omit<ClaimAsked, 'venue'>[]): Promise<Claimed[]> {
  const now = books.deps.clock.now()
  const wished = asked.flatMap((one) => one.claims)
  const leased = await lockLeasedFor(tx, venue, wished)
  const { sheet, expired } = await openBooks(books, tx, venue, (setup) => keysOf(setup, wished), leased)
  const notLeased = await refusedByLease(tx, venue, wished)
  if (notLeased !== null) throw notAvailable(notLeased)
  for (const line of leased) post(sheet, line, 1)
  const granted: Granted[] = []
  for (const one of asked) {
    const decision = await decideOrMakeRoom(books, tx, sheet, requestOf(one), now, { granted: granted.flatMap(({ lines }) => lines) })
    if (!decision.ok) throw notAvailable(explainReleased(await releasedNights(tx, [{ venue, claims: one.claims }]), one.claims, decision.reasons))
    granted.push(decision.value)
  }
  await refuseUnpackable(tx, sheet, granted.filter((_, i) => asked[i]!.override === undefined))
  const kept = await leaseAgain(tx, sheet, leased.map((line) => ({ pool: line.pool, day: line.firstDay })))
  await store.writeDecision(tx, [sheet], [...granted.flatMap((one) => one.lines), ...kept])
  await recordOverbooked(books, tx, venue, granted)
  return granted.map((one) => ({ placed: one.placed, expired }))
}

/** Where no table is free as the parties sit now, others may be moved; then it is decided again. What the count of nights refuses beside rooms for the day, the clock may grant. */
export async function decideOrMakeRoom(books: Books, tx: Tx, sheet: Sheet, request: Request, now: Temporal.Instant, known: { granted?: readonly SaleLine[]; own?: ReadonlySet<string> }): Promise<Decision<Granted>> {
  const decision = decide(sheet, request, now)
  if (decision.ok) return decision
  if (decision.crowded !== undefined) return await decideByClock(tx, sheet, request, now, known) ?? decision
  if (decision.full === undefined || !await makeRoom(books, tx, sheet, decision.full, known.own)) return decision
  return decide(sheet, request, now)
}

export function requestOf(asked: Omit<ClaimAsked, 'venue'>): Request {
  return { holder: asked.holder, channel: asked.channel, expiresAt: asked.holderKind === 'hold' ? asked.expiresAt ?? null : null, claims: asked.claims, override: asked.override }
}

/** Where rooms are promised or out of order, counts alone are not enough. */
export async function refuseUnpackable(tx: Tx, sheet: Sheet, granted: Granted[]): Promise<void> {
  const refusal = await packingRefusal(tx, sheet, granted.flatMap((one) => one.lines), 'locked')
  if (refusal !== null) throw notAvailable(refusal.reasons, undefined, refusal.split === null ? {} : { split: refusal.split })
}

/** Holders that belong together (the rooms of one booking): all of them or none. On a refusal the sheet is as it was. */
export function decideGroup(sheet: Sheet, group: readonly Omit<ClaimAsked, 'venue'>[], now: Temporal.Instant): Decision<Granted[]> {
  const granted: Granted[] = []
  for (const asked of group) {
    const decision = decide(sheet, requestOf(asked), now)
    if (decision.ok) { granted.push(decision.value); continue }
    for (const line of granted.flatMap((one) => one.lines)) post(sheet, line, 1)
    return decision
  }
  return { ok: true, value: granted }
}

export async function recordOverbooked(books: Books, tx: Tx, venue: VenueId, granted: Granted[]): Promise<void> {
  const cases = granted.flatMap((one) => one.overbooked).map((one) => ({ ...one, cause: 'override' as const }))
  await insertOverbooked(tx, venue, cases, books.deps.clock.now())
}
