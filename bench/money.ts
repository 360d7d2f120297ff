import { machine } from './machine.ts'
import { table } from './figures.ts'
import { invoiceSheets } from './money/invoices.ts'
import { ledgerBalances } from './money/ledger.ts'
import { nightAudit } from './money/night.ts'
import { quotesASecond } from './money/quotes.ts'

/**
 * `npm run bench:money`: what money costs to reckon. Each part is a file of bench/money/ that answers rows for its table;
 * an argument names the parts that shall run (`npm run bench:money -- quotes`).
 */
const parts: Record<string, { title: string; run(): Promise<Record<string, string | number>[]> | Record<string, string | number>[] }> = {
  quotes: { title: 'Prices a second on one core (CPU time; goal: 50,000 quotes of seven nights with a full tax set)', run: quotesASecond },
  ledger: { title: 'The ledger with ten million entries, ms (goal: a balance in 5 ms or less)', run: ledgerBalances },
  night: { title: 'Night audit of 500 rooms, ms (goal: 2 s or less)', run: nightAudit },
  invoices: { title: 'An invoice drawn as a PDF (goal: 50 ms or less)', run: invoiceSheets },
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const unknown = wanted.find((name) => !(name in parts))
if (unknown !== undefined) {
  console.error(`There is no part «${unknown}». There are: ${Object.keys(parts).join(', ')}.`)
  process.exit(1)
}
console.log(Object.entries(machine()).map(([name, value]) => `${name}: ${value}`).join(', '))
for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) table(part.title, await part.run())
