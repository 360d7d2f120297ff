-- The books of each venue, by double entry. A journal is written whole in one statement and never touched again; what
-- was wrong is put right by a journal that reverses it. All of that is refused here too, whoever writes.
create schema ledger;

-- A venue's books: one currency, and the business date that is open. Posting shares this row, closing a date takes it,
-- so no entry slips into a date that is closed.
create table ledger.book (
  venue_id text primary key,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  business_date date not null,
  since timestamptz not null,
  unique (venue_id, currency)
);

create table ledger.journal (
  venue_id text not null,
  no bigint generated always as identity,
  id text not null check (id ~ '^jrn_[0-9a-z]{24}$'),
  -- What it was made for: the same key posts once.
  key text not null check (length(key) between 1 and 200),
  kind text not null check (kind ~ '^[a-z_]{1,40}$'),
  currency text not null,
  business_date date not null,
  at timestamptz not null,
  -- What it is about (a booking, a payment, a shift), who posted it, and why: ids and codes, no words of people.
  subject text,
  actor text not null,
  reason text check (reason ~ '^[a-z0-9_.-]{1,64}$'),
  lines smallint not null check (lines between 2 and 1000),
  reverses bigint,
  primary key (venue_id, no),
  unique (venue_id, key),
  foreign key (venue_id, currency) references ledger.book (venue_id, currency),
  foreign key (venue_id, reverses) references ledger.journal (venue_id, no)
);
create index journal_by_id on ledger.journal (id);
create index journal_by_date on ledger.journal (venue_id, business_date, no);
create index journal_by_subject on ledger.journal (venue_id, subject) where subject is not null;
create unique index journal_reversed_once on ledger.journal (venue_id, reverses) where reverses is not null;

create table ledger.entry (
  venue_id text not null,
  journal bigint not null,
  line smallint not null check (line > 0),
  account text not null check (account ~ '^(guest|deposits|city|house|cash|bank|tips|refunds_due|over_short|due|written_off|card\.[a-z0-9_-]{1,40}|revenue\.[a-z_]{1,40}|tax\.[a-z0-9_.-]{1,60}|fee\.[a-z_]{1,40})$'),
  -- Minor units of the book's currency; a debit is above zero, a credit below.
  amount bigint not null check (amount <> 0 and amount between -1000000000000000 and 1000000000000000),
  business_date date not null,
  at timestamptz not null,
  -- What it belongs to within its account: a folio, the booking of a deposit, a cashier's shift.
  sub text,
  win smallint check (win between 1 and 99),
  primary key (venue_id, journal, line)
);
create index entry_by_day on ledger.entry (venue_id, business_date, account) include (amount, at);
create index entry_by_sub on ledger.entry (venue_id, sub, account) include (amount, at, win) where sub is not null;

-- What each closed date moved, and the balance after it: a balance of any day is one row of these.
create table ledger.day_total (
  venue_id text not null,
  account text not null,
  business_date date not null,
  debit bigint not null check (debit >= 0),
  credit bigint not null check (credit >= 0),
  entries int not null check (entries > 0),
  balance bigint not null,
  primary key (venue_id, account, business_date)
);
create index day_total_by_day on ledger.day_total (venue_id, business_date);
create table ledger.closing (
  venue_id text not null,
  business_date date not null,
  closed_at timestamptz not null,
  primary key (venue_id, business_date)
);
create index closing_by_moment on ledger.closing (venue_id, closed_at desc);
create table ledger.account (
  venue_id text not null,
  code text not null,
  primary key (venue_id, code)
);

-- A statement writes journals and their lines together. Checked once a statement, over what it wrote.
create function ledger.check_entries() returns trigger language plpgsql as $$
declare wrong record;
begin
  select e.journal, e.total into wrong
  from (select venue_id, journal, count(*) as n, sum(amount) as total, min(line) as first, max(line) as last, min(business_date) as day, max(business_date) as day_too, min(at) as at, max(at) as at_too
        from fresh group by venue_id, journal) e
  left join ledger.journal j on j.venue_id = e.venue_id and j.no = e.journal
  where j.no is null or e.total <> 0 or e.n <> j.lines or e.first <> 1 or e.last <> j.lines
    or e.day <> j.business_date or e.day_too <> j.business_date or e.at <> j.at or e.at_too <> j.at
  limit 1;
  if found then
    raise exception 'journal % is not whole and balanced (its lines add up to %)', wrong.journal, wrong.total using errcode = '23514', constraint = 'journal_balanced';
  end if;
  return null;
end $$;
create trigger entry_balanced after insert on ledger.entry referencing new table as fresh for each statement execute function ledger.check_entries();

create function ledger.check_journals() returns trigger language plpgsql as $$
begin
  perform 1 from ledger.book b where b.venue_id in (select venue_id from fresh) for share;
  if exists (select from fresh j where not exists (select from ledger.entry e where e.venue_id = j.venue_id and e.journal = j.no and e.line = 1)) then
    raise exception 'a journal comes with its lines, in one statement' using errcode = '23514', constraint = 'journal_whole';
  end if;
  if exists (select from fresh j join ledger.book b on b.venue_id = j.venue_id where j.business_date <> b.business_date or j.at < b.since) then
    raise exception 'a journal is of the business date that is open' using errcode = '23514', constraint = 'journal_open_date';
  end if;
  if exists (select from fresh where reverses is not null) and exists (
    select from fresh j where j.reverses is not null and exists (
      (select account, sub, win, amount from ledger.entry where venue_id = j.venue_id and journal = j.no
       except all select account, sub, win, -amount from ledger.entry where venue_id = j.venue_id and journal = j.reverses)
      union all
      (select account, sub, win, -amount from ledger.entry where venue_id = j.venue_id and journal = j.reverses
       except all select account, sub, win, amount from ledger.entry where venue_id = j.venue_id and journal = j.no)))
  then
    raise exception 'a reversal is the exact opposite of what it reverses' using errcode = '23514', constraint = 'journal_reversal';
  end if;
  return null;
end $$;
create trigger journal_whole after insert on ledger.journal referencing new table as fresh for each statement execute function ledger.check_journals();

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what is posted in % stays as it is: reverse it by another journal', tg_table_name using errcode = '23514', constraint = 'journal_immutable';
end $$;
create trigger journal_immutable before update or delete or truncate on ledger.journal for each statement execute function ledger.refuse_change();
create trigger entry_immutable before update or delete or truncate on ledger.entry for each statement execute function ledger.refuse_change();
create trigger day_total_immutable before update or delete or truncate on ledger.day_total for each statement execute function ledger.refuse_change();
create trigger closing_immutable before update or delete or truncate on ledger.closing for each statement execute function ledger.refuse_change();
