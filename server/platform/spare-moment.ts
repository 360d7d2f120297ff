import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

/** How much of the time the process may have been at work for others, to count as having some to spare. */
const busyShare = 0.8
const lookMs = 20

/** The share of the last moments in which this process was at work; it looks for so long. */
async function usedShare(): Promise<number> {
  const before = performance.eventLoopUtilization()
  await sleep(lookMs)
  return performance.eventLoopUtilization(before).utilization
}

/**
 * A moment in which the process has time to spare: for work that nobody waits for (a letter), one small piece a moment.
 * Node has no priorities of its own; without this, a hundred letters stand before every answer of a rush. It comes after
 * `looks` at the latest, so that the work goes on, slowly, in the longest rush.
 */
export async function spareMoment({ looks = 10, used = usedShare }: { looks?: number; used?: () => Promise<number> } = {}): Promise<void> {
  for (let i = 0; i < looks && await used() > busyShare; i += 1);
}
