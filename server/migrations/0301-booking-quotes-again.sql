-- A quote locks a price; what it claims is claimed each time. A guest whose hold ran out may hold the same quote again.
drop index booking.booking_quote_once;
-- A room given back in one change and another taken in the next keep their own places.
alter table booking.reservation drop constraint reservation_ordinal_check, add constraint reservation_ordinal_check check (ordinal between 1 and 999);
