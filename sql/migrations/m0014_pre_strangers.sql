-- What any login of the server could hold up (an advisory lock has no owner), and what a keyring made elsewhere could take over.

create or replace function ensure_history_partitions(months_ahead integer default 3) returns void
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
            -- One at a time. Nobody but the owner may lock this row.
            perform from public.schema_migration where number = 1 for no key update;
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

create table master_key (
    number integer not null,
    id text not null,
    added_at timestamptz not null default clock_timestamp(),
    constraint master_key_pkey primary key (number),
    constraint master_key_id_unique unique (id)
);
comment on table master_key is
    'The keys of this installation''s keyring: its first one, and one by each rotation. Any other key is another keyring''s.';
comment on column master_key.number is 'Of two rotations at once that count on from the same key, one is refused.';
comment on column master_key.id is 'As in the keyring file and in tenant_data_key.master_key_id.';
grant select, insert on master_key to passerelle_worker;

-- Of an older installation: what most tenants hang on, and what data keys were wrapped anew with. One tenant alone may have been
-- given another keyring's.
alter table tenant_data_key no force row level security;
insert into master_key (number, id)
select row_number() over (order by max(wrapped_at)), master_key_id
from tenant_data_key
group by master_key_id
having count(*) >= (select max(uses) from (select count(*) as uses from tenant_data_key group by master_key_id) counted)
    or bool_or(wrapped_at > created_at + interval '1 second');
alter table tenant_data_key force row level security;
