-- The keys in use, across tenants: never a key itself.

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

create or replace function list_sealing_keys()
    returns table (id text, published_at timestamptz, published_by text, is_used boolean, credentials bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        with waiting as (select key_id, count(*) as credentials from sealed_credential group by key_id)
        select coalesce(key.id, waiting.key_id), key.published_at, key.published_by,
            key.number is not null and key.number = (select max(newest.number) from sealing_key newest),
            coalesce(waiting.credentials, 0)
        from sealing_key key full join waiting on waiting.key_id = key.id
        order by key.number desc nulls last, waiting.key_id;
    end;
comment on function list_sealing_keys is
    'The published sealing keys, the one in use first, then those of secrets that wait and are not published. credentials: how many secrets wait.';

grant execute on function list_sealing_keys to passerelle_worker, passerelle_admin;
grant execute on function list_data_key_usage, list_tenants_under_other_master_key to passerelle_worker;
-- Whoever stores a secret checks first whether this keyring is the one in use.
grant execute on function list_data_key_usage, list_tenants_under_other_master_key to passerelle_operator;
