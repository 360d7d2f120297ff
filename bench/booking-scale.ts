import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '@holdfast/server/adapters/postgres/embedded'
import { openAvailability } from '@holdfast/server/modules/availability/index'
import type { RoomTypeId, VenueId } from '@holdfast/server/platform/id'
import { migrate } from '@holdfast/server/platform/migrate'
import { openDatabase, sql, type Database } from '@holdfast/server/platform/sql'
import { addDays } from '@holdfast/server/platform/time'
import { batched, type Design } from './booking/designs.ts'
import { clock, firstNight, newHolder, nightsOnSale, rivalTables, roomsOfType, wishes, type Wish, type World } from './booking/world.ts'
import { closedLoop, spread, table, type Load } from './figures.ts'
import { cpuSeconds, family, machine } from './machine.ts'

/**
 * `npm run bench:booking-scale`: whether a hold costs more where there is more. The same load (Zipf, lanes, warm) on
 * SMALL hotels of twenty rooms (500: 10,000 units) and on LARGE (500,000: ten million units), every calendar of a year
 * made. Needs 15 GB of disk and 8 GB of memory for the large one; its world is
 * generated in the database in minutes. Both worlds are there at once and are measured in turn.
 */
const small = Number(process.env['SMALL'] ?? 500)
const large = Number(process.env['LARGE'] ?? 500_000)
const runs = Number(process.env['RUNS'] ?? 6)
const seconds = Number(process.env['SECONDS'] ?? 4)
const warmSeconds = Number(process.env['WARM_SECONDS'] ?? 45)
const inFlight = Number(process.env['IN_FLIGHT'] ?? 64)
/** A prime larger than either number of venues, so that it leaves none out. */
const scatter = 15_485_863
const bucketsOfYear = Math.ceil((nightsOnSale + 10) / 32) + 1

const hex = (value: number) => value.toString(16).padStart(24, '0')
const venueOf = (i: number) => `ven_${hex(i)}` as VenueId
const typesOf = (venue: VenueId): [RoomTypeId, RoomTypeId] => { const i = Number.parseInt(venue.slice(4), 16); return [`rt_${hex(2 * i)}`, `rt_${hex(2 * i + 1)}`] as [RoomTypeId, RoomTypeId] }

