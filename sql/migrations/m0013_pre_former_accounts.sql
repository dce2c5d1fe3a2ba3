-- A Lucca account may be renamed: the events that carry a former name stay its tenant's own.

alter table tenant add column former_accounts text[] not null default '{}';
comment on column tenant.former_accounts is 'Names that the Lucca account had before, in lower case: events whose references carry one are this tenant''s.';

create table lucca_account (
    tenant_id uuid not null,
    planningpme_url text not null,
    account text not null,
    constraint lucca_account_pkey primary key (tenant_id, account),
    constraint lucca_account_once_per_planning unique (planningpme_url, account),
    constraint lucca_account_of_a_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
comment on table lucca_account is 'Whose events those of a Lucca account''s name are on a planning, former names included. Kept by the trigger of tenant.';
comment on column lucca_account.planningpme_url is 'In lower case: a brand''s key knows no case.';

-- As `tenant_account_once_per_planning` reads the name, which has kept these rows apart so far.
alter table tenant no force row level security;
insert into lucca_account (tenant_id, planningpme_url, account)
select id, lower(planningpme_url), lower(split_part(split_part(lucca_url, '://', 2), '.', 1)) from tenant;
alter table tenant force row level security;

alter table lucca_account enable row level security, force row level security;
create policy own_tenant on lucca_account using (tenant_id = current_tenant());
grant select, insert, delete on lucca_account to passerelle_worker;

create function claim_lucca_accounts() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
begin
    delete from lucca_account where tenant_id = new.id;
    insert into lucca_account (tenant_id, planningpme_url, account)
    select distinct new.id, lower(new.planningpme_url), lower(named.account)
    from unnest(array[split_part(split_part(new.lucca_url, '://', 2), '.', 1)] || new.former_accounts) as named (account);
    return null;
end
$$;
comment on function claim_lucca_accounts is 'Keeps two tenants from taking events of one planning both for their own.';

create trigger claim_lucca_accounts after insert or update of lucca_url, planningpme_url, former_accounts on tenant
    for each row execute function claim_lucca_accounts();
