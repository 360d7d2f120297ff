import type { GuestId, VenueId } from '#platform/id'
import { sql, type Database, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'

/** Where a replay is. It lives in the replay's own database, in a schema that no module knows. */
export interface Lane { hotel: string; venue: VenueId; guest: GuestId; doneUntil: PlainDate | null; doneRows: number; seconds: number }
export interface Run { fingerprint: string; capacity: 'computed' | 'kept' }
export interface Refusal { hotel: string; row: number; what: 'booking' | 'move'; why: string }

export async function openProgress(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.run(sql`create schema if not exists replay`)
    await tx.run(sql`create table if not exists replay.run (one boolean primary key default true check (one), fingerprint text not null, capacity text not null)`)
    await tx.run(sql`create table if not exists replay.lane (hotel text primary key, venue text not null, guest text not null, done_until date, done_rows int not null default 0, seconds float8 not null default 0)`)
    await tx.run(sql`create table if not exists replay.refusal (hotel text not null, row_number int not null, what text not null, why text not null, primary key (hotel, row_number, what))`)
  })
}

export async function readRun(db: Database): Promise<Run | undefined> {
  return db.maybe<Run>(sql`select fingerprint, capacity from replay.run`)
}

export async function beginRun(db: Database, run: Run): Promise<void> {
  await db.transaction((tx) => tx.run(sql`insert into replay.run (fingerprint, capacity) values (${run.fingerprint}, ${run.capacity})`))
}

export async function readLane(db: Database, hotel: string): Promise<Lane | undefined> {
  return db.maybe<Lane>(sql`select hotel, venue, guest, done_until as "doneUntil", done_rows as "doneRows", seconds from replay.lane where hotel = ${hotel}`)
}

export async function beginLane(tx: Tx, lane: Pick<Lane, 'hotel' | 'venue' | 'guest'>): Promise<void> {
  await tx.run(sql`insert into replay.lane (hotel, venue, guest) values (${lane.hotel}, ${lane.venue}, ${lane.guest})`)
}

/** In the transaction of the days themselves, so that a day is done once however often the replay is stopped. */
export async function markDone(tx: Tx, hotel: string, until: PlainDate, rows: number, seconds: number): Promise<void> {
  await tx.run(sql`update replay.lane set done_until = ${until}, done_rows = done_rows + ${rows}, seconds = seconds + ${seconds} where hotel = ${hotel}`)
}

export async function noteRefusals(tx: Tx, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  await tx.run(sql`
    insert into replay.refusal (hotel, row_number, what, why)
    select * from unnest(${refusals.map((one) => one.hotel)}::text[], ${refusals.map((one) => one.row)}::int[], ${refusals.map((one) => one.what)}::text[], ${refusals.map((one) => one.why)}::text[]) on conflict do nothing`)
}

export async function refusedRows(db: Database, hotel: string): Promise<Set<number>> {
  return new Set((await db.rows<{ row_number: number }>(sql`select row_number from replay.refusal where hotel = ${hotel} and what = 'booking'`)).map((row) => row.row_number))
}

export async function countRefusals(db: Database, hotel: string): Promise<{ what: Refusal['what']; why: string; count: number }[]> {
  return db.rows(sql`select what, why, count(*) as count from replay.refusal where hotel = ${hotel} group by 1, 2 order by 1, 3 desc`)
}
