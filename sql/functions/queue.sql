-- The queue: claims, leases, and the number of waiting runs.

set local role passerelle_directory;

create or replace function mend_moments() returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    -- A live worker renews long before the shortened lease ends.
    update run set lease_until = clock_timestamp() + make_interval(secs => coalesce(run.lease_seconds, 60))
        where id in (
            select id from run
            where state = 'running'
                and lease_until > clock_timestamp() + make_interval(secs => coalesce(run.lease_seconds, 60))
            for update skip locked);
    -- A correction of the clock by less than a second is ignored.
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
    'Shortens what ends too late because the clock was ahead: leases to their length from now, waits to now.';

create or replace function claim_runs(claimer text, lease_seconds integer, at_most integer, is_idle boolean)
    returns table (run_id bigint, tenant_id uuid, lease_term integer)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
#variable_conflict use_column
declare
    ids bigint[];
    now timestamptz;
    length constant integer := claim_runs.lease_seconds;
begin
    -- A maintenance: who holds a run ends it, the others wait.
    if exists (select from fleet_pause) then return; end if;
    perform mend_moments();
    -- Read the time after mend_moments: waits that it cut are due now.
    now := clock_timestamp();
    -- A worker that performs a run which two workers died of gets no other run.
    if exists (select from run where run.worker = claimer and run.state = 'running' and run.deaths >= 2 and run.lease_until > now)
    then
        return;
    end if;
    ids := array(
        select run.id from run
        where is_idle and run.purpose = 'sync' and run.deaths > 0
            and run.deaths + (run.state = 'running' and run.worker <> claimer)::integer = 2
            and (run.state = 'running' and run.lease_until <= now
                or run.state = 'queued' and run.not_before <= now
                    and (run.trigger <> 'schedule'
                        or exists (select from tenant where tenant.id = run.tenant_id and tenant.state = 'active')))
            and not exists (select from run other where other.worker = claimer and other.state = 'running' and other.lease_until > now)
        order by run.scheduled_for, run.id limit least(at_most, 1) for update skip locked);
    if cardinality(ids) = 0 then
        -- In a busy fleet, the first worker by name frees itself for such a run.
        if exists (
            select from run
            where run.purpose = 'sync' and run.deaths > 0 and run.deaths + (run.state = 'running')::integer = 2
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
        -- Runs of dead workers come first: their tenants have waited longest.
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
            error = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end;
$$;
comment on function claim_runs is
    'Claims due syncs of any tenant: abandoned ones first, then manual ones, then scheduled ones of active tenants, oldest first. A run whose worker died twice goes to an idle worker, alone.';

create or replace function renew_leases(runs bigint[], terms integer[], seconds integer)
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
    'Renews what these terms hold, in one statement. A row that another session has locked is skipped, so that it does not delay the others. A term missing from the answer is lost.';

create or replace function next_claim_seconds() returns double precision
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select extract(epoch from min(claimable_at) - clock_timestamp())::double precision
        from (
            select case state when 'running' then lease_until else not_before end as claimable_at
            from run where purpose = 'sync') queue
        where claimable_at > clock_timestamp();
    end;
comment on function next_claim_seconds is 'Seconds until the next sync becomes claimable, unless its worker renews; null when there is none.';

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
            (select count(*) from silent_tenants()),
            clock_timestamp()
        from (
            select run.id, run.state, run.lease_until, run.not_before, tenant.slug,
                least(greatest(run.scheduled_for, run.not_before), clock_timestamp()) as due_at,
                run.state = 'queued' and run.not_before <= clock_timestamp()
                    and (run.trigger <> 'schedule' or tenant.state = 'active') as is_due
            from run join tenant on tenant.id = run.tenant_id
            where run.purpose = 'sync') queue;
    end;
comment on function queue_overview is
    'How many syncs wait and run. without_recent_success: as silent_tenants.';

grant execute on function mend_moments, claim_runs, renew_leases, next_claim_seconds to passerelle_worker;
grant execute on function mend_moments to passerelle_operator, passerelle_console;
grant execute on function queue_overview to passerelle_worker, passerelle_reader;
