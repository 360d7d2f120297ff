-- Pools: rooms of a type that are set aside for a channel, a group or a desk. What a pool was given is one claim on the
-- house for each night; the pool's own calendar rows have the group `pool:<pool>:<room type>`:
-- free − over = quantity − sold from the pool, and the house carries quantity + over. A night that was released has no
-- quantity any more, so what was sold of it lies in `over`, on the house, and comes back to the house when it is cancelled.
-- A pool whose id begins with `lim_` guarantees nothing: it takes nothing from the house until it sells.
create table availability.pool_night (
  venue_id  text not null,
  pool_id   text not null,
  room_type text not null,
  night     date not null,
  quantity  smallint not null check (quantity >= 0),
  -- when the unsold was given back to the house: why nothing is sold from the pool any more
  released_at timestamptz,
  primary key (venue_id, pool_id, room_type, night),
  check (released_at is null or quantity = 0)
);
create index pool_night_by_night on availability.pool_night (venue_id, night);

-- Rooms that a desk has to itself, for the nights [first_day, end_day).
create table availability.lease_unit (
  venue_id  text not null,
  pool_id   text not null,
  unit_id   text not null,
  first_day date not null,
  end_day   date not null,
  primary key (venue_id, pool_id, unit_id),
  check (first_day < end_day)
);

alter table availability.sale add column pool text;
alter table availability.claim drop constraint claim_held_as_check;
alter table availability.claim add constraint claim_held_as_check check (held_as in ('soft', 'pinned', 'in_house', 'out_of_order', 'leased'));
