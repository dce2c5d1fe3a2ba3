# shellcheck shell=bash
# A year of history, for ops/benchmarks.

# past_months: partitions of history for the year before this month, which no migration makes.
past_months() {
    sql <<'SQL'
do $$
declare
    month timestamp;
    parent text;
    child text;
begin
    for step in -12..0 loop
        month := date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => step);
        foreach parent in array array['run_history', 'run_problem', 'run_step', 'run_change'] loop
            child := parent || to_char(month, '"_y"YYYY"m"MM');
            continue when to_regclass('public.' || child) is not null;
            execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
                child, parent, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'), to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'));
        end loop;
    end loop;
end
$$;
SQL
}

# make_history TENANTS: that many tenants with ten runs a day for a year, and what the console shows of them. Without the promise that rows
# survive a crash while they are made, and with the indexes built over whole tables: tens of millions of rows in minutes.
make_history() {
    local setting settings=(fsync full_page_writes autovacuum)
    for setting in "${settings[@]}"; do sql -c "alter system set $setting = off"; done
    sql -c 'select pg_reload_conf()' >/dev/null
    past_months
    # Their definitions name the partitioned table alone; each partition gets its own again.
    sql -c "select 'create index ' || quote_ident(class.relname) || regexp_replace(pg_get_indexdef(class.oid), '^CREATE INDEX \S+ ON ONLY', ' on') || ';'
        from pg_index join pg_class class on class.oid = indexrelid
        where indrelid in ('run_history'::regclass, 'run_change'::regclass) and not indisprimary" >"$folder/indexes.sql"
    sed -E 's/^create index ([^ ]+) .*/drop index \1;/' "$folder/indexes.sql" | sql
    PGOPTIONS='-c work_mem=1GB -c maintenance_work_mem=1GB' sql -v tenants="$1" -f ops/benchmarks/console-history.sql -f "$folder/indexes.sql" -c 'vacuum analyze' -c checkpoint
    # Without fsync, a checkpoint leaves the pages to the kernel, which would write them while the next figures are taken.
    sync
    for setting in "${settings[@]}"; do sql -c "alter system reset $setting"; done
    sql -c 'select pg_reload_conf()' >/dev/null
}
