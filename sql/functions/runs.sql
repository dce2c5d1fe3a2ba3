-- Runs across tenants: a run's tenant, the newest runs, and pages of history.

set local role passerelle_directory;

create or replace function tenant_of_run(run_id bigint) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return coalesce(
        (select tenant_id from run where id = run_id),
        (select tenant_id from run_history where id = run_id));
comment on function tenant_of_run is 'The tenant of a run, live or ended.';

create or replace function list_runs(in_state text, since timestamptz, at_most integer) returns setof run_record
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ids bigint[];
    oldest constant timestamptz := coalesce(since, '-infinity');
begin
    -- Select the ids first, with one index for each kind.
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

-- Planned for the values at hand: a filter that is not used costs nothing, and a used one finds its index.
create or replace function find_runs(
    of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamptz, until timestamptz,
    before_run bigint, at_most integer)
    returns table (id bigint, finished_at timestamptz)
    language plpgsql stable set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan
    as $$
#variable_conflict use_column
declare
    -- Null for a live run: those come first, by id.
    before_end constant timestamptz := (select history.finished_at from run_history history where history.id = before_run);
    oldest timestamptz;
    upper timestamptz;
    lower timestamptz;
    listed bigint;
    more bigint;
begin
    return query
        select run.id, null::timestamptz from run
            where (before_run is null or before_end is null and run.id < before_run)
                and (until is null or until > clock_timestamp())
                and (of_tenants is null or run.tenant_id = any (of_tenants))
                and (in_states is null or run.state = any (in_states))
                and (by_triggers is null or run.trigger = any (by_triggers))
                and (with_codes is null or run.error ->> 'code' = any (with_codes))
            order by run.id desc limit at_most;
    get diagnostics listed = row_count;
    if with_codes is null then
        return query
            select history.id, history.finished_at from run_history history
                where (before_end is null
                        or history.finished_at <= before_end and (history.finished_at, history.id) < (before_end, before_run))
                    and (since is null or history.finished_at >= since) and (until is null or history.finished_at < until)
                    -- With one value, the index also gives the order.
                    and case cardinality(of_tenants) when 1 then history.tenant_id = of_tenants[1] else true end
                    and (of_tenants is null or history.tenant_id = any (of_tenants))
                    and case cardinality(in_states) when 1 then history.state = in_states[1] else true end
                    and (in_states is null or history.state = any (in_states))
                    and (by_triggers is null or history.trigger = any (by_triggers))
                order by history.finished_at desc, history.id desc limit at_most - listed;
        return;
    end if;
    -- Month by month, the newest first, by the index of codes: many runs may have the code, or none at all.
    select min(history.finished_at), max(history.finished_at) into oldest, upper from run_history history;
    if upper is null then return; end if;
    oldest := greatest(oldest, since);
    upper := least(upper + interval '1 microsecond', until, before_end + interval '1 microsecond');
    while upper > oldest and listed < at_most loop
        lower := greatest(oldest, date_trunc('month', upper - interval '1 microsecond', 'UTC'));
        return query
            with coded as materialized (
                select * from run_history history
                where history.finished_at >= lower and history.finished_at < upper
                    and history.problem_codes || array[history.error ->> 'code'] && with_codes
                    and (history.problem_codes <> '{}' or history.error is not null)
                    and (of_tenants is null or history.tenant_id = any (of_tenants))
                    and (in_states is null or history.state = any (in_states)))
            select history.id, history.finished_at from coded history
                where (before_end is null or (history.finished_at, history.id) < (before_end, before_run))
                    and (by_triggers is null or history.trigger = any (by_triggers))
                order by history.finished_at desc, history.id desc limit at_most - listed;
        get diagnostics more = row_count;
        listed := listed + more;
        upper := lower;
    end loop;
end
$$;
comment on function find_runs is
    'Runs of every tenant that match, live ones first, then by their end. A null filter is none; codes are those of problems and errors.';

create or replace function page_runs(
    of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamptz, until timestamptz,
    before_run bigint, at_most integer)
    returns setof run_record
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ids constant bigint[] := array(
        select found.id from find_runs(of_tenants, in_states, by_triggers, with_codes, since, until, before_run, at_most) found);
begin
    return query select * from run_record where id = any (ids) order by finished_at desc nulls first, id desc;
end
$$;
comment on function page_runs is 'A page of find_runs.';

create or replace function count_runs(
    of_tenants uuid[], in_states text[], by_triggers text[], with_codes text[], since timestamptz, until timestamptz,
    at_most integer)
    returns integer
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return (
        select count(*)::integer
        from find_runs(of_tenants, in_states, by_triggers, with_codes, since, until, null, at_most));
comment on function count_runs is 'How many runs find_runs finds, on every page. It stops counting at that number.';

grant execute on function tenant_of_run, list_runs, page_runs, count_runs to passerelle_worker, passerelle_reader;
-- Of a run that an entry of the audit log is about.
grant execute on function tenant_of_run to passerelle_audit;
