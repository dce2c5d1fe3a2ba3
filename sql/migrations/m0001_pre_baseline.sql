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
    alert_recipient text,
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
    lucca_api smallint not null default 1,
    lucca_requests smallint not null default 40,
    hourly_requests integer not null,
    row_limit integer not null default 4000000,
    horizon_months smallint not null,
    daily_at smallint,
    initial_from date,
    brake_count integer not null,
    brake_percent smallint not null,
    revision integer not null default 1,
    constraint tenant_pkey primary key (id),
    constraint tenant_slug_unique unique (slug),
    constraint tenant_slug_form check (slug ~ '^[a-z0-9-]{2,40}$'),
    constraint tenant_state_known check (state in ('draft', 'active', 'paused', 'suspended')),
    constraint tenant_environment_known check (environment in ('production', 'test')),
    constraint tenant_alert_recipient_form check (alert_recipient ~ '^[A-Za-z0-9._+@-]{1,100}$'),
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
    constraint tenant_lucca_api_known check (lucca_api in (1, 2)),
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
comment on column tenant.alert_recipient is 'Who in the operations team gets this tenant''s alerts: a label for Alertmanager''s routes.';
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
comment on column tenant.lucca_api is 'The generation of Lucca''s interface: 1 by API key, 2 by an application.';
comment on column tenant.lucca_requests is 'Requests per 60 s to the Lucca account, of the 50 that all of the customer''s integrations share.';
comment on column tenant.hourly_requests is 'PlanningPME''s plan: requests an hour.';
comment on column tenant.row_limit is 'Rows that a run may read from one remote, lists that are read again included.';
comment on column tenant.daily_at is 'null: a moment of the night, spread by tenant.';
comment on column tenant.revision is 'How often its settings were set: one more with each change, whoever made it. Neither its state nor what was found of its dialect counts.';
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
    slot text not null default 'current',
    constraint credential_pkey primary key (tenant_id, kind, slot),
    constraint credential_slot_known check (slot in ('current', 'former')),
    constraint credential_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint credential_has_a_key foreign key (tenant_id) references tenant_data_key (tenant_id) on delete cascade
);
comment on table credential is 'A tenant''s secrets, sealed with its data key.';
comment on column credential.slot is 'current: in use; former: the one before it, until the next one is set.';
comment on column credential.sealed is 'A format byte, then AES-256-GCM: nonce, ciphertext, tag.';

create table master_key (
    number integer not null,
    id text not null,
    added_at timestamptz not null default clock_timestamp(),
    constraint master_key_pkey primary key (number),
    constraint master_key_number_positive check (number > 0),
    constraint master_key_id_unique unique (id)
);
comment on table master_key is
    'The keys of this installation''s keyring: its first one, and one by each rotation. Any other key belongs to another keyring.';
comment on column master_key.number is 'Of two concurrent rotations from the same key, one is rejected.';
comment on column master_key.id is 'As in the keyring file and in tenant_data_key.master_key_id.';

create table sealing_key (
    number bigint not null generated always as identity,
    id text not null,
    public bytea not null,
    published_at timestamptz not null default clock_timestamp(),
    published_by text not null,
    constraint sealing_key_pkey primary key (id),
    constraint sealing_key_length check (octet_length(public) = 32)
);
comment on table sealing_key is 'Public halves of the keyring''s sealing keys. Whoever seals a secret to one cannot open it.';
comment on column sealing_key.number is 'The highest one is used. Publishing a key again gives it the next number.';
comment on column sealing_key.id is 'sk- and the first 12 digits of the SHA-256 of the public half.';
comment on column sealing_key.published_by is 'The PostgreSQL login. Set by the trigger, as is published_at.';

create table sealed_credential (
    tenant_id uuid not null,
    kind text not null,
    host text not null,
    key_id text not null,
    sealed bytea not null,
    set_at timestamptz not null default clock_timestamp(),
    fault text,
    constraint sealed_credential_pkey primary key (tenant_id, kind),
    constraint sealed_credential_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint sealed_credential_short check (octet_length(sealed) <= 20000)
);
comment on table sealed_credential is
    'Secrets stored without the keyring, sealed to a sealing key, until a process with the keyring moves them into credential.';
comment on column sealed_credential.sealed is 'A format byte, then HPKE (X25519, HKDF-SHA256, ChaCha20-Poly1305): encapsulated key, ciphertext.';
comment on column sealed_credential.host is 'Authenticated with the secret.';
comment on column sealed_credential.fault is 'Why a process with a keyring could not open it; null until one tried.';

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

