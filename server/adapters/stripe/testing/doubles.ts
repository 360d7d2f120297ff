import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Stripe's own `stripe-mock` (checks each request against Stripe's OpenAPI description, keeps nothing) and `localstripe`
 * (keeps payments, cards and refunds). Both come from their registries into a cache of the user, outside the repository,
 * at the first test that wants them, and listen on loopback only.
 */
const versions = { stripeMock: 'v0.203.0', localstripe: '1.15.10' } as const

export interface Double { url: string; stop(): Promise<void> }
/** Why it is not there: the tests that want it are skipped, and counted with this reason. */
export interface Missing { missing: string }

const run = promisify(execFile)
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'holdfast', 'payment-doubles')
const off = process.env['PAYMENT_DOUBLES'] === 'off'

export async function startStripeMock(): Promise<Double | Missing> {
  const bin = join(cache, `stripe-mock-${versions.stripeMock}`)
  const program = join(bin, 'stripe-mock')
  const missing = await installed(program, 'Go and its module proxy', () => run('go', ['install', `github.com/stripe/stripe-mock@${versions.stripeMock}`], { env: { ...process.env, GOBIN: bin, GOFLAGS: '' }, timeout: 300_000 }))
  if (missing !== undefined) return missing
  const port = await freePort()
  return started(spawn(program, ['-http-addr', `127.0.0.1:${port}`], { stdio: 'ignore' }), port)
}

// Bound to loopback (its own command listens everywhere), and with nothing written to disk.
const serveLocally = 'import sys\nfrom aiohttp import web\nfrom localstripe import server, resources\nresources.store.dump_to_disk = lambda: None\nweb.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)'

export async function startLocalstripe(): Promise<Double | Missing> {
  const folder = join(cache, `localstripe-${versions.localstripe}`)
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const mark = join(folder, 'lib')
  const missing = await installed(join(folder, 'ready'), 'Python 3 and PyPI', async () => {
    await run('python3', ['-m', 'venv', folder], { timeout: 120_000 })
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `localstripe==${versions.localstripe}`], { timeout: 180_000 })
    mkdirSync(join(folder, 'ready'))
  }, [mark])
  if (missing !== undefined) return missing
  const port = await freePort()
  return started(spawn(python, ['-c', serveLocally, String(port)], { stdio: 'ignore' }), port)
}

async function installed(proof: string, needs: string, install: () => Promise<unknown>, halfDone: string[] = []): Promise<Missing | undefined> {
  if (off) return { missing: 'PAYMENT_DOUBLES=off' }
  if (existsSync(proof)) return undefined
  for (const path of halfDone) rmSync(path, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  try {
    await install()
    return existsSync(proof) ? undefined : { missing: `it could not be installed (${needs})` }
  } catch {
    return { missing: `it could not be installed: it needs ${needs}` }
  }
}

async function started(child: ChildProcess, port: number): Promise<Double | Missing> {
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const over = new Promise((ended) => { child.once('exit', ended) })
    child.kill('SIGKILL')
    await over
  }
  const leave = () => { child.kill('SIGKILL') }
  process.once('exit', leave)
  child.once('exit', () => { process.off('exit', leave) })
  const until = performance.now() + 20_000
  while (performance.now() < until) {
    if (await fetch(url).then(() => true, () => false)) return { url, stop }
    if (child.exitCode !== null) break
    await new Promise((soon) => { setTimeout(soon, 50) })
  }
  await stop()
  return { missing: 'it did not start' }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => { resolve(port) })
    })
  })
}
