import type { FastifyRequest } from 'fastify'
import type { Guests } from '#module/guests'
import type { Actor } from '#http/actor'
import type { AccessTokens } from '#platform/access-token'
import type { Clock } from '#platform/clock'
import type { AccountId, VendorId, VenueId } from '#platform/id'
import type { Keys } from '#platform/keys'
import type { Log } from '#platform/log'
import type { Database, Reader, Tx } from '#platform/sql'
import { noBuckets, openBuckets } from '#platform/token-bucket'
import { repeating, type Worker } from '#platform/worker'
import type { Role } from '@holdfast/contract'
import { openAttempts } from './attempts.ts'
import { openLibrary } from './auth-library.ts'
import { authenticate, openSessions } from './authenticate.ts'
import { changePassword } from './change-password.ts'
import { openPasswords } from './passwords.ts'
import * as profile from './profile.ts'
import { askForPassword, newPasswordLink, resetPassword } from './reset-password.ts'
import * as roles from './roles.ts'
import * as signing from './sign-in.ts'
import * as store from './store.ts'

export type { Account } from './profile.ts'
export type { NewStaff, Place, StaffMember } from './roles.ts'
export type { From, NewAccount, SignedIn } from './sign-in.ts'
export type { MembershipRow } from './store.ts'
export { sessionCookieName } from './authenticate.ts'
export { identityRoutes, setSessionCookie, type Workplaces } from './routes.ts'

export interface IdentityDeps { db: Database; clock: Clock; log: Log; keys: Keys; guests: Guests; publicUrl: string; rateLimit: boolean; accessTokens: Pick<AccessTokens, 'idOf'> }

/** Accounts, what they sign in with, their sessions, and who works where. Doc comments stand at each use case. */
export function openIdentity(deps: IdentityDeps) {
  const { db, clock, log, guests } = deps
  const secure = deps.publicUrl.startsWith('https:')
  const passwords = openPasswords()
  const library = openLibrary({ ...deps, passwords })
  const sessionOf = openSessions({ db, clock })
  const attempts = openAttempts(deps.rateLimit ? openBuckets() : noBuckets)
  const signingKit = { library, guests, attempts, clock }
  const createAccount = (given: signing.NewAccount): Promise<AccountId> => signing.createAccount(signingKit, given)
  const kit = { db, guests, clock, createAccount }

  return {
    /** Cookies are `Secure` and carry the `__Host-` prefix. */
    secure,
    authenticate: (request: FastifyRequest): Promise<Actor> => authenticate({ db, clock, log, secure, sessionOf, accessTokens: deps.accessTokens }, request),
    signUp: (given: signing.NewAccount, from: signing.From) => signing.signUp(signingKit, given, from),
    signIn: (given: { email: string; password: string }, from: signing.From) => signing.signIn(signingKit, given, from),
    createAccount,
    signOut: (actor: Actor) => profile.signOut(kit, actor),
    updateMe: (actor: Actor, patch: Parameters<typeof profile.updateMe>[2]) => profile.updateMe(kit, actor, patch),
    listSessions: (actor: Actor) => profile.listSessions(kit, actor),
    revokeSession: (actor: Actor, session: string) => profile.revokeSession(kit, actor, session),
    changePassword: (actor: Actor, given: { current: string; next: string }, address: string) => changePassword({ ...kit, attempts, passwords }, actor, given, address),
    askForPassword: (email: string, address: string) => askForPassword({ ...kit, attempts, passwords }, email, address),
    newPasswordLink: (tx: Tx, account: AccountId) => newPasswordLink(deps, tx, account),
    resetPassword: (given: { token: string; next: string }, address: string) => resetPassword({ ...kit, attempts, passwords }, given, address),
    /** Signs an account out everywhere. */
    revokeAllSessions: (tx: Tx, account: AccountId) => store.deleteSessionsOf(tx, account),
    accountOf: (reader: Reader, id: AccountId) => profile.accountOf(kit, reader, id),
    findAccountByEmail: (reader: Reader, email: string) => profile.findAccountByEmail(kit, reader, email),
    membershipsOf: (reader: Reader, account: AccountId) => store.membershipsOf(reader, account),
    grantRole: (tx: Tx, account: AccountId, at: { vendor: VendorId; venue: VenueId | null; role: Role }, staffName?: string) => roles.grantRole(kit, tx, account, at, staffName),
    listStaff: (actor: Actor, at: roles.Place) => roles.listStaff(kit, actor, at),
    addStaff: (actor: Actor, at: roles.Place, given: roles.NewStaff) => roles.addStaff(kit, actor, at, given),
    removeStaff: (actor: Actor, at: roles.Place, account: AccountId) => roles.removeStaff(kit, actor, at, account),
    staffOf: (reader: Reader, vendor: VendorId, venue: VenueId) => roles.staffOf(kit, reader, { vendor, venue }),
    /** Loads the sign-in library, so that the first log-in does not wait for it. */
    warm: () => library.warm(),
    /** Removes sessions and links that are over. */
    workers: [repeating('identity: sessions that are over', 600_000, log, async () => await db.transaction(async (tx) => Math.max(await store.deleteExpiredSessions(tx, clock.now(), 1_000), await store.deleteExpiredLinks(tx, clock.now(), 1_000))) === 1_000)] as Worker[],
  }
}
export type Identity = ReturnType<typeof openIdentity>
