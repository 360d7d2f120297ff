import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const readyWithinSeconds = 300

/**
 * Starts Holdfast once for all browser tests, as `npm start` does, with a data folder of its own, and puts its address
 * into HOLDFAST_URL. A HOLDFAST_URL that is set already is used as it is.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['HOLDFAST_URL']) return async () => {}
  const dataDir = mkdtempSync(join(tmpdir(), `holdfast-test-${process.pid}-`))
  chmodSync(dataDir, 0o711) // root runs PostgreSQL as another user, who must come through
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: '', RATE_LIMIT: 'off', PUBLIC_URL: url, HOLDFAST_ENV: 'demo', SMTP_URL: '' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-20_000) })
  const ended = new Promise<void>((done) => { child.once('exit', () => done()) })
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
    await ended
    clearTimeout(late)
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  const giveUpAt = performance.now() + readyWithinSeconds * 1_000
  while (!said.includes('Holdfast is ready')) {
    if (child.exitCode !== null || performance.now() > giveUpAt) {
      await stop()
      throw new Error(`Holdfast did not start for the browser tests:\n${said}`)
    }
    await sleep(50)
  }
  process.env['HOLDFAST_URL'] = url
  return stop
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => { probe.listen(0, '127.0.0.1', listening) })
  const { port } = probe.address() as { port: number }
  await new Promise((closed) => { probe.close(closed) })
  return port
}
