import type { Actor } from '#http/actor'
import type { Guests } from '#module/guests'
import type { Clock } from '#platform/clock'
import { problem } from '#platform/problem'
import type { Database } from '#platform/sql'
import type { Attempts } from './attempts.ts'
import type { Passwords } from './passwords.ts'
import { accountOf } from './profile.ts'
import * as store from './store.ts'

/**
 * The account itself, by its present password, which counts as an attempt to sign in: whoever finds an open browser
 * must not be able to try passwords out. Every other device is signed out, so that nobody who knew the old one stays.
 */
export async function changePassword({ db, guests, clock, attempts, passwords }: { db: Database; guests: Guests; clock: Clock; attempts: Attempts; passwords: Passwords }, actor: Actor, given: { current: string; next: string }, address: string): Promise<void> {
  if (actor.account === null) throw problem('not-signed-in')
  const { account: id, session } = actor
  const account = await accountOf({ guests }, db, id)
  const before = await store.passwordOf(db, id)
  const attempt = attempts.signIn(address, guests.hashEmail(account?.email ?? id))
  const refused = () => problem('wrong-credentials', { detail: 'The present password is not right. Nothing was changed.', errors: [{ pointer: '/current_password', detail: 'not right' }] })
  if (before === undefined || !await passwords.verify(before, given.current)) throw refused()
  attempt.succeeded()
  const next = await passwords.hash(given.next)
  await db.transaction(async (tx) => {
    if (!await store.replacePassword(tx, id, before, next, clock.now())) throw refused()
    await store.deleteOtherSessions(tx, id, session)
  })
}
