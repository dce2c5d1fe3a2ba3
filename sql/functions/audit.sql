-- The audit log. Triggers note each change of a setting, a secret or a run; when the transaction commits, its changes become one
-- entry for each tenant. The functions run as passerelle_audit, which alone may write the log, and only add to it.

-- What a hash is made of: each value after its length, so that no two lists of values give the same bytes.
create or replace function audit_part(value text) returns bytea
    language sql immutable parallel safe
    return case
        when value is null then '\xffffffff'::bytea
        else int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') end;

create or replace function audit_digest(variadic list text[]) returns text
    language sql immutable parallel safe
    return encode(sha256((
        select coalesce(string_agg(audit_part(value), ''::bytea order by place), ''::bytea)
        from unnest(list) with ordinality as parts (value, place))), 'hex');
comment on function audit_digest is 'SHA-256 of the values in this order, in hexadecimal.';

-- Of a dialect: what was decided or found, without when and by which evidence, and which probe was the last to begin. One that ends
-- well leaves the same.
create or replace function audit_dialect(dialect jsonb) returns jsonb
    language sql immutable parallel safe
    return (dialect - array['findings', 'probedAt', 'openProbe']) || jsonb_strip_nulls(jsonb_build_object(
        'probe', coalesce(dialect #> '{openProbe,startedAt}', dialect -> 'probedAt'),
        'findings', case when jsonb_typeof(dialect -> 'findings') = 'object' then (
            select jsonb_object_agg(point, concat_ws(' ', finding ->> 'value', '(' || (finding ->> 'origin') || ')'))
            from jsonb_each(dialect -> 'findings') as found (point, finding)) end));

-- A row as the log may know it: of columns that are not listed, only whether they changed.
create or replace function audit_image(record jsonb, shown text[]) returns jsonb
    language sql immutable parallel safe
    return (
        select jsonb_object_agg(name, case
            when name = 'planning_dialect' and length(value::text) <= 4000 then audit_dialect(value)
            -- A check reads the whole log: no value may fill its memory.
            when value = 'null' or name = any (shown) and length(value::text) <= 4000 then value
            else jsonb_build_object('sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex')) end)
        from jsonb_each(record) as columns (name, value)
        -- It follows from the other columns, also where nothing changed in the end.
        where name <> 'revision');

create or replace function audit_shown(value jsonb) returns jsonb
    language sql immutable parallel safe
    return case when value ? 'sha256' then '"hidden"' else value end;

-- The log is never changed: neither by its functions, which only empty texts, nor by the tables' owner.
create or replace function audit_refuse() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    raise exception 'the audit log is only added to' using errcode = 'insufficient_privilege';
end
$$;

create or replace function audit_only_empty() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    if new.number <> old.number or num_nonnulls(new.salt, new.reason, new.subject, new.changes) > 0 then
        raise exception 'a text of the audit log is only emptied' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

grant execute on function audit_part, audit_digest, audit_dialect, audit_image, audit_shown, database_life to passerelle_audit;

set local role passerelle_audit;

-- Such a session leaves an entry also of what the fleet does without one.
create or replace function audit_is_operator() returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select exists (select from operator_login where login = session_user and disabled_at is null);
    end;
comment on function audit_is_operator is 'Whether the login of this session is an operator''s.';

