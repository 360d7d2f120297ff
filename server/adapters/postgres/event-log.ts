import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import { onEmitted } from '#platform/outbox'
import { sql, type Database } from '#platform/sql'
import type { EventLog, Lag } from '#ports/event-log'
import { retryParkedOf, runConsumer, type RunningConsumer } from './event-consumer.ts'
import { openSequencer, type Sequencer } from './event-sequencer.ts'
import { readCursors, readHead, readHistory, readLog, readParked, readWaiting } from './event-store.ts'
import { openTail } from './event-tail.ts'

export interface PostgresEventLogOptions {
  db: Database
  clock: Clock
  log: Log
  /** False in a process that never gives positions. */
  sequence?: boolean
  batch?: number
  pollMs?: number
  electionMs?: number
  gapMs?: number
}

export interface PostgresEventLog extends EventLog {
  /** Whether this process gives the positions at the moment. */
  leads(): boolean
  /** The connection that does, for a test that kills it. */
  backend(): number | undefined
}

const historyLimit = 500

/**
 * From commit to consumer in one process: a kick after the commit, one short transaction of the sequencer, a wake in
 * memory. Between processes the kick and the wake are notifications; polling stands behind both.
 */
export function openEventLog(options: PostgresEventLogOptions): PostgresEventLog {
  const { db, clock, log, pollMs = 500 } = options
  const consumers = new Set<RunningConsumer>()
  const tail = openTail(db, log)
  let sequencer: Sequencer | undefined
  let stopListening: (() => void) | undefined

  return {
    async start() {
      if (sequencer !== undefined) return
      sequencer = openSequencer({
        db, log, pollMs, sequence: options.sequence ?? true, batch: options.batch ?? 1_000, electionMs: options.electionMs ?? 1_000, gapMs: options.gapMs ?? 100,
        onPositioned(position, types) {
          tail.advance(position)
          for (const consumer of consumers) consumer.wake(types)
        },
      })
      stopListening = onEmitted(() => { sequencer?.kick() })
    },
    consume(consumer) {
      const running = runConsumer({ db, clock, log, pollMs }, consumer)
      consumers.add(running)
      return {
        async stop() {
          consumers.delete(running)
          await running.stop()
        },
      }
    },
    subscribe: (wish) => tail.subscribe(wish),
    read: (query, reader = db) => readLog(reader, query),
    history: (subjects, reader = db) => readHistory(reader, subjects, historyLimit),
    head: (reader = db) => readHead(reader),
    lag: () => lagOf(db, clock),
    async rewind(consumer, position) {
      await db.transaction((tx) => tx.run(sql`update events.cursor set position = ${position}, failing = null, failures = 0, moved_at = ${clock.now()} where consumer = ${consumer}`))
      for (const running of consumers) running.wake(null)
    },
    parked: (consumer, limit = 100) => readParked(db, consumer, limit),
    retryParked: (consumer, limit = 100) => retryParkedOf({ db, clock, log, pollMs }, consumer, limit),
    leads: () => sequencer?.leads() ?? false,
    backend: () => sequencer?.backend(),
    async close() {
      stopListening?.()
      await Promise.all([...consumers].map((running) => running.stop()))
      await tail.close()
      await sequencer?.close()
    },
  }
}

async function lagOf(db: Database, clock: Clock): Promise<Lag> {
  const [head, waiting, cursors] = await Promise.all([readHead(db), readWaiting(db), readCursors(db)])
  return {
    head, waiting: waiting.waiting,
    waitingSeconds: waiting.oldest === null ? 0 : Math.max(0, clock.now().since(waiting.oldest).total('seconds')),
    consumers: cursors.map(({ consumer, position, parked, failing, failures }) => ({
      consumer, position, parked, behind: Math.max(0, head - position), failing: failing === null ? null : { position: failing, failures },
    })),
  }
}
