import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../adapters/postgres/embedded.ts'
import { makeTemplate, serverVariable } from './database.ts'

/**
 * One PostgreSQL for a whole test run, without fsync, in a folder of its own that goes when the run ends.
 * TEST_DATABASE_URL names a server to use instead; its user must be allowed to create databases.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') {
    process.env[serverVariable] = given
    await makeTemplate(given)
    return async () => {}
  }
  const folder = quickFolder()
  sweep(tmpdir())
  if (folder !== tmpdir()) sweep(folder)
  const dataDir = mkdtempSync(join(folder, `holdfast-test-${process.pid}-`))
  chmodSync(dataDir, 0o711) // root runs the server as another user, who must come through
  const server = await startEmbedded({ dataDir, durable: false, onCrash: (words) => { console.error(`the tests' database ended: ${words}`) } })
  const url = await server.url('postgres')
  process.env[serverVariable] = url
  await makeTemplate(url)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Memory where there is enough: a fresh database took 15 ms there, and 30 to 450 ms on a disk that others use too. */
function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 3e9 ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** Folders that runs left behind which were killed. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/^holdfast-test-(\d+)-/.exec(name)?.[1])
    if (!(pid > 0)) continue
    try {
      process.kill(pid, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') continue
      try { rmSync(join(folder, name), { recursive: true, force: true }) } catch { /* another user's */ }
    }
  }
}
