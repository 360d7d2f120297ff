import * as contract from '@holdfast/contract/waitlist'
import { addToCookie } from '#http/access-cookie'
import { route, type Route } from '#http/route'
import type { PlainDate } from '#platform/time'
import type { Waitlist } from './index.ts'

export function waitlistRoutes(door: Omit<Waitlist, 'routes' | 'workers'>, options: { secureCookies: boolean }): Route[] {
  return [
    route(contract.joinWaitlist, async ({ actor, params, body, idempotencyKey, request, reply }) => {
      const { entry, token } = await door.join(actor, params.venue, body, idempotencyKey)
      if (token !== null) addToCookie(request, reply, token, options)
      return { entry: (await door.view([entry]))[0]!, access_token: token }
    }),
    route(contract.getWaitlistEntry, ({ actor, params }) => door.read(actor, params.entry)),
    route(contract.openWaitlistEntry, async ({ body, request, reply }) => {
      const entry = await door.open(body.token)
      addToCookie(request, reply, body.token, options)
      return { entry }
    }),
    route(contract.acceptWaitlistOffer, async ({ actor, params, request, reply }) => {
      const made = await door.accept(actor, params.entry)
      addToCookie(request, reply, made.access_token, options)
      return made
    }),
    route(contract.declineWaitlistOffer, ({ actor, params }) => door.decline(actor, params.entry)),
    route(contract.leaveWaitlist, ({ actor, params }) => door.leave(actor, params.entry)),
    route(contract.myWaitlist, async ({ actor, query }) => ({ items: await door.mine(actor, query.limit), next_cursor: null })),
    route(contract.deskWaitlist, ({ actor, params, query }) => door.line(actor, params.venue, { date: query.date as PlainDate | undefined, over: query.over === 'yes', cursor: query.cursor, limit: query.limit })),
    route(contract.deskJoinWaitlist, async ({ actor, params, body, idempotencyKey }) => door.deskView(actor, await door.deskJoin(actor, params.venue, body, idempotencyKey))),
    route(contract.moveWaitlistEntry, async ({ actor, params, body }) => door.deskView(actor, await door.move(actor, params.venue, params.entry, body))),
    route(contract.putWaitlistSettings, ({ actor, params, body }) => door.putSettings(actor, params.venue, body)),
  ]
}
