-- Runs: live ones, and history by month of their end.

create sequence run_number;
comment on sequence run_number is 'Ids of runs, live and ended.';
create sequence run_change_number;

create table run (
    id bigint not null default nextval('run_number'),
    tenant_id uuid not null,
    state text not null default 'queued',
    trigger text not null,
    as_of date not null,
    window_from date not null,
    window_to date not null,
    scheduled_for timestamptz not null default clock_timestamp(),
    not_before timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    attempt integer not null default 0,
    worker text,
    lease_term integer not null default 0,
    lease_until timestamptz,
    count_departments integer not null default 0,
    count_employees integer not null default 0,
    count_leaves integer not null default 0,
    count_absences integer not null default 0,
    count_created integer not null default 0,
    count_updated integer not null default 0,
    count_deleted integer not null default 0,
    count_unchanged integer not null default 0,
    count_failed integer not null default 0,
    requests_lucca integer not null default 0,
    requests_planningpme integer not null default 0,
    error_code text,
    error_message text,
    error_remedy text,
    approves bigint,
    constraint run_pkey primary key (id),
    constraint run_one_active_per_tenant unique (tenant_id),
    constraint run_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint run_state_live check (state in ('queued', 'running')),
    constraint run_trigger_known check (trigger in ('schedule', 'manual', 'preview')),
    constraint run_window_in_order check (window_from <= as_of and as_of < window_to),
    constraint run_running_under_a_lease check ((state = 'running') = (lease_until is not null)),
    constraint run_running_by_a_worker check ((state = 'running') = (worker is not null)),
    constraint run_started_when_claimed check ((started_at is null) = (attempt = 0) and (attempt = 0) = (lease_term = 0)),
    constraint run_running_was_started check (state <> 'running' or attempt > 0),
    constraint run_error_whole check (num_nulls(error_code, error_message, error_remedy) in (0, 3))
);
comment on table run is 'Live runs: queued and running. An ended run moves to run_history in the transaction that ends it.';
comment on column run.as_of is 'The day the run sees the tenant on; its window is [window_from, window_to).';
comment on column run.not_before is 'A queued run is not claimed earlier.';
comment on column run.started_at is 'The first claim.';
comment on column run.attempt is 'Starts so far; a run that was handed back goes on under the same number, one whose worker died under the next.';
comment on column run.lease_term is 'The fencing number: one more at each claim. Every write of a worker names it.';
comment on column run.lease_until is 'By this database''s clock. Later, another worker may claim the run.';
comment on column run.count_leaves is 'Half-days read that count.';
comment on column run.requests_lucca is 'HTTP requests sent, retries included.';
comment on column run.error_code is 'Why the run was handed back.';
comment on column run.approves is 'The needs_review run whose deletions this one may perform.';

create table run_history (
    id bigint not null,
    tenant_id uuid not null,
    state text not null,
    trigger text not null,
    as_of date not null,
    window_from date not null,
    window_to date not null,
    scheduled_for timestamptz not null,
    not_before timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz not null,
    attempt integer not null,
    worker text,
    count_departments integer not null,
    count_employees integer not null,
    count_leaves integer not null,
    count_absences integer not null,
    count_created integer not null,
    count_updated integer not null,
    count_deleted integer not null,
    count_unchanged integer not null,
    count_failed integer not null,
    requests_lucca integer not null,
    requests_planningpme integer not null,
    error_code text,
    error_message text,
    error_remedy text,
    approves bigint,
    approved_by bigint,
    constraint run_history_pkey primary key (id, finished_at),
    constraint run_history_state_ended check (state in ('succeeded', 'partial', 'needs_review', 'failed', 'cancelled')),
    constraint run_history_trigger_known check (trigger in ('schedule', 'manual', 'preview')),
    constraint run_history_started_unless_cancelled check (started_at is not null or state = 'cancelled'),
    constraint run_history_error_whole check (num_nulls(error_code, error_message, error_remedy) in (0, 3)),
    constraint run_history_only_a_review_is_approved check (approved_by is null or state = 'needs_review')
) partition by range (finished_at);
create index run_history_newest_of_tenant on run_history (tenant_id, id desc);
create index run_history_newest_in_state on run_history (state, id desc);
comment on table run_history is 'Ended runs, one partition a month of finished_at (UTC). Columns as in run.';
comment on column run_history.worker is 'Who ended it; null for a run cancelled while nobody ran it.';
comment on column run_history.approved_by is 'The run that performed the deletions which this one withheld.';