create table field_rule (
    tenant_id uuid not null,
    target text not null,
    field text not null,
    format text not null,
    form text not null,
    clears_when_empty boolean not null,
    replaces boolean not null,
    constraint field_rule_pkey primary key (tenant_id, target),
    constraint field_rule_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint field_rule_target_length check (char_length(target) between 1 and 100),
    constraint field_rule_field_length check (octet_length(field) between 1 and 200),
    constraint field_rule_format_known
        check (format in ('text', 'number', 'boolean', 'date', 'list', 'composite', 'file', 'other')),
    constraint field_rule_form_known check (form in ('text', 'date', 'boolean', 'number'))
);
comment on table field_rule is 'Extra data: which field of Lucca goes to which place of the employee''s resource.';
comment on column field_rule.target is 'mobile, phone or email; else the name of a custom field of the planning.';
comment on column field_rule.field is 'Lucca''s id of a custom field, as e_…, or the name of a standard one.';
comment on column field_rule.clears_when_empty is 'Clears what Passerelle wrote for a person who no longer has a value.';
comment on column field_rule.replaces is 'Also overwrites what planners entered.';

create table field_memory (
    tenant_id uuid not null,
    employee_id text not null,
    target text not null,
    resource_key bigint not null,
    digest text not null,
    state text not null,
    written_digests text[] not null,
    declined_at timestamptz,
    declined_by text,
    constraint field_memory_pkey primary key (tenant_id, employee_id, target),
    constraint field_memory_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint field_memory_target_length check (char_length(target) between 1 and 100),
    constraint field_memory_digest_length check (char_length(digest) <= 64),
    constraint field_memory_few_digests_written check (cardinality(written_digests) <= 8),
    constraint field_memory_state_known check (state in ('writing', 'written', 'kept', 'refused'))
);
comment on table field_memory is 'Extra data that a sync last tried to write, never its value. A target without a rule keeps its row.';
comment on column field_memory.resource_key is 'Where it went: nothing of this holds for another resource.';
comment on column field_memory.digest is 'Keyed digest of employee, target and text. Empty: the rule changed since it was kept out or refused.';
comment on column field_memory.state is 'writing: the outcome is unknown; kept: what a planner entered stays; refused: the planning did not store it as it was sent.';
comment on column field_memory.written_digests is 'Of what Passerelle may have written there before.';
comment on column field_memory.declined_at is
    'When a person declined that it is cleared. Later runs withhold the clearing until one is approved, or something is written there.';
comment on column field_memory.declined_by is 'The login; null: it was left out of an approval.';

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
    count_fields_written integer not null default 0,
    count_fields_cleared integer not null default 0,
    count_fields_refused integer not null default 0,
    count_fields_withheld integer not null default 0,
    requests_lucca integer not null default 0,
    requests_planningpme integer not null default 0,
    error jsonb,
    approves bigint,
    approves_only text[],
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
comment on column run.count_fields_written is 'Resources that got extra data; likewise the three after it.';
comment on column run.requests_lucca is 'HTTP requests sent, retries included.';
comment on column run.error is 'Why the run was handed back, as facts: a code, and the parameters of its text.';
comment on column run.approves is 'The needs_review run whose deletions this one may perform.';
comment on column run.approves_only is 'Employees whose deletions were approved, by Lucca''s id; null: everybody''s.';

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
    count_fields_written integer not null default 0,
    count_fields_cleared integer not null default 0,
    count_fields_refused integer not null default 0,
    count_fields_withheld integer not null default 0,
    requests_lucca integer not null,
    requests_planningpme integer not null,
    count_problems integer not null default 0,
    count_new_problems integer not null default 0,
    problem_codes text[] not null default '{}',
    error jsonb,
    approves bigint,
    approves_only text[],
    approved_by bigint,
    rejected_at timestamptz,
    rejected_by text,
    constraint run_history_pkey primary key (id, finished_at),
    constraint run_history_purpose_known check (purpose in ('sync', 'removal')),
    constraint run_history_state_ended check (state in ('succeeded', 'partial', 'needs_review', 'failed', 'cancelled')),
    constraint run_history_trigger_known check (trigger in ('schedule', 'manual')),
    constraint run_history_started_unless_cancelled check (started_at is not null or state = 'cancelled'),
    constraint run_history_error_has_code check (jsonb_typeof(error -> 'code') = 'string'),
    constraint run_history_only_a_review_is_approved check (approved_by is null or state = 'needs_review'),
    constraint run_history_only_an_open_review_is_rejected
        check (rejected_at is null or state = 'needs_review' and approved_by is null)
) partition by range (finished_at);
create index run_history_newest_of_tenant on run_history (tenant_id, id desc);
create index run_history_newest_in_state on run_history (state, id desc);
create index run_history_by_end on run_history (finished_at desc, id desc);
-- With what a square of a day shows: the console counts thousands of runs without reading them.
create index run_history_by_end_of_tenant on run_history (tenant_id, finished_at desc, id desc) include (state, count_problems);
create index run_history_by_end_in_state on run_history (state, finished_at desc, id desc);
-- Of most runs nothing: a run without problems and error is in no entry of it.
create index run_history_by_code on run_history using gin ((problem_codes || array[error ->> 'code']))
    where problem_codes <> '{}' or error is not null;
