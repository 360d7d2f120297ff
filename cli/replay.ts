import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readConfig, type Config } from '@holdfast/server/config'
import { CannotStart } from '@holdfast/server/platform/cannot-start'
import { openKeys } from '@holdfast/server/platform/keys'
import { openDatabase } from '@holdfast/server/platform/sql'
import { readRun } from '@holdfast/server/replay/progress-store'
import { dropDatabase, withoutWaiting } from '@holdfast/server/replay/own-database'
import { readRecorded, rules, type Oddity, type RecordedFile } from '@holdfast/server/replay/recorded'
import { tableOf } from '@holdfast/server/replay/report'
import { runReplay, type Progress, type ReplayReport } from '@holdfast/server/replay/run-replay'
import { differences, figuresStraightFromFile } from '@holdfast/server/replay/straight-from-file'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import { openLogger } from '@holdfast/server/start/logger'
import { UsageError, type Command } from './command.ts'

const database = 'holdfast_replay'

export default {
  summary: 'runs recorded bookings through the use cases, and compares what becomes of them with the file',
  usage: 'FILE [--capacity computed|kept] [--json FILE] [--resume | --fresh] [--check]',
  help: [
    '  FILE is hotel_bookings.csv or .csv.gz (Antonio, de Almeida, Nunes, Data in Brief 22, 2019, CC BY 4.0).',
    `  It runs in a database of its own (${database}), of DATABASE_URL's server or of the embedded one in DATA_DIR.`,
    '  --capacity computed  as many rooms of each type as the file needs, so that nothing is refused (the default)',
    '  --capacity kept      the rooms of kept stays only; says what is refused and why',
    '  --json FILE          writes the figures of each hotel',
    '  --resume             goes on where it was stopped (Ctrl-C ends after the days in hand); so does a second call',
    '  --fresh              begins anew',
    '  --check              computes the figures straight from the file as well and ends with 1 when they differ',
  ].join('\n'),
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, strict: true, options: { capacity: { type: 'string', default: 'computed' }, json: { type: 'string' }, resume: { type: 'boolean' }, fresh: { type: 'boolean' }, check: { type: 'boolean' } } })
    const [path, ...more] = positionals
    const { capacity } = values
    if (path === undefined || more.length > 0) throw new UsageError('Name one file of bookings.')
    if (capacity !== 'computed' && capacity !== 'kept') throw new UsageError('--capacity is computed or kept.')
    if (values.resume === true && values.fresh === true) throw new UsageError('Take --resume or --fresh, not both.')
    if (!existsSync(path)) throw new CannotStart(`There is no file ${path}.`)
    console.log(`Reading ${path} …`)
    const file = await readRecorded(path)
    const report = await replay(readConfig(), file, { capacity, fresh: values.fresh === true, resume: values.resume === true })
    if (!report.finished) {
      console.log('\nStopped; what is done is kept. Go on with --resume.')
      return 130
    }
    print(report, file)
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report.hotels.map((hotel) => hotel.figures), null, 2)}\n`)
    return values.check === true ? check(path, report) : 0
  },
} satisfies Command

async function replay(config: Config, file: RecordedFile, options: { capacity: 'computed' | 'kept'; fresh: boolean; resume: boolean }): Promise<ReplayReport> {
  const step = (text: string) => { console.log(`  ${text}`) }
  if (options.fresh) await dropDatabase(config, database)
  let own = await openConfiguredDatabase(config, { share: true, database, progress: step, connections: 2 })
  // Another file, or other capacities: without --resume that means to begin anew.
  const before = await readRun(own.db).catch(() => undefined)
  if (before !== undefined && !options.resume && (before.fingerprint !== file.fingerprint || before.capacity !== options.capacity)) {
    await own.close()
    await dropDatabase(config, database)
    own = await openConfiguredDatabase(config, { share: true, database, progress: step, connections: 2 })
  } else if (before !== undefined) step('Going on with what is there (--fresh begins anew).')
  // A crash of the machine may lose the last moments, which are simply done again: nobody else waits for these commits.
  const url = withoutWaiting(own.url)
  const db = openDatabase({ url, connections: 6 })
  let stop = false
  const onSignal = () => { stop = true }
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const line = openLine()
  try {
    const quiet: Config = { ...config, logLevel: 'error', smtpUrl: undefined, rateLimit: false }
    return await runReplay({ deps: { config: quiet, db, databaseUrl: url, log: openLogger('error'), keys: openKeys(config.keyFile) }, file, capacity: options.capacity, stopped: () => stop, progress: line.show })
  } finally {
    line.end()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    await db.close()
    await own.close()
  }
}

/** One line that is written over on a terminal; elsewhere a line every ten seconds. */
function openLine() {
  const terminal = process.stdout.isTTY
  let last = 0
  return {
    show({ date, done, total, perSecond, secondsLeft }: Progress) {
      const now = performance.now()
      if (now - last < (terminal ? 250 : 10_000)) return
      last = now
      const left = secondsLeft > 90 ? `${Math.round(secondsLeft / 60)} min` : `${Math.max(1, Math.round(secondsLeft))} s`
      const text = `  ${date}  ${done.toLocaleString('en')} of ${total.toLocaleString('en')} bookings, ${Math.round(perSecond)} a second, about ${left} left`
      process.stdout.write(terminal ? `\r${text.padEnd(90)}` : `${text}\n`)
    },
    end() { if (terminal) process.stdout.write('\r'.padEnd(91).concat('\r')) },
  }
}

function print(report: ReplayReport, file: RecordedFile): void {
  for (const hotel of report.hotels) {
    const rooms = [...hotel.rooms.values()].reduce((total, count) => total + count, 0)
    console.log(`\n${tableOf(hotel.figures, rooms)}`)
    console.log(`  Rooms by type: ${[...hotel.rooms].map(([type, count]) => `${type} ${count}`).join(', ')}`)
    for (const { what, why, count } of hotel.refusals) console.log(`  ${what === 'booking' ? 'Refused' : 'Not moved at arrival'}: ${count.toLocaleString('en')} × ${why}`)
  }
  console.log('\nOdd rows, and the rule for each')
  for (const [oddity, rule] of Object.entries(rules)) console.log(`  ${String(file.odd[oddity as Oddity]).padStart(6)}  ${rule}`)
  for (const { row, why } of file.unreadable.slice(0, 20)) console.log(`          row ${row}: ${why}`)
  if (report.bookings > 0) console.log(`\n${report.bookings.toLocaleString('en')} bookings with all that became of them in ${report.seconds.toFixed(0)} s: ${(report.bookings / report.seconds).toFixed(0)} a second.`)
}

function check(path: string, report: ReplayReport): number {
  const found = differences(figuresStraightFromFile(path), report.hotels.map((hotel) => hotel.figures))
  if (found.length === 0) {
    console.log('\nThe figures equal those computed straight from the file.')
    return 0
  }
  console.error(`\nThe figures differ from the file's:\n${found.map((one) => `  ${one}`).join('\n')}`)
  return 1
}
