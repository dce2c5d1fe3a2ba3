-- The removal of a tenant's events is a run that no worker may take up: as a sync it would write the events again.

alter table run
    add column purpose text not null default 'sync',
    add constraint run_purpose_known check (purpose in ('sync', 'removal'));
alter table run_history
    add column purpose text not null default 'sync',
    add constraint run_history_purpose_known check (purpose in ('sync', 'removal'));
comment on column run.purpose is
    'removal: it takes the tenant''s events of today and later off the planning. Only `tenant delete` claims it, and what is left of it.';

create or replace view run_record with (security_invoker = true) as
    select both_kinds.id, both_kinds.tenant_id, both_kinds.state, both_kinds.trigger, both_kinds.as_of, both_kinds.window_from,
        both_kinds.window_to, both_kinds.scheduled_for, both_kinds.not_before, both_kinds.started_at, both_kinds.finished_at,
        both_kinds.attempt, both_kinds.worker, both_kinds.count_departments, both_kinds.count_employees, both_kinds.count_leaves,
        both_kinds.count_absences, both_kinds.count_created, both_kinds.count_updated, both_kinds.count_deleted,
        both_kinds.count_unchanged, both_kinds.count_failed, both_kinds.requests_lucca, both_kinds.requests_planningpme,
        both_kinds.error_code, both_kinds.error_message, both_kinds.error_remedy, both_kinds.approves, both_kinds.approved_by,
        tenant.slug as tenant_slug, both_kinds.purpose
    from (
        select id, tenant_id, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at,
            null::timestamptz as finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme,
            error_code, error_message, error_remedy, approves, null::bigint as approved_by, purpose
        from run
        union all
        select id, tenant_id, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at,
            finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme,
            error_code, error_message, error_remedy, approves, approved_by, purpose
        from run_history
    ) both_kinds
    join tenant on tenant.id = both_kinds.tenant_id;

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
            started_at = coalesce(run.started_at, clock_timestamp()),
            error_code = null, error_message = null, error_remedy = null
        where run.id = any (ids)
        returning run.id, run.tenant_id, run.lease_term;
end;
$$;
comment on function claim_runs is
    'Claims due syncs of any tenant: those left behind, then manual ones, then scheduled ones of active tenants, oldest first.';

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
            select run.id, run.state, run.lease_until, run.not_before, tenant.slug,
                greatest(run.scheduled_for, run.not_before) as due_at,
                run.state = 'queued' and run.not_before <= clock_timestamp()
                    and (run.trigger <> 'schedule' or tenant.state = 'active') as is_due
            from run join tenant on tenant.id = run.tenant_id
            where run.purpose = 'sync') queue;
    end;
comment on function queue_overview is
    'How many syncs wait and run. without_recent_success: active tenants whose last 26 hours saw no run that read Lucca to its end.';

set local role passerelle_owner;
revoke create on schema public from passerelle_directory;
