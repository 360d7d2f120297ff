import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { problems } from '../contract/problems.ts'
import { mayUse } from '../server/architecture.ts'

/** Longer than 300 lines, each for a reason. */
const mayBeLong: Record<string, string> = {
  'web/messages/en/admin.ts': 'a catalogue is one list of words',
  'web/messages/ar/admin.ts': 'likewise',
  'web/messages/en/desk.ts': 'likewise',
  'web/messages/ar/desk.ts': 'likewise',
}
const longest = 300
/** A table of cases reads better in one piece. */
const longestTest = 600

const root = join(import.meta.dirname, '..')
const skipped = new Set(['node_modules', 'dist', 'dist-ssr', 'data', 'coverage', 'test-results', 'results'])

interface Source { path: string; text: string }

function sources(folder: string, ending: RegExp): Source[] {
  const at = join(root, folder)
  if (!existsSync(at)) return []
  return readdirSync(at, { withFileTypes: true }).flatMap((entry): Source[] => {
    if (skipped.has(entry.name) || entry.name.startsWith('.')) return []
    const path = join(at, entry.name)
    if (entry.isDirectory()) return sources(relative(root, path), ending)
    return entry.isFile() && ending.test(entry.name) ? [{ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }] : []
  })
}

const code = ['contract', 'server', 'web', 'cli', 'tools', 'e2e', 'bench', 'engines'].flatMap((folder) => sources(folder, /\.(ts|tsx|mjs|js|css)$/))
const server = code.filter(({ path }) => path.startsWith('server/') && path.endsWith('.ts'))
const isTest = ({ path }: { path: string }) => /\.test\.ts$|\.spec\.ts$|\.exercise\.ts$|\/testing\//.test(path)
const modules = server.filter(({ path }) => path.startsWith('server/modules/') && !isTest({ path }))
const moduleOf = (path: string) => path.split('/')[2]!
const allowed: Record<string, readonly string[]> = mayUse

/** Breaches as `file:line what`, so that a failure says where. */
function breaches(of: Source[], pattern: RegExp, judge: (match: RegExpMatchArray, source: Source) => string | undefined = (match) => match[0]): string[] {
  return of.flatMap((source) => Array.from(source.text.matchAll(pattern), (match) => {
    const what = judge(match, source)
    return what === undefined ? undefined : `${source.path}:${source.text.slice(0, match.index).split('\n').length} ${what}`
  }).filter((one) => one !== undefined))
}

const imported = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g

describe('modules', () => {
  test('use only those that architecture.ts lets them use, by the door', () => {
    expect(breaches(modules, imported, ([, name], { path }) => {
      const other = /^#module\/([^/]+)(\/.*)?$/.exec(name!)
      if (other === null || other[1] === moduleOf(path)) return undefined
      return other[2] === undefined && (allowed[moduleOf(path)] ?? []).includes(other[1]!) ? undefined : `uses ${name}`
    })).toEqual([])
  })

  test('are entered by nobody through a path', () => {
    expect(breaches(server.filter((source) => !isTest(source)), imported, ([, name], { path }) => {
      if (!name!.startsWith('.')) return name!.includes('server/modules/') ? `reaches into ${name}` : undefined
      const [, inside] = /^server\/modules\/([^/]+)/.exec(join(path, '..', name!)) ?? []
      return inside === undefined || inside === moduleOf(path) && path.startsWith('server/modules/') ? undefined : `reaches into ${name}`
    })).toEqual([])
  })

  test('are all named in architecture.ts, whose arrows go one way', () => {
    const names = Object.keys(allowed)
    expect([...new Set(modules.map(({ path }) => moduleOf(path)))].filter((name) => !names.includes(name))).toEqual([])
    for (const [i, name] of names.entries()) expect(allowed[name]!.filter((other) => !names.slice(0, i).includes(other)), name).toEqual([])
  })

  test('take the time from the clock that they are given', () => {
    const time = /(?<![.\w])now\(\)|\b(current_date|current_timestamp|current_time|localtimestamp)\b|\b(clock|statement|transaction)_timestamp\(|\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b/g
    expect(breaches([...modules, ...sources('server/migrations', /\.sql$/)].map(withoutComments), time)).toEqual([])
  })

  test('keep their SQL in stores, and a store names no schema but its own', () => {
    // A savepoint names no table: any use case may undo a part of its own.
    const statement = /\bsql(?:\.raw)?(?:`(?!savepoint |rollback to savepoint |release savepoint )|\()/g
    expect(breaches(modules.filter(({ path }) => !/(^|[/-])store\.ts$/.test(path)).map(withoutComments), statement)).toEqual([])
    const others = Object.keys(allowed).join('|')
    expect(breaches(modules, new RegExp(`\\b(?:from|join|into|update|table|using|references)\\s+(${others})\\.`, 'g'),
      ([, schema], { path }) => (schema === moduleOf(path) ? undefined : `names the schema ${schema}`))).toEqual([])
  })
})

describe('files', () => {
  test(`have ${longest} lines at most, or a reason`, () => {
    const long = code.filter(({ path, text }) => text.split('\n').length > (isTest({ path }) ? longestTest : longest) + 1 && !(path in mayBeLong)).map(({ path, text }) => `${path} ${text.split('\n').length - 1}`)
    expect(long).toEqual([])
    expect(Object.keys(mayBeLong).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('hold no tab, no path of somebody’s machine and no address of a private registry', () => {
    const all = [...code, ...sources('docs', /\.md$/), ...sources('server', /\.(sql|md)$/), ...sources('deploy', /./)].filter(({ path }) => path !== 'tools/tidy.test.ts')
    expect(breaches(all, /\t/g, () => 'tab')).toEqual([])
    expect(breaches(all, /(?<![\w.$}])\/(?:home|Users)\/(?!you\b|user\b)[a-z][\w-]*|(?<![\w.$}])\/(?:root|work)\/[\w.-]+/g)).toEqual([])
  })
})

describe('problems', () => {
  test('each have a page that says what it means, what was kept and what to do', () => {
    const pages = readdirSync(join(root, 'docs/problems')).filter((file) => file.endsWith('.md') && file !== 'README.md').map((file) => file.slice(0, -3))
    expect(pages.toSorted()).toEqual(Object.keys(problems).toSorted())
    for (const [name, { title, status }] of Object.entries(problems)) {
      const page = readFileSync(join(root, 'docs/problems', `${name}.md`), 'utf8')
      expect(page, name).toContain(`# ${title}\n`)
      expect(page, name).toContain(`HTTP ${status}`)
      expect(page.match(/^## .*$/gm), name).toEqual(['## What it means', '## What was kept', '## What to do'])
    }
  })
})

/** Comments become blanks of the same length, so that lines keep their numbers. */
function withoutComments(source: Source): Source {
  return { ...source, text: source.text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$|^\s*--.*$/gm, (comment) => comment.replace(/[^\n]/g, ' ')) }
}