comment on table run_history is 'Ended runs, one partition a month of finished_at (UTC). Columns as in run.';
comment on column run_history.worker is 'The worker that ended it; null for a run cancelled while queued.';
comment on column run_history.count_problems is 'Rows of run_problem.';
comment on column run_history.count_new_problems is 'Those of them that the tenant''s run before did not have.';
comment on column run_history.problem_codes is 'Codes of those rows, each once.';
comment on column run_history.rejected_at is 'When a person declined what it withheld. Set by the trigger, as is rejected_by: the login, or who acts in the console.';
comment on column run_history.approved_by is 'The run that performed the deletions which this one withheld.';

create view run_record with (security_invoker = true) as
    select both_kinds.*, tenant.slug as tenant_slug
    from (
        select id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_day, scheduled_for, not_before,
            started_at, null::timestamptz as finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, count_fields_written,
            count_fields_cleared, count_fields_refused, count_fields_withheld, requests_lucca, requests_planningpme,
            0 as count_problems, 0 as count_new_problems, '{}'::text[] as problem_codes, error, approves, approves_only, null::bigint as approved_by,
            null::timestamptz as rejected_at, null::text as rejected_by
        from run
        union all
        select id, tenant_id, purpose, state, trigger, as_of, window_from, window_to, scheduled_day, scheduled_for, not_before,
            started_at, finished_at, attempt, worker, count_departments, count_employees, count_leaves, count_absences,
            count_created, count_updated, count_deleted, count_unchanged, count_failed, count_fields_written,
            count_fields_cleared, count_fields_refused, count_fields_withheld, requests_lucca, requests_planningpme,
            count_problems, count_new_problems, problem_codes, error, approves, approves_only, approved_by, rejected_at,
            rejected_by
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
    known_since timestamptz,
    constraint run_problem_pkey primary key (tenant_id, run_id, position, finished_at)
) partition by range (finished_at);
comment on table run_problem is 'Problems of an ended run. Employees are named by Lucca id and identifier, never by name.';
comment on column run_problem.finished_at is 'Of the run: decides the partition.';
comment on column run_problem.facts is
    'What the problem is about, and what was found: {"subject": {…}, "finding": {"case": {…}}}.';
comment on column run_problem.known_since is
    'When the first of the tenant''s runs in a row ended that have this code for this subject; null if the run before did not have it.';

create table run_step (
    tenant_id uuid not null,
    run_id bigint not null,
    position integer not null,
    finished_at timestamptz not null,
    step text not null,
    began_at timestamptz not null,
    ended_at timestamptz not null,
    constraint run_step_pkey primary key (tenant_id, run_id, position, finished_at)
) partition by range (finished_at);
comment on table run_step is 'What an ended run spent its time on, step by step: of its last attempt.';
comment on column run_step.finished_at is 'Of the run: decides the partition.';
comment on column run_step.began_at is 'Counted back from the end of the run: the worker measures durations, this database has the clock.';

create table run_change (
    tenant_id uuid not null,
    run_id bigint not null,
    number bigint not null default nextval('run_change_number'),
    recorded_at timestamptz not null default clock_timestamp(),
    action text not null,
    outcome text not null,
    cause jsonb not null,
    reference text not null,
    employee_id text not null,
    resource_key bigint not null,
    type_key bigint not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    declined_at timestamptz,
    declined_by text,
    constraint run_change_pkey primary key (tenant_id, run_id, number, recorded_at),
    constraint run_change_action_known check (action in ('create', 'update', 'delete')),
    constraint run_change_outcome_known check (outcome in ('done', 'rejected', 'unconfirmed', 'withheld')),
    constraint run_change_cause_has_code check (jsonb_typeof(cause -> 'code') = 'string')
) partition by range (recorded_at);
create index run_change_of_employee on run_change (tenant_id, employee_id, number);
create index run_change_declined on run_change (tenant_id, reference) where declined_at is not null;
comment on table run_change is 'A run''s writes of events, in order, and the deletions that the brake withheld.';
comment on column run_change.declined_at is 'Of a withheld deletion: when a person declined it. Later runs withhold it again until one is approved.';
comment on column run_change.declined_by is 'The login; null: it was left out of an approval.';
comment on column run_change.cause is 'Why it was written, as facts: a code, and the parameters of its text. Ids and days only.';

