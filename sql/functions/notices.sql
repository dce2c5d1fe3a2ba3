-- What the remotes' interfaces announce, over all tenants.

set local role passerelle_directory;

create or replace function api_notice_overview(recent_days integer)
    returns table (
        remote text, endpoint text, code text, property text, tenants bigint, count bigint, deprecated_at timestamptz,
        sunset_at timestamptz, first_seen_at timestamptz, last_seen_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select notice.remote, notice.endpoint, notice.code, notice.property, count(*) filter (where is_recent),
            sum(notice.count)::bigint, min(notice.deprecated_at) filter (where is_recent),
            min(notice.sunset_at) filter (where is_recent), min(notice.first_seen_at), max(notice.last_seen_at)
        from api_notice notice,
            lateral (
                -- What was seen later than now was dated by a wrong clock.
                select notice.last_seen_at between clock_timestamp() - make_interval(days => recent_days)
                    and clock_timestamp() + interval '1 minute' as is_recent) age
        group by notice.remote, notice.endpoint, notice.code, notice.property
        order by notice.remote, notice.endpoint, notice.code, notice.property;
    end;
comment on function api_notice_overview is
    'Notices of every tenant by what they are about. tenants, and the earliest dates: of those that met it in the last days.';

grant execute on function api_notice_overview to passerelle_worker, passerelle_reader;
