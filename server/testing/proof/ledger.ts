import { randomUUID } from 'node:crypto'
import type { Answer, Running } from '../processes.ts'
import { until, type Town } from './town.ts'

/** What a booker asked for and was told. */
export interface Attempt {
  /** Names the booker, whose e-mail shows in the audit which booking came of it. */
  who: string
  key: string
  quotes: string[]
  /** `made`: acknowledged; `refused`: told that it is not to be had; `unknown`: the answer never came, or was that it may be tried again. */
  outcome: 'made' | 'refused' | 'unknown'
  bookings: string[]
  payment: { id: string; url: string | null } | null
  token: string
  reasons: string[]
  /** Every answer that was not a booking or a refusal: statuses, and `gone` for a connection that broke. */
  troubles: string[]
  /** Longest wait for an answer, in ms. */
  slowestMs: number
  /** The provider said that it is paid. */
  paid?: boolean
  /** It was told that it was let go. */
  letGo?: boolean
}

let opened = 0

/** Keeps what was asked and answered; the auditor compares it with the database. */
export class Ledger {
  readonly attempts: Attempt[] = []
  /** Answers that no booker should ever see. */
  readonly outrages: string[] = []
  private readonly name: string
  constructor(name: string) {
    opened += 1
    this.name = `${name}-${opened}`
  }

  begin(quotes: string[], key: string = randomUUID()): Attempt {
    const attempt: Attempt = { who: `${this.name}-${this.attempts.length}@example.org`, key, quotes, outcome: 'unknown', bookings: [], payment: null, token: '', reasons: [], troubles: [], slowestMs: 0 }
    this.attempts.push(attempt)
    return attempt
  }
  made(): Attempt[] { return this.attempts.filter((one) => one.outcome === 'made') }
  refused(): Attempt[] { return this.attempts.filter((one) => one.outcome === 'refused') }
  unknown(): Attempt[] { return this.attempts.filter((one) => one.outcome === 'unknown') }

  /** Sends an attempt, once; the same again with the same key when it was sent before. */
  async send(attempt: Attempt, to: Running): Promise<Answer | undefined> {
    const begin = performance.now()
    try {
      const answer = await to.call('POST', '/v1/bookings', { quotes: attempt.quotes, guest: { name: 'Inês Prado', email: attempt.who } }, { 'idempotency-key': attempt.key })
      this.take(attempt, answer)
      return answer
    } catch (error) {
      attempt.troubles.push(`gone ${(error as { code?: string }).code ?? ''}`)
      return undefined
    } finally {
      attempt.slowestMs = Math.max(attempt.slowestMs, performance.now() - begin)
    }
  }

  /** Repeats what was left open, with its key, until it is answered for good; some at a time, as polite programs do. */
  async resolve(town: Town, seconds = 45): Promise<void> {
    const open = this.unknown()
    await Promise.all(Array.from({ length: 6 }, async (_, i) => {
      for (let attempt = open.shift(); attempt !== undefined; attempt = open.shift()) {
        const mine = attempt
        await until(seconds, `${mine.who} is answered`, async () => {
          await this.send(mine, town.processes[i % town.processes.length]!)
          return mine.troubles.at(-1)
        }, () => mine.outcome !== 'unknown', 150)
      }
    }))
  }

  private take(attempt: Attempt, { status, body, headers }: Answer): void {
    if (status === 201) {
      const bookings = body.bookings.map((one) => one.id)
      if (attempt.bookings.length > 0 && attempt.bookings.join() !== bookings.join()) this.outrages.push(`${attempt.key} made ${attempt.bookings.join()} and then ${bookings.join()}`)
      Object.assign(attempt, { outcome: 'made', bookings, payment: body.payment === null ? null : { id: body.payment.id, url: body.payment.url }, token: body.access_token })
    } else if (status === 409 && body.code !== 'key-in-progress') {
      if (attempt.outcome === 'made') this.outrages.push(`${attempt.key} was acknowledged and then refused: ${body.code}`)
      Object.assign(attempt, { outcome: 'refused', reasons: (body.reasons ?? []).map((one) => one.code) })
    } else {
      attempt.troubles.push(`${status} ${body.code}`)
      if (status === 503 && headers['retry-after'] === undefined) this.outrages.push(`503 without Retry-After: ${body.detail}`)
      if (status !== 503 && body.code !== 'key-in-progress') this.outrages.push(`${status} ${body.code}: ${body.detail}`)
    }
  }
}

/** A price for what is asked; the same quote may be held by many. */
export async function quoteOf(from: Running, venue: string, asked: object): Promise<string> {
  const { status, body } = await from.call('POST', `/v1/venues/${venue}/quotes`, asked)
  if (status !== 201) throw new Error(`no quote: ${JSON.stringify(body)}`)
  return body.id
}

/** Sends all at once, `width` on the way at a time, spread over the processes. */
export async function together(town: Town, ledger: Ledger, attempts: readonly Attempt[], width = attempts.length): Promise<void> {
  let next = 0
  const { processes } = town
  await Promise.all(Array.from({ length: Math.min(width, attempts.length) }, async () => {
    while (next < attempts.length) {
      const i = next
      next += 1
      await ledger.send(attempts[i]!, processes[i % processes.length]!)
    }
  }))
}
