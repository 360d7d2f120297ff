import helmet from 'helmet'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { paths } from '@holdfast/contract/paths'
import { problem } from '#platform/problem'
import { addressKey, noBuckets, openBuckets, type Buckets, type BucketRule } from '#platform/token-bucket'
import type { Authenticate } from './actor.ts'

export interface SecurityOptions {
  /** The address that people use, without a slash at the end. */
  publicUrl: string
  /** Off only for load tests from loopback. */
  rateLimit: boolean
  /** For tests: the time by which limits flow in again. */
  nowMs?: () => number
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const mediaPath = paths.addMedia.split(' ')[1]!
/** Providers call these themselves; each checks a signature. */
const webhook = /^\/v1\/payments\/webhooks\//
/** Built files and pictures: many at once, cheap, and the same for everybody. */
const unlimited = /^\/(assets|media)\/|^\/(livez|readyz|icon\.svg)$/

// An office, a school or a hotel's own network is one address: twenty changes a second go on for as long as anybody likes.
const allByAddress: BucketRule = { capacity: 6_000, perSeconds: 60 }
const changesByAddress: BucketRule = { capacity: 1_200, perSeconds: 60 }
const changesByAccount: BucketRule = { capacity: 1_200, perSeconds: 60 }

/**
 * What protects every address of the server: headers, requests that another site makes in a visitor's name, limits by
 * address and by account. Call `protect` before any route is added, and give `limited(authenticate)` to `mount`.
 */
export function openSecurity(options: SecurityOptions) {
  const buckets = options.rateLimit ? openBuckets(options.nowMs === undefined ? {} : { nowMs: options.nowMs }) : noBuckets
  return {
    async protect(server: FastifyInstance): Promise<void> {
      const always = headers(new URL(options.publicUrl))
      server.addHook('onRequest', async (request, reply) => {
        void reply.headers(always)
        if (options.rateLimit) limitByAddress(buckets, request, reply)
        if (unsafe.has(request.method)) {
          refuseCrossSite(request, options.publicUrl)
          refusePictureElsewhere(request)
        }
      })
      // What the API answers is somebody's own, or out of date in a minute: nothing on the way keeps it, unless a route says so.
      server.addHook('onSend', (_, reply, payload, done) => {
        if (!reply.hasHeader('cache-control') && /json/.test(String(reply.getHeader('content-type') ?? ''))) void reply.header('cache-control', 'no-store')
        done(null, payload)
      })
    },
    /** Counts changes of an account too, from wherever it makes them. */
    limited(authenticate: Authenticate): Authenticate {
      if (!options.rateLimit) return authenticate
      return async (request) => {
        const actor = await authenticate(request)
        if (actor.account !== null && unsafe.has(request.method)) {
          const taken = buckets.take(`account ${actor.account}`, changesByAccount)
          if (!taken.allowed) throw tooMany(taken.waitSeconds)
        }
        return actor
      }
    },
  }
}

/**
 * For data and plain documents (the reference, the sandbox provider): no script, nothing from elsewhere, no frame. Pages set
 * a policy with a nonce of their own (`pages.ts`). A form's answer may lead to the public address, which can be another name of this server.
 */
function headers(publicUrl: URL): Record<string, string> {
  return {
    ...asWritten(helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], styleSrc: ["'self'"], imgSrc: ["'self'"], formAction: ["'self'", publicUrl.origin], frameAncestors: ["'none'"], baseUri: ["'none'"] } },
      // A year; only over https, because a browser keeps it for http as well.
      strictTransportSecurity: publicUrl.protocol === 'https:' ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      crossOriginEmbedderPolicy: false, crossOriginOpenerPolicy: { policy: 'same-origin' }, crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'strict-origin-when-cross-origin' }, xFrameOptions: { action: 'deny' },
    })),
    'permissions-policy': 'camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()',
  }
}

/** What a middleware that looks at no request writes to every answer: asked once, because asking costs an eighth of a small request. */
function asWritten(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const written: Record<string, string> = {}
  const answer = { setHeader(name: string, value: string) { written[name.toLowerCase()] = value }, removeHeader() {} }
  middleware({} as IncomingMessage, answer as unknown as ServerResponse, (error) => { if (error !== undefined) throw error })
  return written
}

/**
 * Browsers send cookies along with what another site makes them send. They also say where a request came from; programs
 * say nothing and are let through, for they have no visitor's cookies. A bearer token cannot be sent by another site.
 */
function refuseCrossSite(request: FastifyRequest, publicUrl: string): void {
  if (webhook.test(request.url) || /^Bearer /i.test(request.headers.authorization ?? '')) return
  const site = request.headers['sec-fetch-site']
  // `none`: typed, or from a bookmark. `same-site` is another host of the same domain: not ours.
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.origin
  if (site === undefined && (origin === undefined || ours(origin, request, publicUrl))) return
  throw problem('cross-site-request', { detail: 'Another site made your browser send this. Nothing was changed. Open the page itself and try again.' })
}

function ours(origin: string, request: FastifyRequest, publicUrl: string): boolean {
  const url = URL.parse(origin)
  return url !== null && (url.origin === new URL(publicUrl).origin || url.host === request.host)
}

/** Pictures are read up to 12 MB, and only where pictures are taken. */
function refusePictureElsewhere(request: FastifyRequest): void {
  if (/^image\//i.test(request.headers['content-type'] ?? '') && request.routeOptions.url !== mediaPath) {
    throw problem('unsupported-media-type', { detail: 'Send JSON with Content-Type: application/json.' })
  }
}

function limitByAddress(buckets: Buckets, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?', 1)[0]!
  if (unlimited.test(path) || webhook.test(path)) return
  const address = addressKey(request.ip)
  const all = buckets.take(`all ${address}`, allByAddress)
  const changes = unsafe.has(request.method) ? buckets.take(`changes ${address}`, changesByAddress) : undefined
  const [tighter, rule, name] = changes !== undefined && changes.remaining < all.remaining ? [changes, changesByAddress, 'changes'] as const : [all, allByAddress, 'all'] as const
  void reply.header('ratelimit-policy', `"${name}";q=${rule.capacity};w=${rule.perSeconds}`).header('ratelimit', `"${name}";r=${tighter.remaining};t=${tighter.fullSeconds}`)
  if (!all.allowed || changes?.allowed === false) throw tooMany(Math.max(all.waitSeconds, changes?.waitSeconds ?? 0))
}

const tooMany = (seconds: number) => problem('rate-limited', { detail: 'Too many requests in a short time. Nothing was changed; wait a moment, then go on.', retryAfterSeconds: Math.max(1, seconds) })
