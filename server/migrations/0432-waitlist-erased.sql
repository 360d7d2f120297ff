-- Who is erased leaves every line in which they stand: found by person, whatever the venue.
create index entry_of_guest on waitlist.entry (guest_id) where state in ('waiting', 'offered');
