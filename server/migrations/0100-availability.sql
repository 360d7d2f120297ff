-- What is free and what is sold. Only the module availability writes here.
create schema availability;

-- How a venue is set up, as availability needs it. A missing calendar row means "as defined here", so this is read in
-- the claiming transaction; `version` tells a process whether its parsed copy is still the one in force.
create table availability.venue (
  venue_id   text primary key,
  kind       text not null check (kind in ('hotel', 'restaurant')),
  definition jsonb not null,
  version    int not null
);

-- A room type: one element a night, 32 nights a bucket (days since 1970 / 32). Pacing of a service (cov:…, par:…): one
-- element a quarter-hour of the service day, 100 a bucket, the bucket being the day's number.
-- free − over = capacity − out of order − sold, element by element; never both above zero.
create table availability.calendar (
  venue_id text not null,
  grp      text not null,
  bucket   int not null,
  free     smallint[] not null,
  over     smallint[],                    -- sold beyond capacity, by a recorded override; null when nowhere
  nailed   int not null default 0,        -- promises of a certain room and out-of-order rooms that touch these nights
  as_of    int not null,                  -- version of the set-up that these rows last took account of
  version  int not null default 1,
  primary key (venue_id, grp, bucket),
  constraint calendar_never_below_zero check (0 <= all (free)),
  constraint calendar_is_whole check (
    array_ndims(free) = 1 and coalesce(array_length(free, 1), 0) in (32, 100) and array_lower(free, 1) = 1 and array_position(free, null) is null),
  constraint calendar_over_is_whole check (
    over is null or (array_ndims(over) = 1 and array_length(over, 1) = array_length(free, 1) and array_lower(over, 1) = 1
      and array_position(over, null) is null and 0 <= all (over)))
) with (fillfactor = 70);

-- Tables: 100 quarter-hours for each table, counted from the instant at which the service day begins, so that a day of
-- 92 or 100 quarter-hours (clock changes) needs no exception. Two sittings on one quarter-hour of one table would add
-- to `sold` without adding a bit, and the check refuses it.
create table availability.service_day (
  venue_id text not null,
  day      date not null,
  busy     bit varying not null,
  sold     int not null,
  as_of    int not null,
  version  int not null default 1,
  primary key (venue_id, day),
  constraint service_day_never_twice check (bit_count(busy) = sold),
  constraint service_day_is_whole check (length(busy) % 100 = 0)
) with (fillfactor = 70);

-- Who claims what: a line for each stay or sitting of a holder (a reservation).
create table availability.sale (
  venue_id     text not null,
  holder_id    text not null,
  line         smallint not null,
  kind         text not null check (kind in ('stay', 'sitting')),
  channel      text not null,
  grp          text not null,             -- room type, or service
  first_day    date not null,             -- first night, or service day
  end_day      date not null,             -- departure (not a night), or the day after the service day
  quantity     smallint not null check (quantity > 0),   -- rooms, or covers
  from_quarter smallint,
  to_quarter   smallint,
  starts_at    timestamptz,
  ends_at      timestamptz,
  tables       text[],
  expires_at   timestamptz,               -- a hold; null once it is a booking
  primary key (venue_id, holder_id, line),
  constraint sale_days check (first_day < end_day),
  constraint sale_shape check (
    (kind = 'stay' and from_quarter is null and to_quarter is null and tables is null)
    or (kind = 'sitting' and from_quarter is not null and from_quarter < to_quarter and starts_at < ends_at
      and coalesce(array_length(tables, 1), 0) > 0))
) with (fillfactor = 85);
create index sale_by_expiry on availability.sale (venue_id, expires_at) where expires_at is not null;
create index sale_by_day on availability.sale (venue_id, grp, end_day);

-- Which room a stay is in or will be in, and which room is out of order. `soft` ones are moved freely.
create table availability.claim (
  venue_id   text not null,
  unit_id    text not null,
  during     tstzrange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  held_as    text not null check (held_as in ('soft', 'pinned', 'in_house', 'out_of_order')),
  holder_id  text not null,
  first_day  date not null,
  end_day    date not null,
  reason     text,
  constraint claim_days check (first_day < end_day),
  constraint claim_one_at_a_time exclude using gist (venue_id with =, unit_id with =, during with &&) deferrable initially immediate
) with (fillfactor = 85);
create index claim_by_holder on availability.claim (venue_id, holder_id);

create table availability.closure (
  venue_id  text not null,
  id        text not null,
  first_day date not null,
  last_day  date not null,                -- closed too
  reason    text not null,
  primary key (venue_id, id),
  check (first_day <= last_day)
);

-- Sold beyond capacity: who said so and why, as a case for the desk until it is solved.
create table availability.overbooked (
  id         bigint generated always as identity primary key,
  venue_id   text not null,
  grp        text not null,
  nights     date[] not null,
  cause      text not null check (cause in ('override', 'capacity_cut', 'out_of_order')),
  holder_id  text,
  reason     text,
  created_at timestamptz not null,
  solved_at  timestamptz
);
create index overbooked_open on availability.overbooked (venue_id) where solved_at is null;
