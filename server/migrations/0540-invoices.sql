-- Invoices, credit notes and receipts: numbered without gaps, and never changed once issued.
create schema invoices;

-- Who a venue is on paper. What is left out is taken from its vendor's name and its address.
create table invoices.seller (
  venue_id text primary key,
  legal_name text not null check (length(legal_name) between 1 and 200),
  street text not null, postal_code text not null, city text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  tax_number text, registration text, iban text, footer text not null default '',
  version int not null, updated_at timestamptz not null
);

-- A series is a row of numbers of one kind of document. Its prefix stands before each number.
create table invoices.series (
  venue_id text not null,
  code text not null check (code ~ '^[a-z][a-z0-9_]{0,29}$'),
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
  prefix text not null check (prefix ~ '^[A-Z0-9][A-Z0-9/.-]{0,11}$'),
  created_at timestamptz not null,
  primary key (venue_id, code),
  -- Two series with one prefix would give the same number twice. Deferred, so that two may change places.
  constraint series_prefix unique (venue_id, prefix) deferrable initially deferred
);

-- The last number given in a series and a year. Its row lock is held until the document that took the number is committed,
-- so that a transaction that fails gives its number back before the next one takes it.
create table invoices.counter (
  venue_id text not null, series text not null, year int not null check (year between 1900 and 2200),
  last_number int not null check (last_number > 0),
  last_on date not null,
  primary key (venue_id, series, year),
  foreign key (venue_id, series) references invoices.series (venue_id, code)
);

create table invoices.document (
  id text primary key,
  venue_id text not null, vendor_id text not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt')),
  series text not null, year int not null, sequence int not null check (sequence > 0),
  number text not null,
  issued_on date not null, issued_at timestamptz not null,
  -- What it is about: a folio's window or a booking, by id.
  folio_id text, folio_window int, booking_id text,
  corrects text references invoices.document (id),
  -- The person under whose key the buyer's part is sealed. Null: nobody was named.
  guest_id text, sealed bytea,
  locale text not null, currency text not null check (currency ~ '^[A-Z]{3}$'),
  net bigint not null, tax bigint not null, gross bigint not null, paid bigint not null,
  -- Seller, lines, taxes, payments: no person.
  content jsonb not null,
  request_key text, request_digest bytea,
  constraint document_adds_up check (gross = net + tax),
  constraint document_sealed check ((sealed is null) or guest_id is not null),
  constraint document_corrects check ((kind = 'credit_note') = (corrects is not null)),
  constraint document_sequence unique (venue_id, series, year, sequence),
  constraint document_number unique (venue_id, number),
  constraint document_request unique (venue_id, request_key),
  foreign key (venue_id, series, year) references invoices.counter (venue_id, series, year)
);
create index document_list on invoices.document (venue_id, issued_at desc, id desc);
create index document_booking on invoices.document (booking_id) where booking_id is not null;
create index document_folio on invoices.document (folio_id) where folio_id is not null;
create index document_corrects on invoices.document (corrects) where corrects is not null;

-- What was documented, once: a charge on an invoice, a payment on a receipt.
create table invoices.item (
  purpose text not null check (purpose in ('invoice', 'receipt')),
  item_id text not null,
  document_id text not null references invoices.document (id),
  line int not null check (line > 0),
  constraint item_once primary key (purpose, item_id)
);

-- What of an invoice was credited. Line 0 is the invoice as a whole.
create table invoices.credited (
  document_id text not null references invoices.document (id),
  line int not null check (line >= 0),
  gross bigint not null,
  credited bigint not null default 0,
  constraint credited_within check ((gross >= 0 and credited between 0 and gross) or (gross < 0 and credited between gross and 0)),
  primary key (document_id, line)
);

create function invoices.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'an issued document is never changed or removed; a credit note corrects it' using errcode = '23514', constraint = 'document_is_final';
end $$;
create trigger document_is_final before update or delete on invoices.document for each row execute function invoices.refuse_change();
create trigger document_stays before truncate on invoices.document execute function invoices.refuse_change();
create trigger item_is_final before update or delete on invoices.item for each row execute function invoices.refuse_change();

-- A number is the one after the last, and never goes back.
create function invoices.next_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (tg_op = 'INSERT' and new.last_number <> 1) or (tg_op = 'UPDATE' and (new.last_number <> old.last_number + 1 or new.last_on < old.last_on)) then
    raise exception 'numbers go up by one' using errcode = '23514', constraint = 'counter_steps';
  end if;
  return new;
end $$;
create trigger counter_steps before insert or update or delete on invoices.counter for each row execute function invoices.next_only();

-- A number that was taken has its document when the transaction ends.
create function invoices.number_is_used() returns trigger language plpgsql as $$
begin
  if not exists (select from invoices.document d where d.venue_id = new.venue_id and d.series = new.series and d.year = new.year and d.sequence = new.last_number) then
    raise exception 'a number was taken and no document has it' using errcode = '23514', constraint = 'counter_used';
  end if;
  return null;
end $$;
create constraint trigger counter_used after insert or update on invoices.counter deferrable initially deferred for each row execute function invoices.number_is_used();

create function invoices.number_was_taken() returns trigger language plpgsql as $$
begin
  if not exists (select from invoices.counter c where c.venue_id = new.venue_id and c.series = new.series and c.year = new.year and c.last_number = new.sequence) then
    raise exception 'a document has a number that its series did not give' using errcode = '23514', constraint = 'document_next';
  end if;
  return new;
end $$;
create trigger document_next before insert on invoices.document for each row execute function invoices.number_was_taken();

-- Credits only grow.
create function invoices.credit_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.gross <> old.gross or abs(new.credited) < abs(old.credited) then
    raise exception 'a credit is not taken back' using errcode = '23514', constraint = 'credited_grows';
  end if;
  return new;
end $$;
create trigger credited_grows before update or delete on invoices.credited for each row execute function invoices.credit_grows();