create table api_notice (
    tenant_id uuid not null,
    remote text not null,
    endpoint text not null,
    code text not null,
    property text not null,
    first_seen_at timestamptz not null default clock_timestamp(),
    last_seen_at timestamptz not null default clock_timestamp(),
    count bigint not null,
    deprecated_at timestamptz,
    sunset_at timestamptz,
    constraint api_notice_pkey primary key (tenant_id, remote, endpoint, code, property),
    constraint api_notice_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint api_notice_remote_known check (remote in ('lucca', 'planningPME')),
    constraint api_notice_endpoint_is_a_template
        check (endpoint ~ '^(GET|POST|PUT|DELETE) (/([A-Za-z-]+|v[0-9]+|\{id\}))+$' and char_length(endpoint) <= 200),
    constraint api_notice_code_known
        check (code in ('api_sunset', 'api_header_unreadable', 'api_value_unknown', 'api_shape_unknown')),
    constraint api_notice_property_is_a_name check (property ~ '^([A-Za-z][A-Za-z-]{0,59})?$'),
    constraint api_notice_counted check (count > 0),
    constraint api_notice_of_a_sunset check (code = 'api_sunset' or (deprecated_at is null and sunset_at is null))
);
comment on table api_notice is
    'What answers of a remote announced about their endpoint, or held that the release did not know. Never a text of an answer.';
comment on column api_notice.endpoint is 'A template, such as GET /api/v3/users: no host, no query, no id.';
comment on column api_notice.property is 'The header or the property that it is about; empty for api_sunset.';
comment on column api_notice.last_seen_at is 'When the last run or check that met it was recorded. A row not seen for 13 months goes when a run ends.';
comment on column api_notice.count is 'Answers, headers or values in all of them.';
comment on column api_notice.deprecated_at is 'As last announced. An answer that says no date leaves it.';

-- Alerts: what needs a person. functions/alerts.sql writes them, in the transaction that changes what they say.

create table tenant_alert (
    id bigint not null generated by default as identity,
    tenant_id uuid not null,
    kind text not null,
    code text not null default '',
    run bigint,
    count integer not null default 0,
    new_count integer not null default 0,
    opened_at timestamptz not null default clock_timestamp(),
    closed_at timestamptz,
    closed_by bigint,
    posted_at timestamptz,
    settled_at timestamptz,
    constraint tenant_alert_pkey primary key (id),
    constraint tenant_alert_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint tenant_alert_kind_known check (kind in ('failed', 'suspended', 'needs_review', 'problems', 'dialect_doubt', 'silent')),
    constraint tenant_alert_code_form check (code ~ '^[a-z0-9_]{0,60}$' and (kind = 'problems') <= (code <> '')),
    constraint tenant_alert_counted check (count >= 0 and new_count between 0 and count),
    constraint tenant_alert_closed_before_settled check (settled_at is null or closed_at is not null)
);
create unique index tenant_alert_open_once on tenant_alert (tenant_id, kind, (case kind when 'problems' then code else '' end))
    where closed_at is null;
create index tenant_alert_of_tenant on tenant_alert (tenant_id, closed_at);
create index tenant_alert_to_post on tenant_alert (id) where settled_at is null;
comment on table tenant_alert is 'What needs a person, from when it began until it was over. Codes, ids and counts only.';
comment on column tenant_alert.code is 'problems: the problems'' code, one row each. failed: the code of the last error.';
comment on column tenant_alert.run is 'The last run that says so.';
comment on column tenant_alert.count is 'Problems, withheld deletions or failed days. new_count: problems that the run before did not have.';
comment on column tenant_alert.closed_by is 'The run that mended it; null: a person''s change did.';
comment on column tenant_alert.posted_at is 'When Alertmanager last accepted it as open.';
comment on column tenant_alert.settled_at is 'When Alertmanager accepted that it is over; at once if it never accepted it as open.';

create table alert_delivery (
    single boolean not null default true,
    holder text,
    held_until timestamptz,
    accepted_at timestamptz,
    failing_since timestamptz,
    failure text,
    constraint alert_delivery_pkey primary key (single),
    constraint alert_delivery_is_one check (single)
);
insert into alert_delivery default values;
comment on table alert_delivery is 'Which worker posts alerts to Alertmanager, and whether it accepts them. No tenant''s data.';
comment on column alert_delivery.held_until is 'By this database''s clock. Later, another worker may post.';
comment on column alert_delivery.failure is 'A code; null when the last post was accepted.';

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

