import type { FastifyInstance } from 'fastify'
import { problem } from '#platform/problem'
import { sql, type Database } from '#platform/sql'

/** `/livez`: the process answers. `/readyz`: it can serve, because the database does. */
export function serveHealth(server: FastifyInstance, db: Database): void {
  server.get('/livez', async () => ({ status: 'ok' }))
  server.get('/readyz', async () => {
    await db.rows(sql`select 1`).catch(() => { throw problem('unavailable', { detail: 'The database does not answer.', retryAfterSeconds: 2 }) })
    return { status: 'ok' }
  })
}
