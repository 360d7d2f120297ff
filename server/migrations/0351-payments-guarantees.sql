-- Amounts held on a card and captured later, cards that are kept, disputes, and what the reconciler looks at.
alter table payments.payment
  add column mode text not null default 'charge' check (mode in ('charge', 'authorize', 'save')),
  add column keep_card boolean not null default false,
  add column intent text,
  add column authorized_at timestamptz,
  add column graced boolean not null default false,
  add column next_audit_at timestamptz,
  drop constraint payment_status_check,
  add constraint payment_status_check check (status in ('requires_action', 'authorized', 'saved', 'captured', 'failed', 'voided', 'partially_refunded', 'refunded')),
  add constraint payment_saved_check check (status <> 'saved' or (mode = 'save' and captured = 0));
create index payment_intent on payments.payment (intent) where intent is not null;
create index payment_last_seconds on payments.payment (expires_at) where status in ('requires_action', 'failed');
update payments.payment set next_audit_at = checked_at + interval '1 hour' where status in ('captured', 'partially_refunded', 'refunded');
create index payment_audit on payments.payment (next_audit_at) where next_audit_at is not null;

-- Of what is held, a part may be captured.
alter table payments.part drop constraint part_check, add constraint part_captured_check check (captured >= 0 and captured <= amount);

-- What stands for a booking instead of money: a card that is kept, and near the visit an amount held on it.
create table payments.guarantee (
  booking_id text primary key,
  venue_id text not null,
  vendor_id text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount > 0),
  needed_at timestamptz not null,
  -- On whose page the card is asked for; what holds the amount now; and the try that is under way.
  page_id text not null references payments.payment (id),
  payment_id text references payments.payment (id),
  trying_id text references payments.payment (id),
  card jsonb,
  status text not null check (status in ('waiting', 'saved', 'authorized', 'failing', 'capturing', 'captured', 'released')),
  capture_amount bigint check (capture_amount > 0 and capture_amount <= amount),
  capture_reason text check (capture_reason ~ '^[a-z0-9_.-]{1,64}$'),
  failures int not null default 0,
  next_attempt_at timestamptz,
  updated_at timestamptz not null,
  check ((status = 'capturing') <= (capture_amount is not null)),
  check ((status in ('saved', 'failing')) <= (card is not null))
);
create index guarantee_due on payments.guarantee (next_attempt_at) where next_attempt_at is not null;
create index guarantee_page on payments.guarantee (page_id);
create index guarantee_payment on payments.guarantee (payment_id) where payment_id is not null;
create index guarantee_trying on payments.guarantee (trying_id) where trying_id is not null;

create table payments.capture (
  payment_id text primary key references payments.payment (id),
  booking_id text not null,
  amount bigint not null check (amount > 0),
  reason text not null check (reason ~ '^[a-z0-9_.-]{1,64}$'),
  status text not null check (status in ('queued', 'done', 'refused')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null,
  done_at timestamptz
);
create index capture_queued on payments.capture (next_attempt_at) where status = 'queued';

create table payments.dispute (
  id text not null,
  payment_id text not null references payments.payment (id),
  amount bigint not null check (amount > 0),
  status text not null check (status in ('open', 'won', 'lost')),
  reason text check (reason ~ '^[a-z0-9_.-]{1,64}$'),
  opened_at timestamptz not null,
  ended_at timestamptz,
  primary key (payment_id, id)
);
