import type { TaxRule } from '#module/pricing'
import type { MediaId, VendorId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Area, Combination, Picture, RoomType, Service, TableClassTerms, VenueKind, VenueProfile } from './layout.ts'

// ---- vendors ----------------------------------------------------------------------------------------------------

export interface VendorRow { id: VendorId; name: string }

/** Inserts, or finds the one that the same idempotency key made. */
export async function insertVendor(tx: Tx, vendor: VendorRow & { createdAt: Temporal.Instant; requestHash: string | null }): Promise<{ created: boolean; requestHash: string | null; name: string }> {
  const inserted = await tx.run(sql`
    insert into venues.vendor (id, name, created_at, request_hash) values (${vendor.id}, ${vendor.name}, ${vendor.createdAt}, ${vendor.requestHash})
    on conflict (id) do nothing`)
  const row = await tx.one<{ requestHash: string | null; name: string }>(sql`select request_hash as "requestHash", name from venues.vendor where id = ${vendor.id}`)
  return { ...row, created: inserted === 1 }
}

export async function findVendors(reader: Reader, ids: readonly VendorId[]): Promise<VendorRow[]> {
  return reader.rows<VendorRow>(sql`select id, name from venues.vendor where id = any(${ids})`)
}

// ---- venues -----------------------------------------------------------------------------------------------------

export interface NewVenue { id: VenueId; vendor: VendorId; kind: VenueKind; slug: string; createdAt: Temporal.Instant; requestHash: string | null; profile: VenueProfile }

/** False when the slug is taken, or when the same idempotency key has made the venue meanwhile. */
export async function insertVenue(tx: Tx, venue: NewVenue): Promise<boolean> {
  const { profile: p } = venue
  return (await tx.run(sql`
    insert into venues.venue (id, vendor_id, kind, slug, created_at, request_hash, name, local_name, description, city, district, country, address, lat, lon, time_zone, currency,
      languages, stars, phone, facilities, cuisines, check_in_from, check_out_until, day_ends, hold_minutes, horizon_days, linked_to, day_use)
    values (${venue.id}, ${venue.vendor}, ${venue.kind}, ${venue.slug}, ${venue.createdAt}, ${venue.requestHash}, ${p.name}, ${p.localName}, ${p.description}, ${p.city}, ${p.district}, ${p.country}, ${p.address},
      ${p.location.lat}, ${p.location.lon}, ${p.timeZone}, ${p.currency}, ${p.languages}, ${p.stars}, ${p.phone}, ${p.facilities}, ${p.cuisines}, ${p.checkInFrom}, ${p.checkOutUntil},
      ${p.dayEnds}, ${p.holdMinutes}, ${p.horizonDays}, ${p.linkedTo}, ${p.dayUse === null ? null : JSON.stringify(p.dayUse)})
    on conflict do nothing`)) === 1
}

export async function updateProfile(tx: Tx, venue: VenueId, p: VenueProfile): Promise<void> {
  await tx.run(sql`
    update venues.venue set name = ${p.name}, local_name = ${p.localName}, description = ${p.description}, city = ${p.city}, district = ${p.district}, country = ${p.country}, address = ${p.address},
      lat = ${p.location.lat}, lon = ${p.location.lon}, time_zone = ${p.timeZone}, currency = ${p.currency}, languages = ${p.languages}, stars = ${p.stars}, phone = ${p.phone},
      facilities = ${p.facilities}, cuisines = ${p.cuisines}, check_in_from = ${p.checkInFrom}, check_out_until = ${p.checkOutUntil}, day_ends = ${p.dayEnds},
      hold_minutes = ${p.holdMinutes}, horizon_days = ${p.horizonDays}, linked_to = ${p.linkedTo}, day_use = ${p.dayUse === null ? null : JSON.stringify(p.dayUse)}
    where id = ${venue}`)
}

export async function findRequestHash(reader: Reader, venue: VenueId): Promise<{ requestHash: string | null } | undefined> {
  return reader.maybe(sql`select request_hash as "requestHash" from venues.venue where id = ${venue}`)
}

/** Changes of one venue's set-up take turns. Undefined when there is no such venue. */
export async function lockVenue(tx: Tx, venue: VenueId): Promise<VenueId | undefined> {
  return (await tx.maybe<{ id: VenueId }>(sql`select id from venues.venue where id = ${venue} for no key update`))?.id
}

export async function raiseVersion(tx: Tx, venue: VenueId): Promise<void> {
  await tx.run(sql`update venues.venue set version = version + 1 where id = ${venue}`)
}

export async function setStatus(tx: Tx, venue: VenueId, status: 'draft' | 'published', at: Temporal.Instant): Promise<void> {
  await tx.run(sql`update venues.venue set status = ${status}, published_at = coalesce(published_at, case when ${status} = 'published' then ${at}::timestamptz end) where id = ${venue}`)
}

