-- Versions of set-ups are never given twice, not even after a rollback: a process keeps what it parsed by its version.
create sequence availability.setup_version as int start 1000;
