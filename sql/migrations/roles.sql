-- Run by every `db migrate`, as the migrating login: the group roles belong to the whole cluster, and several of its databases
-- may be migrated at once. Idempotent; needs no privilege if nothing is missing.
do $roles$
declare
    membership constant text := case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
    wanted text;
    pair text[];
begin
    -- passerelle_owner is NOINHERIT: it may set the role passerelle_directory, which sees every tenant, but never has its rights
    -- by accident.
    foreach wanted in array array['passerelle_owner', 'passerelle_directory', 'passerelle_worker', 'passerelle_reader'] loop
        for try in 1..20 loop
            exit when exists (select from pg_catalog.pg_roles where rolname = wanted);
            begin
                execute format('create role %I nologin noinherit', wanted);
            exception
                -- Another database's migration was faster.
                when duplicate_object or unique_violation then null;
            end;
        end loop;
    end loop;

    foreach pair slice 1 in array array[
        array['passerelle_directory', 'passerelle_owner'],
        array['passerelle_owner', current_user::text],
        array['passerelle_worker', current_user::text],
        array['passerelle_reader', current_user::text]
    ] loop
        for try in 1..20 loop
            exit when pg_has_role(pair[2], pair[1], membership);
            begin
                execute format('grant %I to %I', pair[1], pair[2]);
            exception
                -- "tuple concurrently updated" is an internal_error.
                when duplicate_object or unique_violation or internal_error then null;
            end;
        end loop;
    end loop;

    if not has_schema_privilege('passerelle_owner', 'public', 'CREATE WITH GRANT OPTION')
        or not has_schema_privilege('passerelle_owner', 'public', 'USAGE WITH GRANT OPTION') then
        grant usage, create on schema public to passerelle_owner with grant option;
    end if;
    if has_schema_privilege('passerelle_worker', 'public', 'CREATE') then
        revoke create on schema public from public;
    end if;
    foreach wanted in array array['passerelle_directory', 'passerelle_worker', 'passerelle_reader'] loop
        if not has_schema_privilege(wanted, 'public', 'USAGE') then
            execute format('grant usage on schema public to %I', wanted);
        end if;
    end loop;
end
$roles$;
