-- Payments of bookings by a provider with a page of its own. No card number, no person.
create schema payments;

create table payments.payment (
  id text primary key,
  provider text not null,
  reference text,
  url text,
  status text not null check (status in ('requires_action', 'authorized', 'captured', 'failed', 'voided', 'partially_refunded', 'refunded')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null check (amount > 0),
  captured bigint not null default 0 check (captured >= 0 and captured <= amount),
  refunded bigint not null default 0 check (refunded >= 0 and refunded <= captured),
  return_url text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  checked_at timestamptz not null,
  unique (provider, reference)
);
-- What the reconciler asks the provider about.
create index payment_open on payments.payment (checked_at) where status in ('requires_action', 'failed', 'authorized') ;

-- One payment can settle several bookings (a trip): each venue's part is its own.
create table payments.part (
  payment_id text not null references payments.payment (id),
  booking_id text not null,
  venue_id text not null,
  vendor_id text not null,
  amount bigint not null check (amount > 0),
  captured bigint not null default 0 check (captured in (0, amount)),
  refunded bigint not null default 0 check (refunded >= 0 and refunded <= captured),
  primary key (payment_id, booking_id)
);
create index part_booking on payments.part (booking_id);

create table payments.refund (
  id text primary key,
  payment_id text not null references payments.payment (id),
  booking_id text not null,
  amount bigint not null check (amount > 0),
  reason text not null check (reason ~ '^[a-z0-9_.-]{1,64}$'),
  status text not null check (status in ('queued', 'done', 'refused')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null,
  done_at timestamptz
);
create index refund_queued on payments.refund (next_attempt_at) where status = 'queued';
create index refund_booking on payments.refund (booking_id);

-- Pages to close at the provider, because the hold that they were for is gone.
create table payments.closing (
  payment_id text primary key references payments.payment (id),
  next_attempt_at timestamptz not null,
  attempts int not null default 0
);

-- Webhooks that were taken in, so that the second delivery of one does nothing.
create table payments.webhook (
  provider text not null,
  event_id text not null,
  received_at timestamptz not null,
  primary key (provider, event_id)
);
create index webhook_age on payments.webhook (received_at);
