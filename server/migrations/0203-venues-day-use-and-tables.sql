-- Rooms for the day: hours, price in percent of the night, and whether the night is held.
alter table venues.venue add column day_use jsonb check (jsonb_typeof(day_use) = 'object'),
  -- kinds of table: their rank, whether only who asks gets them, and what they cost more: [{ class, rank, askedOnly, surchargePerCover }]
  add column table_classes jsonb not null default '[]' check (jsonb_typeof(table_classes) = 'array');
-- What kind of table it is; and the counter at which it is a seat, beside the others of that name in its area.
alter table venues.dining_table add column class text, add column counter text;
