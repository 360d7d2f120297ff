import { randomBytes } from 'node:crypto'
import type { Guests } from '#module/guests'
import type { Clock } from '#platform/clock'
import { newId, type AccountId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Database, Tx } from '#platform/sql'
import type { Attempts } from './attempts.ts'
import { hashToken } from './auth-store.ts'
import type { Passwords } from './passwords.ts'
import * as store from './store.ts'

interface Kit { db: Database; guests: Guests; clock: Clock; attempts: Attempts; passwords: Passwords }

const linkMinutes = 60

/**
 * Anyone. Whether there is such an account is not told. Only the wish is noted here: the link is made when the letter is
 * written, so that it stands in no event and in no queue.
 */
export async function askForPassword({ db, guests, clock, attempts }: Kit, email: string, address: string): Promise<void> {
  const hash = guests.hashEmail(email)
  attempts.askForPassword(address, hash)
  await db.transaction(async (tx) => {
    const account = await store.accountByEmail(tx, hash)
    if (account !== undefined) await emit(tx, { venue: null, type: 'account.password_forgotten', subject: account.id, actor: { account: null }, at: clock.now() })
  })
}

/**
 * The product itself, for a letter or an operator: a link, good for an hour and one time. Its token is kept as a hash, and
 * stands after the `#`, so that no server on the way writes it down.
 */
export async function newPasswordLink({ clock, publicUrl }: { clock: Clock; publicUrl: string }, tx: Tx, account: AccountId): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const now = clock.now()
  await store.putReset(tx, { id: newId('vrf', now.epochMilliseconds), account, hash: resetHash(token), expires: now.add({ minutes: linkMinutes }) }, now)
  return `${publicUrl}/new-password#token=${token}`
}

/** Whoever has the link. Every device is signed out, and every other link of the account is worth nothing. */
export async function resetPassword({ db, clock, attempts, passwords }: Kit, given: { token: string; next: string }, address: string): Promise<void> {
  attempts.useLink(address)
  const over = () => problem('not-found', { detail: 'This link has run out or was used. Nothing was changed. Ask for a new letter.', errors: [{ pointer: '/token', detail: 'has run out or was used' }] })
  // Looked at before the costly hash, and taken in the transaction: of two who use one link at once, one has it.
  if (await store.accountOfReset(db, resetHash(given.token), clock.now()) === undefined) throw over()
  const password = await passwords.hash(given.next)
  await db.transaction(async (tx) => {
    const now = clock.now()
    const account = await store.takeReset(tx, resetHash(given.token), now)
    if (account === undefined) throw over()
    await store.setPassword(tx, account, password, now)
    // Who reads the mailbox has shown that it is theirs.
    await store.touchAccount(tx, account, { emailVerified: true }, now)
    await store.deleteSessionsOf(tx, account)
    await emit(tx, { venue: null, type: 'account.password_reset', subject: account, actor: { account }, at: now })
  })
}

const resetHash = (token: string): string => hashToken(`password ${token}`).toString('base64url')
