-- What is known no more, or was never found out: entries that a ledger lost, dialects that are assumed or in doubt.

alter table tenant_memory add column recorded_entries bigint not null default 0;
comment on column tenant_memory.recorded_entries is
    'Entries of the ledger, counted at reconciled_at and with each write since. With fewer in the ledger, references must be adopted first.';

create function dialect_overview() returns table (assumed_dialects bigint, doubted_dialects bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select
            count(*) filter (
                where environment = 'production' and planning_dialect ->> 'probedAt' is null
                    and not planning_dialect @? '$.findings.* ? (@.origin == "kept")'),
            count(*) filter (where planning_dialect ->> 'doubt' is not null)
        from tenant where state = 'active';
    end;
comment on function dialect_overview is
    'Active tenants by how far their dialect is known. assumed: in production, and neither probed nor kept. doubted: nothing is written.';

grant create on schema public to passerelle_directory;
alter function dialect_overview owner to passerelle_directory;
revoke create on schema public from passerelle_directory;
set local role passerelle_directory;
grant execute on function dialect_overview to passerelle_worker, passerelle_reader;
set local role passerelle_owner;
