# shellcheck shell=bash
# Requests a second that the simulators answer, to show that they are not what limits other figures

start_simulator --tenants 1 --employees 500 --no-limits
key=$(jq -r '.tenants[0].credentials.luccaKey' "$ready")
require_packages wrk
# rate PATH
rate() {
    wrk -t1 -c16 -d3s -H "Authorization: lucca application=$key" "$base$1" | sed -n 's/^Requests\/sec: *//p'
}
figure "simulators, a page of one employee" "$(rounded "$(rate '/api/v3/users?paging=0,1&fields=id,lastName')")" "/s" "" "wrk, 16 connections, 3 s, on the same cores"
figure "simulators, health" "$(rounded "$(rate '/_control/health')")" "/s" "" "wrk, 16 connections, 3 s, on the same cores"
