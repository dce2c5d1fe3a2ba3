-- History by month, the database's age, and its identity. The functions belong to the owner, because only a table's owner can
-- attach or drop partitions.

create or replace function surely_past() returns timestamptz
    language sql stable set search_path = pg_catalog, public, pg_temp
    begin atomic
        select coalesce(
            (select day::timestamp at time zone 'UTC' from clock_sighting
                where day <= (clock_timestamp() at time zone 'UTC')::date order by day desc offset 2 limit 1),
            '-infinity');
    end;
comment on function surely_past is
    'A moment that has passed even when the clock is wrong: the third newest day that was seen. Data is deleted by age according to it.';
grant execute on function surely_past to passerelle_worker, passerelle_viewer;

-- A restored dump creates its tables anew; a recovered physical backup or a promoted replica starts a new timeline. Either may
-- have lost recent data. A database restored twice by the same commands, each time onto a fresh server, has the same table ids; a
-- copied one has its original's: the identity of the server and the database distinguishes them.
create or replace function database_life() returns text
    language sql stable
    as $$
    select (select system_identifier from pg_control_system())::text || '.'
        || (select oid from pg_database where datname = current_database())::text || '.'
        || 'unavailability_ledger'::regclass::oid::text || '.'
        || case when pg_is_in_recovery() then '' else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end
$$;
comment on function database_life() is 'Differs after a restore, a recovery or a failover.';
grant execute on function database_life to passerelle_worker, passerelle_viewer;

create or replace function ensure_history_partitions(months_ahead integer default 3) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    today constant date := (clock_timestamp() at time zone 'UTC')::date;
    month timestamp;
    parent text;
    child text;
begin
    if not exists (select from clock_sighting where day = today) then
        insert into clock_sighting (day) values (today) on conflict (day) do nothing;
        delete from clock_sighting
            where day < (select day from clock_sighting where day <= today order by day desc offset 9 limit 1);
    end if;
    for step in 0..least(months_ahead, 24) loop
        month := date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => step);
        foreach parent in array array['run_history', 'run_problem', 'run_step', 'run_change'] loop
            child := parent || to_char(month, '"_y"YYYY"m"MM');
            continue when to_regclass('public.' || child) is not null;
            -- Serializes callers. Only the owner may lock this row.
            perform from public.schema_migration where number = 1 for no key update;
            continue when to_regclass('public.' || child) is not null;
            -- ATTACH allows concurrent reads and writes; CREATE … PARTITION OF does not.
            execute format('create table public.%I (like public.%I including all)', child, parent);
            execute format('alter table public.%I enable row level security, force row level security', child);
            execute format(
                'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                parent, child, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
                to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'));
        end loop;
    end loop;
end
$$;
comment on function ensure_history_partitions is 'Makes the partitions of this month and the following ones.';

create or replace function prune_history(keep_months integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '10s'
    as $$
declare
    child text;
    dropped integer := 0;
    -- A clock that is temporarily ahead must not drop recent history.
    past constant timestamp := least(clock_timestamp(), surely_past()) at time zone 'UTC';
begin
    if keep_months is null or keep_months < 1 then
        raise exception 'history is kept for one month at least' using errcode = 'invalid_parameter_value';
    end if;
    for child in
        select relation.relname
        from pg_inherits
        join pg_class relation on relation.oid = inhrelid
        where inhparent in (
                'public.run_history'::regclass, 'public.run_problem'::regclass, 'public.run_step'::regclass,
                'public.run_change'::regclass)
            -- The conditions may be evaluated in any order, for tables of any name: only CASE keeps to_date from names that are
            -- no partition's.
            and case when relation.relname ~ '_y[0-9]{4}m[0-9]{2}$'
                then to_date(right(relation.relname, 7), 'YYYY"m"MM') + interval '1 month'
                    <= past - make_interval(months => keep_months) end
        order by relation.relname
    loop
        execute format('drop table public.%I', child);
        dropped := dropped + 1;
    end loop;
    -- A day whose partitions are gone is a new one: if a clock returns to it, they are made again.
    if dropped > 0 then
        delete from clock_sighting where day < (past - make_interval(months => keep_months))::date;
    end if;
    return dropped;
end
$$;
comment on function prune_history is 'Drops the partitions whose every row is older than that. Returns how many.';
grant execute on function ensure_history_partitions, prune_history to passerelle_worker;
grant execute on function ensure_history_partitions to passerelle_operator, passerelle_console;

select ensure_history_partitions();
