import { parseArgs } from 'node:util'
import { openEventLog } from '@holdfast/server/adapters/postgres/event-log'
import { readConfig } from '@holdfast/server/config'
import { systemClock } from '@holdfast/server/platform/clock'
import { openLogger } from '@holdfast/server/start/logger'
import { openConfiguredDatabase } from '@holdfast/server/start/open-database'
import { UsageError, type Command } from './command.ts'

export default {
  summary: 'how far the readers of the event log have come, what they could not handle, and reading again',
  usage: '[--parked NAME] [--rewind NAME --to POSITION]',
  help: '  Works beside a running Holdfast too. Ends with 1 when something is parked or stuck.\n  --parked lists the events that a reader gave up on.\n  --rewind lets it read again from after that position (0: everything); readers bear a repetition.',
  async run(args) {
    const { values } = parseArgs({ args, options: { parked: { type: 'string' }, rewind: { type: 'string' }, to: { type: 'string' } }, strict: true })
    if ((values.rewind === undefined) !== (values.to === undefined) || (values.to !== undefined && !/^\d{1,15}$/.test(values.to))) throw new UsageError('--rewind NAME and --to POSITION go together')
    const config = readConfig()
    const database = await openConfiguredDatabase(config, { share: true })
    const eventLog = openEventLog({ db: database.db, clock: systemClock, log: openLogger(config.logLevel) })
    try {
      const lag = await eventLog.lag()
      for (const name of [values.parked, values.rewind]) if (name !== undefined && !lag.consumers.some((one) => one.consumer === name)) throw new UsageError(`there is no reader "${name}"; there are: ${lag.consumers.map((one) => one.consumer).join(', ')}`)
      if (values.rewind !== undefined) {
        await eventLog.rewind(values.rewind, Number(values.to))
        console.log(`${values.rewind} reads on after ${values.to}.`)
        return 0
      }
      if (values.parked !== undefined) {
        for (const { event, attempts, error, parkedAt } of await eventLog.parked(values.parked, 500)) console.log(`  ${event.position}  ${event.type}  ${event.subject}  ${attempts} attempts  ${error}  ${parkedAt.toString({ smallestUnit: 'second' })}`)
        return 0
      }
      console.log(`  ${lag.head} events have a position; ${lag.waiting} wait for one${lag.waiting > 0 ? `, the oldest for ${lag.waitingSeconds.toFixed(1)} s` : ''}.`)
      for (const one of lag.consumers) {
        console.log(`  ${one.consumer.padEnd(20)} at ${one.position}, ${one.behind} behind, ${one.parked} parked${one.failing === null ? '' : `, stuck at ${one.failing.position} after ${one.failing.failures} attempts`}`)
      }
      return lag.consumers.every((one) => one.parked === 0 && one.failing === null) ? 0 : 1
    } finally {
      await eventLog.close()
      await database.close()
    }
  },
} satisfies Command
