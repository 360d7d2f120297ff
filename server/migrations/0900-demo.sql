-- How far the demo world is loaded. Empty in production.
create schema demo;

create table demo.progress (
  step text primary key,
  done_at timestamptz not null
);