create table queued_operation (
    id bigint generated always as identity,
    tenant_id uuid not null,
    kind text not null,
    parameters jsonb not null default '{}',
    requested_by text not null,
    requested_at timestamptz not null default clock_timestamp(),
    state text not null default 'queued',
    worker text,
    deaths integer not null default 0,
    lease_term integer not null default 0,
    lease_until timestamptz,
    lease_seconds integer,
    finished_at timestamptz,
    result jsonb,
    error jsonb,
    constraint queued_operation_pkey primary key (id),
    constraint queued_operation_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
    constraint queued_operation_kind_known check (kind in ('preview', 'check', 'probe')),
    constraint queued_operation_state_known check (state in ('queued', 'running', 'done', 'failed', 'expired')),
    constraint queued_operation_parameters_short check (length(parameters::text) <= 1000),
    constraint queued_operation_parameters_are_an_object check (jsonb_typeof(parameters) = 'object'),
    constraint queued_operation_probe_has_a_resource
        check (kind <> 'probe' or coalesce(jsonb_typeof(parameters -> 'resource') = 'number', false)),
    constraint queued_operation_moments_finite check (isfinite(requested_at) and isfinite(finished_at)),
    constraint queued_operation_leased check (state <> 'running' or (worker is not null and lease_until is not null)),
    constraint queued_operation_ended check ((state in ('queued', 'running')) = (finished_at is null))
);
create index queued_operation_of_tenant on queued_operation (tenant_id);
create index queued_operation_live on queued_operation (id) where state in ('queued', 'running');
comment on table queued_operation is
    'What people without the keyring asked the fleet for: previews, checks, probes. A row goes a day after its end.';
comment on column queued_operation.requested_by is 'The PostgreSQL login, or who acts in the console. No role may write it.';
comment on column queued_operation.deaths is 'How many workers died of it.';
comment on column queued_operation.lease_term is 'The fencing number: each claim increments it.';
comment on column queued_operation.result is 'The report as facts: ids, dates, counts; never a name or a label.';

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

create table fleet_pause (
    single boolean not null default true,
    paused_at timestamptz not null default clock_timestamp(),
    paused_by text not null default session_user,
    reason text,
    constraint fleet_pause_is_one primary key (single),
    constraint fleet_pause_single check (single),
    constraint fleet_pause_reason_length check (length(reason) <= 500)
);
comment on table fleet_pause is 'A maintenance: while there is a row, no worker claims a run, and the schedule queues none.';

create table batch (
    id bigint generated always as identity,
    operation text not null,
    parameters bytea not null,
    begun_at timestamptz not null default clock_timestamp(),
    constraint batch_pkey primary key (id)
);
comment on table batch is 'A command for many tenants, kept for 90 days so that it can be resumed.';
comment on column batch.parameters is 'SHA-256: they may name a person.';

create table batch_item (
    batch_id bigint not null,
    slug text not null,
    state text not null default 'open',
    taken_at timestamptz,
    constraint batch_item_pkey primary key (batch_id, slug),
    constraint batch_item_of_batch foreign key (batch_id) references batch on delete cascade,
    constraint batch_item_state_known check (state in ('open', 'begun', 'done', 'unchanged', 'failed'))
);
comment on table batch_item is 'What a batch has done for which tenant. The change itself is in the audit log.';

create table clock_sighting (
    day date not null,
    constraint clock_sighting_pkey primary key (day)
);
comment on table clock_sighting is 'Days (UTC) on which this database was in use, the newest ten. No tenant''s data.';

-- The audit log: entries in one chain, and beside them the texts, which the erasure of a tenant empties. functions/audit.sql writes
-- and reads it; no role of a login has a right on these tables.

create table audit_entry (
    number bigint not null,
    recorded_at timestamptz not null,
    login text not null,
    claimed text,
    kind text not null,
    operation text,
    object text not null,
    tenant uuid,
    slug text,
    run bigint,
    code text,
    release text,
    life text not null,
    text_digest text not null,
    previous text not null,
    hash text not null,
    is_proven boolean not null,
    constraint audit_entry_pkey primary key (number),
    constraint audit_entry_number_positive check (number > 0),
    constraint audit_entry_moment_finite check (isfinite(recorded_at)),
    constraint audit_entry_kind_known check (kind in ('change', 'erasure', 'read', 'refusal')),
    constraint audit_entry_digests_form
        check (text_digest ~ '^[0-9a-f]{64}$' and previous ~ '^[0-9a-f]{64}$' and hash ~ '^[0-9a-f]{64}$')
);
create index audit_entry_of_tenant on audit_entry (slug, number) where slug is not null;
create index audit_entry_to_erase on audit_entry (tenant) where tenant is not null;
create index audit_entry_of_run on audit_entry (run, number) where run is not null and kind = 'change';
comment on table audit_entry is
    'Who did what: one row for each transaction that changed something, each read that matters, each refusal. Rows are never changed or removed.';
