# shellcheck shell=bash
# A run with nothing new beside its limit: the same answers fetched by curl and parsed by orjson; and what it costs PostgreSQL

require_packages python3
python=python3
if ! python3 -c 'import orjson' 2>/dev/null; then
    { python3 -m venv "$folder/orjson" && "$folder/orjson/bin/pip" install -q --disable-pip-version-check orjson; } >"$folder/pip.log" 2>&1 ||
        die "orjson is missing: install the package python3-orjson, or python3-venv for PyPI's"
    python="$folder/orjson/bin/python"
fi

few=4 many=24 rounds=3
new_database limit
lift_limits
start_simulator --tenants "$many" --employees "${BENCH_EMPLOYEES:-500}" --no-limits
passerelle-bench register --ready "$ready" --activate
only_our_runs
direct=$as_worker

# Only runs whose round trips are counted go through the relay.
mkdir -m 0700 "$folder/relay"
python3 ops/benchmarks/round_trips.py "$folder/pg" "$folder/relay" "$folder/relay/counts" 2>"$folder/relay.err" &
relay=$!
children+=("$relay")
for _ in $(seq 100); do [ -s "$folder/relay/counts" ] && break || sleep 0.1; done
relayed="host=$folder/relay user=fleet dbname=limit"
# counted FIELD: the relay's count so far.
counted() {
    rm -f "$folder/relay/counts"
    kill -USR1 "$relay"
    for _ in $(seq 100); do [ -s "$folder/relay/counts" ] && break || sleep 0.1; done
    jq -r ".$1" "$folder/relay/counts"
}
# server_cpu: milliseconds of CPU of the server's processes since its start, ended ones included.
server_cpu() {
    local postmaster pid ticks=0
    postmaster=$(as_postgres head -n 1 "$folder/pg/data/postmaster.pid")
    for pid in "$postmaster" $(pgrep -P "$postmaster"); do
        # After the name in parentheses: user, system and, of the first process, those of its ended children.
        ticks=$((ticks + $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null |
            awk -v of="$([ "$pid" = "$postmaster" ] && echo all)" '{ sum = $12 + $13 + (of == "all" ? $14 + $15 : 0) } END { print sum + 0 }' || true)))
    done
    echo $((ticks * 1000 / $(getconf CLK_TCK)))
}

