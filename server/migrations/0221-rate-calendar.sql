-- What one date of a room type under a plan says beyond the rates: its own price, its restrictions. A date that says
-- nothing has no row.
create table pricing.night (
  venue_id text not null,
  room_type text not null,
  plan text not null,
  night date not null,
  price bigint check (price > 0 and price <= 500000000000),
  min_stay smallint check (min_stay > 0),
  max_stay smallint check (max_stay > 0),
  closed_to_arrival boolean not null default false,
  closed_to_departure boolean not null default false,
  stop_sell boolean not null default false,
  primary key (venue_id, room_type, plan, night),
  check (price is not null or min_stay is not null or max_stay is not null or closed_to_arrival or closed_to_departure or stop_sell)
);

-- Each change of the calendar with what was there before, so that it can be undone, the newest first.
create table pricing.change (
  venue_id text not null,
  id text not null,
  number int not null check (number > 0),
  at timestamptz not null,
  actor text not null,
  summary text not null,
  nights int not null check (nights >= 0),
  before jsonb not null check (jsonb_typeof(before) = 'array'),
  undone_at timestamptz,
  undone_by text,
  -- The key of the request that made it: the same key makes one change.
  request_key text,
  request_hash text,
  primary key (venue_id, id),
  unique (venue_id, number)
);
create unique index change_key on pricing.change (venue_id, request_key) where request_key is not null;

-- A promotion code, with how often it may be used; its uses are counted from the rows below.
create table pricing.promo (
  venue_id text not null,
  -- Folded to capitals: people type codes as they like.
  code text not null check (code = upper(code)),
  name text not null,
  percent int check (percent between 1 and 90),
  amount bigint check (amount > 0),
  max_uses int check (max_uses > 0),
  min_nights int not null check (min_nights > 0),
  book_from date, book_to date, stay_from date, stay_to date,
  plans jsonb check (jsonb_typeof(plans) = 'array'),
  active boolean not null,
  primary key (venue_id, code),
  check ((percent is null) <> (amount is null))
);
create table pricing.promo_use (
  venue_id text not null,
  code text not null,
  booking_id text not null,
  at timestamptz not null,
  -- A hold uses the code until it runs out; a booking for good.
  until timestamptz,
  primary key (venue_id, code, booking_id),
  foreign key (venue_id, code) references pricing.promo (venue_id, code)
);
create index promo_use_booking on pricing.promo_use (venue_id, booking_id);

-- Reference rates, to show prices in a guest's currency. Nobody is charged by them. `per_euro` is how many of it a euro is.
create table pricing.reference_rate (
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  day date not null,
  per_euro numeric(20, 8) not null check (per_euro > 0),
  source text not null,
  primary key (currency, day)
);

-- Taxes and service charges of restaurants, whose prices stand with their services. A hotel's are compiled with its rates.
alter table venues.venue add column taxes jsonb not null default '[]' check (jsonb_typeof(taxes) = 'array');
