import type { FastifyReply, FastifyRequest } from 'fastify'
import { may } from '@holdfast/contract/permissions'
import type { Actor, Authenticate } from '#http/actor'
import type { VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import { problem } from '#platform/problem'
import type { EventLog, LoggedEvent } from '#ports/event-log'
import { requireBoard } from './who-may.ts'

export interface LiveDeps {
  eventLog: Pick<EventLog, 'subscribe' | 'head'>
  /** The vendor that a venue belongs to; refuses with `not-found`. */
  vendorOf(venue: VenueId): Promise<string>
  authenticate: Authenticate
  log: Log
  /** How often a quiet stream says that it lives, and asks whether its reader may still read. */
  heartbeatMs?: number
  /** Streams of this process, and of one account. */
  maxStreams?: number
  maxStreamsOfOne?: number
}

interface Stream { account: string; end(why: string): void }

export interface Live {
  /** Answers the request with a stream that stays open. */
  open(input: { venue: VenueId; after: string | undefined; actor: Actor; request: FastifyRequest; reply: FastifyReply }): Promise<FastifyReply>
  streams(): number
  /** Ends every stream, so that the server can close; the pages come back by themselves. */
  close(): void
}

// A reader that does not take this much in time is cut off; it comes back and goes on from the last event that it had.
const maxBufferedBytes = 256 * 1024
const catchUpLimit = 1_000

/**
 * Changes of one venue as server-sent events: positions, types and ids, never personal data. Whoever lost the
 * connection goes on after its last position; whoever missed too much is told to read the board anew (`reset`).
 */
export function openLive(deps: LiveDeps): Live {
  const { heartbeatMs = 10_000, maxStreams = 2_000, maxStreamsOfOne = 20 } = deps
  const streams = new Set<Stream>()
  let closed = false

  return {
    async open({ venue, after, actor, request, reply }) {
      requireBoard(actor, { vendor: await deps.vendorOf(venue), venue })
      const account = actor.account ?? 'system'
      if (closed || streams.size >= maxStreams || [...streams].filter((stream) => stream.account === account).length >= maxStreamsOfOne) {
        throw problem('overloaded', { detail: 'Too many live pages are open. Close one, or wait a moment.', retryAfterSeconds: 5 })
      }
      const from = lastEventId(request, after) ?? await deps.eventLog.head()
      const out = begin(reply)
      const stream: Stream = { account, end: (why) => { finish(why) } }
      streams.add(stream)

      out.send({ event: 'ready', id: from, data: { position: String(from) } })
      const subscription = deps.eventLog.subscribe({
        venue, after: from, catchUpLimit,
        deliver: (event) => { if (!out.send({ event: 'change', id: event.position, data: changeOf(event) })) finish('slow reader') },
        missed: () => { out.send({ event: 'reset', data: {} }) },
      })
      const heartbeat = setInterval(() => {
        if (!out.send({ event: 'alive', data: {} })) { finish('slow reader'); return }
        void stillMay(deps, request, venue).then((fine) => { if (!fine) finish('no longer allowed') })
      }, heartbeatMs)
      const finish = (why: string): void => {
        if (!streams.delete(stream)) return
        clearInterval(heartbeat)
        subscription.close()
        if (why === 'slow reader') out.cut()
        else out.end()
        deps.log.debug({ venue, why }, 'a live stream ended')
      }
      request.raw.socket.on('close', () => { finish('gone') })
      return reply
    },
    streams: () => streams.size,
    close() {
      closed = true
      for (const stream of [...streams]) stream.end('shutting down')
    },
  }
}

async function stillMay(deps: LiveDeps, request: FastifyRequest, venue: VenueId): Promise<boolean> {
  try {
    const actor = await deps.authenticate(request)
    return may.seeBoard(actor, { vendor: await deps.vendorOf(venue), venue })
  } catch (error) {
    // The database may be away for a moment; the stream carries no data that the reader may not have.
    deps.log.debug({ error: (error as Error).name }, 'a live stream could not be checked')
    return true
  }
}

/** `Last-Event-ID` of a browser that comes back wins over `?after=` of the first time. */
function lastEventId(request: FastifyRequest, after: string | undefined): number | undefined {
  const header = request.headers['last-event-id']
  const text = typeof header === 'string' && /^\d{1,15}$/.test(header) ? header : after
  return text === undefined ? undefined : Number(text)
}

function changeOf(event: LoggedEvent): Record<string, string | null> {
  const fact = (name: string): string | null => (typeof event.facts[name] === 'string' ? event.facts[name] : null)
  return {
    position: String(event.position), type: event.type,
    booking: event.subject.startsWith('bk_') ? event.subject : fact('booking'),
    reservation: event.subject.startsWith('rsv_') ? event.subject : fact('reservation'),
  }
}

/** Takes the answer out of the framework's hands; the headers that hooks have set go along. */
function begin(reply: FastifyReply) {
  reply.hijack()
  const raw = reply.raw
  raw.writeHead(200, {
    ...reply.getHeaders() as Record<string, string>,
    'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no', connection: 'keep-alive',
  })
  raw.socket?.setNoDelay(true)
  raw.socket?.setTimeout(0)
  const write = (text: string): boolean => {
    if (raw.destroyed || raw.writableEnded) return true
    raw.write(text)
    return raw.writableLength <= maxBufferedBytes
  }
  write('retry: 1000\n\n')
  return {
    send: ({ event, id, data }: { event: string; id?: number; data: object }) =>
      write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`),
    end: () => { raw.end() },
    /** Without sending what waits. */
    cut: () => { raw.destroy() },
  }
}