create table run_problem (
    tenant_id uuid not null,
    run_id bigint not null,
    position integer not null,
    finished_at timestamptz not null,
    code text not null,
    facts jsonb not null,
    constraint run_problem_pkey primary key (tenant_id, run_id, position, finished_at)
) partition by range (finished_at);
comment on table run_problem is 'What of an ended run needs a person. Employees are named by Lucca id and identifier, never by name.';
comment on column run_problem.finished_at is 'Of the run: decides the partition.';
comment on column run_problem.facts is 'What the problem is about, and what was found: {"subject": {…}, "finding": {"case": {…}}}.';

create table run_change (
    tenant_id uuid not null,
    run_id bigint not null,
    number bigint not null default nextval('run_change_number'),
    recorded_at timestamptz not null default clock_timestamp(),
    action text not null,
    outcome text not null,
    reference text not null,
    employee_id text not null,
    resource_key bigint not null,
    type_key bigint not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    constraint run_change_pkey primary key (tenant_id, run_id, number, recorded_at),
    constraint run_change_action_known check (action in ('create', 'update', 'delete')),
    constraint run_change_outcome_known check (outcome in ('done', 'rejected', 'unconfirmed', 'withheld'))
) partition by range (recorded_at);
comment on table run_change is 'A run''s writes of events, in order, and the deletions that the brake withheld.';

alter table run enable row level security, force row level security;
alter table run_history enable row level security, force row level security;
alter table run_problem enable row level security, force row level security;
alter table run_change enable row level security, force row level security;
create policy own_tenant on run using (tenant_id = current_tenant());
create policy own_tenant on run_history using (tenant_id = current_tenant());
create policy own_tenant on run_problem using (tenant_id = current_tenant());
create policy own_tenant on run_change using (tenant_id = current_tenant());

create view run_record with (security_invoker = true) as
    select both_kinds.*, tenant.slug as tenant_slug
    from (
        select id, tenant_id, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at,
            null::timestamptz as finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme,
            error_code, error_message, error_remedy, approves, null::bigint as approved_by
        from run
        union all
        select id, tenant_id, state, trigger, as_of, window_from, window_to, scheduled_for, not_before, started_at,
            finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme,
            error_code, error_message, error_remedy, approves, approved_by
        from run_history
    ) both_kinds
    join tenant on tenant.id = both_kinds.tenant_id;
comment on view run_record is 'Every run, live or ended.';

-- Owned by passerelle_owner, since only a table's owner gives it partitions.
create function ensure_history_partitions(months_ahead integer default 3) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    month timestamp;
    parent text;
    child text;
begin
    for step in 0..least(months_ahead, 24) loop
        month := date_trunc('month', clock_timestamp() at time zone 'UTC') + make_interval(months => step);
        foreach parent in array array['run_history', 'run_problem', 'run_change'] loop
            child := parent || to_char(month, '"_y"YYYY"m"MM');
            continue when to_regclass('public.' || child) is not null;
            perform pg_advisory_xact_lock(hashtextextended('passerelle.history', 0));
            continue when to_regclass('public.' || child) is not null;
            -- ATTACH lets the others read and write meanwhile; CREATE … PARTITION OF would not.
            execute format('create table public.%I (like public.%I including all)', child, parent);
            execute format('alter table public.%I enable row level security, force row level security', child);
            execute format(
                'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                parent, child, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
                to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'));
        end loop;
    end loop;
end
$$;
comment on function ensure_history_partitions is 'Makes the partitions of this month and the following ones.';

create function prune_history(keep_months integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '10s'
    as $$
declare
    child text;
    dropped integer := 0;
begin
    if keep_months is null or keep_months < 1 then
        raise exception 'history is kept for one month at least' using errcode = 'invalid_parameter_value';
    end if;
    for child in
        select relation.relname
        from pg_inherits
        join pg_class relation on relation.oid = inhrelid
        where inhparent in ('public.run_history'::regclass, 'public.run_problem'::regclass, 'public.run_change'::regclass)
            and to_date(right(relation.relname, 7), 'YYYY"m"MM') + interval '1 month'
                <= (clock_timestamp() at time zone 'UTC') - make_interval(months => keep_months)
        order by relation.relname
    loop
        execute format('drop table public.%I', child);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;
comment on function prune_history is 'Drops the partitions whose every row is older than that. Returns how many.';

select ensure_history_partitions();

grant usage on sequence run_number, run_change_number to passerelle_worker;
grant select, insert, update, delete on run to passerelle_worker;
grant select, insert, delete on run_history, run_problem, run_change to passerelle_worker;
grant update (approved_by) on run_history to passerelle_worker;
grant select on run_record to passerelle_worker, passerelle_reader;
grant select on run, run_history, run_problem, run_change to passerelle_reader;
grant execute on function ensure_history_partitions, prune_history to passerelle_worker;
