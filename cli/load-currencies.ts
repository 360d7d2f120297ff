import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '@holdfast/server/config'
import { openPricing, parseReferenceRates } from '@holdfast/server/modules/pricing/index'
import { CannotStart } from '@holdfast/server/platform/cannot-start'
import { isProblem } from '@holdfast/server/platform/problem'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import { UsageError, type Command } from './command.ts'

export default {
  summary: 'loads reference rates, in which guests are shown prices',
  usage: 'FILE [--source NAME]',
  help: '  FILE has a line `date;currency;per_euro` a rate, or is the table that the European Central Bank gives out (Date, USD, JPY, …).\n  Nobody is charged by these rates. A rate of the same day replaces the one before.\n  --source NAME   whose rates they are, as guests are told; without it the name of the file',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { source: { type: 'string' } } })
    const [file, more] = positionals
    if (file === undefined || more !== undefined) throw new UsageError('Name one file.')
    const rates = ratesOf(file, values.source ?? basename(file))
    const database = await openConfiguredDatabase(readConfig())
    try {
      await database.db.transaction((tx) => openPricing().loadReferenceRates(tx, rates))
    } finally {
      await database.close()
    }
    const days = rates.map(({ day }) => day).toSorted()
    console.log(`${rates.length} rates of ${new Set(rates.map(({ currency }) => currency)).size} currencies are loaded, from ${days[0]} to ${days.at(-1)}.`)
    return 0
  },
} satisfies Command

function ratesOf(file: string, source: string) {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new CannotStart(`${file} cannot be read.`)
  }
  try {
    return parseReferenceRates(text, source.slice(0, 80))
  } catch (error) {
    if (isProblem(error)) throw new CannotStart(error.extra.detail ?? error.message)
    throw error
  }
}
