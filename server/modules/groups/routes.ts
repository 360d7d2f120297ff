import { endpoints } from '@holdfast/contract'
import { route, type Route } from '#http/route'
import type { PlainDate } from '#platform/time'
import type { Groups } from './index.ts'

type Door = Omit<Groups, 'routes'>

export function groupRoutes(groups: Door): Route[] {
  return [
    route(endpoints.listBlocks, ({ actor, params, query }) => groups.list(actor, params.venue, { ...query, past: query.past === 'yes' })),
    route(endpoints.createBlock, ({ actor, params, body, idempotencyKey }) => groups.create(actor, params.venue, body, idempotencyKey)),
    route(endpoints.getBlock, ({ actor, params }) => groups.read(actor, params.venue, params.block)),
    route(endpoints.changeBlock, ({ actor, params, body }) => groups.change(actor, params.venue, params.block, body)),
    route(endpoints.releaseBlock, ({ actor, params, body }) => groups.release(actor, params.venue, params.block, { from: body.from as PlainDate | undefined, to: body.to as PlainDate | undefined })),
    route(endpoints.blockBookings, ({ actor, params, query }) => groups.bookings(actor, params.venue, params.block, query)),
    route(endpoints.findGroup, ({ params }) => groups.find(params.venue, params.code)),
    route(endpoints.listLeases, ({ actor, params, query }) => groups.leases(actor, params.venue, { ...query, past: query.past === 'yes' })),
    route(endpoints.createLease, ({ actor, params, body, idempotencyKey }) => groups.lease(actor, params.venue, body, idempotencyKey)),
    route(endpoints.returnLease, ({ actor, params }) => groups.returnLease(actor, params.venue, params.lease)),
  ]
}
