import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { EndpointSpec } from '@holdfast/contract/kit'
import { problem } from '#platform/problem'

type Issue = z.core.$ZodIssue
interface Fault { pointer: string; detail: string }

/** Checks path, query and body against the contract; every fault is named by a pointer, all at once. */
export function parseInput(endpoint: EndpointSpec<any, any, any, any>, request: FastifyRequest): { params: any; query: any; body: any } {
  const params = endpoint.params.safeParse(request.params ?? {})
  // The path names a thing: one that cannot exist is "not found", as any other that is not there.
  if (!params.success && endpoint.problems.includes('not-found')) throw problem('not-found', { detail: 'There is nothing at this address.' })
  const query = endpoint.query.safeParse(request.query ?? {})
  const bodyless = request.method === 'GET' || request.method === 'DELETE'
  const body = endpoint.body.safeParse(bodyless ? {} : request.body ?? {})
  const faults = [params, query, body].flatMap((parsed) => (parsed.success ? [] : parsed.error.issues.flatMap((issue: Issue) => faultsOf(issue))))
  if (faults.length > 0) throw problem('invalid-request', { detail: sentence(faults), errors: faults.slice(0, 50) })
  return { params: params.data, query: query.data, body: body.data }
}

function sentence(faults: Fault[]): string {
  const first = faults[0]!
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return `${first.pointer === '' ? 'The request' : first.pointer}: ${first.detail}${more}. Nothing was changed.`
}

function faultsOf(issue: Issue, before: readonly PropertyKey[] = []): Fault[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), detail: 'this field is not known here' }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch with the fewest faults is the one that the caller meant.
    return issue.errors.map((branch) => branch.flatMap((inner) => faultsOf(inner, path))).sort((a, b) => a.length - b.length)[0]!
  }
  return [{ pointer: pointerOf(path), detail: issue.message }]
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
