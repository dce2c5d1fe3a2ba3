-- What the console shows, in volume: :tenants tenants with ten runs a day for a year (1,000 are 3.65 million runs), their problems of 30
-- days, their changes of seven months, their events, and 300 entries each of the audit log. Read by make_history of ops/lib/history.sh,
-- into an empty database.
set session_replication_role = replica;
insert into tenant (id, slug, name, state, environment, lucca_url, planningpme_url, identifier, match_email, creates, include_pending,
        neutral_type, time_zone, day_start, midday, day_end, days_off, holidays, hourly_requests, horizon_months, brake_count, brake_percent)
    select gen_random_uuid(), 't' || n, 'T' || n,
        case when n % 50 = 0 then 'suspended' when n % 41 = 0 then 'paused' else 'active' end,
        case when n % 10 = 0 then 'test' else 'production' end, 'https://t' || n || '.ilucca.net',
        'https://api.planningpme.com/t' || n || '/', 'employee-number', true, '{types}', false, 'Absent', 'Europe/Paris', 0, 720, 1440,
        '{sat,sun}', 'none', 2000, 6, 10, 20
    from generate_series(10, 9 + :tenants) as n;
-- One run of thirty in each of four states that are not good; ten a day, an hour apart.
insert into run_history (id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at, finished_at,
        attempt, worker, count_departments, count_employees, count_leaves, count_absences, count_created, count_updated, count_deleted,
        count_unchanged, count_failed, requests_lucca, requests_planningpme, scheduled_day, count_problems, count_new_problems, problem_codes,
        error)
    select nextval('run_number'), id, 'sync', state, case when turn = 0 then 'schedule' else 'manual' end, at::date, at::date - 30,
        at::date + 180, at, at, at + interval '5 seconds', at + interval '45 seconds', 1, 'server-' || day % 3, 12, 500, 10000, 800, 3, 2, 1,
        794, 0, 6, 7, at::date, case when state = 'partial' then 5 else 0 end, case when state = 'partial' and turn < 2 then 1 else 0 end,
        case when state = 'partial' then '{employee_unmatched,event_refused}'::text[] else '{}' end,
        case when state = 'failed' then '{"code": "lucca_unauthorized"}'::jsonb end
    from (
        select tenant.id, day, turn, moment.at,
            (array['partial', 'failed', 'needs_review', 'cancelled', 'succeeded'])[
                least(5, 1 + mod(abs(hashtext(tenant.slug || day || turn)), 30))] as state
        from generate_series(0, 364) as day, generate_series(0, 9) as turn, tenant,
            lateral (select clock_timestamp() - interval '1 day' * (364 - day) - interval '1 hour' * (9 - turn)
                - interval '1 second' * mod(abs(hashtext(tenant.slug)), 3500) - interval '1 minute' as at) as moment) as made
    order by made.at;
insert into run_problem (tenant_id, run_id, position, finished_at, code, facts, known_since)
    select tenant_id, id, n, finished_at, problem_codes[1 + n % 2],
        jsonb_build_object('subject', jsonb_build_object('employee', (n * 7)::text), 'finding', '{"employeeUnmatched": {}}'::jsonb),
        case when n > count_new_problems then finished_at - interval '3 days' end
    from run_history, generate_series(1, 5) as n
    where state = 'partial' and finished_at > clock_timestamp() - interval '30 days';
insert into run_change (tenant_id, run_id, recorded_at, action, outcome, cause, reference, employee_id, resource_key, type_key, starts_at, ends_at)
    select tenant_id, id, finished_at, case when state = 'needs_review' then 'delete' else 'create' end,
        case when state = 'needs_review' then 'withheld' else 'done' end,
        case when state = 'needs_review' then '{"code": "cancelled"}'::jsonb else '{"code": "new"}' end,
        '[lucca:acme/' || id || n || '/3/' || to_char(as_of + n, 'YYYY-MM-DD') || '-AM]',
        mod(abs(hashtext(id::text || n)), 200)::text, n, 5, as_of + n, as_of + n + 1
    from run_history, lateral generate_series(1, case when state = 'needs_review' then 20 else 1 end) as n
    where finished_at > clock_timestamp() - interval '210 days';
insert into run_step (tenant_id, run_id, position, finished_at, step, began_at, ended_at)
    select tenant_id, id, n, finished_at, (array['fetching', 'planning', 'applying'])[n], started_at + interval '10 seconds' * n,
        started_at + interval '10 seconds' * (n + 1)
    from run_history, generate_series(1, 3) as n where finished_at > clock_timestamp() - interval '10 days';
insert into unavailability_ledger (tenant_id, reference, event_key, employee_id, resource_key, type_key, starts_at, ends_at)
    select id, '[lucca:acme/' || n || '/3/' || to_char(current_date + n % 180, 'YYYY-MM-DD') || '-AM]', n, (n % 200)::text, n % 200, 5,
        current_date + n % 180, current_date + n % 180 + 2
    from tenant, generate_series(1, 1000) as n;
insert into audit_entry (number, recorded_at, login, kind, operation, object, tenant, slug, life, text_digest, previous, hash, is_proven)
    select head.number + row_number() over (order by n, tenant.slug), clock_timestamp() - interval '1 hour' * (300 - n), 'lea', case when n % 3 = 0 then 'read' else 'change' end,
        'tenant.edit', 'tenant', id, slug, '1', repeat('0', 64), repeat('0', 64), repeat('0', 64), true
    from generate_series(1, 300) as n, tenant, audit_head head;
insert into audit_text (number, salt, changes)
    select number, 'x', '[{"object": "tenant", "action": "update", "before": {"horizon_months": 6}, "after": {"horizon_months": 7}}]'
    from audit_entry where number > (select number from audit_head);
update audit_head set number = (select max(number) from audit_entry);
