-- People, and what each may do. A person is the login of the session (session_user), which neither SET ROLE nor a function changes.
-- Table rights decide what a role can touch; the triggers below, what takes a higher role than the table's.

set local role passerelle_people;

-- viewer, operator, approver, admin; fleet: a worker's own login; null: none.
create or replace function right_of_login() returns text
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    person name := session_user;
begin
    -- In the web console, whoever signed in. A session that ended gives no right, not even that of the console's login.
    if coalesce(current_setting('passerelle.session', true), '') <> '' then
        select actor.login into person from console_actor() actor;
        if not found then return null; end if;
    end if;
    -- A superuser, who is a member of everything, and whoever owns the schema or the database could give himself any right.
    if pg_has_role(person, 'passerelle_owner', 'MEMBER')
        or pg_has_role(person, (select datdba from pg_database where datname = current_database()), 'MEMBER') then return 'admin';
    end if;
    if not exists (select from operator_login where login = person and disabled_at is not null) then
        if pg_has_role(person, 'passerelle_admin', 'MEMBER') then return 'admin'; end if;
        if pg_has_role(person, 'passerelle_approver', 'MEMBER') then return 'approver'; end if;
        if pg_has_role(person, 'passerelle_operator', 'MEMBER') then return 'operator'; end if;
        if pg_has_role(person, 'passerelle_viewer', 'MEMBER') then return 'viewer'; end if;
    end if;
    if pg_has_role(person, 'passerelle_worker', 'MEMBER') then
        -- Without operators, an installation of one person, who works as the fleet does.
        return case when exists (select from operator_login) then 'fleet' else 'admin' end;
    end if;
    return case when pg_has_role(person, 'passerelle_reader', 'MEMBER') then 'viewer' end;
end
$$;
comment on function right_of_login is 'What the login of this session may do: viewer, operator, approver or admin, or fleet; null: nothing.';

create or replace function require_right(needed text) returns void
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ladder constant text[] := array['viewer', 'operator', 'approver', 'admin'];
begin
    if array_position(ladder, right_of_login()) >= array_position(ladder, needed) then return; end if;
    raise exception 'the login lacks the right %', needed
        using errcode = 'insufficient_privilege', constraint = 'right_' || needed;
end
$$;
comment on function require_right is 'Fails unless the login of this session has that right, or a higher one.';

-- What it holds beside a role of people. Only the database's owner or a superuser takes these back.
create or replace function operator_besides(of_login text) returns text[]
    language sql stable set search_path = pg_catalog, public, pg_temp
    begin atomic
        select coalesce((
            select case when rolsuper then array['superuser'] else array_remove(array[
                case when pg_has_role(oid, 'passerelle_owner', 'MEMBER') then 'passerelle_owner' end,
                case when pg_has_role(oid, (select datdba from pg_database where datname = current_database()), 'MEMBER')
                    then 'database_owner' end,
                case when pg_has_role(oid, 'passerelle_worker', 'MEMBER') then 'passerelle_worker' end], null) end
            from pg_roles where rolname = of_login), '{}');
    end;
comment on function operator_besides is 'superuser, passerelle_owner, database_owner, passerelle_worker: whichever the login has.';

-- Whoever serves the console holds the sessions of those who are signed in: none of them may make lasting rights.
create or replace function require_own_login() returns void
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    if pg_has_role(session_user, 'passerelle_console', 'MEMBER') and not pg_has_role(session_user, 'passerelle_owner', 'MEMBER') then
        raise exception 'people are not managed through the console'
            using errcode = 'insufficient_privilege', constraint = 'right_admin';
    end if;
end
$$;
comment on function require_own_login is 'Fails for the login of the console, whoever is signed in.';

