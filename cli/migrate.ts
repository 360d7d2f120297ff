import { parseArgs } from 'node:util'
import { readConfig } from '@holdfast/server/config'
import { migrate } from '@holdfast/server/platform/migrate'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import type { Command } from './command.ts'

export default {
  summary: 'brings the database to the schema of this version',
  usage: '',
  help: '  Uses DATABASE_URL, or the embedded database of DATA_DIR (beside a running Holdfast too).',
  async run(args) {
    parseArgs({ args, options: {}, strict: true })
    const { db, close, described } = await openConfiguredDatabase(readConfig(), { share: true, migrate: false, connections: 2 })
    try {
      const { applied } = await migrate(db, { progress: (name) => { console.log(`  ${name}`) } })
      console.log(`${applied.length === 0 ? 'Nothing to do' : `${applied.length} applied`} (${described}).`)
      return 0
    } finally {
      await close()
    }
  },
} satisfies Command
