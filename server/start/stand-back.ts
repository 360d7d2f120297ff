import os from 'node:os'

/**
 * Letters and events may come a moment later, an answer may not: a process that only works behind leaves the processor
 * to those that somebody waits for. Where that cannot be said, all are alike.
 */
export function standBack(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL)
  } catch { /* not allowed here */ }
}
