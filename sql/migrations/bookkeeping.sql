-- Run by every `db migrate`, as passerelle_owner: the migrator's own tables.
create table if not exists schema_migration (
    number integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp(),
    applied_by text not null default session_user,
    constraint schema_migration_pkey primary key (number),
    constraint schema_migration_name_unique unique (name),
    constraint schema_migration_name_form check (name ~ '^m[0-9]{4}_(pre|post)_[a-z0-9_]+$'),
    constraint schema_migration_checksum_form check (checksum ~ '^[0-9a-f]{64}$')
);
comment on table schema_migration is 'The migrations this database has had, in order.';
comment on column schema_migration.checksum is 'SHA-256 of the migration''s text, in hexadecimal: an applied migration is never edited.';
comment on column schema_migration.applied_by is 'The login that migrated.';
grant select on schema_migration to passerelle_worker, passerelle_reader;

create table if not exists schema_function (
    number integer not null generated always as identity,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp(),
    applied_by text not null default session_user,
    constraint schema_function_pkey primary key (number),
    constraint schema_function_text_once unique (name, checksum),
    constraint schema_function_checksum_form check (checksum ~ '^[0-9a-f]{64}$')
);
comment on table schema_function is
    'The texts of functions that this database has had, in order: the last one of each name is in force, an earlier one is a former release''s.';
comment on column schema_function.name is 'The file''s, without its ending.';
comment on column schema_function.checksum is 'SHA-256 of the file''s text, in hexadecimal.';
grant select on schema_function to passerelle_worker, passerelle_reader;

-- Each function's execute rights are granted in its own file.
set local role passerelle_directory;
alter default privileges revoke execute on functions from public;
set local role passerelle_audit;
alter default privileges revoke execute on functions from public;
set local role passerelle_people;
alter default privileges revoke execute on functions from public;
set local role passerelle_owner;
alter default privileges revoke execute on functions from public;
