// npm test: everything, from a fresh clone, with nobody watching. Ends with the plain line `N passed, N failed`.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumWorks, findChromium } from './chromium.mjs'
import { ensureInstalled, ensurePages, node, root, run, SetUpFailed, tool } from './setup.mjs'

const limitMinutes = 30
const program = (...path) => join(root, 'node_modules', ...path)
const counts = { passed: 0, failed: 0, skipped: 0 }
const add = ({ passed = 0, failed = 0, skipped = 0 }) => {
  counts.passed += passed
  counts.failed += failed
  counts.skipped += skipped
}

await tool(async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-results-'))
  try {
    await ensureInstalled()
    await check('Lint', program('oxlint', 'bin', 'oxlint'), [])
    await check('Types', program('typescript', 'bin', 'tsc'), ['--noEmit', '-p', '.'])
    const pages = await built()
    await suite('Unit, database and API tests', join(scratch, 'all.json'), [])
    await browserTests(join(scratch, 'browser.json'), pages)
  } catch (error) {
    console.error(error instanceof SetUpFailed ? error.message : error)
    add({ failed: 1 })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`)
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1
})

/** One thing that holds or does not; it counts as one test. */
async function check(name, script, words) {
  heading(name)
  const { code } = await run(node, [script, ...words], { limitMinutes })
  console.log(code === 0 ? 'ok' : `${name}: failed`)
  add(code === 0 ? { passed: 1 } : { failed: 1 })
}

async function built() {
  try {
    await ensurePages()
    return true
  } catch (error) {
    if (!(error instanceof SetUpFailed)) throw error
    console.error(error.message)
    add({ failed: 1 })
    return false
  }
}

async function browserTests(results, pages) {
  const specs = existsSync(join(root, 'e2e')) ? readdirSync(join(root, 'e2e'), { recursive: true }).filter((file) => file.endsWith('.spec.ts')) : []
  if (specs.length === 0) return
  const found = await findChromium()
  const reason = !pages ? 'the pages could not be built' : found.reason ?? (await chromiumWorks(found.path) ? undefined : `${found.path} does not start`)
  if (reason !== undefined) {
    heading('Browser tests')
    const skipped = specs.reduce((sum, file) => sum + (readFileSync(join(root, 'e2e', file), 'utf8').match(/^\s*(?:test|it)(?:\.\w+)*\(/gm)?.length ?? 0), 0)
    console.log(`skipped: ${reason}`)
    add({ skipped })
    return
  }
  await suite('Browser tests', results, ['--config', 'e2e/vitest.config.ts'], { CHROMIUM: found.path })
}

/** A run of vitest; its counts come from its own report. */
async function suite(name, results, words, extra = {}) {
  heading(name)
  const { code } = await run(node, [program('vitest', 'vitest.mjs'), 'run', ...words, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
    { limitMinutes, env: { ...process.env, CI: 'true', ...extra } })
  if (!existsSync(results)) {
    console.error(`${name}: ended with ${code} before anything was counted`)
    add({ failed: 1 })
    return
  }
  const report = JSON.parse(readFileSync(results, 'utf8'))
  // A file that cannot even be loaded has no failed test in it, and is one failure all the same.
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
  const failed = report.numFailedTests + broken
  add({ passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: report.numPendingTests + report.numTodoTests })
}

function heading(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`)
}
