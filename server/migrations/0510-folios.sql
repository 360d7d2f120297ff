-- Bills of stays and parties, accounts of the house and of companies, tills. Every line stands on a journal of the
-- ledger; a line that was wrong is taken back by another, and neither is ever changed or deleted.
create schema folios;

create table folios.folio (
  venue_id text not null,
  id text not null check (id ~ '^fol_[0-9a-z]{24}$'),
  kind text not null check (kind in ('stay', 'table', 'house', 'city')),
  status text not null check (status in ('open', 'closed')),
  version int not null default 1,
  booking_id text,
  -- of an account or of a bill without a booking: a business, a table; guests' names live in the vault
  name text,
  windows jsonb not null check (jsonb_typeof(windows) = 'array'),
  routing jsonb not null default '{}',
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  covers int check (covers between 1 and 100),
  minimum_spend bigint check (minimum_spend > 0),
  credit_limit bigint check (credit_limit >= 0),
  posted_through date,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (venue_id, id),
  check ((status = 'closed') = (closed_at is not null)),
  check (kind = 'city' or credit_limit is null),
  check (kind in ('stay', 'table') or (booking_id is null and name is not null))
);
create unique index folio_of_booking on folios.folio (venue_id, booking_id) where booking_id is not null;
create index folio_open on folios.folio (venue_id, kind, opened_at, id) where status = 'open';
create index folio_by_opening on folios.folio (venue_id, kind, opened_at, id);

create table folios.line (
  venue_id text not null,
  id text not null check (id ~ '^fln_[0-9a-z]{24}$'),
  no bigint generated always as identity,
  folio_id text not null,
  win smallint not null check (win between 1 and 99),
  kind text not null check (kind in ('charge', 'payment', 'refund', 'deposit', 'settlement')),
  category text check (category in ('room', 'board', 'food', 'beverage', 'extra', 'fee', 'other', 'tax')),
  description text not null check (length(description) between 1 and 120),
  service_date date not null,
  business_date date not null,
  at timestamptz not null,
  quantity int not null check (quantity between 1 and 10000),
  amount bigint not null check (amount <> 0),
  net bigint not null,
  taxes jsonb not null default '[]',
  tip bigint not null default 0,
  method text check (method in ('cash', 'card_terminal', 'transfer', 'card')),
  reservation_id text,
  account text not null,
  journal bigint not null,
  key text not null,
  voids text,
  voided_by text,
  reason text check (reason ~ '^[a-z0-9_.-]{1,64}$'),
  actor text not null,
  shift_id text,
  invoice text,
  pair_venue text,
  pair_line text,
  primary key (venue_id, id),
  unique (venue_id, key),
  foreign key (venue_id, folio_id) references folios.folio (venue_id, id),
  check ((kind = 'charge') = (category is not null))
);
create index line_of_folio on folios.line (venue_id, folio_id, no);
create index line_by_journal on folios.line (venue_id, journal);
create unique index line_voided_once on folios.line (venue_id, voids) where voids is not null;
create index line_by_day on folios.line (venue_id, business_date) include (kind, category, amount, net);

-- Only two things are noted on a line later: what took it back, and which invoice names it; each once.
create function folios.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' or (old.voided_by is not null and new.voided_by is distinct from old.voided_by) or (old.invoice is not null and new.invoice is distinct from old.invoice)
    or (to_jsonb(new) - 'voided_by' - 'invoice') <> (to_jsonb(old) - 'voided_by' - 'invoice') then
    raise exception 'what is posted on a folio stays as it is: take it back by another line' using errcode = '23514', constraint = 'line_immutable';
  end if;
  return new;
end $$;
create trigger line_immutable before update or delete on folios.line for each row execute function folios.refuse_change();

-- A cashier's time at a till, from a float to a count.
create table folios.shift (
  venue_id text not null,
  id text not null check (id ~ '^shf_[0-9a-z]{24}$'),
  account_id text not null,
  till text not null,
  status text not null check (status in ('open', 'closed')),
  float_amount bigint not null check (float_amount >= 0),
  opened_at timestamptz not null,
  business_date date not null,
  closed_at timestamptz,
  counted bigint check (counted >= 0),
  expected bigint,
  primary key (venue_id, id),
  check ((status = 'closed') = (closed_at is not null) and (closed_at is null) = (counted is null) and (counted is null) = (expected is null))
);
create unique index shift_open_once on folios.shift (venue_id, account_id) where status = 'open';
create index shift_by_opening on folios.shift (venue_id, opened_at desc);

-- Keys of callers: the same key and request again does nothing more, with another request it is refused.
create table folios.once (
  venue_id text not null,
  caller text not null,
  key_hash bytea not null check (octet_length(key_hash) = 32),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  made text,
  created_at timestamptz not null,
  primary key (venue_id, caller, key_hash)
);
create index once_by_age on folios.once (created_at);
