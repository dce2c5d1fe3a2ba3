-- The fleet: which workers live, which days were scheduled, and what is asked of a run that runs.

alter table run
    add column scheduled_day date,
    add column retries integer not null default 0,
    add column cancel_requested boolean not null default false;
alter table run_history add column scheduled_day date;
comment on column run.scheduled_day is 'The tenant''s local day that a scheduled run belongs to.';
comment on column run.retries is 'How often it failed for a cause that may pass, and was queued again.';
comment on column run.cancel_requested is 'Its worker ends it as cancelled at the next safe point.';
comment on column run_history.scheduled_day is 'The tenant''s local day that a scheduled run belonged to.';
create index run_claim_order on run ((trigger = 'schedule'), scheduled_for, id) where state = 'queued';

create table tenant_schedule (
    tenant_id uuid not null,
    since timestamptz not null default clock_timestamp(),
    last_day date,
    failed_days integer not null default 0,
    suspended_by bigint,
    constraint tenant_schedule_pkey primary key (tenant_id),
    constraint tenant_schedule_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint tenant_schedule_failed_days_counted check (failed_days >= 0)
);
comment on table tenant_schedule is 'What the daily schedule remembers of a tenant.';
comment on column tenant_schedule.since is 'The first activation: moments before it are not due.';
comment on column tenant_schedule.last_day is
    'The last local day whose run was queued. It only grows, in the transaction that queues the run: so each day gets one run at most.';
comment on column tenant_schedule.failed_days is 'Scheduled runs in a row that failed for a cause that no retry fixes.';
comment on column tenant_schedule.suspended_by is 'The run whose failure suspended the tenant.';
alter table tenant_schedule enable row level security, force row level security;
create policy own_tenant on tenant_schedule using (tenant_id = current_tenant());
create policy directory on tenant_schedule for select to passerelle_directory using (true);
grant select, insert, update, delete on tenant_schedule to passerelle_worker;
grant select on tenant_schedule to passerelle_reader, passerelle_directory;

create table worker (
    name text not null,
    host text not null,
    process_id integer not null,
    version text not null,
    concurrency integer not null,
    started_at timestamptz not null default clock_timestamp(),
    heartbeat_at timestamptz not null default clock_timestamp(),
    is_draining boolean not null default false,
    trouble text,
    constraint worker_pkey primary key (name)
);
comment on table worker is 'The members of the fleet. A row goes with its process, or once its heartbeat is a day old. No tenant''s data.';
comment on column worker.name is 'As in run.worker.';
comment on column worker.trouble is 'The code of what keeps it from claiming runs; null when nothing does.';
grant select, insert, update, delete on worker to passerelle_worker;
grant select on worker to passerelle_reader;

grant update (state, worker, lease_term, lease_until, attempt, started_at, error_code, error_message, error_remedy)
    on run to passerelle_directory;
create policy directory_claims on run for update to passerelle_directory using (true);

create function claim_runs(claimer text, lease_seconds integer, at_most integer)
    returns table (run_id bigint, tenant_id uuid, lease_term integer)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ids bigint[];
begin
    -- What dead workers left behind comes first: somebody waits for its end.
    ids := array(
        select run.id from run
        where run.state = 'running' and run.lease_until <= clock_timestamp()
        order by run.lease_until limit at_most for update skip locked);
    ids := ids || array(
        select run.id from run
        where run.state = 'queued' and run.not_before <= clock_timestamp()
            and (run.trigger <> 'schedule'
                or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active'))
        order by (run.trigger = 'schedule'), run.scheduled_for, run.id
        limit at_most - cardinality(ids) for update skip locked);
    return query
        update run
        set state = 'running', worker = claimer, lease_term = run.lease_term + 1,
            lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
            attempt = case when run.state = 'running' or run.attempt = 0 then run.attempt + 1 else run.attempt end,
            started_at = coalesce(run.started_at, clock_timestamp()),
            error_code = null, error_message = null, error_remedy = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end
$$;
comment on function claim_runs is
    'Claims due runs of any tenant: those left behind, then manual ones, then scheduled ones of active tenants, oldest first.';

create function list_schedules()
    returns table (
        tenant_id uuid, slug text, time_zone text, daily_at smallint, since timestamptz, last_day date, is_busy boolean,
        read_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.id, tenant.slug, tenant.time_zone, tenant.daily_at,
            coalesce(tenant_schedule.since, tenant.created_at), tenant_schedule.last_day,
            exists (select from run where run.tenant_id = tenant.id), clock_timestamp()
        from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        where tenant.state = 'active';
    end;
comment on function list_schedules is 'What decides which active tenants are due. is_busy: a live run is in the way.';

create function queue_overview()
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
            min(not_before) filter (where state = 'queued' and not is_due),
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
            select run.*, tenant.slug, greatest(run.scheduled_for, run.not_before) as due_at,
                run.state = 'queued' and run.not_before <= clock_timestamp()
                    and (run.trigger <> 'schedule' or tenant.state = 'active') as is_due
            from run join tenant on tenant.id = run.tenant_id) queue;
    end;
comment on function queue_overview is
    'How much waits and runs. without_recent_success: active tenants whose last 26 hours saw no run that read Lucca to its end.';

create function budget_shares() returns table (remote text, smallest_share_left double precision, blocked bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select kind, min(greatest(0, 1 - taken / plan)), count(*) filter (where blocked_until > clock_timestamp())
        from (
            select split_part(scope, ':', 1) as kind, blocked_until,
                case when scope like 'lucca:%' then 50.0 else coalesce(tenant.hourly_requests, 2000) end as plan,
                (select coalesce(sum(count), 0)::double precision
                    from unnest(bucket_starts, bucket_counts) as bucket (start, count)
                    where start + case when scope like 'lucca:%' then 62 else 3600 end > extract(epoch from clock_timestamp())
                ) as taken
            from request_budget left join tenant on tenant.id::text = split_part(scope, ':', 2)) budget
        group by kind order by kind;
    end;
comment on function budget_shares is 'Of each kind of remote, the smallest share of any account''s requests that is left, and how many asked for silence.';
grant select on request_budget to passerelle_directory;

grant create on schema public to passerelle_directory;
alter function budget_shares owner to passerelle_directory;
alter function claim_runs owner to passerelle_directory;
alter function list_schedules owner to passerelle_directory;
alter function queue_overview owner to passerelle_directory;
revoke create on schema public from passerelle_directory;
set local role passerelle_directory;
grant execute on function claim_runs to passerelle_worker;
grant execute on function list_schedules, queue_overview, budget_shares to passerelle_worker, passerelle_reader;
set local role passerelle_owner;