comment on column audit_entry.number is '1, 2, 3, … without a gap.';
comment on column audit_entry.login is 'The PostgreSQL login (session_user). The program and SET ROLE cannot change it.';
comment on column audit_entry.is_proven is 'The login is one person''s own: whoever has its password. Otherwise it is shared, or no operator''s: what is claimed is all there is.';
comment on column audit_entry.claimed is 'The account and machine that the program named: a claim. Worth something where several people share a login.';
comment on column audit_entry.kind is 'erasure: a tenant was deleted, and the texts of its earlier entries were emptied.';
comment on column audit_entry.operation is 'What the program was asked to do: a claim. null: SQL that was typed.';
comment on column audit_entry.object is 'The kind of thing: tenant, credential, run, …';
comment on column audit_entry.tenant is 'Its id, kept after its deletion.';
comment on column audit_entry.slug is 'The tenant''s, at that time.';
comment on column audit_entry.code is 'Of a refusal.';
comment on column audit_entry.life is 'database_life(): it differs after a restore.';
comment on column audit_entry.text_digest is 'SHA-256 of the row in audit_text.';
comment on column audit_entry.previous is 'The hash of the entry before; zeros for the first.';
comment on column audit_entry.hash is 'SHA-256 of all the other columns.';

create table audit_text (
    number bigint not null,
    salt text,
    reason text,
    subject text,
    changes text,
    constraint audit_text_pkey primary key (number),
    constraint audit_text_all_or_nothing check (salt is not null or num_nonnulls(reason, subject, changes) = 0)
);
comment on table audit_text is 'What an entry says in words and values. All null: emptied, because the tenant was erased.';
comment on column audit_text.salt is 'Without it, an emptied text cannot be guessed from its digest.';
comment on column audit_text.reason is 'As an operator typed it.';
comment on column audit_text.subject is 'Whom or what it is about, by id.';
comment on column audit_text.changes is 'JSON: which fields had which value before and after. "hidden" for a name or a secret.';

create table audit_head (
    single boolean not null default true,
    number bigint not null default 0,
    hash text not null default repeat('0', 64),
    constraint audit_head_pkey primary key (single),
    constraint audit_head_is_one check (single),
    constraint audit_head_hash_form check (hash ~ '^[0-9a-f]{64}$')
);
insert into audit_head default values;
comment on table audit_head is 'The last entry of the audit log. Its row lock makes one chain of concurrent transactions.';

create table audit_pending (
    position bigint not null generated always as identity,
    transaction xid8 not null,
    object text not null,
    of_tenant uuid,
    slug text,
    key jsonb not null,
    before jsonb,
    after jsonb,
    constraint audit_pending_pkey primary key (position)
);
create index audit_pending_of_transaction on audit_pending (transaction);
comment on table audit_pending is 'Changes of the transactions under way. Each commit makes entries of its own: no other transaction ever sees a row.';

-- People. What one may do is the group role of the login (passerelle_viewer, passerelle_operator, …); this says which logins are
-- people's. functions/operators.sql writes it.

create table operator_login (
    login text not null,
    granted text not null,
    is_shared boolean not null,
    added_at timestamptz not null default clock_timestamp(),
    disabled_at timestamptz,
    constraint operator_login_pkey primary key (login),
    constraint operator_login_granted_known check (granted in ('viewer', 'operator', 'approver', 'admin'))
);
comment on table operator_login is
    'The logins of people. From the first row on, a login of the fleet may only do what the fleet does; so rows are never removed.';
comment on column operator_login.granted is 'What it was granted last. What it may do is decided by the group role.';
comment on column operator_login.is_shared is 'Several people use it: the audit log has only their word for who it was.';

-- The web console: who is signed in. functions/console_sessions.sql writes these.

create table console_link (
    hash text not null,
    login text not null,
    made_at timestamptz not null default clock_timestamp(),
    used_at timestamptz,
    constraint console_link_pkey primary key (hash)
);
comment on table console_link is 'Links for signing in once. hash: of a hash of the secret in the link.';

create table console_session (
    hash text not null,
    login text not null,
    is_vouched boolean not null,
    began_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    constraint console_session_pkey primary key (hash)
);
comment on table console_session is 'Sessions of browsers. hash: of a hash of the secret in the cookie.';
comment on column console_session.is_vouched is 'A reverse proxy named the person: the audit log has only its word.';

-- A tenant's rows are only visible to a transaction that names the tenant, whatever its role.

