import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { family } from './machine.ts'

/** What the benchmarks read of an answer. */
export interface Body { id: string; token: string; code?: string }

export interface Running {
  url: string
  /** From the start of the process until it is ready. */
  startSeconds: number
  pids(): number[]
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Body }>
  stop(): Promise<void>
}

/** A real Holdfast in a process of its own, with rate limits off. `dataDir` is kept when given. */
export async function startHoldfast(options: { port: number; dataDir?: string; demo?: boolean }): Promise<Running> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  chmodSync(dataDir, 0o711) // root runs PostgreSQL as another user, who must come through
  const begin = performance.now()
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(options.port), HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: '', RATE_LIMIT: 'off', SMTP_URL: '', ...(options.demo === false ? { DEMO_WORLD: 'off' } : {}) },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-20_000) })
  const ended = new Promise<void>((done) => { child.once('exit', () => done()) })
  while (!said.includes('Holdfast is ready')) {
    if (child.exitCode !== null || performance.now() - begin > 300_000) throw new Error(`Holdfast did not start:\n${said}`)
    await sleep(10)
  }
  const startSeconds = (performance.now() - begin) / 1_000
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
  return {
    url: `http://127.0.0.1:${options.port}`, startSeconds,
    pids: () => family(child.pid!),
    call: (method, path, body, headers) => request(agent, options.port, method, path, body, headers),
    async stop() {
      child.kill('SIGTERM')
      await ended
      agent.destroy()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** node:http, because it costs the load generator a third of what fetch does. */
function request(agent: http.Agent, port: number, method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: Body }> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ agent, port, host: '127.0.0.1', method, path, headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }), ...headers } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => { text += piece }).on('end', () => { resolve({ status: answer.statusCode!, body: (text === '' ? undefined : JSON.parse(text)) as Body }) })
    })
    outgoing.on('error', reject).end(payload)
  })
}
