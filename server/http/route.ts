import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { EndpointSpec, ProblemCode } from '@holdfast/contract/kit'
import { fail } from '#platform/assert'
import { isProblem, problem, type Problem } from '#platform/problem'
import type { Actor, Authenticate } from './actor.ts'
import { parseInput } from './input.ts'

export interface Call<E> {
  params: E extends EndpointSpec<infer P, any, any, any> ? z.output<P> : never
  query: E extends EndpointSpec<any, infer Q, any, any> ? z.output<Q> : never
  body: E extends EndpointSpec<any, any, infer B, any> ? z.output<B> : never
  actor: Actor
  /** From the `Idempotency-Key` header; null when none came. */
  idempotencyKey: string | null
  request: FastifyRequest
  reply: FastifyReply
}

type Answer<E> = E extends EndpointSpec<any, any, any, infer R> ? z.output<R> : never
type AnyEndpoint = EndpointSpec<any, any, any, any>

export interface Route { endpoint: AnyEndpoint; handle: (call: Call<any>) => Promise<unknown> }

/** Binds an endpoint of the contract to its use case. The answer's shape is checked by the compiler, and in tests at run time. */
export function route<E extends AnyEndpoint>(endpoint: E, handle: (call: Call<E>) => Promise<Answer<E> | FastifyReply>): Route {
  return { endpoint, handle }
}

export interface MountOptions {
  authenticate: Authenticate
  /** Tests and the demo check answers against the contract; production trusts the compiler. */
  checkAnswers: boolean
}

const always: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['invalid-request', 'malformed-json', 'not-signed-in', 'rate-limited', 'cross-site-request', 'payload-too-large', 'unsupported-media-type', 'request-timeout', 'internal', 'unavailable', 'overloaded'])

export function mount(server: FastifyInstance, routes: readonly Route[], options: MountOptions): void {
  for (const { endpoint, handle } of routes) {
    server.route({
      method: endpoint.method as 'GET',
      url: endpoint.path,
      handler: async (request, reply) => {
        const actor = await options.authenticate(request)
        if ((endpoint.who === 'account' || endpoint.who === 'staff') && actor.account === null) {
          throw problem('not-signed-in', { detail: 'Sign in, then ask again. Nothing was changed.' })
        }
        const answer = await handle({ ...parseInput(endpoint, request), actor, idempotencyKey: idempotencyKeyOf(request), request, reply })
          .catch((error: unknown) => { throw isProblem(error) ? declared(endpoint, error, options) : error })
        if (answer === reply || reply.sent) return reply
        if (options.checkAnswers) checkAnswer(endpoint, answer)
        return reply.code(endpoint.status).send(answer)
      },
    })
  }
}

function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method === 'GET') return null
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) {
    throw problem('invalid-request', { detail: 'Idempotency-Key takes 1 to 200 characters.', errors: [{ pointer: '/Idempotency-Key', detail: '1 to 200 characters' }] })
  }
  return key
}

function declared(endpoint: AnyEndpoint, error: Problem, options: MountOptions): Problem {
  const known = always.has(error.code) || endpoint.problems.includes(error.code) || (endpoint.idempotent && (error.code === 'key-reused' || error.code === 'key-in-progress'))
  if (!known && options.checkAnswers) fail(`${endpoint.operation} answers ${error.code}, which its contract does not declare`)
  return error
}

function checkAnswer(endpoint: AnyEndpoint, answer: unknown): void {
  const checked = endpoint.response.safeParse(answer)
  if (!checked.success) fail(`${endpoint.operation} answers what its contract does not promise: ${checked.error.message}`)
}
