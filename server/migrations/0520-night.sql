-- Night audits: how each venue closes its business date, and each closing with how far it came.
create schema night;

create table night.setting (
  venue_id text primary key,
  -- closes by itself at the venue's own hour, or waits for somebody to do it
  automatic boolean not null
);

create table night.run (
  venue_id text not null,
  business_date date not null,
  status text not null check (status in ('running', 'done')),
  actor text not null,
  started_at timestamptz not null,
  done_at timestamptz,
  nights int not null default 0,
  charges int not null default 0,
  amount bigint not null default 0,
  no_shows int not null default 0,
  -- what was still open and taken along, by code and number
  taken_along jsonb not null default '{}',
  primary key (venue_id, business_date),
  check ((status = 'done') = (done_at is not null))
);
