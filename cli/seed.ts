import { parseArgs } from 'node:util'
import { buildApp } from '@holdfast/server/app'
import { readConfig } from '@holdfast/server/config'
import { CannotStart } from '@holdfast/server/platform/cannot-start'
import { systemClock } from '@holdfast/server/platform/clock'
import { openKeys } from '@holdfast/server/platform/keys'
import { openLogger } from '@holdfast/server/start/logger'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import type { Command } from './command.ts'

export default {
  summary: 'loads the demo world into an empty database, as the first start does',
  usage: '',
  help: '  Uses DATABASE_URL, or the embedded database of DATA_DIR. Refused with HOLDFAST_ENV=production.',
  async run(args) {
    parseArgs({ args, options: {}, strict: true })
    const config = readConfig()
    const log = openLogger(config.logLevel)
    const keys = openKeys(config.keyFile)
    const database = await openConfiguredDatabase(config, { share: true, progress: (step) => { console.log(`  ${step}`) } })
    try {
      const app = await buildApp({ config, db: database.db, databaseUrl: database.url, clock: systemClock, log, keys })
      try {
        if (app.demo === undefined) throw new CannotStart('There is no demo world here: it belongs to HOLDFAST_ENV=demo.')
        await app.demo.loadWhenEmpty((step) => { console.log(`  ${step}`) })
        for (const login of app.demo.logins()) console.log(`  ${login.who}: ${login.email} ${login.password}`)
        return 0
      } finally {
        await app.close()
      }
    } finally {
      await database.close()
    }
  },
} satisfies Command
