# shellcheck shell=bash
# Where a run with nothing new spends its instructions (callgrind), which do not depend on the machine's load

require_packages valgrind
new_database profile
lift_limits
start_simulator --tenants 1 --employees 500 --no-limits
passerelle-bench register --ready "$ready"
tenant=$(jq -r '.tenants[0].tenant' "$ready")
measured 1 passerelle run now "$tenant" --as-of "$today"
# callgrind cannot read Swift debug information, and fails on the signal mask in read-only memory that libdispatch waits with.
strip --strip-debug -o "$folder/passerelle" "$(readlink -f "$(command -v passerelle)")"
clang -shared -fPIC -x c -o "$folder/sigsuspend.so" - <<'C'
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return syscall(SYS_rt_sigsuspend, &copy, 8);
}
C
LD_PRELOAD="$folder/sigsuspend.so" valgrind --tool=callgrind --callgrind-out-file="$folder/callgrind" "$folder/passerelle" run now "$tenant" \
    --as-of "$today" >"$folder/measured.out" 2>"$folder/measured.err" || [ $? -eq 3 ] || die "callgrind: $(tail -n 5 "$folder/measured.err")"
total=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$folder/measured.err")
figure "a run with nothing new, instructions in user mode" "$(rounded "$(quotient "$total" 1000000)")" million "" "callgrind; without the kernel's"
callgrind_annotate --inclusive=yes --threshold=100 "$folder/callgrind" 2>/dev/null | swift demangle --simplified >"$folder/annotated"
# share NAME PATTERN: the largest inclusive count of the functions that match.
share() {
    local count
    count=$(grep -E "^ *[0-9,]+ \(" "$folder/annotated" | { grep -E -- "$2" || true; } | head -n 1 | awk '{ gsub(",", "", $1); print $1 }')
    [ -n "$count" ] || die "nothing of the name $2 was called: it is called something else by now"
    figure "of these: $1" "$(quotient "$((count * 100))" "$total" 1)" "%" "" "inclusive"
}
share "reading Lucca's JSON" 'JSONValue\.reading'
share "rows of half-days" 'OffsetWalk\.take'
share "planning" 'SyncPlanner\.(draft|plan)\('
share "joining half-days, within planning" 'AbsenceAssembler\.assemble'
share "digests of identities, within planning" 'TenantDigester\.digest'
share "loading the ledger" 'PostgresEventLedger\.load'
share "dynamic linking" ':_dl_start '
share "reading the command line" 'CommandParser\.parse\('
share "looking up types at run time" 'swift_getTypeByMangledName '
# The functions that cost most, without what they call.
callgrind_annotate --threshold=100 "$folder/callgrind" 2>/dev/null | swift demangle --simplified | grep -E '^ *[0-9,]+ \(' >"$folder/selves"
grep -v 'PROGRAM TOTALS' "$folder/selves" | sed -n 1,8p | while read -r line; do
    # Lines read FILE:FUNCTION [OBJECT]; an unknown file is ???.
    name=$(sed -E 's/^[0-9,]+ \([^)]*\) *//; s/^(\?\?\?|[^ :]*):([^:])/\2/; s/ \[[^]]*\]$//; s/[|`]//g' <<<"$line" | cut -c 1-90)
    count=$(awk '{ gsub(",", "", $1); print $1 }' <<<"$line")
    figure "by itself: $name" "$(quotient "$((count * 100))" "$total" 1)" "%" "" "without what it calls"
done
drop_database profile
