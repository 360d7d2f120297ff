create schema quoting;

-- A price that was promised until `expires_at`. Nothing is claimed. Rows are dropped a day after they ran out.
create table quoting.quote (
  id text primary key,
  venue_id text not null,
  -- What was asked for, with the names that it was offered under.
  terms jsonb not null check (jsonb_typeof(terms) = 'object' and (terms ? 'stay') <> (terms ? 'sitting')),
  -- Total, lines and policy as they are frozen into a booking.
  price jsonb not null check (jsonb_typeof(price) = 'object'),
  -- Check-in or the slot: what the cancellation ladder counts back from.
  arrival_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  request_hash text
);
create index quote_expiry on quoting.quote (expires_at);
