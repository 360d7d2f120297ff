import { spawn } from 'node:child_process'
import http from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

/** What the tests look at in answers; which of it is there depends on what was asked. */
export interface Said {
  id: string
  code: string
  status: string
  detail?: string
  reasons?: { code: string }[]
  bookings: { id: string; code: string; status: string }[]
  payment: { id: string; url: string | null } | null
  access_token: string
  items: { rate_plan: string; rate_plan_name: string }[]
  room_types: { from_price: object | null }[]
  services: object[]
}
export interface Answer { status: number; body: Said; headers: http.IncomingHttpHeaders }

/** A real Holdfast in a process of its own. */
export interface Running {
  role: 'api' | 'all'
  port: number
  pid: number
  /** Whether it still runs. */
  alive(): boolean
  /** The last of what it printed, for a test that fails. */
  said(): string
  /** Rejects with the system's error when the process is not there, or goes before it has answered. */
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>
  /** SIGKILL, and waits for the end: nothing is finished or told. */
  kill(): Promise<void>
}

export interface ProcessOptions {
  role?: Running['role']
  databaseUrl: string
  /** Holds the key file that all processes of one database share. */
  dataDir: string
  port?: number
  env?: Record<string, string>
}

const startSeconds = 60

/** Starts `server/main.ts` on a database and resolves when it takes requests. Limits are off, and it listens on loopback only. */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  const role = options.role ?? 'api'
  const port = options.port ?? await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), role], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), DATABASE_URL: options.databaseUrl, DATA_DIR: options.dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'error', DEMO_WORLD: 'off', ...options.env },
  })
  let heard = ''
  const leaveNone = () => { child.kill('SIGKILL') }
  process.once('exit', leaveNone)
  const ended = new Promise<void>((done) => { child.once('exit', () => { process.off('exit', leaveNone); done() }) })
  const ready = new Promise<void>((done, failed) => {
    const late = setTimeout(() => { failed(new Error(`it is not ready after ${startSeconds} s:\n${heard}`)) }, startSeconds * 1_000)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        heard = (heard + text).slice(-20_000)
        if (heard.includes('Holdfast is ready')) { clearTimeout(late); done() }
      })
    }
    void ended.then(() => { clearTimeout(late); failed(new Error(`it ended at once:\n${heard}`)) })
  })
  await ready.catch((error: unknown) => { child.kill('SIGKILL'); throw error })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 512 })
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
    agent.destroy()
  }
  return {
    role, port, pid: child.pid!,
    alive: () => child.exitCode === null && child.signalCode === null,
    said: () => heard,
    call: (method, path, body, headers) => request(agent, port, method, path, body, headers),
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => { probe.listen(0, '127.0.0.1', listening) })
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => { probe.close(closed) })
  return port
}

function request(agent: http.Agent, port: number, method: string, path: string, body: object | undefined, headers: Record<string, string> = {}): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const described = payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ agent, host: '127.0.0.1', port, method, path, headers: { ...described, ...headers } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => { text += piece })
        .on('end', () => { resolve({ status: answer.statusCode!, headers: answer.headers, body: answer.headers['content-type']?.includes('json') === true ? JSON.parse(text) as Said : { detail: text } as Said }) })
        .on('error', reject)
    })
    outgoing.on('error', reject).end(payload)
  })
}
