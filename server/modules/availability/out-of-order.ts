import { randomBytes } from 'node:crypto'
import type { RoomId, VenueId } from '#platform/id'
import { emit, type NewEvent } from '#platform/outbox'
import { problem } from '#platform/problem'
import { brokenConstraint, type Tx } from '#platform/sql'
import { fromDayNumber, type PlainDate } from '#platform/time'
import { hoursOf } from './hours.ts'
import { openBooks, type Books } from './books.ts'
import * as claims from './claims-store.ts'
import { nail, nailedKeys } from './packing.ts'
import { nightKeys, forNights, shift } from './sheet.ts'
import * as store from './store.ts'

/** Who says so; left out, the system. */
type By = { by?: NewEvent['actor'] | undefined }
export interface OutOfOrderAsked extends By { venue: VenueId; room: RoomId; from: PlainDate; to: PlainDate; reason: string }

/**
 * Takes a room out of inventory for the nights `[from, to)`. What is sold stays sold: a shortfall is recorded as a case.
 * Soft assignments to it are given up; a promised or occupied room is refused as `in-use`. Answers an id to undo it.
 */
export async function setOutOfOrder(books: Books, tx: Tx, asked: OutOfOrderAsked): Promise<string> {
  const { sheet, setup } = await openBooks(books, tx, asked.venue, (latest) => {
    const type = latest.typeOfRoom.get(asked.room)
    return { rows: type === undefined ? [] : nailedKeys(type, asked.from, asked.to), days: [] }
  })
  const type = setup.typeOfRoom.get(asked.room)
  if (type === undefined) throw problem('not-found', { detail: 'There is no such room here.' })
  const inWay = await claims.readClaims(tx, asked.venue, [asked.room], asked.from, asked.to)
  if (inWay.some((claim) => claim.heldAs !== 'soft')) throw problem('in-use', { detail: 'The room is promised, occupied or out of order then.' })
  await claims.deleteClaimsOf(tx, asked.venue, inWay.map((claim) => claim.holder))
  const short: PlainDate[] = []
  forNights(sheet, type, asked.from, asked.to, (row, i, night) => { if (shift(row, i, -1) > 0) short.push(fromDayNumber(night)) })
  nail(sheet, type, { firstDay: asked.from, endDay: asked.to })
  await store.writeDecision(tx, [sheet])
  const holder = `ooo_${randomBytes(9).toString('hex')}`
  const claim = { unit: asked.room, holder, heldAs: 'out_of_order' as const, firstDay: asked.from, endDay: asked.to, reason: asked.reason }
  try {
    await claims.insertClaims(tx, asked.venue, [{ ...claim, ...hoursOf(setup, claim) }])
  } catch (error) {
    if (brokenConstraint(error) === 'claim_one_at_a_time') throw problem('in-use', { detail: 'The room was given to somebody a moment ago.' })
    throw error
  }
  if (short.length > 0) await claims.insertOverbooked(tx, asked.venue, [{ grp: type, nights: short, cause: 'out_of_order', holder: null, reason: asked.reason }], books.deps.clock.now())
  await tell(books, tx, 'out_of_order', asked, claim)
  return holder
}

/** Brings the room back. False when there was nothing to undo. */
export async function endOutOfOrder(books: Books, tx: Tx, asked: { venue: VenueId; id: string } & By): Promise<boolean> {
  const [claim] = await claims.readClaimsOf(tx, asked.venue, [asked.id])
  if (claim === undefined) return false
  const { sheet, setup } = await openBooks(books, tx, asked.venue, (latest) => {
    const type = latest.typeOfRoom.get(claim.unit)
    return { rows: type === undefined ? [] : nightKeys(type, claim.firstDay, claim.endDay), days: [] }
  })
  if ((await claims.deleteClaimsOf(tx, asked.venue, [asked.id])).length === 0) return false
  const type = setup.typeOfRoom.get(claim.unit)
  if (type !== undefined) forNights(sheet, type, claim.firstDay, claim.endDay, (row, i) => { shift(row, i, 1) })
  await store.writeDecision(tx, [sheet])
  await tell(books, tx, 'back_in_order', asked, claim)
  return true
}

/** The reason is free text, and stays with the claim. */
async function tell(books: Books, tx: Tx, what: 'out_of_order' | 'back_in_order', { venue, by }: { venue: VenueId } & By, { unit, firstDay, endDay }: { unit: RoomId; firstDay: PlainDate; endDay: PlainDate }): Promise<void> {
  await emit(tx, { venue, type: `room.${what}`, subject: unit, actor: by ?? { account: null, system: true }, at: books.deps.clock.now(), facts: { from: firstDay, to: endDay } })
}
