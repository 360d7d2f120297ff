-- Bookings and their lives. Every table begins with the venue, so that it can be sharded by venue; an id carries its
-- venue's route. Personal data is not here: a booking names a guest of the vault, and its note lives there too.
create schema booking;

create table booking.booking (
  venue_id text not null,
  id text not null,
  vendor_id text not null,
  code text not null,
  status text not null check (status in ('held', 'confirmed', 'arrived', 'completed', 'expired', 'cancelled', 'no_show')),
  version int not null default 1 check (version > 0),
  channel text not null check (channel in ('site', 'desk', 'phone', 'walk_in', 'api', 'partner', 'import')),
  kind text not null check (kind in ('stay', 'sitting')),
  -- what was sold, with the names that it was sold under: { stay } or { sitting }
  terms jsonb not null,
  -- frozen when it was made: { total, dueNow, lines, perNight, policy }, in minor units of `currency`
  price jsonb not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total bigint not null,
  due_now bigint not null check (due_now >= 0),
  -- first day and the day after the last (for a sitting: its business date and the next), for lists
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  -- check-in time or the time of the sitting: what the cancellation ladder counts back from
  starts_at timestamptz not null,
  guest_id text not null,
  account_id text,
  has_note boolean not null default false,
  quote_id text,
  trip_id text,
  payment_id text,
  expires_at timestamptz,
  held_minutes int not null check (held_minutes between 0 and 1440),
  extended boolean not null default false,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason ~ '^[a-z_]{1,40}$'),
  -- what a cancellation or a no-show cost
  charged bigint check (charged >= 0),
  primary key (venue_id, id),
  unique (venue_id, code),
  check ((status = 'held') = (expires_at is not null)),
  check (status not in ('confirmed', 'arrived', 'completed', 'no_show') or confirmed_at is not null)
);
create index booking_by_id on booking.booking (id);
create index booking_by_code on booking.booking (code);
create index booking_by_day on booking.booking (venue_id, starts_on, id);
create index booking_by_account on booking.booking (account_id, starts_on, id) where account_id is not null;
create index booking_by_guest on booking.booking (venue_id, guest_id);
create index booking_by_trip on booking.booking (trip_id) where trip_id is not null;
create index booking_expiring on booking.booking (expires_at) where status = 'held';
-- A quote is bought once: a second hold of it, with another key, would claim a second room at a price locked for one.
create unique index booking_quote_once on booking.booking (venue_id, quote_id) where quote_id is not null and status not in ('expired', 'cancelled');

create table booking.reservation (
  venue_id text not null,
  id text not null,
  booking_id text not null,
  ordinal int not null check (ordinal between 1 and 9),
  status text not null check (status in ('held', 'confirmed', 'arrived', 'completed', 'expired', 'cancelled', 'no_show')),
  version int not null default 1 check (version > 0),
  guests int not null check (guests between 1 and 100),
  room_type text,
  arrival date,
  departure date,
  service_id text,
  at timestamptz,
  ends timestamptz,
  business_date date,
  arrived_at timestamptz,
  ended_at timestamptz,
  primary key (venue_id, id),
  unique (venue_id, booking_id, ordinal),
  foreign key (venue_id, booking_id) references booking.booking (venue_id, id),
  -- a stay or a sitting, whole; day use (arrival = departure) sells no night
  check ((room_type is null) = (arrival is null) and (arrival is null) = (departure is null)),
  check ((service_id is null) = (at is null) and (at is null) = (ends is null) and (at is null) = (business_date is null)),
  check ((room_type is null) <> (service_id is null)),
  check (departure >= arrival),
  check (ends > at),
  check (status not in ('arrived', 'completed') or arrived_at is not null)
);
create index reservation_by_id on booking.reservation (id);
create index reservation_by_arrival on booking.reservation (venue_id, arrival) where arrival is not null;
create index reservation_by_departure on booking.reservation (venue_id, departure) where departure is not null;
create index reservation_by_business_date on booking.reservation (venue_id, business_date) where business_date is not null;
create index reservation_in_house on booking.reservation (venue_id) where status = 'arrived';

-- One price line a night. Nights given back by an early departure keep their line with `released`.
create table booking.stay_night (
  venue_id text not null,
  reservation_id text not null,
  night date not null,
  amount bigint not null,
  released boolean not null default false,
  primary key (venue_id, reservation_id, night),
  foreign key (venue_id, reservation_id) references booking.reservation (venue_id, id)
);

-- A change that waits for its payment: the difference is held beside the booking, which stays as it is until then.
create table booking.amendment (
  venue_id text not null,
  id text not null,
  booking_id text not null,
  -- holds the difference in the calendar
  holder text not null,
  terms jsonb not null,
  price jsonb not null,
  payment_id text not null,
  status text not null check (status in ('pending', 'applied', 'expired', 'refused')),
  expires_at timestamptz not null,
  created_at timestamptz not null,
  primary key (venue_id, id),
  foreign key (venue_id, booking_id) references booking.booking (venue_id, id)
);
create unique index amendment_pending_once on booking.amendment (venue_id, booking_id) where status = 'pending';
create index amendment_by_payment on booking.amendment (payment_id);
create index amendment_expiring on booking.amendment (expires_at) where status = 'pending';

-- Bookings of several venues bought together. The row is written before the first venue is held, so that whoever finds
-- it unfinished after a crash can let go what was held.
create table booking.trip (
  id text primary key,
  code text not null unique,
  status text not null check (status in ('holding', 'held', 'released')),
  account_id text,
  venues text[] not null,
  created_at timestamptz not null,
  -- a trip still `holding` then was left by a crash
  give_up_at timestamptz not null
);
create index trip_unfinished on booking.trip (give_up_at) where status = 'holding';

-- The ids of what a key made, never a body. A refusal rolls its row back.
create table booking.idempotency (
  caller text not null,
  key_hash bytea not null check (octet_length(key_hash) = 32),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  -- null while it runs over several transactions (a trip)
  result jsonb,
  created_at timestamptz not null,
  primary key (caller, key_hash)
);
create index idempotency_by_age on booking.idempotency (created_at);

-- Tokens that open bookings without an account: only their hash is kept.
create table booking.access (
  token_hash bytea not null check (octet_length(token_hash) = 32),
  venue_id text not null,
  booking_id text not null,
  created_at timestamptz not null,
  primary key (token_hash, venue_id, booking_id),
  foreign key (venue_id, booking_id) references booking.booking (venue_id, id)
);
create index access_by_booking on booking.access (venue_id, booking_id);
