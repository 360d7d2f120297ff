import type { FastifyRequest } from 'fastify'
import { accessCookie, anonymous, readAccessTokens, type Actor } from '#http/actor'
import type { AccessTokens } from '#platform/access-token'
import type { Clock } from '#platform/clock'
import { gather, type Gather } from '#platform/gather'
import type { Log } from '#platform/log'
import type { Database } from '#platform/sql'
import { hashToken } from './auth-store.ts'
import { sessionSeconds } from './auth-library.ts'
import * as store from './store.ts'

/** With https the name makes browsers insist that only this host set it, over https, for all paths. */
export const sessionCookieName = (secure: boolean) => (secure ? '__Host-hf_session' : 'hf_session')

export type SessionOf = Gather<Buffer, store.KnownSession | undefined>
export const openSessions = ({ db, clock }: { db: Database; clock: Clock }): SessionOf => gather((hashes) => store.sessionsByToken(db, hashes, clock.now()), { gapMs: 5 })

const tokenForm = /^[A-Za-z0-9_-]{20,128}$/
const prolongAfterSeconds = 24 * 3_600

/**
 * Who asks: a bearer token (programs) goes before the cookie (pages). A token that is wrong, over or revoked makes nobody:
 * an endpoint that needs somebody then answers `not-signed-in`. The database is looked into for every request, so that
 * a session that is revoked is over at once; requests that come at once share a look.
 */
export async function authenticate({ db, clock, log, secure, sessionOf, accessTokens }: { db: Database; clock: Clock; log: Log; secure: boolean; sessionOf: SessionOf; accessTokens: Pick<AccessTokens, 'idOf'> }, request: FastifyRequest): Promise<Actor> {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  const token = bearer ?? request.cookies[sessionCookieName(secure)]
  const visitor: Actor = { ...anonymous, channel: bearer === undefined ? 'site' : 'api', opens: readAccessTokens(request.cookies[accessCookie]).flatMap((one) => accessTokens.idOf(one) ?? []) }
  if (token === undefined || !tokenForm.test(token)) return visitor
  const now = clock.now()
  const session = await sessionOf(hashToken(token))
  if (session === undefined) return visitor
  if (session.updated_at.until(now).total('seconds') > prolongAfterSeconds) {
    // Beside the request: a session that is used lives on.
    void db.transaction((tx) => store.prolongSession(tx, session.id, now.add({ seconds: sessionSeconds }), now)).catch((error: unknown) => { log.warn({ err: error }, 'a session could not be prolonged') })
  }
  return { ...visitor, account: session.account_id, memberships: session.memberships, session: session.id }
}
