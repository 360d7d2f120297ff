import { problem } from './problem.ts'

/** Where a page of a list by moments ended: the next begins after it. */
export interface MomentCursor { at: string; id: string }

export const writeMomentCursor = (at: Temporal.Instant, id: string): string => `${at.toString()}~${id}`

/** Null: from the beginning. Throws `invalid-request` for what no list gave. */
export function readMomentCursor(cursor: string | undefined): MomentCursor | null {
  if (cursor === undefined) return null
  const [at, id] = cursor.split('~')
  try {
    if (id !== undefined) return { at: Temporal.Instant.from(at!).toString(), id }
  } catch { /* told below */ }
  throw problem('invalid-request', { detail: 'This cursor did not come from here.', errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }] })
}
