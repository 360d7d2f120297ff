import { readConfig } from '@holdfast/server/config'
import { systemClock } from '@holdfast/server/platform/clock'
import { rotateMaster } from '@holdfast/server/platform/keys'
import { openGuests } from '@holdfast/server/modules/guests/index'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import type { Command } from './command.ts'

export default {
  summary: 'makes a new master key and wraps every person’s key with it',
  usage: '',
  help: '  Stop Holdfast first: a process that runs does not know the new key. The data itself is not touched, so it takes seconds a million people.\n  The old keys stay in the key file, for backups. Interrupted, it is run again.',
  async run() {
    const config = readConfig()
    const database = await openConfiguredDatabase(config)
    try {
      const keys = rotateMaster(config.keyFile)
      const guests = openGuests({ clock: systemClock, keys })
      let done = 0
      for (;;) {
        const batch = await database.db.transaction((tx) => guests.rewrapKeys(tx))
        if (batch === 0) break
        done += batch
      }
      console.log(`Master key ${keys.masterVersion} is in use; ${done} ${done === 1 ? 'person’s key was' : 'people’s keys were'} wrapped anew. Back up ${config.keyFile} now.`)
      return 0
    } finally {
      await database.close()
    }
  },
} satisfies Command
