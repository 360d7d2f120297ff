import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient, type UseQueryOptions } from '@tanstack/react-query'
import type { Endpoints } from '@holdfast/contract'
import type { Alternative, BodyInOf, ParamsOf, QueryInOf, Reason, ResponseOf } from '@holdfast/contract/kit'
import { paths } from '@holdfast/contract/paths'
import { createContext, useContext, useRef } from 'react'

/**
 * The one way to data. `call('searchVenues', { query })` is typed from the contract; at run time only the table of paths is
 * read, so that no validation library goes to the browser. On the server the same function runs the API in process.
 */
export type OperationName = Extract<keyof Endpoints, string>
type Part<Key extends string, T> = string extends keyof T ? { [K in Key]?: never } : [keyof T] extends [never] ? { [K in Key]?: never } : {} extends T ? { [K in Key]?: T } : { [K in Key]: T }
export type Input<O extends OperationName> = Part<'params', ParamsOf<Endpoints[O]>> & Part<'query', QueryInOf<Endpoints[O]>> & Part<'body', BodyInOf<Endpoints[O]>>
export type Answer<O extends OperationName> = ResponseOf<Endpoints[O]>
export interface Extra {
  /** One key per intent: a repeated press or a retry after a lost answer gives the first result again. */
  idempotencyKey?: string
  /** The version that is being changed: when somebody else has changed it since, nothing is written (`version-conflict`). */
  ifMatch?: number
  signal?: AbortSignal
}
type Args<O extends OperationName> = {} extends Input<O> ? [input?: Input<O> & Extra] : [input: Input<O> & Extra]
export type Call = <O extends OperationName>(operation: O, ...args: Args<O>) => Promise<Answer<O>>

/** What carries a request: `fetch` in the browser, `app.inject` on the server. */
export type Transport = (request: { method: string; url: string; headers: Record<string, string>; body?: string | FormData; signal?: AbortSignal }) =>
  Promise<{ status: number; headers: { get(name: string): string | null }; text: string }>

