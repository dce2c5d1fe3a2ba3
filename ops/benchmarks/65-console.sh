# shellcheck shell=bash
# The console and run list over 3.65 million runs, ten a day of 1,000 tenants; then 20 browsers beside a working worker

# shellcheck source=ops/lib/console.sh
source ops/lib/console.sh
# shellcheck source=ops/lib/history.sh
source ops/lib/history.sh

stop_console() {
    kill -TERM "$console"
    wait "$console" || die "the console ended with $?: $(tail -n 5 "$folder/console.log")"
}

# answered FILE: no page of it was an error.
answered() {
    local other
    other=$(awk '$3 != 200 { print $3; exit }' "$1")
    [ -z "$other" ] || die "the console answered $other"
}
# visits FILE ADDRESS…: reads the pages one after the other, over one connection; a line each of seconds, bytes and status.
visits() {
    local to=$1 address
    shift
    for address in "$@"; do printf 'url = "%s%s"\noutput = "/dev/null"\n' "$page" "$address"; done >"$folder/visits.curl"
    curl -sS -H "Cookie: $cookies" -w '%{time_total}\t%{size_download}\t%{http_code}\n' --config "$folder/visits.curl" >"$to"
    answered "$to"
}
# milliseconds P FILE: that percentile of its seconds.
milliseconds() { cut -f 1 "$2" | percentile "$1" | awk '{ printf "%.1f", $1 * 1000 }'; }

new_database console
say "  making 3.65 million rows …"
make_history 1000
passerelle-bench pages >"$folder/pages"
while IFS=$'\t' read -r name p50 p95; do
    figure "$name, 3.65 million runs, p95" "$p95" ms "<= 150" "100 reads with the database's work and ours; p50 $p50 ms"
done <"$folder/pages"

serve_console "$folder"
children+=("$console")
sign_in
tenants=$(sql -c "select slug from tenant order by hashtext(slug) limit 100")
newest() { sql -c "select id from run_history where state = '$1' order by finished_at desc limit 100"; }
declare -A addresses=(
    [today]=$(for _ in $(seq 100); do echo /; done)
    [tenants]=$(for _ in $(seq 100); do echo /tenants; done)
    [tenant]=$(awk '{ print "/tenants/" $0 }' <<<"$tenants")
    [run]=$(newest partial | awk '{ print "/runs/" $0 }')
    [review]=$(newest needs_review | awk '{ print "/runs/" $0 "/review" }')
    [person]=$(awk '{ print "/tenants/" $0 "/employees/7" }' <<<"$tenants")
    [fleet]=$(for _ in $(seq 100); do echo /fleet; done)
    [audit]=$(awk '{ print "/audit?tenant=" $0 }' <<<"$tenants")
)
for name in today tenants tenant run review person fleet audit; do
    mapfile -t list <<<"${addresses[$name]}"
    visits "$folder/visits" "${list[@]}"
    figure "console page $name, p95" "$(milliseconds 95 "$folder/visits")" ms "<= 150" \
        "whole HTTP answers, one after the other; p50 $(milliseconds 50 "$folder/visits") ms"
    figure "console page $name, largest" "$(awk '$2 > most { most = $2 } END { printf "%.1f", most / 1000 }' "$folder/visits")" kB "<= 80"
done
stop_console
drop_database console

# A worker performs nights of 100 tenants with nothing new, without and with 20 browsers, which open pages at two rates.
# night: performs every tenant's run; sets wall.
night() {
    local began
    began=$(last_run)
    queue_night "$today"
    PASSERELLE_DATABASE_URL=$as_worker passerelle worker --concurrency 8 >"$folder/worker.out" 2>"$folder/worker.err" &
    worker=$!
    children+=("$worker")
    for _ in $(seq 6000); do
        [ "$(sql -c 'select count(*) from run')" = 0 ] && break
        kill -0 "$worker" 2>/dev/null || die "the worker ended: $(tail -n 5 "$folder/worker.err")"
        sleep 0.2
    done
    [ "$(sql -c 'select count(*) from run')" = 0 ] || die "the worker was not through within 20 minutes"
    kill -TERM "$worker"
    wait "$worker" || die "the worker ended with $?: $(tail -n 5 "$folder/worker.err")"
    require_carried_out "$began" 100
    wall=$(sql -c "select round(extract(epoch from max(finished_at) - min(started_at))::numeric, 2) from run_history where id > $began")
}
# browse N RATE: opens that many pages a minute until it is stopped. One process each: starting one for a page costs as much as the page.
browse() {
    local address
    for address in / /tenants /fleet /audit "/tenants/$(sed -n "$(($1 + 1))p" <<<"$slugs")"; do
        printf 'url = "%s%s"\noutput = "/dev/null"\n' "$page" "$address"
    done >"$folder/browser.$1.pages"
    for _ in $(seq 200); do cat "$folder/browser.$1.pages"; done >"$folder/browser.$1.curl"
    # Not all at the same moment.
    sleep "$(awk -v number="$1" -v rate="$2" 'BEGIN { print number / 20 * 60 / rate }')"
    exec stdbuf -oL curl -sS --rate "$2/m" -H "Cookie: $cookies" -w '%{time_total}\t%{size_download}\t%{http_code}\n' \
        --config "$folder/browser.$1.curl" >>"$folder/browser.$1.times.$2"
}
new_database browsers
lift_limits
start_simulator --tenants 100 --employees 500 --no-limits
passerelle-bench register --ready "$ready" --activate
only_our_runs
slugs=$(sql -c "select slug from tenant order by slug")
night
serve_console "$folder"
children+=("$console")
sign_in
# beside RATE: a night while 20 browsers open that many pages a minute each.
beside() {
    local number browser browsers=()
    for number in $(seq 20); do
        browse "$number" "$1" &
        browsers+=("$!")
        children+=("$!")
    done
    # Until each has begun.
    sleep "$(awk -v rate="$1" 'BEGIN { print 60 / rate }')"
    night
    for browser in "${browsers[@]}"; do kill -0 "$browser" 2>/dev/null || die "a browser ended"; done
    kill "${browsers[@]}"
    wait "${browsers[@]}" 2>/dev/null || true
}
# A person who reads, and one who clicks without reading.
rates=(6 30)
rm -f "$folder"/wall.*
for _ in 1 2 3; do
    night
    echo "$wall" >>"$folder/wall.0"
    for rate in "${rates[@]}"; do
        beside "$rate"
        echo "$wall" >>"$folder/wall.$rate"
    done
done
quiet=$(median <"$folder/wall.0")
aim="<= 1.1"
for rate in "${rates[@]}"; do
    busy=$(median <"$folder/wall.$rate")
    cat "$folder"/browser.*.times."$rate" >"$folder/browsers"
    answered "$folder/browsers"
    figure "a night of 100 tenants x 500 employees beside 20 browsers, $rate pages a minute each ÷ alone" "$(quotient "$busy" "$quiet")" "" "$aim" \
        "$busy s and $quiet s, medians of 3; worker, simulators, console and PostgreSQL on the same cores"
    figure "console pages of browsers, $rate pages a minute each, p95" "$(milliseconds 95 "$folder/browsers")" ms "" "$(wc -l <"$folder/browsers") pages"
    aim=
done
stop_console
stop_simulator
drop_database browsers
