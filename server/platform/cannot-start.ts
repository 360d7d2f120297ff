import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Something outside the program keeps it from starting: a taken port, a full disk, a wrong setting. The message is one
 * clear sentence for the person who started it; the entry prints it without a stack and exits with 1.
 */
export class CannotStart extends Error {
  override name = 'CannotStart'
}

/** The sentence for an error of the file system about a folder, or undefined when it is of another kind. */
export function folderTrouble(error: unknown, folder: string): CannotStart | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC': case 'EDQUOT':
      return new CannotStart(`The disk that holds ${folder} is full: free some space and start again.`)
    case 'EACCES': case 'EPERM': case 'EROFS':
      return new CannotStart(`The data folder ${folder} cannot be written: give this user the right to, or set DATA_DIR to another folder.`)
    case 'ENOTDIR': case 'EEXIST':
      return new CannotStart(`The data folder ${folder} is not a folder: set DATA_DIR to another one.`)
    default:
      return undefined
  }
}

/**
 * Makes a folder and those above it, or throws the sentence about it. Not by `mkdirSync`'s `recursive`, which never
 * comes back under /proc. Root lets others through to what lies inside, whose secrets are closed one by one.
 */
export function makeDataFolder(folder: string): void {
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    if (dirname(folder) !== folder) makeDataFolder(dirname(folder))
    mkdirSync(folder, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return // made meanwhile
    if (code === 'ENOENT') throw new CannotStart(`The data folder ${folder} cannot be made there: set DATA_DIR to another folder.`)
    throw folderTrouble(error, folder) ?? error
  }
}
