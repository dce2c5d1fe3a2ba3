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
            if (split(aim, parts, " ") < 2 || value == "" || (parts[1] == ">=" && value + 0 == 0)) return ""
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

# percentile P, of the numbers on standard input: the smallest that P of 100 do not exceed.
percentile() {
    sort -g | awk -v p="$1" '{ value[NR] = $1 } END { if (NR) print value[int((NR * p + 99) / 100)] }'
}

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

# new_database NAME: creates an empty migrated database, which passerelle uses from then on. Workers use as_worker, with a login of their
# own as on a server: a superuser has every role, and triggers ask more of some roles.
new_database() {
    as_postgres "$postgres_bin/createdb" -h "$folder/pg" -U postgres "$1" || die "cannot create the database $1"
    export PASSERELLE_DATABASE_URL="host=$folder/pg user=postgres dbname=$1"
    passerelle db migrate >/dev/null 2>&1 || die "cannot migrate the database $1"
    [ -n "$(sql -c "select 1 from pg_roles where rolname = 'fleet'")" ] || sql -c "create role fleet login in role passerelle_worker"
    as_worker="host=$folder/pg user=fleet dbname=$1"
}
drop_database() { as_postgres "$postgres_bin/dropdb" --force -h "$folder/pg" -U postgres "$1"; }
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$PASSERELLE_DATABASE_URL" "$@"; }

# lift_limits: requests to a remote are counted but never run out in the database, so that Passerelle is measured and not the limits. By
# its own clock, each process still sends 40 a minute to one Lucca account.
lift_limits() {
    sql <<'SQL'
alter function take_requests rename to take_requests_counted;
create function take_requests(
    of_scope text, request_limit integer, window_seconds integer, wanted integer, unused integer,
    out taken integer, out wait_seconds double precision)
    language sql set search_path = pg_catalog, public, pg_temp
    as $$ select * from take_requests_counted(of_scope, 2000000000, window_seconds, wanted, unused) $$;
grant execute on function take_requests to public;
grant execute on function take_requests_counted to public;
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
# only_our_runs: a worker queues none of its own today or tomorrow. A later day it would take for a wrong clock's.
only_our_runs() { sql -c "update tenant_schedule set last_day = current_date + 1" >/dev/null; }
# queue_night DAY [LIMIT]: queues each tenant's scheduled run, or those of the first tenants.
queue_night() {
    sql -c "insert into run (tenant_id, trigger, as_of, window_from, window_to, scheduled_day, not_before)
        select id, 'schedule', date '$1', date '$1' - 30, date '$1' + 180, date '$1', clock_timestamp()
        from tenant order by slug limit ${2:-null}"
}
# require_carried_out AFTER TENANTS: the runs of a larger number are one of each tenant, and succeeded or carried out what they could.
require_carried_out() {
    local found
    found=$(sql -c "select count(*) || ' runs of ' || count(distinct tenant_id) || ' tenants, '
        || count(*) filter (where state not in ('succeeded', 'partial')) || ' failed or withheld' from run_history where id > $1")
    [ "$found" = "$2 runs of $2 tenants, 0 failed or withheld" ] || die "not one run of each of $2 tenants: $found"
}
# last_run: its number, 0 before the first.
last_run() { sql -c "select coalesce(max(id), 0) from run_history"; }

# requests REMOTE: how many requests the journal holds since it was last emptied.
requests() { curl -fsS "$base/_control/journal?remote=$1" | jq '.entries | length'; }
forget_requests() { curl -fsS -X DELETE "$base/_control/journal" >/dev/null; }
