-- Requests per rolling window, counted across all workers.

create or replace function take_requests(
    of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer,
    out taken integer, out wait_seconds double precision)
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
declare
    bucket_seconds constant integer := greatest(1, window_seconds / 60);
    budget request_budget;
    seconds double precision;
    bucket bigint;
    starts bigint[];
    counts integer[];
    used bigint;
    back integer;
    rest integer := unused;
begin
    taken := 0;
    loop
        select * into budget from request_budget where scope = of_scope for update;
        exit when found;
        insert into request_budget (scope) values (of_scope) on conflict (scope) do nothing;
    end loop;
    -- Read the time after locking the row, because callers are served one at a time.
    seconds := extract(epoch from clock_timestamp());
    if budget.blocked_until > to_timestamp(seconds) then
        if budget.blocked_at > to_timestamp(seconds) then
            budget.blocked_until := to_timestamp(seconds) + (budget.blocked_until - budget.blocked_at);
            update request_budget set blocked_until = budget.blocked_until, blocked_at = to_timestamp(seconds)
                where scope = of_scope;
        end if;
        wait_seconds := extract(epoch from budget.blocked_until) - seconds;
        return;
    end if;
    bucket := floor(seconds / bucket_seconds)::bigint * bucket_seconds;
    -- A bucket counts as a whole while any of its requests may be inside the window. A bucket in the future was counted just
    -- before, by a clock that was ahead: it counts as a current one.
    select coalesce(array_agg(start order by start), '{}'), coalesce(array_agg(count order by start), '{}'), coalesce(sum(count), 0)
        into starts, counts, used
        from (
            select least(start, bucket) as start, sum(count)::integer as count
            from unnest(budget.bucket_starts, budget.bucket_counts) as old (start, count)
            group by 1) merged
        where start + bucket_seconds + window_seconds > seconds;
    -- What was not sent is taken off the oldest ones: what remains is counted too long, never too short.
    for place in 1..cardinality(counts) loop
        back := least(rest, counts[place]);
        counts[place] := counts[place] - back;
        rest := rest - back;
        used := used - back;
    end loop;
    while counts[1] = 0 loop
        counts := counts[2:];
        starts := starts[2:];
    end loop;
    if used >= request_limit then
        if rest < unused or exists (select from unnest(budget.bucket_starts) as old (start) where start > bucket) then
            update request_budget set bucket_starts = starts, bucket_counts = counts where scope = of_scope;
        end if;
        wait_seconds := coalesce(starts[1] + bucket_seconds + window_seconds - seconds, window_seconds);
        return;
    end if;
    taken := least(greatest(wanted, 1), request_limit - used);
    if starts[cardinality(starts)] >= bucket then
        counts[cardinality(counts)] := counts[cardinality(counts)] + taken;
    else
        starts := starts || bucket;
        counts := counts || taken;
    end if;
    update request_budget
        set bucket_starts = starts, bucket_counts = counts, blocked_until = null, blocked_at = null, used_at = to_timestamp(seconds)
        where scope = of_scope;
end
$$;
comment on function take_requests is
    'Takes as many of the wanted requests as are left, after giving back unused ones; if none is, says after how many seconds asking again makes sense.';

grant execute on function take_requests to passerelle_worker, passerelle_operator;

set local role passerelle_directory;

create or replace function budget_shares() returns table (remote text, smallest_share_left double precision, blocked bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select kind, min(greatest(0, 1 - taken / plan)),
            count(*) filter (where blocked_until > clock_timestamp() and coalesce(blocked_at, '-infinity') <= clock_timestamp())
        from (
            select split_part(scope, ':', 1) as kind, blocked_until, blocked_at,
                case when scope like 'lucca:%' then coalesce(lucca.plan, 40) else coalesce(tenant.hourly_requests, 2000) end as plan,
                (select coalesce(sum(count), 0)::double precision
                    from unnest(bucket_starts, bucket_counts) as bucket (start, count)
                    -- Counted as in `take_requests`: a bucket is a sixtieth of the window, and counts as a whole.
                    where start + case when scope like 'lucca:%' then 1 + 62 else 60 + 3600 end > extract(epoch from clock_timestamp())
                        and start <= extract(epoch from clock_timestamp())
                ) as taken
            from request_budget
                left join tenant on tenant.id::text = split_part(scope, ':', 2)
                -- Of the tenants that share an account, the one with the smallest limit waits first.
                left join (
                    select 'lucca:' || regexp_replace(split_part(lower(lucca_url), '://', 2), ':[0-9]+$', '') as scope,
                        min(lucca_requests) as plan
                    from tenant group by 1
                ) lucca using (scope)) budget
        group by kind order by kind;
    end;
comment on function budget_shares is 'Of each kind of remote, the smallest share of any account''s requests that is left, and how many asked for silence.';
grant execute on function budget_shares to passerelle_worker, passerelle_reader;
