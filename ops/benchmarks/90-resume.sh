# shellcheck shell=bash
# From the SIGKILL of a worker to the resumption of its run by another

new_database resume
lift_limits
start_simulator --tenants 1 --employees 20 --no-limits
passerelle-bench register --ready "$ready"
tenant=$(jq -r '.tenants[0].tenant' "$ready")
rm -f "$folder/resumed"
worker() {
    PASSERELLE_DATABASE_URL=$as_worker passerelle worker >"$folder/worker-$1.out" 2>"$folder/worker-$1.err" &
    children+=($!)
}
# until SQL: waits until the query returns t, at most 3 minutes.
until_true() {
    for _ in $(seq 3600); do
        [ "$(sql -c "$1")" = t ] && return 0
        sleep 0.05
    done
    die "not within 3 minutes: $1"
}
worker 0
for round in 1 2 3; do
    # Lucca answers slowly, so that the run lasts long.
    curl -fsS -X POST "$base/_control/faults" -d '{"route": "/api/v3/leaves*", "times": 1, "kind": {"delay": {"milliseconds": 20000, "afterWork": false}}}' >/dev/null
    passerelle run start "$tenant" --as-of "$today" >/dev/null 2>&1
    until_true "select exists (select from run where state = 'running' and attempt = 1)"
    worker "$round"
    # Killed at a different moment of its lease each time.
    sleep $((round * 2))
    kill -KILL "${children[-2]}"
    wait "${children[-2]}" 2>/dev/null || true
    killed=$(sql -c "select extract(epoch from clock_timestamp())")
    until_true "select coalesce((select attempt = 2 from run), true)"
    sql -c "select round((extract(epoch from clock_timestamp()) - $killed)::numeric, 1)" >>"$folder/resumed"
    until_true "select not exists (select from run)"
done
figure "SIGKILL to resumption" "$(median <"$folder/resumed")" s "<= 20" "median of 3, killed 2, 4 and 6 s into the run; each: $(paste -s -d ' ' "$folder/resumed") s; a lease is 20 s and is renewed every 5 s"
kill -TERM "${children[-1]}"
wait "${children[-1]}" || true
stop_simulator
drop_database resume
