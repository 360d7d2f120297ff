import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { problem } from '#platform/problem'

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the first choice of OWASP's password storage cheat sheet (2025). One takes
 * about 45 ms and 19 MiB here, so they run two at a time: a storm of log-ins waits in a bounded queue and cannot
 * exhaust memory or all of Node's worker threads.
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
const atOnce = 2
const waitingAtMost = 200

const hashWith = promisify(argon2)

export function openPasswords() {
  let running = 0
  const waiting: (() => void)[] = []

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (waiting.length >= waitingAtMost) throw problem('overloaded', { detail: 'Too many people sign in at this moment. Try again shortly.', retryAfterSeconds: 5 })
      await new Promise<void>((go) => { waiting.push(go) })
    } else running += 1
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody can slip in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }

  return {
    /** PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
    async hash(password: string): Promise<string> {
      const nonce = randomBytes(16)
      const tag = await inTurn(() => hashWith('argon2id', { message: Buffer.from(password.normalize('NFKC')), nonce, ...cost }))
      return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
    },
    async verify(phc: string, password: string): Promise<boolean> {
      const parts = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{22,})$/.exec(phc)
      if (parts === null) return false
      const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number]
      const expected = Buffer.from(parts[5]!, 'base64')
      const tag = await inTurn(() => hashWith('argon2id', { message: Buffer.from(password.normalize('NFKC')), nonce: Buffer.from(parts[4]!, 'base64'), memory, passes, parallelism, tagLength: expected.length }))
      return timingSafeEqual(tag, expected)
    },
  }
}
export type Passwords = ReturnType<typeof openPasswords>

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
