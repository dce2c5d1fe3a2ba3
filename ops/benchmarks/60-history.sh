# shellcheck shell=bash
# run list --tenant over 3.65 million runs of history: the daily runs of 10,000 tenants over a year

# shellcheck source=ops/lib/history.sh
source ops/lib/history.sh

new_database history
say "  making 3.65 million rows …"
past_months
sql <<'SQL'
set session_replication_role = replica;
insert into tenant (id, slug, name, state, environment, lucca_url, planningpme_url, identifier, match_email, creates, include_pending,
        neutral_type, time_zone, day_start, midday, day_end, days_off, holidays, hourly_requests, horizon_months, brake_count, brake_percent)
    select gen_random_uuid(), 't' || n, 'T' || n, 'active', 'production', 'https://t' || n || '.ilucca.net',
        'https://api.planningpme.com/t' || n || '/', 'employee-number', true, '{types}', false, 'Absent', 'Europe/Paris', 0, 720, 1440,
        '{sat,sun}', 'none', 2000, 6, 10, 20
    from generate_series(10, 10009) as n;
insert into run_history (id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at, finished_at,
        attempt, worker, count_departments, count_employees, count_leaves, count_absences, count_created, count_updated, count_deleted,
        count_unchanged, count_failed, requests_lucca, requests_planningpme, scheduled_day)
    select nextval('run_number'), tenant.id, 'sync', (array['succeeded', 'succeeded', 'succeeded', 'partial', 'failed'])[1 + (day + random() * 4)::int % 5],
        'schedule', at::date, at::date - 30, at::date + 180, at, at, at, at + interval '40 seconds', 1, 'server-' || day % 3, 12, 500, 10000, 800,
        3, 2, 1, 794, 0, 6, 7, at::date
    from generate_series(0, 364) as day, lateral (select clock_timestamp() - interval '1 day' * (365 - day) as at) as moment, tenant
    order by day;
vacuum analyze;
SQL
sql -c "alter database history set log_min_duration_statement = 0"
before=$(wc -l <"$folder/pg/log")
client=$(passerelle-bench listings --count 2000)
# The server's time for each statement on run_record: binding (which plans) and executing.
tail -n +"$((before + 1))" "$folder/pg/log" |
    sed -n 's/.*\[\([0-9]*\)\].*duration: \([0-9.]*\) ms  \(bind\|execute\) [^:]*: .*/\1 \2 \3/p; s/.*from run_record.*/that/p' >"$folder/durations"
awk '
    $1 == "that" { if (kind == "execute" && pid in bound) { print bound[pid] + value } if (kind == "bind") bound[pid] = value; next }
    { pid = $1; value = $2; kind = $3 }' "$folder/durations" | sort -g >"$folder/listing"
count=$(wc -l <"$folder/listing")
[ "$count" -ge 1900 ] || die "only $count of 2000 listings are in the server's log"
figure "run list --tenant, 3.65 million runs, p50 in the server" "$(sed -n "$((count / 2))p" "$folder/listing")" ms "<= 20" "the server's log, $count listings of 20 runs of random tenants; seen from here: $client"
figure "run list --tenant, 3.65 million runs, p99 in the server" "$(sed -n "$((count * 99 / 100))p" "$folder/listing")" ms "<= 20" "the same"
measured 5 passerelle run list --tenant t77
figure "passerelle run list --tenant, whole command" "$(rounded "$(cost wallMilliseconds)")" ms "" "median wall of 5"
drop_database history
