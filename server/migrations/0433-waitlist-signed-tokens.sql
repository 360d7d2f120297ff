-- What opens a place in line is a signed token that nobody stores.
drop table waitlist.access;
