import type { FastifyInstance } from 'fastify'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/sql'
import type { Worker } from '#platform/worker'
import { anonymous } from '#http/actor'
import { serveHealth } from '#http/health'
import { serveReference } from '#http/reference'
import { mount, type Route } from '#http/route'
import { openServer } from '#http/server'

/** What the composition root needs from the outside: a database, the time, and settings from `config.ts`. */
export interface AppDeps {
  db: Database
  clock: Clock
  settings: AppSettings
}

export interface AppSettings {
  /** The address that people use, without a slash at the end. */
  publicUrl: string
  logLevel: string
  trustProxy: boolean
  /** Off for load tests from loopback only; `config.ts` refuses it elsewhere. */
  rateLimit: boolean
  env: 'demo' | 'test' | 'production'
}

export interface App {
  server: FastifyInstance
  /** Sweepers, sequencer, consumers; started by the roles that run them. */
  workers: Worker[]
  stop(): Promise<void>
}

/** Engines → modules → routes and jobs. The whole of the wiring is here, in the order of `architecture.ts`. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const { settings } = deps
  const server = await openServer(settings)
  const workers: Worker[] = []

  const routes: Route[] = []

  mount(server, routes, { authenticate: async () => anonymous, checkAnswers: settings.env !== 'production' })
  serveReference(server, settings.publicUrl)
  serveHealth(server, deps.db)
  return {
    server, workers,
    async stop() {
      await server.close()
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}
