import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { runningEmbedded, startEmbedded } from '../adapters/postgres/embedded.ts'
import type { Config } from '../config.ts'
import { CannotStart } from '../platform/cannot-start.ts'
import { migrate } from '../platform/migrate.ts'
import { openDatabase, type Database } from '../platform/sql.ts'

export interface OpenedDatabase {
  db: Database
  url: string
  /** `embedded`, or host and name of the given one: for people, without the password. */
  described: string
  close(): Promise<void>
}

export interface OpenOptions {
  progress?: (step: string) => void
  onCrash?: (lastWords: string) => void
  connections?: number
  /** A database of this name on the same server, made when it is not there (a replay has one of its own). */
  database?: string
  /** Commands work beside a running Holdfast: its embedded server is used when one runs on the data folder. */
  share?: boolean
  migrate?: boolean
}

const oldestPostgres = 15

/** The one way to a migrated database: DATABASE_URL, or the embedded PostgreSQL of the data folder. Throws `CannotStart`. */
export async function openConfiguredDatabase(config: Pick<Config, 'dataDir' | 'databaseUrl'>, options: OpenOptions = {}): Promise<OpenedDatabase> {
  const server = await openServer(config, options)
  try {
    await checkServer(server.url, config.databaseUrl === undefined)
    const db = openDatabase({ url: server.url, ...(options.connections === undefined ? {} : { connections: options.connections }) })
    try {
      if (options.migrate ?? true) await migrate(db, { progress: (name) => options.progress?.(`Migrating the database: ${name}`) })
    } catch (error) {
      await db.close()
      throw error
    }
    return {
      db, url: server.url, described: server.described,
      async close() {
        await db.close()
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function openServer(config: Pick<Config, 'dataDir' | 'databaseUrl'>, options: OpenOptions): Promise<{ url: string; described: string; stop(): Promise<void> }> {
  if (config.databaseUrl !== undefined) {
    const url = new URL(config.databaseUrl)
    if (options.database !== undefined) {
      await makeDatabase(config.databaseUrl, options.database)
      url.pathname = `/${options.database}`
    }
    return { url: url.href, described: `${url.hostname}${url.port === '' ? '' : `:${url.port}`}${url.pathname}`, stop: async () => {} }
  }
  const running = options.share === true ? runningEmbedded(config.dataDir, options.database) : undefined
  if (running !== undefined) {
    if (options.database !== undefined) await makeDatabase(runningEmbedded(config.dataDir)!, options.database)
    return { url: running, described: 'embedded, of the running Holdfast', stop: async () => {} }
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, ...(options.progress && { progress: options.progress }), ...(options.onCrash && { onCrash: options.onCrash }) })
  try {
    return { url: await embedded.url(options.database), described: `embedded, in ${config.dataDir}`, stop: () => embedded.stop() }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

/** A server that is there and not ready (it starts or recovers, the machine is busy) is waited for this long. */
const notReadySeconds = 30

async function checkServer(url: string, embedded: boolean): Promise<void> {
  for (const giveUpAt = performance.now() + notReadySeconds * 1_000; ;) {
    try {
      return await askVersion(url)
    } catch (error) {
      if (error instanceof CannotStart) throw error
      if (performance.now() > giveUpAt || !isNotReady(error as Error)) throw unreachable(error as Error, url, embedded)
      await sleep(250)
    }
  }
}

/** 57P03: "the database system is starting up". */
const isNotReady = (error: Error & { code?: string }): boolean => error.code === '57P03' || /timeout expired/.test(error.message)

async function askVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int / 10000 as version`)
    if (rows[0]!.version < oldestPostgres) throw new CannotStart(`DATABASE_URL names a PostgreSQL ${rows[0]!.version}; Holdfast needs ${oldestPostgres} or newer.`)
  } finally {
    await client.end().catch(() => {})
  }
}

function unreachable(error: Error & { code?: string }, url: string, embedded: boolean): CannotStart {
  const { hostname, port, pathname, username } = new URL(url)
  if (embedded) return new CannotStart(`The embedded database does not answer: ${error.message}.`)
  const where = `${hostname}:${port === '' ? 5432 : port}`
  switch (error.code) {
    case '28P01': case '28000':
      return new CannotStart(`The database at ${where} refused the user "${username}": check the name and the password in DATABASE_URL.`)
    case '3D000':
      return new CannotStart(`There is no database "${pathname.slice(1)}" at ${where}: create it, or name another in DATABASE_URL.`)
    case '53300':
      return new CannotStart(`The database at ${where} takes no more connections: raise its max_connections or end some.`)
    case 'ENOTFOUND': case 'EAI_AGAIN':
      return new CannotStart(`DATABASE_URL names the host "${hostname}", which is not known here.`)
    default:
      return new CannotStart(`The database at ${where} cannot be reached (${error.code ?? error.message}): check that it runs and that DATABASE_URL is right.`)
  }
}

async function makeDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    throw unreachable(error as Error, url, false)
  } finally {
    await client.end().catch(() => {})
  }
}
