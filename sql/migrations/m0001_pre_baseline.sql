-- The schema of the first release. Functions are created afterwards, from functions/, except those that tables need.

-- Created first, because policies need it.
create function current_tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('passerelle.tenant', true), '')::uuid;
comment on function current_tenant is
    'The tenant of this transaction, set by set_config(''passerelle.tenant'', id, true); null when none is: then no row is visible.';
grant execute on function current_tenant to passerelle_directory, passerelle_worker, passerelle_reader;

-- The tenants, their settings and their secrets.

create table tenant (
    id uuid not null,
    slug text not null,
    name text not null,
    state text not null default 'draft',
    environment text not null,
    lucca_url text not null,
    former_accounts text[] not null default '{}',
    planningpme_url text not null,
    planning_dialect jsonb not null default '{}',
    contact text,
    created_at timestamptz not null default clock_timestamp(),
    department_scope jsonb not null default '[]',
    identifier text not null,
    match_email boolean not null,
    creates text[] not null,
    include_pending boolean not null,
    neutral_type text not null,
    reference_field text,
    time_zone text not null,
    day_start smallint not null,
    midday smallint not null,
    day_end smallint not null,
    days_off text[] not null,
    holidays text not null,
    lucca_requests smallint not null default 40,
    hourly_requests integer not null,
    row_limit integer not null default 4000000,
    horizon_months smallint not null,
    daily_at smallint,
    initial_from date,
    brake_count integer not null,
    brake_percent smallint not null,
    constraint tenant_pkey primary key (id),
    constraint tenant_slug_unique unique (slug),
    constraint tenant_slug_form check (slug ~ '^[a-z0-9-]{2,40}$'),
    constraint tenant_state_known check (state in ('draft', 'active', 'paused', 'suspended')),
    constraint tenant_environment_known check (environment in ('production', 'test')),
    constraint tenant_planning_dialect_is_an_object check (jsonb_typeof(planning_dialect) = 'object'),
    constraint tenant_department_scope_is_a_list check (jsonb_typeof(department_scope) = 'array'),
    constraint tenant_identifier_known check (identifier in ('employee-number', 'login', 'lucca-id')),
    constraint tenant_creates_known check (creates <@ array['resources', 'departments', 'types']),
    constraint tenant_reference_field_length check (char_length(reference_field) between 1 and 100),
    constraint tenant_day_in_order check (0 <= day_start and day_start < midday and midday < day_end and day_end <= 1440),
    constraint tenant_neutral_type_length check (char_length(neutral_type) between 1 and 100),
    constraint tenant_days_off_known check (days_off <@ array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
    constraint tenant_days_off_leave_one check (cardinality(days_off) <= 6),
    constraint tenant_holidays_known check (holidays in ('none', 'fr', 'fr-alsace-moselle')),
    constraint tenant_lucca_requests_range check (lucca_requests between 1 and 50),
    constraint tenant_hourly_requests_range check (hourly_requests between 1 and 1000000),
    constraint tenant_row_limit_range check (row_limit between 1000 and 1000000000),
    constraint tenant_horizon_range check (horizon_months between 1 and 24),
    constraint tenant_daily_at_range check (daily_at between 0 and 1439),
    constraint tenant_brake_count_range check (brake_count >= 0),
    constraint tenant_brake_percent_range check (brake_percent between 0 and 100)
);
-- Two tenants of one Lucca account on one planning would treat each other's events as their own, and delete them: a reference
-- contains the account, which is the first label of its host.
create unique index tenant_account_once_per_planning
    on tenant (lower(split_part(split_part(lucca_url, '://', 2), '.', 1)), lower(planningpme_url));
comment on table tenant is 'A customer: where its two systems are and how its absences are carried over.';
comment on column tenant.id is 'Random and never used again: part of what the tenant''s secrets are sealed with.';
comment on column tenant.slug is 'What operators type. Free again once the tenant is deleted.';
comment on column tenant.state is 'draft until its check passed; active; paused by an operator; suspended after repeated failures that no retry fixes.';
comment on column tenant.lucca_url is 'Scheme and host only.';
comment on column tenant.former_accounts is 'Names that the Lucca account had before, in lower case: events whose references carry one are this tenant''s.';
comment on column tenant.planningpme_url is 'With the brand and a trailing slash.';
comment on column tenant.planning_dialect is 'What was found of the points of the dialect, how and when; whether it may be relied on. Facts, never a text of the customer''s.';
comment on column tenant.contact is 'As an operator typed it.';
comment on column tenant.department_scope is 'Lucca''s base departments: [{"id": "12", "withDescendants": true}]. Empty until an operator chose.';
comment on column tenant.identifier is 'Which of an employee''s identifiers equals the resource''s registration number.';
comment on column tenant.creates is 'What a sync may create in PlanningPME.';
comment on column tenant.neutral_type is 'Label of the unavailability type that hides reasons, as an operator typed it.';
comment on column tenant.reference_field is 'The custom field of unavailabilities that holds our reference; null for the remark.';
comment on column tenant.day_start is 'Minutes since local midnight, as are midday, day_end and daily_at.';
comment on column tenant.lucca_requests is 'Requests per 60 s to the Lucca account, of the 50 that all of the customer''s integrations share.';
comment on column tenant.hourly_requests is 'PlanningPME''s plan: requests an hour.';
comment on column tenant.row_limit is 'Rows that a run may read from one remote, lists that are read again included.';
comment on column tenant.daily_at is 'null: a moment of the night, spread by tenant.';
comment on column tenant.initial_from is 'Where the window starts until the first successful run.';

create table lucca_account (
    tenant_id uuid not null,
    planningpme_url text not null,
    account text not null,
    constraint lucca_account_pkey primary key (tenant_id, account),
    constraint lucca_account_once_per_planning unique (planningpme_url, account),
    constraint lucca_account_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table lucca_account is 'Which tenant''s events a Lucca account''s name marks on a planning, former names included. Maintained by the trigger of tenant.';
comment on column lucca_account.planningpme_url is 'In lower case: a brand''s key ignores case.';

create table tenant_data_key (
    tenant_id uuid not null,
    id uuid not null,
    master_key_id text not null,
    wrapped bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    wrapped_at timestamptz not null default clock_timestamp(),
    constraint tenant_data_key_pkey primary key (tenant_id),
    constraint tenant_data_key_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table tenant_data_key is 'The key that seals a tenant''s secrets, itself sealed by a master key of the keyring. Without this row the secrets are unreadable for ever.';
comment on column tenant_data_key.id is 'Part of what the secrets are sealed with.';
comment on column tenant_data_key.master_key_id is 'Which key of the keyring opens it.';
comment on column tenant_data_key.wrapped is 'A format byte, then AES-256-GCM: nonce, ciphertext, tag.';

create table credential (
    tenant_id uuid not null,
    kind text not null,
    sealed bytea not null,
    set_at timestamptz not null default clock_timestamp(),
    constraint credential_pkey primary key (tenant_id, kind),
    constraint credential_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint credential_has_a_key foreign key (tenant_id) references tenant_data_key (tenant_id) on delete cascade
);
comment on table credential is 'A tenant''s secrets, sealed with its data key.';
comment on column credential.sealed is 'A format byte, then AES-256-GCM: nonce, ciphertext, tag.';

create table master_key (
    number integer not null,
    id text not null,
    added_at timestamptz not null default clock_timestamp(),
    constraint master_key_pkey primary key (number),
    constraint master_key_id_unique unique (id)
);
comment on table master_key is
    'The keys of this installation''s keyring: its first one, and one by each rotation. Any other key belongs to another keyring.';
comment on column master_key.number is 'Of two concurrent rotations from the same key, one is rejected.';
comment on column master_key.id is 'As in the keyring file and in tenant_data_key.master_key_id.';

-- Remembered for a tenant between runs: ids, dates and digests.

create table tenant_memory (
    tenant_id uuid not null,
    neutral_type_key bigint,
    reconciled_at timestamptz,
    reconciled_in text,
    catalog_read_at timestamptz,
    is_making boolean not null default false,
    recorded_entries bigint not null default 0,
    constraint tenant_memory_pkey primary key (tenant_id),
    constraint tenant_memory_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table tenant_memory is 'Facts of a tenant''s planning that are remembered between runs. No row: nothing is.';
comment on column tenant_memory.neutral_type_key is 'PlanningPME''s key of the type that hides reasons.';
comment on column tenant_memory.reconciled_at is 'When the planning was last read whole and the ledger made from it; null: references must be adopted first.';
comment on column tenant_memory.reconciled_in is 'database_life() at reconciled_at: a restored database has another one, and what it remembers is old.';
comment on column tenant_memory.catalog_read_at is 'When resources, departments and types were last read.';
comment on column tenant_memory.is_making is
    'A run creates types, departments or resources: until it records that it ended, its requests may still take effect.';
comment on column tenant_memory.recorded_entries is
    'Entries of the ledger, counted at reconciled_at and with each write since. With fewer in the ledger, references must be adopted first.';

create table reason_rule (
    tenant_id uuid not null,
    leave_account_id text not null,
    destination text not null,
    type_key bigint,
    origin text not null,
    constraint reason_rule_pkey primary key (tenant_id, leave_account_id),
    constraint reason_rule_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint reason_rule_destination_known check (destination in ('type', 'ignore', 'hide')),
    constraint reason_rule_names_its_type check ((destination = 'type') = (type_key is not null)),
    constraint reason_rule_origin_known check (origin in ('operator', 'automatic', 'fallback'))
);
comment on table reason_rule is 'Where the absences of a Lucca leave account go.';
comment on column reason_rule.origin is 'operator: holds until an operator changes it; automatic: a type of the same label; fallback: the neutral type until one is found.';

create table department_link (
    tenant_id uuid not null,
    department_id text not null,
    planning_department_key bigint,
    is_explicit boolean not null,
    constraint department_link_pkey primary key (tenant_id, department_id),
    constraint department_link_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table department_link is 'A Lucca department and its counterpart on the planning.';
comment on column department_link.planning_department_key is 'null: searched in vain.';
comment on column department_link.is_explicit is 'An operator said so.';

create table resource_link (
    tenant_id uuid not null,
    employee_id text not null,
    resource_key bigint,
    identity_digest text not null,
    department_id text,
    department_lineage text,
    constraint resource_link_pkey primary key (tenant_id, employee_id),
    constraint resource_link_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table resource_link is 'The link between an employee of Lucca and a resource of PlanningPME.';
comment on column resource_link.resource_key is 'null: searched in vain for these facts.';
comment on column resource_link.identity_digest is 'Keyed digest of the identifier and e-mail that were compared.';
comment on column resource_link.department_id is 'The Lucca department whose counterpart the resource was given.';
comment on column resource_link.department_lineage is 'The employee''s place when last seen in scope: ids of Lucca''s departments from the root down, joined by slashes. Null: never noted.';

create table unavailability_ledger (
    tenant_id uuid not null,
    reference text not null,
    event_key bigint,
    employee_id text not null,
    resource_key bigint not null,
    type_key bigint not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    open_intent text,
    pending_reference text,
    constraint unavailability_ledger_pkey primary key (tenant_id, reference),
    constraint unavailability_ledger_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint unavailability_ledger_reference_form check (reference ~ '^\[lucca:[^/\]]+/[^/\]]+/[^/\]]+/[0-9]{4}-[0-9]{2}-[0-9]{2}-[AP]M\]$'),
    constraint unavailability_ledger_intent_known check (open_intent in ('create', 'update', 'delete')),
    constraint unavailability_ledger_key_unless_create_is_open
        check (event_key is not null or open_intent is not distinct from 'create'),
    constraint unavailability_ledger_pending_while_update_is_open
        check (pending_reference is null or open_intent is not distinct from 'update')
);
comment on table unavailability_ledger is 'The events that the connector made on the planning.';
comment on column unavailability_ledger.reference is 'As written in the event''s remark, brackets included.';
comment on column unavailability_ledger.event_key is 'PlanningPME''s key; null while a create is open.';
comment on column unavailability_ledger.open_intent is 'A remote write whose outcome is not recorded: it may or may not have happened.';
comment on column unavailability_ledger.pending_reference is 'The reference an open update is about to write, when it changes.';

-- Runs: live ones, and history by month of their end.
--
-- A stored time that is impossibly late by the current clock is ignored: a lease longer than its length, a wait that begins in
-- the future, a day taken in the future. Deletion by age is based on recorded days, not on the current time.

create sequence run_number;
comment on sequence run_number is 'Ids of runs, live and ended.';
create sequence run_change_number;

create table run (
    id bigint not null default nextval('run_number'),
    tenant_id uuid not null,
    purpose text not null default 'sync',
    state text not null default 'queued',
    trigger text not null,
    as_of date not null,
    window_from date not null,
    window_to date not null,
    scheduled_day date,
    scheduled_for timestamptz not null default clock_timestamp(),
    not_before timestamptz not null default clock_timestamp(),
    wait_set_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    attempt integer not null default 0,
    retries integer not null default 0,
    deaths integer not null default 0,
    worker text,
    taken_over boolean not null default false,
    lease_term integer not null default 0,
    lease_until timestamptz,
    lease_seconds integer,
    cancel_requested boolean not null default false,
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
    error jsonb,
    approves bigint,
    constraint run_pkey primary key (id),
    constraint run_one_active_per_tenant unique (tenant_id),
    constraint run_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint run_purpose_known check (purpose in ('sync', 'removal')),
    constraint run_state_live check (state in ('queued', 'running')),
    constraint run_trigger_known check (trigger in ('schedule', 'manual')),
    constraint run_window_in_order check (window_from <= as_of and as_of < window_to),
    constraint run_running_under_a_lease check ((state = 'running') = (lease_until is not null)),
    constraint run_running_by_a_worker check ((state = 'running') = (worker is not null)),
    constraint run_started_when_claimed check ((started_at is null) = (attempt = 0) and (attempt = 0) = (lease_term = 0)),
    constraint run_running_was_started check (state <> 'running' or attempt > 0),
    constraint run_deaths_counted check (deaths >= 0),
    constraint run_error_has_code check (jsonb_typeof(error -> 'code') = 'string')
);
create index run_claim_order on run ((trigger = 'schedule'), scheduled_for, id) where state = 'queued';
comment on table run is 'Live runs: queued and running. An ended run moves to run_history in the transaction that ends it.';
comment on column run.purpose is
    'removal: it deletes the tenant''s events of today and later. Only `tenant delete` and `tenant edit` claim it.';
comment on column run.as_of is 'The day the run sees the tenant on; its window is [window_from, window_to).';
comment on column run.scheduled_day is 'The tenant''s local day that a scheduled run belongs to.';
comment on column run.not_before is 'A queued run is not claimed earlier.';
comment on column run.wait_set_at is 'When not_before was set: a wait that was set in the future is over.';
comment on column run.started_at is 'The first claim.';
comment on column run.attempt is 'Starts so far: the same number after a hand-back, the next one after a worker''s death.';
comment on column run.retries is 'How often it failed for a cause that may pass, and was queued again.';
comment on column run.deaths is 'How many workers died during it. After two it is performed alone, after three it fails.';
comment on column run.taken_over is 'The last claim took it from a worker whose lease had ended.';
comment on column run.lease_term is 'The fencing number: one more at each claim. Every write of a worker names it.';
comment on column run.lease_until is 'By this database''s clock. Later, another worker may claim the run.';
comment on column run.lease_seconds is 'The length of the lease at its last grant: an end further ahead than that is invalid.';
comment on column run.cancel_requested is 'Its worker ends it as cancelled at the next safe point.';
comment on column run.count_leaves is 'Half-days read that count.';
comment on column run.requests_lucca is 'HTTP requests sent, retries included.';
comment on column run.error is 'Why the run was handed back, as facts: a code, and the parameters of its text.';
comment on column run.approves is 'The needs_review run whose deletions this one may perform.';

create table run_history (
    id bigint not null,
    tenant_id uuid not null,
    purpose text not null,
    state text not null,
    trigger text not null,
    as_of date not null,
    window_from date not null,
    window_to date not null,
    scheduled_day date,
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
    error jsonb,
    approves bigint,
    approved_by bigint,
    constraint run_history_pkey primary key (id, finished_at),
    constraint run_history_purpose_known check (purpose in ('sync', 'removal')),
    constraint run_history_state_ended check (state in ('succeeded', 'partial', 'needs_review', 'failed', 'cancelled')),
    constraint run_history_trigger_known check (trigger in ('schedule', 'manual')),
    constraint run_history_started_unless_cancelled check (started_at is not null or state = 'cancelled'),
    constraint run_history_error_has_code check (jsonb_typeof(error -> 'code') = 'string'),
    constraint run_history_only_a_review_is_approved check (approved_by is null or state = 'needs_review')
) partition by range (finished_at);
create index run_history_newest_of_tenant on run_history (tenant_id, id desc);
create index run_history_newest_in_state on run_history (state, id desc);
comment on table run_history is 'Ended runs, one partition a month of finished_at (UTC). Columns as in run.';
comment on column run_history.worker is 'The worker that ended it; null for a run cancelled while queued.';
comment on column run_history.approved_by is 'The run that performed the deletions which this one withheld.';

create view run_record with (security_invoker = true) as
    select both_kinds.*, tenant.slug as tenant_slug
    from (
        select id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_day, scheduled_for, not_before,
            started_at, null::timestamptz as finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme,
            error, approves, null::bigint as approved_by
        from run
        union all
        select id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_day, scheduled_for, not_before,
            started_at, finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, requests_lucca, requests_planningpme,
            error, approves, approved_by
        from run_history
    ) both_kinds
    join tenant on tenant.id = both_kinds.tenant_id;
comment on view run_record is 'Every run, live or ended.';

create table run_problem (
    tenant_id uuid not null,
    run_id bigint not null,
    position integer not null,
    finished_at timestamptz not null,
    code text not null,
    facts jsonb not null,
    constraint run_problem_pkey primary key (tenant_id, run_id, position, finished_at)
) partition by range (finished_at);
comment on table run_problem is 'Problems of an ended run. Employees are named by Lucca id and identifier, never by name.';
comment on column run_problem.finished_at is 'Of the run: decides the partition.';
comment on column run_problem.facts is
    'What the problem is about, and what was found: {"subject": {…}, "finding": {"case": {…}}}.';

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

-- The fleet, the schedule, and data shared by all tenants.

create table tenant_schedule (
    tenant_id uuid not null,
    since timestamptz not null default clock_timestamp(),
    last_day date,
    last_taken_at timestamptz,
    failed_days integer not null default 0,
    suspended_by bigint,
    constraint tenant_schedule_pkey primary key (tenant_id),
    constraint tenant_schedule_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint tenant_schedule_failed_days_counted check (failed_days >= 0)
);
comment on table tenant_schedule is 'What the daily schedule remembers of a tenant.';
comment on column tenant_schedule.since is 'The first activation: moments before it are not due.';
comment on column tenant_schedule.last_day is
    'The last local day whose run was queued, in the transaction that queues the run. It only grows, unless a wrong clock had set it.';
comment on column tenant_schedule.last_taken_at is 'When last_day was taken: a day that was taken in the future does not count.';
comment on column tenant_schedule.failed_days is 'Scheduled runs in a row that failed for a cause that no retry fixes.';
comment on column tenant_schedule.suspended_by is 'The run whose failure suspended the tenant.';

create table worker (
    name text not null,
    host text not null,
    process_id integer not null,
    version text not null,
    concurrency integer not null,
    started_at timestamptz not null default clock_timestamp(),
    heartbeat_at timestamptz not null default clock_timestamp(),
    is_draining boolean not null default false,
    trouble text,
    constraint worker_pkey primary key (name)
);
comment on table worker is 'The members of the fleet. A row goes with its process, or once its heartbeat is a day old. No tenant''s data.';
comment on column worker.name is 'As in run.worker.';
comment on column worker.trouble is 'The code of what keeps it from claiming runs; null when nothing does.';

create table request_budget (
    scope text not null,
    bucket_starts bigint[] not null default '{}',
    bucket_counts integer[] not null default '{}',
    blocked_until timestamptz,
    blocked_at timestamptz,
    used_at timestamptz not null default clock_timestamp(),
    constraint request_budget_pkey primary key (scope),
    constraint request_budget_buckets_counted check (cardinality(bucket_starts) = cardinality(bucket_counts))
) with (fillfactor = 50);
comment on table request_budget is 'Requests sent lately to a remote, in buckets of a sixtieth of the window. No tenant''s rows: a scope names a host or an AppKey plan.';
comment on column request_budget.bucket_starts is 'Seconds since 1970, oldest first.';
comment on column request_budget.blocked_until is 'No request before then, as the remote asked.';
comment on column request_budget.blocked_at is 'When the remote asked for that: a block that begins in the future begins now.';

create table clock_sighting (
    day date not null,
    constraint clock_sighting_pkey primary key (day)
);
comment on table clock_sighting is 'Days (UTC) on which this database was in use, the newest ten. No tenant''s data.';

-- A tenant's rows are only visible to a transaction that names the tenant, whatever its role.

alter table tenant enable row level security, force row level security;
alter table lucca_account enable row level security, force row level security;
alter table tenant_data_key enable row level security, force row level security;
alter table credential enable row level security, force row level security;
alter table tenant_memory enable row level security, force row level security;
alter table reason_rule enable row level security, force row level security;
alter table department_link enable row level security, force row level security;
alter table resource_link enable row level security, force row level security;
alter table unavailability_ledger enable row level security, force row level security;
alter table run enable row level security, force row level security;
alter table run_history enable row level security, force row level security;
alter table run_problem enable row level security, force row level security;
alter table run_change enable row level security, force row level security;
alter table tenant_schedule enable row level security, force row level security;

create policy own_tenant on tenant using (id = current_tenant());
create policy own_tenant on lucca_account using (tenant_id = current_tenant());
create policy own_tenant on tenant_data_key using (tenant_id = current_tenant());
create policy own_tenant on credential using (tenant_id = current_tenant());
create policy own_tenant on tenant_memory using (tenant_id = current_tenant());
create policy own_tenant on reason_rule using (tenant_id = current_tenant());
create policy own_tenant on department_link using (tenant_id = current_tenant());
create policy own_tenant on resource_link using (tenant_id = current_tenant());
create policy own_tenant on unavailability_ledger using (tenant_id = current_tenant());
create policy own_tenant on run using (tenant_id = current_tenant());
create policy own_tenant on run_history using (tenant_id = current_tenant());
create policy own_tenant on run_problem using (tenant_id = current_tenant());
create policy own_tenant on run_change using (tenant_id = current_tenant());
create policy own_tenant on tenant_schedule using (tenant_id = current_tenant());

grant select, insert, update, delete
    on tenant, tenant_data_key, credential, tenant_memory, reason_rule, department_link, resource_link, unavailability_ledger, run,
    tenant_schedule, worker, request_budget
    to passerelle_worker;
grant select, insert, delete on lucca_account, run_history, run_problem, run_change to passerelle_worker;
grant update (approved_by) on run_history to passerelle_worker;
grant select, insert on master_key to passerelle_worker;
grant select on run_record, clock_sighting to passerelle_worker;
grant usage on sequence run_number, run_change_number to passerelle_worker;

grant select
    on tenant, tenant_memory, reason_rule, department_link, run, run_history, run_record, run_problem, run_change, tenant_schedule,
    worker, request_budget
    to passerelle_reader;

-- What functions across tenants may read and change: no secret, and of a run only what a claim or a wrong clock changes.

grant select on tenant, run, run_history, run_record, tenant_schedule, worker, request_budget to passerelle_directory;
grant select (tenant_id, master_key_id) on tenant_data_key to passerelle_directory;
grant update (
    state, scheduled_for, not_before, wait_set_at, started_at, attempt, deaths, worker, taken_over, lease_term, lease_until,
    lease_seconds, error)
    on run to passerelle_directory;
create policy directory on tenant for select to passerelle_directory using (true);
create policy directory on tenant_data_key for select to passerelle_directory using (true);
create policy directory on run for select to passerelle_directory using (true);
create policy directory_claims on run for update to passerelle_directory using (true);
create policy directory on run_history for select to passerelle_directory using (true);
create policy directory on tenant_schedule for select to passerelle_directory using (true);
