-- The data that decides which tenants are due.

set local role passerelle_directory;

create or replace function list_schedules()
    returns table (
        tenant_id uuid, slug text, time_zone text, daily_at smallint, since timestamptz, last_day date, is_busy boolean,
        read_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant.id, tenant.slug, tenant.time_zone, tenant.daily_at,
            coalesce(tenant_schedule.since, tenant.created_at), tenant_schedule.last_day,
            exists (select from run where run.tenant_id = tenant.id), clock_timestamp()
        from tenant left join tenant_schedule on tenant_schedule.tenant_id = tenant.id
        where tenant.state = 'active' and not exists (select from fleet_pause);
    end;
comment on function list_schedules is 'What decides which active tenants are due. None while the fleet is paused. is_busy: a live run is in the way.';

create or replace function list_taken_days() returns table (tenant_id uuid, taken_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select tenant_schedule.tenant_id, tenant_schedule.last_taken_at from tenant_schedule
        where tenant_schedule.last_taken_at > clock_timestamp() + interval '1 second';
    end;
comment on function list_taken_days is 'The tenants whose last day was taken later than now: the clock was ahead then, or is behind now.';

grant execute on function list_schedules, list_taken_days to passerelle_worker, passerelle_reader;
