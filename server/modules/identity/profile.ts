import type { Guests } from '#module/guests'
import type { Actor } from '#http/actor'
import type { Clock } from '#platform/clock'
import type { AccountId, GuestId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Database, Reader } from '#platform/sql'
import * as store from './store.ts'

export interface Account { id: AccountId; name: string; email: string; phone: string | null; locale: string; guest: GuestId }
interface Kit { db: Database; guests: Guests; clock: Clock }

/** No permission is asked: for other modules. Null when there is none, or it was erased. */
export async function accountOf({ guests }: Pick<Kit, 'guests'>, reader: Reader, id: AccountId): Promise<Account | null> {
  const row = await store.accountById(reader, id)
  const person = row === undefined ? null : await guests.readPerson(reader, row.person_id)
  return row === undefined || person === null ? null : { id: row.id, name: person.name, email: person.email ?? '', phone: person.phone, locale: person.locale ?? 'en', guest: row.person_id }
}

/** No permission is asked: for other modules. */
export async function findAccountByEmail({ guests }: Pick<Kit, 'guests'>, reader: Reader, email: string): Promise<AccountId | null> {
  return (await store.accountByEmail(reader, guests.hashEmail(email)))?.id ?? null
}

/** The account itself. */
export async function updateMe({ db, guests, clock }: Kit, actor: Actor, patch: { name?: string | undefined; phone?: string | null | undefined; locale?: string | undefined }): Promise<void> {
  if (actor.account === null) throw problem('not-signed-in')
  const id = actor.account
  await db.transaction(async (tx) => {
    const row = await store.accountById(tx, id)
    if (row === undefined || !await guests.updatePerson(tx, row.person_id, patch)) throw problem('not-signed-in')
    await store.touchAccount(tx, id, {}, clock.now())
  })
}

/** The account itself: where it is signed in, used last first. */
export async function listSessions({ db, clock }: Kit, actor: Actor): Promise<(store.SessionRow & { current: boolean })[]> {
  if (actor.account === null) throw problem('not-signed-in')
  return (await store.sessionsOf(db, actor.account, clock.now())).map((row) => ({ ...row, current: row.id === actor.session }))
}

/** The account itself: that device is signed out at once. */
export async function revokeSession({ db }: Kit, actor: Actor, session: string): Promise<void> {
  if (actor.account === null) throw problem('not-signed-in')
  const account = actor.account
  if (!await db.transaction((tx) => store.deleteSession(tx, account, session))) throw problem('not-found', { detail: 'There is no such session of yours. It may be over already.' })
}

/** Anyone: ends the session that the request came with, if there is one. */
export async function signOut({ db }: Kit, actor: Actor): Promise<void> {
  const { account, session } = actor
  if (account !== null && session !== null) await db.transaction((tx) => store.deleteSession(tx, account, session))
}
