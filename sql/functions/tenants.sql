-- Tenants by slug, how they do, and the check that two tenants do not share events.

create or replace function claim_lucca_accounts() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    delete from lucca_account where tenant_id = new.id;
    insert into lucca_account (tenant_id, planningpme_url, account)
    select distinct new.id, lower(new.planningpme_url), lower(named.account)
    from unnest(array[split_part(split_part(new.lucca_url, '://', 2), '.', 1)] || new.former_accounts) as named (account);
    return null;
end
$$;
comment on function claim_lucca_accounts is 'Keeps two tenants from taking events of one planning both for their own.';

create or replace trigger claim_lucca_accounts after insert or update of lucca_url, planningpme_url, former_accounts on tenant
    for each row execute function claim_lucca_accounts();

create or replace function count_revision() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
declare
    beside constant text[] := array['revision', 'state', 'planning_dialect'];
    said constant jsonpath := '$.findings.* ? (@.origin == "person")';
begin
    new.revision := old.revision + (
        to_jsonb(new) - beside <> to_jsonb(old) - beside
        or jsonb_path_query_array(new.planning_dialect, said) <> jsonb_path_query_array(old.planning_dialect, said))::integer;
    return new;
end
$$;
comment on function count_revision is 'Raises the revision with each change of a setting, so that nobody overwrites one that he has not seen.';

create or replace trigger count_revision before update on tenant for each row execute function count_revision();

-- What follows is written into the statements that use it, so these functions have no settings of their own. By their end: one
-- partition after the other, the newest first, until there is one. An end to come is of a wrong clock, which is read once, in a
-- subquery: an index serves only what is constant.

create or replace function is_open_review(state text, approved_by bigint, rejected_at timestamptz) returns boolean
    language sql immutable
    return state = 'needs_review' and approved_by is null and rejected_at is null;
comment on function is_open_review is 'Whether what a run withheld waits for a person.';
grant execute on function is_open_review to passerelle_worker, passerelle_reader, passerelle_directory;

create or replace function last_complete_run(of_tenant uuid)
    returns table (
        id bigint, state text, finished_at timestamptz, count_problems integer, count_new_problems integer, problem_codes text[],
        is_open boolean)
    language sql stable
    begin atomic
        select run_history.id, run_history.state, run_history.finished_at, run_history.count_problems, run_history.count_new_problems,
            run_history.problem_codes, is_open_review(run_history.state, run_history.approved_by, run_history.rejected_at)
        from run_history
        where run_history.tenant_id = of_tenant and run_history.state in ('succeeded', 'partial', 'needs_review')
            and run_history.finished_at <= (select clock_timestamp())
        order by run_history.finished_at desc, run_history.id desc limit 1;
    end;
comment on function last_complete_run is 'The tenant''s last run that read Lucca to its end.';

create or replace function last_ended_sync(of_tenant uuid)
    returns table (id bigint, state text, finished_at timestamptz, error jsonb)
    language sql stable
    begin atomic
        select run_history.id, run_history.state, run_history.finished_at,
            case when run_history.state = 'failed' then run_history.error end
        from run_history
        where run_history.tenant_id = of_tenant and run_history.purpose = 'sync'
            and run_history.finished_at <= (select clock_timestamp())
        order by run_history.finished_at desc, run_history.id desc limit 1;
    end;
comment on function last_ended_sync is 'The tenant''s last sync that ended, in whatever state.';

create or replace function silent_tenants() returns table (id uuid)
    language sql stable
    begin atomic
        select tenant.id from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        where tenant.state = 'active'
            and coalesce(tenant_schedule.since, tenant.created_at)
                not between (select clock_timestamp()) - interval '26 hours' and (select clock_timestamp())
            and not exists (
                select from run_history
                where run_history.tenant_id = tenant.id and run_history.state in ('succeeded', 'partial', 'needs_review')
                    and run_history.finished_at between (select clock_timestamp()) - interval '26 hours'
                        and (select clock_timestamp()));
    end;
comment on function silent_tenants is
    'Active tenants whose last 26 hours saw no run that read Lucca to its end. A time in the future is of a wrong clock: it is unknown.';

grant execute on function last_complete_run, last_ended_sync, silent_tenants to passerelle_directory;

set local role passerelle_directory;

create or replace function list_tenants() returns setof tenant
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select * from tenant order by slug $$;
comment on function list_tenants is 'Every tenant, by slug.';

create or replace function find_tenant(by_slug text) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return (select id from tenant where slug = by_slug);
comment on function find_tenant is 'The id of the tenant of that slug.';

-- No count of active tenants includes a suspended one: operators must find it elsewhere.
create or replace function list_suspended_tenants() returns table (slug text, suspended_by bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.slug, tenant_schedule.suspended_by
        from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        where tenant.state = 'suspended' order by tenant.slug;
    end;
comment on function list_suspended_tenants is 'The tenants that are not synced until someone acts, each with the run whose failure decided that.';

create or replace function dialect_overview() returns table (assumed_dialects bigint, doubted_dialects bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select
            count(*) filter (
                where environment = 'production' and planning_dialect ->> 'probedAt' is null
                    and not planning_dialect @? '$.findings.* ? (@.origin == "kept")'),
            count(*) filter (where planning_dialect ->> 'doubt' is not null)
        from tenant where state = 'active';
    end;
comment on function dialect_overview is
    'Active tenants by how far their dialect is known. assumed: in production, and neither probed nor kept. doubted: nothing is written.';

create or replace function list_tenant_health()
    returns table (
        tenant_id uuid, last_success_at timestamptz, last_run bigint, last_state text, last_error text, last_complete_run bigint,
        new_problems integer, open_review bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.id, success.finished_at, ended.id, ended.state, ended.error ->> 'code', complete.id,
            coalesce(complete.count_new_problems, 0), case when complete.is_open then complete.id end
        from tenant
        left join lateral (
            select run_history.finished_at from run_history
            where run_history.tenant_id = tenant.id and run_history.state in ('succeeded', 'partial')
                and run_history.purpose = 'sync' and run_history.finished_at <= (select clock_timestamp())
            order by run_history.finished_at desc, run_history.id desc limit 1) success on true
        left join lateral last_ended_sync(tenant.id) ended on true
        left join lateral last_complete_run(tenant.id) complete on true;
    end;
comment on function list_tenant_health is
    'Of every tenant: when its last sync succeeded, how its last ended sync ended (the code if it failed), and of its last run that read Lucca to its end how many problems are new and whether its withheld deletions wait for approval.';

grant execute on function list_tenants, find_tenant, list_suspended_tenants, dialect_overview, list_tenant_health
    to passerelle_worker, passerelle_reader;

-- One process performs a batch. The lock ends with its transaction, and so with its session, also after a kill. A login without a
-- right on batches cannot take it, as it could an advisory lock.
set local role passerelle_owner;

create or replace function hold_batch(batch_id bigint) returns boolean
    language sql security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select true from batch where batch.id = hold_batch.batch_id for no key update skip locked;
    end;
comment on function hold_batch is 'Keeps the batch for the caller''s transaction. Null: another one has it, or it was forgotten.';
grant execute on function hold_batch to passerelle_worker, passerelle_operator;
