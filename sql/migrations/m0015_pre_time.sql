-- Time that is wrong for a while, workers that die, leases that are renewed together.
--
-- No stored moment decides anything when it lies later than it can by the clock of now: a lease later than its length, a wait that
-- begins in the future, a day that was taken in the future. What is destroyed by age is judged by days that were seen, not by now.

alter table run
    add column deaths integer not null default 0,
    add column lease_seconds integer,
    add column wait_set_at timestamptz not null default clock_timestamp(),
    add constraint run_deaths_counted check (deaths >= 0);
comment on column run.deaths is 'How many workers died while they worked it. After two it is worked alone, after three it ends.';
comment on column run.lease_seconds is 'How long the lease was at its last grant: an end later than that from now is not believed.';
comment on column run.wait_set_at is 'When not_before was set: a wait that was set in the future is over.';

grant update (deaths, lease_seconds, scheduled_for, not_before, wait_set_at) on run to passerelle_directory;
grant select on worker to passerelle_directory;

-- Days on which the clock was seen, the newest only. A clock that is ahead for minutes adds a day or two.
create table clock_sighting (
    day date not null,
    constraint clock_sighting_pkey primary key (day)
);
comment on table clock_sighting is 'Days (UTC) on which this database was in use, the newest ten. No tenant''s data.';
grant select on clock_sighting to passerelle_worker;

create function surely_past() returns timestamptz
    language sql stable set search_path = pg_catalog, public, pg_temp
    begin atomic
        select coalesce(
            (select day::timestamp at time zone 'UTC' from clock_sighting
                where day <= (clock_timestamp() at time zone 'UTC')::date order by day desc offset 2 limit 1),
            '-infinity');
    end;
comment on function surely_past is
    'A moment that has passed even when the clock is wrong: the third newest day that was seen. What is destroyed by age is judged by it.';
grant execute on function surely_past to passerelle_worker;

create or replace function ensure_history_partitions(months_ahead integer default 3) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    today constant date := (clock_timestamp() at time zone 'UTC')::date;
    month timestamp;
    parent text;
    child text;
