# shellcheck shell=bash
# The start of a command, warm and after the page cache is dropped

new_database start
for command in "--version" "--help" "tenant list"; do
    # shellcheck disable=SC2086
    measured 21 passerelle $command
    figure "passerelle $command, warm" "$(rounded "$(cost wallMilliseconds)")" ms "<= 60" \
        "median wall of 21; CPU $(rounded "$(cost cpuMilliseconds)") ms, peak $(rounded "$(cost peakMebibytes)") MiB"
done
if [ "$(id -u)" -eq 0 ] && [ -w /proc/sys/vm/drop_caches ]; then
    for command in "--version" "tenant list"; do
        rm -f "$folder/cold"
        for _ in 1 2 3 4 5; do
            sync
            echo 3 >/proc/sys/vm/drop_caches
            # Warm up the measuring program and the server again, so that only the command is cold.
            passerelle-bench --version >/dev/null 2>&1 || true
            passerelle-bench measure --to "$folder/costs" true
            sql -c 'select 1' >/dev/null
            # shellcheck disable=SC2086
            measured 1 passerelle $command
            cost wallMilliseconds >>"$folder/cold"
        done
        figure "passerelle $command, cold" "$(rounded "$(median <"$folder/cold")")" ms "<= 60" "median wall of 5, after drop_caches"
    done
else
    say "  cold start: skipped, only root can drop the page cache"
fi
drop_database start
