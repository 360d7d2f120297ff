import { parseArgs } from 'node:util'
import { buildApp } from '@holdfast/server/app'
import { readConfig } from '@holdfast/server/config'
import type { Payments } from '@holdfast/server/modules/payments/index'
import type { PaymentId, VenueId } from '@holdfast/server/platform/id'
import { systemClock } from '@holdfast/server/platform/clock'
import { openKeys } from '@holdfast/server/platform/keys'
import { openLogger } from '@holdfast/server/start/logger'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import type { Command } from './command.ts'

const venuesAtOnce = 100

export default {
  summary: 'compares calendars, tables, rooms and reservations, books and folios, or payments with the provider and the ledger, and repairs when asked',
  usage: '[--repair] [--venue ID] | --payments [--days N] [--repair]',
  help: '  Looks at every venue from today on, each as of one moment, beside a running Holdfast too.\n  --repair writes calendars anew from what is sold. Reservations and what is posted are never changed: those are for people to solve.\n  --payments compares the payments of the last N days (30) with the provider’s books and with the ledger; with --repair\n  what the provider says is taken in. A ledger that differs is for people to solve.',
  async run(args) {
    const { values } = parseArgs({ args, options: { repair: { type: 'boolean', default: false }, venue: { type: 'string' }, payments: { type: 'boolean', default: false }, days: { type: 'string', default: '30' } }, strict: true })
    const days = Number(values.days)
    if (!Number.isInteger(days) || days < 1 || days > 3_650) throw new TypeError('--days is a number of days from 1 to 3650.')
    const config = readConfig()
    const database = await openConfiguredDatabase(config, { share: true })
    const app = await buildApp({ config, db: database.db, databaseUrl: database.url, clock: systemClock, log: openLogger(config.logLevel), keys: openKeys(config.keyFile) })
    const { availability, booking, payments, folios, ledger } = app.doors
    const examine = async (venue: VenueId) => database.db.transaction((tx) => availability.reconcile(tx, venue, booking.standingHolders))
    /** The books by themselves, and beside the folios. Each venue as of one moment. */
    const compareBooks = async (only: VenueId | undefined): Promise<number> => {
      let differences = 0
      for (let after: VenueId | null = null; ;) {
        const venues: VenueId[] = only === undefined ? await ledger.books(database.db, after, venuesAtOnce) : [only]
        for (const venue of venues) {
          const found = await database.db.transaction((tx) => folios.reconcile(tx, venue))
          for (const one of found) console.log(`  ${[venue, one.what, one.account, one.subject, one.day, one.journal].filter((part) => part !== undefined).join('  ')}  should be ${one.expected}, is ${one.found}`)
          differences += found.length
        }
        if (venues.length < venuesAtOnce) return differences
        after = venues.at(-1)!
      }
    }
    let looked = 0
    let left = 0
    try {
      if (values.payments) return await comparePayments(payments, systemClock.now().subtract({ hours: days * 24 }), values.repair)
      for (let after: VenueId | null = null; ;) {
        const venues: VenueId[] = values.venue === undefined ? await availability.venues(database.db, after, venuesAtOnce) : [values.venue as VenueId]
        for (const venue of venues) {
          looked += 1
          let found = await examine(venue)
          for (const one of found) console.log(`  ${[one.venue, one.what, one.grp, one.day, one.holder].filter((part) => part !== undefined).join('  ')}${one.expected === undefined ? '' : `  should be ${one.expected}, is ${one.found}`}`)
          if (found.length > 0 && values.repair) {
            await database.db.transaction((tx) => availability.repair(tx, venue))
            found = await examine(venue)
            console.log(`  ${venue}  written anew from what is sold; ${found.length === 0 ? 'all agrees' : `${found.length} left for people to solve`}`)
          }
          left += found.length
        }
        if (venues.length < venuesAtOnce) break
        after = venues.at(-1)!
      }
      left += await compareBooks(values.venue as VenueId | undefined)
      console.log(left === 0 ? `All agrees: ${looked} venue${looked === 1 ? '' : 's'}.` : `${left} difference${left === 1 ? '' : 's'} in ${looked} venue${looked === 1 ? '' : 's'}.`)
      return left === 0 ? 0 : 1
    } finally {
      await app.close()
      await database.close()
    }
  },
} satisfies Command

async function comparePayments(payments: Payments, since: Temporal.Instant, repair: boolean): Promise<number> {
  let [looked, left] = [0, 0]
  for (let after: PaymentId | null = null; ;) {
    const found = await payments.compare({ after, limit: 100, repair, since })
    for (const one of found.differences) console.log(`  ${one.payment}  ${one.what}  here ${one.ours}, ${one.what === 'ledger' ? 'in the ledger' : 'at the provider'} ${one.theirs}`)
    looked += found.looked
    left += found.differences.length
    if (found.last === null) break
    after = found.last
  }
  console.log(left === 0 ? `All agrees: ${looked} payment${looked === 1 ? '' : 's'}.` : `${left} difference${left === 1 ? '' : 's'} in ${looked} payment${looked === 1 ? '' : 's'}.`)
  return left === 0 ? 0 : 1
}
