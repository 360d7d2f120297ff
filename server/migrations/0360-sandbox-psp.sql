-- The sandbox provider's own books. It stands for another company's system: nothing else reads this schema.
create schema sandbox_psp;

create table sandbox_psp.charge (
  reference text primary key,
  payment text not null unique,
  currency text not null,
  amount bigint not null check (amount > 0),
  return_url text not null,
  expires_at timestamptz not null,
  status text not null check (status in ('open', 'challenged', 'processing', 'succeeded', 'declined', 'closed')),
  succeeds_at timestamptz,
  refunded bigint not null default 0 check (refunded >= 0 and refunded <= amount),
  check ((status = 'processing') = (succeeds_at is not null))
);

create table sandbox_psp.refund (
  key text primary key,
  reference text not null references sandbox_psp.charge (reference),
  amount bigint not null check (amount > 0)
);

-- Deliveries still to be made. The same event may stand here twice, and an older one behind a newer: as with real providers.
create table sandbox_psp.delivery (
  id bigint generated always as identity primary key,
  event_id text not null,
  reference text not null,
  type text not null,
  due_at timestamptz not null,
  attempts int not null default 0
);
create index delivery_due on sandbox_psp.delivery (due_at);
