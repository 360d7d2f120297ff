import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'

let dataDir: string
let taken: Server
let takenPort: number
const running: { kill(signal: NodeJS.Signals): boolean }[] = []
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), `holdfast-test-${process.pid}-`))
  chmodSync(dataDir, 0o711)
  taken = createServer()
  await new Promise<void>((listening) => { taken.listen(0, '127.0.0.1', listening) })
  takenPort = (taken.address() as { port: number }).port
})
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await new Promise((closed) => { taken.close(closed) })
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

function start(env: Record<string, string>, ...words: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, DEMO_WORLD: 'off', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const heard = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => { heard.out += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { heard.err += text })
  const ended = new Promise<number | null>((done) => { child.once('close', done) })
  return { child, heard, ended }
}

/** One sentence, no stack. */
const sentence = (text: RegExp) => new RegExp(`^\\s*${text.source}[^\\n]*\\.\\s*$`)

test.each([
  ['a port that is taken', () => ({ PORT: String(takenPort) }), /Port \d+ is taken/],
  ['a database that cannot be reached', () => ({ PORT: '4199', DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' }), /The database at 127\.0\.0\.1:1 cannot be reached/],
  ['a wrong setting', () => ({ PORT: 'eighty' }), /PORT is "eighty"/],
  ['a data folder that cannot be', () => ({ PORT: '4199', DATA_DIR: join(process.execPath, 'data') }), /The data folder/],
])('%s ends the start with one clear sentence and exit code 1', async (_, env, said) => {
  const { heard, ended } = start(env())
  expect(await ended).toBe(1)
  expect(heard.err).toMatch(sentence(said))
  expect(heard.err).not.toContain('secret')
})

test('a role that is none is a wrong use: exit code 2', async () => {
  expect(await start({}, 'waiter').ended).toBe(2)
})

test('the signals of one Ctrl-C, however often they are passed on, end it once and in order', async () => {
  const { child, heard, ended } = start({ PORT: String(takenPort) }, 'worker')
  for (let waited = 0; !heard.out.includes('The workers are running') && waited < 60_000; waited += 50) await sleep(50)
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(true)
  child.kill('SIGINT')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
}, 90_000)
