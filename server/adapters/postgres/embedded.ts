import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { CannotStart } from '../../platform/cannot-start.ts'
import type { Binaries, RunAs } from './binaries.ts'
import { environment, explained, identity, lastLine, prepareCluster, superuser } from './cluster.ts'

export interface EmbeddedOptions {
  /** The cluster lies in `postgres` below it, the password beside that. */
  dataDir: string
  /** Off only where the data may be lost: in tests. */
  durable?: boolean
  /** Settings of the server instead of ours, for a benchmark of a world that is larger than what we serve with 128 MB. */
  settings?: Readonly<Record<string, string>>
  /** Told what takes time: "Setting up the database". */
  progress?: (step: string) => void
  /** Told when the server ends although nobody stopped it. It is started again by itself, on the same port. */
  onCrash?: (lastWords: string) => void
}

export interface Embedded {
  /** Connection string of a database of this server, which is made when it is not there. */
  url(database?: string): Promise<string>
  /** Process id of the server. */
  pid(): number
  port: number
  /** Fast shutdown: ends connections, writes a checkpoint, waits for the end. */
  stop(): Promise<void>
}

const startSeconds = 60
const stopSeconds = 30
const restartsAtMost = 5
/** A server that ran this long was well: its next crash is the first again. */
const wellMinutes = 10

/**
 * Starts the embedded PostgreSQL of a data folder, or throws one clear sentence (`CannotStart`).
 *
 * The server is a child in a session of its own, so that Ctrl-C in a terminal reaches this process only and connections
 * end in order. It is tied to this process by a pipe: when this process dies, by whatever signal, the server shuts down by itself.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  if (process.platform === 'win32') throw new CannotStart('The embedded PostgreSQL is not offered on Windows: set DATABASE_URL to a PostgreSQL of your own.')
  const dataDir = resolve(options.dataDir)
  const { cluster, user, program, password } = prepareCluster(dataDir, options)
  await waitForFormerOwner(cluster, dataDir)

  const port = await freePort()
  let server = await launch({ cluster, program, user, port, durable: options.durable ?? true, more: options.settings ?? {}, dataDir })
  let stopping = false
  let restarts = 0
  const watch = () => {
    const startedAt = performance.now()
    server.process.once('exit', () => {
      if (stopping) return
      options.onCrash?.(lastLine(server.lastWords()))
      restarts = performance.now() - startedAt > wellMinutes * 60_000 ? 1 : restarts + 1
      if (restarts > restartsAtMost) return
      void waitForFormerOwner(cluster, dataDir)
        .then(() => launch({ cluster, program, user, port, durable: options.durable ?? true, more: options.settings ?? {}, dataDir }))
        .then((again) => {
          server = again
          if (stopping) void server.stop()
          else watch()
        }, (error: Error) => options.onCrash?.(error.message))
    })
  }
  watch()

  const base = `postgres://${superuser}:${password}@127.0.0.1:${port}`
  return {
    port,
    pid: () => statusOf(cluster)?.pid ?? 0,
    async url(database = 'holdfast') {
      await ensureDatabase(`${base}/postgres`, database)
      return `${base}/${database}`
    },
    async stop() {
      stopping = true
      await server.stop()
    },
  }
}

/** The connection string of the server that another process runs on this data folder now, if one does: for commands beside a running Holdfast. */
export function runningEmbedded(dataDir: string, database = 'holdfast'): string | undefined {
  const place = join(resolve(dataDir), 'postgres')
  const cluster = existsSync(place) ? realpathSync(place) : place
  const status = statusOf(cluster)
  if (status === undefined || status.state !== 'ready' || !isServerOf(cluster, status.pid)) return undefined
  const password = readFileSync(join(resolve(dataDir), 'postgres.password'), 'utf8').trim()
  return `postgres://${superuser}:${password}@127.0.0.1:${status.port}/${database}`
}

// ---- every start ------------------------------------------------------------------------------------------------

interface Launch { cluster: string; program: Binaries; user: RunAs | undefined; port: number; durable: boolean; more: Readonly<Record<string, string>>; dataDir: string }
interface Server { process: ChildProcess; stop(): Promise<void>; lastWords(): string }

// The shell holds the server's life to ours: when the pipe that is its input ends, it asks for a fast shutdown.
const tether = `
"$@" </dev/null &
server=$!
( read -r _; kill -INT $server 2>/dev/null ) <&3 &
watcher=$!
exec 3<&-
wait $server
code=$?
kill $watcher 2>/dev/null
exit $code`

