-- A suspended tenant leaves every count of active ones: who looks after the fleet must find it somewhere else.

create function list_suspended_tenants() returns table (slug text, suspended_by bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.slug, tenant_schedule.suspended_by
        from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        where tenant.state = 'suspended' order by tenant.slug;
    end;
comment on function list_suspended_tenants is 'The tenants that are not synced until someone acts, each with the run whose failure decided that.';

grant create on schema public to passerelle_directory;
alter function list_suspended_tenants owner to passerelle_directory;
revoke create on schema public from passerelle_directory;
set local role passerelle_directory;
grant execute on function list_suspended_tenants to passerelle_worker, passerelle_reader;
set local role passerelle_owner;