alter table tenant enable row level security, force row level security;
alter table lucca_account enable row level security, force row level security;
alter table tenant_data_key enable row level security, force row level security;
alter table credential enable row level security, force row level security;
alter table tenant_memory enable row level security, force row level security;
alter table reason_rule enable row level security, force row level security;
alter table department_link enable row level security, force row level security;
alter table resource_link enable row level security, force row level security;
alter table field_rule enable row level security, force row level security;
alter table field_memory enable row level security, force row level security;
alter table unavailability_ledger enable row level security, force row level security;
alter table run enable row level security, force row level security;
alter table run_history enable row level security, force row level security;
alter table run_problem enable row level security, force row level security;
alter table run_step enable row level security, force row level security;
alter table run_change enable row level security, force row level security;
alter table tenant_schedule enable row level security, force row level security;
alter table api_notice enable row level security, force row level security;
alter table tenant_alert enable row level security, force row level security;
alter table sealed_credential enable row level security, force row level security;
alter table queued_operation enable row level security, force row level security;

create policy own_tenant on tenant using (id = current_tenant());
create policy own_tenant on lucca_account using (tenant_id = current_tenant());
create policy own_tenant on tenant_data_key using (tenant_id = current_tenant());
create policy own_tenant on credential using (tenant_id = current_tenant());
create policy own_tenant on tenant_memory using (tenant_id = current_tenant());
create policy own_tenant on reason_rule using (tenant_id = current_tenant());
create policy own_tenant on department_link using (tenant_id = current_tenant());
create policy own_tenant on resource_link using (tenant_id = current_tenant());
create policy own_tenant on field_rule using (tenant_id = current_tenant());
create policy own_tenant on field_memory using (tenant_id = current_tenant());
create policy own_tenant on unavailability_ledger using (tenant_id = current_tenant());
create policy own_tenant on run using (tenant_id = current_tenant());
create policy own_tenant on run_history using (tenant_id = current_tenant());
create policy own_tenant on run_problem using (tenant_id = current_tenant());
create policy own_tenant on run_step using (tenant_id = current_tenant());
create policy own_tenant on run_change using (tenant_id = current_tenant());
create policy own_tenant on tenant_schedule using (tenant_id = current_tenant());
create policy own_tenant on api_notice using (tenant_id = current_tenant());
create policy own_tenant on tenant_alert using (tenant_id = current_tenant());
create policy own_tenant on sealed_credential using (tenant_id = current_tenant());
create policy own_tenant on queued_operation using (tenant_id = current_tenant());

grant select, insert, update, delete
    on tenant, tenant_data_key, credential, tenant_memory, reason_rule, department_link, resource_link, field_rule, field_memory,
    unavailability_ledger, run, tenant_schedule, api_notice, worker, request_budget
    to passerelle_worker;
grant select, insert, delete on lucca_account, run_history, run_problem, run_step, run_change to passerelle_worker;
grant update (approved_by, count_new_problems, rejected_at) on run_history to passerelle_worker;
grant select, insert on master_key to passerelle_worker;
grant select on run_record, clock_sighting, tenant_alert to passerelle_worker;
grant select, update on alert_delivery to passerelle_worker;
grant usage on sequence run_number, run_change_number to passerelle_worker;
grant select, insert (operation, parameters), delete on batch to passerelle_worker, passerelle_operator;
grant select, insert (batch_id, slug), update (state, taken_at) on batch_item to passerelle_worker, passerelle_operator;
grant insert (reason), delete on fleet_pause to passerelle_worker, passerelle_admin;
grant select on fleet_pause to passerelle_worker, passerelle_reader, passerelle_directory;
grant select, insert, update, delete on sealed_credential to passerelle_worker;
grant select, insert (id, public), update (number, public) on sealing_key to passerelle_worker;
grant select on sealing_key to passerelle_reader;
grant select, insert (tenant_id, kind, parameters),
    update (state, worker, lease_until, lease_seconds, finished_at, result, error)
    on queued_operation to passerelle_worker;

grant select
    on tenant, tenant_memory, reason_rule, department_link, field_rule, run, run_history, run_record, run_problem, run_step,
    run_change, tenant_schedule, api_notice, tenant_alert, alert_delivery, queued_operation, worker, request_budget
    to passerelle_reader;

-- What functions across tenants may read and change: no secret, and of a run only what a claim or a wrong clock changes.

grant select on tenant, run, run_history, run_record, tenant_schedule, api_notice, tenant_alert, alert_delivery, worker, request_budget
    to passerelle_directory;
grant select (tenant_id, master_key_id) on tenant_data_key to passerelle_directory;
grant select (number, id, published_at, published_by) on sealing_key to passerelle_directory;
grant select (tenant_id, key_id) on sealed_credential to passerelle_directory;
grant select (tenant_id, run_id, finished_at, code, known_since) on run_problem to passerelle_directory;
grant update (
    state, scheduled_for, not_before, wait_set_at, started_at, attempt, deaths, worker, taken_over, lease_term, lease_until,
    lease_seconds, error)
    on run to passerelle_directory;
