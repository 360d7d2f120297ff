import { createServer } from 'node:net'
import type { Logger } from 'pino'
import { readConfig, type Config } from './config.ts'
import { CannotStart, makeDataFolder } from './platform/cannot-start.ts'
import { systemClock } from './platform/clock.ts'
import { databaseTrouble } from './platform/sql.ts'
import { openKeys } from './platform/keys.ts'
import { openLogger } from './start/logger.ts'
import { openConfiguredDatabase } from './start/open-database.ts'
import { standBack } from './start/stand-back.ts'
import { welcome } from './start/welcome.ts'

const roles = ['all', 'api', 'worker'] as const
type Role = (typeof roles)[number]

/** A second signal within this time is the same key press, passed on by npm or the launcher. */
const samePressMs = 2_000

/** Ends what was opened, the last first. */
const opened: { name: string; close(): Promise<void> }[] = []
let ending: Promise<void> | undefined

async function start(role: Role): Promise<void> {
  const startedAt = performance.now()
  const config = readConfig()
  const log = openLogger(config.logLevel)
  watchProcess(log)
  const say = (text: string) => { console.log(`  ${text}`) }

  if (role === 'worker') standBack()
  else await portMustBeFree(config)
  makeDataFolder(config.dataDir)
  // Its modules are read while the database comes up, and not at all for a start that is refused before.
  const application = import('./app.ts')
  application.catch(() => {}) // told where it is awaited
  const keys = openKeys(config.keyFile)
  const database = await openConfiguredDatabase(config, {
    progress: say,
    onCrash: (words) => { log.error({ words }, 'the embedded database ended unexpectedly; it is being started again') },
  })
  opened.push({ name: 'database', close: () => database.close() })
  if (ending !== undefined) return

  const { buildApp } = await application
  const app = await buildApp({ config, db: database.db, databaseUrl: database.url, clock: systemClock, log, keys })
  opened.push({ name: 'application', close: () => app.close() })
  if (role !== 'api') {
    await app.demo?.loadWhenEmpty(say)
    await app.startWorkers()
  }
  if (ending !== undefined) return
  if (role === 'worker') {
    say(`The workers are running (${database.described}).`)
    return
  }
  await app.listen().catch((error: unknown) => { throw portTrouble(error, config) })
  console.log(welcome({
    url: config.publicUrl, database: database.described, seconds: (performance.now() - startedAt) / 1_000,
    production: config.world === 'production', logins: app.demo?.logins() ?? [], rateLimit: config.rateLimit,
  }))
}

// ---- ending -----------------------------------------------------------------------------------------------------

function end(code: number): Promise<void> {
  ending ??= (async () => {
    let worst = code
    for (const part of opened.toReversed()) {
      try {
        await part.close()
      } catch (error) {
        console.error(`The ${part.name} did not stop in order: ${(error as Error).message}`)
        worst = 1
      }
    }
    process.exit(worst)
  })()
  return ending
}

function watchProcess(log: Logger): void {
  let firstSignalAt: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstSignalAt !== undefined) {
        // Impatience: the embedded database still shuts down in order, because it notices that its owner has gone.
        if (performance.now() - firstSignalAt > samePressMs) process.exit(130)
        return
      }
      firstSignalAt = performance.now()
      if (process.stdout.isTTY) process.stdout.write('\n  Stopping …\n')
      void end(0)
    })
  }
  const broken = (error: unknown) => {
    // A database that goes away must not take the process with it: whoever waits for an answer gets its 503, and the pool connects again.
    if (databaseTrouble(error) !== undefined) {
      log.error({ err: error }, 'a connection to the database was lost where nobody waited for it')
      return
    }
    log.fatal(error, 'a bug ended the process')
    if (!log.isLevelEnabled('fatal')) console.error(error)
    void end(1)
  }
  process.on('uncaughtException', broken)
  process.on('unhandledRejection', broken)
}

// ---- the port -----------------------------------------------------------------------------------------------------

/** Asked before the database is opened, so that a taken port is told at once and changes nothing. */
async function portMustBeFree(config: Config): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((listening, failed) => { probe.once('error', failed).listen(config.port, config.host, listening) })
    await new Promise((closed) => { probe.close(closed) })
  } catch (error) {
    throw portTrouble(error, config)
  }
}

function portTrouble(error: unknown, config: Config): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE': return new CannotStart(`Port ${config.port} is taken by another program: stop that one, or choose another with PORT.`)
    case 'EACCES': return new CannotStart(`This user may not listen on port ${config.port}: choose one above 1023 with PORT.`)
    case 'EADDRNOTAVAIL': case 'ENOTFOUND': return new CannotStart(`HOST is "${config.host}", which is not an address of this machine.`)
    default: return error
  }
}

// ---- the entry ----------------------------------------------------------------------------------------------------

const asked = process.argv[2] ?? 'all'
const role = roles.find((one) => one === asked)
if (role === undefined) {
  console.error(`"${asked}" is not a role: choose one of ${roles.join(', ')}.`)
  process.exit(2)
}
try {
  await start(role)
} catch (error) {
  console.error(error instanceof CannotStart ? `\n  ${error.message}\n` : error)
  await end(1)
}