-- In the web console: who signed in. What a reverse proxy says of a person is a claim too.
create or replace function audit_actor(out person text, out claimed text, out is_vouched boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select coalesce(case when not actor.is_vouched then actor.login end, session_user::text), left(coalesce(
                'console ' || case when actor.is_vouched then actor.login when not actor.is_vouched then session_user::text end,
                nullif(current_setting('passerelle.claimed', true), '')), 200), coalesce(actor.is_vouched, false)
            from (select) one left join console_actor() actor on true;
    end;
comment on function audit_actor is 'The login of this session, or whom it acts for in the console, and what it claims besides.';

create or replace function audit_append(
    kind text, object text, tenant uuid, slug text, run bigint, code text, subject text, changes text) returns bigint
    -- Whoever keeps the head locked keeps others from changing anything: they fail, and do not wait.
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '10s'
    as $$
#variable_conflict use_variable
declare
    head record;
    entry_number bigint;
    moment constant timestamptz := clock_timestamp();
    actor constant record := audit_actor();
    person constant text := actor.person;
    claimed constant text := actor.claimed;
    operation constant text := left(nullif(current_setting('passerelle.operation', true), ''), 60);
    release constant text := left(nullif(current_setting('passerelle.release', true), ''), 60);
    reason constant text := left(nullif(current_setting('passerelle.reason', true), ''), 500);
    life constant text := database_life();
    -- As the program can claim anyone, only a person's own login says who it was.
    is_proven constant boolean := exists (
        select from operator_login
        where operator_login.login = person and not operator_login.is_shared and operator_login.disabled_at is null)
        and not actor.is_vouched;
    -- Two random UUIDs: 244 bits.
    salt constant text := gen_random_uuid()::text || gen_random_uuid()::text;
    text_digest constant text := audit_digest(salt, reason, subject, changes);
    entry_hash text;
begin
    -- Until the end of the transaction, so that the next one builds on this entry. A transaction with an older snapshot fails here
    -- and has to be repeated.
    select number, hash into strict head from audit_head for update;
    entry_number := head.number + 1;
    entry_hash := audit_digest(
        entry_number::text, (extract(epoch from moment) * 1000000)::bigint::text, person, claimed, kind, operation,
        object, tenant::text, slug, run::text, code, release, life, text_digest, head.hash, is_proven::text);
    insert into audit_entry (
        number, recorded_at, login, claimed, kind, operation, object, tenant, slug, run, code, release, life, text_digest, previous,
        hash, is_proven)
    values (
        entry_number, moment, person, claimed, kind, operation, object, tenant, slug, run, code, release, life, text_digest,
        head.hash, entry_hash, is_proven);
    insert into audit_text (number, salt, reason, subject, changes) values (entry_number, salt, reason, subject, changes);
    update audit_head set number = entry_number, hash = entry_hash;
    return entry_number;
end
$$;
comment on function audit_append is
    'Adds an entry under the login of this session, or of whom it acts for in the console. Only functions of the log may call it.';

-- A changed row that keeps its name is one change. One that gets another name or tenant is two: the old one goes, the new one comes.
-- Otherwise a row could take the name of another, and vanish with it.
create or replace function audit_parts(old_row jsonb, new_row jsonb, owner_column text, key_columns text)
    returns table (owner uuid, slug text, key jsonb, before jsonb, after jsonb)
    language sql immutable parallel safe
    as $$
    with side (place, record) as (select 1, old_row where old_row is not null union all select 2, new_row where new_row is not null),
    named as (
        select place, (record ->> owner_column)::uuid as owner, record ->> 'slug' as slug,
            (select coalesce(jsonb_object_agg(part, record -> part), '{}') from unnest(string_to_array(key_columns, ',')) as part)
                as key
        from side
    ),
    moved as (select count(distinct (owner, key)) = 2 as is_so from named)
    select named.owner, named.slug, named.key, case when not is_so or place = 1 then old_row end,
        case when not is_so or place = 2 then new_row end
    from named, moved
    where is_so or place = (select max(place) from named)
    order by place
$$;

-- Arguments: the kind of object; the column with the tenant's id, or none; the columns that name the row; those whose values the
-- log may know.
create or replace function audit_note() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    shown constant text[] := string_to_array(tg_argv[3], ',');
    before jsonb;
    after jsonb;
begin
    if tg_op = 'TRUNCATE' then
        insert into audit_pending (transaction, object, key) values (pg_current_xact_id(), tg_argv[0], '{"all": true}');
        return null;
    end if;
    if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    if before is not distinct from after then return null; end if;
    insert into audit_pending (transaction, object, of_tenant, slug, key, before, after)
    select pg_current_xact_id(), tg_argv[0], owner,
        -- Of a tenant that is being deleted, the row is gone before its children's.
        case when tg_argv[0] = 'tenant' then slug else (select tenant.slug from tenant where id = owner) end,
        key, audit_image(change.before, shown), audit_image(change.after, shown)
    from audit_parts(before, after, tg_argv[1], tg_argv[2]) as change;
    return null;
end
$$;
comment on function audit_note is 'Notes the change of a row for the entry of its transaction.';

create or replace function audit_seal() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    mine record;
    sealed bigint;
begin
    for mine in
        -- The first change of a transaction seals all of them; the others find nothing left.
        with noted as (
            delete from audit_pending where transaction = pg_current_xact_id() returning *
        ), row_change as (
            -- A row that was changed several times: from its first state to its last one.
            select of_tenant, object, key, min(position) as position, max(slug) as slug,
                (array_agg(before order by position))[1] as before, (array_agg(after order by position desc))[1] as after
            from noted group by of_tenant, object, key
        ), field as (
            -- Of a new or removed row, the values that the log may know; of a changed one, every field that changed.
            select row_change.*,
                (select jsonb_object_agg(name, audit_shown(value)) from jsonb_each(before) as old (name, value)
                    where case when after is null then value <> 'null' and not value ? 'sha256'
                        else value is distinct from after -> name end) as was,
                (select jsonb_object_agg(name, audit_shown(value)) from jsonb_each(after) as new (name, value)
                    where case when before is null then value <> 'null' and not value ? 'sha256'
                        else value is distinct from before -> name end) as became
            from row_change
        ), effective as (
            select *, object = 'tenant' and before is not null and after is null as is_erasure
            from field
            -- Made and removed in one transaction, or changed back: nothing happened.
            where was is not null or became is not null or key ? 'all'
        )
        select of_tenant, max(slug) as slug, bool_or(is_erasure) as is_erasure,
            coalesce(max(object) filter (where object = 'tenant'), (array_agg(object order by position))[1]) as object,
            max((key ->> 'id')::bigint) filter (where object = 'run') as run,
            -- A deleted tenant's rows go with it, and so do their texts.
            jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'object', object, 'key', nullif(key, '{}'),
                'action', case when key ? 'all' then 'truncate' when before is null then 'insert' when after is null then 'delete'
                    else 'update' end)) || jsonb_build_object('before', was, 'after', became) order by position)::text as changes
        from effective group by of_tenant order by min(position)
    loop
        if mine.is_erasure then
            sealed := audit_append('erasure', 'tenant', mine.of_tenant, mine.slug, null, null, null, null);
            update audit_text set salt = null, reason = null, subject = null, changes = null
                where number < sealed and salt is not null and number in (
                    select entry.number from audit_entry entry where entry.tenant = mine.of_tenant);
        else
            perform audit_append('change', mine.object, mine.of_tenant, mine.slug, mine.run, null, null, mine.changes);
        end if;
    end loop;
    return null;
