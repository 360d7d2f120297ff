-- Cards that are kept, amounts that are held and captured later, disputes: what a real provider has as well.
alter table sandbox_psp.charge
  add column mode text not null default 'charge' check (mode in ('charge', 'authorize', 'save')),
  add column keep_card boolean not null default false,
  add column method text,
  add column card text,
  add column captured bigint not null default 0,
  add column authorized_at timestamptz;
update sandbox_psp.charge set captured = amount where status = 'succeeded';
alter table sandbox_psp.charge drop constraint charge_status_check,
  add constraint charge_status_check check (status in ('open', 'challenged', 'processing', 'authorized', 'saved', 'succeeded', 'declined', 'closed')),
  add constraint charge_captured_check check (captured >= 0 and captured <= amount),
  add constraint charge_refunded_captured_check check (refunded <= captured or status = 'processing');
alter table sandbox_psp.charge add constraint charge_held_check check ((status = 'authorized') <= (authorized_at is not null));

-- What a card does when the guest is not there: works, is declined, or its bank asks back.
create table sandbox_psp.card (
  id text primary key,
  method text not null
);

create table sandbox_psp.dispute (
  id text primary key,
  reference text not null references sandbox_psp.charge (reference),
  amount bigint not null check (amount > 0),
  status text not null check (status in ('open', 'won', 'lost')),
  reason text not null
);
create index dispute_of_charge on sandbox_psp.dispute (reference);
