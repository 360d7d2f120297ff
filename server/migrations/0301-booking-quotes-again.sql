-- A quote locks a price; what it claims is claimed each time. A guest whose hold ran out may hold the same quote again.
drop index booking.booking_quote_once;
-- A room given back in one change and another taken in the next keep their own places.
alter table booking.reservation drop constraint reservation_ordinal_check, add constraint reservation_ordinal_check check (ordinal between 1 and 999);
-- The room or tables that the guest was given, kept when the claim on them has gone.
alter table booking.reservation add column units text[] not null default '{}';
