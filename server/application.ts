import type { Config } from './config.ts'
import type { Clock } from './platform/clock.ts'
import type { Keys } from './platform/keys.ts'
import type { Log } from './platform/log.ts'
import type { Database } from './platform/sql.ts'

/** What the entry opens before the modules: `buildApp` of `app.ts` takes this. */
export interface AppDeps {
  config: Config
  db: Database
  /** Connection string of the same database, for what needs a pool or a connection of its own. */
  databaseUrl: string
  clock: Clock
  log: Log
  /** Of the key file: they seal people's data and derive every other secret. */
  keys: Keys
  /** Whether answers are checked against the contract; left out, everywhere but in production. A benchmark of production leaves it off. */
  checkAnswers?: boolean
}

export interface DemoLogin { who: string; email: string; password: string; opens: string }

/** What the entry does with the application: `buildApp` gives this. */
export interface Application {
  /** Takes requests at the configured host and port; rejects with the system's error when it cannot. */
  listen(): Promise<void>
  /** Sequencer, sweepers, mail, projections: whatever runs without a request. */
  startWorkers(): Promise<void>
  /** Ends what runs in order: no new requests, the ones under way finish, live streams are closed, workers stop between two steps. */
  close(): Promise<void>
  /** Present in a demo: loads the demo world when the database is empty, and says what one can sign in as. */
  demo?: {
    loadWhenEmpty(progress: (step: string) => void): Promise<void>
    logins(): DemoLogin[]
  }
}
