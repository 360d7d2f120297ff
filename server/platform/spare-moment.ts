import { setImmediate as aTurn } from 'node:timers/promises'

/** A turn of the event loop that took longer had something in it that somebody waits for. */
const busyMs = 1

export interface SpareMomentOptions {
  /** In the longest rush it goes on after this, slowly. */
  patienceMs?: number
  /** For tests: the time, and a turn of the loop. */
  nowMs?: () => number
  turn?: () => Promise<unknown>
}

/**
 * A moment in which the process has nothing else to do: for work that nobody waits for (a letter), one small piece a
 * moment. Node has no priorities of its own; without this, a hundred letters stand before every answer of a rush.
 */
export async function spareMoment({ patienceMs = 50, nowMs = () => performance.now(), turn = aTurn }: SpareMomentOptions = {}): Promise<void> {
  const begin = nowMs()
  for (let before = begin; ;) {
    await turn()
    const now = nowMs()
    if (now - before < busyMs || now - begin >= patienceMs) return
    before = now
  }
}
