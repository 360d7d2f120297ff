-- A sitting's tables are given softly: it may be moved to others to let a new party in, unless staff have promised it
-- these (`pinned`) or it is seated. `wish`: the area or the kind of table that was asked for, which a move respects.
alter table availability.sale add column pinned boolean not null default false, add column wish text;
create index sale_sittings on availability.sale (venue_id, first_day) where kind = 'sitting';
