# shellcheck shell=bash
# How tests are run, for ops/test and ops/prove.

# All at once, a test waits for an answer of its own process, or of a program, longer than its time limits allow.
few_at_once=(--experimental-maximum-parallelization-width $(($(nproc) * 8)))

# kept FILE COMMAND…: runs it; what it prints goes to the end of FILE too.
kept() {
    local file="$1"
    shift
    "$@" 2>&1 | tee -a "$file"
}

# repeat_failures FILE: the lines of FILE that say what failed, and why. Thousands of lines may lie between them and the end.
repeat_failures() {
    awk '/^✘/ || /Test run with/ { print; of_failure = /recorded an issue/; next }
        /^↳/ && of_failure { print; next }
        { of_failure = 0 }' "$1"
}

# end_to_end COMMAND…: runs them by `COMMAND… --filter …`, in two parts. They use every processor, so they do not run beside tests that
# wait for an answer of their own process. HostileAnswerTests and the matrix of faults keep this process and its simulators busy, from
# which others need an answer in time. The others start programs.
end_to_end() {
    local status=0 busy='^EndToEndTests\.(HostileAnswerTests|FaultMatrixTests)'
    in_group "$@" --filter "$busy" || status=$?
    in_group "$@" --filter '^EndToEndTests\.' --skip "$busy" "${few_at_once[@]}" || status=$?
    return "$status"
}
