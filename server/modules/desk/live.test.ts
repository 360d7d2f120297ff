import fastify, { type FastifyInstance } from 'fastify'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { endpoints } from '@holdfast/contract'
import { openEventLog, type PostgresEventLog } from '#adapters/postgres/event-log'
import { anonymous, type Actor } from '#http/actor'
import { answerProblems } from '#http/problems'
import { mount, route } from '#http/route'
import { systemClock } from '#platform/clock'
import { newId, type AccountId, type VenueId } from '#platform/id'
import { silentLog } from '#platform/log'
import { emitAll } from '#platform/outbox'
import { newVenue, someEvent, until } from '#ports/event-log.exercise'
import { testDatabase, type TestDatabase } from '../../testing/database.ts'
import { openLive, type Live } from './live.ts'

const vendor = newId('vnd', 0)
const account = newId('acc', 0) as AccountId
const staffOf = (venue: VenueId): Actor => ({ ...anonymous, account, session: 's', memberships: [{ vendor, venue, role: 'front_desk' }] })

let t: TestDatabase
let log: PostgresEventLog
beforeAll(async () => {
  t = await testDatabase()
  log = openEventLog({ db: t.db, clock: systemClock, log: silentLog, electionMs: 50 })
  await log.start()
})
afterAll(async () => {
  await log.close()
  await t.close()
})

let server: FastifyInstance
let live: Live
let actor: Actor
let port: number
const readers: { close(): void }[] = []
const venue = newVenue()
const other = newVenue()
const write = (...numbers: number[]) => t.db.transaction((tx) => emitAll(tx, numbers.flatMap((n) => [someEvent(venue, n), someEvent(other, n)])))

beforeEach(async () => {
  actor = staffOf(venue)
  server = fastify()
  answerProblems(server, { publicUrl: '' })
  const authenticate = async () => actor
  live = openLive({ eventLog: log, vendorOf: async () => vendor, authenticate, log: silentLog, heartbeatMs: 30, maxStreamsOfOne: 3 })
  mount(server, [route(endpoints.live, ({ params, query, actor: who, request, reply }) => live.open({ venue: params.venue as VenueId, after: query.after, actor: who, request, reply }))], { authenticate, checkAnswers: true })
  await server.listen({ port: 0, host: '127.0.0.1' })
  port = (server.server.address() as AddressInfo).port
})
afterEach(async () => {
  live.close()
  for (const reader of readers.splice(0)) reader.close()
  await server.close()
})

interface Message { event: string; id: string | undefined; data: Record<string, string> }
async function listen(options: { of?: VenueId; after?: string; lastEventId?: string } = {}) {
  const messages: Message[] = []
  let text = ''
  const state = { ended: false, alive: 0, status: 0, body: '' }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = httpRequest({ port, path: `/v1/venues/${options.of ?? venue}/live${options.after === undefined ? '' : `?after=${options.after}`}`, headers: options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId } }, resolve)
    asked.on('error', reject)
    asked.end()
    readers.push({ close: () => { asked.destroy() } })
  })
  state.status = response.statusCode!
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    state.body += chunk
    text += chunk
    const parts = text.split('\n\n')
    text = parts.pop()!
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1]
      if (field('event') === 'alive') state.alive += 1
      else if (field('event') !== undefined) messages.push({ event: field('event')!, id: field('id'), data: JSON.parse(field('data')!) })
    }
  })
  response.on('end', () => { state.ended = true })
  response.on('error', () => { state.ended = true })
  return { messages, state, changes: () => messages.filter((message) => message.event === 'change'), response }
}

test('a change of the venue arrives by itself, without names, and none of another venue', async () => {
  const stream = await listen()
  await until('ready', () => stream.messages.length === 1)
  await write(1)
  await until('the change', () => stream.changes().length === 1)
  await write(2)
  await until('the next', () => stream.changes().length === 2)
  expect(Object.keys(stream.changes()[0]!.data).sort()).toEqual(['booking', 'position', 'reservation', 'type'])
  expect(stream.changes()[0]!.data['booking']).toMatch(/^bk_/)
})

test('a reader that lost the connection gets what it missed, once, after its last event', async () => {
  const first = await listen()
  await until('ready', () => first.messages.length === 1)
  await write(1)
  await until('the change', () => first.changes().length === 1)
  first.response.destroy()
  await write(2)
  await write(3)
  const second = await listen({ lastEventId: first.changes()[0]!.id! })
  await until('what was missed', () => second.changes().length === 2)
  await write(4)
  await until('what is new', () => second.changes().length === 3)
  const ids = [...first.changes(), ...second.changes()].map((message) => Number(message.id))
  expect(new Set(ids).size).toBe(4)
  expect(ids).toEqual([...ids].sort((a, b) => a - b))
})

test('staff of another venue and guests are refused, and what is not there is not told', async () => {
  actor = staffOf(other)
  expect((await listen()).state.status).toBe(404)
  actor = anonymous
  expect((await listen()).state.status).toBe(401)
})

test('a stream ends when its reader signs out, and when the server closes', async () => {
  const one = await listen()
  await until('heartbeats', () => one.state.alive > 2)
  actor = anonymous
  await until('signed out', () => one.state.ended)
  expect(live.streams()).toBe(0)
  actor = staffOf(venue)
  const two = await listen()
  await until('ready', () => two.messages.length === 1)
  live.close()
  await until('closed', () => two.state.ended)
})

test('one account opens no more than its share of streams', async () => {
  for (let n = 0; n < 3; n += 1) await listen()
  const refused = await listen()
  expect(refused.state.status).toBe(503)
})

test('a reader that takes nothing is cut off instead of filling the memory', async () => {
  const stream = await listen()
  await until('ready', () => stream.messages.length === 1)
  stream.response.pause()
  const many = Array.from({ length: 400 }, (_, n) => n)
  for (let round = 0; live.streams() > 0 && round < 200; round += 1) await write(...many)
  await until('cut off', () => live.streams() === 0, 20_000)
}, 60_000)
