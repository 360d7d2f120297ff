import type { VenueId } from '#platform/id'
import { sql, type Reader } from '#platform/sql'
import type { VenueLayout } from './layout.ts'

/** Snapshots of venues, one statement for any number of them. Lists come as JSON in their order. */
export async function readLayouts(reader: Reader, venues: readonly VenueId[]): Promise<VenueLayout[]> {
  return reader.rows<VenueLayout>(sql`
    select v.id, v.vendor_id as vendor, v.kind, v.slug, v.status, v.version, v.published_at as "publishedAt",
      v.name, v.local_name as "localName", v.description, v.city, v.district, v.country, v.address,
      jsonb_build_object('lat', v.lat, 'lon', v.lon) as location, v.time_zone as "timeZone", v.currency, v.languages, v.stars,
      v.rating, v.rating_count as "ratingCount", v.phone, v.facilities, v.cuisines,
      v.check_in_from as "checkInFrom", v.check_out_until as "checkOutUntil", v.day_ends as "dayEnds",
      v.hold_minutes as "holdMinutes", v.horizon_days as "horizonDays", v.linked_to as "linkedTo", v.taxes, v.day_use as "dayUse", v.table_classes as "tableClasses",
      coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'description', t.description, 'sleeps', t.sleeps, 'beds', t.beds,
          'sizeM2', t.size_m2, 'facilities', t.facilities, 'overbooking', t.overbooking,
          'rooms', coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'floor', r.floor, 'features', r.features) order by r.ordinal)
            from venues.room r where r.room_type_id = t.id and r.removed_at is null), '[]')) order by t.ordinal)
        from venues.room_type t where t.venue_id = v.id and t.removed_at is null), '[]') as "roomTypes",
      coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name,
          'tables', coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'seatsMin', d.seats_min, 'seatsMax', d.seats_max, 'walkInOnly', d.walk_in_only, 'class', d.class, 'counter', d.counter) order by d.ordinal)
            from venues.dining_table d where d.area_id = a.id and d.removed_at is null), '[]')) order by a.ordinal)
        from venues.area a where a.venue_id = v.id and a.removed_at is null), '[]') as areas,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'tables', c.tables, 'partyMin', c.party_min, 'partyMax', c.party_max) order by c.ordinal)
        from venues.combination c where c.venue_id = v.id and c.removed_at is null), '[]') as combinations,
      coalesce((select jsonb_agg(s.terms || jsonb_build_object('id', s.id, 'name', s.name) order by s.ordinal)
        from venues.service s where s.venue_id = v.id and s.removed_at is null), '[]') as services,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'from', c.from_day, 'to', c.to_day, 'reason', c.reason) order by c.from_day, c.id)
        from venues.closure c where c.venue_id = v.id), '[]') as closures,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'alt', m.alt, 'roomType', m.room_type_id, 'contentType', m.content_type,
          'width', m.width, 'height', m.height, 'widths', m.widths, 'placeholder', m.placeholder) order by m.ordinal, m.id)
        from venues.media m where m.venue_id = v.id), '[]') as pictures,
      coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'slug', l.slug, 'name', l.name, 'kind', l.kind, 'status', l.status) order by l.id)
        from venues.venue l where l.id = v.linked_to or l.linked_to = v.id), '[]') as linked
    from venues.venue v where v.id = any(${venues})`)
}