begin
    if not exists (select from clock_sighting where day = today) then
        insert into clock_sighting (day) values (today) on conflict (day) do nothing;
        delete from clock_sighting
            where day < (select day from clock_sighting where day <= today order by day desc offset 9 limit 1);
    end if;
    for step in 0..least(months_ahead, 24) loop
        month := date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => step);
        foreach parent in array array['run_history', 'run_problem', 'run_change'] loop
            child := parent || to_char(month, '"_y"YYYY"m"MM');
            continue when to_regclass('public.' || child) is not null;
            -- One at a time. Nobody but the owner may lock this row.
            perform from public.schema_migration where number = 1 for no key update;
            continue when to_regclass('public.' || child) is not null;
            -- ATTACH lets the others read and write meanwhile; CREATE … PARTITION OF would not.
            execute format('create table public.%I (like public.%I including all)', child, parent);
            execute format('alter table public.%I enable row level security, force row level security', child);
            execute format(
                'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                parent, child, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
                to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'));
        end loop;
    end loop;
end
$$;

create or replace function prune_history(keep_months integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '10s'
    as $$
declare
    child text;
    dropped integer := 0;
    -- A clock that is ahead for a while must not drop what is young.
    past constant timestamp := least(clock_timestamp(), surely_past()) at time zone 'UTC';
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
                    <= past - make_interval(months => keep_months) end
        order by relation.relname
    loop
        execute format('drop table public.%I', child);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;

alter table tenant_schedule add column last_taken_at timestamptz;
comment on column tenant_schedule.last_taken_at is 'When last_day was taken: a day that was taken in the future does not count.';
comment on column tenant_schedule.last_day is
    'The last local day whose run was queued, in the transaction that queues the run. It grows, unless a wrong clock had taken it.';

alter table request_budget add column blocked_at timestamptz;
comment on column request_budget.blocked_at is 'When the remote asked for silence: a block that begins in the future begins now.';

alter table tenant_memory add column is_making boolean not null default false;
comment on column tenant_memory.is_making is
    'A run creates types, departments or resources: unless it has said that it ended, what it had sent may still be under way.';

create or replace function take_request(of_scope text, request_limit integer, window_seconds integer) returns double precision
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
declare
    bucket_seconds constant integer := greatest(1, window_seconds / 60);
    budget request_budget;
    seconds double precision;
    bucket bigint;
    starts bigint[];
    counts integer[];
    taken bigint;
begin
    loop
        select * into budget from request_budget where scope = of_scope for update;
        exit when found;
        insert into request_budget (scope) values (of_scope) on conflict (scope) do nothing;
    end loop;
    -- Read after the row is locked: takers are served one after the other.
    seconds := extract(epoch from clock_timestamp());
    if budget.blocked_until > to_timestamp(seconds) then
        if budget.blocked_at > to_timestamp(seconds) then
            budget.blocked_until := to_timestamp(seconds) + (budget.blocked_until - budget.blocked_at);
            update request_budget set blocked_until = budget.blocked_until, blocked_at = to_timestamp(seconds)
                where scope = of_scope;
        end if;
        return extract(epoch from budget.blocked_until) - seconds;
    end if;
    bucket := floor(seconds / bucket_seconds)::bigint * bucket_seconds;
    -- A bucket counts whole for as long as one of its requests may be inside the window. One of the future was counted by a clock that
    -- was ahead, at most a moment ago: it counts as one of now.
    select coalesce(array_agg(start order by start), '{}'), coalesce(array_agg(count order by start), '{}'), coalesce(sum(count), 0)
        into starts, counts, taken
        from (
            select least(start, bucket) as start, sum(count)::integer as count
            from unnest(budget.bucket_starts, budget.bucket_counts) as old (start, count)
            group by 1) merged
        where start + bucket_seconds + window_seconds > seconds;
    if taken >= request_limit then
        if exists (select from unnest(budget.bucket_starts) as old (start) where start > bucket) then
            update request_budget set bucket_starts = starts, bucket_counts = counts where scope = of_scope;
        end if;
        return coalesce(starts[1] + bucket_seconds + window_seconds - seconds, window_seconds);
    end if;
    if starts[cardinality(starts)] >= bucket then
        counts[cardinality(counts)] := counts[cardinality(counts)] + 1;
    else
        starts := starts || bucket;
        counts := counts || 1;
    end if;
    update request_budget
        set bucket_starts = starts, bucket_counts = counts, blocked_until = null, blocked_at = null, used_at = to_timestamp(seconds)
        where scope = of_scope;
    return null;
end
$$;

create function mend_moments() returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    -- Its worker, if it lives, renews long before the shortened lease ends.
    update run set lease_until = clock_timestamp() + make_interval(secs => coalesce(run.lease_seconds, 60))
        where id in (
            select id from run
            where state = 'running'
                and lease_until > clock_timestamp() + make_interval(secs => coalesce(run.lease_seconds, 60))
            for update skip locked);
    -- A clock that is put right by less than a second is no wrong clock.
    update run
        set not_before = least(not_before, clock_timestamp()), scheduled_for = least(scheduled_for, clock_timestamp()),
            wait_set_at = clock_timestamp()
        where id in (
            select id from run
            where state = 'queued' and wait_set_at > clock_timestamp() + interval '1 second'
            for update skip locked);
end
$$;
comment on function mend_moments is
    'Cuts what lies later than it can, because the clock was ahead: leases to their length from now, waits to now.';

create function claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean)
    returns table (run_id bigint, tenant_id uuid, lease_term integer)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
#variable_conflict use_column
declare
    ids bigint[];
    now timestamptz;
    length constant integer := claim_runs.lease_seconds;
begin
    perform mend_moments();
    -- Read after it: what it cut is due now.
    now := clock_timestamp();
    -- Who works a run that two workers died of does nothing else.
    if exists (select from run where run.worker = claimer and run.state = 'running' and run.deaths >= 2 and run.lease_until > now)
    then
        return;
    end if;
    ids := array(
        select run.id from run
        where is_idle and run.purpose = 'sync'
            and run.deaths + (run.state = 'running' and run.worker <> claimer)::integer = 2
            and (run.state = 'running' and run.lease_until <= now
                or run.state = 'queued' and run.not_before <= now
                    and (run.trigger <> 'schedule'
                        or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active')))
            and not exists (select from run other where other.worker = claimer and other.state = 'running' and other.lease_until > now)
        order by run.scheduled_for, run.id limit least(at_most, 1) for update skip locked);
    if cardinality(ids) = 0 then
        -- Of a busy fleet the first worker by name makes room for it.
        if exists (
            select from run
            where run.purpose = 'sync' and run.deaths + (run.state = 'running')::integer = 2
                and (run.state = 'running' and run.lease_until <= now - interval '30 seconds'
                    or run.state = 'queued' and greatest(run.not_before, run.wait_set_at) <= now - interval '30 seconds'
                        and (run.trigger <> 'schedule'
                            or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))))
            and claimer = (
                select min(worker.name) from worker
                where not worker.is_draining and worker.trouble is null
                    and worker.heartbeat_at between now - interval '45 seconds' and now)
        then
            return;
        end if;
        -- What dead workers left behind comes first: its tenant has waited longest.
        ids := array(
            select run.id from run
            where run.purpose = 'sync' and run.state = 'running' and run.lease_until <= now
                and run.deaths + (run.worker <> claimer)::integer <> 2
            order by run.lease_until limit at_most for update skip locked);
        ids := ids || array(
            select run.id from run
            where run.purpose = 'sync' and run.state = 'queued' and run.not_before <= now and run.deaths <> 2
                and (run.trigger <> 'schedule'
                    or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))
            order by (run.trigger = 'schedule'), run.scheduled_for, run.id
            limit at_most - cardinality(ids) for update skip locked);
    end if;
    return query
        update run
        set state = 'running', lease_term = run.lease_term + 1,
            lease_until = clock_timestamp() + make_interval(secs => length), lease_seconds = length,
            attempt = case when run.state = 'running' or run.attempt = 0 then run.attempt + 1 else run.attempt end,
            deaths = run.deaths + (run.state = 'running' and run.worker <> claimer)::integer,
            taken_over = run.state = 'running', worker = claimer, started_at = coalesce(run.started_at, clock_timestamp()),
            error_code = null, error_message = null, error_remedy = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end;
$$;
comment on function claim_runs(text, integer, integer, boolean) is
    'Claims due syncs of any tenant: those left behind, then manual ones, then scheduled ones of active tenants, oldest first. One that two workers died of goes to an idle worker, alone.';

create function renew_leases(runs bigint[], terms integer[], seconds integer)
    returns table (run_id bigint, term integer, is_renewed boolean, is_cancel_requested boolean)
    language sql security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        with asked as (
            select * from unnest(runs, terms) as asked (id, term)
        ), held as (
            select run.id, run.lease_term, run.cancel_requested from run join asked on asked.id = run.id and asked.term = run.lease_term
            where run.state = 'running' and run.lease_until > clock_timestamp()
        ), free as (
            select run.id from run join asked on asked.id = run.id and asked.term = run.lease_term
            where run.state = 'running' and run.lease_until > clock_timestamp()
            order by run.id for no key update of run skip locked
        ), renewed as (
            update run set lease_until = clock_timestamp() + make_interval(secs => seconds), lease_seconds = seconds
            from free where run.id = free.id
            returning run.id
        )
        select held.id, held.lease_term, renewed.id is not null, held.cancel_requested
        from held left join renewed on renewed.id = held.id;
    end;
comment on function renew_leases is
    'Renews what these terms hold, in one statement. A row that somebody else has locked is passed over: one such row must not keep the others waiting. What is missing in the answer has passed on.';

create function list_taken_days() returns table (tenant_id uuid, taken_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant_schedule.tenant_id, tenant_schedule.last_taken_at from tenant_schedule
        where tenant_schedule.last_taken_at > clock_timestamp() + interval '1 second';
    end;
comment on function list_taken_days is 'The tenants whose last day was taken later than now: the clock was ahead then, or is behind now.';

grant create on schema public to passerelle_directory;
alter function mend_moments owner to passerelle_directory;
alter function claim_runs(text, integer, integer, boolean) owner to passerelle_directory;
alter function renew_leases owner to passerelle_directory;
alter function list_taken_days owner to passerelle_directory;
set local role passerelle_directory;

-- For workers of the previous release, which can't tell whether they are idle.
create or replace function claim_runs(claimer text, lease_seconds integer, at_most integer)
    returns table (run_id bigint, tenant_id uuid, lease_term integer)
    language sql security definer set search_path = pg_catalog, public, pg_temp
    as $$ select * from claim_runs(claimer, lease_seconds, at_most, false) $$;

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
                    and coalesce(tenant_schedule.since, tenant.created_at)
                        not between clock_timestamp() - interval '26 hours' and clock_timestamp()
                    and not exists (
                        select from run_history
                        where run_history.tenant_id = tenant.id and run_history.state in ('succeeded', 'partial', 'needs_review')
                            -- One of the future ended by a clock that was ahead: nobody knows when.
                            and run_history.finished_at
                                between clock_timestamp() - interval '26 hours' and clock_timestamp())),
            clock_timestamp()
        from (
            select run.id, run.state, run.lease_until, run.not_before, tenant.slug,
                least(greatest(run.scheduled_for, run.not_before), clock_timestamp()) as due_at,
                run.state = 'queued' and run.not_before <= clock_timestamp()
                    and (run.trigger <> 'schedule' or tenant.state = 'active') as is_due
            from run join tenant on tenant.id = run.tenant_id
            where run.purpose = 'sync') queue;
    end;

create or replace function budget_shares() returns table (remote text, smallest_share_left double precision, blocked bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select kind, min(greatest(0, 1 - taken / plan)),
            count(*) filter (where blocked_until > clock_timestamp() and coalesce(blocked_at, '-infinity') <= clock_timestamp())
        from (
            select split_part(scope, ':', 1) as kind, blocked_until, blocked_at,
                case when scope like 'lucca:%' then 50.0 else coalesce(tenant.hourly_requests, 2000) end as plan,
                (select coalesce(sum(count), 0)::double precision
                    from unnest(bucket_starts, bucket_counts) as bucket (start, count)
                    -- As `take_request` counts: a bucket is a sixtieth of the window, and counts whole.
                    where start + case when scope like 'lucca:%' then 1 + 62 else 60 + 3600 end > extract(epoch from clock_timestamp())
                        and start <= extract(epoch from clock_timestamp())
                ) as taken
            from request_budget left join tenant on tenant.id::text = split_part(scope, ':', 2)) budget
        group by kind order by kind;
    end;

grant execute on function mend_moments, claim_runs(text, integer, integer, boolean), renew_leases to passerelle_worker;
grant execute on function list_taken_days to passerelle_worker, passerelle_reader;
set local role passerelle_owner;
revoke create on schema public from passerelle_directory;
