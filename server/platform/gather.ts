export interface Gather<Key, Value> { (key: Key): Promise<Value> }

/**
 * Look-ups that are asked for while another is under way wait for it and go together, in one statement. Each is looked
 * up after it was asked for: nothing is kept, so what was revoked before the question is never answered as if it were
 * not. A look-up that comes alone goes at once; looks that are quicker than `gapMs` begin so far apart, so that in a rush
 * each serves several.
 */
export function gather<Key, Value>(look: (keys: readonly Key[]) => Promise<readonly Value[]>, options: { most?: number; gapMs?: number } = {}): Gather<Key, Value> {
  const { most = 200, gapMs = 0 } = options
  let waiting: { key: Key; resolve(value: Value): void; reject(error: unknown): void }[] = []
  let running = false
  let began = Number.NEGATIVE_INFINITY

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const early = began + gapMs - performance.now()
      if (early > 0) await new Promise((resolve) => { setTimeout(resolve, early) })
      began = performance.now()
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        const values = await look(batch.map(({ key }) => key))
        batch.forEach(({ resolve }, i) => { resolve(values[i]!) })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }
  return (key) => new Promise((resolve, reject) => {
    waiting.push({ key, resolve, reject })
    // After this turn of the loop, so that those which arrived together go together.
    if (!running) { running = true; setImmediate(() => { void drain() }) }
  })
}
