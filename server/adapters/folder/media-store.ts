import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mediaKey, type MediaStore } from '../../ports/media-store.ts'
import { fail } from '../../platform/assert.ts'

/** Pictures as files: `<folder>/<2 letters>/<media id>/<name>`. */
export function folderMediaStore(folder: string): MediaStore {
  const pathOf = (key: string) => {
    if (!mediaKey.test(key)) fail(`${key} is not a key of the media store`)
    // The end of an id is random, its beginning is not: folders fill evenly.
    const id = key.split('/')[0]!
    return join(folder, id.slice(-2), key)
  }
  return {
    async put(key, bytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true })
      const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`
      try {
        await writeFile(unfinished, bytes)
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
    },
    async get(key) {
      try {
        return await readFile(pathOf(key))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async remove(prefix) {
      await rm(pathOf(prefix), { recursive: true, force: true })
    },
  }
}
