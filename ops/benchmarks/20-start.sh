# shellcheck shell=bash
# The start of a command, warm and after the page cache is dropped

new_database start
for command in "--version" "--help" "tenant list"; do
    # shellcheck disable=SC2086
    measured 21 passerelle $command
    figure "passerelle $command, warm" "$(rounded "$(cost wallMilliseconds)")" ms "<= 60" \
        "median wall of 21; CPU $(rounded "$(cost cpuMilliseconds)") ms, peak $(rounded "$(cost peakMebibytes)") MiB"
done
# cold OTHER COMMAND…: sets milliseconds to the median of five starts, with nothing cached but what OTHER warms up: the measuring program,
# the server, and libraries that both have.
cold() {
    local other=$1
    shift
    rm -f "$folder/cold"
    for _ in 1 2 3 4 5; do
        sync
        echo 3 >/proc/sys/vm/drop_caches
        passerelle-bench --version >/dev/null 2>&1 || true
        passerelle-bench measure --to "$folder/costs" true
        $other >/dev/null
        measured 1 "$@"
        cost wallMilliseconds >>"$folder/cold"
    done
    milliseconds=$(median <"$folder/cold")
}
if [ "$(id -u)" -eq 0 ] && [ -w /proc/sys/vm/drop_caches ]; then
    # Not Debian's, which is a Perl script that calls it.
    version=("$postgres_bin/psql" --version)
    select_one=("$postgres_bin/psql" -X -q "$PASSERELLE_DATABASE_URL" -c "select 1")
    one() { "${select_one[@]}"; }
    listing() { passerelle tenant list 2>/dev/null; }
    for command in "--version" "tenant list"; do
        peer=("${select_one[@]}") of="select 1"
        [ "$command" = "--version" ] && peer=("${version[@]}") of="its version"
        # shellcheck disable=SC2086
        cold one passerelle $command
        ours=$milliseconds
        cold listing "${peer[@]}"
        figure "passerelle $command, cold" "$(rounded "$ours")" ms "<= 60" "median wall of 5, after drop_caches"
        figure "passerelle $command, cold ÷ psql, cold" "$(quotient "$ours" "$milliseconds" 1)" times "<= 3" \
            "psql takes $(rounded "$milliseconds") ms for $of"
    done
else
    say "  cold start: skipped, only root can drop the page cache"
fi
drop_database start
