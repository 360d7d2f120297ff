-- Documents that are to leave by e-mail. To whom stands in the document, sealed.
create table invoices.letter (
  id text primary key,
  document_id text not null references invoices.document (id),
  status text not null check (status in ('queued', 'sent', 'dropped')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index letter_queued on invoices.letter (next_attempt_at) where status = 'queued';
-- The same document is not queued twice at once.
create unique index letter_once on invoices.letter (document_id) where status = 'queued';
