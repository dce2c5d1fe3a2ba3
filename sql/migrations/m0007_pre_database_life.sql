-- A database restored twice by the same commands, each time onto a fresh server, has the same table ids; a copied one has its
-- original's. The server's and the database's own identity tell them apart. Every tenant reconciles once after this migration.
create or replace function database_life() returns text
    language sql stable
    as $$
    select (select system_identifier from pg_control_system())::text || '.'
        || (select oid from pg_database where datname = current_database())::text || '.'
        || 'unavailability_ledger'::regclass::oid::text || '.'
        || case when pg_is_in_recovery() then '' else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end
$$;
