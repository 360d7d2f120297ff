/** At most `capacity` at once, and as many again in each `perSeconds`, flowing in evenly. */
export interface BucketRule { capacity: number; perSeconds: number }

export interface Taken {
  allowed: boolean
  /** Whole tokens left. */
  remaining: number
  /** Seconds until one token is there again; 0 when there is. */
  waitSeconds: number
  /** Seconds until the bucket is full. */
  fullSeconds: number
}

export interface Buckets {
  take(key: string, rule: BucketRule, cost?: number): Taken
  /** Gives a token back: what it was taken for turned out to be harmless. */
  giveBack(key: string, rule: BucketRule): void
}

interface Bucket { tokens: number; atMs: number }

/**
 * Token buckets of this process, for limits by address and by account. Bounded: of more than `keysAtMost` keys the one
 * that was unused longest is forgotten, which can only let more through. A limit that several processes must share
 * stands in front of them, at the gateway.
 */
export function openBuckets(options: { keysAtMost?: number; nowMs?: () => number } = {}): Buckets {
  const keysAtMost = options.keysAtMost ?? 50_000
  const nowMs = options.nowMs ?? (() => performance.now())
  const buckets = new Map<string, Bucket>() // in the order of their last use

  const current = (key: string, rule: BucketRule): Bucket => {
    const now = nowMs()
    const bucket = buckets.get(key) ?? { tokens: rule.capacity, atMs: now }
    const flowed = ((now - bucket.atMs) / 1_000) * (rule.capacity / rule.perSeconds)
    const fresh = { tokens: Math.min(rule.capacity, bucket.tokens + flowed), atMs: now }
    buckets.delete(key)
    buckets.set(key, fresh)
    if (buckets.size > keysAtMost) buckets.delete(buckets.keys().next().value!)
    return fresh
  }
  return {
    take(key, rule, cost = 1) {
      const bucket = current(key, rule)
      const allowed = bucket.tokens >= cost
      if (allowed) bucket.tokens -= cost
      const perToken = rule.perSeconds / rule.capacity
      return {
        allowed, remaining: Math.floor(bucket.tokens),
        waitSeconds: Math.max(0, Math.ceil((cost - bucket.tokens) * perToken)),
        fullSeconds: Math.ceil((rule.capacity - bucket.tokens) * perToken),
      }
    },
    giveBack(key, rule) {
      const bucket = current(key, rule)
      bucket.tokens = Math.min(rule.capacity, bucket.tokens + 1)
    },
  }
}

/** With limits off: everything passes. */
export const noBuckets: Buckets = {
  take: (_, rule) => ({ allowed: true, remaining: rule.capacity, waitSeconds: 0, fullSeconds: 0 }),
  giveBack() {},
}

/** One caller, as far as addresses tell: an IPv6 customer has a whole /64. */
export function addressKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip
  const [head, tail] = ip.split('%')[0]!.split('::') as [string, string?]
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = tail === undefined ? first : [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last]
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':')
}
