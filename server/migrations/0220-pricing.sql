create schema pricing;

-- What each venue charges, as it was set up. The calculator compiles it; `version` names the compiled program.
create table pricing.rates (
  venue_id text primary key,
  version int not null check (version > 0),
  rates jsonb not null check (jsonb_typeof(rates) = 'object' and rates ? 'currency' and rates ? 'plans')
);
