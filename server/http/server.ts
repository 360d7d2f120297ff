import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { answerProblems } from './problems.ts'

export interface ServerOptions {
  /** The address that people use, without a slash at the end. */
  publicUrl: string
  logLevel: string
  /** Behind a gateway that sets `x-forwarded-*`. */
  trustProxy: boolean
}

/** The bare HTTP server: limits, cookies, problems, empty bodies. Security and routes are added by `app.ts`. */
export async function openServer(options: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    logger: { level: options.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'] },
    disableRequestLogging: true,
    bodyLimit: 1_048_576, requestTimeout: 30_000, connectionTimeout: 0, keepAliveTimeout: 65_000, maxParamLength: 120,
    trustProxy: options.trustProxy, genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
  })
  await server.register(cookie)
  answerProblems(server, options)
  readJson(server)
  return server
}

/** JSON, and nothing at all for a POST without a body: many clients set the type and send nothing. */
function readJson(server: FastifyInstance): void {
  server.removeContentTypeParser('text/plain')
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body as string, done)
  })
}
