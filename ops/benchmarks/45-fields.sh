# shellcheck shell=bash
# The same daily run with five extra fields: what they add to a run with nothing new

new_database fields
lift_limits
start_simulator --tenants 1 --employees "${BENCH_EMPLOYEES:-500}" --no-limits
passerelle-bench register --ready "$ready"
tenant=$(jq -r '.tenants[0].tenant' "$ready")
measured 1 passerelle run now "$tenant" --as-of "$today"
measured 9 passerelle run now "$tenant" --as-of "$today" --output json
without=$(cost cpuMilliseconds)
passerelle field set "$tenant" mobile --to mobile >/dev/null 2>&1
passerelle field set "$tenant" e_Site-chantier --to Site --as text >/dev/null 2>&1
passerelle field set "$tenant" e_caces_fin --to 'Fin CACES' --as date >/dev/null 2>&1
passerelle field set "$tenant" e_permis --to Conducteur --as boolean >/dev/null 2>&1
passerelle field set "$tenant" e_Nb-cles --to Kilometres --as number >/dev/null 2>&1
measured 1 passerelle run now "$tenant" --as-of "$today"
forget_requests
measured 9 passerelle run now "$tenant" --as-of "$today" --output json
what=$(jq -r '"\(.counts.employees) employees, \(.counts.leaves) half-days"' "$folder/measured.out")
figure "five extra fields and nothing new, CPU beside none" "$(quotient "$(cost cpuMilliseconds)" "$without")" times "<= 1.2" \
    "$what; $(rounded "$(cost cpuMilliseconds)") and $(rounded "$without") ms, medians of 9 runs in one row"
figure "five extra fields and nothing new, requests to Lucca" "$(quotient "$(requests lucca)" 9 1)" "" "<= 10" "the simulator's journal, per run"
figure "five extra fields and nothing new, requests to PlanningPME" "$(quotient "$(requests planningpme)" 9 1)" "" "<= 1" "the same"
drop_database fields
