import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isProblem, problem, type Problem } from '#platform/problem'
import { databaseTrouble } from '#platform/sql'

/** RFC 9457: what happened, for a program and for a person. Bugs are logged with their stack and answered without. */
export function answerProblems(server: FastifyInstance, options: { publicUrl: string }): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const known = isProblem(error) ? error : translated(error)
    if (known === undefined) request.log.error({ err: error }, 'internal error')
    return sendProblem(request, reply, known ?? problem('internal', { detail: 'Nothing was changed that you were not told of. Try again; if it happens again, tell us the request id.' }), options.publicUrl)
  })
  server.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, problem('not-found', { detail: 'There is nothing at this address.' }), options.publicUrl))
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, it: Problem, publicUrl: string): FastifyReply {
  const { detail, errors, reasons, alternatives, retryAfterSeconds, facts } = it.extra
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds))
  if (it.status === 401) void reply.header('www-authenticate', 'Bearer')
  return reply.code(it.status).type('application/problem+json').send(JSON.stringify({
    ...facts, type: `${publicUrl}/problems/${it.code}`, title: it.title, status: it.status, code: it.code, detail: detail ?? it.title, instance: `urn:request:${request.id}`,
    errors, reasons, alternatives,
  }))
}

function translated(error: FastifyError): Problem | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY': case 'FST_ERR_CTP_EMPTY_JSON_BODY': return malformed()
    case 'FST_ERR_CTP_BODY_TOO_LARGE': return problem('payload-too-large', { detail: 'The body is larger than this address takes. Nothing was changed.', errors: [{ pointer: '', detail: 'too large' }] })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': return problem('unsupported-media-type', { detail: 'Send JSON with Content-Type: application/json.' })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH': return problem('invalid-request', { detail: 'The body is not as long as Content-Length says.' })
    case 'FST_ERR_BAD_URL': return problem('invalid-request', { detail: 'The address is not well formed.' })
  }
  if (error instanceof SyntaxError && error.statusCode === 400) return malformed()
  if (error.statusCode === 429) return problem('rate-limited', { detail: 'Too many requests in a short time. Wait a moment, then go on.' })
  if (error.statusCode === 408) return problem('request-timeout')
  switch (databaseTrouble(error)) {
    case 'gone': return problem('unavailable', { detail: 'The database does not answer. What was finished is kept; try again in a moment, with the same Idempotency-Key where there was one.', retryAfterSeconds: 2 })
    case 'busy': return problem('overloaded', { detail: 'Others were in the way for too long. Try again in a moment, with the same Idempotency-Key where there was one.', retryAfterSeconds: 1 })
    case undefined: return undefined
  }
}

const malformed = () => problem('malformed-json', { detail: 'The body could not be read as JSON. Nothing was changed.', errors: [{ pointer: '', detail: 'not valid JSON' }] })