# One process, one tenant.
tenant=$(jq -r '.tenants[0].tenant' "$ready")
measured 1 passerelle run now "$tenant" --as-of "$today"
forget_requests
measured 1 passerelle run now "$tenant" --as-of "$today" --output json
jq -e '.counts | .created + .updated + .deleted == 0' "$folder/measured.out" >/dev/null || die "a run with nothing new wrote something"
what=$(jq -r '"\(.counts.employees) employees, \(.counts.leaves) half-days"' "$folder/measured.out")
# The same requests to Lucca by curl: one process, one connection, a file for each answer.
curl -fsS "$base/_control/journal?remote=lucca" >"$folder/journal"
[ "$(jq '[.entries[] | select(.method != "GET")] | length' "$folder/journal")" = 0 ] || die "the run did more than read Lucca"
port=${base##*:}
{
    printf 'silent\nfail\nshow-error\nheader = "Authorization: lucca application=%s"\n' "$(jq -r '.tenants[0].credentials.luccaKey' "$ready")"
    jq -r '.entries[].path' "$folder/journal" | awk -v host="http://$tenant.localhost:${port%%/*}" -v folder="$folder" \
        '{ printf "url = \"%s%s\"\noutput = \"%s/answer-%d\"\n", host, $0, folder, NR }'
} >"$folder/curlrc"
answers=$(jq '.entries | length' "$folder/journal")
rm -f "$folder"/c-*
for _ in $(seq 9); do
    measured 1 passerelle run now "$tenant" --as-of "$today" --output json
    cost cpuMilliseconds >>"$folder/c-ours"
    measured 1 curl --globoff --config "$folder/curlrc"
    cost cpuMilliseconds >>"$folder/c-curl"
    "$python" ops/benchmarks/orjson_limit.py "$folder"/answer-* >>"$folder/c-orjson"
done
ours=$(median <"$folder/c-ours")
curl=$(median <"$folder/c-curl")
orjson=$(median <"$folder/c-orjson")
limit=$(awk -v a="$curl" -v b="$orjson" 'BEGIN { print a + b }')
kilobytes=$(($(cat "$folder"/answer-* | wc -c) / 1000))
figure "a run with nothing new ÷ its limit, whole process, CPU" "$(quotient "$ours" "$limit" 1)" times "<= 2" \
    "$what; $(rounded "$ours") ms beside curl $(rounded "$curl" 1) and orjson $(rounded "$orjson" 1) ms for its $answers answers of $kilobytes kB, medians of 9 in turns"

# night TENANTS DATABASE [WORKERS]: performs the runs of that many tenants; sets cpu (the workers'), load (PostgreSQL's), wal, trips and
# statements.
night() {
    local began written first number ended status
    local workers=()
    rm -f "$folder"/costs.* "$folder"/worker.*
    first=$(last_run)
    queue_night "$today" "$1"
    sql -c "checkpoint"
    began=$(server_cpu)
    written=$(sql -c "select pg_current_wal_insert_lsn()")
    trips=$(counted roundTrips)
    statements=$(counted statements)
    for number in $(seq "${3:-1}"); do
        PASSERELLE_DATABASE_URL=$2 passerelle-bench measure --to "$folder/costs.$number" passerelle worker --concurrency 4 \
            >"$folder/worker.out.$number" 2>"$folder/worker.err.$number" &
        workers+=("$!")
        children+=("$!")
    done
    # Their logs show their progress: polling the server would add load.
    for _ in $(seq 6000); do
        ended=$(cat "$folder"/worker.err.* | grep -c 'Run ended' || true)
        [ "$ended" -ge "$1" ] && break
        for number in "${workers[@]}"; do
            kill -0 "$number" 2>/dev/null || die "a worker ended: $(tail -n 5 "$folder"/worker.err.*)"
        done
        sleep 0.1
    done
    [ "$ended" -ge "$1" ] || die "the workers were not through within 10 minutes"
    for number in "${workers[@]}"; do
        status=0
        kill -TERM "$(pgrep -P "$number")"
        wait "$number" || status=$?
        [ "$status" -eq 0 ] || die "a worker ended with $status: $(tail -n 5 "$folder"/worker.err.*)"
    done
    cpu=$(cat "$folder"/costs.* | jq -s 'map(.cpuMilliseconds) | add')
    wal=$(sql -c "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '$written')")
    load=$(($(server_cpu) - began))
    trips=$(($(counted roundTrips) - trips))
    statements=$(($(counted statements) - statements))
    require_carried_out "$first" "$1"
}
# First syncs, once.
night "$many" "$direct"
rm -f "$folder"/n-*
for _ in $(seq "$rounds"); do
    for tenants in "$few" "$many"; do
        night "$tenants" "$direct"
        echo "$cpu" >>"$folder/n-cpu-$tenants"
        echo "$load" >>"$folder/n-load-$tenants"
        echo "$wal" >>"$folder/n-wal-$tenants"
        night "$tenants" "$relayed"
        echo "$trips" >>"$folder/n-trips-$tenants"
        echo "$statements" >>"$folder/n-statements-$tenants"
        night "$tenants" "$relayed" 3
        echo "$statements" >>"$folder/n-three-$tenants"
    done
done
[ "$(sql -c "select coalesce(sum(count_created + count_updated + count_deleted), 0) from run_history
    where id > (select max(id) - $((3 * rounds * (few + many))) from run_history)")" = 0 ] || die "a run with nothing new wrote something"
# each NAME: the difference between the two nights, for each tenant's run.
each() {
    awk -v a="$(median <"$folder/n-$1-$few")" -v b="$(median <"$folder/n-$1-$many")" -v runs=$((many - few)) 'BEGIN { print (b - a) / runs }'
}
how="(a worker's night of $many tenants - one of $few) / $((many - few)), medians of $rounds"
figure "a run with nothing new ÷ its limit, in a worker, CPU" "$(quotient "$(each cpu)" "$limit" 1)" times "<= 1.5" \
    "$(rounded "$(each cpu)" 1) ms each: $how"
figure "a run with nothing new, round trips to PostgreSQL" "$(rounded "$(each trips)" 1)" "" "<= 8" "counted by a relay; $how"
figure "a run with nothing new, statements" "$(rounded "$(each statements)" 1)" "" "" "BEGIN and COMMIT included; $how"
figure "a run with nothing new, statements with three workers ÷ with one" "$(quotient "$(each three)" "$(each statements)")" times "<= 1.1" \
    "$(rounded "$(each three)" 1) each, every tenant once; $how"
figure "a run with nothing new, CPU of PostgreSQL" "$(rounded "$(each load)" 1)" ms "" "all processes of the server, in ticks of 10 ms; $how"
figure "a run with nothing new, WAL" "$(rounded "$(quotient "$(each wal)" 1000)" 1)" kB "" "pg_current_wal_insert_lsn; $how"
kill "$relay"
wait "$relay" 2>/dev/null || true
stop_simulator
drop_database limit
