export interface Sparing<Value> { (question: string, find: () => Promise<Value>): Promise<Value | undefined> }

/**
 * For answers that are good to have and cost more than what they are added to. So many a second are found anew; beyond
 * that the same question gets what was found for it a moment ago, those that ask at once share one finding, and who
 * asks something else goes without (undefined). At an ordinary hour everybody gets a fresh answer.
 */
export function openSparing<Value>(options: { perSecond: number; keepMs: number; nowMs?: () => number }): Sparing<Value> {
  const nowMs = options.nowMs ?? (() => performance.now())
  const kept = new Map<string, { at: number; found: Promise<Value> }>()
  let second = -1
  let asked = 0
  return async (question, find) => {
    const now = nowMs()
    if (Math.floor(now / 1_000) !== second) { second = Math.floor(now / 1_000); asked = 0 }
    asked += 1
    if (asked > options.perSecond) {
      const before = kept.get(question)
      return before !== undefined && now - before.at <= options.keepMs ? before.found : undefined
    }
    const found = find()
    kept.delete(question)
    kept.set(question, { at: now, found })
    found.catch(() => { kept.delete(question) })
    if (kept.size > 4 * options.perSecond) kept.delete(kept.keys().next().value!)
    return found
  }
}
