-- A decision is made from rows that were read without a lock, and sent in one go with its commit behind it. Whether the
-- rows were still as they had been seen is known to the statement that writes them: if not, this ends the transaction.
create function availability.must_be(changed bigint, wanted bigint) returns void language plpgsql as $$
begin
  if changed <> wanted then
    raise exception 'what the decision was made from has changed meanwhile' using errcode = 'STALE';
  end if;
end $$;