end
$$;
comment on function audit_seal is 'When a transaction commits: makes entries of what it noted, one for each tenant.';

create or replace function audit_record(
    kind text, object text, subject text, of_slug text, of_run bigint, code text) returns bigint
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    id uuid;
    name text;
    known bigint;
    recent bigint;
    actor constant record := audit_actor();
    -- Not the fleet's login.
    is_person constant boolean := audit_is_operator() or actor.person <> session_user or actor.claimed like 'console %'
        -- Of people who are not signed in.
        or pg_has_role(session_user, 'passerelle_console', 'MEMBER') and not pg_has_role(session_user, 'passerelle_owner', 'MEMBER');
begin
    -- Changes come from the triggers alone.
    if kind is null or kind not in ('read', 'refusal') then
        raise exception 'only reads and refusals are recorded like this' using errcode = 'invalid_parameter_value';
    end if;
    select tenant.id, tenant.slug into id, name from tenant
        where tenant.slug = of_slug or of_slug is null and tenant.id = tenant_of_run(of_run);
    -- Whoever looks again within a minute is on record, and no operator fills the log: neither by looking, nor by being refused.
    if kind = 'read' or is_person then
        select max(entry.number) filter (
                where entry.kind = 'read' and audit_record.kind = 'read' and entry.object = left(audit_record.object, 60)
                    and entry.slug is not distinct from coalesce(name, left(of_slug, 40)) and entry.run is not distinct from of_run
                    and entry.claimed is not distinct from actor.claimed
                    and entry.operation is not distinct from left(nullif(current_setting('passerelle.operation', true), ''), 60)
                    and left(audit_record.subject, 200) is not distinct from (
                        select words.subject from audit_text words where words.number = entry.number)),
                count(*) filter (where entry.kind in ('read', 'refusal'))
            into known, recent
            from audit_entry entry
            where entry.number > (select head.number from audit_head head) - 1000 and entry.login = actor.person
                and entry.recorded_at between clock_timestamp() - interval '1 minute' and clock_timestamp();
        if known is not null then return known; end if;
        if recent >= 300 and is_person then
            raise exception 'this login left 300 entries within a minute' using errcode = 'configuration_limit_exceeded';
        end if;
    end if;
    return audit_append(
        kind, left(object, 60), id, coalesce(name, left(of_slug, 40)), of_run, left(code, 60), left(subject, 200), null);
