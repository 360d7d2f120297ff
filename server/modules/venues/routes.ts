import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as rates from '@holdfast/contract/rates'
import * as contract from '@holdfast/contract/venues'
import type { Authenticate } from '#http/actor'
import { route, type Route } from '#http/route'
import { isId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Database } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { Venues } from './index.ts'
import type { VenueLayout } from './layout.ts'
import { largestPictureBytes, pictureTypes } from './pictures.ts'
import { pictureOnWire } from './views.ts'

export function venueRoutes(venues: Venues, db: Database): Route[] {
  // The version is the entity's tag: what comes back as `If-Match`.
  const answer = (layout: VenueLayout, reply: FastifyReply) => {
    reply.header('etag', `"${layout.version}"`)
    return venues.setupView(db, layout)
  }
  return [
    route(contract.getVenue, ({ actor, params }) => venues.publicVenue(actor, params.venue)),
    route(contract.createVendor, ({ actor, body, idempotencyKey }) => venues.createVendor(actor, body, { idempotencyKey })),
    route(contract.createVenue, async ({ actor, params, body, idempotencyKey, reply }) => answer(await venues.createVenue(actor, params.vendor, body, { idempotencyKey }), reply)),
    route(contract.getSetup, async ({ actor, params, reply }) => {
      const setup = await venues.setupOf(actor, params.venue)
      reply.header('etag', `"${setup.version}"`)
      return setup
    }),
    route(contract.updateVenue, async ({ actor, params, body, request, reply }) => answer(await venues.updateVenue(actor, params.venue, body, ifMatch(request)), reply)),
    route(contract.putRoomTypes, async ({ actor, params, body, request, reply }) => answer(await venues.putRoomTypes(actor, params.venue, body, ifMatch(request)), reply)),
    route(contract.putTables, async ({ actor, params, body, request, reply }) => answer(await venues.putTables(actor, params.venue, body, ifMatch(request)), reply)),
    route(contract.putServices, async ({ actor, params, body, request, reply }) => answer(await venues.putServices(actor, params.venue, body, ifMatch(request)), reply)),
    route(contract.putRates, async ({ actor, params, body, request, reply }) => answer(await venues.putRates(actor, params.venue, body, ifMatch(request)), reply)),
    route(rates.getTaxes, ({ actor, params }) => venues.taxesOf(actor, params.venue)),
    route(rates.putTaxes, ({ actor, params, body, request }) => venues.putTaxes(actor, params.venue, body, ifMatch(request))),
    route(rates.listPromos, ({ actor, params }) => venues.promos(actor, params.venue)),
    route(rates.putPromo, ({ actor, params, body }) => venues.putPromo(actor, params.venue, params.code, body)),
    route(rates.rateCalendar, ({ actor, params, query }) => venues.rateCalendar(actor, params.venue, query)),
    route(rates.previewRates, ({ actor, params, body }) => venues.previewRates(actor, params.venue, body)),
    route(rates.changeRates, ({ actor, params, body, idempotencyKey }) => venues.changeRates(actor, params.venue, body, idempotencyKey)),
    route(rates.undoRates, ({ actor, params, body }) => venues.undoRates(actor, params.venue, params.change, body.version)),
    route(rates.rateHistory, ({ actor, params, query }) => venues.rateHistory(actor, params.venue, query)),
    route(contract.publishVenue, async ({ actor, params, reply }) => answer(await venues.publish(actor, params.venue), reply)),
    route(contract.unpublishVenue, async ({ actor, params, reply }) => answer(await venues.unpublish(actor, params.venue), reply)),
    route(contract.addMedia, async ({ actor, params, query, body, request }) => {
      if (!Buffer.isBuffer(body) || !isPicture(request)) throw problem('unsupported-media-type', { detail: 'Send the picture itself as the body: JPEG, PNG, WebP or AVIF.' })
      return pictureOnWire(await venues.addMedia(actor, params.venue, body, { kind: query.kind, alt: query.alt, roomType: query.room_type }))
    }),
    route(contract.removeMedia, async ({ actor, params }) => { await venues.removeMedia(actor, params.venue, params.media); return undefined }),
    route(contract.addClosure, ({ actor, params, body }) => venues.addClosure(actor, params.venue, { from: body.from as PlainDate, to: body.to as PlainDate, reason: body.reason })),
    route(contract.removeClosure, async ({ actor, params }) => { await venues.removeClosure(actor, params.venue, params.closure); return undefined }),
  ]
}

/** `If-Match: "7"` refuses the change when the set-up is no longer at version 7. */
function ifMatch(request: FastifyRequest): { expectedVersion?: number } {
  const given = request.headers['if-match']
  if (given === undefined || given === '*') return {}
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(given)?.[1]
  if (version === undefined) throw problem('invalid-request', { detail: 'If-Match takes the version of the set-up, such as "7".', errors: [{ pointer: '/If-Match', detail: 'a version such as "7"' }] })
  return { expectedVersion: Number(version) }
}

const isPicture = (request: FastifyRequest) => pictureTypes.some((type) => request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === type)

/** Pictures go in as bare bodies and come out at `/media/<id>?w=640`, for a year, because what an id names never changes. */
export function serveMedia(server: FastifyInstance, venues: Venues, authenticate: Authenticate): void {
  server.addContentTypeParser([...pictureTypes], { parseAs: 'buffer', bodyLimit: largestPictureBytes }, (_request, body, done) => { done(null, body) })
  server.get<{ Params: { media: string }; Querystring: { w?: string } }>('/media/:media', async (request, reply) => {
    const { media } = request.params
    if (!isId('med', media)) throw problem('not-found', { detail: 'There is no such picture.' })
    const width = Number(request.query.w ?? 960)
    if (!Number.isInteger(width) || width < 1 || width > 10_000) throw problem('invalid-request', { detail: 'w is a width in pixels.', errors: [{ pointer: '/w', detail: 'a whole number from 1 to 10000' }] })
    const avif = request.headers.accept?.includes('image/avif') ?? false
    const picture = await venues.servePicture(() => authenticate(request), media, width, avif)
    return reply.header('content-type', picture.contentType).header('vary', 'accept').header('x-content-type-options', 'nosniff')
      .header('cache-control', `${picture.shared ? 'public' : 'private'}, max-age=31536000, immutable`).send(picture.bytes)
  })
}
