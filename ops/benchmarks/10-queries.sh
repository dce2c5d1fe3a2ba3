# shellcheck shell=bash
# PostgresClient beside pgbench, on 1 and on 16 connections

seconds=3 rounds=5
as_postgres "$postgres_bin/createdb" -h "$folder/pg" -U postgres queries
connection="host=$folder/pg user=postgres dbname=queries"
"$postgres_bin/pgbench" -q -i -s 1 "$connection" >/dev/null 2>&1
# pgbench MODE CONNECTIONS: look-ups a second, with one thread per core.
theirs() {
    local threads=$2
    [ "$threads" -gt "$(nproc)" ] && threads=$(nproc)
    "$postgres_bin/pgbench" -n -S -M "$1" -c "$2" -j "$threads" -T "$seconds" "$connection" 2>/dev/null |
        sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}
ours() { passerelle-bench queries --database "$connection" --seconds "$seconds" "$@"; }

for connections in 1 16; do
    for mode in extended prepared; do
        flags=()
        [ "$mode" = extended ] && flags=(--unprepared)
        rm -f "$folder"/q-*
        # Alternate, so that both run under the same conditions.
        for _ in $(seq "$rounds"); do
            theirs "$mode" "$connections" >>"$folder/q-theirs"
            ours --connections "$connections" "${flags[@]}" >>"$folder/q-ours"
            paste -d ' ' <(tail -n 1 "$folder/q-ours") <(tail -n 1 "$folder/q-theirs") | awk '{ print $1 / $2 }' >>"$folder/q-ratio"
            [ "$mode" = prepared ] && ours --connections "$connections" --loan-each >>"$folder/q-loans"
        done
        aim=
        [ "$connections" = 16 ] && aim=">= 0.9"
        how="medians of $rounds rounds of $seconds s, interleaved: $(rounded "$(median <"$folder/q-ours")") and $(rounded "$(median <"$folder/q-theirs")") look-ups/s"
        figure "PostgresClient / pgbench -M $mode, $connections connections" "$(rounded "$(median <"$folder/q-ratio")" 2)" "" "$aim" "$how"
    done
    figure "PostgresClient, a loan for each look-up, $connections connections" "$(rounded "$(median <"$folder/q-loans")")" "/s" "" "prepared, in the same rounds"
done
drop_database queries
