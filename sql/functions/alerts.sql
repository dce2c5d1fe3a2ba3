-- Alerts: what of a tenant needs a person. They follow its last runs, its state and its dialect, by triggers: whatever changes
-- those changes the alerts in the same transaction. Only that a tenant is silent becomes true by itself: workers look for it.

-- A draft has none, and neither has a paused tenant: a person decided that nothing is synced.
-- PL/pgSQL keeps plans: over partitions, planning takes longer than the rest.
create or replace function alerts_wanted() returns table (kind text, code text, run bigint, count integer, new_count integer)
    language plpgsql stable set search_path = pg_catalog, public, pg_temp
    as $$
#variable_conflict use_column
begin
    return query
    with own as (
        select tenant.id, tenant.state, tenant.planning_dialect ->> 'doubt' is not null as is_doubted
        from tenant where tenant.id = current_tenant() and tenant.state in ('active', 'suspended')
    ), ended as (
        select history.id, history.state, substring(history.error ->> 'code' from '^[a-z0-9_]{1,60}$') as code from run_history history
        where history.tenant_id = current_tenant() and history.purpose = 'sync' and history.state <> 'cancelled'
        order by history.id desc limit 1
    ), decided as (
        select history.id, history.finished_at,
            is_open_review(history.state, history.approved_by, history.rejected_at) as is_open
        from run_history history
        where history.tenant_id = current_tenant() and history.state in ('succeeded', 'partial', 'needs_review')
        order by history.id desc limit 1
    )
    select 'failed'::text, coalesce(ended.code, ''), ended.id, 0, 0 from own, ended where ended.state = 'failed'
    union all
    select 'suspended', '', schedule.suspended_by, coalesce(schedule.failed_days, 0), 0
        from own left join tenant_schedule schedule on schedule.tenant_id = own.id where own.state = 'suspended'
    union all
    select 'needs_review', '', decided.id, (
            select count(*)::integer from run_change change
            where change.tenant_id = own.id and change.run_id = decided.id and change.outcome = 'withheld'), 0
        from own, decided where decided.is_open
    union all
    -- The alert needs_review says that deletions were withheld.
    select 'problems', coalesce(substring(problem.code from '^[a-z0-9_]{1,60}$'), 'unknown'), decided.id, count(*)::integer,
            (count(*) filter (where problem.known_since is null))::integer
        from own, decided, run_problem problem
        where problem.tenant_id = own.id and problem.run_id = decided.id and problem.finished_at = decided.finished_at
            and problem.code <> 'deletions_withheld'
        group by 2, decided.id
    union all
    select 'dialect_doubt', '', null, 0, 0 from own where own.is_doubted
    union all
    -- Of a tenant whose last run failed, that is known already.
    select 'silent', '', null, 0, 0 from own
        where exists (select from silent_tenants() silent where silent.id = own.id)
            and not exists (select from ended where ended.state = 'failed');
end
$$;
comment on function alerts_wanted is 'What the transaction''s tenant needs a person for.';

create or replace function alerts_refresh(by_run bigint) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
#variable_conflict use_column
begin
    -- A tenant's runs end one after the other. Nobody's open edit of the tenant may keep a run from ending: if a change of its state
    -- commits at the same moment, `alerts_stale` finds what neither saw.
    perform from tenant where id = current_tenant() for key share;
    -- History of a tenant that is gone, such as a restored one.
    if not found then
        return;
    end if;
    with wanted as materialized (
        select * from alerts_wanted()
    ), closed as (
        update tenant_alert alert
        set closed_at = clock_timestamp(), closed_by = by_run,
            settled_at = case when alert.posted_at is null then clock_timestamp() end
        where alert.tenant_id = current_tenant() and alert.closed_at is null
            and not exists (
                select from wanted
                where wanted.kind = alert.kind and (alert.kind <> 'problems' or wanted.code = alert.code))
    ), forgotten as (
        delete from tenant_alert
        where tenant_id = current_tenant() and closed_at < least(clock_timestamp(), surely_past()) - interval '90 days'
    )
    insert into tenant_alert as alert (tenant_id, kind, code, run, count, new_count)
    select current_tenant(), wanted.* from wanted
    on conflict (tenant_id, kind, (case kind when 'problems' then code else '' end)) where closed_at is null do update
    set code = excluded.code, run = excluded.run, count = excluded.count, new_count = excluded.new_count
    where (alert.code, alert.run, alert.count, alert.new_count)
        is distinct from (excluded.code, excluded.run, excluded.count, excluded.new_count);
end
$$;
comment on function alerts_refresh is
    'Opens and closes the alerts of the transaction''s tenant, and forgets those that were closed 90 days ago.';

create or replace function alerts_follow() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    seen constant text := current_setting('passerelle.tenant', true);
    by_run bigint;
begin
    -- SQL that is typed may change rows of several tenants.
    if tg_table_name = 'tenant' then
        perform set_config('passerelle.tenant', new.id::text, true);
    else
        perform set_config('passerelle.tenant', new.tenant_id::text, true);
    end if;
    if tg_name = 'alerts_end' then
        by_run := new.id;
        -- Most nights: nothing to say, and nothing said before. What else opens an alert has a trigger of its own.
        if new.state = 'succeeded' and new.count_problems = 0 and not exists (
            select from tenant_alert
            where tenant_id = current_tenant()
                and (closed_at is null or closed_at < clock_timestamp() - interval '90 days')) then
            perform set_config('passerelle.tenant', coalesce(seen, ''), true);
            return null;
        end if;
    elsif tg_name = 'alerts_review' then
        by_run := new.approved_by;
    end if;
    perform alerts_refresh(by_run);
    perform set_config('passerelle.tenant', coalesce(seen, ''), true);
    return null;
