-- Requests per rolling window, counted for every worker at once. No tenant's rows: a scope names a host or an AppKey plan.

create table request_budget (
    scope text not null,
    bucket_starts bigint[] not null default '{}',
    bucket_counts integer[] not null default '{}',
    blocked_until timestamptz,
    used_at timestamptz not null default clock_timestamp(),
    constraint request_budget_pkey primary key (scope),
    constraint request_budget_buckets_counted check (cardinality(bucket_starts) = cardinality(bucket_counts))
) with (fillfactor = 50);
comment on table request_budget is 'Requests sent lately to a remote, in buckets of a sixtieth of the window.';
comment on column request_budget.bucket_starts is 'Seconds since 1970, oldest first.';
comment on column request_budget.blocked_until is 'The remote asked for silence until then.';

create function take_request(of_scope text, request_limit integer, window_seconds integer) returns double precision
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
        return extract(epoch from budget.blocked_until) - seconds;
    end if;
    -- A bucket counts whole for as long as one of its requests may be inside the window.
    select coalesce(array_agg(start order by start), '{}'), coalesce(array_agg(count order by start), '{}'), coalesce(sum(count), 0)
        into starts, counts, taken
        from unnest(budget.bucket_starts, budget.bucket_counts) as old (start, count)
        where start + bucket_seconds + window_seconds > seconds;
    if taken >= request_limit then
        return coalesce(starts[1] + bucket_seconds + window_seconds - seconds, window_seconds);
    end if;
    bucket := floor(seconds / bucket_seconds)::bigint * bucket_seconds;
    if starts[cardinality(starts)] >= bucket then
        counts[cardinality(counts)] := counts[cardinality(counts)] + 1;
    else
        starts := starts || bucket;
        counts := counts || 1;
    end if;
    update request_budget
        set bucket_starts = starts, bucket_counts = counts, blocked_until = null, used_at = to_timestamp(seconds)
        where scope = of_scope;
    return null;
end
$$;
comment on function take_request is 'Takes one request: null when taken, else the seconds until asking again makes sense.';

grant select, insert, update, delete on request_budget to passerelle_worker;
grant select on request_budget to passerelle_reader;
grant execute on function take_request to passerelle_worker;