/** Modest in memory: idle, the server takes about 40 MB of its own. */
function settings(port: number, durable: boolean): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1', port, unix_socket_directories: '', max_connections: 80,
    shared_buffers: '128MB', huge_pages: 'off', work_mem: '8MB', maintenance_work_mem: '64MB', effective_cache_size: '512MB',
    wal_level: 'minimal', max_wal_senders: 0, max_logical_replication_workers: 0, max_wal_size: '1GB', min_wal_size: '64MB',
    io_method: 'sync', max_worker_processes: 2, max_parallel_workers_per_gather: 0, autovacuum_max_workers: 2, jit: 'off',
    timezone: 'UTC', log_timezone: 'UTC', log_min_messages: 'warning', log_checkpoints: 'off',
    log_min_error_statement: 'panic', log_error_verbosity: 'terse', // statements and rows may hold personal data password_encryption: 'scram-sha-256',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 }),
  }
}

async function launch(of: Launch): Promise<Server> {
  const giveUpAt = performance.now() + startSeconds * 1_000
  for (;;) {
    const server = spawnServer(of)
    let ended = false
    server.process.once('exit', () => { ended = true })
    server.process.once('error', () => { ended = true })
    while (!ended && performance.now() < giveUpAt) {
      const status = statusOf(of.cluster)
      if (status?.state === 'ready' && status.port === of.port) return server
      await sleep(15)
    }
    if (!ended) {
      await server.stop()
      throw new CannotStart(`The database did not start within ${startSeconds} s: ${lastLine(server.lastWords())}`)
    }
    // After a kill -9 the old server's children need a moment to notice and let go of their memory.
    const passing = /pre-existing shared memory block/.test(server.lastWords())
    if (!passing || performance.now() > giveUpAt) throw explained(server.lastWords(), of.dataDir)
    await sleep(100)
  }
}

function spawnServer(of: Launch): Server {
  const flags = Object.entries({ ...settings(of.port, of.durable), ...of.more }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn('/bin/sh', ['-c', tether, 'postgres', of.program.postgres, '-D', of.cluster, ...flags],
    { cwd: '/', env: environment, detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe'], ...identity(of.user) })
  let heard = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => { heard = (heard + text).slice(-8_000) })
  const leash = child.stdio[3] as NodeJS.WritableStream & { unref?(): void; on(event: string, listener: () => void): unknown }
  leash.on('error', () => {})
  // A process that has nothing else to do may end; the pipe then takes the server along.
  child.unref()
  for (const stream of [child.stderr, leash]) (stream as { unref?(): void }).unref?.()
  const gone = new Promise<void>((done) => { child.once('exit', () => done()); child.once('error', () => done()) })
  return {
    process: child,
    lastWords: () => heard.trim(),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
      child.ref()
      leash.end()
      const late = setTimeout(() => {
        const pid = statusOf(of.cluster)?.pid
        if (pid !== undefined && isServerOf(of.cluster, pid)) process.kill(pid, 'SIGQUIT') // gives up on order; the next start recovers
      }, stopSeconds * 1_000)
      await gone
      clearTimeout(late)
    },
  }
}

/**
 * A server of this folder may still run: its owner died a moment ago and it is shutting down, or another Holdfast owns it.
 * The first is waited for; the second is refused. A postmaster.pid that names no such server is removed.
 */
async function waitForFormerOwner(cluster: string, dataDir: string): Promise<void> {
  const noticedWithin = performance.now() + 1_000
  const goneBy = performance.now() + stopSeconds * 1_000
  for (;;) {
    const status = statusOf(cluster)
    if (status === undefined) return
    if (!isServerOf(cluster, status.pid)) {
      rmSync(join(cluster, 'postmaster.pid'), { force: true })
      return
    }
    const now = performance.now()
    if ((status.state === 'ready' && now > noticedWithin) || now > goneBy) {
      throw new CannotStart(`Another Holdfast is running on the data folder ${dataDir} (its database is process ${status.pid}): stop it first, or set DATA_DIR to another folder.`)
    }
    await sleep(25)
  }
}

interface Status { pid: number; port: number; state: string }

function statusOf(cluster: string): Status | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return pid > 0 ? { pid, port: Number(lines[3]), state: (lines[7] ?? '').trim() } : undefined
  } catch {
    return undefined
  }
}

/** Process ids come round again after a crash or in a new container, so the process must be a server of this very folder. */
function isServerOf(cluster: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`/postgres\0-D\0${cluster}\0`)
  } catch {
    if (process.platform === 'linux') return false
    return spawnSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout.includes(`/postgres -D ${cluster} `)
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04' && (error as { code?: string }).code !== '23505') throw error // made meanwhile
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening, failed) => { probe.once('error', failed).listen(0, '127.0.0.1', listening) })
  const { port } = probe.address() as { port: number }
  await new Promise((closed) => { probe.close(closed) })
  return port
}
