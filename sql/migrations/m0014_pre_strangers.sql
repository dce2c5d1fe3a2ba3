-- What a keyring made elsewhere could take over.

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
