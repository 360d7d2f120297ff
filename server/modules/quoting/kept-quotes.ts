import type { QuoteId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { findQuotes } from './store.ts'
import type { Quote } from './terms.ts'

/** About 2 kB each; whoever quotes mostly books within minutes. */
const mostKept = 8_000

/** Quotes that this process has made or read: they are never changed, and whoever sells by one looks at its time. */
export function keepQuotes(limit = mostKept) {
  const kept = new Map<QuoteId, Quote>()
  const keep = <Q extends Quote>(quote: Q): Q => {
    kept.set(quote.id, quote)
    if (kept.size > limit) kept.delete(kept.keys().next().value!)
    return quote
  }
  return {
    keep,
    async load(reader: Reader, ids: readonly QuoteId[]): Promise<Map<QuoteId, Quote>> {
      const missing = ids.filter((id) => !kept.has(id))
      const found = new Map(ids.flatMap((id) => { const quote = kept.get(id); return quote === undefined ? [] : [[id, quote] as const] }))
      if (missing.length > 0) for (const quote of await findQuotes(reader, missing)) found.set(quote.id, keep(quote))
      return found
    },
  }
}
