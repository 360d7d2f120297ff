import pg from 'pg'
import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { problem } from './problem.ts'
import type { Sql } from './statement.ts'

export { sql, type Sql } from './statement.ts'

// date → ISO text, timestamptz → Temporal.Instant, bigint → number (asserted safe), numeric stays text.
const instantOf = (text: string) => Temporal.Instant.from(text)
const wholeNumber = (text: string) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`)
  return value
}
const arrayOf = <T>(one: (text: string) => T) => (text: string): (T | null)[] =>
  (pg.types.getTypeParser(1009 as never)(text) as (string | null)[]).map((item) => (item === null ? null : one(item)))
const parsers = new Map<number, (text: string) => unknown>([
  [20, wholeNumber], [1016, arrayOf(wholeNumber)],
  [1082, (text) => text], [1182, arrayOf((text) => text)],
  [1184, instantOf], [1185, arrayOf(instantOf)],
])
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => parsers.get(oid) ?? pg.types.getTypeParser(oid as never, format as 'text')) as never,
}

/** What runs statements: the pool for reads, or one transaction. */
export interface Reader {
  rows<Row extends object>(statement: Sql): Promise<Row[]>
  /** Exactly one row; anything else is a bug. */
  one<Row extends object>(statement: Sql): Promise<Row>
  /** One row or none. */
  maybe<Row extends object>(statement: Sql): Promise<Row | undefined>
}

/** A transaction. Functions that write take a `Tx`, so the type says that they must be inside one. */
export interface Tx extends Reader {
  /** Runs a statement; the number of rows that it touched. */
  run(statement: Sql): Promise<number>
  /**
   * A last write, of one statement that was sent already (`emitAll(tx, …)`, not awaited): the commit goes out right
   * behind it, without waiting in between. When it fails, the commit is a rollback and the transaction throws its error.
   */
  finally(write: Promise<unknown>): void
  /** Runs after commit, in order; not at all after a rollback. For wake-ups only: it may be lost in a crash. */
  afterCommit(task: () => void): void
  readonly inTransaction: true
}

export interface TransactionOptions {
  /** Waits for others' locks no longer than this, instead of the database's own limit. */
  lockTimeoutMs?: number | undefined
}

export interface Database extends Reader {
  /** Read committed; retried up to 3 times on deadlock (40P01) and serialization failure (40001), so `work` must have no outside effects. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Several reads on one connection, so that those sent together go out together. No transaction: each sees what is committed when it runs. */
  reading<T>(work: (reader: Reader) => Promise<T>): Promise<T>
  /** A connection of its own, for LISTEN and advisory locks. Ends when `release` is called. */
  dedicated(): Promise<{ client: pg.Client; release(): Promise<void> }>
  close(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** Connections in the pool. */
  connections?: number
  /** A statement that runs longer is cancelled. */
  statementTimeoutMs?: number
  /** A statement that waits longer for a lock is cancelled, so that one stuck transaction does not take the whole pool with it. */
  lockTimeoutMs?: number
  /** While somebody has been waiting for a connection so long, whoever comes is turned away at once (`overloaded`). */
  patienceMs?: number
  /** Off behind a pooler in transaction mode that knows no protocol-level prepared statements. */
  preparedStatements?: boolean
}

export function openDatabase(options: DatabaseOptions): Database {
  const named = options.preparedStatements ?? true
  const connection = {
    connectionString: options.url, types, application_name: 'holdfast',
    statement_timeout: options.statementTimeoutMs ?? 15_000, lock_timeout: options.lockTimeoutMs ?? 3_000, idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: 5_000,
    // Statements that are sent without waiting for each other go out together: `begin` with the first, `commit` with the last.
    pipeline: true,
    stream: () => new JoiningSocket(),
  }
  const pool = new pg.Pool({ ...connection, max: options.connections ?? 16 })
  pool.on('error', () => {}) // an idle connection that the server closed; the next use opens another
  // From its birth on: the pool takes its own listener off before its borrower can put one on, and a connection that
  // is reset in between would end the process. Its next statement is refused, and so it does not go back to the pool.
  pool.on('connect', (client) => { client.on('error', () => {}) })
  const lend = lender(pool, pool.options.max, options.patienceMs ?? 2_000)
  const queryOn = (client: pg.PoolClient): Query => (statement) =>
    inOnePacket(client).query({ text: statement.text, values: statement.values, ...(named ? { name: nameOf(statement.text) } : {}) })

  return {
    ...readerOn((statement) => lend((client) => queryOn(client)(statement))),
    reading: (work) => lend((client) => work(readerOn(queryOn(client)))),
    async transaction(work, options = {}) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await lend((client, isBroken) => inTransaction(client, queryOn(client), isBroken, work, options))
        } catch (error) {
          if (attempt >= 3 || !isRetryable(error)) throw error
        }
      }
    },
    async dedicated() {
      const client = new pg.Client({ ...connection, pipeline: false, statement_timeout: 0, lock_timeout: 0, idle_in_transaction_session_timeout: 0 })
      client.on('error', () => {})
      await client.connect()
      return { client, release: () => client.end() }
    },
    close: () => pool.end(),
  }
}

/** What is sent in one turn of the loop leaves in one packet: each write to the socket costs more than a small statement. */
function inOnePacket(client: pg.PoolClient): pg.PoolClient {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  if (stream.writableCorked === 0) {
    stream.cork()
    process.nextTick(() => { stream.uncork() })
  }
  return client
}

/** The driver writes a statement in five pieces; joined they cost less than a vector of fifty. */
class JoiningSocket extends Socket {
  override _writev(pieces: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, done)
  }
}

type Query = (statement: Sql) => Promise<pg.QueryResult>
type Borrow = <T>(use: (client: pg.PoolClient, isBroken: (error: Error) => void) => Promise<T>) => Promise<T>

/**
 * Lends connections of the pool. A connection may break while it is lent and has no statement under way: without a
 * listener that would end the process. And a queue that does not move, because all connections are lent to work that
 * does not end, is not made longer: those who come are told at once.
 */
function lender(pool: pg.Pool, most: number, patienceMs: number): Borrow {
  const waiting = new Set<{ since: number }>()
  let lent = 0
  return async (use) => {
    const [first] = waiting
    if (lent >= most && first !== undefined && performance.now() - first.since > patienceMs) {
      throw problem('overloaded', { detail: 'Too many are waiting for the database. Nothing more was changed; try again in a moment.', retryAfterSeconds: 2 })
    }
    const place = { since: performance.now() }
    waiting.add(place)
    const client = await pool.connect().finally(() => waiting.delete(place))
    lent += 1
    let broken: Error | undefined
    const isBroken = (error: Error) => { broken ??= error }
    client.on('error', isBroken)
    try {
      return await use(client, isBroken)
    } finally {
      lent -= 1
      client.off('error', isBroken)
      client.release(broken)
    }
  }
}

async function inTransaction<T>(client: pg.PoolClient, query: Query, isBroken: (error: Error) => void, work: (tx: Tx) => Promise<T>, { lockTimeoutMs }: TransactionOptions): Promise<T> {
  const afterwards: (() => void)[] = []
  const last: Promise<unknown>[] = []
  let ended = false
  let cause: unknown
  // Whoever is not waited for yet must not count as forgotten; all are waited for below.
  const sent = <P>(promise: Promise<P>): Promise<P> => { promise.catch(() => {}); return promise }
  try {
    const begun = sent(inOnePacket(client).query(lockTimeoutMs === undefined ? 'begin' : `begin; set local lock_timeout = ${Math.ceil(lockTimeoutMs)}`))
    const within: Query = (statement) => {
      if (ended) return Promise.reject(new Error(`a statement after the end of its transaction: ${statement.text}`))
      const asked = query(statement)
      asked.catch((error: unknown) => { if ((error as { code?: string }).code !== afterFailure) cause = error })
      return asked
    }
    const result = await work({
      ...readerOn(within),
      run: async (statement) => (await within(statement)).rowCount ?? 0,
      finally: (write) => { last.push(sent(write)) },
      afterCommit: (task) => { afterwards.push(task) },
      inTransaction: true,
    })
    ended = true
    const committed = sent(inOnePacket(client).query('commit'))
    await begun
    await Promise.all(last)
    // A statement that failed and was not waited for turns the commit into a rollback, which is no error of its own.
    if ((await committed).command !== 'COMMIT') throw new Error('a transaction was rolled back because a statement of it failed unnoticed')
    for (const task of afterwards) task()
    return result
  } catch (error) {
    await client.query('rollback').catch(isBroken)
    // Statements that follow a failed one fail because of it; whoever waits for one of them is told what it was.
    throw (error as { code?: string }).code === afterFailure && cause !== undefined ? cause : error
  }
}
const afterFailure = '25P02'

function readerOn(query: Query): Reader {
  const rows = async <Row>(statement: Sql) => (await query(statement)).rows as Row[]
  return {
    rows,
    async maybe<Row extends object>(statement: Sql) {
      const found = await rows<Row>(statement)
      if (found.length > 1) throw new Error(`expected at most one row, got ${found.length}: ${statement.text}`)
      return found[0]
    },
    async one<Row extends object>(statement: Sql) {
      const found = await rows<Row>(statement)
      if (found.length !== 1) throw new Error(`expected one row, got ${found.length}: ${statement.text}`)
      return found[0]!
    },
  }
}

function isRetryable(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === '40P01' || code === '40001'
}

// Classes 08 and 57P: the connection or the server went away, or is coming up; 53: no connection, memory or disk left;
// 25P03: idle for too long inside a transaction; 25006: a stand-by, while another server takes over; 57014: out of time.
const gone = /^(08...|57P..|53...|25P03|25006|57014|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
// What the driver says without a code.
const goneInWords = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout/

/** A lock that others did not give up in time. */
export const waitedTooLong = (error: unknown): boolean => (error as { code?: string }).code === '55P03'

/**
 * Why a statement failed that was not at fault: `gone`, the database is not there (or went while it worked: a commit
 * under way may have happened or not); `busy`, others were in the way for too long, and nothing happened.
 */
export function databaseTrouble(error: unknown): 'gone' | 'busy' | undefined {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (isRetryable(error) || waitedTooLong(error)) return 'busy'
  return gone.test(code) || goneInWords.test(message) ? 'gone' : undefined
}

/** What was decided from had changed when it was to be written (`availability.must_be`): nothing was written. */
export const isStale = (error: unknown): boolean => (error as { code?: string }).code === 'STALE'

/** The constraint that a statement broke, if it broke that one: `brokenConstraint(e) === 'booking_code_key'`. */
export function brokenConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code?.startsWith('23') ? constraint : undefined
}

// Parsed once a connection: a named statement saves the server the planning of a hot query.
const names = new Map<string, string>()
function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url')
    if (names.size < 2_000) names.set(text, name)
  }
  return name
}
