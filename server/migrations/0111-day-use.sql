-- Day use: a room for some hours of one day. Its nights in the calendar are those that its hours need, and its claim
-- carries where it lies among whole nights, so that it is packed with them: `span` counts days from 1970 with a fraction.
alter table availability.claim add column span_from double precision, add column span_to double precision,
  add constraint claim_span check ((span_from is null) = (span_to is null) and span_from < span_to);
