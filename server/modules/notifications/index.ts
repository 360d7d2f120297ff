import type { Route } from '#http/route'
import { repeating, type Worker } from '#platform/worker'
import type { Consumption, EventLog } from '#ports/event-log'
import type { NotificationsInside } from './inside.ts'
import { sentMailRoute } from './read-sent-mail.ts'
import { accountEventTypes, noteAccountLetters, sendAccountLetters } from './send-account-letters.ts'
import { eventTypes, noteLetters, sendLetters } from './send-letters.ts'
import { noteWaitlistLetters, waitlistEventTypes } from './waitlist-letters.ts'

export interface Notifications {
  routes: Route[]
  workers: Worker[]
  /** One round of what the worker does, for tests. */
  send(): Promise<void>
}

/** Mail to guests, on settled facts only: noted from the event log, sealed under the guest's key, sent until the relay has it. */
export function openNotifications(deps: Omit<NotificationsInside, 'wake'> & { eventLog: EventLog }): Notifications {
  const inside: NotificationsInside = { ...deps, wake: () => sender.wake() }
  const sender = repeating('notifications', 5_000, deps.log, () => sendRound(inside))
  const consumptions: Consumption[] = []
  return {
    routes: [sentMailRoute(inside)],
    workers: [sender, {
      name: 'notifications-log',
      async start() {
        if (consumptions.length > 0) return
        consumptions.push(
          deps.eventLog.consume({ name: 'notifications', types: eventTypes, handler: (tx, events) => noteLetters(inside, tx, events) }),
          deps.eventLog.consume({ name: 'notifications-accounts', types: accountEventTypes, handler: (tx, events) => noteAccountLetters(inside, tx, events) }),
          deps.eventLog.consume({ name: 'notifications-waitlist', types: waitlistEventTypes, handler: (tx, events) => noteWaitlistLetters(inside, tx, events) }),
        )
      },
      async stop() { await Promise.all(consumptions.map((one) => one.stop())) },
    }],
    async send() { while (await sendRound(inside)) { /* until nothing is due */ } },
  }
}

async function sendRound(inside: NotificationsInside): Promise<boolean> {
  const more = await sendLetters(inside)
  return await sendAccountLetters(inside) || more
}
