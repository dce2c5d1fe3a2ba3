-- The closed list of ways to look across tenants. Each function runs as passerelle_directory, which nobody logs in as, which
-- may only read, and sees no secret. Add one here rather than a wider policy.

grant select on tenant, run, run_history, run_record to passerelle_directory;
grant select (tenant_id, master_key_id) on tenant_data_key to passerelle_directory;
create policy directory on tenant for select to passerelle_directory using (true);
create policy directory on run for select to passerelle_directory using (true);
create policy directory on run_history for select to passerelle_directory using (true);
create policy directory on tenant_data_key for select to passerelle_directory using (true);

create function list_tenants() returns setof tenant
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select * from tenant order by slug $$;
comment on function list_tenants is 'Every tenant, by slug.';

create function find_tenant(by_slug text) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return (select id from tenant where slug = by_slug);
comment on function find_tenant is 'The id of the tenant of that slug.';

create function tenant_of_run(run_id bigint) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return coalesce(
        (select tenant_id from run where id = run_id),
        (select tenant_id from run_history where id = run_id));
comment on function tenant_of_run is 'Whose run that is, live or ended.';

create function list_runs(in_state text, since timestamptz, at_most integer) returns setof run_record
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ids bigint[];
    oldest constant timestamptz := coalesce(since, '-infinity');
begin
    -- The ids first, each kind by its own index.
    if in_state is null then
        ids := array(
            (select id from run order by id desc limit at_most)
            union all
            (select id from run_history where finished_at >= oldest order by id desc limit at_most)
            order by id desc limit at_most);
    elsif in_state in ('queued', 'running') then
        ids := array(select id from run where state = in_state order by id desc limit at_most);
    else
        ids := array(
            select id from run_history where state = in_state and finished_at >= oldest order by id desc limit at_most);
    end if;
    return query select * from run_record where id = any (ids) order by id desc;
end
$$;
comment on function list_runs is 'Runs of every tenant, newest first: live ones, and those that ended since then.';

create function list_data_key_usage() returns table (master_key_id text, tenants bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant_data_key.master_key_id, count(*) from tenant_data_key group by 1 order by 1;
    end;
comment on function list_data_key_usage is 'How many tenants'' data keys each master key wraps.';

create function list_tenants_under_other_master_key(than text) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant_id from tenant_data_key where tenant_data_key.master_key_id <> than order by tenant_id;
    end;
comment on function list_tenants_under_other_master_key is 'The tenants whose data keys a rotation has still to re-wrap.';

-- Only a role that may create in the schema can be given a function; the right is taken back at once.
grant create on schema public to passerelle_directory;
alter function list_tenants owner to passerelle_directory;
alter function find_tenant owner to passerelle_directory;
alter function tenant_of_run owner to passerelle_directory;
alter function list_runs owner to passerelle_directory;
alter function list_data_key_usage owner to passerelle_directory;
alter function list_tenants_under_other_master_key owner to passerelle_directory;
revoke create on schema public from passerelle_directory;

set local role passerelle_directory;
grant execute on function list_tenants, find_tenant, tenant_of_run, list_runs to passerelle_worker, passerelle_reader;
grant execute on function list_data_key_usage, list_tenants_under_other_master_key to passerelle_worker;
set local role passerelle_owner;