export async function setRating(tx: Tx, venue: VenueId, rating: number | null, count: number): Promise<void> {
  await tx.run(sql`update venues.venue set rating = ${rating}, rating_count = ${count} where id = ${venue}`)
}

export async function takenSlugs(reader: Reader, slugs: readonly string[]): Promise<Set<string>> {
  return new Set((await reader.rows<{ slug: string }>(sql`select slug from venues.venue where slug = any(${slugs})`)).map(({ slug }) => slug))
}

export async function findBySlug(reader: Reader, slug: string): Promise<VenueId | undefined> {
  return (await reader.maybe<{ id: VenueId }>(sql`select id from venues.venue where slug = ${slug}`))?.id
}

export async function publishedAfter(reader: Reader, after: VenueId | null, limit: number): Promise<VenueId[]> {
  return (await reader.rows<{ id: VenueId }>(sql`select id from venues.venue where status = 'published' and id > ${after ?? ''} order by id limit ${limit}`)).map(({ id }) => id)
}

export async function venuesOfVendors(reader: Reader, vendors: readonly VendorId[]): Promise<VenueId[]> {
  return (await reader.rows<{ id: VenueId }>(sql`select id from venues.venue where vendor_id = any(${vendors}) order by created_at, id`)).map(({ id }) => id)
}

// ---- what a venue sells -----------------------------------------------------------------------------------------

/** Marks what is not among `kept` as removed. Callers pass our own table names only. */
async function removeOthers(tx: Tx, table: string, venue: VenueId, kept: readonly string[], at: Temporal.Instant): Promise<void> {
  await tx.run(sql`update ${sql.raw(`venues.${table}`)} set removed_at = ${at} where venue_id = ${venue} and removed_at is null and id <> all(${kept})`)
}

export async function putRoomTypes(tx: Tx, venue: VenueId, types: readonly RoomType[], at: Temporal.Instant): Promise<void> {
  const rooms = types.flatMap((type) => type.rooms.map((room) => ({ ...room, type: type.id }))).map((room, ordinal) => ({ ...room, ordinal }))
  await removeOthers(tx, 'room', venue, rooms.map((room) => room.id), at)
  await removeOthers(tx, 'room_type', venue, types.map((type) => type.id), at)
  // Numbers and names may change places, and a unique index is checked row by row: first out of the way, then in.
  await tx.run(sql`update venues.room set number = '~' || id where venue_id = ${venue} and removed_at is null`)
  await tx.run(sql`update venues.room_type set name = '~' || id where venue_id = ${venue} and removed_at is null`)
  await tx.run(sql`
    insert into venues.room_type (id, venue_id, ordinal, name, description, sleeps, beds, size_m2, facilities, overbooking)
    select id, ${venue}, ordinal, name, description, sleeps, beds, "sizeM2", array(select jsonb_array_elements_text(facilities)), overbooking
    from jsonb_to_recordset(${JSON.stringify(types.map((type, ordinal) => ({ ...type, rooms: undefined, ordinal })))}::jsonb)
      as t (id text, ordinal smallint, name text, description text, sleeps smallint, beds text, "sizeM2" smallint, facilities jsonb, overbooking smallint)
    on conflict (id) do update set ordinal = excluded.ordinal, name = excluded.name, description = excluded.description, sleeps = excluded.sleeps, beds = excluded.beds,
      size_m2 = excluded.size_m2, facilities = excluded.facilities, overbooking = excluded.overbooking`)
  await tx.run(sql`
    insert into venues.room (id, venue_id, room_type_id, ordinal, number, floor, features)
    select id, ${venue}, type, ordinal, number, floor, array(select jsonb_array_elements_text(features))
    from jsonb_to_recordset(${JSON.stringify(rooms)}::jsonb) as r (id text, type text, ordinal smallint, number text, floor text, features jsonb)
    on conflict (id) do update set room_type_id = excluded.room_type_id, ordinal = excluded.ordinal, number = excluded.number, floor = excluded.floor, features = excluded.features`)
}

