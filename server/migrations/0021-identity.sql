-- Accounts, what they sign in with, sessions, roles. Names and e-mails stand in the vault (guests); here are hashes.
create schema identity;

-- better-auth's "user"
create table identity.account (
  id text primary key,
  -- the account's own profile in the vault
  person_id text not null unique,
  -- keyed hash of the normalised e-mail
  email_hash text not null unique,
  email_verified boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- better-auth's "account": one way to sign in. Columns for tokens of other providers come with the first such provider.
create table identity.credential (
  id text primary key,
  account_id text not null references identity.account (id) on delete cascade,
  provider_id text not null,
  provider_account_id text not null,
  -- argon2id, in PHC form
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, provider_account_id)
);
create index credential_account on identity.credential (account_id);

-- better-auth's "session". The token itself is with its owner only; here is its SHA-256.
create table identity.session (
  id text primary key,
  account_id text not null references identity.account (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  -- "Firefox on Linux": never the whole user agent, and no address
  device text check (length(device) <= 60),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on identity.session (account_id, expires_at);
create index session_expiry on identity.session (expires_at);

-- better-auth's "verification": one-time values, found by a hash of what they are for.
create table identity.verification (
  id text primary key,
  identifier_hash text not null,
  value text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null
);
create index verification_identifier on identity.verification (identifier_hash);

-- Who works where. venue_id null: all venues of the vendor.
create table identity.membership (
  account_id text not null references identity.account (id) on delete cascade,
  vendor_id text not null,
  venue_id text,
  role text not null check (role in ('owner', 'manager', 'front_desk', 'housekeeping', 'host')),
  -- how the vendor calls this person, sealed under the account's key
  staff_name bytea,
  created_at timestamptz not null,
  unique nulls not distinct (account_id, vendor_id, venue_id),
  -- Owners own the whole vendor.
  check (role <> 'owner' or venue_id is null)
);
create index membership_vendor on identity.membership (vendor_id, venue_id);
