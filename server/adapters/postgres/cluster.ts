import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart, folderTrouble, makeDataFolder } from '../../platform/cannot-start.ts'
import { binaries, makeFolder, reachable, sharedFolder, whoRuns, type Binaries, type RunAs } from './binaries.ts'

export const superuser = 'holdfast'

/** The files of a server and who runs it. `cluster` is its real folder, which a link in the data folder may name. */
export interface Cluster { cluster: string; user: RunAs | undefined; program: Binaries; password: string }

/** The cluster of a data folder, made at its first use. Throws `CannotStart`. */
export function prepareCluster(dataDir: string, options: { durable?: boolean; progress?: (step: string) => void }): Cluster {
  const place = join(dataDir, 'postgres')
  try {
    makeDataFolder(dataDir)
    const user = whoRuns(place)
    const program = binaries(user)
    const password = passwordOf(dataDir)
    if (!existsSync(join(place, 'PG_VERSION'))) {
      options.progress?.('Setting up the database')
      initialise(dataDir, place, user, program, password, options.durable ?? true)
    }
    const cluster = realpathSync(place) // by a link when the data folder lies in a closed home
    if (user !== undefined && !reachable(cluster, user)) {
      throw new CannotStart(`The user ${user.name}, who runs PostgreSQL because root may not, cannot reach ${cluster}: set DATA_DIR to a folder that it can reach.`)
    }
    return { cluster, user, program, password }
  } catch (error) {
    throw folderTrouble(error, dataDir) ?? error
  }
}

function passwordOf(dataDir: string): string {
  const file = join(dataDir, 'postgres.password')
  try {
    writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}

/** Made under another name and moved into place, so that a set-up that was interrupted leaves nothing half done. */
function initialise(dataDir: string, cluster: string, user: RunAs | undefined, program: Binaries, password: string, durable: boolean): void {
  if (lstatSync(cluster, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new CannotStart(`The database of ${dataDir} was kept in ${readlinkSync(cluster)}, which is not there any more: bring it back, or remove the link ${cluster} to begin anew.`)
  }
  const outside = user !== undefined && !reachable(dataDir, user)
  const home = outside ? join(sharedFolder, `data-${randomBytes(6).toString('hex')}`) : dataDir
  if (outside) mkdirSync(home, { recursive: true, mode: 0o711 })
  const half = join(home, `postgres.new.${process.pid}`)
  const passwordFile = `${half}.password`
  try {
    rmSync(half, { recursive: true, force: true })
    makeFolder(half, user)
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    if (user !== undefined) chownSync(passwordFile, user.uid, user.gid)
    const made = spawnSync(program.initdb, ['-D', half, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
      '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
    { encoding: 'utf8', cwd: '/', env: environment, ...identity(user) })
    if (made.status !== 0) throw explained(made.stderr || String(made.error), dataDir)
    try {
      renameSync(half, join(home, 'postgres'))
    } catch (error) {
      // Another process has made the cluster meanwhile; its server will refuse ours with a clear sentence.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
    // In a closed home, what lies in the data folder is a link: the server's user reaches the cluster, not the home.
    if (outside) symlinkSync(join(home, 'postgres'), cluster)
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(half, { recursive: true, force: true })
  }
}

// Nothing of the caller's settings (PGPORT, LANG, LD_PRELOAD) reaches the server.
export const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

export function identity(user: RunAs | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid }
}

/** PostgreSQL may stumble over a full disk with quite other words. */
function nearlyFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < 50e6
  } catch {
    return false
  }
}

/** The one sentence for what the server, or initdb, said before it gave up. */
export function explained(words: string, dataDir: string): CannotStart {
  if (/No space left on device|Disk quota exceeded/.test(words) || nearlyFull(dataDir)) return new CannotStart(`The disk that holds ${dataDir} is full: free some space and start again.`)
  if (/lock file .* already exists|is already in use by|another server might be running/i.test(words)) {
    return new CannotStart(`Another Holdfast is running on the data folder ${dataDir}: stop it first, or set DATA_DIR to another folder.`)
  }
  if (/Permission denied/.test(words)) return new CannotStart(`PostgreSQL may not read or write its files in ${dataDir}: ${lastLine(words)}`)
  if (/database files are incompatible/.test(words)) return new CannotStart(`The database in ${dataDir} was made by another version of PostgreSQL: ${lastLine(words)}`)
  return new CannotStart(`The embedded database did not start: ${lastLine(words)}`)
}

export function lastLine(words: string): string {
  const lines = words.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  return lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
}
