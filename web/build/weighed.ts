import { readFileSync, writeFileSync, existsSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'

interface Chunk { file: string; imports?: string[]; css?: string[] }

/** What a page must load before it can be used: its entry, its own chunk, the English words and all that these import. */
const pages: Record<string, string[]> = {
  search: ['guest/main.tsx', 'guest/pages/search.tsx', 'messages/en/common.ts', 'messages/en/guest.ts'],
  desk: ['desk/main.tsx', 'messages/en/common.ts', 'messages/en/desk.ts'],
  admin: ['admin/main.tsx', 'messages/en/common.ts', 'messages/en/admin.ts'],
}
const searchBudgetKilobytes = 150

/** Prints the compressed script of each page and keeps it in `dist/weights.json` for the benchmark; says so when the search page is over its budget. */
export function weighed(): Plugin {
  return {
    name: 'holdfast:weighed',
    apply: 'build',
    enforce: 'post',
    applyToEnvironment: (environment) => environment.name === 'client',
    closeBundle: {
      order: 'post',
      handler() {
        const dist = path.join(import.meta.dirname, '../dist')
        if (!existsSync(path.join(dist, 'manifest.json'))) return
        const manifest = JSON.parse(readFileSync(path.join(dist, 'manifest.json'), 'utf8')) as Record<string, Chunk>
        const weights = Object.fromEntries(Object.entries(pages).map(([page, sources]) => [page, weigh(dist, manifest, sources)]))
        writeFileSync(path.join(dist, 'weights.json'), JSON.stringify(weights, null, 2))
        for (const [page, kilobytes] of Object.entries(weights)) {
          const over = page === 'search' && kilobytes > searchBudgetKilobytes ? `  OVER the budget of ${searchBudgetKilobytes} kB` : ''
          console.log(`script before the ${page} page can be used: ${kilobytes} kB compressed${over}`)
        }
      },
    },
  }
}

function weigh(dist: string, manifest: Record<string, Chunk>, sources: string[]): number {
  const seen = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (chunk === undefined || seen.has(chunk.file)) return
    seen.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  sources.forEach(visit)
  const bytes = [...seen].reduce((sum, file) => {
    const whole = path.join(dist, file)
    return sum + readFileSync(existsSync(`${whole}.br`) ? `${whole}.br` : whole).length
  }, 0)
  return Math.round(bytes / 100) / 10
}
