-- What the console shows beside lists of runs. These functions only read.

-- One unknown name would fail a page about every tenant.
create or replace function known_zone(name text) returns text
    language plpgsql stable set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform now() at time zone name;
    return name;
exception
    when invalid_parameter_value then return 'UTC';
end
$$;
comment on function known_zone is 'The time zone, or UTC if this server does not know it.';
grant execute on function known_zone to passerelle_directory;

set local role passerelle_directory;

create or replace function console_standings(of_tenant uuid)
    returns table (
        id uuid, slug text, state text, environment text, time_zone text, is_dialect_doubted boolean, since timestamptz,
        complete_run bigint, complete_state text, complete_at timestamptz, count_problems integer, count_new_problems integer,
        problem_codes text[], is_review_open boolean, is_silent boolean, last_run bigint, last_state text, last_at timestamptz, error jsonb,
        failing_since timestamptz, suspended_by bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.id, tenant.slug, tenant.state, tenant.environment, tenant.time_zone,
            tenant.planning_dialect ->> 'doubt' is not null, coalesce(tenant_schedule.since, tenant.created_at), complete.id,
            complete.state, complete.finished_at, coalesce(complete.count_problems, 0), coalesce(complete.count_new_problems, 0),
            coalesce(complete.problem_codes, '{}'),
            coalesce(complete.is_open, false), silent.id is not null, ended.id, ended.state, ended.finished_at, ended.error,
            failing.finished_at, tenant_schedule.suspended_by
        from tenant
        left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        left join silent_tenants() silent on silent.id = tenant.id
        left join lateral last_complete_run(tenant.id) complete on true
        left join lateral last_ended_sync(tenant.id) ended on true
        left join lateral (
            select run_history.finished_at from run_history
            where ended.state = 'failed' and run_history.tenant_id = tenant.id and run_history.state = 'failed'
                and run_history.purpose = 'sync' and run_history.finished_at <= (select clock_timestamp())
                and run_history.finished_at > coalesce(complete.finished_at, '-infinity')
            order by run_history.finished_at, run_history.id limit 1) failing on true
        where of_tenant is null or tenant.id = of_tenant
        order by tenant.slug;
    end;
comment on function console_standings is
    'Of every tenant, or of that one: the last run that read Lucca to its end, the last sync that ended, and since when syncs fail.';

create or replace function console_new_problems()
    returns table (tenant_id uuid, run_id bigint, code text, problems bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select problem.tenant_id, problem.run_id, problem.code, count(*)
        from tenant
        join lateral last_complete_run(tenant.id) complete on complete.count_new_problems > 0
        join lateral (
            select run_problem.tenant_id, run_problem.run_id, run_problem.code from run_problem
            where run_problem.tenant_id = tenant.id and run_problem.run_id = complete.id
                and run_problem.finished_at = complete.finished_at and run_problem.known_since is null) problem on true
        where tenant.state = 'active'
        group by problem.tenant_id, problem.run_id, problem.code
        order by problem.tenant_id, problem.code;
    end;
comment on function console_new_problems is 'The codes of problems that the last complete run of an active tenant had, and the run before did not have.';

-- Planned for the times at hand, like those after it: which partitions and how many rows depends on them.
create or replace function console_night(since timestamptz, until timestamptz, at_most integer)
    returns table (id bigint, slug text, state text, began_at timestamptz, ended_at timestamptz)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan
    as $$
#variable_conflict use_column
begin
    return query
        select bar.id, tenant.slug, bar.state, bar.began_at, bar.ended_at
        from (
            select history.id, history.tenant_id, history.state, coalesce(history.started_at, history.scheduled_for) as began_at,
                history.finished_at as ended_at
            from run_history history where history.finished_at >= since
            union all
            select run.id, run.tenant_id, run.state, coalesce(run.started_at, run.scheduled_for), null from run) bar
        join tenant on tenant.id = bar.tenant_id
        where bar.began_at < until
        order by bar.began_at, bar.id limit at_most;
end
$$;
comment on function console_night is 'Runs of every tenant that ended since then, or live, and began before; by begin.';

create or replace function console_days(of_tenants uuid[], since timestamptz)
    returns table (
        tenant_id uuid, day date, state text, runs bigint, last_run bigint, count_problems integer)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan
    as $$
#variable_conflict use_column
begin
    return query
        select history.tenant_id, (history.finished_at at time zone zone.name)::date, history.state, count(*), max(history.id),
            max(history.count_problems)
        from tenant, lateral (select known_zone(tenant.time_zone) as name offset 0) zone,
            lateral (
                select run_history.tenant_id, run_history.finished_at, run_history.state, run_history.id,
                    run_history.count_problems
                from run_history
                where run_history.tenant_id = tenant.id and run_history.finished_at >= since
                    and run_history.finished_at <= (select clock_timestamp())
                -- Tenant by tenant: one scan of the month's runs of all of them takes longer.
                offset 0) history
        where tenant.id = any (of_tenants)
        group by 1, 2, 3;
end
$$;
comment on function console_days is 'What ended on each local day of those tenants, by state.';

create or replace function console_shared_codes(codes text[], besides uuid, since timestamptz, until timestamptz, most_named integer)
    returns table (code text, tenants bigint, named text[])
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan
    as $$
#variable_conflict use_column
begin
    return query
        select found.code, count(distinct tenant.slug), (array_agg(distinct tenant.slug order by tenant.slug))[1:most_named]
        from run_history history join tenant on tenant.id = history.tenant_id,
            lateral unnest(history.problem_codes || array[history.error ->> 'code']) as found (code)
        where history.finished_at >= since and history.finished_at < until and history.tenant_id <> besides
            and (history.problem_codes && codes or history.error ->> 'code' = any (codes)) and found.code = any (codes)
        group by found.code order by count(distinct tenant.slug) desc, found.code;
end
$$;
comment on function console_shared_codes is 'In how many other tenants runs ended in that time with one of these codes, and the first of them.';

grant execute on function console_standings, console_new_problems, console_night, console_days, console_shared_codes
    to passerelle_worker, passerelle_reader;

set local role passerelle_audit;

-- Without values and reasons: whoever reads those is recorded.
create or replace function audit_timeline(of_tenant uuid, before bigint, at_most integer)
    returns table (
        number bigint, recorded_at timestamptz, login text, is_proven boolean, operation text, object text, run bigint,
        fields text[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select entry.number, entry.recorded_at, entry.login, entry.is_proven, entry.operation, entry.object, entry.run,
            array(
                select distinct side.field
                from jsonb_array_elements(words.changes::jsonb) as change (row),
                    lateral (
                        select jsonb_object_keys(nullif(change.row -> 'before', 'null'))
                        union all select jsonb_object_keys(nullif(change.row -> 'after', 'null'))) as side (field)
                order by side.field)
        from audit_entry entry left join audit_text words on words.number = entry.number
        where entry.slug = (select tenant.slug from tenant where tenant.id = of_tenant) and entry.tenant = of_tenant
            and entry.kind = 'change' and (before is null or entry.number < before)
        order by entry.number desc limit at_most;
    end;
comment on function audit_timeline is 'Changes of a tenant, newest first: who changed which fields, not their values.';
grant execute on function audit_timeline to passerelle_worker, passerelle_reader;
