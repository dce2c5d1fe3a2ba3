# shellcheck shell=bash
# First syncs of 5,000 to 20,000 employees: time, memory, and how memory grows

# first_sync EMPLOYEES NAME [LUCCA-BEHAVIOUR] [PLANNING-PROFILE]: runs it under measured and sets what. A PLANNING-PROFILE is
# probed first.
first_sync() {
    new_database "$2"
    lift_limits
    start_simulator --tenants 1 --employees "$1" --no-limits --planning-profile "${4:-seen}"
    passerelle-bench register --ready "$ready"
    tenant=$(jq -r '.tenants[0].tenant' "$ready")
    [ -z "${3:-}" ] || curl -fsS -X PATCH "$base/_control/tenants/$tenant/lucca/behaviour" -d "$3" >/dev/null
    if [ -n "${4:-}" ]; then
        resource=$(curl -fsS "$base/_control/tenants/$tenant/planning" | jq '.resources[0].key')
        passerelle tenant probe "$tenant" --resource "$resource" --yes >/dev/null 2>"$folder/probe.err" || die "the probe of $4: $(cat "$folder/probe.err")"
    fi
    measured 1 passerelle run now "$tenant" --as-of "$today" --output json
    jq -e '.counts.created > 0' "$folder/measured.out" >/dev/null || die "nothing was created"
    what=$(jq -r '"\(.counts.employees) employees in scope, \(.counts.leaves) half-days, \(.counts.created) created, \(.counts.failed) failed, requests \(.requests.lucca) + \(.requests.planningpme)"' "$folder/measured.out")
    stop_simulator
    drop_database "$2"
}
declare -A peak
for employees in 5000 10000 20000; do
    first_sync "$employees" "first$employees"
    peak[$employees]=$(cost peakMebibytes)
    aim=
    [ "$employees" = 20000 ] && aim="<= 150"
    figure "first sync of $employees, peak memory" "$(rounded "$(cost peakMebibytes)")" MiB "$aim" \
        "$what; wall $(quotient "$(cost wallMilliseconds)" 1000 1) s, CPU $(quotient "$(cost cpuMilliseconds)" 1000 1) s, 40 requests a minute to Lucca, simulators on the same cores"
    figure "first sync of $employees, CPU for each event written" \
        "$(jq -r --argjson cpu "$(cost cpuMilliseconds)" '$cpu / .counts.created * 100 | round / 100' "$folder/measured.out")" ms "${aim:+<= 0.4}" ""
done
# An account that is too slow for pages of more than 2,000 rows: the same employees, twice the pages.
first_sync 10000 first10000pages '{"rowsWithinTime": 2000}'
figure "first sync, peak memory of 20000 over that of 5000" "$(quotient "${peak[20000]}" "${peak[5000]}")" times "" "4 times the employees, 4 times the half-days"
figure "first sync of 10000, twice the pages of half-days, peak memory" "$(rounded "$(cost peakMebibytes)")" MiB "" "$what"
figure "first sync of 10000, peak memory of twice the pages over that of once" "$(quotient "$(cost peakMebibytes)" "${peak[10000]}")" times "" "memory that grew with the pages would show"

# The cost of a dialect: PUTs that merge (the default) or replace, and empty answers, after which each event is read once more.
for profile in seen assumed-1 terse; do
    first_sync 5000 "first5000${profile//-/}" '' "$profile"
    figure "first sync of 5000, dialect $profile, requests to PlanningPME per event" \
        "$(jq -r '.requests.planningpme / .counts.created * 100 | round / 100' "$folder/measured.out")" "" "" \
        "$what; wall $(quotient "$(cost wallMilliseconds)" 1000 1) s, CPU $(quotient "$(cost cpuMilliseconds)" 1000 1) s"
done
