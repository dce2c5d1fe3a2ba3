# shellcheck shell=bash
# What the files of ops/benchmarks/ share. Sourced by ops/bench, after machine.sh.

# figure WHAT VALUE UNIT [AIM [HOW]]: adds a row to the table. AIM is "<= N", ">= N" or empty. A missed aim is shown, never an error.
figure() {
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4:-}" "${5:-}" >>"$folder/figures.tsv"
    printf '  %s: %s %s%s\n' "$1" "$2" "$3" "${4:+ (aim $4)}" >&2
}

# The table, for people and for docs/benchmarks.md alike. "of the aim" is figure / aim, or aim / figure: below 1 the aim is reached.
print_table() {
    awk -F '\t' '
        function ratio(value, aim,   parts) {
            if (split(aim, parts, " ") < 2 || value == "") return ""
            return sprintf("%.2f", parts[1] == "<=" ? value / parts[2] : parts[2] / value)
        }
        BEGIN {
            head = "what\tfigure\taim\tof the aim\thow"
            n = split(head, title, "\t")
            for (i = 1; i <= n; i++) width[i] = length(title[i])
        }
        {
            cell[NR, 1] = $1; cell[NR, 2] = $2 ($3 == "" ? "" : " " $3)
            cell[NR, 3] = $4 == "" ? "" : $4 ($3 == "" ? "" : " " $3); cell[NR, 4] = ratio($2, $4); cell[NR, 5] = $5
            for (i = 1; i <= n; i++) if (length(cell[NR, i]) > width[i]) width[i] = length(cell[NR, i])
        }
        END {
            for (i = 1; i <= n; i++) printf "| %-*s ", width[i], title[i]
            printf "|\n"
            for (i = 1; i <= n; i++) printf "| %s ", substr("----------", 1, 3)
            printf "|\n"
            for (row = 1; row <= NR; row++) {
                for (i = 1; i <= n; i++) printf "| %-*s ", width[i], cell[row, i]
                printf "|\n"
            }
        }' "$folder/figures.tsv"
}

# median, of the numbers on standard input.
median() { sort -g | awk '{ value[NR] = $1 } END { if (NR) print value[int((NR + 1) / 2)] }'; }

# rounded NUMBER [DIGITS]
rounded() { awk -v number="$1" -v digits="${2:-0}" 'BEGIN { printf "%.*f", digits, number }'; }

# quotient A B [DIGITS]
quotient() { awk -v a="$1" -v b="$2" -v digits="${3:-2}" 'BEGIN { if (b == 0) print 0; else printf "%.*f", digits, a / b }'; }

# measured COUNT COMMAND…: runs a command COUNT times and records its costs. Then `cost FIELD` gives the median of wallMilliseconds,
# cpuMilliseconds or peakMebibytes, and `worst FIELD` the largest. Exit statuses 0 and 3 (partial) are accepted.
measured() {
    local count=$1 status
    shift
    rm -f "$folder/costs"
    for _ in $(seq "$count"); do
        status=0
        passerelle-bench measure --to "$folder/costs" "$@" >"$folder/measured.out" 2>"$folder/measured.err" || status=$?
        case $status in 0 | 3) ;; *) die "$* exited with $status: $(tail -n 5 "$folder/measured.err")" ;; esac
    done
}
cost() { jq -r ".$1" "$folder/costs" | median; }
worst() { jq -r ".$1" "$folder/costs" | sort -g | tail -n 1; }

# new_database NAME: creates an empty migrated database, which passerelle uses from then on.
new_database() {
    as_postgres "$postgres_bin/createdb" -h "$folder/pg" -U postgres "$1" || die "cannot create the database $1"
    export PASSERELLE_DATABASE_URL="host=$folder/pg user=postgres dbname=$1"
    passerelle db migrate >/dev/null 2>&1 || die "cannot migrate the database $1"
}
drop_database() { as_postgres "$postgres_bin/dropdb" --force -h "$folder/pg" -U postgres "$1"; }
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$PASSERELLE_DATABASE_URL" "$@"; }

# lift_limits: requests to a remote are counted but never run out, so that Passerelle is measured and not the limits.
lift_limits() {
    sql <<'SQL'
alter function take_request(text, integer, integer) rename to take_request_counted;
create function take_request(of_scope text, request_limit integer, window_seconds integer) returns double precision
    language sql set search_path = pg_catalog, public, pg_temp
    as $$ select take_request_counted(of_scope, 2000000000, window_seconds) $$;
grant execute on function take_request to public;
grant execute on function take_request_counted to public;
SQL
}

# start_simulator ARGUMENTS…: starts the simulators, one process at a time. Sets simulator, ready, base and today.
start_simulator() {
    ready="$folder/ready.json"
    rm -f "$ready"
    passerelle-simulator "$@" --ready-file "$ready" >"$folder/simulator.out" 2>"$folder/simulator.log" &
    simulator=$!
    for _ in $(seq 3000); do
        [ -s "$ready" ] && break
        kill -0 "$simulator" 2>/dev/null || die "the simulators failed to start: $(cat "$folder/simulator.log")"
        sleep 0.1
    done
    [ -s "$ready" ] || die "the simulators were not ready within 5 minutes"
    base=$(jq -r '.baseURLs[0]' "$ready")
    today=$(jq -r .today "$ready")
}
stop_simulator() {
    [ -n "${simulator:-}" ] || return 0
    kill "$simulator" 2>/dev/null || true
    wait "$simulator" 2>/dev/null || true
    simulator=
}
# requests REMOTE: how many requests the journal holds since it was last emptied.
requests() { curl -fsS "$base/_control/journal?remote=$1" | jq '.entries | length'; }
forget_requests() { curl -fsS -X DELETE "$base/_control/journal" >/dev/null; }
