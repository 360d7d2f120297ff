import { writeFileSync } from 'node:fs'
import inspector from 'node:inspector/promises'
import { join } from 'node:path'
import { buildApp } from '@holdfast/server/app'
import { readConfig } from '@holdfast/server/config'
import { systemActor } from '@holdfast/server/http/actor'
import { migrate } from '@holdfast/server/platform/migrate'
import { systemClock } from '@holdfast/server/platform/clock'
import { openKeys } from '@holdfast/server/platform/keys'
import { silentLog } from '@holdfast/server/platform/log'
import { openDatabase } from '@holdfast/server/platform/sql'
import type { VenueId } from '@holdfast/server/platform/id'
import { plainWay } from './plain-way.ts'

/** The server of the HTTP benchmark: the whole application with its workers, and beside the real path the plain way. It sets its town up itself. */
export interface Town { venues: { id: string; types: string[]; free: string; deposit: string }[]; tokens: string[] }

const config = readConfig()
const keys = openKeys(join(config.dataDir, 'keys.json'))
const db = openDatabase({ url: config.databaseUrl!, connections: Number(process.env['CONNECTIONS'] ?? 16) })
await migrate(db)
const log = Object.assign({}, silentLog, { error: (facts: object, message: string) => { console.error(message, facts) }, trace() {}, fatal: console.error, level: 'error', child: () => log })
const app = await buildApp({ config, db, databaseUrl: config.databaseUrl!, clock: systemClock, log: log as never, keys, checkAnswers: false })
const town = await setUp(Number(process.env['HOTELS'] ?? 100), Number(process.env['ROOMS'] ?? 20))
await plainWay(app, db, town)
await app.listen()
if (process.env['WORKERS'] !== 'off') await app.startWorkers()
process.send!(town)

const session = new inspector.Session()
process.on('message', (what: { profile?: string; end?: boolean; cpu?: boolean }) => {
  void (async () => {
    if (what.cpu === true) { const used = process.cpuUsage(); process.send!(used.user + used.system) }
    if (what.profile === 'start') { session.connect(); await session.post('Profiler.enable'); await session.post('Profiler.setSamplingInterval', { interval: 500 }); await session.post('Profiler.start') }
    else if (what.profile !== undefined) { const { profile } = await session.post('Profiler.stop') as { profile: object }; writeFileSync(what.profile, JSON.stringify(profile)); session.disconnect() }
    if (what.end === true && process.env['PLANS'] !== undefined) for (const row of await db.rows<{ statement: string }>({ text: "select custom_plans, generic_plans, left(regexp_replace(statement, '\\s+', ' ', 'g'), 110) as statement from pg_prepared_statements where custom_plans + generic_plans > 20 order by custom_plans desc limit 30", values: [], isSql: true })) console.log(JSON.stringify(row))
    if (what.end === true) { await app.close(); await db.close(); process.exit(0) }
  })()
})
process.on('disconnect', () => process.exit(0))

async function setUp(hotels: number, rooms: number): Promise<Town> {
  const { venues, identity } = app.doors
  const vendor = (await venues.createVendor(systemActor, { name: 'Bench' })).id
  const money = (amount: number) => ({ amount: String(amount), currency: 'EUR' as const, exponent: 2 })
  const made: Town['venues'] = []
  for (let i = 0; i < hotels; i += 1) {
    const id = (await venues.createVenue(systemActor, vendor, {
      kind: 'hotel', name: `House ${i}`, description: 'A house.', city: 'Lisbon', country: 'PT', address: `Rua ${i}`, location: { lat: 38.7 + i / 10_000, lon: -9.1 }, time_zone: 'Europe/Lisbon', currency: 'EUR', facilities: ['wifi'], stars: 3,
    } as never)).id
    const typed = await venues.putRoomTypes(systemActor, id, { room_types: ['Double', 'Twin'].map((name, k) => ({ name, description: '', beds: 'One', size_m2: 20, facilities: [], overbooking: 0, sleeps: 2, rooms: Array.from({ length: rooms }, (_, n) => ({ number: `${k}${n}`, floor: '1', features: [] })) })) })
    const rated = await venues.putRates(systemActor, id, {
      room_types: typed.roomTypes.map((type) => ({ room_type: type.id, price: money(10_000), single_percent: 90, extra_guest: money(2_500), included_guests: 2 })),
      weekday_percent: [100, 100, 100, 100, 120, 120, 100], seasons: [{ name: 'Summer', from: '2027-06-01', to: '2027-08-31', percent: 150 }],
      plans: [
        { name: 'Pay there', board: 'room_only', percent: 100, per_person: null, cancellation: [{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 0, min_stay: 1, max_stay: null, advance_days_min: 0 },
        { name: 'Deposit', board: 'room_only', percent: 95, per_person: null, cancellation: [{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 20, min_stay: 1, max_stay: null, advance_days_min: 0 },
      ],
      city_tax: { name: 'City tax', per_person_night: money(400), max_nights: 7 },
    } as never)
    void rated
    await venues.publish(systemActor, id)
    const program = (await app.doors.pricing.ratesOf(db, id as VenueId))!
    made.push({ id, types: typed.roomTypes.map((type) => type.id), free: program.plans.find((plan) => plan.name === 'Pay there')!.id, deposit: program.plans.find((plan) => plan.name === 'Deposit')!.id })
  }
  const tokens: string[] = []
  for (let i = 0; i < 20; i += 1) {
    await identity.createAccount({ name: `Caller ${i}`, email: `caller${i}@example.com`, password: 'a long enough password' })
    tokens.push((await identity.signIn({ email: `caller${i}@example.com`, password: 'a long enough password' }, { address: '127.0.0.1', userAgent: undefined } as never)).token)
  }
  return { venues: made, tokens }
}
