import { readConfig } from '@holdfast/server/config'
import { openGuests } from '@holdfast/server/modules/guests/index'
import { openIdentity } from '@holdfast/server/modules/identity/index'
import { openAccessTokens } from '@holdfast/server/platform/access-token'
import { systemClock } from '@holdfast/server/platform/clock'
import { openKeys } from '@holdfast/server/platform/keys'
import { openLogger } from '@holdfast/server/start/logger'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import { UsageError, type Command } from './command.ts'

export default {
  summary: 'makes a link by which somebody who forgot a password chooses a new one',
  usage: 'E-MAIL',
  help: '  For where no mail relay is set, or letters do not arrive. The link is good for one hour and one time; give it to its owner only.',
  async run(args) {
    const [email, ...more] = args
    if (email === undefined || more.length > 0) throw new UsageError('Which account? Give one e-mail.')
    const config = readConfig()
    const keys = openKeys(config.keyFile)
    const { db, close } = await openConfiguredDatabase(config, { share: true })
    try {
      const identity = openIdentity({ db, clock: systemClock, log: openLogger(config.logLevel), keys, guests: openGuests({ clock: systemClock, keys }), publicUrl: config.publicUrl, rateLimit: true, accessTokens: openAccessTokens(keys.derive('access')) })
      const account = await identity.findAccountByEmail(db, email)
      if (account === null) {
        console.error('There is no account with this e-mail.')
        return 1
      }
      console.log(await db.transaction((tx) => identity.newPasswordLink(tx, account)))
      return 0
    } finally {
      await close()
    }
  },
} satisfies Command
