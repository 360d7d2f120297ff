import type { FastifyReply, FastifyRequest } from 'fastify'
import { endpoints, type Role } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import { route, type Route } from '#http/route'
import type { AccountId, VendorId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Database } from '#platform/sql'
import { sessionCookieName } from './authenticate.ts'
import type { Identity, MembershipRow, Place, SignedIn, StaffMember } from './index.ts'

/** What identity does not know itself: the names of the places where people work. Given by `app.ts` from the venues' door. */
export interface Workplaces {
  vendorOf(venue: VenueId): Promise<VendorId | null>
  /** Of vendors: the name, and the venues that it has. */
  describe(vendors: readonly VendorId[]): Promise<ReadonlyMap<VendorId, { name: string; venues: readonly { id: VenueId; name: string; slug: string; kind: 'hotel' | 'restaurant' }[] }>>
}

export function identityRoutes({ identity, db, workplaces }: { identity: Identity; db: Database; workplaces: Workplaces }): Route[] {
  const e = endpoints
  const meOf = async (account: AccountId | null, memberships: readonly MembershipRow[]) => {
    const known = account === null ? null : await identity.accountOf(db, account)
    const described = memberships.length === 0 ? new Map() as Awaited<ReturnType<Workplaces['describe']>> : await workplaces.describe([...new Set(memberships.map(({ vendor }) => vendor))])
    return {
      account: known === null ? null : { id: known.id, name: known.name, email: known.email, phone: known.phone, locale: known.locale },
      memberships: known === null ? [] : memberships.map(({ vendor, venue, role }) => ({
        vendor, venue, role, vendor_name: described.get(vendor)?.name ?? '',
        venues: (described.get(vendor)?.venues ?? []).filter(({ id }) => venue === null || id === venue).map(({ id, name, slug, kind }) => ({ id, name, slug, kind })),
      })),
    }
  }
  const me = (actor: Actor) => meOf(actor.account, actor.memberships as readonly MembershipRow[])
  const signedIn = async (done: SignedIn, reply: FastifyReply) => {
    setSessionCookie(reply, identity.secure, done)
    return { me: await meOf(done.account, await identity.membershipsOf(db, done.account)), token: done.token, expires_at: done.expiresAt.toString() }
  }
  const placeOf = async (venue: VenueId): Promise<Place> => {
    const vendor = await workplaces.vendorOf(venue)
    if (vendor === null) throw problem('not-found', { detail: 'There is no such venue.' })
    return { vendor, venue }
  }

  return [
    route(e.signUp, async ({ body, request, reply }) => signedIn(await identity.signUp(body, fromOf(request)), reply)),
    route(e.signIn, async ({ body, request, reply }) => signedIn(await identity.signIn(body, fromOf(request)), reply)),
    route(e.signOut, async ({ actor, reply }) => {
      await identity.signOut(actor)
      reply.clearCookie(sessionCookieName(identity.secure), { path: '/', secure: identity.secure, httpOnly: true, sameSite: 'lax' })
      return undefined
    }),
    route(e.me, async ({ actor, reply }) => { void reply.header('cache-control', 'no-store'); return me(actor) }),
    route(e.updateMe, async ({ actor, body }) => { await identity.updateMe(actor, body); return me(actor) }),
    route(e.listSessions, async ({ actor }) => ({
      items: (await identity.listSessions(actor)).map((row) => ({ id: row.id, created_at: row.created_at.toString(), expires_at: row.expires_at.toString(), current: row.current, device: row.device })),
      next_cursor: null,
    })),
    route(e.revokeSession, async ({ actor, params }) => { await identity.revokeSession(actor, params.session); return undefined }),
    route(e.changePassword, async ({ actor, body, request }) => { await identity.changePassword(actor, { current: body.current_password, next: body.new_password }, request.ip); return undefined }),
    route(e.askForPassword, async ({ body, request }) => { await identity.askForPassword(body.email, request.ip); return undefined }),
    route(e.resetPassword, async ({ body, request }) => { await identity.resetPassword({ token: body.token, next: body.new_password }, request.ip); return undefined }),
    route(e.listStaff, async ({ actor, params }) => ({ items: (await identity.listStaff(actor, await placeOf(params.venue))).map(wireStaff), next_cursor: null })),
    route(e.addStaff, async ({ actor, params, body }) =>
      wireStaff(await identity.addStaff(actor, await placeOf(params.venue), { name: body.name, email: body.email, role: body.role as Role, initialPassword: body.initial_password }))),
    route(e.removeStaff, async ({ actor, params }) => { await identity.removeStaff(actor, await placeOf(params.venue), params.account); return undefined }),
  ]
}

const wireStaff = ({ account, name, email, role, venue }: StaffMember) => ({ account, name, email, role, venue })

const fromOf = (request: FastifyRequest) => ({ address: request.ip, userAgent: request.headers['user-agent'] })

/** For pages: out of reach of scripts, sent along from our own pages and from links to them, not from other sites' forms. */
export function setSessionCookie(reply: FastifyReply, secure: boolean, { token, expiresAt }: Pick<SignedIn, 'token' | 'expiresAt'>): void {
  void reply.setCookie(sessionCookieName(secure), token, { path: '/', httpOnly: true, secure, sameSite: 'lax', expires: new Date(expiresAt.epochMilliseconds) })
}
