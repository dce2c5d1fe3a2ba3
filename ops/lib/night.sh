# shellcheck shell=bash
# Nights of many tenants in one worker, for ops/benchmarks.

# worked: waits until no run is left, at most 90 minutes.
worked() {
    for _ in $(seq 10800); do
        [ "$(sql -c 'select count(*) from run')" = 0 ] && return 0
        kill -0 "$measuring" 2>/dev/null || die "the worker ended: $(tail -n 5 "$folder/worker.err")"
        sleep 0.5
    done
    die "the worker was not through within 90 minutes"
}
# night TENANTS: performs every tenant's run in one worker; sets wall and what, and leaves its costs.
night() {
    local began
    rm -f "$folder/costs"
    began=$(last_run)
    queue_night "$today"
    PASSERELLE_DATABASE_URL=$as_worker passerelle-bench measure --to "$folder/costs" passerelle worker --concurrency 32 >"$folder/worker.out" 2>"$folder/worker.err" &
    measuring=$!
    children+=("$measuring")
    worked
    kill -TERM "$(pgrep -P "$measuring")"
    wait "$measuring" || die "the worker ended with $?: $(tail -n 5 "$folder/worker.err")"
    require_carried_out "$began" "$1"
    wall=$(sql -c "select round(extract(epoch from max(finished_at) - min(started_at))::numeric, 1) from run_history where id > $began")
    what=$(sql -c "select count(*) || ' runs, ' || sum(count_created) || ' events created, ' || sum(count_employees) || ' employees' from run_history where id > $began")
}

# fleet TENANTS WALL PEAK: the first syncs and the next day's runs of that many tenants. The aims, "" for none: WALL of the latter, PEAK
# of both.
fleet() {
    local tenants=$1
    new_database "fleet$tenants"
    lift_limits
    start_simulator --tenants "$tenants" --employees 100 --no-limits
    passerelle-bench register --ready "$ready" --activate
    only_our_runs
    night "$tenants"
    figure "$tenants tenants x 100 employees, first syncs, peak memory of the worker" "$(rounded "$(cost peakMebibytes)")" MiB "$3" \
        "$what; wall $wall s, CPU of the worker $(quotient "$(cost cpuMilliseconds)" 1000 1) s"
    night "$tenants"
    figure "$tenants tenants x 100 employees, daily runs, wall" "$wall" s "$2" "$what; one worker, 32 at once, simulators and PostgreSQL on the same cores"
    figure "$tenants tenants x 100 employees, daily runs, CPU" "$(quotient "$(cost cpuMilliseconds)" 1000 1)" s "" "of the worker"
    figure "$tenants tenants x 100 employees, daily runs, peak memory" "$(rounded "$(cost peakMebibytes)")" MiB "$3" "of the worker"
    stop_simulator
    drop_database "fleet$tenants"
}
