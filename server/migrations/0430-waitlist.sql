-- Who waits for what is sold out. Names and addresses are in the vault; here is whose turn it is.
create schema waitlist;

-- One row a venue that ever had somebody in line. Whoever changes the line locks it first, so that all that happens to
-- a line happens in one order, also with several processes: places in line, offers, answers.
create table waitlist.line (
  venue_id text primary key,
  open boolean not null default true,
  -- minutes to answer an offer, for today and for later; null: as the kind of venue usually has it
  today_minutes int check (today_minutes between 5 and 1440),
  later_minutes int check (later_minutes between 5 and 1440),
  next_seq bigint not null default 1 check (next_seq > 0),
  -- when the line is to be looked through next: at once after something may have freed up, else by the slow round; null: nobody waits
  due_at timestamptz
);
create index line_due on waitlist.line (due_at) where due_at is not null;

create table waitlist.entry (
  venue_id text not null references waitlist.line (venue_id),
  id text not null,
  vendor_id text not null,
  -- the place in line: given under the line's lock, never again
  seq bigint not null,
  state text not null check (state in ('waiting', 'offered', 'accepted', 'seated', 'declined', 'lapsed', 'left', 'removed', 'passed')),
  version int not null default 1 check (version > 0),
  channel text not null check (channel in ('site', 'api', 'desk', 'phone', 'walk_in')),
  kind text not null check (kind in ('stay', 'sitting')),
  -- { roomType, roomTypeName, arrival, departure, guests, rooms } or { at, party, toleranceMinutes, area }
  wish jsonb not null,
  -- its nights, or its business date and the next
  first_day date not null,
  end_day date not null check (end_day > first_day),
  -- from when on the wish can no longer come true
  passes_at timestamptz not null,
  guest_id text not null,
  account_id text,
  -- keyed hashes of the person and of the wish: one place in line for each, so many for each person; gone when it is over
  person_key text,
  wish_key text,
  quoted_minutes int check (quoted_minutes between 0 and 480),
  called_at timestamptz,
  -- the booking that is held for this guest, and until when they may answer
  booking_id text,
  offered_at timestamptz,
  offer_expires_at timestamptz,
  -- the guest took it and pays
  taken_at timestamptz,
  joined_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason ~ '^[a-z_]{1,40}$'),
  -- the Idempotency-Key of the request that made it, hashed with its caller; and the request
  request_key text,
  request_hash text,
  primary key (venue_id, id),
  unique (venue_id, seq),
  check ((state in ('waiting', 'offered')) = (ended_at is null)),
  check ((state = 'offered') <= (booking_id is not null and offered_at is not null and offer_expires_at is not null)),
  check ((state in ('waiting', 'offered')) = (wish_key is not null))
);
create index entry_by_id on waitlist.entry (id);
create index entry_in_line on waitlist.entry (venue_id, seq) where state in ('waiting', 'offered');
create index entry_of_person on waitlist.entry (venue_id, person_key) where person_key is not null;
create unique index entry_once on waitlist.entry (venue_id, guest_id, wish_key) where state in ('waiting', 'offered');
create unique index entry_by_request on waitlist.entry (request_key) where request_key is not null;
create unique index entry_by_booking on waitlist.entry (booking_id) where booking_id is not null;
create index entry_by_account on waitlist.entry (account_id, joined_at desc) where account_id is not null;
create index entry_by_day on waitlist.entry (venue_id, end_day, seq);

-- Tokens that open a place in line without an account: only their hash is kept.
create table waitlist.access (
  token_hash bytea not null check (octet_length(token_hash) = 32),
  venue_id text not null,
  entry_id text not null,
  created_at timestamptz not null,
  primary key (token_hash, venue_id, entry_id),
  foreign key (venue_id, entry_id) references waitlist.entry (venue_id, id)
);
