-- The vault. Personal data stands here and nowhere else, sealed under a key for each person.
create schema guests;

create table guests.person (
  id text primary key,
  -- null: an account's own profile, known to all vendors by its account only
  vendor_id text,
  account_id text,
  name bytea,
  email bytea,
  phone bytea,
  locale text,
  -- Keyed hashes, bound to the vendor: hashes of two vendors do not match.
  email_hash bytea,
  phone_hash bytea,
  full_name_hash bytea,
  -- 64 bits each: name words and their beginnings
  name_hashes bigint[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  erased_at timestamptz,
  -- An erased person has nothing left to be found or read by.
  check (erased_at is null or (name is null and email is null and phone is null and email_hash is null and phone_hash is null and full_name_hash is null and name_hashes = '{}' and account_id is null and locale is null))
);
-- The same e-mail and name at one vendor is one profile, also when two bookings come at once.
create unique index person_vendor_email on guests.person (vendor_id, email_hash, full_name_hash) where vendor_id is not null and email_hash is not null;
create unique index person_account_email on guests.person (email_hash) where vendor_id is null and email_hash is not null;
create index person_vendor_phone on guests.person (vendor_id, phone_hash) where phone_hash is not null;
create index person_account on guests.person (account_id) where account_id is not null;
create index person_names on guests.person using gin (name_hashes);

-- A table of its own, so that long-term backups can leave the keys out: what was erased stays erased there too.
create table guests.person_key (
  person_id text primary key references guests.person (id),
  master_version int not null,
  wrapped bytea not null check (octet_length(wrapped) = 60)
);
create index person_key_version on guests.person_key (master_version);

-- Free text about a person: one note for each kind and subject (a booking, a reservation).
create table guests.note (
  person_id text not null references guests.person (id),
  kind text not null check (kind ~ '^[a-z_]{1,40}$'),
  subject_id text not null,
  sealed bytea not null,
  updated_at timestamptz not null,
  primary key (subject_id, person_id, kind)
);
create index note_person on guests.note (person_id);
