-- What an event costs is written twice, once without a place and once with it. The outbox is short, so that a history
-- reads it whole; and an id that was unique there is moved, not made again.
drop index events.outbox_subject;
alter table events.log drop constraint log_id_key;
