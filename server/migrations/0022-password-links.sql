-- All links of one account go when one is used.
create index verification_value on identity.verification (value);
create index verification_expiry on identity.verification (expires_at);
