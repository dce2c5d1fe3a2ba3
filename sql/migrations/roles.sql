-- Run by every `db migrate`, as the migrating login: the group roles belong to the whole cluster, and several of its databases
-- may be migrated at once. Idempotent; needs no privilege if nothing is missing.
do $roles$
declare
    membership constant text := case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
    wanted text;
    pair text[];
begin
    -- passerelle_owner is NOINHERIT: it may set the roles passerelle_directory, which sees every tenant, and passerelle_audit, which
    -- writes the audit log, but never has their rights by accident.
    foreach wanted in array array[
        'passerelle_owner', 'passerelle_directory', 'passerelle_audit', 'passerelle_worker', 'passerelle_reader'
    ] loop
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

    -- People's; each includes the one before it (below). passerelle_people grants them: its functions leave an entry of each grant
    -- in the audit log. It inherits, for pg_signal_backend.
    foreach wanted in array array[
        'passerelle_people', 'passerelle_viewer', 'passerelle_operator', 'passerelle_approver', 'passerelle_admin'
    ] loop
        for try in 1..20 loop
            exit when exists (select from pg_catalog.pg_roles where rolname = wanted);
            begin
                execute format('create role %I nologin inherit', wanted);
            exception
                when duplicate_object or unique_violation then null;
            end;
        end loop;
        for try in 1..20 loop
            exit when wanted = 'passerelle_people' or pg_has_role('passerelle_people', wanted, 'MEMBER WITH ADMIN OPTION');
            begin
                execute format('grant %I to passerelle_people with admin option', wanted);
            exception
                when duplicate_object or unique_violation or internal_error then null;
            end;
        end loop;
    end loop;

    -- Of the web console's own login; the second one also if it may name people by a reverse proxy's word.
    foreach wanted in array array['passerelle_console', 'passerelle_console_proxy'] loop
        for try in 1..20 loop
            exit when exists (select from pg_catalog.pg_roles where rolname = wanted);
            begin
                execute format('create role %I nologin inherit', wanted);
            exception
                when duplicate_object or unique_violation then null;
            end;
        end loop;
    end loop;

    foreach pair slice 1 in array array[
        array['passerelle_viewer', 'passerelle_console'],
        array['passerelle_console', 'passerelle_console_proxy'],
        array['passerelle_console', current_user::text],
        array['passerelle_reader', 'passerelle_viewer'],
        array['passerelle_viewer', 'passerelle_operator'],
        array['passerelle_operator', 'passerelle_approver'],
        array['passerelle_approver', 'passerelle_admin'],
        array['passerelle_directory', 'passerelle_owner'],
        array['passerelle_audit', 'passerelle_owner'],
        array['passerelle_people', 'passerelle_owner'],
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
    foreach wanted in array array[
        'passerelle_directory', 'passerelle_audit', 'passerelle_people', 'passerelle_worker', 'passerelle_reader'
    ] loop
        if not has_schema_privilege(wanted, 'public', 'USAGE') then
            execute format('grant usage on schema public to %I', wanted);
        end if;
    end loop;

    -- Ends the sessions of a login that was disabled. Without it, `operator disable` says that they are still open.
    if not pg_has_role('passerelle_people', 'pg_signal_backend', 'MEMBER') then
        begin
            grant pg_signal_backend to passerelle_people;
        exception
            when insufficient_privilege or duplicate_object or unique_violation or internal_error then null;
        end;
    end if;
end
$roles$;
