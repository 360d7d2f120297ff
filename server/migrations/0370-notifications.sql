-- Letters to guests about their bookings. What a letter says is sealed under the guest's own key.
create schema notifications;

create table notifications.message (
  id text primary key,
  event_id text not null unique,
  venue_id text not null,
  booking_id text not null,
  guest_id text not null,
  kind text not null check (kind in ('confirmed', 'amended', 'cancelled', 'paid_in_vain', 'no_show')),
  refund bigint not null default 0 check (refund >= 0),
  charge bigint not null default 0 check (charge >= 0),
  status text not null check (status in ('queued', 'sent', 'kept', 'dropped')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  sealed bytea,
  check ((status in ('sent', 'kept')) = (sealed is not null and sent_at is not null))
);
create index message_queued on notifications.message (next_attempt_at) where status = 'queued';
create index message_booking on notifications.message (booking_id, created_at desc);
