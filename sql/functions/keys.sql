-- The master keys in use, across tenants: never a key itself.

set local role passerelle_directory;

create or replace function list_data_key_usage() returns table (master_key_id text, tenants bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant_data_key.master_key_id, count(*) from tenant_data_key group by 1 order by 1;
    end;
comment on function list_data_key_usage is 'How many tenants'' data keys each master key wraps.';

create or replace function list_tenants_under_other_master_key(than text) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant_id from tenant_data_key where tenant_data_key.master_key_id <> than order by tenant_id;
    end;
comment on function list_tenants_under_other_master_key is 'The tenants whose data keys a rotation has still to re-wrap.';

grant execute on function list_data_key_usage, list_tenants_under_other_master_key to passerelle_worker;