/** A refusal as RFC 9457 tells it. `code` is the last part of its type. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | undefined
  /** JSON pointer of a field (`/guest/email`) → what is wrong with it. */
  readonly fields: Record<string, string>
  readonly reasons: Reason[]
  readonly alternatives: Alternative[]
  /** One may wait for what was refused. */
  readonly mayWait: boolean
  readonly retryAfterSeconds: number | undefined
  constructor(status: number, body: Partial<{ type: string; title: string; detail: string; errors: { pointer: string; detail: string }[]; reasons: Reason[]; alternatives: Alternative[]; waitlist: object }>, retryAfter?: string | null) {
    super(body.detail ?? body.title ?? `status ${status}`)
    this.status = status
    this.code = body.type?.split(/[/#]/).at(-1) ?? 'internal'
    this.title = body.title ?? ''
    this.detail = body.detail
    this.fields = Object.fromEntries((body.errors ?? []).map((error) => [error.pointer.replace(/^#/, ''), error.detail]))
    this.reasons = body.reasons ?? []
    this.alternatives = body.alternatives ?? []
    this.mayWait = body.waitlist !== undefined
    this.retryAfterSeconds = retryAfter ? Number(retryAfter) || undefined : undefined
  }
}

const table = paths as Record<string, string>

export function addressOf(operation: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}): { method: string; url: string } {
  const [method, path] = (table[operation] ?? '').split(' ') as [string, string]
  const filled = path.replace(/[:{]([A-Za-z_]+)\}?/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null && one !== '') search.append(name, String(one))
  }
  const text = search.toString()
  return { method, url: text === '' ? filled : `${filled}?${text}` }
}

export function makeCall(transport: Transport): Call {
  return async (operation, ...args) => {
    const input = (args[0] ?? {}) as { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown } & Extra
    const { method, url } = addressOf(operation, input.params, input.query)
    const form = typeof FormData !== 'undefined' && input.body instanceof FormData
    const headers: Record<string, string> = { accept: 'application/json' }
    // A form sets its own type with its boundary; an empty body has no type, or the server would look for JSON in it.
    if (input.body !== undefined && !form) headers['content-type'] = 'application/json'
    if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey
    if (input.ifMatch !== undefined) headers['if-match'] = `"${input.ifMatch}"`
    const answer = await transport({
      method, url, headers,
      ...(input.body === undefined ? {} : { body: form ? (input.body as FormData) : JSON.stringify(input.body) }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    })
    const parsed: unknown = answer.text === '' ? undefined : tryJson(answer.text)
    if (answer.status >= 400) throw new ApiProblem(answer.status, (parsed ?? {}) as object, answer.headers.get('retry-after'))
    return parsed as never
  }
}

function tryJson(text: string): unknown {
  try { return JSON.parse(text) } catch { return undefined }
}

export const browserTransport: Transport = async ({ method, url, headers, body, signal }) => {
  try {
    const response = await fetch(url, { method, headers, credentials: 'same-origin', ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw new ApiProblem(0, { type: 'offline' })
  }
}

// ---- React Query, thin ------------------------------------------------------------------------------------------

const CallContext = createContext<Call | null>(null)
export const CallProvider = CallContext.Provider
export function useApi(): Call {
  const call = useContext(CallContext)
  if (call === null) throw new Error('CallProvider is missing')
  return call
}

/** Options for `useQuery`, `ensureQueryData` and loaders; the key is `[operation, input]`. */
export function asking<O extends OperationName>(call: Call, operation: O, input?: Input<O>) {
  return queryOptions({
    queryKey: [operation, input ?? {}] as const,
    queryFn: ({ signal }) => (call as (operation: string, input: unknown) => Promise<Answer<O>>)(operation, { ...(input as object), signal }),
  })
}

type AskOptions<O extends OperationName> = Omit<UseQueryOptions<Answer<O>, Error, Answer<O>, readonly [O, unknown]>, 'queryKey' | 'queryFn'>
/** `useAsk('getVenue', { params: { id } })` reads; it refetches when its input changes and is shared by key. */
export function useAsk<O extends OperationName>(operation: O, input?: Input<O>, options?: AskOptions<O>) {
  return useQuery({ ...(asking(useApi(), operation, input) as object), ...options } as UseQueryOptions<Answer<O>, Error, Answer<O>, readonly [O, unknown]>)
}

/** `useTell('cancelBooking', { refreshes: ['getBooking'] })` writes; what it names is read again after a success. */
export function useTell<O extends OperationName>(operation: O, options: { refreshes?: OperationName[]; onDone?: (answer: Answer<O>) => void } = {}) {
  const call = useApi()
  const client = useQueryClient()
  return useMutation<Answer<O>, Error, Input<O> & Extra>({
    mutationFn: (input) => (call as (operation: string, input: unknown) => Promise<Answer<O>>)(operation, input),
    onSuccess: async (answer) => {
      await Promise.all((options.refreshes ?? []).map((name) => client.invalidateQueries({ queryKey: [name] })))
      options.onDone?.(answer)
    },
  })
}

/** A key that stays the same while `of` (what is meant) stays the same: a double press is one booking, a changed form another. */
export function useIntentKey(of: unknown): string {
  const text = JSON.stringify(of)
  const kept = useRef<{ text: string; key: string }>(null)
  if (kept.current?.text !== text) kept.current = { text, key: newKey() }
  return kept.current.key
}
export function newKey(): string {
  return typeof crypto !== 'undefined' && 'randomUUID' in crypto ? crypto.randomUUID() : `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`
}

export function problemOf(error: unknown): ApiProblem | null {
  return error instanceof ApiProblem ? error : error instanceof Error ? new ApiProblem(500, { type: 'internal', detail: undefined as never }) : null
}
export type { QueryClient }
