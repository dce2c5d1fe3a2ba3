-- Tenants by slug, and the check that two tenants do not share events.

create or replace function claim_lucca_accounts() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    delete from lucca_account where tenant_id = new.id;
    insert into lucca_account (tenant_id, planningpme_url, account)
    select distinct new.id, lower(new.planningpme_url), lower(named.account)
    from unnest(array[split_part(split_part(new.lucca_url, '://', 2), '.', 1)] || new.former_accounts) as named (account);
    return null;
end
$$;
comment on function claim_lucca_accounts is 'Keeps two tenants from taking events of one planning both for their own.';

create or replace trigger claim_lucca_accounts after insert or update of lucca_url, planningpme_url, former_accounts on tenant
    for each row execute function claim_lucca_accounts();

set local role passerelle_directory;

create or replace function list_tenants() returns setof tenant
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select * from tenant order by slug $$;
comment on function list_tenants is 'Every tenant, by slug.';

create or replace function find_tenant(by_slug text) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return (select id from tenant where slug = by_slug);
comment on function find_tenant is 'The id of the tenant of that slug.';

-- No count of active tenants includes a suspended one: operators must find it elsewhere.
create or replace function list_suspended_tenants() returns table (slug text, suspended_by bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.slug, tenant_schedule.suspended_by
        from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        where tenant.state = 'suspended' order by tenant.slug;
    end;
comment on function list_suspended_tenants is 'The tenants that are not synced until someone acts, each with the run whose failure decided that.';

create or replace function dialect_overview() returns table (assumed_dialects bigint, doubted_dialects bigint)
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

grant execute on function list_tenants, find_tenant, list_suspended_tenants, dialect_overview to passerelle_worker, passerelle_reader;