const dataDir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'holdfast-bench-scale-'))
chmodSync(dataDir, 0o711)
// As an operator of so many venues would run it: what is sold lies in memory, and so do the set-ups that are asked for most. Both worlds are measured with the same.
const setupsKept = Number(process.env['SETUPS_KEPT'] ?? 200_000)
const settings = { shared_buffers: process.env['SHARED_BUFFERS'] ?? '5GB', max_wal_size: '8GB', checkpoint_timeout: '30min' }
const open: Database[] = []
const server = await startEmbedded({ dataDir, settings })
try {
  const worlds = [await prepare(small), await prepare(large)] as const
  // In turn, so that what else the machine does meets both.
  for (let i = 0; i < runs; i += 1) for (const of of worlds) await measure(of)
  // The first change of a page after a checkpoint writes all of it to the log. In the large world that is nearly every page: how much of the difference is that.
  await by(worlds[0].db, 'alter system set full_page_writes = off')
  await by(worlds[0].db, 'select pg_reload_conf()')
  for (let i = 0; i < runs; i += 1) for (const of of worlds) await measure(of, of.withoutPages)
  const figures = [await summary(worlds[0]), await summary(worlds[1])] as const
  const [few, many] = figures
  table('A hold where there is more', figures.map((one) => ({
    units: one.venues * 2 * roomsOfType, 'holds/s': one.perSecond.median, 'min–max': `${one.perSecond.min.toFixed(0)}–${one.perSecond.max.toFixed(0)}`, refused: one.refused,
    'PG µs/hold': one.pgMicros.median, 'PG without pages': one.pgMicrosWithoutPages.median, 'PG min–max': `${one.pgMicros.min.toFixed(0)}–${one.pgMicros.max.toFixed(0)}`, 'Node µs/hold': one.nodeMicros.median, 'WAL B/hold': one.walBytes.median, 'whole pages/hold': one.wholePages.median, 'pages read/hold': one.reads.median, 'holds a batch': one.batch.median,
    'generated in s': one.generatedSeconds, 'GB': one.gigabytes, 'B a venue-year': one.bytesAVenueYear, 'B a hold’s lines': one.bytesAHold,
  })))
  const times = (of: (one: (typeof figures)[number]) => number) => (of(many) / of(few)).toFixed(2)
  console.log(`\nPostgreSQL CPU for each hold, of that at ${few.venues * 2 * roomsOfType} units: ${times((one) => one.pgMicros.median)}; without whole pages in the log ${times((one) => one.pgMicrosWithoutPages.median)}; with Node’s ${times((one) => one.pgMicros.median + one.nodeMicros.median)}`)
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const result = { at: new Date().toISOString(), machine: machine(), settings, setupsKept, runs, seconds, warmSeconds, inFlight, figures }
  const name = `booking-scale-${result.at.slice(0, 10)}-${readdirSync(folder).filter((one) => one.startsWith(`booking-scale-${result.at.slice(0, 10)}`)).length + 1}.json`
  writeFileSync(join(folder, name), `${JSON.stringify(result, null, 2)}\n`)
  console.log(`\nKept in bench/results/${name}`)
} finally {
  for (const db of open) await db.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

type Result = Load & { pgMicros: number; nodeMicros: number; walBytes: number; wholePages: number; reads: number; batch: number }
interface Prepared { venues: number; db: Database; world: World; generatedSeconds: number; venueBytes: number; design: Design; next: () => Wish; results: Result[]; withoutPages: Result[] }

/** A world in a database of its own, and warm: what was loaded is on disk, set-ups are kept, plans are made, the venues asked for most have sold. */
async function prepare(venues: number): Promise<Prepared> {
  const url = await server.url(`scale_${venues}`)
  const db = openDatabase({ url, connections: 8, statementTimeoutMs: 1_800_000 })
  open.push(db)
  await migrate(db)
  await by(db, rivalTables)
  const begin = performance.now()
  const world = await generate(db, venues)
  const generatedSeconds = (performance.now() - begin) / 1_000
  console.log(`${venues} hotels of twenty rooms, with every calendar of a year: generated in ${generatedSeconds.toFixed(0)} s`)
  const venueBytes = await sizeOf(db, ['availability.venue', 'availability.calendar'])
  const design = batched(world)
  const next = wishes(world, 'zipf')
  await by(db, 'checkpoint')
  await lookAround(world)
  await closedLoop(inFlight, venues > small ? warmSeconds : Math.min(5, warmSeconds), () => design.hold(next()))
  return { venues, db, world, generatedSeconds, venueBytes, design, next, results: [], withoutPages: [] }
}

async function measure({ db, world, design, next, results }: Prepared, into: Result[] = results): Promise<void> {
  await sellAgain(world)
  const before = { pg: cpuSeconds(family(server.pid())), node: process.cpuUsage(), wal: await wal(db), lanes: { ...design.lanes!.figures } }
  const load = await closedLoop(inFlight, seconds, () => design.hold(next()))
  const done = load.operations + load.refused
  const node = process.cpuUsage(before.node)
  const after = await wal(db)
  into.push({ ...load, pgMicros: (cpuSeconds(family(server.pid())) - before.pg) * 1e6 / done, nodeMicros: (node.user + node.system) / done, walBytes: (after.bytes - before.wal.bytes) / done, wholePages: (after.pages - before.wal.pages) / done, reads: (after.reads - before.wal.reads) / done, batch: done / (design.lanes!.figures.batches - before.lanes.batches) })
}

async function summary({ venues, db, generatedSeconds, venueBytes, results, withoutPages }: Prepared) {
  const sales = (await db.one<{ n: number }>(sql`select count(*) as n from availability.sale`)).n
  const of = (pick: (one: (typeof results)[number]) => number) => spread(results.map(pick))
  return {
    venues, generatedSeconds, refused: results.reduce((sum, one) => sum + one.refused, 0), perSecond: of((one) => one.perSecond), p99: of((one) => one.p99), pgMicros: of((one) => one.pgMicros), nodeMicros: of((one) => one.nodeMicros),
    walBytes: of((one) => one.walBytes), wholePages: of((one) => one.wholePages), reads: of((one) => one.reads), batch: of((one) => one.batch), pgMicrosWithoutPages: spread(withoutPages.map((one) => one.pgMicros)), gigabytes: (await sizeOf(db, null)) / 1e9,
    bytesAVenueYear: venueBytes / venues * (365 / (bucketsOfYear * 32)), bytesAHold: (await sizeOf(db, ['availability.sale'])) / sales,
  }
}

/** A process that has run for hours keeps the set-ups that are asked for most. */
async function lookAround(world: World): Promise<void> {
  const night = { arrival: firstNight, departure: addDays(firstNight, 1) }
  for (let i = Math.min(world.venues.length, setupsKept); i > 0; i -= 64) {
    const some = world.venues.slice(Math.max(0, i - 64), i)
    await world.db.reading((reader) => world.availability.see(reader, some.map((venue) => ({ venue, group: [{ holder: newHolder(venue), holderKind: 'hold', channel: 'site', claims: [{ kind: 'stay', roomType: world.typesOf(venue)[0], ...night, quantity: 1 }] }] }))))
  }
}

/** What is asked for most would be sold out in the small world long before it is in the large one, and a refusal costs less than a hold. */
async function sellAgain(world: World): Promise<void> {
  await world.db.transaction((tx) => tx.run(sql`update availability.calendar set free = array_fill(${roomsOfType}::smallint, array[32]), version = version + 1 where venue_id = any(${world.venues.slice(0, 100)}::text[])`))
}

async function by(db: Database, text: string): Promise<void> {
  const { client, release } = await db.dedicated()
  try { await client.query(text) } finally { await release() }
}
async function sizeOf(db: Database, tables: string[] | null): Promise<number> {
  if (tables === null) return (await db.one<{ n: number }>(sql`select pg_database_size(current_database())::bigint as n`)).n
  return (await db.one<{ n: number }>(sql`select sum(pg_total_relation_size(t::regclass))::bigint as n from unnest(${tables}::text[]) t`)).n
}
async function wal(db: Database): Promise<{ bytes: number; pages: number; reads: number }> {
  return db.one(sql`select wal_bytes::bigint as bytes, wal_fpi as pages, (select sum(blks_read)::bigint from pg_stat_database) as reads from pg_stat_wal`)
}

/**
 * The world of `makeWorld`, made where it is to be: ids are numbers, and no row passes through this process. Tables that
 * were emptied in the same transaction are written without a log (`wal_level` minimal), and rows come in the order of
 * their keys. The venues that are asked for most lie scattered among the others.
 */
async function generate(db: Database, venues: number): Promise<World> {
  const first = Math.floor(Date.parse(firstNight) / 86_400_000 / 32)
  await db.transaction(async (tx) => {
    await tx.run(sql`truncate availability.venue, availability.calendar`)
    await tx.run(sql`
      insert into availability.venue (venue_id, kind, definition, version)
      select 'ven_' || lpad(to_hex(i), 24, '0'), 'hotel', jsonb_build_object('positions', '{}'::jsonb, 'definition', jsonb_build_object(
        'kind', 'hotel', 'timeZone', 'Europe/Lisbon', 'dayEnds', '04:00', 'horizonDays', 400, 'checkInFrom', '15:00', 'checkOutUntil', '11:00',
        'roomTypes', (select jsonb_agg(jsonb_build_object('id', 'rt_' || lpad(to_hex(2 * i + t), 24, '0'), 'overbooking', 0,
          'rooms', (select jsonb_agg('rm_' || lpad(to_hex((2 * i + t) * ${roomsOfType}::bigint + r), 24, '0')) from generate_series(0, ${roomsOfType - 1}::int) r))) from generate_series(0, 1) t))), nextval('availability.setup_version')
      from generate_series(0::bigint, ${venues - 1}::bigint) i`)
    await tx.run(sql`
      insert into availability.calendar (venue_id, grp, bucket, free, as_of)
      select type.venue, type.id, b, array_fill(${roomsOfType}::smallint, array[32]), 0
      from (select 'ven_' || lpad(to_hex(i / 2), 24, '0') as venue, 'rt_' || lpad(to_hex(i), 24, '0') as id from generate_series(0::bigint, ${2 * venues - 1}::bigint) i offset 0) type,
        generate_series(${first}::int, ${first + bucketsOfYear - 1}::int) b`)
  })
  await by(db, 'vacuum (analyze) availability.venue, availability.calendar')
  return { db, availability: openAvailability({ db, clock, setupsKept }), venues: Array.from({ length: venues }, (_, i) => venueOf((i * scatter) % venues)), typesOf }
}
