-- How a brand's PlanningPME speaks is found out for each tenant.
alter table tenant
    add column planning_dialect jsonb not null default '{}'
    constraint tenant_planning_dialect_is_an_object check (jsonb_typeof(planning_dialect) = 'object'),
    add column reference_field text
    constraint tenant_reference_field_length check (char_length(reference_field) between 1 and 100);
comment on column tenant.planning_dialect is 'What was found of the points of the dialect, how and when; whether it may be relied on. Facts, never a text of the customer''s.';
comment on column tenant.reference_field is 'The custom field of unavailabilities that holds our reference; null for the remark.';

-- What tenants used before dialects were found out works for those that ran: they keep it. So do those that were activated, which is
-- what an operator's word was until then. Read through its parent, a partition's own policies do not count.
alter table tenant no force row level security;
alter table unavailability_ledger no force row level security;
alter table run_history no force row level security;
update tenant
set planning_dialect = jsonb_build_object(
    'findings',
    (
        select jsonb_object_agg(
            point,
            jsonb_build_object(
                'value', value, 'origin', 'kept', 'foundAt', (extract(epoch from clock_timestamp()) * 1000)::bigint,
                'evidence', '{}'::jsonb))
        from (values
            ('kind', 'type=Unavailability'), ('reason', 'unavailability'), ('update', 'replace'), ('time', 'utc')
        ) as kept (point, value)))
where state <> 'draft'
    or exists (select from unavailability_ledger where unavailability_ledger.tenant_id = tenant.id)
    or exists (select from run_history where run_history.tenant_id = tenant.id and run_history.started_at is not null);
alter table run_history force row level security;
alter table unavailability_ledger force row level security;
alter table tenant force row level security;
