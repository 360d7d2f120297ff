-- What every module stands on. The table platform.migration is made by the migrator itself, before the first file.
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
