import cookie from '@fastify/cookie'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Log } from '#platform/log'
import { answerProblems } from './problems.ts'

export interface ServerOptions {
  /** The address that people use, without a slash at the end. */
  publicUrl: string
  log: Log
  /** Behind a gateway that sets `x-forwarded-*`. */
  trustProxy: boolean
}

/** The bare HTTP server: limits, cookies, problems, empty bodies. Security and routes are added by `app.ts`. */
export async function openServer(options: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    bodyLimit: 1_048_576, requestTimeout: 30_000, keepAliveTimeout: 65_000,
    // One gateway: the address that it saw itself. Trusting the whole header would let a caller name any address.
    trustProxy: options.trustProxy ? (_, hop) => hop < 1 : false, genReqId: () => randomUUID(), forceCloseConnections: 'idle',
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 120, querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
  }) as unknown as FastifyInstance
  await server.register(cookie)
  answerProblems(server, options)
  readJson(server)
  return server
}

/** JSON, and nothing at all for a POST without a body: many clients set the type and send nothing. */
function readJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeContentTypeParser(['application/json', 'text/plain'])
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Webhooks are signed over the bytes as they came.
    if (request.routeOptions.url?.includes('/webhooks/')) request.rawBody = Buffer.from(body)
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came; only for webhooks. */
    rawBody?: Buffer
  }
}
