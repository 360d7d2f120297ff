import { endpoints } from '@holdfast/contract'
import { route, type Route } from '#http/route'
import type { PlainDate } from '#platform/time'
import type { Desk } from './index.ts'

export function deskRoutes(desk: Desk): Route[] {
  return [
    route(endpoints.board, ({ actor, params, query }) => desk.board(actor, params.venue, query.date as PlainDate | undefined)),
    route(endpoints.freeUnits, ({ actor, params, query }) => desk.freeUnits(actor, params.venue, { ...query, arrival: query.arrival as PlainDate | undefined, departure: query.departure as PlainDate | undefined })),
    route(endpoints.listOverbooked, ({ actor, params, query }) => desk.overbooked(actor, params.venue, { ...query, solved: query.solved === 'yes' })),
    route(endpoints.solveOverbooked, ({ actor, params, body }) => desk.solveOverbooked(actor, params.venue, params.case, body.solution)),
    route(endpoints.live, ({ actor, params, query, request, reply }) => desk.live.open({ venue: params.venue, after: query.after, actor, request, reply })),
  ]
}
