-- The tenants, their settings and their secrets.

alter default privileges revoke execute on functions from public;

create function current_tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('passerelle.tenant', true), '')::uuid;
comment on function current_tenant is
    'The tenant of this transaction, set by set_config(''passerelle.tenant'', id, true); null when none is: then no row is visible.';
grant execute on function current_tenant to passerelle_directory, passerelle_worker, passerelle_reader;

create table tenant (
    id uuid not null,
    slug text not null,
    name text not null,
    state text not null default 'draft',
    environment text not null,
    lucca_url text not null,
    planningpme_url text not null,
    contact text,
    created_at timestamptz not null default clock_timestamp(),
    department_scope jsonb not null default '[]',
    identifier text not null,
    match_email boolean not null,
    creates text[] not null,
    include_pending boolean not null,
    neutral_type text not null,
    time_zone text not null,
    day_start smallint not null,
    midday smallint not null,
    day_end smallint not null,
    days_off text[] not null,
    holidays text not null,
    hourly_requests integer not null,
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
    constraint tenant_department_scope_is_a_list check (jsonb_typeof(department_scope) = 'array'),
    constraint tenant_identifier_known check (identifier in ('employee-number', 'login', 'lucca-id')),
    constraint tenant_creates_known check (creates <@ array['resources', 'departments', 'types']),
    constraint tenant_day_in_order check (0 <= day_start and day_start < midday and midday < day_end and day_end <= 1440),
    constraint tenant_days_off_known check (days_off <@ array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
    constraint tenant_holidays_known check (holidays in ('none', 'fr', 'fr-alsace-moselle')),
    constraint tenant_hourly_requests_range check (hourly_requests between 1 and 10000),
    constraint tenant_horizon_range check (horizon_months between 1 and 24),
    constraint tenant_daily_at_range check (daily_at between 0 and 1439),
    constraint tenant_brake_count_range check (brake_count >= 0),
    constraint tenant_brake_percent_range check (brake_percent between 0 and 100)
);
-- Two tenants of one Lucca account on one planning would take each other's events for their own, and delete them: a reference names
-- the account, which is the first label of its host.
create unique index tenant_account_once_per_planning
    on tenant (lower(split_part(split_part(lucca_url, '://', 2), '.', 1)), lower(planningpme_url));
comment on table tenant is 'A customer: where its two systems are and how its absences are carried over.';
comment on column tenant.id is 'Random and never used again: part of what the tenant''s secrets are sealed with.';
comment on column tenant.slug is 'What operators type. Free again once the tenant is deleted.';
comment on column tenant.state is 'draft until its check passed; active; paused by an operator; suspended after repeated failures that no retry fixes.';
comment on column tenant.lucca_url is 'Scheme and host only.';
comment on column tenant.planningpme_url is 'With the brand and a trailing slash.';
comment on column tenant.contact is 'As an operator typed it.';
comment on column tenant.department_scope is 'Lucca''s base departments: [{"id": "12", "withDescendants": true}]. Empty until an operator chose.';
comment on column tenant.identifier is 'Which of an employee''s identifiers equals the resource''s registration number.';
comment on column tenant.creates is 'What a sync may create in PlanningPME.';
comment on column tenant.neutral_type is 'Label of the unavailability type that hides reasons, as an operator typed it.';
comment on column tenant.day_start is 'Minutes since local midnight, as are midday, day_end and daily_at.';
comment on column tenant.hourly_requests is 'PlanningPME''s plan: requests an hour.';
comment on column tenant.daily_at is 'null: a moment of the night, spread by tenant.';
comment on column tenant.initial_from is 'Where the window starts until the first successful run.';

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

alter table tenant enable row level security, force row level security;
alter table tenant_data_key enable row level security, force row level security;
alter table credential enable row level security, force row level security;
create policy own_tenant on tenant using (id = current_tenant());
create policy own_tenant on tenant_data_key using (tenant_id = current_tenant());
create policy own_tenant on credential using (tenant_id = current_tenant());

grant select, insert, update, delete on tenant, tenant_data_key, credential to passerelle_worker;
grant select on tenant to passerelle_reader;
