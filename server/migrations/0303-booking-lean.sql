-- A booking costs what it writes. The amounts of its nights stand in its frozen price, what opens it is a signed token
-- that nobody stores, and one index by id (with the venue behind it, for who shards by venue) serves both ways to look.
drop table booking.stay_night;
drop table booking.access;

alter table booking.reservation drop constraint reservation_venue_id_booking_id_fkey;
alter table booking.amendment drop constraint amendment_venue_id_booking_id_fkey;

drop index booking.booking_by_id, booking.booking_by_code, booking.reservation_by_id;
alter table booking.booking drop constraint booking_pkey, drop constraint booking_venue_id_code_key,
  add primary key (id, venue_id), add constraint booking_code_key unique (code, venue_id);
alter table booking.reservation drop constraint reservation_pkey, add primary key (id, venue_id);

alter table booking.reservation add constraint reservation_of_booking foreign key (booking_id, venue_id) references booking.booking (id, venue_id);
alter table booking.amendment add constraint amendment_of_booking foreign key (booking_id, venue_id) references booking.booking (id, venue_id);