grant update (posted_at, settled_at) on tenant_alert to passerelle_directory;
create policy directory on tenant for select to passerelle_directory using (true);
create policy directory on tenant_data_key for select to passerelle_directory using (true);
create policy directory on sealed_credential for select to passerelle_directory using (true);
create policy directory on run for select to passerelle_directory using (true);
create policy directory_claims on run for update to passerelle_directory using (true);
create policy directory on run_history for select to passerelle_directory using (true);
create policy directory on run_problem for select to passerelle_directory using (true);
create policy directory on tenant_schedule for select to passerelle_directory using (true);
create policy directory on api_notice for select to passerelle_directory using (true);
create policy directory on tenant_alert for select to passerelle_directory using (true);
create policy directory_posts on tenant_alert for update to passerelle_directory using (true);
-- An operation's claim, and its end if no one performs it.
grant select (
        id, tenant_id, kind, parameters, requested_by, requested_at, state, worker, deaths, lease_term, lease_until, lease_seconds,
        finished_at, error),
    update (state, worker, deaths, lease_term, lease_until, lease_seconds, finished_at, error), delete
    on queued_operation to passerelle_directory;
create policy directory on queued_operation to passerelle_directory using (true);

-- The role that the functions of the audit log run as. Not even the owner may write the log.

revoke insert, update, delete, truncate on audit_entry, audit_text, audit_head, audit_pending from passerelle_owner;
grant select, insert on audit_entry, audit_text to passerelle_audit;
grant update (salt, reason, subject, changes) on audit_text to passerelle_audit;
grant select, update (number, hash) on audit_head to passerelle_audit;
grant select, insert, delete on audit_pending to passerelle_audit;
grant select (id, slug) on tenant to passerelle_audit;
create policy audit on tenant for select to passerelle_audit using (true);

-- People. A viewer reads what needs no secret. An operator has the rights of the program's changes, and not those of syncs: history,
-- the ledger and leases are written by the worker's role. The triggers of functions/operators.sql refuse what takes a higher role.

grant select on resource_link, field_memory, unavailability_ledger, lucca_account, clock_sighting to passerelle_viewer;
grant select on tenant_data_key, credential, master_key to passerelle_operator;
grant insert, update on tenant to passerelle_operator;
grant insert, update, delete
    on credential, reason_rule, department_link, field_rule, api_notice, tenant_schedule, request_budget to passerelle_operator;
grant insert, delete on lucca_account to passerelle_operator;
grant insert on tenant_data_key, master_key to passerelle_operator;
grant insert (tenant_id, trigger, as_of, window_from, window_to, approves, approves_only, purpose) on run to passerelle_operator;
grant update (cancel_requested, not_before, wait_set_at) on run to passerelle_operator;
grant delete on run to passerelle_operator;
grant insert on run_history to passerelle_operator;
grant usage on sequence run_number to passerelle_operator;
grant insert (tenant_id, kind, parameters) on queued_operation to passerelle_operator;
grant select, insert, update, delete on sealed_credential to passerelle_operator;
-- Another address or another rule makes them void: the next run finds them out again.
grant delete on unavailability_ledger, resource_link, tenant_memory, field_memory to passerelle_operator;
grant update (reconciled_at, neutral_type_key, catalog_read_at) on tenant_memory to passerelle_operator;
grant update (department_id) on resource_link to passerelle_operator;
grant update (digest) on field_memory to passerelle_operator;
grant delete on tenant, run_history, run_problem, run_step, run_change to passerelle_approver;
grant update (rejected_at) on run_history to passerelle_approver;
grant update (master_key_id, wrapped, wrapped_at) on tenant_data_key to passerelle_admin;
grant insert (id, public), update (number, public) on sealing_key to passerelle_admin;

-- What a signed-in person does in the console; triggers refuse it without one (functions/console_sessions.sql).
grant update (state) on tenant to passerelle_console;
grant update (last_day, last_taken_at) on tenant_schedule to passerelle_console;
grant insert (tenant_id, trigger, as_of, window_from, window_to, approves, approves_only, purpose), update (cancel_requested), delete
    on run to passerelle_console;
grant insert, update (rejected_at) on run_history to passerelle_console;
grant insert (tenant_id, kind, parameters) on queued_operation to passerelle_console;
-- Whoever removes events or probes a planning is asked first, on the command line.
create policy console_syncs on run as restrictive for insert to passerelle_console with check (purpose = 'sync');
create policy console_looks on queued_operation as restrictive for insert to passerelle_console
    with check (kind in ('preview', 'check'));
grant usage on sequence run_number to passerelle_console;

revoke insert, update, delete, truncate on console_link, console_session from passerelle_owner;
grant select, insert, update, delete on console_link, console_session to passerelle_people;

revoke insert, update, delete, truncate on operator_login from passerelle_owner;
grant select, insert, update on operator_login to passerelle_people;
grant select on operator_login to passerelle_audit;
