import { endpoints } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import { route, type Call, type Route } from '#http/route'
import { isId, type AccountId, type VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { bookSimply, changeSimply, listOfUser, listOfVendor, moveSimply, readSimply } from './book.ts'
import type { SimpleDeps } from './deps.ts'
import { findVendors } from './find-vendors.ts'
import { changeVendor, signVendorUp } from './set-up-vendor.ts'
import { vendorShown } from './show.ts'

/** The sixteen calls of the simple API. Nothing here has rules of its own: each call is a use case or two of the core. */
export function simpleRoutes(deps: SimpleDeps): Route[] {
  return [...userRoutes(deps), ...vendorRoutes(deps), ...bookingRoutes(deps)]
}

const e = endpoints
const fromOf = (request: Call<unknown>['request']) => ({ address: request.ip, userAgent: request.headers['user-agent'] })
const byProgram = (actor: Actor): Actor => ({ ...actor, channel: 'api' })

function userRoutes({ identity, db }: SimpleDeps): Route[] {
  const profile = async (actor: Actor, id: string) => {
    if (id !== actor.account) throw isId('acc', id) ? problem('not-allowed', { detail: 'This is another person’s profile.' }) : problem('not-found', { detail: 'There is no such user.' })
    const account = await identity.accountOf(db, actor.account as AccountId)
    if (account === null || account === undefined) throw problem('not-found', { detail: 'There is no such user.' })
    return { id: account.id, name: account.name, email: account.email, phone: account.phone, locale: account.locale }
  }
  return [
    route(e.simpleCreateUser, async ({ body, request }) => {
      const { account, token } = await identity.signUp(body, fromOf(request))
      const made = await identity.accountOf(db, account)
      return { id: account, name: made!.name, email: made!.email, token }
    }),
    route(e.simpleLoginUser, async ({ body, request }) => {
      const { account, token, expiresAt } = await identity.signIn(body, fromOf(request))
      return { id: account, token, expires_at: expiresAt.toString() }
    }),
    route(e.simpleGetUser, async ({ actor, params }) => await profile(actor, params.id)),
    route(e.simplePutUser, async ({ actor, params, body }) => {
      await profile(actor, params.id)
      await identity.updateMe(actor, body)
      return await profile(actor, params.id)
    }),
  ]
}

function vendorRoutes(deps: SimpleDeps): Route[] {
  const { identity, venues, db } = deps
  const shown = async (id: string) => {
    const layout = isId('ven', id) ? await venues.layoutOf(db, id) : undefined
    if (layout === undefined) throw problem('not-found', { detail: 'There is no such vendor.' })
    return vendorShown(await venues.setupView(db, layout))
  }
  return [
    route(e.simpleCreateVendor, async ({ body, request }) => {
      const { venue, token } = await signVendorUp(deps, body, fromOf(request))
      return { ...await shown(venue), token }
    }),
    route(e.simpleLoginVendor, async ({ body, request }) => {
      const { account, token, expiresAt } = await identity.signIn(body, fromOf(request))
      const vendors = (await identity.membershipsOf(db, account)).map((membership) => membership.vendor)
      const [venue] = await venues.venuesOf(db, vendors)
      if (venue === undefined) throw problem('wrong-credentials', { detail: 'This account has no hotel or restaurant.' })
      return { id: venue.id, token, expires_at: expiresAt.toString() }
    }),
    route(e.simpleListVendors, async ({ query }) => await findVendors(deps, query)),
    route(e.simpleGetVendor, async ({ params, actor }) => {
      const layout = isId('ven', params.id) ? await venues.layoutOf(db, params.id) : undefined
      if (layout !== undefined && layout.status !== 'published') await venues.setupOf(actor, layout.id) // a draft is its vendor's
      return await shown(params.id)
    }),
    route(e.simplePutVendor, async ({ params, body, actor }) => {
      if (!isId('ven', params.id)) throw problem('not-found', { detail: 'There is no such vendor.' })
      await changeVendor(deps, byProgram(actor), params.id, body)
      return await shown(params.id)
    }),
  ]
}

function bookingRoutes(deps: SimpleDeps): Route[] {
  return [
    route(e.simpleBook, async ({ params, body, actor, idempotencyKey }) => await bookSimply(deps, byProgram(actor), params.vendorid, body, idempotencyKey)),
    route(e.simpleGetBooking, async ({ params, actor }) => await readSimply(deps, actor, params.bookingid)),
    route(e.simpleGetBookingStatus, async ({ params, actor }) => ({ status: (await readSimply(deps, actor, params.bookingid)).status })),
    route(e.simplePutBooking, async ({ params, body, actor, idempotencyKey }) => await changeSimply(deps, byProgram(actor), params.bookingid, body, idempotencyKey)),
    route(e.simplePutBookingStatus, async ({ params, body, actor, idempotencyKey }) => await moveSimply(deps, byProgram(actor), params.bookingid, body.status, idempotencyKey)),
    route(e.simpleVendorBookings, async ({ params, query, actor }) => await listOfVendor(deps, actor, params.vendorid as VenueId, query)),
    route(e.simpleUserBookings, async ({ params, query, actor }) => {
      if (params.userid !== actor.account) throw isId('acc', params.userid) ? problem('not-allowed', { detail: 'These are another person’s bookings.' }) : problem('not-found', { detail: 'There is no such user.' })
      return await listOfUser(deps, actor, query)
    }),
  ]
}