end
$$;
comment on function audit_record is
    'Records, under the login of this session, a read or a refusal. The tenant by its slug, or by a run. The same read within a minute is one entry.';

create or replace function audit_list(
    of_slug text, of_actor text, since timestamptz, until timestamptz, before bigint, at_most integer)
    returns table (
        number bigint, recorded_at timestamptz, login text, claimed text, kind text, operation text, object text, slug text,
        run bigint, code text, release text, reason text, subject text, changes text, is_erased boolean, is_proven boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select entry.number, entry.recorded_at, entry.login, entry.claimed, entry.kind, entry.operation, entry.object, entry.slug,
            entry.run, entry.code, entry.release, words.reason, words.subject, words.changes, words.salt is null, entry.is_proven
        from audit_entry entry left join audit_text words on words.number = entry.number
        where (of_slug is null or entry.slug = of_slug)
            and (of_actor is null or of_actor = any (array[entry.login, entry.claimed, split_part(entry.claimed, '@', 1)]))
            and (since is null or entry.recorded_at >= since) and (until is null or entry.recorded_at < until)
            and (before is null or entry.number < before)
        order by entry.number desc limit at_most;
    end;
comment on function audit_list is 'Entries, newest first. An actor is a login, or what the program claimed.';

create or replace function audit_of_run(of_run bigint)
    returns table (
        number bigint, recorded_at timestamptz, login text, claimed text, kind text, operation text, object text, slug text,
        run bigint, code text, release text, reason text, subject text, changes text, is_erased boolean, is_proven boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select entry.number, entry.recorded_at, entry.login, entry.claimed, entry.kind, entry.operation, entry.object, entry.slug,
            entry.run, entry.code, entry.release, words.reason, words.subject, words.changes, words.salt is null, entry.is_proven
        from audit_entry entry left join audit_text words on words.number = entry.number
        where entry.run = of_run and entry.kind = 'change'
        order by entry.number limit 1000;
    end;
comment on function audit_of_run is 'What people changed of a run, oldest first.';

create or replace function audit_read(after bigint, at_most integer)
    returns table (
        number bigint, microseconds bigint, login text, claimed text, kind text, operation text, object text, tenant uuid, slug text,
        run bigint, code text, release text, life text, text_digest text, previous text, hash text, salt text, reason text,
        subject text, changes text, is_proven boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select entry.number, (extract(epoch from entry.recorded_at) * 1000000)::bigint, entry.login, entry.claimed, entry.kind,
            entry.operation, entry.object, entry.tenant, entry.slug, entry.run, entry.code, entry.release, entry.life,
            entry.text_digest, entry.previous, entry.hash, words.salt, words.reason, words.subject, words.changes,
            entry.is_proven
        from audit_entry entry left join audit_text words on words.number = entry.number
        where entry.number > after order by entry.number limit at_most;
    end;
comment on function audit_read is 'Entries as they were hashed, oldest first: the program checks the chain, not the database.';

create or replace function audit_last() returns table (number bigint, hash text, life text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select head.number, head.hash, database_life() from audit_head head;
    end;
comment on function audit_last is 'The last entry, for an anchor outside the database.';

grant execute on function audit_record, audit_list, audit_of_run, audit_read, audit_last to passerelle_worker, passerelle_reader;
grant execute on function audit_record to passerelle_people;
grant execute on function audit_record, audit_note, audit_seal to passerelle_owner;
grant execute on function audit_is_operator
    to passerelle_owner, passerelle_worker, passerelle_directory, passerelle_operator, passerelle_console;

set local role passerelle_owner;

-- The one way in which a role without a right on the ledger sees some of it.
create or replace function events_of_employee(of_employee text) returns setof unavailability_ledger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    -- Of an employee whom nothing is recorded of, the log has no id: it could be anything.
    perform audit_record(
        'read', 'employee',
        case when exists (
                select from unavailability_ledger where tenant_id = current_tenant() and employee_id = of_employee)
            or exists (select from run_change where tenant_id = current_tenant() and employee_id = of_employee) then of_employee end,
        slug, null, null)
    from tenant where id = current_tenant();
    return query
        select * from unavailability_ledger
        where tenant_id = current_tenant() and employee_id = of_employee order by starts_at, reference;
end
$$;
comment on function events_of_employee is
    'The ledger''s events of one employee of the transaction''s tenant. Leaves an entry of the read in the audit log.';
grant execute on function events_of_employee to passerelle_worker, passerelle_reader;

create or replace trigger only_added before update or delete or truncate on audit_entry
    for each statement execute function audit_refuse();
create or replace trigger only_emptied before update on audit_text for each row execute function audit_only_empty();
create or replace trigger only_added before delete or truncate on audit_text
    for each statement execute function audit_refuse();
create or replace trigger only_one before insert or delete or truncate on audit_head
    for each statement execute function audit_refuse();

-- PostgreSQL has no `create or replace` for a deferred one.
drop trigger if exists seal on audit_pending;
create constraint trigger seal after insert on audit_pending deferrable initially deferred
    for each row execute function audit_seal();

-- What is audited. Memory of syncs, leases and results of runs are not: rules and links that a sync found out, claims by the fleet.
-- Whoever does not act as passerelle_worker is no sync.

create or replace trigger audit after insert or update or delete on tenant for each row execute function audit_note(
    'tenant', 'id', '',
    'id,slug,state,environment,lucca_url,former_accounts,planningpme_url,planning_dialect,created_at,department_scope,'
    'identifier,match_email,creates,include_pending,neutral_type,reference_field,time_zone,day_start,midday,day_end,'
    'days_off,holidays,lucca_api,lucca_requests,hourly_requests,row_limit,horizon_months,daily_at,initial_from,brake_count,'
    'brake_percent');
create or replace trigger audit after insert or update or delete on credential for each row execute function audit_note(
    'credential', 'tenant_id', 'kind,slot', 'kind,slot,set_at');
create or replace trigger audit after insert or delete on sealed_credential for each row execute function audit_note(
    'sealed_credential', 'tenant_id', 'kind', 'kind,host,key_id,set_at,fault');
-- A worker notes why it could not open one.
create or replace trigger audit_update after update on sealed_credential for each row
    when (to_jsonb(new) - 'fault' <> to_jsonb(old) - 'fault' or current_user <> 'passerelle_worker') execute function audit_note(
    'sealed_credential', 'tenant_id', 'kind', 'kind,host,key_id,set_at,fault');
create or replace trigger audit after insert or update or delete on sealing_key for each row execute function audit_note(
    'keyring', '', 'id', 'number,id,published_at,published_by');
create or replace trigger audit after delete on tenant_data_key for each row execute function audit_note(
    'data_key', 'tenant_id', 'id', 'id,master_key_id,created_at,wrapped_at');
-- A rotation names another master key.
create or replace trigger audit_update after update on tenant_data_key for each row
    when (new.master_key_id = old.master_key_id or new.id <> old.id or new.tenant_id <> old.tenant_id) execute function audit_note(
    'data_key', 'tenant_id', 'id', 'id,master_key_id,created_at,wrapped_at');
-- The first key is on record with the first secret.
create or replace trigger audit after insert on master_key for each row when (new.number > 1) execute function audit_note(
    'keyring', '', 'id', 'number,id,added_at');
create or replace trigger audit_update after update or delete on master_key for each row execute function audit_note(
    'keyring', '', 'id', 'number,id,added_at');

create or replace trigger audit_insert after insert on reason_rule for each row
    when (new.origin = 'operator' or current_user <> 'passerelle_worker')
    execute function audit_note('reason', 'tenant_id', 'leave_account_id', 'leave_account_id,destination,type_key,origin');
create or replace trigger audit_update after update on reason_rule for each row
    when (new.origin = 'operator' or old.origin = 'operator' or current_user <> 'passerelle_worker')
    execute function audit_note('reason', 'tenant_id', 'leave_account_id', 'leave_account_id,destination,type_key,origin');
create or replace trigger audit_delete after delete on reason_rule for each row
    when (old.origin = 'operator' or current_user <> 'passerelle_worker')
    execute function audit_note('reason', 'tenant_id', 'leave_account_id', 'leave_account_id,destination,type_key,origin');
create or replace trigger audit_insert after insert on department_link for each row
    when (new.is_explicit or current_user <> 'passerelle_worker')
    execute function audit_note('department', 'tenant_id', 'department_id', 'department_id,planning_department_key,is_explicit');
create or replace trigger audit_update after update on department_link for each row
    when (new.is_explicit or old.is_explicit or current_user <> 'passerelle_worker')
    execute function audit_note('department', 'tenant_id', 'department_id', 'department_id,planning_department_key,is_explicit');
create or replace trigger audit_delete after delete on department_link for each row
    when (old.is_explicit or current_user <> 'passerelle_worker')
    execute function audit_note('department', 'tenant_id', 'department_id', 'department_id,planning_department_key,is_explicit');
create or replace trigger audit after insert or update or delete on field_rule for each row execute function audit_note(
    'field', 'tenant_id', 'target', 'target,field,format,form,clears_when_empty,replaces');

-- Of runs: that a person queued, began, took over, cancelled or approved one.
create or replace trigger audit_insert after insert on run for each row when (new.trigger = 'manual')
    execute function audit_note('run', 'tenant_id', 'id', 'id,purpose,state,trigger,as_of,approves,approves_only,worker,cancel_requested');
-- With a list of columns where there is a condition: one without a list costs each statement.
create or replace trigger audit_update after update of cancel_requested, lease_term on run for each row
    when (new.cancel_requested and not old.cancel_requested
        -- The fleet claims as passerelle_directory; so does a person who runs a worker.
        or new.lease_term <> old.lease_term and (current_user <> 'passerelle_directory' or audit_is_operator()))
    execute function audit_note('run', 'tenant_id', 'id', 'id,purpose,state,trigger,as_of,approves,approves_only,worker,cancel_requested');
-- A wait that no worker set, and no correction of a wrong clock.
create or replace trigger audit_wait after update of not_before, wait_set_at on run for each row
    when ((new.not_before, new.wait_set_at) is distinct from (old.not_before, old.wait_set_at)
        and current_user not in ('passerelle_worker', 'passerelle_directory'))
    execute function audit_note('run', 'tenant_id', 'id', 'id,state,trigger,not_before,wait_set_at');
-- A worker that ends a run holds it.
create or replace trigger audit_delete after delete on run for each row
    when (old.state = 'queued' or old.lease_until <= clock_timestamp())
    execute function audit_note('run', 'tenant_id', 'id', 'id,purpose,state,trigger,as_of,approves,approves_only,worker,cancel_requested');

-- Each night a worker takes a day of every tenant, and counts those that failed.
create or replace trigger audit after insert or update or delete on tenant_schedule for each row
    when (current_user <> 'passerelle_worker')
    execute function audit_note('schedule', 'tenant_id', '', 'since,last_day,last_taken_at,failed_days,suspended_by');

create or replace trigger audit_reject after update of rejected_at, rejected_by on run_history for each row
    when (new.rejected_at is distinct from old.rejected_at)
    execute function audit_note('run', 'tenant_id', 'id', 'id,rejected_at,rejected_by');

-- A block of requests that no worker set or lifted. Its scope names a customer's account: it is not shown.
create or replace trigger audit_insert after insert on request_budget for each row
    when (new.blocked_until is not null and current_user <> 'passerelle_worker')
    execute function audit_note('budget', '', '', 'blocked_at,blocked_until');
create or replace trigger audit_update after update of blocked_until on request_budget for each row
    when (new.blocked_until is distinct from old.blocked_until and current_user <> 'passerelle_worker'
        -- One that is over is forgotten.
        and not (new.blocked_until is null and old.blocked_until <= clock_timestamp()))
    execute function audit_note('budget', '', '', 'blocked_at,blocked_until');
create or replace trigger audit_delete after delete on request_budget for each row
    when (old.blocked_until > clock_timestamp() and current_user <> 'passerelle_worker')
    execute function audit_note('budget', '', '', 'blocked_at,blocked_until');

-- That a person queued it. What it then changes has entries of its own, under the worker's login.
create or replace trigger audit_insert after insert on queued_operation for each row execute function audit_note(
    'operation', 'tenant_id', 'id', 'id,kind,parameters');

-- That a person began a command for many tenants. It is forgotten after 90 days.
create or replace trigger audit after insert or update on batch for each row execute function audit_note(
    'batch', '', 'id', 'id,operation,begun_at');
create or replace trigger audit_delete after delete on batch for each row
    when (old.begun_at >= surely_past() - interval '90 days') execute function audit_note(
    'batch', '', 'id', 'id,operation,begun_at');
-- What a batch did for a tenant has an entry of its own. Marked as done by hand, a tenant would be left out: so a person's login
-- leaves one of that too. What only begins or fails is done again.
create or replace trigger audit_update after update on batch_item for each row
    when (current_user <> 'passerelle_worker' and not (
        old.state in ('open', 'begun', 'failed') and new.state in ('begun', 'failed') and new.batch_id = old.batch_id
        and new.slug = old.slug and (old.taken_at is null or new.taken_at = old.taken_at)))
    execute function audit_note('batch', '', 'batch_id,slug', 'batch_id,slug,state,taken_at');

create or replace trigger audit after insert or update or delete on operator_login for each row execute function audit_note(
    'operator', '', 'login', 'login,granted,is_shared,added_at,disabled_at');

create or replace trigger audit after insert or update or delete on fleet_pause for each row execute function audit_note(
    'fleet', '', 'paused_at', 'paused_at,paused_by');
-- That a person signed in or out, and made a link for it.
create or replace trigger audit_insert after insert on console_link for each row execute function audit_note(
    'console', '', 'login,made_at', 'login,made_at,used_at');
create or replace trigger audit_insert after insert on console_session for each row execute function audit_note(
    'console', '', 'login,began_at', 'login,is_vouched,began_at,seen_at,ended_at');
create or replace trigger audit_update after update on console_session for each row
    when (to_jsonb(new) - 'seen_at' <> to_jsonb(old) - 'seen_at') execute function audit_note(
    'console', '', 'login,began_at', 'login,is_vouched,began_at,seen_at,ended_at');

create or replace trigger audit after insert or update or delete on schema_migration for each row execute function audit_note(
    'schema', '', 'name', 'number,name,checksum,applied_at,applied_by');
create or replace trigger audit after insert or update or delete on schema_function for each row execute function audit_note(
    'schema', '', 'name,checksum', 'number,name,checksum,applied_at,applied_by');

create or replace trigger audit_truncate after truncate on tenant
    for each statement execute function audit_note('tenant', '', '', '');
create or replace trigger audit_truncate after truncate on credential
    for each statement execute function audit_note('credential', '', '', '');
create or replace trigger audit_truncate after truncate on reason_rule
    for each statement execute function audit_note('reason', '', '', '');
create or replace trigger audit_truncate after truncate on department_link
    for each statement execute function audit_note('department', '', '', '');
create or replace trigger audit_truncate after truncate on fleet_pause
    for each statement execute function audit_note('fleet', '', '', '');
create or replace trigger audit_truncate after truncate on operator_login
    for each statement execute function audit_note('operator', '', '', '');
create or replace trigger audit_truncate after truncate on master_key
    for each statement execute function audit_note('keyring', '', '', '');
create or replace trigger audit_truncate after truncate on run
    for each statement execute function audit_note('run', '', '', '');
create or replace trigger audit_truncate after truncate on field_rule
    for each statement execute function audit_note('field', '', '', '');

-- Also in a session that says it replicates.
do $$
declare
    found record;
begin
    for found in
        select tgrelid::regclass as relation, tgname as name from pg_trigger
        where tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) and not tgisinternal
            and (tgname ~ '^audit' or tgname in ('only_added', 'only_emptied', 'only_one', 'seal')) and tgenabled <> 'A'
    loop
        execute format('alter table %s enable always trigger %I', found.relation, found.name);
    end loop;
end
$$;