end
$$;
comment on function alerts_follow is
    'A trigger: brings the alerts of the row''s tenant up to date.';

-- Deferred: a run''s problems and changes are written after its end. PostgreSQL has no `create or replace` for these.
drop trigger if exists alerts_end on run_history;
create constraint trigger alerts_end after insert on run_history deferrable initially deferred
    for each row when (new.state <> 'cancelled') execute function alerts_follow();
drop trigger if exists alerts_review on run_history;
create constraint trigger alerts_review after update of approved_by, rejected_at, rejected_by on run_history deferrable initially deferred
    for each row when ((new.approved_by, new.rejected_at) is distinct from (old.approved_by, old.rejected_at))
    execute function alerts_follow();
drop trigger if exists alerts_state on tenant;
create constraint trigger alerts_state after update of state, planning_dialect on tenant deferrable initially deferred
    for each row when (
        new.state <> old.state
        or (new.planning_dialect ->> 'doubt' is null) <> (old.planning_dialect ->> 'doubt' is null))
    execute function alerts_follow();

set local role passerelle_directory;

create or replace function alerts_stale() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.id from tenant left join silent_tenants() silent on silent.id = tenant.id
        where (silent.id is not null and not exists (
                select from tenant_alert alert
                where alert.tenant_id = tenant.id and alert.closed_at is null and alert.kind in ('silent', 'failed')))
            or (exists (
                    select from tenant_alert alert
                    where alert.tenant_id = tenant.id and alert.closed_at is null and alert.kind = 'silent')
                and silent.id is null)
            or tenant.state not in ('active', 'suspended') and exists (
                select from tenant_alert alert where alert.tenant_id = tenant.id and alert.closed_at is null)
            or tenant.state = 'suspended' and not exists (
                select from tenant_alert alert
                where alert.tenant_id = tenant.id and alert.closed_at is null and alert.kind = 'suspended')
        order by tenant.id limit 500;
    end;
comment on function alerts_stale is
    'Tenants that have become silent, or no longer are, without a run that says so, and those whose state changed as a run ended.';

create or replace function alert_list(to_post boolean, at_most integer)
    returns table (
        id bigint, slug text, environment text, recipient text, kind text, code text, run bigint, count integer, new_count integer,
        opened_at timestamptz, closed_at timestamptz, closed_by bigint, posted_at timestamptz, read_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select alert.id, tenant.slug, tenant.environment, tenant.alert_recipient, alert.kind, alert.code, alert.run, alert.count,
            alert.new_count, alert.opened_at, alert.closed_at, alert.closed_by, alert.posted_at, clock_timestamp()
        from tenant_alert alert join tenant on tenant.id = alert.tenant_id
        where alert.settled_at is null and (not to_post and alert.closed_at is null or to_post and (
            -- One that has opened again is not over, and one that was posted within the last half minute lasts.
            alert.closed_at is null
                and (alert.posted_at is null
                    or alert.posted_at not between clock_timestamp() - interval '30 seconds' and clock_timestamp())
            or alert.closed_at is not null and not exists (
                select from tenant_alert other
                where other.tenant_id = alert.tenant_id and other.kind = alert.kind and other.id <> alert.id
                    and (other.kind <> 'problems' or other.code = alert.code)
                    and (other.closed_at is null or other.settled_at is null and other.id > alert.id))))
        -- What was over comes first, then what waits longest.
        order by case when to_post then alert.closed_at end nulls last, case when to_post then alert.posted_at end nulls first,
            alert.id
        limit at_most;
    end;
comment on function alert_list is 'Open alerts of every tenant, oldest first; or what Alertmanager is to be told.';

create or replace function alerts_posted(open_ids bigint[], closed_ids bigint[]) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        -- One that closed meanwhile was accepted as open: that it is over is still to be said.
        update tenant_alert set posted_at = clock_timestamp(), settled_at = null where id = any (open_ids);
        -- With it, earlier ends of the same alert.
        update tenant_alert alert set settled_at = clock_timestamp()
        from tenant_alert told
        where (told.id = any (closed_ids) and told.closed_at is not null and alert.id <= told.id
                or told.id = any (open_ids) and alert.id < told.id)
            and alert.tenant_id = told.tenant_id and alert.kind = told.kind
            and (alert.kind <> 'problems' or alert.code = told.code)
            and alert.closed_at is not null and alert.settled_at is null;
    end;
comment on function alerts_posted is 'Records what Alertmanager accepted, as open or as over.';

create or replace function alert_overview()
    returns table (
        open bigint, failed bigint, to_settle bigint, holder text, accepted_at timestamptz, failing_seconds double precision, failure text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select (select count(*) from tenant_alert alert where alert.closed_at is null),
            (select count(*) from tenant_alert alert where alert.closed_at is null and alert.kind = 'failed'),
            (select count(*) from tenant_alert alert where alert.closed_at is not null and alert.settled_at is null),
            case when delivery.held_until between clock_timestamp() and clock_timestamp() + interval '5 minutes'
                then delivery.holder end,
            delivery.accepted_at, greatest(extract(epoch from clock_timestamp() - delivery.failing_since), 0), delivery.failure
        from alert_delivery delivery;
    end;
comment on function alert_overview is 'How many alerts are open, how many of them for failed runs, how many endings wait to be posted, and the state of the delivery.';

grant execute on function alerts_stale, alert_list, alerts_posted to passerelle_worker;
grant execute on function alert_list, alert_overview to passerelle_worker, passerelle_reader;

set local role passerelle_owner;
grant execute on function alerts_refresh to passerelle_worker;
