# shellcheck shell=bash
# Claiming and ending empty runs, with 1 and 3 workers, beside Procrastinate on the same PostgreSQL

# Enough runs to measure a rate; ours outlast the start of three workers.
runs=6000 jobs=1000 rounds=3
new_database claims
sql <<SQL
set session_replication_role = replica;
insert into tenant (id, slug, name, state, environment, lucca_url, planningpme_url, identifier, match_email, creates, include_pending,
        neutral_type, time_zone, day_start, midday, day_end, days_off, holidays, hourly_requests, horizon_months, brake_count, brake_percent)
    select gen_random_uuid(), 't' || n, 'T' || n, 'active', 'production', 'https://t' || n || '.ilucca.net',
        'https://api.planningpme.com/t' || n || '/', 'employee-number', true, '{types}', false, 'Absent', 'Europe/Paris', 0, 720, 1440,
        '{sat,sun}', 'none', 2000, 6, 10, 20
    from generate_series(10, 9 + $runs) as n;
SQL
# together COUNT COMMAND…: runs COUNT of the command at once; WORKER in the arguments becomes the number of each.
together() {
    local count=$1 number pid pids=()
    shift
    for number in $(seq "$count"); do
        "${@//WORKER/$number}" >/dev/null 2>"$folder/worker-$number.err" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || die "a worker failed: $(tail -n 3 "$folder"/worker-*.err)"; done
}
# ours WORKERS: runs a second, from the first claim to the last end, by the database's clock.
ours() {
    sql -c "truncate run_history" -c "insert into run (tenant_id, trigger, as_of, window_from, window_to)
        select id, 'manual', current_date, current_date - 30, current_date + 180 from tenant" -c "vacuum analyze run"
    together "$1" env PASSERELLE_DATABASE_URL="$as_worker" passerelle-bench claims --name "worker-WORKER"
    sql -c "select round(count(*) / extract(epoch from max(finished_at) - min(started_at))) from run_history having count(*) = $runs"
}

# Procrastinate, in a separate environment.
python=
if command -v python3 >/dev/null && python3 -m venv "$folder/venv" >/dev/null 2>&1 &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check procrastinate 'psycopg[binary]' >"$folder/pip.log" 2>&1; then
    python="$folder/venv/bin/python"
    as_postgres "$postgres_bin/createdb" -h "$folder/pg" -U postgres procrastinate
    export DATABASE="host=$folder/pg user=postgres dbname=procrastinate"
    peer() { "$python" ops/benchmarks/procrastinate_peer.py "$@" 2>"$folder/peer.err" || die "Procrastinate: $(tail -n 3 "$folder/peer.err")"; }
    peer schema
else
    say "  Procrastinate: skipped, its package could not be installed (python3-venv and a package registry are needed)"
fi
theirs() {
    psql -X -q "$DATABASE" -c "set client_min_messages = warning" -c "truncate procrastinate_jobs cascade"
    peer defer "$jobs"
    psql -X -q "$DATABASE" -c "vacuum analyze procrastinate_jobs"
    together "$1" "$python" ops/benchmarks/procrastinate_peer.py work 32
    psql -X -q -A -t "$DATABASE" -c "select round(count(distinct job_id) / extract(epoch from max(at) - min(at)))
        from procrastinate_events where type in ('started', 'succeeded') having count(*) = 2 * $jobs"
}

for workers in 1 3; do
    rm -f "$folder"/c-*
    for _ in $(seq "$rounds"); do
        ours "$workers" >>"$folder/c-ours"
        [ -z "$python" ] || theirs "$workers" >>"$folder/c-theirs"
    done
    for side in "$folder"/c-*; do [ "$(grep -c . "$side")" = "$rounds" ] || die "not every round ended all of its runs"; done
    how="median of $rounds times $runs runs, durable commits, --concurrency 32"
    figure "claim + end of empty runs, $workers workers" "$(median <"$folder/c-ours")" "/s" "" "$how"
    [ -z "$python" ] ||
        figure "the same beside Procrastinate, $workers workers" "$(quotient "$(median <"$folder/c-ours")" "$(median <"$folder/c-theirs")" 1)" "times" ">= 8" \
            "Procrastinate $("$folder/venv/bin/pip" list 2>/dev/null | awk '/^procrastinate / { print $2 }'), psycopg in C, $jobs empty jobs, interleaved: $(median <"$folder/c-theirs") /s"
done
drop_database claims
[ -z "$python" ] || drop_database procrastinate
