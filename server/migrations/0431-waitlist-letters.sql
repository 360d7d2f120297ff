-- Letters about a place in line: that one is in it, that something is held for them, that it is their turn.
alter table notifications.message alter column booking_id drop not null;
alter table notifications.message add column entry_id text;
alter table notifications.message add check ((booking_id is null) <> (entry_id is null));
alter table notifications.message drop constraint message_kind_check;
alter table notifications.message add constraint message_kind_check
  check (kind in ('confirmed', 'amended', 'cancelled', 'paid_in_vain', 'no_show', 'card_declined') or (kind in ('waitlist_joined', 'waitlist_offered', 'waitlist_called')) and entry_id is not null);
create index message_entry on notifications.message (entry_id, created_at desc) where entry_id is not null;
