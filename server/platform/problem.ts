import { problems, type ProblemCode, type Reason, type Alternative } from '@holdfast/contract/kit'

export interface ProblemFacts {
  /** One sentence for the person: what happened, what was kept, what to do next. No personal data. */
  detail?: string
  /** JSON pointers into the request (`/arrival`), with what is wrong there. */
  errors?: { pointer: string; detail: string }[]
  /** Why a sale was refused. */
  reasons?: Reason[]
  /** The nearest that is free. */
  alternatives?: Alternative[]
  /** Seconds; sent as `Retry-After`. */
  retryAfterSeconds?: number
  /** Anything else that a program may need, such as `nightsShort`. */
  facts?: Record<string, unknown>
}

/** An expected refusal. Thrown, because a throw rolls the transaction back. RFC 9457. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly title: string
  readonly extra: ProblemFacts
  constructor(code: ProblemCode, extra: ProblemFacts = {}) {
    super(extra.detail ?? problems[code].title)
    this.code = code
    this.status = problems[code].status
    this.title = problems[code].title
    this.extra = extra
  }
  get facts(): Record<string, unknown> { return this.extra.facts ?? {} }
  get reasons(): Reason[] { return this.extra.reasons ?? [] }
}

export function problem(code: ProblemCode, extra: ProblemFacts = {}): Problem {
  return new Problem(code, extra)
}

export function isProblem(error: unknown, code?: ProblemCode): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code)
}
