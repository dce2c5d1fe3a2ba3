# shellcheck shell=bash
# From run start to the claim by an idle worker

new_database wake
lift_limits
# One run each: those of one tenant would wait for its requests to Lucca.
start_simulator --tenants 41 --employees 20 --no-limits
passerelle-bench register --ready "$ready"
PASSERELLE_DATABASE_URL=$as_worker passerelle worker >"$folder/worker.out" 2>"$folder/worker.err" &
worker=$!
children+=("$worker")
number=0
for tenant in $(jq -r '.tenants[].tenant' "$ready"); do
    number=$((number + 1))
    passerelle run start "$tenant" --as-of "$today" >/dev/null 2>"$folder/measured.err" || die "run start: $(cat "$folder/measured.err")"
    for _ in $(seq 600); do
        [ "$(sql -c 'select count(*) from run_history')" = "$number" ] && continue 2
        kill -0 "$worker" 2>/dev/null || die "the worker ended: $(tail -n 5 "$folder/worker.err")"
        sleep 0.05
    done
    die "a run was not worked within 30 s"
done
# The first run waits for the worker's start, so it does not count.
sql -c "select round((extract(epoch from started_at - scheduled_for) * 1000)::numeric, 1) from run_history order by id offset 1" | sort -g >"$folder/delays"
figure "run start to claim" "$(median <"$folder/delays")" ms "<= 50" "both by the database's clock, median of 40; longest $(tail -n 1 "$folder/delays") ms"
kill -TERM "$worker"
wait "$worker" || true
drop_database wake
