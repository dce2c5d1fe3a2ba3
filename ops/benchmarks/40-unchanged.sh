# shellcheck shell=bash
# The daily run of a tenant with 500 employees, about 10,000 half-days, and nothing new

new_database unchanged
lift_limits
start_simulator --tenants 1 --employees "${BENCH_EMPLOYEES:-500}" --no-limits
passerelle-bench register --ready "$ready"
tenant=$(jq -r '.tenants[0].tenant' "$ready")
measured 1 passerelle run now "$tenant" --as-of "$today"
forget_requests
measured 9 passerelle run now "$tenant" --as-of "$today" --output json
what=$(jq -r '"\(.counts.employees) employees, \(.counts.leaves) half-days, \(.counts.absences) absences"' "$folder/measured.out")
jq -e '.counts | .created + .updated + .deleted == 0' "$folder/measured.out" >/dev/null || die "a run with nothing new wrote something"
figure "a run with nothing new, CPU" "$(rounded "$(cost cpuMilliseconds)")" ms "<= 100" \
    "$what; the process passerelle run now alone, user and kernel, median of 9; wall $(rounded "$(cost wallMilliseconds)") ms"
figure "a run with nothing new, peak memory" "$(rounded "$(worst peakMebibytes)")" MiB "<= 60" "largest ru_maxrss of the 9"
figure "a run with nothing new, requests to Lucca" "$(quotient "$(requests lucca)" 9 1)" "" "<= 10" "the simulator's journal, per run"
figure "a run with nothing new, requests to PlanningPME" "$(quotient "$(requests planningpme)" 9 1)" "" "<= 1" "the same"
drop_database unchanged
