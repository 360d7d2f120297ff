-- A hold is found by when it runs out; only what was sold for good is looked up by its days. A hold then has an entry less to
-- write (a fifth of what it costs in indexes), and pays it when it is confirmed, where the line is written anew anyway.
drop index availability.sale_by_day;
create index sale_by_day on availability.sale (venue_id, grp, end_day) where expires_at is null;
