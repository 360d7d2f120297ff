import type { Log } from '#platform/log'
import type { Reader } from '#platform/sql'
import type { LoggedEvent, SubscribeOptions, Subscription } from '#ports/event-log'
import { readHead, readLog } from './event-store.ts'

const page = 500

interface Subscriber extends SubscribeOptions {
  /** Delivered or passed over up to here. */
  seen: number
  /** While it catches up, what the tail brings waits here; null once it is level. */
  waiting: LoggedEvent[] | null
  closed: boolean
}

export interface Tail {
  /** Positions up to this one are in the log. */
  advance(position: number): void
  subscribe(options: SubscribeOptions): Subscription
  close(): Promise<void>
}

/** One reader of the log for all live streams of this process: each event is read once and handed to whoever asked for it. */
export function openTail(reader: Reader, log: Log): Tail {
  const subscribers = new Set<Subscriber>()
  let known = 0
  /** The tail has read up to here; undefined while nobody listens. */
  let read: number | undefined
  let reading: Promise<void> | undefined
  let closed = false

  async function readOn(): Promise<void> {
    while (!closed && read !== undefined && subscribers.size > 0 && read < known) {
      const events = await readLog(reader, { after: read, limit: page })
      if (events.length === 0) return
      read = events.at(-1)!.position
      for (const event of events) for (const subscriber of subscribers) offer(subscriber, event)
    }
    if (subscribers.size === 0) read = undefined
  }

  function pump(): void {
    if (reading !== undefined || closed) return
    reading = readOn().then(() => true, (error: unknown) => {
      log.warn({ code: (error as { code?: string }).code }, 'the live tail of events could not be read and tries again')
      return false
    }).then((fine) => {
      reading = undefined
      if (fine && !closed && read !== undefined && subscribers.size > 0 && read < known) pump()
    })
  }

  async function begin(subscriber: Subscriber): Promise<void> {
    const head = await readHead(reader)
    known = Math.max(known, head)
    read ??= head // from here on the tail brings everything; what lies before is read below
    if (subscriber.after === undefined) subscriber.seen = Math.max(subscriber.seen, head)
    else await catchUp(subscriber)
    for (const event of subscriber.waiting ?? []) give(subscriber, event)
    subscriber.waiting = null
    pump()
  }

  async function catchUp(subscriber: Subscriber): Promise<void> {
    const limit = subscriber.catchUpLimit ?? 1_000
    for (let count = 0; !subscriber.closed;) {
      const events = await readLog(reader, { after: subscriber.seen, venue: subscriber.venue, types: subscriber.types, limit: Math.min(page, limit + 1) })
      count += events.length
      if (count > limit) {
        subscriber.seen = await readHead(reader)
        subscriber.missed?.()
        return
      }
      for (const event of events) give(subscriber, event)
      if (events.length < Math.min(page, limit + 1)) return
    }
  }

  async function beginUntilDone(subscriber: Subscriber): Promise<void> {
    for (let failures = 0; !subscriber.closed && !closed; failures += 1) {
      try {
        return await begin(subscriber)
      } catch (error) {
        log.warn({ code: (error as { code?: string }).code, failures }, 'a live stream could not be caught up and tries again')
        await new Promise((resolve) => { setTimeout(resolve, Math.min(2_000, 100 * 2 ** failures)) })
      }
    }
  }

  return {
    advance(position) {
      known = Math.max(known, position)
      if (subscribers.size > 0) pump()
    },
    subscribe(options) {
      const subscriber: Subscriber = { ...options, seen: options.after ?? 0, waiting: [], closed: false }
      subscribers.add(subscriber)
      void beginUntilDone(subscriber)
      return {
        close() {
          subscriber.closed = true
          subscribers.delete(subscriber)
        },
      }
    },
    async close() {
      closed = true
      subscribers.clear()
      await reading
    },
  }
}

function offer(subscriber: Subscriber, event: LoggedEvent): void {
  if (subscriber.venue !== undefined && event.venue !== subscriber.venue) return
  if (subscriber.types !== undefined && !subscriber.types.includes(event.type)) return
  if (subscriber.waiting === null) give(subscriber, event)
  else subscriber.waiting.push(event)
}

function give(subscriber: Subscriber, event: LoggedEvent): void {
  if (subscriber.closed || event.position <= subscriber.seen) return
  subscriber.seen = event.position
  subscriber.deliver(event)
}
