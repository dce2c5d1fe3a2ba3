-- What the connector remembers of a tenant between runs: ids, dates and digests.

create table tenant_memory (
    tenant_id uuid not null,
    neutral_type_key bigint,
    reconciled_at timestamptz,
    reconciled_in text,
    directory_read_at timestamptz,
    constraint tenant_memory_pkey primary key (tenant_id),
    constraint tenant_memory_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table tenant_memory is 'Facts of a tenant''s planning that are remembered between runs. No row: nothing is.';
comment on column tenant_memory.neutral_type_key is 'PlanningPME''s key of the type that hides reasons.';
comment on column tenant_memory.reconciled_at is 'When the planning was last read whole and the ledger made from it; null: references must be adopted first.';
comment on column tenant_memory.reconciled_in is 'database_life() at reconciled_at: a restored database has another one, and what it remembers is old.';
comment on column tenant_memory.directory_read_at is 'When resources, departments and types were last read.';

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
    constraint resource_link_pkey primary key (tenant_id, employee_id),
    constraint resource_link_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table resource_link is 'The lasting tie between an employee of Lucca and a resource of PlanningPME.';
comment on column resource_link.resource_key is 'null: searched in vain for these facts.';
comment on column resource_link.identity_digest is 'Keyed digest of the identifier and e-mail that were compared.';
comment on column resource_link.department_id is 'The Lucca department whose counterpart the resource was given.';

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
comment on column unavailability_ledger.reference is 'As it stands in the event''s remark, brackets included.';
comment on column unavailability_ledger.event_key is 'PlanningPME''s key; null while a create is open.';
comment on column unavailability_ledger.open_intent is 'A remote write whose outcome is not recorded: it may or may not have happened.';
comment on column unavailability_ledger.pending_reference is 'The reference an open update is about to write, when it changes.';

alter table tenant_memory enable row level security, force row level security;
alter table reason_rule enable row level security, force row level security;
alter table department_link enable row level security, force row level security;
alter table resource_link enable row level security, force row level security;
alter table unavailability_ledger enable row level security, force row level security;
create policy own_tenant on tenant_memory using (tenant_id = current_tenant());
create policy own_tenant on reason_rule using (tenant_id = current_tenant());
create policy own_tenant on department_link using (tenant_id = current_tenant());
create policy own_tenant on resource_link using (tenant_id = current_tenant());
create policy own_tenant on unavailability_ledger using (tenant_id = current_tenant());

grant select, insert, update, delete
    on tenant_memory, reason_rule, department_link, resource_link, unavailability_ledger to passerelle_worker;
grant select on tenant_memory, reason_rule, department_link to passerelle_reader;

-- A dump that is restored makes its tables anew; a physical backup that is recovered, or a replica that is promoted, starts a new
-- timeline. Either may have lost what was last remembered.
create function database_life() returns text
language sql stable
as $$
    select 'unavailability_ledger'::regclass::oid::text || '.'
        || case when pg_is_in_recovery() then '' else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end
$$;
comment on function database_life() is 'Differs after a restore, a recovery or a failover.';
grant execute on function database_life to passerelle_worker;
