import type { Log } from './log.ts'

/** Something that runs beside the requests: a sweeper, a sequencer, a consumer. */
export interface Worker {
  name: string
  start(): Promise<void>
  /** Resolves when the work under way is finished; nothing is cut in the middle. */
  stop(): Promise<void>
}

/**
 * Runs `task` again and again: at once while it says that there is more (`true`), else after `idleMs` or when woken.
 * A failure is logged and waited out, twice as long each time, up to a minute: a database that is away is not hammered.
 */
export function repeating(name: string, idleMs: number, log: Log, task: () => Promise<boolean | void>): Worker & { wake(): void } {
  let running: Promise<void> | undefined
  let stopped = false
  // A wake that comes while the task runs is remembered, so that what it was for is not left lying until the next round.
  let woken = false
  let endPause: (() => void) | undefined
  const pause = (ms: number) => new Promise<void>((resolve) => {
    const end = () => { clearTimeout(timer); endPause = undefined; woken = false; resolve() }
    const timer = setTimeout(end, ms)
    endPause = end
    if (stopped || woken) end()
  })
  const wake = () => { woken = true; endPause?.() }
  const loop = async () => {
    let failures = 0
    while (!stopped) {
      try {
        const more = await task()
        failures = 0
        if (more !== true) await pause(idleMs)
      } catch (error) {
        failures += 1
        log.error({ err: error, worker: name }, 'worker failed; it goes on after a pause')
        await pause(Math.min(60_000, 500 * 2 ** Math.min(failures, 7)))
      }
    }
  }
  return {
    name,
    async start() { running ??= loop() },
    async stop() { stopped = true; wake(); await running },
    wake,
  }
}
