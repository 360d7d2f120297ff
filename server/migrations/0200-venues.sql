create schema venues;

create table venues.vendor (
  id text primary key,
  name text not null check (name <> ''),
  created_at timestamptz not null,
  -- What the request said that made it, so that the same idempotency key with another body is refused.
  request_hash text
);

create table venues.venue (
  id text primary key,
  vendor_id text not null references venues.vendor (id),
  kind text not null check (kind in ('hotel', 'restaurant')),
  slug text not null constraint venue_slug_key unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  status text not null default 'draft' check (status in ('draft', 'published')),
  version int not null default 1 check (version > 0),
  name text not null, local_name text, description text not null default '',
  city text not null, district text, country text not null check (country ~ '^[A-Z]{2}$'), address text not null,
  lat double precision not null check (lat between -90 and 90), lon double precision not null check (lon between -180 and 180),
  time_zone text not null, currency text not null check (currency ~ '^[A-Z]{3}$'),
  languages text[] not null default '{}', stars smallint check (stars between 1 and 5),
  rating double precision check (rating between 0 and 10), rating_count int not null default 0 check (rating_count >= 0),
  phone text, facilities text[] not null default '{}', cuisines text[] not null default '{}',
  check_in_from text not null default '15:00', check_out_until text not null default '11:00', day_ends text not null default '04:00',
  hold_minutes smallint not null default 10 check (hold_minutes between 1 and 60),
  horizon_days smallint not null default 365 check (horizon_days between 1 and 730),
  linked_to text references venues.venue (id) check (linked_to <> id),
  created_at timestamptz not null,
  -- When it was first published: from then on its pictures and its page are no secret.
  published_at timestamptz,
  request_hash text,
  check (status = 'draft' or published_at is not null)
);
create index venue_vendor on venues.venue (vendor_id);
create index venue_linked on venues.venue (linked_to) where linked_to is not null;
create index venue_published on venues.venue (id) where status = 'published';

-- What a venue sells. A thing that is removed keeps its row, because past bookings name it; nothing else reads it.
create table venues.room_type (
  id text primary key, venue_id text not null references venues.venue (id), ordinal smallint not null, removed_at timestamptz,
  name text not null, description text not null, sleeps smallint not null check (sleeps between 1 and 30), beds text not null, size_m2 smallint, facilities text[] not null,
  overbooking smallint not null default 0 check (overbooking >= 0)
);
create unique index room_type_name on venues.room_type (venue_id, lower(name)) where removed_at is null;

create table venues.room (
  id text primary key, venue_id text not null references venues.venue (id), room_type_id text not null references venues.room_type (id), ordinal smallint not null, removed_at timestamptz,
  number text not null, floor text not null, features text[] not null
);
create unique index room_number on venues.room (venue_id, lower(number)) where removed_at is null;

create table venues.area (
  id text primary key, venue_id text not null references venues.venue (id), ordinal smallint not null, removed_at timestamptz, name text not null
);
create index area_venue on venues.area (venue_id);

create table venues.dining_table (
  id text primary key, venue_id text not null references venues.venue (id), area_id text not null references venues.area (id), ordinal smallint not null, removed_at timestamptz,
  name text not null, seats_min smallint not null check (seats_min > 0), seats_max smallint not null check (seats_max >= seats_min), walk_in_only boolean not null
);
create unique index dining_table_name on venues.dining_table (venue_id, lower(name)) where removed_at is null;

create table venues.combination (
  id text primary key, venue_id text not null references venues.venue (id), ordinal smallint not null, removed_at timestamptz,
  tables text[] not null check (array_length(tables, 1) >= 2), party_min smallint not null check (party_min > 0), party_max smallint not null check (party_max >= party_min)
);
create index combination_venue on venues.combination (venue_id);

create table venues.service (
  id text primary key, venue_id text not null references venues.venue (id), ordinal smallint not null, removed_at timestamptz,
  name text not null,
  -- Days, times, turn times, pacing, deposits: read and written as one.
  terms jsonb not null check (jsonb_typeof(terms) = 'object')
);
create index service_venue on venues.service (venue_id);

create table venues.closure (
  id text primary key, venue_id text not null references venues.venue (id), from_day date not null, to_day date not null check (to_day >= from_day), reason text not null
);
create index closure_venue on venues.closure (venue_id);

create table venues.media (
  id text primary key, venue_id text not null references venues.venue (id), ordinal int not null,
  kind text not null, alt text not null, room_type_id text references venues.room_type (id),
  -- Of the original, whose bytes lie in the media store.
  content_type text not null, width int not null check (width > 0), height int not null check (height > 0), widths int[] not null, placeholder text,
  created_at timestamptz not null
);
create index media_venue on venues.media (venue_id);
