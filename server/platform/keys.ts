import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { CannotStart, folderTrouble } from './cannot-start.ts'
import { fail } from './assert.ts'
import { takeRandom } from './random.ts'

/**
 * The secrets that the whole product stands on, from one file that is made at the first start (mode 0600):
 * master keys by version (they wrap each person's data key), one look-up key (keyed hashes), one root secret (all others
 * are derived from it by purpose). The file is as precious as the database: without it personal data cannot be read, and
 * whoever holds both can read it. It stays out of the database and of its backups.
 */
export interface Keys {
  /** Version of the master key that new data keys are wrapped with. */
  readonly masterVersion: number
  /** Wraps a data key (32 bytes). `owner` is bound in: a wrapped key that is moved to another person does not open. */
  wrap(dataKey: Buffer, owner: string): { version: number; wrapped: Buffer }
  unwrap(wrapped: Buffer, version: number, owner: string): Buffer
  /** A keyed hash, 32 bytes: equal for equal text in one scope, unrelated across scopes, and unguessable without the key. */
  lookUp(scope: string, kind: string, text: string): Buffer
  /** A secret of 32 bytes for one purpose (`session`, `sandbox-psp`). The same file gives the same secret. */
  derive(purpose: string): Buffer
}

interface KeyFile { about: string; current: number; masters: Record<string, string>; lookUp: string; root: string }

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** Encrypts with a fresh random IV: `iv ‖ tag ‖ ciphertext`. `associated` must be the same to decrypt: it names the row and the field. */
export function seal(key: Buffer, plain: Buffer, associated: string): Buffer {
  const iv = takeRandom(ivBytes)
  const encrypt = createCipheriv(cipher, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(associated))
  const body = Buffer.concat([encrypt.update(plain), encrypt.final()])
  return Buffer.concat([iv, encrypt.getAuthTag(), body])
}

/** Throws when the key, the associated data or a single bit differs. */
export function unseal(key: Buffer, sealed: Buffer, associated: string): Buffer {
  const decrypt = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(associated)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  return Buffer.concat([decrypt.update(sealed.subarray(ivBytes + tagBytes)), decrypt.final()])
}

/** The keys of a file; a file that is not there is made. Two processes that start at once end with the same keys. */
export function openKeys(file: string): Keys {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new CannotStart(`The key file ${file} cannot be read: give this user the right to, or set KEYS to another file.`)
    makeKeyFile(file)
    text = readFileSync(file, 'utf8')
  }
  return keysFrom(parse(text, file))
}

/** Fresh keys that live in memory only: for tests. */
export function keysForTests(): Keys {
  return keysFrom(freshFile())
}

/** Adds a master key and makes it the current one. Old versions stay until every data key is wrapped anew (`guests.rewrapKeys`). */
export function rotateMaster(file: string): Keys {
  const current = parse(readFileSync(file, 'utf8'), file)
  const version = current.current + 1
  const next = { ...current, current: version, masters: { ...current.masters, [version]: secret() } }
  const temporary = `${file}.${process.pid}.new`
  writeNew(temporary, next)
  renameSync(temporary, file)
  return keysFrom(next)
}

function keysFrom(file: KeyFile): Keys {
  const masters = new Map(Object.entries(file.masters).map(([version, key]) => [Number(version), Buffer.from(key, 'base64')]))
  const lookUpHash = hmacSha256(Buffer.from(file.lookUp, 'base64'))
  const root = Buffer.from(file.root, 'base64')
  const master = (version: number) => masters.get(version) ?? fail(`master key ${version} is not in the key file`)
  const binding = (owner: string, version: number) => `data-key|${version}|${owner}`
  return {
    masterVersion: file.current,
    wrap: (dataKey, owner) => ({ version: file.current, wrapped: seal(master(file.current), dataKey, binding(owner, file.current)) }),
    unwrap: (wrapped, version, owner) => unseal(master(version), wrapped, binding(owner, version)),
    // The lengths keep `a|b` + `c` apart from `a` + `b|c`.
    lookUp: (scope, kind, text) => lookUpHash(`${scope.length}:${scope}|${kind.length}:${kind}|${text}`),
    derive: (purpose) => Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `holdfast ${purpose}`, 32)),
  }
}

/**
 * HMAC-SHA-256 (RFC 2104) under one key, over Node's one-shot hash: under half of what `createHmac` costs, and a guest's
 * name needs twenty. Hashes pass as strings of bytes, because a new buffer costs more than the hash itself.
 */
export function hmacSha256(key: Buffer): (text: string) => Buffer {
  const block = 64
  const short = key.length > block ? hash('sha256', key, 'buffer') : key
  const padded = (byte: number) => Buffer.from(Array.from({ length: block }, (_, i) => (short[i] ?? 0) ^ byte))
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(32)])
  let inner = Buffer.concat([padded(0x36), Buffer.alloc(960)])
  return (text) => {
    // A UTF-16 unit takes three bytes at most.
    if (block + 3 * text.length > inner.length) inner = Buffer.concat([inner.subarray(0, block), Buffer.alloc(6 * text.length)])
    outer.write(hash('sha256', inner.subarray(0, block + inner.write(text, block)), 'binary'), block, 'binary')
    return Buffer.from(hash('sha256', outer, 'binary'), 'binary')
  }
}

function freshFile(): KeyFile {
  return { about: 'Keys of Holdfast. Without them personal data cannot be read. Back this file up apart from the database.', current: 1, masters: { 1: secret() }, lookUp: secret(), root: secret() }
}

function secret(): string {
  return randomBytes(32).toString('base64')
}

function makeKeyFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const temporary = `${file}.${process.pid}.new`
    writeNew(temporary, freshFile())
    // A link fails when the file is there already, so the slower of two first starts takes the other's keys.
    try { linkSync(temporary, file) } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error } finally { unlinkSync(temporary) }
  } catch (error) {
    throw folderTrouble(error, dirname(file)) ?? error
  }
}

function writeNew(path: string, content: KeyFile): void {
  const handle = openSync(path, 'w', 0o600)
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function parse(text: string, file: string): KeyFile {
  const broken = () => new CannotStart(`The key file ${file} is damaged: put its backup back. Without it the personal data in the database cannot be read.`)
  let read: KeyFile
  try { read = JSON.parse(text) as KeyFile } catch { throw broken() }
  const good = (value: unknown) => typeof value === 'string' && Buffer.from(value, 'base64').length === 32
  if (!good(read?.lookUp) || !good(read.root) || typeof read.masters !== 'object' || read.masters === null || !Object.values(read.masters).every(good) || !good(read.masters[String(read.current)])) throw broken()
  return read
}
