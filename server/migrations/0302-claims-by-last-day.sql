-- Which rooms are taken from a day on is asked at each arrival: without this, every stay that ever was is looked through
-- (4,600 looks at 6,000 claims read 15 million rows in a replay).
create index claim_by_last_day on availability.claim (venue_id, end_day);
