-- Pruning that failed once the planner had statistics; a claim that tells whether it takes over from a dead worker; figures that told
-- of waits that were over, and of requests that were not free yet.

alter table run add column taken_over boolean not null default false;
comment on column run.taken_over is 'The last claim took it from a worker whose lease had ended.';

create or replace function prune_history(keep_months integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '10s'
    as $$
declare
    child text;
    dropped integer := 0;
begin
    if keep_months is null or keep_months < 1 then
        raise exception 'history is kept for one month at least' using errcode = 'invalid_parameter_value';
    end if;
    for child in
        select relation.relname
        from pg_inherits
        join pg_class relation on relation.oid = inhrelid
        where inhparent in ('public.run_history'::regclass, 'public.run_problem'::regclass, 'public.run_change'::regclass)
            -- Conditions are tested in any order, of tables of any name: only a CASE keeps to_date from what is no partition's.
            and case when relation.relname ~ '_y[0-9]{4}m[0-9]{2}$'
                then to_date(right(relation.relname, 7), 'YYYY"m"MM') + interval '1 month'
                    <= (clock_timestamp() at time zone 'UTC') - make_interval(months => keep_months) end
        order by relation.relname
    loop
        execute format('drop table public.%I', child);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;

grant update (taken_over) on run to passerelle_directory;
grant create on schema public to passerelle_directory;
set local role passerelle_directory;

create or replace function claim_runs(claimer text, lease_seconds integer, at_most integer)
    returns table (run_id bigint, tenant_id uuid, lease_term integer)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ids bigint[];
begin
    -- What dead workers left behind comes first: somebody waits for its end.
    ids := array(
        select run.id from run
        where run.purpose = 'sync' and run.state = 'running' and run.lease_until <= clock_timestamp()
        order by run.lease_until limit at_most for update skip locked);
    ids := ids || array(
        select run.id from run
        where run.purpose = 'sync' and run.state = 'queued' and run.not_before <= clock_timestamp()
            and (run.trigger <> 'schedule'
                or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))
        order by (run.trigger = 'schedule'), run.scheduled_for, run.id
        limit at_most - cardinality(ids) for update skip locked);
    return query
        update run
        set state = 'running', worker = claimer, lease_term = run.lease_term + 1,
            lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
            attempt = case when run.state = 'running' or run.attempt = 0 then run.attempt + 1 else run.attempt end,
            taken_over = run.state = 'running', started_at = coalesce(run.started_at, clock_timestamp()),
            error_code = null, error_message = null, error_remedy = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end;
$$;

create or replace function queue_overview()
    returns table (
        queued bigint, due bigint, running bigint, left_behind bigint, oldest_due_at timestamptz, oldest_due_tenant text,
        next_due_at timestamptz, active_tenants bigint, without_recent_success bigint, read_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select count(*) filter (where state = 'queued'),
            count(*) filter (where is_due),
            count(*) filter (where state = 'running'),
            count(*) filter (where state = 'running' and lease_until <= clock_timestamp()),
            min(due_at) filter (where is_due),
            (array_agg(slug order by due_at, id) filter (where is_due))[1],
            min(not_before) filter (where state = 'queued' and not_before > clock_timestamp()),
            (select count(*) from tenant where tenant.state = 'active'),
            (select count(*) from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
                where tenant.state = 'active'
                    and coalesce(tenant_schedule.since, tenant.created_at) < clock_timestamp() - interval '26 hours'
                    and not exists (
                        select from run_history
                        where run_history.tenant_id = tenant.id and run_history.state in ('succeeded', 'partial', 'needs_review')
                            and run_history.finished_at >= clock_timestamp() - interval '26 hours')),
            clock_timestamp()
        from (
            select run.id, run.state, run.lease_until, run.not_before, tenant.slug,
                greatest(run.scheduled_for, run.not_before) as due_at,
                run.state = 'queued' and run.not_before <= clock_timestamp()
                    and (run.trigger <> 'schedule' or tenant.state = 'active') as is_due
            from run join tenant on tenant.id = run.tenant_id
            where run.purpose = 'sync') queue;
    end;

create or replace function budget_shares() returns table (remote text, smallest_share_left double precision, blocked bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select kind, min(greatest(0, 1 - taken / plan)), count(*) filter (where blocked_until > clock_timestamp())
        from (
            select split_part(scope, ':', 1) as kind, blocked_until,
                case when scope like 'lucca:%' then 50.0 else coalesce(tenant.hourly_requests, 2000) end as plan,
                (select coalesce(sum(count), 0)::double precision
                    from unnest(bucket_starts, bucket_counts) as bucket (start, count)
                    -- As `take_request` counts: a bucket is a sixtieth of the window, and counts whole.
                    where start + case when scope like 'lucca:%' then 1 + 62 else 60 + 3600 end > extract(epoch from clock_timestamp())
                ) as taken
            from request_budget left join tenant on tenant.id::text = split_part(scope, ':', 2)) budget
        group by kind order by kind;
    end;

set local role passerelle_owner;
revoke create on schema public from passerelle_directory;
