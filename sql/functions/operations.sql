-- Queued operations: what people without the keyring asked the fleet for.

set local role passerelle_directory;

-- A moment later than possible comes from a clock that was ahead: what it dates is over.
create or replace function operation_state(state text, requested_at timestamptz) returns text
    language sql
    return case
        when state = 'queued'
            and requested_at not between clock_timestamp() - interval '1 hour' and clock_timestamp() + interval '1 minute'
            then 'expired'
        else state end;
comment on function operation_state is 'The state of an operation at this moment: expired if no worker took it within an hour.';

create or replace function claim_operations(claimer text, lease_seconds integer, at_most integer)
    returns table (operation_id bigint, tenant_id uuid, lease_term integer)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
#variable_conflict use_column
declare
    now constant timestamptz := clock_timestamp();
    length constant integer := claim_operations.lease_seconds;
begin
    -- A moment later than possible comes from a clock that was ahead: what it dates is over.
    delete from queued_operation where id in (
        select id from queued_operation
        where finished_at not between now - interval '1 day' and now + interval '1 minute' for update skip locked);
    update queued_operation set state = 'expired', finished_at = now where id in (
        select id from queued_operation
        where state = 'queued' and operation_state(state, requested_at) = 'expired' for update skip locked);
    update queued_operation
        set state = 'failed', finished_at = now, deaths = deaths + 1,
            error = jsonb_build_object('code', 'operation_keeps_dying', 'queue', jsonb_build_object(
                'keepsDying', jsonb_build_object('operation', id, 'deaths', deaths + 1)))
        where id in (
            select id from queued_operation
            where state = 'running' and deaths >= 2
                -- By the clock of each look: a lease that another worker got meanwhile ends later than `now` allows.
                and lease_until not between clock_timestamp()
                    and clock_timestamp() + make_interval(secs => queued_operation.lease_seconds)
            for update skip locked);
    -- A maintenance: a probe writes to a planning, and the rest reads what may be changing.
    if exists (select from fleet_pause) then return; end if;
    return query
        update queued_operation
        set state = 'running', worker = claimer, deaths = deaths + (state = 'running')::integer,
            lease_term = queued_operation.lease_term + 1, lease_until = clock_timestamp() + make_interval(secs => length),
            lease_seconds = length
        where id in (
            select id from queued_operation
            where state = 'queued'
                or state = 'running' and lease_until not between clock_timestamp()
                    and clock_timestamp() + make_interval(secs => queued_operation.lease_seconds)
            order by id limit at_most for update skip locked)
        returning id, queued_operation.tenant_id, queued_operation.lease_term;
end
$$;
comment on function claim_operations is
    'Claims queued operations of any tenant, and those whose worker died, oldest first. Ends those that no one took within an hour or that three workers died of; deletes those that ended a day ago.';

create or replace function tenant_of_operation(operation_id bigint) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return (select tenant_id from queued_operation where id = operation_id);
comment on function tenant_of_operation is 'From an operation''s number to its tenant''s id.';

create or replace function list_operations(of_tenant uuid, at_most integer)
    returns table (
        id bigint, tenant_id uuid, slug text, kind text, parameters text, requested_by text, requested_at timestamptz, state text,
        worker text, finished_at timestamptz, error text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select op.id, op.tenant_id, tenant.slug, op.kind, op.parameters::text, op.requested_by, op.requested_at,
            operation_state(op.state, op.requested_at), op.worker, op.finished_at, op.error::text
        from queued_operation op join tenant on tenant.id = op.tenant_id
        where of_tenant is null or op.tenant_id = of_tenant
        order by op.id desc limit at_most;
    end;
comment on function list_operations is 'The newest operations, of one tenant or of all, without their results.';

create or replace function operation_limits() returns table (of_a_tenant integer, of_a_login integer)
    language sql immutable parallel safe
    begin atomic
        select 20, 100;
    end;
comment on function operation_limits is 'How many operations may wait for a worker. QueuedOperation repeats the numbers for its texts.';

create or replace function bound_operations() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    most constant record := operation_limits();
    of_its_tenant bigint;
    of_its_login bigint;
begin
    -- Without a lock: sessions that queue at the same moment may exceed a limit by what each of them adds.
    select count(*) filter (where tenant_id = new.tenant_id), count(*) filter (where requested_by = new.requested_by)
        into of_its_tenant, of_its_login
        from queued_operation
        where state = 'queued' and (tenant_id = new.tenant_id or requested_by = new.requested_by)
            and operation_state(state, requested_at) = 'queued';
    if of_its_tenant >= most.of_a_tenant then
        raise exception '% operations of this tenant wait', of_its_tenant
            using errcode = 'configuration_limit_exceeded', constraint = 'queued_operation_few_of_a_tenant';
    end if;
    if of_its_login >= most.of_a_login then
        raise exception '% operations of this login wait', of_its_login
            using errcode = 'configuration_limit_exceeded', constraint = 'queued_operation_few_of_a_login';
    end if;
    return new;
end
$$;
comment on function bound_operations is 'A trigger: refuses an operation of a tenant, or of a login, of which too many wait.';

grant execute on function claim_operations to passerelle_worker;
grant execute on function tenant_of_operation, list_operations, operation_state, operation_limits
    to passerelle_worker, passerelle_reader;
grant execute on function bound_operations to passerelle_owner;

set local role passerelle_owner;

-- After `sign`, by its name: who queues is known there.
create or replace trigger within_limits before insert on queued_operation for each row execute function bound_operations();
