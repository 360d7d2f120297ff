import type { Reader, Tx } from './sql.ts'

/**
 * A cache of immutable snapshots, read by nearly every request and changed by few. A transaction that changes one says
 * `changed`: it then sees its own state, uncached, and the others see the new one once it has committed.
 * `forget` is for changes that another process made, heard through the event log.
 */
export interface Snapshots<K, V> {
  get(reader: Reader, key: K): Promise<V | undefined>
  getMany(reader: Reader, keys: readonly K[]): Promise<Map<K, V>>
  changed(tx: Tx, key: K): void
  forget(key: K): void
  forgetAll(): void
  readonly size: number
}

export function snapshots<K, V>(options: { limit: number; load(reader: Reader, keys: K[]): Promise<Map<K, V>> }): Snapshots<K, V> {
  const kept = new Map<K, V>()
  const changedBy = new WeakMap<Reader, Set<K>>()
  // A load that began before a change must not be kept after it.
  let epoch = 0

  const keep = (key: K, value: V) => {
    kept.delete(key)
    kept.set(key, value)
    if (kept.size > options.limit) kept.delete(kept.keys().next().value!)
  }
  const forget = (key: K) => { epoch += 1; kept.delete(key) }

  async function getMany(reader: Reader, keys: readonly K[]): Promise<Map<K, V>> {
    const own = changedBy.get(reader)
    const found = new Map<K, V>()
    const missing: K[] = []
    for (const key of keys) {
      const value = own?.has(key) ? undefined : kept.get(key)
      if (value === undefined) missing.push(key)
      else found.set(key, value)
    }
    if (missing.length === 0) return found
    const began = epoch
    const loaded = await options.load(reader, missing)
    for (const [key, value] of loaded) {
      found.set(key, value)
      // What a transaction reads may be its own and never be committed, so only reads outside of one are kept.
      if (began === epoch && !('inTransaction' in reader)) keep(key, value)
    }
    return found
  }

  return {
    getMany, forget,
    forgetAll() { epoch += 1; kept.clear() },
    async get(reader, key) {
      const value = changedBy.get(reader)?.has(key) ? undefined : kept.get(key)
      return value ?? (await getMany(reader, [key])).get(key)
    },
    changed(tx, key) {
      const own = changedBy.get(tx) ?? new Set<K>()
      if (!own.has(key)) tx.afterCommit(() => { forget(key) })
      changedBy.set(tx, own.add(key))
    },
    get size() { return kept.size },
  }
}