export async function putTables(tx: Tx, venue: VenueId, areas: readonly Area[], combinations: readonly Combination[], classes: readonly TableClassTerms[], at: Temporal.Instant): Promise<void> {
  await tx.run(sql`update venues.venue set table_classes = ${JSON.stringify(classes)}::jsonb where id = ${venue}`)
  const tables = areas.flatMap((area) => area.tables.map((table) => ({ ...table, area: area.id }))).map((table, ordinal) => ({ ...table, ordinal }))
  await removeOthers(tx, 'combination', venue, combinations.map(({ id }) => id), at)
  await removeOthers(tx, 'dining_table', venue, tables.map(({ id }) => id), at)
  await removeOthers(tx, 'area', venue, areas.map(({ id }) => id), at)
  await tx.run(sql`update venues.dining_table set name = '~' || id where venue_id = ${venue} and removed_at is null`)
  await tx.run(sql`
    insert into venues.area (id, venue_id, ordinal, name)
    select id, ${venue}, ordinal, name from jsonb_to_recordset(${JSON.stringify(areas.map(({ id, name }, ordinal) => ({ id, name, ordinal })))}::jsonb) as a (id text, ordinal smallint, name text)
    on conflict (id) do update set ordinal = excluded.ordinal, name = excluded.name`)
  await tx.run(sql`
    insert into venues.dining_table (id, venue_id, area_id, ordinal, name, seats_min, seats_max, walk_in_only, class, counter)
    select id, ${venue}, area, ordinal, name, "seatsMin", "seatsMax", "walkInOnly", class, counter
    from jsonb_to_recordset(${JSON.stringify(tables)}::jsonb) as t (id text, area text, ordinal smallint, name text, "seatsMin" smallint, "seatsMax" smallint, "walkInOnly" boolean, class text, counter text)
    on conflict (id) do update set area_id = excluded.area_id, ordinal = excluded.ordinal, name = excluded.name, seats_min = excluded.seats_min, seats_max = excluded.seats_max, walk_in_only = excluded.walk_in_only, class = excluded.class, counter = excluded.counter`)
  await tx.run(sql`
    insert into venues.combination (id, venue_id, ordinal, tables, party_min, party_max)
    select id, ${venue}, ordinal, array(select jsonb_array_elements_text(tables)), "partyMin", "partyMax"
    from jsonb_to_recordset(${JSON.stringify(combinations.map((combination, ordinal) => ({ ...combination, ordinal })))}::jsonb) as c (id text, ordinal smallint, tables jsonb, "partyMin" smallint, "partyMax" smallint)
    on conflict (id) do update set ordinal = excluded.ordinal, tables = excluded.tables, party_min = excluded.party_min, party_max = excluded.party_max`)
}

export async function putServices(tx: Tx, venue: VenueId, services: readonly Service[], at: Temporal.Instant): Promise<void> {
  await removeOthers(tx, 'service', venue, services.map(({ id }) => id), at)
  const rows = services.map(({ id, name, ...terms }, ordinal) => ({ id, name, terms, ordinal }))
  await tx.run(sql`
    insert into venues.service (id, venue_id, ordinal, name, terms)
    select id, ${venue}, ordinal, name, terms from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s (id text, ordinal smallint, name text, terms jsonb)
    on conflict (id) do update set ordinal = excluded.ordinal, name = excluded.name, terms = excluded.terms`)
}

export async function putTaxes(tx: Tx, venue: VenueId, taxes: readonly TaxRule[]): Promise<void> {
  await tx.run(sql`update venues.venue set taxes = ${JSON.stringify(taxes)}::jsonb where id = ${venue}`)
}

export async function insertClosure(tx: Tx, venue: VenueId, closure: { id: string; from: string; to: string; reason: string }): Promise<void> {
  await tx.run(sql`insert into venues.closure (id, venue_id, from_day, to_day, reason) values (${closure.id}, ${venue}, ${closure.from}, ${closure.to}, ${closure.reason})`)
}

export async function deleteClosure(tx: Tx, venue: VenueId, closure: string): Promise<boolean> {
  return (await tx.run(sql`delete from venues.closure where venue_id = ${venue} and id = ${closure}`)) === 1
}

// ---- pictures ---------------------------------------------------------------------------------------------------

export async function insertMedia(tx: Tx, venue: VenueId, picture: Picture, at: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into venues.media (id, venue_id, ordinal, kind, alt, room_type_id, content_type, width, height, widths, placeholder, created_at)
    values (${picture.id}, ${venue}, (select coalesce(max(ordinal), 0) + 1 from venues.media where venue_id = ${venue}), ${picture.kind}, ${picture.alt}, ${picture.roomType},
      ${picture.contentType}, ${picture.width}, ${picture.height}, ${picture.widths}, ${picture.placeholder}, ${at})`)
}

export async function deleteMedia(tx: Tx, venue: VenueId, media: MediaId): Promise<boolean> {
  return (await tx.run(sql`delete from venues.media where venue_id = ${venue} and id = ${media}`)) === 1
}

export async function findMediaVenue(reader: Reader, media: MediaId): Promise<VenueId | undefined> {
  return (await reader.maybe<{ venue: VenueId }>(sql`select venue_id as venue from venues.media where id = ${media}`))?.venue
}

// ---- names of what was removed, for bookings that still name it --------------------------------------------------

export async function readNames(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await reader.rows<{ id: string; name: string }>(sql`
    select id, name from venues.room_type where id = any(${ids}) union all select id, number from venues.room where id = any(${ids})
    union all select id, name from venues.dining_table where id = any(${ids}) union all select id, name from venues.service where id = any(${ids})`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

