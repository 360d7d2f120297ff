-- The event log. A transaction writes its events into `outbox`, without a position: a number taken inside the
-- transaction would be passed by readers when the transaction commits late. After commit one elected sequencer moves
-- them into `log` in batches and numbers them there without a gap, so whoever reads on after a position misses nothing.
create schema events;

create table events.outbox (
  -- Order of insertion. One number at a time: an event that follows another one's commit has the higher number.
  seq bigint generated always as identity (cache 1) primary key,
  id text not null,
  venue text,
  type text not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  type_version smallint not null,
  subject text not null,
  actor text not null,
  channel text,
  reason text,
  cause text,
  test boolean not null,
  at timestamptz not null,
  facts jsonb not null check (jsonb_typeof(facts) = 'object')
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index outbox_subject on events.outbox (subject);

-- Append only. Read by position, by venue and position, and by subject; nothing else may depend on its shape, so that
-- it can be split into partitions by position, whose oldest go when every cursor and the archive have passed them.
create table events.log (
  position bigint primary key check (position > 0),
  id text not null unique,
  venue text,
  type text not null,
  type_version smallint not null,
  subject text not null,
  actor text not null,
  channel text,
  reason text,
  cause text,
  test boolean not null,
  at timestamptz not null,
  facts jsonb not null
);
create index log_venue on events.log (venue, position) where venue is not null;
create index log_subject on events.log (subject, position);

-- One row: the last position given. Its row lock makes two sequencers harmless even if the election failed.
create table events.head (
  one boolean primary key default true check (one),
  position bigint not null
);
insert into events.head (position) values (0);

-- How far each consumer has come. The row is locked while a batch is handled, so each consumer runs once at a time.
create table events.cursor (
  consumer text primary key,
  position bigint not null check (position >= 0),
  -- The event that failed last and how often in a row; counted here so that a restart does not begin to count again.
  failing bigint,
  failures int not null default 0,
  moved_at timestamptz not null
);

-- Events that a consumer could not handle after its bounded attempts. The error's name only: a message may quote data.
create table events.parked (
  consumer text not null,
  position bigint not null references events.log,
  attempts int not null,
  error text not null,
  parked_at timestamptz not null,
  primary key (consumer, position)
);
