-- Letters about an account. What they say is not kept: a link stands in them that is worth a password.
create table notifications.account_letter (
  id text primary key,
  event_id text not null unique,
  account_id text not null,
  kind text not null check (kind in ('password_forgotten')),
  status text not null check (status in ('queued', 'sent', 'dropped')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null
);
create index account_letter_queued on notifications.account_letter (next_attempt_at) where status = 'queued';
