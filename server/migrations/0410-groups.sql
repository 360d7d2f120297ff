-- Groups and allotments: what was agreed with whom. The rooms themselves are a pool of availability, `pool_id`.
create schema groups;

create table groups.block (
  venue_id text not null,
  id text not null,
  vendor_id text not null,
  kind text not null check (kind in ('block', 'allotment')),
  status text not null check (status in ('tentative', 'definite', 'released', 'cancelled')),
  version int not null default 1 check (version > 0),
  pool_id text not null,
  name text not null check (length(name) between 1 and 120),
  code text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{2,19}$'),
  partner text,
  -- without a guarantee it takes nothing from the house until it sells
  guaranteed boolean not null,
  -- a person of the vault
  contact_id text,
  rate_plan text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- the last day on which a block may be booked
  cut_off date,
  -- how long before check-in the unsold of each night of an allotment go back
  release_hours int check (release_hours between 0 and 17520),
  first_night date not null,
  end_day date not null,
  -- when the next of it goes back to the house; null: nothing more will by itself
  next_release_at timestamptz,
  released_at timestamptz,
  created_at timestamptz not null,
  created_by text,
  request_hash text,
  primary key (venue_id, id),
  check (first_night < end_day),
  check (kind = 'allotment' or (release_hours is null and guaranteed)),
  check (kind = 'block' or cut_off is null)
);
create unique index block_code_once on groups.block (venue_id, code) where status in ('tentative', 'definite');
create index block_by_day on groups.block (venue_id, first_night, id);
create index block_to_release on groups.block (next_release_at) where next_release_at is not null;

create table groups.block_night (
  venue_id text not null,
  block_id text not null,
  room_type text not null,
  night date not null,
  contracted smallint not null check (contracted >= 0),
  -- agreed for one room, in minor units; null: by the rate plan
  rate bigint check (rate >= 0),
  primary key (venue_id, block_id, room_type, night),
  foreign key (venue_id, block_id) references groups.block (venue_id, id)
);

-- Rooms or tables that a desk has to itself until it gives them back, or until `until_at` has passed.
create table groups.lease (
  venue_id text not null,
  id text not null,
  vendor_id text not null,
  desk text not null check (length(desk) between 1 and 80),
  kind text not null check (kind in ('rooms', 'tables')),
  status text not null check (status in ('live', 'returned', 'lapsed')),
  units text[] not null check (cardinality(units) > 0),
  from_day date not null,
  to_day date not null,
  until_at timestamptz not null,
  created_at timestamptz not null,
  created_by text,
  ended_at timestamptz,
  request_hash text,
  primary key (venue_id, id),
  check (from_day < to_day),
  check ((status = 'live') = (ended_at is null))
);
create index lease_by_day on groups.lease (venue_id, from_day, id);
create index lease_lapsing on groups.lease (until_at) where status = 'live';

-- Who booked from a block.
create index booking_by_block on booking.booking (venue_id, (terms #>> '{stay,group,block}'), id) where terms #>> '{stay,group,block}' is not null;