create or replace function who_am_i()
    returns table (
        login text, held text, is_registered boolean, is_shared boolean, is_proven boolean, besides text[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select session_user::text, right_of_login(), person.login is not null, coalesce(person.is_shared, false),
            coalesce(not person.is_shared and person.disabled_at is null, false), operator_besides(session_user::text)
        from (select) one left join operator_login person on person.login = session_user;
    end;
comment on function who_am_i is 'The login of this session, what it may do, and whether it proves who uses it.';

create or replace function operator_list()
    returns table (
        login text, granted text, is_shared boolean, added_at timestamptz, disabled_at timestamptz, has_login boolean,
        besides text[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select person.login, person.granted, person.is_shared, person.added_at, person.disabled_at,
            exists (select from pg_roles where rolname = person.login and rolcanlogin), operator_besides(person.login)
        from operator_login person order by person.login;
    end;
comment on function operator_list is 'The logins of people, by name. has_login: the server still has it.';

-- Granted in psql, or renamed since it was added: the role follows the login, and its entry names another.
create or replace function operator_strangers() returns table (login text, held text, besides text[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select rolname::text,
            case when pg_has_role(oid, 'passerelle_admin', 'MEMBER') then 'admin'
                when pg_has_role(oid, 'passerelle_approver', 'MEMBER') then 'approver'
                when pg_has_role(oid, 'passerelle_operator', 'MEMBER') then 'operator' else 'viewer' end,
            operator_besides(rolname)
        from pg_roles
        where rolcanlogin and pg_has_role(oid, 'passerelle_viewer', 'MEMBER')
            and has_database_privilege(oid, current_database(), 'CONNECT')
            and not operator_besides(rolname) && array['superuser', 'passerelle_owner', 'database_owner']
            and not exists (select from operator_login where operator_login.login = rolname)
        order by rolname;
    end;
comment on function operator_strangers is 'Logins with a role of people that were not added.';

create or replace function operator_is_last_admin(of_login text) returns boolean
    language sql stable set search_path = pg_catalog, public, pg_temp
    begin atomic
        select session_user = of_login
            and not operator_besides(of_login) && array['superuser', 'passerelle_owner', 'database_owner']
            and pg_has_role(session_user, 'passerelle_admin', 'MEMBER')
            and not exists (
                select from operator_login other join pg_roles on rolname = other.login
                where other.login <> of_login and other.disabled_at is null and rolcanlogin
                    and pg_has_role(oid, 'passerelle_admin', 'MEMBER'));
    end;
comment on function operator_is_last_admin is 'Whether this session is that login''s, and no other one that was added is an admin.';

-- Takes every role of people from that login.
create or replace function operator_strip(of_login text) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    held text;
begin
    perform console_void(of_login);
    for held in
        select rolname from pg_roles
        where rolname in ('passerelle_viewer', 'passerelle_operator', 'passerelle_approver', 'passerelle_admin') and exists (
            select from pg_auth_members
            where roleid = pg_roles.oid and member = (select oid from pg_roles person where person.rolname = of_login))
    loop
        execute format('revoke %I from %I', held, of_login);
    end loop;
    -- It has one by another role, or (PostgreSQL 16 and later) by a grant that only its grantor or a superuser takes back. Owners
    -- have every right anyway.
    if exists (select from pg_roles where rolname = of_login) and pg_has_role(of_login, 'passerelle_viewer', 'MEMBER')
        and not pg_has_role(of_login, 'passerelle_owner', 'MEMBER') then
        raise exception 'another login granted a role to %', of_login
            using errcode = 'insufficient_privilege', constraint = 'operator_granted_elsewhere';
    end if;
end
$$;

create or replace function operator_add(of_login text, wanted text, shared boolean, works boolean) returns text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform require_right('admin');
    perform require_own_login();
    lock table operator_login in share row exclusive mode;
    if array_position(array['viewer', 'operator', 'approver', 'admin'], wanted) is null then
        raise exception 'there is no such right' using errcode = 'invalid_parameter_value';
    end if;
    if not exists (select from pg_roles where rolname = of_login and rolcanlogin) then return 'unknown'; end if;
    -- It has every right, whatever it is given.
    if operator_besides(of_login) && array['superuser', 'passerelle_owner', 'database_owner'] then return 'owner'; end if;
    if not works and 'passerelle_worker' = any (operator_besides(of_login))
        and not exists (select from operator_login where login = of_login) then return 'fleet'; end if;
    if wanted <> 'admin' and operator_is_last_admin(of_login) then return 'last_admin'; end if;
    perform operator_strip(of_login);
    -- Before PostgreSQL 16, only a login that is not NOINHERIT has the rights.
    execute format('grant %I to %I', 'passerelle_' || wanted, of_login)
        || case when current_setting('server_version_num')::int >= 160000 then ' with inherit true' else '' end;
    insert into operator_login (login, granted, is_shared) values (of_login, wanted, shared)
        on conflict (login) do update set granted = excluded.granted, is_shared = excluded.is_shared, disabled_at = null;
    return 'added';
end
$$;
comment on function operator_add is
    'Gives a login that role, and no other one of people. works: it is a person''s, although it may work as the fleet. added, or why not: unknown, owner, fleet, last_admin.';

create or replace function operator_disable(of_login text) returns text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform require_right('admin');
    perform require_own_login();
    lock table operator_login in share row exclusive mode;
    if operator_is_last_admin(of_login) then return 'last_admin'; end if;
    perform operator_strip(of_login);
    update operator_login set disabled_at = coalesce(disabled_at, clock_timestamp()) where login = of_login;
    return case when found then 'disabled' else 'unknown' end;
end
$$;
comment on function operator_disable is 'Takes the roles from a login. unknown: it is no operator''s; last_admin: nothing was done.';

create or replace function operator_end_sessions(of_login text) returns table (ended bigint, open bigint)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    session integer;
begin
    perform require_right('admin');
    perform require_own_login();
    ended := 0;
    open := 0;
    for session in
        select pid from pg_stat_activity
        where usename = of_login and datname = current_database() and pid <> pg_backend_pid()
            and exists (select from operator_login where login = of_login)
    loop
        begin
            if pg_terminate_backend(session) then ended := ended + 1; end if;
        exception
            when insufficient_privilege then open := open + 1;
        end;
    end loop;
    return next;
end
$$;
comment on function operator_end_sessions is 'Ends the sessions of a person''s login in this database; open: those that the server would not let it end.';

grant execute on function right_of_login, require_right
    to passerelle_owner, passerelle_directory, passerelle_worker, passerelle_reader;
grant execute on function who_am_i, operator_list, operator_strangers to passerelle_worker, passerelle_reader;
grant execute on function operator_add, operator_disable, operator_end_sessions to passerelle_worker, passerelle_viewer;

set local role passerelle_owner;

-- What a viewer may know of secrets: never a byte of one.
create or replace function list_credentials() returns table (kind text, set_at timestamptz, head text, former_set_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select credential.kind, credential.set_at, case when octet_length(sealed) > 3 and get_byte(sealed, 0) = 2
            then encode(substr(sealed, 1, 3 + get_byte(sealed, 1) * 256 + get_byte(sealed, 2)), 'hex') else '' end,
            (select former.set_at from credential former
                where former.tenant_id = credential.tenant_id and former.kind = credential.kind and former.slot = 'former')
        from credential where credential.tenant_id = current_tenant() and slot = 'current' order by credential.kind;
    end;
comment on function list_credentials is 'Kinds and ages of the tenant''s secrets. head: the format and the host, in hexadecimal.';
grant execute on function list_credentials to passerelle_worker, passerelle_viewer;

create or replace function list_sealed_credentials()
    returns table (kind text, host text, key_id text, set_at timestamptz, fault text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select sealed.kind, sealed.host, sealed.key_id, sealed.set_at, sealed.fault
        from sealed_credential sealed where sealed.tenant_id = current_tenant() order by sealed.kind;
    end;
comment on function list_sealed_credentials is 'The tenant''s secrets that wait for a process with the keyring: never a byte of one.';
grant execute on function list_sealed_credentials to passerelle_worker, passerelle_viewer;

create or replace function guard_right() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform require_right(tg_argv[0]);
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function guard_right is 'A trigger: refuses the row unless the login has that right.';

-- Of syncs: an operator has rights on the table for other rows.
create or replace function guard_worker() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    -- The foreign keys' actions run as the tables' owner.
    if current_user not in ('passerelle_worker', 'passerelle_owner') and not pg_has_role(session_user, 'passerelle_owner', 'MEMBER')
    then
        raise exception 'only a worker writes that' using errcode = 'insufficient_privilege', constraint = 'right_worker';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function guard_worker is 'A trigger: refuses the row unless the session acts as passerelle_worker.';

create or replace function guard_identity() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    raise exception 'a tenant keeps its id' using errcode = 'insufficient_privilege';
end
$$;
comment on function guard_identity is 'A trigger: refuses another id of a tenant, under which nothing of it would be found.';

-- A worker suspends tenants, and notes what it found of a dialect.
create or replace trigger guard_insert before insert on tenant for each row execute function guard_right('operator');
create or replace trigger guard_update before update on tenant for each row
    when (to_jsonb(new) - array['planning_dialect', 'state', 'revision']
            <> to_jsonb(old) - array['planning_dialect', 'state', 'revision']
        or new.state <> old.state and (new.state <> 'suspended' or old.state <> 'active'))
    execute function guard_right('operator');
create or replace trigger guard_id before update on tenant for each row when (new.id <> old.id) execute function guard_identity();
-- Whoever loosens the brake approves deletions before they are withheld.
create or replace trigger guard_insert_brake before insert on tenant for each row
    when (new.brake_count > 10 or new.brake_percent > 20) execute function guard_right('approver');
create or replace trigger guard_update_brake before update on tenant for each row
    when (new.brake_count > old.brake_count or new.brake_percent > old.brake_percent) execute function guard_right('approver');
create or replace trigger guard_delete before delete on tenant for each row execute function guard_right('approver');

create or replace function guard_secret() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    -- It moves in what a person sealed for it.
    if tg_op <> 'DELETE' and right_of_login() = 'fleet' then
        if exists (
            select from sealed_credential
            where tenant_id = current_tenant() and kind = coalesce(to_jsonb(new) ->> 'kind', kind)) then return new; end if;
    end if;
    perform require_right('operator');
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function guard_secret is 'A trigger: refuses the row unless the login has the right operator, or is a worker''s and a sealed secret waits.';

create or replace trigger guard before insert or update or delete on credential for each row execute function guard_secret();
create or replace trigger guard_insert before insert on tenant_data_key for each row execute function guard_secret();
create or replace trigger guard_insert before insert on sealed_credential for each row execute function guard_right('operator');
create or replace trigger guard_update before update on sealed_credential for each row
    when (to_jsonb(new) - 'fault' <> to_jsonb(old) - 'fault' or new.fault is null) execute function guard_right('operator');
create or replace trigger guard before insert or update or delete on sealing_key for each row execute function guard_right('admin');

create or replace function sign_sealing_key() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    new.published_at := clock_timestamp();
    new.published_by := acting_login();
    return new;
end
$$;
comment on function sign_sealing_key is 'A trigger: says who published a sealing key, and when.';
create or replace trigger sign before insert or update on sealing_key for each row execute function sign_sealing_key();

create or replace trigger guard_update before update on tenant_data_key for each row execute function guard_right('admin');
create or replace trigger guard_delete before delete on tenant_data_key for each row execute function guard_right('approver');
-- The first key comes with the first secret.
create or replace trigger guard_insert before insert on master_key for each row when (new.number <= 1)
    execute function guard_secret();
create or replace trigger guard_rotation before insert on master_key for each row when (new.number > 1)
    execute function guard_right('admin');
create or replace trigger guard_update before update or delete on master_key for each row execute function guard_right('admin');

-- A worker keeps the rules and links that it found out by itself.
create or replace trigger guard before insert or delete on fleet_pause for each row execute function guard_right('admin');

create or replace trigger guard_insert before insert on reason_rule for each row when (new.origin = 'operator')
    execute function guard_right('operator');
create or replace trigger guard_update before update on reason_rule for each row
    when (new.origin = 'operator' or old.origin = 'operator') execute function guard_right('operator');
create or replace trigger guard_delete before delete on reason_rule for each row when (old.origin = 'operator')
    execute function guard_right('operator');
create or replace trigger guard_insert before insert on department_link for each row when (new.is_explicit)
    execute function guard_right('operator');
create or replace trigger guard_update before update on department_link for each row when (new.is_explicit or old.is_explicit)
    execute function guard_right('operator');
create or replace trigger guard_delete before delete on department_link for each row when (old.is_explicit)
    execute function guard_right('operator');
create or replace trigger guard before insert or update or delete on field_rule for each row execute function guard_right('operator');

create or replace trigger guard_insert before insert on run for each row when (new.trigger = 'manual')
    execute function guard_right('operator');
-- The audit log has only manual runs.
create or replace trigger guard_insert_due before insert on run for each row when (new.trigger <> 'manual')
    execute function guard_worker();
-- A removal deletes every event to come, whatever the brake says.
create or replace trigger guard_insert_approval before insert on run for each row
    when (new.approves is not null or new.purpose <> 'sync') execute function guard_right('approver');
-- With a list of columns where there is a condition: PostgreSQL reads a trigger's condition anew in each statement, and a column that
-- a statement does not set keeps its value, unless a trigger before the change sets it.
create or replace trigger guard_update_approval before update of approves, approves_only, purpose, trigger on run for each row
    when (new.approves is distinct from old.approves or new.approves_only is distinct from old.approves_only or new.purpose <> old.purpose or new.trigger <> old.trigger)
    execute function guard_right('approver');
create or replace trigger guard_cancel before update of cancel_requested, lease_term on run for each row
    when (new.cancel_requested and not old.cancel_requested
        -- Taken by hand: the fleet claims as passerelle_directory.
        or new.lease_term <> old.lease_term and current_user <> 'passerelle_directory')
    execute function guard_right('operator');
create or replace trigger guard_resume before update of cancel_requested on run for each row
    when (old.cancel_requested and not new.cancel_requested) execute function guard_worker();
create or replace trigger guard_delete before delete on run for each row when (old.state = 'queued')
    execute function guard_right('operator');
-- Its worker still writes.
create or replace trigger guard_delete_live before delete on run for each row
    when (old.state <> 'queued' and old.lease_until > clock_timestamp()) execute function guard_worker();

-- Of a run's withheld clearings, those of the employees that an approval leaves out; everybody's if none is approved.
create or replace function decline_clearings(of_run bigint, moment timestamptz, login text, approved text[]) returns void
    language sql set search_path = pg_catalog, public, pg_temp
    begin atomic
        update field_memory set declined_at = moment, declined_by = login
        where tenant_id = current_tenant() and employee_id <> all (approved)
            -- Who rejected it before is known better than that it was left out.
            and (login is not null or declined_at is null) and employee_id in (
            select jsonb_array_elements_text(coalesce(
                problem.facts #> '{finding,fieldClearsWithheld,employees}',
                problem.facts #> '{finding,fieldClearsDeclined,employees}'))
            from run_problem problem
            where problem.tenant_id = current_tenant() and problem.run_id = of_run and problem.code = 'deletions_withheld');
    end;
comment on function decline_clearings is 'Remembers that a person declined the clearings of extra data that a run withheld.';

-- A rejection is signed by the database, and declines each deletion and clearing that the run withheld.
create or replace function sign_rejection() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform require_right('approver');
    if old.rejected_at is not null then
        raise exception 'a rejection stays' using errcode = 'insufficient_privilege', constraint = 'right_worker';
    end if;
    if exists (select from run where run.tenant_id = new.tenant_id and run.approves = new.id) then
        raise exception 'it is being approved' using errcode = 'insufficient_privilege', constraint = 'right_worker';
    end if;
    new.rejected_at := clock_timestamp();
    new.rejected_by := acting_login();
    update run_change set declined_at = new.rejected_at, declined_by = new.rejected_by
        where tenant_id = new.tenant_id and run_id = new.id and outcome = 'withheld';
    perform decline_clearings(new.id, new.rejected_at, new.rejected_by, '{}');
    return new;
end
$$;
comment on function sign_rejection is 'A trigger: says when and by whom a run was rejected.';
create or replace trigger guard_reject before update of rejected_at, rejected_by on run_history for each row
    when (new.rejected_at is distinct from old.rejected_at or new.rejected_by is distinct from old.rejected_by)
    execute function sign_rejection();

-- The deletions that it leaves out are in the changes of the approving run.
create or replace function decline_left_out() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    approval record;
begin
    select finished_at, approves_only into approval from run_history
        where tenant_id = new.tenant_id and id = new.approved_by;
    if approval.approves_only is not null then
        perform decline_clearings(new.id, approval.finished_at, null, approval.approves_only);
    end if;
    return new;
end
$$;
comment on function decline_left_out is 'A trigger: declines the clearings that an approval leaves out.';
create or replace trigger decline after update of approved_by on run_history for each row
    when (new.approved_by is not null and new.approved_by is distinct from old.approved_by) execute function decline_left_out();

create or replace trigger guard_insert before insert on run_history for each row when (new.state <> 'cancelled')
    execute function guard_worker();
create or replace trigger guard_delete before delete on run_history for each row execute function guard_right('approver');
create or replace trigger guard_delete before delete on run_problem for each row execute function guard_right('approver');
create or replace trigger guard_delete before delete on run_step for each row execute function guard_right('approver');
create or replace trigger guard_delete before delete on run_change for each row execute function guard_right('approver');
create or replace trigger guard before insert on queued_operation for each row execute function guard_right('operator');

create or replace function sign_request() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    new.requested_by := acting_login();
    return new;
end
$$;
comment on function sign_request is 'A trigger: says who queued an operation.';
create or replace trigger sign before insert on queued_operation for each row execute function sign_request();
