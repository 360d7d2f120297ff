import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runningEmbedded, startEmbedded } from './embedded.ts'

const owner = fileURLToPath(new URL('../../testing/own-database.ts', import.meta.url))
let dataDir: string
let children: ChildProcess[]
beforeEach(() => {
  children = []
  dataDir = mkdtempSync(join(tmpdir(), `holdfast-test-${process.pid}-`))
  chmodSync(dataDir, 0o711)
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await until(() => runningEmbedded(dataDir) === undefined)
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 25) {
    if (await holds()) return
    await sleep(25)
  }
  throw new Error('it did not come about within 15 s')
}

/** A process of its own that owns the database; its first line is the connection string or its refusal. */
async function own(): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, [owner, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  let says = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => { says += text })
  await until(() => says.includes('\n'))
  return { child, says: says.trim() }
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try { return (await client.query<Record<string, unknown>>(statement)).rows } finally { await client.end() }
}

const serverPid = () => Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const keep = `create table kept (note text); insert into kept values ('still here')`

describe('the embedded database', () => {
  test('keeps its data over a stop and a start, with its password for the owner only', async () => {
    const first = await startEmbedded({ dataDir })
    await ask(await first.url(), keep)
    await first.stop()
    expect(runningEmbedded(dataDir)).toBeUndefined()
    const second = await startEmbedded({ dataDir })
    expect(await ask(await second.url(), 'select note from kept')).toEqual([{ note: 'still here' }])
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700)
    await second.stop()
  })

  test('is durable, speaks UTF-8 with a fixed order of text, and lets in nobody without the password nor from outside', async () => {
    const server = await startEmbedded({ dataDir })
    const url = await server.url()
    expect(await ask(url, `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('server_encoding') as encoding,
      (select datlocale from pg_database where datname = current_database()) as locale, 'ÄRGER' ilike 'ärger' as folds`))
      .toEqual([{ fsync: 'on', commit: 'on', encoding: 'UTF8', locale: 'C.UTF-8', folds: true }])
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    const outside = Object.values(networkInterfaces()).flat().filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
    for (const { address } of outside as { address: string }[]) {
      const reached = await new Promise<boolean>((done) => {
        const socket = connect({ host: address, port: server.port, timeout: 1_000 })
        socket.once('connect', () => { socket.destroy(); done(true) }).once('error', () => { done(false) }).once('timeout', () => { socket.destroy(); done(false) })
      })
      expect({ address, reached }).toEqual({ address, reached: false })
    }
    await server.stop()
  })

  test('is refused in one sentence to a second process on the same folder, and the first goes on', async () => {
    const first = await own()
    const second = await own()
    expect(second.says).toMatch(/^CannotStart: Another Holdfast is running on the data folder [^\n]*\.$/)
    expect(await ask(first.says, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(runningEmbedded(dataDir)).toBe(first.says)
  })

  test('has one owner when two processes set it up at once', async () => {
    const both = await Promise.all([own(), own()])
    const urls = both.filter(({ says }) => says.startsWith('postgres://'))
    expect(urls).toHaveLength(1)
    expect(await ask(urls[0]!.says, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('ends when its owner is killed, loses nothing, and starts again at once', async () => {
    const first = await own()
    await ask(first.says, keep)
    first.child.kill('SIGKILL')
    const second = await own()
    expect(await ask(second.says, 'select note from kept')).toEqual([{ note: 'still here' }])
  })

  test('that is itself killed comes back on the same port with all that was committed', async () => {
    let crashes = 0
    const server = await startEmbedded({ dataDir, onCrash: () => { crashes += 1 } })
    const url = await server.url()
    await ask(url, keep)
    process.kill(serverPid(), 'SIGKILL')
    await until(() => ask(url, 'select note from kept').then((rows) => rows[0]?.['note'] === 'still here', () => false))
    expect(crashes).toBe(1)
    await server.stop()
  })

  test('starts although a postmaster.pid was left that now names another living process', async () => {
    const server = await startEmbedded({ dataDir })
    await server.stop()
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.ppid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n\nready   \n`)
    const again = await startEmbedded({ dataDir })
    expect(await ask(await again.url(), 'select 1 as one')).toEqual([{ one: 1 }])
    await again.stop()
  })

  test('says in one sentence that its data folder is not a folder', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    await expect(startEmbedded({ dataDir: file })).rejects.toMatchObject({ name: 'CannotStart', message: expect.stringMatching(/DATA_DIR/) })
  })
})
