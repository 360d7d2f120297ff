import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { openWorld, type World } from './testing/world.ts'

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())

test('a venue whose rows somebody does not let go keeps back its own holds, and not what the sweeper does for others', async () => {
  const quote = await world.visitor().quote({ room_type: world.double, arrival: '2027-04-02', departure: '2027-04-04', guests: 2 })
  const { body } = await world.visitor().hold([quote])
  await world.db.transaction((tx) => tx.run(sql`insert into booking.idempotency (caller, key_hash, request_hash, created_at) values ('anyone', sha256('left by a crash'), sha256(''), ${world.app.clock.now()})`))
  world.app.clock.advance({ minutes: 11 })
  await world.db.transaction(async (other) => {
    await other.rows(sql`select 1 from availability.sale for update`)
    await other.rows(sql`select 1 from availability.calendar for update`)
    await expect(world.app.doors.booking.sweepExpired()).rejects.toMatchObject({ code: '55P03' })
    expect(await world.db.one(sql`select count(*) as left from booking.idempotency where result is null`)).toEqual({ left: 0 })
  })
  await world.app.doors.booking.sweepExpired()
  expect(await world.db.one(sql`select status from booking.booking where id = ${body.bookings[0].id}`)).toEqual({ status: 'expired' })
})
