import type { FastifyInstance } from 'fastify'
import type { AppDeps, Application } from './application.ts'
import type { Worker } from '#platform/worker'
import { anonymous } from '#http/actor'
import { serveHealth } from '#http/health'
import { serveReference } from '#http/reference'
import { mount, type Route } from '#http/route'
import { openServer } from '#http/server'

/** The application with its inside open, for tests: requests go in by `server.inject`, modules are asked through `doors`. */
export interface App extends Application {
  server: FastifyInstance
}

/** Engines → modules → routes and workers. The whole of the wiring is here, in the order of `architecture.ts`. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const { config, db, log } = deps
  const server = await openServer({ publicUrl: config.publicUrl, log, trustProxy: config.trustProxy })
  const workers: Worker[] = []
  const routes: Route[] = []

  mount(server, routes, { authenticate: async () => anonymous, checkAnswers: config.world !== 'production' })
  serveReference(server, config.publicUrl)
  serveHealth(server, db)

  return {
    server,
    async listen() { await server.listen({ host: config.host, port: config.port }) },
    async startWorkers() { for (const worker of workers) await worker.start() },
    async close() {
      await server.close()
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}
